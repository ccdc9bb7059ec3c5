"""The watch over clients that stop in the middle of a body, or let it drip.

One sweep a second looks at every request that waits for its body. A timer for each request would cost
more than reading the body does.
"""

import asyncio
from math import inf
from typing import Any

from starlette.types import Message, Receive

SWEEP_SECONDS = 1.0
LEAST_RATE = 500.0
"""Octets a second."""


class StallError(Exception):
    """The client sent nothing for longer than it may, or too little in all."""


class StallWatch:
    """Wakes tasks whose body does not come.

    Nothing may come for `seconds`; and after these, `rate` octets a second, on the average over the whole body.
    """

    def __init__(self, seconds: float, rate: float = LEAST_RATE) -> None:
        self.seconds = seconds
        self.rate = rate
        self._deadlines: dict[asyncio.Task[Any], float] = {}
        self._late: set[asyncio.Task[Any]] = set()
        self._sweeper: asyncio.TimerHandle | None = None

    def last_moment(self, began: float, octets: int) -> float:
        """When more must have come than these octets of a body that was first waited for at `began`."""
        return began + self.seconds + octets / self.rate

    async def wait(self, receive: Receive, until: float = inf) -> Message:
        """The next message of `receive`, no later than `until` (of the loop's clock). Raises Stalled."""
        loop = asyncio.get_running_loop()
        task = asyncio.current_task()
        assert task is not None
        self._deadlines[task] = min(until, loop.time() + self.seconds)
        if self._sweeper is None:
            self._sweeper = loop.call_later(min(SWEEP_SECONDS, self.seconds), self._sweep, loop)
        try:
            return await receive()
        except asyncio.CancelledError:
            if task not in self._late:
                raise
            task.uncancel()
            raise StallError from None
        finally:
            del self._deadlines[task]
            self._late.discard(task)

    def _sweep(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        for task, deadline in self._deadlines.items():
            if deadline <= now and task not in self._late:
                self._late.add(task)
                task.cancel()
        again = min(SWEEP_SECONDS, self.seconds)
        self._sweeper = loop.call_later(again, self._sweep, loop) if self._deadlines else None
