"""The verbs about calendar objects; each is one transaction."""

from collections.abc import Collection
from datetime import datetime

from kalends.errors import Fault, Kind
from kalends.service.access import Access, Caller, Right, demand
from kalends.service.access.rights import NO_CALENDAR
from kalends.service.again import again
from kalends.service.limits import Limits
from kalends.service.objects import changing, choosing, seeing, steps
from kalends.service.objects.desk import Desk, demand_conditions, reading, seen_calendar, stored_of, writing
from kalends.service.objects.preparing import prepare
from kalends.service.objects.reading import legible
from kalends.service.objects.values import (
    ALWAYS,
    FORGET_ALERT,
    NO_WISH,
    NOTHING_ELSE,
    Change,
    Changed,
    Choice,
    Conditions,
    Edit,
    Extras,
    Place,
    Saved,
    Seen,
    Wish,
)
from kalends.service.ports import Store
from kalends.service.records import Entry, Grant, Stored
from kalends.service.sharing import Shared, shared_of


class Objects:
    """Everything that is done with single objects. Foreign ones are NOT_FOUND; FORBIDDEN where they may be seen."""

    def __init__(self, store: Store, limits: Limits) -> None:
        self._store = store
        self._limits = limits

    def get(self, me: Caller, object_id: int) -> Seen:
        """The object of an id, as the caller sees it. Fault NOT_FOUND."""
        with reading(self._store, me) as (transaction, rights):
            return seeing.seen_one(transaction, rights, stored_of(transaction, object_id))

    def some(self, me: Caller, object_ids: Collection[int]) -> tuple[Seen, ...]:
        """The objects of these ids that the caller sees, in the order of the ids."""
        with reading(self._store, me) as (transaction, rights):
            return seeing.seen_of(transaction, rights, transaction.objects.some(object_ids))

    def at(self, me: Caller, calendar_id: int, href: str) -> Seen:
        """The object of an href in a calendar. Fault NOT_FOUND."""
        found = self.at_some(me, calendar_id, [href])
        if not found:
            raise Fault(Kind.NOT_FOUND, "There is no such object.")
        return found[0]

    def at_some(self, me: Caller, calendar_id: int, hrefs: Collection[str]) -> tuple[Seen, ...]:
        """The objects of these hrefs that are there, in the order of the hrefs. Fault NOT_FOUND for the calendar."""
        with reading(self._store, me) as (transaction, rights):
            calendar = seen_calendar(transaction, rights, calendar_id)
            return seeing.seen_of(transaction, rights, transaction.objects.at_some(calendar, hrefs))

    def entries(self, me: Caller, calendar_id: int) -> tuple[Entry, ...]:
        """What is in a calendar, without the texts, in the order of the hrefs; ETags as the caller sees them."""
        with reading(self._store, me) as (transaction, rights):
            return seeing.seen_entries(transaction, rights, seen_calendar(transaction, rights, calendar_id))

    def of_uid(self, me: Caller, uid: str, *, calendar_id: int | None = None) -> tuple[Seen, ...]:
        """The objects of a UID in one calendar, or in all that the caller sees; those in his own calendars first."""
        with reading(self._store, me) as (transaction, rights):
            if calendar_id is None:
                return seeing.seen_of_uid(transaction, rights, uid)
            ids = [seen_calendar(transaction, rights, calendar_id).id]
            return seeing.seen_of(transaction, rights, transaction.objects.with_uid(uid, ids))

    def shared_with_me(self, me: Caller) -> tuple[Seen, ...]:
        """The objects shared by themselves, out of calendars that the caller does not see; hidden ones not."""
        with reading(self._store, me) as (transaction, rights):
            return seeing.seen_of(transaction, rights, seeing.shared_alone(transaction, rights))

    @again
    def put(
        self,
        me: Caller,
        calendar_id: int,
        text: str | bytes,
        wish: Wish = NO_WISH,
        *,
        now: datetime,
    ) -> Saved:
        """Store a text as one object. Without an href it replaces the object of its UID there, or is a new one.

        Needs FULL on the calendar, or on the object that is replaced. Faults: INVALID with precondition
        `valid-calendar-data` (the text) or `valid-calendar-object-resource` (RFC 4791 §4.1), or
        `supported-calendar-component`; EXISTS with `no-uid-conflict`; STALE; TOO_LARGE; NOT_FOUND; FORBIDDEN.
        """
        new = legible(text, self._limits)
        with writing(self._store, me, self._limits, now) as desk:
            return desk.saved(steps.put(desk, desk.calendar(calendar_id), new, wish))

    @again
    def put_chosen(
        self,
        me: Caller,
        choice: Choice,
        text: str | bytes,
        *,
        extras: Extras = NOTHING_ELSE,
        conditions: Conditions = ALWAYS,
        now: datetime,
    ) -> Saved:
        """Store a text in the calendar that is chosen by where objects of its UID are. Faults as in `put`.

        The choice is made inside the transaction: of two texts of one UID at the same time, the later one is told of
        the earlier. `conditions` are about what is replaced.
        """
        new = legible(text, self._limits)
        with writing(self._store, me, self._limits, now) as desk:
            return desk.saved(choosing.put_chosen(desk, choice, new, Wish(conditions=conditions, extras=extras)))

    @again
    def change(self, me: Caller, object_id: int, change: Change, *, now: datetime) -> Changed:
        """Edit, move, give away, share, in one transaction, what the change says.

        FULL on the object, and on the calendar it goes to; its author is changed by its OWNER or an administrator;
        everybody who sees it sets his own alert. An edit is made before the transaction; see `preparing`. Faults as in
        `put`.
        """
        demand(me, Right.WRITE)
        prepared = None if change.edit is None else prepare(self._store, me, object_id, change.edit, self._limits)
        with writing(self._store, me, self._limits, now) as desk:
            return changing.change(desk, object_id, change, prepared)

    def edit(
        self, me: Caller, object_id: int, edit: Edit, *, conditions: Conditions = ALWAYS, now: datetime
    ) -> Changed:
        """Replace the text by what an edit makes of it. Faults as in `put`, and those of the edit."""
        return self.change(me, object_id, Change(edit, conditions=conditions), now=now)

    def move(
        self, me: Caller, object_id: int, place: Place, *, conditions: Conditions = ALWAYS, now: datetime
    ) -> Saved:
        """Put an object into another calendar, or under another href, with everything that belongs to it."""
        return _kept(self.change(me, object_id, Change(place=place, conditions=conditions), now=now))

    @again
    def copy(
        self, me: Caller, object_id: int, place: Place, *, conditions: Conditions = ALWAYS, now: datetime
    ) -> Saved:
        """Put a copy of an object, as the caller sees it, elsewhere; `conditions` are about what is there."""
        with writing(self._store, me, self._limits, now) as desk:
            source, calendars = desk.taken(object_id, place.calendar_id)
            desk.rights.demand_object(source, Access.READ)
            new = legible(source.octets, self._limits)
            if place.calendar_id not in calendars:
                raise Fault(Kind.NOT_FOUND, NO_CALENDAR)
            wish = Wish(place.href, conditions, changing.extras_of(source))
            return desk.saved(steps.put(desk, calendars[place.calendar_id], new, wish))

    @again
    def delete(self, me: Caller, object_id: int, *, conditions: Conditions = ALWAYS, now: datetime) -> None:
        """Delete an object; it can be restored for a while. Faults STALE, NOT_FOUND, FORBIDDEN."""
        with writing(self._store, me, self._limits, now) as desk:
            stored, _ = desk.taken(object_id)
            desk.rights.demand_object(stored, Access.FULL)
            demand_conditions(desk, conditions, stored)
            steps.remove(desk, stored)

    def give(self, me: Caller, object_id: int, account_id: int, *, now: datetime) -> Saved:
        """Make somebody the author of an object. By its OWNER or an administrator. Fault NOT_FOUND for the account."""
        return _kept(self.change(me, object_id, Change(extras=Extras(author_id=account_id)), now=now))

    def set_alert(self, me: Caller, object_id: int, minutes: int | None, *, now: datetime) -> None:
        """Store the caller's own alert: minutes before the start, or `NO_ALERT`; None forgets it."""
        alert = FORGET_ALERT if minutes is None else minutes
        self.change(me, object_id, Change(extras=Extras(alert=alert)), now=now)

    def set_dialect(self, me: Caller, object_id: int, name: str, text: str, *, now: datetime) -> Saved:
        """Store what one dialect keeps beside the text: a JSON text. Needs FULL."""
        return _kept(self.change(me, object_id, Change(extras=Extras(dialects={name: text})), now=now))

    @again
    def share(self, me: Caller, object_id: int, grants: Collection[Grant], *, now: datetime) -> tuple[Shared, ...]:
        """Let exactly these have the object, beside those who have its calendar. Needs FULL, or an administrator."""
        with writing(self._store, me, self._limits, now) as desk:
            changing.change(desk, object_id, Change(extras=Extras(grants=tuple(grants))))
            return shared_of(desk.transaction, desk.transaction.grants.of_object(object_id))

    def shared(self, me: Caller, object_id: int) -> tuple[Shared, ...]:
        """Whom an object was given by itself. Needs READ, or an administrator."""
        with reading(self._store, me) as (transaction, rights):
            rights.demand_object(stored_of(transaction, object_id), Access.READ, manage=True)
            return shared_of(transaction, transaction.grants.of_object(object_id))

    @again
    def hide(self, me: Caller, object_id: int, *, now: datetime) -> None:
        """Never show the caller this object of somebody else again."""
        with writing(self._store, me, self._limits, now) as desk:
            stored = _others(desk, object_id)
            desk.transaction.grants.hide(stored, me.account_id)

    @again
    def show(self, me: Caller, object_id: int, *, now: datetime) -> None:
        """Show an object again that was hidden."""
        with writing(self._store, me, self._limits, now) as desk:
            stored = _others(desk, object_id)
            desk.transaction.grants.show(stored, me.account_id)


def _kept(changed: Changed) -> Saved:
    """The object of a change that does not delete."""
    assert changed.saved is not None
    return changed.saved


def _others(desk: Desk, object_id: int) -> Stored:
    """An object of somebody else, locked. Fault RULE where it is the caller's own."""
    stored, _ = desk.taken(object_id)
    if desk.rights.demand_object(stored, Access.BUSY) is Access.OWNER:
        raise Fault(Kind.RULE, "This is your own: delete it, if you do not want to see it.")
    return stored
