"""Chores: done about as often as is said, whatever they raise, until the end comes."""

import asyncio
from collections.abc import Callable

from kalends.edge.server.life import Timer


async def _run(chore: Callable[[Callable[[], bool]], object], seconds: float, *, until: float) -> None:
    ending = asyncio.Event()
    running = asyncio.create_task(Timer(chore, seconds).run(ending))
    await asyncio.sleep(until)
    ending.set()
    await asyncio.wait_for(running, 5)


def test_a_chore_is_done_again_and_again_though_it_fails() -> None:
    turns = []

    def chore(going: Callable[[], bool]) -> None:
        turns.append(going())
        raise ValueError("no")

    asyncio.run(_run(chore, 0.02, until=0.5))
    assert len(turns) > 2
    assert turns[0]


def test_a_chore_is_told_of_the_end() -> None:
    told = []

    def chore(going: Callable[[], bool]) -> None:
        while going():
            pass
        told.append(True)

    asyncio.run(_run(chore, 0.01, until=0.1))
    assert told == [True]


def test_never() -> None:
    turns = []
    asyncio.run(_run(turns.append, 0, until=0.05))
    assert turns == []
