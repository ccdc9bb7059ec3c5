"""Chores: done about as often as is said, whatever they raise, until the end comes."""

import asyncio
from collections.abc import Callable

from kalends.edge.server.lifespan import Timer


async def _run(chore: Callable[[Callable[[], bool]], object], seconds: float, *, until: Callable[[], object]) -> None:
    """Let a chore be done until something holds, then end."""
    ending = asyncio.Event()
    running = asyncio.create_task(Timer(chore, seconds).run(ending))
    async with asyncio.timeout(60):
        while not until():  # noqa: ASYNC110 — what is waited for happens in a thread
            await asyncio.sleep(0.01)
        ending.set()
        await running


def test_a_chore_is_done_again_and_again_though_it_fails() -> None:
    turns = []

    def chore(going: Callable[[], bool]) -> None:
        turns.append(going())
        raise ValueError("no")

    asyncio.run(_run(chore, 0.02, until=lambda: len(turns) > 2))
    assert turns[0]


def test_a_chore_is_told_of_the_end() -> None:
    told = []

    def chore(going: Callable[[], bool]) -> None:
        told.append("begun")
        while going():
            pass
        told.append("ended")

    asyncio.run(_run(chore, 0.01, until=lambda: told))
    assert told == ["begun", "ended"]


def test_never() -> None:
    turns = []
    asyncio.run(asyncio.wait_for(Timer(turns.append, 0).run(asyncio.Event()), 60))
    assert turns == []
