"""The turns of the writers of one process, and the commits that they share.

One writes at a time. Whoever has written while others wait does not commit, but hands its transaction on to the next;
the last of them commits for all. Nobody's turn is over before that: what was told done is on the disk. From the second
writer on each has a savepoint, so that one that fails undoes what it did itself, and nothing else.
"""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Lock
from time import monotonic

from kalends.errors import Fault, Kind
from kalends.service.ports import Outage
from kalends.store.sqlite.connection import BUSY_SECONDS, Connection
from kalends.store.sqlite.errors import fault_of

MOST_TOGETHER = 32
"""Writers that share a commit; other processes wait for as long as these take."""
LONGEST_TOGETHER = 0.5
"""Seconds after which nobody else joins: whoever has written waits for the commit, and is told of nothing meanwhile."""

_BUSY = "The database is busy; try again."
_NOT_KEPT = "The database could not keep what was written together; try again."


class SharedTransaction:
    """One transaction of one writer, or of several after one another.

    `confirm` is called once it is committed, before anybody learns so: what it raises, all of them are told.
    """

    def __init__(self, connection: Connection, confirm: Callable[[], None] = lambda: None) -> None:
        self.connection = connection
        self._confirm = confirm
        self.size = 0
        self.sound = True
        self._begun = monotonic()
        self._failure: BaseException | None = None
        self._ended = Event()

    @property
    def open(self) -> bool:
        """Whether another writer may join."""
        return self.sound and self.size < MOST_TOGETHER and monotonic() - self._begun < LONGEST_TOGETHER

    @contextmanager
    def part(self) -> Iterator[None]:
        """The part of one writer."""
        self.size += 1
        # whoever is the first undoes nobody else's work with the whole
        savepoint = self.size > 1
        try:
            if savepoint:
                self.connection.run("SAVEPOINT part")
            yield
            if savepoint:
                self.connection.run("RELEASE part")
        except BaseException as failure:
            self._undo(failure, savepoint=savepoint)
            raise

    def end(self) -> None:
        """Commit, and let those go on who wait for that."""
        try:
            if self.sound:
                self.connection.run("COMMIT")
                self._confirm()
        except BaseException as failure:
            self._failure = failure
            raise
        finally:
            if self.connection.in_transaction:
                self.connection.run("ROLLBACK")
            self._ended.set()

    def wait(self) -> None:
        """Wait for somebody else's commit. Where it failed, Fault BUSY; an Outage where that is why."""
        self._ended.wait()
        failure = self._failure
        if failure is None:
            return
        fault = failure if isinstance(failure, Outage) else fault_of(failure)
        if isinstance(fault, Outage):
            raise Outage(fault.detail, cause=fault.cause) from failure
        raise Fault(Kind.BUSY, _NOT_KEPT, retry_after=1) from failure

    def _undo(self, failure: BaseException, *, savepoint: bool) -> None:
        self.sound, self._failure = False, failure
        # Some failures (a full disk) have undone everything already.
        if savepoint and self.connection.in_transaction:
            self.connection.run("ROLLBACK TO part")
            self.connection.run("RELEASE part")
            self.sound, self._failure = True, None


class CommitQueue:
    """The queue: first come, first served."""

    def __init__(self) -> None:
        self._mutex = Lock()
        self._taken = False
        self._waiting: deque[Event] = deque()
        self._transaction: SharedTransaction | None = None

    def take(self) -> SharedTransaction | None:
        """Wait for one's turn: the batch that was handed on, if there is one. Fault BUSY."""
        with self._mutex:
            if not self._taken:
                self._taken = True
                return None
            mine = Event()
            self._waiting.append(mine)
        if not mine.wait(BUSY_SECONDS):
            self._give_up(mine)
        handed, self._transaction = self._transaction, None
        return handed

    def hand_on(self, shared: SharedTransaction) -> bool:
        """Give the turn with the batch to the next; False where nobody waits, or it has to end here."""
        with self._mutex:
            if not self._waiting or not shared.open:
                return False
            self._transaction = shared
            self._waiting.popleft().set()
            return True

    def leave(self) -> None:
        """Give the turn to the next, who begins anew."""
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False

    def _give_up(self, mine: Event) -> None:
        with self._mutex:
            if mine.is_set():  # it came in the last moment
                return
            self._waiting.remove(mine)
        raise Fault(Kind.BUSY, _BUSY, retry_after=1)
