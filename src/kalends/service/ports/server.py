"""What the verbs ask about the server's own matters: counters, files, secrets, notes, the outbox; and hashing."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from kalends.service.records import FileUsage, KeptFile, OutboxItem, WindowCount


class Counters(Protocol):
    """Counters, each with a window that begins when something is spent and none is open."""

    def spent(self, subject: str, *, now: datetime) -> WindowCount:
        """What was spent of the open window; count 0 where none is open.

        A window that begins more than 10 s after `now` was written by a clock that went wrong, and is not open; less
        is the time for which a caller waited who wanted to write.
        """

    def spend(self, subject: str, *, seconds: int, now: datetime) -> WindowCount:
        """Add one to the open window, or open one of that many seconds; what is spent then."""

    def clear(self, subject: str) -> None:
        """Forget a counter; one that is not there is forgotten already."""

    def purge(self, *, now: datetime, at_most: int) -> int:
        """Remove counters whose window has ended, the oldest first, and no more than `at_most`; how many."""


class Files(Protocol):
    """Files that are kept for a while, each by a random name of its own."""

    def add(self, file_id: str, file: KeptFile, *, owner_id: int, expires: datetime) -> None:
        """Keep a file of an account, whose removal removes it. Fault EXISTS where there is one of that id."""

    def usage(self, owner_id: int, *, now: datetime) -> FileUsage:
        """The files of an account that have not expired."""

    def find(self, file_id: str) -> KeptFile:
        """A file. Fault NOT_FOUND."""

    def purge(self, *, now: datetime, at_most: int) -> int:
        """Remove files that have expired, the oldest first, and no more than `at_most`; how many."""


class Secrets(Protocol):
    """Secrets that all processes of this server share."""

    def find(self, name: str) -> str:
        """The secret of that name; "" where there is none yet."""

    def settle(self, name: str, proposal: str) -> str:
        """The secret of that name; the proposal becomes it where there is none yet."""


class Notes(Protocol):
    """What the store remembers about itself, such as the version of the tz data that its index was made with."""

    def find(self, name: str) -> str:
        """The note of a name; "" where there is none."""

    def put(self, name: str, text: str) -> None:
        """Store a note in the place of the one before."""


class Outbox(Protocol):
    """Work that is stored by the transaction that causes it, and done afterwards by whichever process takes it."""

    def append(self, kind: str, payload: str, *, due: datetime) -> int:
        """Store an item that is due from a time on; its id."""

    def take(self, kinds: Collection[str], *, now: datetime, until: datetime, at_most: int) -> tuple[OutboxItem, ...]:
        """Take items of these kinds that are due, the longest due first, and count one more try of each.

        No other process gets them before `until`, when they are due again.
        """

    def remove(self, item_id: int) -> None:
        """Delete an item that was done; a missing one is ignored."""


class Hasher(Protocol):
    """Turns passwords into what may be stored. To be called outside any transaction: it takes long."""

    def hash(self, password: str) -> str:
        """A salted, slow hash of a password."""

    def matches(self, password_hash: str, password: str) -> bool:
        """Whether a password has that hash. "" matches nothing, in the time that a real hash takes."""
