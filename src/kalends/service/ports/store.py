"""A store, and the transactions in which everything happens."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from kalends.errors import Fault, Kind
from kalends.service.ports.calendars import Alerts, Calendars, Grants, Holders
from kalends.service.ports.oauth import Clients, Consents
from kalends.service.ports.objects import Events, History, ObjectProperties, Objects, Orphans
from kalends.service.ports.people import Accounts, Directory, Groups, Keys, Networks
from kalends.service.ports.server import Counters, Files, Notes, Outbox, Secrets

OUTAGE_SECONDS = 30
"""What Retry-After says while somebody has to see to the database."""


class Collision(Fault):
    """BUSY, since two transactions wanted the same things in another order; nothing of this one was done.

    To try again after a moment is right, and `service.write` does so.
    """

    def __init__(self) -> None:
        super().__init__(Kind.BUSY, "Somebody else changed the same things; try again.", retry_after=1)


class Outage(Fault):
    """BUSY, since the database itself cannot work: its disk is full, its file was removed, it may not be written.

    The request was right; the same one succeeds after the operator of the server has seen to it. `cause` is for the
    log, and may name paths; `detail` is told to clients, and does not.
    """

    def __init__(self, detail: str, *, cause: str = "") -> None:
        super().__init__(Kind.BUSY, detail, retry_after=OUTAGE_SECONDS)
        self.cause = cause


class Store(Protocol):
    """A place that keeps everything; safe to use from many threads and many processes at once."""

    @property
    def outage(self) -> Outage | None:
        """Why the last transaction failed for which the database could not work; None after a write that was kept."""

    def reading(self) -> AbstractContextManager["Transaction"]:
        """A transaction that sees one state of the store and changes nothing."""

    def writing(self) -> AbstractContextManager["Transaction"]:
        """A transaction that may write; what it did is durable when the block has ended.

        Others may write at the same time, and what they have ended is seen from the next question on. So a verb that
        reads in order to decide what to write first locks what it reads: `Transaction.lock_named`, then
        `calendars.lock`.
        Raises `Collision` where that was not done in this order and two transactions wait for each other.
        """

    def backup(self, file: Path, *, told: Callable[[int], None] | None = None) -> None:
        """Write one state of the whole store into a file that does not exist yet, while others go on working.

        The file is of one form, whatever the store: any can be filled from it. `told` is called with the number of
        rows that were written, where that takes long. Faults EXISTS, FORBIDDEN.
        """

    def damages(self) -> tuple[str, ...]:
        """What the database finds wrong with its own files and references, a sentence each; reads everything."""

    def close(self) -> None:
        """Let go of everything; the store is of no use afterwards. Closing twice does no harm."""


class Transaction(Protocol):
    """The tables, as one transaction sees them; of no use after its block has ended."""

    def lock_named(self, subject: str) -> None:
        """Take the lock of a name until this transaction ends.

        To be called before reading what a write depends on, if no lock of a calendar covers that.
        """

    @property
    def accounts(self) -> Accounts:
        """The accounts."""

    @property
    def groups(self) -> Groups:
        """The groups."""

    @property
    def directory(self) -> Directory:
        """Accounts, groups and everyone, as principals."""

    @property
    def keys(self) -> Keys:
        """The API keys."""

    @property
    def networks(self) -> Networks:
        """Where accounts signed in lately."""

    @property
    def clients(self) -> Clients:
        """The applications that act for people."""

    @property
    def consents(self) -> Consents:
        """What people allowed them."""

    @property
    def calendars(self) -> Calendars:
        """The calendars."""

    @property
    def grants(self) -> Grants:
        """The rights on calendars and objects."""

    @property
    def holders(self) -> Holders:
        """Whoever holds rights, owner by owner."""

    @property
    def objects(self) -> Objects:
        """The calendar objects."""

    @property
    def alerts(self) -> Alerts:
        """Each person's own alerts."""

    @property
    def events(self) -> Events:
        """What happened in the calendars."""

    @property
    def history(self) -> History:
        """The former versions of objects."""

    @property
    def properties(self) -> ObjectProperties:
        """What protocols keep beside calendars and objects."""

    @property
    def orphans(self) -> Orphans:
        """What does not fit together."""

    @property
    def outbox(self) -> Outbox:
        """What is to be done afterwards."""

    @property
    def counters(self) -> Counters:
        """The counters of throttles and quotas."""

    @property
    def files(self) -> Files:
        """The files that were kept for a while."""

    @property
    def secrets(self) -> Secrets:
        """The secrets of this server."""

    @property
    def notes(self) -> Notes:
        """What the store remembers about itself."""
