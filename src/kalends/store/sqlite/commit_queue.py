"""Group commit: the queue of the writers of one process, and the transactions that they share (decision 42).

One writer works at a time. If others are waiting when it is done, it does not commit, but hands its transaction on to
the next; the last one commits for all. No writer returns before that, so an acknowledged write is on the disk. Every
writer but the first works in a savepoint, so that a failing one rolls back its own work only.
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
"""Writers that may share a commit; other processes wait until it is done."""
LONGEST_TOGETHER = 0.5
"""Seconds after which no other writer may join, so that the first one does not wait too long for the commit."""

_BUSY = "The database is busy; try again."
_NOT_KEPT = "The database could not keep what was written together; try again."


class SharedTransaction:
    """A transaction of one writer, or of several one after the other.

    `confirm` is called after the commit and before any writer returns; all of them raise what it raises.
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
        # the first writer may roll back the whole transaction
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
        """Commit, and let the other writers return."""
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
        """Wait for the commit of another writer. Where it failed: Fault BUSY, or the Outage that caused it."""
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
        # Some failures (a full disk) have rolled everything back already.
        if savepoint and self.connection.in_transaction:
            self.connection.run("ROLLBACK TO part")
            self.connection.run("RELEASE part")
            self.sound, self._failure = True, None


class CommitQueue:
    """The queue of writers: first come, first served."""

    def __init__(self) -> None:
        self._mutex = Lock()
        self._taken = False
        self._waiting: deque[Event] = deque()
        self._transaction: SharedTransaction | None = None

    def take(self) -> SharedTransaction | None:
        """Wait until it is the caller's turn; the transaction that was handed on, if any. Fault BUSY."""
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
        """Hand the transaction on to the next writer. False if nobody is waiting, or it has to be committed now."""
        with self._mutex:
            if not self._waiting or not shared.open:
                return False
            self._transaction = shared
            self._waiting.popleft().set()
            return True

    def leave(self) -> None:
        """Let the next writer begin a new transaction."""
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False

    def _give_up(self, mine: Event) -> None:
        with self._mutex:
            if mine.is_set():  # the turn came at the last moment
                return
            self._waiting.remove(mine)
        raise Fault(Kind.BUSY, _BUSY, retry_after=1)
