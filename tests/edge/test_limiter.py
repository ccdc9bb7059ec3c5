"""The line: who is let in, in which order, and who is refused."""

import asyncio

import pytest

from kalends.edge.capacity.limiter import RETRY_SECONDS, Bound, Limiter
from kalends.errors import Fault, Kind

ALL = Bound("all", at_once=3, waiting=4)
EACH = Bound("each", at_once=2, waiting=3)
ANNA, BERT = ((ALL, ""), (EACH, "anna")), ((ALL, ""), (EACH, "bert"))


class Line:
    """A limiter, and the order in which names were let in."""

    def __init__(self, limiter: Limiter) -> None:
        self.limiter = limiter
        self.inside: list[str] = []

    async def come(self, name, subjects):
        """Come into the line; let in or not, all that can happen by that has happened."""

        async def enter():
            await self.limiter.enter(subjects)
            self.inside.append(name)

        task = asyncio.create_task(enter())
        await self.settle()
        return task

    async def go(self, subjects):
        self.limiter.leave(subjects)
        await self.settle()

    @staticmethod
    async def settle():
        for _ in range(5):
            await asyncio.sleep(0)


def busy(task) -> str:
    error = task.exception()
    assert isinstance(error, Fault)
    assert (error.kind, error.retry_after) == (Kind.BUSY, RETRY_SECONDS)
    return error.detail


def test_exactly_so_many_are_at_work_and_so_many_wait():
    async def scene():
        line = Line(Limiter())
        tasks = [await line.come(f"a{number}", ANNA) for number in range(6)]
        assert line.inside == ["a0", "a1"]
        assert len(line.limiter._line) == 3
        assert "each" in busy(tasks[5])
        for expected in (["a2"], ["a2", "a3"], ["a2", "a3", "a4"]):
            await line.go(ANNA)
            assert line.inside[2:] == expected
        assert len(line.limiter._line) == 0
        assert all(not task.exception() for task in tasks[:5])

    asyncio.run(scene())


def test_nobody_waits_for_the_share_of_another():
    async def scene():
        line = Line(Limiter())
        for number in range(4):
            await line.come(f"a{number}", ANNA)
        await line.come("b0", BERT)
        assert line.inside == ["a0", "a1", "b0"]  # past a2 and a3, whose account has its share
        await line.come("b1", BERT)
        await line.go(BERT)
        assert line.inside == ["a0", "a1", "b0", "b1"]
        await line.go(ANNA)
        assert line.inside[4:] == ["a2"]  # the longest wait first

    asyncio.run(scene())


def test_whoever_waits_too_long_is_refused_and_leaves_nothing_behind():
    async def scene():
        limiter = Limiter(wait_seconds=0.05)
        line = Line(limiter)
        for number in range(2):
            await line.come(f"a{number}", ANNA)
        late = await line.come("late", ANNA)
        await asyncio.wait([late])
        assert "each" in busy(late)
        assert not limiter._line
        await line.go(ANNA)
        await line.go(ANNA)
        assert limiter._busy == {}
        assert limiter._queued == {}

    asyncio.run(scene())


@pytest.mark.parametrize("lets_in", [False, True])
def test_whoever_is_cancelled_in_the_line_takes_no_room(lets_in):
    async def scene():
        line = Line(Limiter())
        for number in range(2):
            await line.come(f"a{number}", ANNA)
        gone, next_one = await line.come("gone", ANNA), await line.come("next", ANNA)
        if lets_in:  # the room and the cancellation come at the same moment
            line.limiter.leave(ANNA)
        gone.cancel()
        await line.settle()
        if not lets_in:
            await line.go(ANNA)
        assert line.inside == ["a0", "a1", "next"]
        assert next_one.done()
        await line.go(ANNA)
        await line.go(ANNA)
        assert line.limiter._busy == {}

    asyncio.run(scene())
