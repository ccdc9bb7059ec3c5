"""How much happens at once: a line in which each piece of work waits until all bounds that concern it have room.

A piece of work has several subjects (the server, the client's address, the account), and each has a bound of its own.
Those that wait are let in in the order in which they came, but none waits for a subject that is not theirs: work of
an account that has its share already stays in the line, and that of others goes past it.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from kalends.errors import Fault, Flaw, Kind
from kalends.service.people.networks import network_of

WAIT_SECONDS = 10.0
RETRY_SECONDS = 2


@dataclass(frozen=True, slots=True)
class Bound:
    """The most work at once of one subject of a kind, and the most that waits; `name` is what a refusal says."""

    name: str
    at_once: int
    waiting: int


Subject = tuple[Bound, str]


class Limiter:
    """Lets work in, as long as there is room for each of its subjects; for one event loop."""

    def __init__(self, wait_seconds: float = WAIT_SECONDS) -> None:
        self._wait_seconds = wait_seconds
        self._busy: Counter[Subject] = Counter()
        self._queued: Counter[Subject] = Counter()
        self._line: dict[asyncio.Future[None], tuple[Subject, ...]] = {}

    async def enter(self, subjects: tuple[Subject, ...]) -> None:
        """Wait for room; each entry is followed by `leave` with the same subjects.

        Raises Fault(BUSY) where too many wait already, or the wait takes more than 10 s.
        """
        if self._has_room(subjects):
            self._busy.update(subjects)
            return
        for subject in subjects:
            if self._queued[subject] >= subject[0].waiting:
                raise self._refusal(subject)
        await self._wait(subjects)

    def leave(self, subjects: tuple[Subject, ...]) -> None:
        """Make room again, and let in who can go on by that."""
        _take_off(self._busy, subjects)
        for turn, waiting in list(self._line.items()):
            if not turn.done() and self._has_room(waiting):
                self._busy.update(waiting)
                turn.set_result(None)

    async def _wait(self, subjects: tuple[Subject, ...]) -> None:
        loop = asyncio.get_running_loop()
        turn: asyncio.Future[None] = loop.create_future()
        self._line[turn] = subjects
        self._queued.update(subjects)
        timer = loop.call_later(self._wait_seconds, self._give_up, turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self.leave(subjects)  # the room came together with the cancellation
            raise
        finally:
            timer.cancel()
            del self._line[turn]
            _take_off(self._queued, subjects)

    def _give_up(self, turn: asyncio.Future[None]) -> None:
        if not turn.done():
            full = next(self._full(self._line[turn]))
            turn.set_exception(self._refusal(full))

    def _has_room(self, subjects: tuple[Subject, ...]) -> bool:
        return all(self._busy[subject] < subject[0].at_once for subject in subjects)

    def _full(self, subjects: tuple[Subject, ...]) -> Iterator[Subject]:
        return (subject for subject in subjects if self._busy[subject] >= subject[0].at_once)

    def _refusal(self, subject: Subject) -> Fault:
        detail = f"Too many {subject[0].name} at once; try again in {RETRY_SECONDS} seconds."
        return Fault(Kind.BUSY, detail, (Flaw("busy", detail),), retry_after=RETRY_SECONDS)


def _take_off(counter: Counter[Subject], subjects: tuple[Subject, ...]) -> None:
    """Count one less of each; what comes to nothing is forgotten, so that the counter does not grow."""
    for subject in subjects:
        if counter[subject] > 1:
            counter[subject] -= 1
        else:
            del counter[subject]


MOST_PER_CLIENT = 100
CLIENT_RETRY_SECONDS = 5


class ClientLimiter:
    """Counts requests from their heads to the ends of their answers, for each client that a trusted proxy tells of.

    Whoever sends a body slowly, or does not take an answer, would else keep all connections of a worker.
    """

    def __init__(self, most: int = MOST_PER_CLIENT) -> None:
        self._most = most
        self._under_way: Counter[str] = Counter()

    @contextmanager
    def admit(self, client: str) -> Iterator[Fault | None]:
        """Count one more request of a client while it lasts; gives the refusal, where it is one too many."""
        network = network_of(client)
        self._under_way[network] += 1
        try:
            yield self._refusal() if self._under_way[network] > self._most else None
        finally:
            self._under_way[network] -= 1
            if not self._under_way[network]:
                del self._under_way[network]

    def _refusal(self) -> Fault:
        detail = f"There are {self._most:,} requests of your address under way already, which is all that there may be."
        return Fault(Kind.BUSY, detail, (Flaw("busy", detail),), retry_after=CLIENT_RETRY_SECONDS)
