"""What a writing verb works with, and the objects and calendars that it takes in hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from kalends.errors import Fault, Kind
from kalends.service.access import Access, Caller, Right, Rights, demand
from kalends.service.access.rights import NO_CALENDAR, NO_OBJECT
from kalends.service.limits import Limits
from kalends.service.objects.values import Conditions
from kalends.service.ports import Collision, Store, Transaction
from kalends.service.records import Calendar, Stored
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
        if not calendars:
            raise Fault(Kind.NOT_FOUND, NO_CALENDAR)
        return calendars[0]

    def taken(self, object_id: int, to_calendar_id: int | None = None) -> tuple[Stored, dict[int, Calendar]]:
        """An object, and its calendar with the one that it goes to, locked. Fault NOT_FOUND for the object alone."""
        before = stored_of(self.transaction, object_id)
        ids = {before.calendar_id} if to_calendar_id is None else {before.calendar_id, to_calendar_id}
        calendars = {calendar.id: calendar for calendar in self.transaction.calendars.lock(ids)}
        stored = stored_of(self.transaction, object_id)
        if stored.calendar_id != before.calendar_id:
            raise Collision  # it was moved while the lock was waited for
        return stored, calendars


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


def demand_conditions(conditions: Conditions, old: Stored | None) -> None:
    """Raise Fault STALE where a condition does not hold of what is there."""
    if old is None:
        if conditions.present or conditions.etags is not None:
            raise Fault(Kind.STALE, "The object that was to be changed is not there.")
    elif conditions.absent:
        raise Fault(Kind.STALE, "The object is there already.")
    elif conditions.etags is not None and old.etag not in conditions.etags:
        raise Fault(Kind.STALE, "The object was changed meanwhile: fetch it, and try again.")
    elif old.etag in conditions.not_etags:
        raise Fault(Kind.STALE, "The object is the one that was known already.")
