"""What a worker process does besides answering: background tasks, and an orderly end."""

import asyncio
import gc
import logging
import os
import random
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from typing import Protocol

from kalends.edge.monitoring.log import FLUSH_SECONDS, Sink
from kalends.edge.monitoring.metrics import Metrics

_SAVE_EVERY = 3  # flushes
# One month of a large calendar is some 100,000 things, none of which is in a cycle. With Python's own thresholds it is
# looked through so often, with all that is remembered of texts, that it takes a tenth longer, the first one a third.
_THRESHOLDS = (20_000, 20, 20)
# Seconds for which a thread computes before another one gets its turn. With Python's own 5 ms, a small answer waits for
# all the threads that compute, after each question to the database.
_SWITCH_SECONDS = 0.001
_log = logging.getLogger(__name__)


class PeriodicWork(Protocol):
    """Long work that is done now and then, in a worker thread."""

    def __call__(self, going: Callable[[], bool]) -> object:
        """Do it; once `going` returns false, leave the rest for the next turn."""


@dataclass(frozen=True, slots=True)
class Timer:
    """Periodic work, and about how many seconds lie between two of its turns; 0 is never.

    About, so that processes which were started together do not all come at once.
    """

    work: PeriodicWork
    seconds: float

    async def run(self, ending: asyncio.Event) -> None:
        """Do it again and again, until the end comes."""
        while self.seconds and not await self._ended(ending):
            try:
                await asyncio.to_thread(self.work, lambda: not ending.is_set())
            except Exception as error:
                # whatever it is, the next turn may go well, and the server goes on
                _log.error("chore failed", extra={"fields": {"error": str(error)}}, exc_info=error)

    async def _ended(self, ending: asyncio.Event) -> bool:
        """Wait for the next turn; whether the end came first."""
        try:
            await asyncio.wait_for(ending.wait(), self.seconds * random.uniform(0.75, 1.25))  # noqa: S311 — no secret
        except TimeoutError:
            return False
        return True


@dataclass(frozen=True, slots=True)
class WorkerTasks:
    """What is repeated every moment. `parent` is the process without which this one must not go on."""

    sink: Sink
    metrics: Metrics
    parent: int | None
    timer: Timer

    async def run(self) -> None:
        """Do them until cancelled."""
        for turn in count(1):
            await asyncio.sleep(FLUSH_SECONDS)
            self.sink.flush()
            if turn % _SAVE_EVERY == 0:
                self.metrics.save()
            if self.parent is not None and os.getppid() != self.parent:
                os.kill(os.getpid(), signal.SIGTERM)
                return


@asynccontextmanager
async def lifespan(tasks: WorkerTasks, closers: Iterable[Callable[[], None]]) -> AsyncIterator[None]:
    """Run a worker's background tasks; at the end, write and close everything."""
    gc.collect()
    gc.freeze()  # what was made while starting stays; no collection needs to look at it again
    gc.set_threshold(*_THRESHOLDS)
    sys.setswitchinterval(_SWITCH_SECONDS)
    tasks.sink.batched = True
    running = asyncio.create_task(tasks.run())
    ending = asyncio.Event()
    periodic = asyncio.create_task(tasks.timer.run(ending))
    try:
        yield
    finally:
        running.cancel()
        ending.set()
        await periodic  # a step that it is in takes a moment
        tasks.sink.batched = False
        tasks.sink.flush()
        tasks.metrics.save()
        for close in closers:
            close()
