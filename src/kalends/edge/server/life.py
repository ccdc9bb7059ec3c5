"""What a worker process does besides answering: regular small duties, and an orderly end."""

import asyncio
import gc
import os
import signal
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count

from kalends.edge.watch.sink import FLUSH_SECONDS, Sink
from kalends.edge.watch.tally import Tally

_SAVE_EVERY = 3  # flushes


@dataclass(frozen=True, slots=True)
class Duties:
    """What is done again and again. `parent` is the process without which this one must not go on."""

    sink: Sink
    tally: Tally
    parent: int | None

    async def run(self) -> None:
        """Do them until cancelled."""
        for turn in count(1):
            await asyncio.sleep(FLUSH_SECONDS)
            self.sink.flush()
            if turn % _SAVE_EVERY == 0:
                self.tally.save()
            if self.parent is not None and os.getppid() != self.parent:
                os.kill(os.getpid(), signal.SIGTERM)
                return


@asynccontextmanager
async def living(duties: Duties, closers: Iterable[Callable[[], None]]) -> AsyncIterator[None]:
    """The life of a worker; at its end everything is written and closed."""
    gc.collect()
    gc.freeze()  # what was made while starting stays; no collection needs to look at it again
    duties.sink.batched = True
    running = asyncio.create_task(duties.run())
    try:
        yield
    finally:
        running.cancel()
        duties.sink.batched = False
        duties.sink.flush()
        duties.tally.save()
        for close in closers:
            close()
