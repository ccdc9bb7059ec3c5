"""What a writing verb works with, and the objects and calendars that it takes in hand."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from kalends.errors import Fault, Kind
from kalends.service.access import Access, Caller, Right, Rights, demand
from kalends.service.access.rights import NO_CALENDAR, NO_OBJECT
from kalends.service.limits import Limits
from kalends.service.ports import Store, Transaction
from kalends.service.records import Calendar, Grant, Stored
from kalends.service.state import OneState


@dataclass(frozen=True, slots=True)
class Desk:
    """One transaction of one caller, at one time."""

    transaction: Transaction
    rights: Rights
    limits: Limits
    now: datetime

    @property
    def by(self) -> int:
        """The account that writes."""
        return self.rights.me.account_id

    def calendar(self, calendar_id: int, *, subject: str = "") -> Calendar:
        """A calendar, locked, after it is alone with a subject. Fault NOT_FOUND."""
        calendars = self.transaction.calendars.lock([calendar_id], subject=subject)
        self.rights.refresh()
        if not calendars:
            raise Fault(Kind.NOT_FOUND, NO_CALENDAR)
        return calendars[0]

    def share_calendar(self, calendar: Calendar, grants: Collection[Grant]) -> None:
        """Replace the grants on a calendar; the caller's own rights may be others from here on."""
        self.transaction.grants.put_calendar(calendar, grants)
        self.rights.refresh()


@contextmanager
def writing(store: Store, me: Caller, limits: Limits, now: datetime) -> Iterator[Desk]:
    """A transaction that writes. Fault FORBIDDEN where the caller's key only reads."""
    demand(me, Right.WRITE)
    with store.writing() as transaction:
        yield Desk(transaction, Rights(me, transaction), limits, now)


@contextmanager
def reading(store: Store, me: Caller) -> Iterator[tuple[Transaction, Rights]]:
    """A transaction that reads, and the caller's rights in it. Fault FORBIDDEN for a key that only generates."""
    demand(me, Right.READ)
    with store.reading() as transaction:
        yield transaction, store.rights(me) if isinstance(store, OneState) else Rights(me, transaction)


def stored_of(transaction: Transaction, object_id: int) -> Stored:
    """The object of an id; the fault is the same where it may not be seen."""
    found = transaction.objects.some([object_id])
    if not found:
        raise Fault(Kind.NOT_FOUND, NO_OBJECT)
    return found[0]


def seen_calendar(transaction: Transaction, rights: Rights, calendar_id: int, least: Access = Access.BUSY) -> Calendar:
    """A calendar on which that much is allowed. Faults NOT_FOUND, FORBIDDEN."""
    found = transaction.calendars.some([calendar_id])
    if not found:
        raise Fault(Kind.NOT_FOUND, NO_CALENDAR)
    rights.demand_calendar(found[0], least)
    return found[0]


def demand_name(name: str, wanted: frozenset[str] | None, unwanted: frozenset[str]) -> None:
    """Raise Fault STALE unless a name is one of those that are wanted (None: any), and none of the others."""
    if wanted is not None and name not in wanted:
        raise Fault(Kind.STALE, "It was changed meanwhile: fetch it, and try again.")
    if name in unwanted:
        raise Fault(Kind.STALE, "It is the one that was known already.")
