"""What a writing verb works with, and the objects and calendars that it takes in hand."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from kalends.errors import Fault, Kind
from kalends.service.access import Access, Caller, Right, Rights, demand
from kalends.service.access.rights import NO_CALENDAR, NO_OBJECT
from kalends.service.limits import Limits
from kalends.service.objects import seeing
from kalends.service.objects.values import Conditions, Saved, Write
from kalends.service.ports import Collision, Store, Transaction
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

    def taken(self, object_id: int, to_calendar_id: int | None = None) -> tuple[Stored, dict[int, Calendar]]:
        """An object, and its calendar with the one that it goes to, locked. Fault NOT_FOUND for the object alone."""
        before = stored_of(self.transaction, object_id)
        ids = {before.calendar_id} if to_calendar_id is None else {before.calendar_id, to_calendar_id}
        calendars = {calendar.id: calendar for calendar in self.transaction.calendars.lock(ids)}
        self.rights.refresh()
        stored = stored_of(self.transaction, object_id)
        if stored.calendar_id != before.calendar_id:
            raise Collision  # it was moved while the lock was waited for
        return stored, calendars

    def share(self, stored: Stored, grants: Collection[Grant]) -> None:
        """Replace the grants on an object; the caller's own rights may be others from here on."""
        self.transaction.grants.put_object(stored, grants)
        self.rights.refresh()

    def share_calendar(self, calendar: Calendar, grants: Collection[Grant]) -> None:
        """The same for a calendar."""
        self.transaction.grants.put_calendar(calendar, grants)
        self.rights.refresh()

    def saved(self, write: Write, before: Access = Access.FULL) -> Saved:
        """What the caller may be told of a write: by the rights after it, or else by those before it.

        `before` is what the caller was allowed on the object when it was written: who read the text then, and took the
        right away by writing, learns nothing new from the answer.
        """
        stored, access = write.stored, self.rights.on_object(write.stored)
        alert, grants = None, tuple[Grant, ...]()
        if not write.plain and max(access, before) > Access.BUSY:
            alert = seeing.alerts_of(self.transaction, self.by, [stored]).get(stored.id)
            grants = self.transaction.grants.of_object(stored.id)
        seen = answer = seeing.shown(stored, access, alert, grants) if access else None
        if before > access <= Access.BUSY:
            answer = seeing.shown(stored, before, alert, grants)
        return Saved(stored.id, stored.calendar_id, stored.href, write.created, seen, answer, write.flaws)


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


def demand_conditions(desk: Desk, conditions: Conditions, old: Stored | None) -> None:
    """Raise Fault STALE where a condition does not hold of what is there, which the caller may see."""
    if old is None:
        if conditions.present or (conditions.etags, conditions.validators) != (None, None):
            raise Fault(Kind.STALE, "What was to be changed is not there.")
        return
    if conditions.absent:
        raise Fault(Kind.STALE, "It is there already.")
    demand_name(old.etag, conditions.etags, conditions.not_etags)
    if conditions.validators is not None or conditions.not_validators:
        seen = seeing.seen_one(desk.transaction, desk.rights, old)
        demand_name(seen.validator, conditions.validators, conditions.not_validators)


def demand_name(name: str, wanted: frozenset[str] | None, unwanted: frozenset[str]) -> None:
    """Raise Fault STALE unless a name is one of those that are wanted (None: any), and none of the others."""
    if wanted is not None and name not in wanted:
        raise Fault(Kind.STALE, "It was changed meanwhile: fetch it, and try again.")
    if name in unwanted:
        raise Fault(Kind.STALE, "It is the one that was known already.")
