"""The verbs about single objects; each takes part in a unit of work (RFC 4791 §4.1, §5.3).

What the caller does not see is Fault NOT_FOUND; what may be seen and needs more rights is FORBIDDEN. A verb that writes
returns what its caller may be told, by the rights after it.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import cached_property

import msgspec

from kalends.core.objects.object import CalendarObject
from kalends.core.objects.patch import EditResult
from kalends.errors import Fault, Kind
from kalends.service.access import Access, Rights
from kalends.service.access.policy import has_same_rights
from kalends.service.access.rights import no_calendar, no_object
from kalends.service.objects import seeing, writes
from kalends.service.objects.cache import OBJECTS
from kalends.service.objects.seeing import demand_calendar, stored_of
from kalends.service.objects.text import ObjectText, validate, validate_edit
from kalends.service.objects.values import (
    ALWAYS,
    FORGET_ALERT,
    NOTHING_ELSE,
    Changed,
    Conditions,
    Edit,
    Extras,
    Place,
    Saved,
    Seen,
    Write,
)
from kalends.service.ports import Collision
from kalends.service.records import Calendar, Entry, Facts, Grant, Stored
from kalends.service.sharing import Shared, shared_of
from kalends.service.unit import Unit

Text = str | bytes | ObjectText
"""A text to store; one that was validated before (`validate`) is not read again."""


def get(unit: Unit, object_id: int) -> Seen:
    """The object of an id, as the caller sees it. Fault NOT_FOUND."""
    return seeing.seen_one(unit, stored_of(unit, object_id))


def some(unit: Unit, object_ids: Collection[int]) -> tuple[Seen, ...]:
    """The objects of these ids that the caller sees, in the order of the ids."""
    return seeing.seen_of(unit, unit.transaction.objects.some(object_ids))


def at(unit: Unit, calendar_id: int, href: str) -> Seen:
    """The object of an href in a calendar. Fault NOT_FOUND."""
    found = at_some(unit, calendar_id, [href])
    if not found:
        raise no_object()
    return found[0]


def at_some(unit: Unit, calendar_id: int, hrefs: Collection[str]) -> tuple[Seen, ...]:
    """The objects of these hrefs that are there, in the order of the hrefs. Fault NOT_FOUND for the calendar."""
    calendar = demand_calendar(unit, calendar_id)
    return seeing.seen_of(unit, unit.transaction.objects.at_some(calendar, hrefs))


def entries(unit: Unit, calendar_id: int) -> tuple[Entry, ...]:
    """What is in a calendar, without the texts, in the order of the hrefs; ETags as the caller sees them."""
    calendar = demand_calendar(unit, calendar_id)
    return seeing.seen_entries(unit, calendar)


def of_uid(unit: Unit, uid: str, *, calendar_id: int | None = None) -> tuple[Seen, ...]:
    """The objects of a UID in one calendar, or in all that the caller sees; those in the caller's calendars first."""
    if calendar_id is None:
        return seeing.seen_of_uid(unit, uid)
    calendar = demand_calendar(unit, calendar_id)
    return seeing.seen_of(unit, unit.transaction.objects.with_uid(uid, [calendar]))


def shared_with_me(unit: Unit) -> tuple[Seen, ...]:
    """The objects shared by themselves, out of calendars that the caller does not see; hidden ones not."""
    found = seeing.shared_alone(unit)
    return seeing.seen_of(unit, found)


def shared(unit: Unit, object_id: int) -> tuple[Shared, ...]:
    """Whom an object was given by itself. Needs READ, or an administrator."""
    stored = stored_of(unit, object_id)
    unit.rights.demand_object(stored, Access.READ, manage=True)
    return shared_of(unit, unit.transaction.grants.of_object(stored))


def lock_chosen(unit: Unit, uid: str, choose: Callable[[Sequence[Seen]], int], *, named: int | None = None) -> int:
    """The id of the calendar that is chosen by where the objects of a UID are, locked.

    `choose` makes it of the objects that the caller sees, and may raise a Fault. Of two choices of one account at the
    same time, the later one sees what the earlier one wrote. The caller needs FULL on the calendar that is `named`,
    whichever is chosen.
    """
    subject = f"UIDs of {unit.by}"
    if named is None:
        unit.transaction.lock_named(subject)
    else:
        unit.rights.demand_calendar(unit.lock_calendar(named, subject=subject), Access.FULL)
    chosen = choose(of_uid(unit, uid))
    if chosen != named:
        # where this is not in the order of the ids, a dead lock is a Collision, and the unit is tried again
        unit.lock([chosen])
        if choose(of_uid(unit, uid)) != chosen:
            raise Collision  # an object of the UID was moved, or removed, while the lock was waited for
    return chosen


def lock(unit: Unit, object_id: int) -> Seen:
    """The object of an id, as the caller sees it, and as it stays until the unit changes it. Fault NOT_FOUND."""
    return _lock(unit, object_id, least=Access.BUSY).seen


def put(
    unit: Unit,
    calendar_id: int,
    text: Text,
    *,
    href: str | None = None,
    conditions: Conditions = ALWAYS,
    extras: Extras = NOTHING_ELSE,
) -> Saved:
    """Store a text as one object. Without an href it replaces the object of its UID there, or is a new one.

    Needs FULL on the calendar, or on the object that is replaced. Faults: INVALID with precondition
    `valid-calendar-data` (the text) or `valid-calendar-object-resource` (RFC 4791 §4.1), or
    `supported-calendar-component`; EXISTS with `no-uid-conflict`; STALE; TOO_LARGE; NOT_FOUND; FORBIDDEN.
    """
    new = _validated(unit, text)
    calendar = unit.lock_calendar(calendar_id)
    old = writes.stored_at(unit, calendar, href, new.uid)
    return _told(unit, writes.put_over(unit, calendar, old, new, href, conditions, extras), new)


def change(
    unit: Unit,
    object_id: int,
    *,
    edit: Edit | EditResult | None = None,
    place: Place | None = None,
    extras: Extras = NOTHING_ELSE,
    conditions: Conditions = ALWAYS,
) -> Changed:
    """Edit, move, give away and share an object, what of this is asked for.

    FULL on the object, and on the calendar it goes to; its author is changed by its OWNER or an administrator;
    everybody who sees it sets an alert of their own. Rights and conditions are checked before the edit is made; one
    that was made already, as its result, has to be one of the object as it is in this unit (`lock`). Faults as in
    `put`, and those of the edit.
    """
    locked = _lock(unit, object_id, None if place is None else place.calendar_id)
    stored, calendars = locked.stored, locked.calendars
    before = _demand_rights(unit.rights, stored, calendars, edit, place, extras)
    writes.demand_conditions(unit, conditions, stored)
    others: tuple[Saved, ...] = ()
    known, note = None, ""
    if edit is not None:
        seen = locked.seen
        known = None if place or extras != Extras(method=extras.method) else seen
        result = edit if isinstance(edit, EditResult) else _made(unit, edit, seen)
        note = result.note
        new = None if result.object is None else _validated_edit(unit, seen, result, result.object)
        calendar = calendars[stored.calendar_id]
        others = _add_others(unit, calendar, result, stored)
        if new is None:
            writes.remove(unit, stored)
            return Changed(None, others, note)
        method = replace(NOTHING_ELSE, method=result.method or extras.method)
        stored = writes.replace_text(unit, calendar, stored, new, method).stored
        OBJECTS.put(new.etag, new.object)
        flaws = new.flaws
    else:
        flaws = ()
    if place is not None:
        source = stored
        # first, so that a new author is let see it where it is then
        stored = writes.move(unit, stored, calendars[place.calendar_id], place.href)
        if extras.author_id is None:
            writes.let_owner_see(unit, stored, writes.owner_of(unit, source))
    write = Write(writes.keep(unit, stored, extras), False, flaws)
    return Changed(writes.saved(unit, write, before, known), others, note)


def move(unit: Unit, object_id: int, place: Place, *, conditions: Conditions = ALWAYS) -> Saved:
    """Put an object into another calendar, or under another href, with everything that belongs to it."""
    return _kept(change(unit, object_id, place=place, conditions=conditions))


def copy(unit: Unit, object_id: int, place: Place, *, conditions: Conditions = ALWAYS) -> Saved:
    """Put a copy of an object, as the caller sees it, elsewhere; `conditions` are about what is there."""
    locked = _lock(unit, object_id, place.calendar_id)
    source, calendars = locked.stored, locked.calendars
    unit.rights.demand_object(source, Access.READ)
    new = _validated(unit, source.octets)
    if place.calendar_id not in calendars:
        raise no_calendar()
    calendar = calendars[place.calendar_id]
    old = writes.stored_at(unit, calendar, place.href, new.uid)
    extras = _extras_of_copy(unit, source)
    return _told(unit, writes.put_over(unit, calendar, old, new, place.href, conditions, extras), new)


def delete(unit: Unit, object_id: int, *, conditions: Conditions = ALWAYS) -> None:
    """Delete an object; it can be restored for a while. Faults STALE, NOT_FOUND, FORBIDDEN."""
    stored = _lock(unit, object_id).stored
    unit.rights.demand_object(stored, Access.FULL)
    writes.demand_conditions(unit, conditions, stored)
    writes.remove(unit, stored)


def give(unit: Unit, object_id: int, account_id: int) -> Saved:
    """Make somebody the author of an object. By its OWNER or an administrator. Fault NOT_FOUND for the account."""
    return _kept(change(unit, object_id, extras=Extras(author_id=account_id)))


def set_alert(unit: Unit, object_id: int, minutes: int | None) -> None:
    """Store the caller's own alert: minutes before the start, or `NO_ALERT`; None forgets it."""
    change(unit, object_id, extras=Extras(alert=FORGET_ALERT if minutes is None else minutes))


def share(unit: Unit, object_id: int, grants: Collection[Grant]) -> tuple[Shared, ...]:
    """Let exactly these have the object, beside those who have its calendar. Needs FULL, or an administrator."""
    change(unit, object_id, extras=Extras(grants=tuple(grants)))
    stored = stored_of(unit, object_id)
    return shared_of(unit, unit.transaction.grants.of_object(stored))


def hide(unit: Unit, object_id: int) -> None:
    """Never show the caller this object of somebody else again."""
    unit.transaction.grants.hide(_lock_others(unit, object_id), unit.by)


def show(unit: Unit, object_id: int) -> None:
    """Show an object again that was hidden."""
    unit.transaction.grants.show(_lock_others(unit, object_id), unit.by)


class _Locked:
    """An object, with the calendars that were locked for it, as they are until the unit writes."""

    def __init__(self, unit: Unit, stored: Stored, calendars: dict[int, Calendar]) -> None:
        self._unit = unit
        self.stored = stored
        self.calendars = calendars

    @cached_property
    def seen(self) -> Seen:
        """The object as the caller sees it. Fault NOT_FOUND."""
        return seeing.seen_one(self._unit, self.stored)


def _lock(unit: Unit, object_id: int, to_calendar_id: int | None = None, *, least: Access = Access.NONE) -> _Locked:
    """An object, and its calendar with the one that it goes to, locked. Fault NOT_FOUND for the object alone.

    Who may do less with it than `least` does not make others wait for the lock.
    """
    held = unit.held.get(object_id)
    if isinstance(held, _Locked) and to_calendar_id in (None, *held.calendars):
        return held
    before = stored_of(unit, object_id)
    if least:
        unit.rights.demand_object(before, least)
    ids = {before.calendar_id} if to_calendar_id is None else {before.calendar_id, to_calendar_id}
    calendars = {calendar.id: calendar for calendar in unit.lock(ids)}
    stored = stored_of(unit, object_id)
    if stored.calendar_id != before.calendar_id:
        raise Collision  # it was moved while the lock was waited for
    locked = _Locked(unit, stored, calendars)
    unit.held[object_id] = locked
    return locked


def _lock_others(unit: Unit, object_id: int) -> Stored:
    """An object of somebody else, locked. Fault RULE where it is the caller's own."""
    stored = _lock(unit, object_id).stored
    if unit.rights.demand_object(stored, Access.BUSY) is Access.OWNER:
        raise Fault(Kind.RULE, "This is your own: delete it, if you do not want to see it.")
    return stored


def _made(unit: Unit, edit: Edit, seen: Seen) -> EditResult:
    return unit.compute(lambda: edit(seen), text=seen.stored.text, key=(edit, seen))


def _kept(changed: Changed) -> Saved:
    """The object of a change that does not delete."""
    assert changed.saved is not None
    return changed.saved


def _validated(unit: Unit, text: Text) -> ObjectText:
    if isinstance(text, ObjectText):
        return text
    limits = unit.limits
    return unit.compute(lambda: validate(text, limits), text=text, key=(validate, text))


def _validated_edit(unit: Unit, seen: Seen, result: EditResult, new: CalendarObject) -> ObjectText:
    """What is to be stored of an edited object: byte for byte what is there, where the edit changed nothing."""
    if new.text == seen.stored.text:
        return _validated(unit, seen.stored.octets)
    return _validated_object(unit, result, new, seen.stored.facts if result.keeps_span else None)


def _validated_object(unit: Unit, result: EditResult, new: CalendarObject, same: Facts | None = None) -> ObjectText:
    if not result.keeps_times:
        return _validated(unit, new.text)
    text, limits = new.text, unit.limits
    return unit.compute(lambda: validate_edit(new, limits, same), text=text, key=(validate_edit, text, same))


def _demand_rights(
    rights: Rights,
    stored: Stored,
    calendars: dict[int, Calendar],
    edit: Edit | EditResult | None,
    place: Place | None,
    extras: Extras,
) -> Access:
    """Let pass who may do all that a change asks for; what is allowed on the object before it.

    An administrator shares and gives away what they do not see.
    """
    writes_text = edit is not None or place is not None or bool(extras.method)
    manages = extras.grants is not None or extras.author_id is not None
    beside = extras.policy is not None or bool(extras.properties)
    if writes_text or beside:
        is_mark = not writes_text and _only_marks(stored, extras)
        rights.demand_object(stored, Access.STATUS if is_mark else Access.FULL)
    elif manages:
        rights.demand_object(stored, Access.FULL, manage=True)
    writes.demand_author(rights, stored, extras)
    if extras.alert is not None or not (writes_text or beside or manages):
        rights.demand_object(stored, Access.BUSY)
    if place is not None and place.calendar_id != stored.calendar_id:
        _demand_move(rights, stored, place, calendars)
    return rights.on_object(stored)


def _only_marks(stored: Stored, extras: Extras) -> bool:
    """Whether a change is one of the progress alone."""
    if extras.policy is None or extras.grants is not None or extras.properties:
        return False
    return has_same_rights(stored.draft.policy, extras.policy)


def _demand_move(rights: Rights, stored: Stored, place: Place, calendars: dict[int, Calendar]) -> None:
    """Moving takes an object away from its calendar: FULL there, or the object's own OWNER; and FULL where it goes."""
    if rights.on_object(stored) is not Access.OWNER:
        rights.demand_calendar(calendars[stored.calendar_id], Access.FULL)
    if place.calendar_id not in calendars:
        raise no_calendar()
    rights.demand_calendar(calendars[place.calendar_id], Access.FULL)


def _add_others(unit: Unit, calendar: Calendar, result: EditResult, beside: Stored) -> tuple[Saved, ...]:
    """Further objects of an edit, in the same calendar. Whoever only has the one object cannot add others."""
    if result.others:
        unit.rights.demand_calendar(calendar, Access.FULL)
    return tuple(_add_other(unit, calendar, _validated_object(unit, result, other), beside) for other in result.others)


def _add_other(unit: Unit, calendar: Calendar, new: ObjectText, beside: Stored) -> Saved:
    author = beside.draft.author_id  # it stays the event of whose it was, whoever cuts it in two
    there = author == unit.by or (author is not None and unit.transaction.accounts.some([author]))
    extras = Extras(
        policy=beside.draft.policy,
        properties=unit.transaction.properties.of_objects([beside]).get(beside.id, {}),
        grants=unit.transaction.grants.of_object(beside),
        author_id=author if there else None,
    )
    old = writes.stored_at(unit, calendar, None, new.uid)
    write = writes.put_over(unit, calendar, old, new, None, Conditions(absent=True), extras)
    return _told(unit, write, new)


def _told(unit: Unit, write: Write, new: ObjectText) -> Saved:
    """What the caller may be told of a write, who will mostly want to see it: so what was parsed is kept."""
    OBJECTS.put(new.etag, new.object)
    return writes.saved(unit, write)


def _extras_of_copy(unit: Unit, stored: Stored) -> Extras:
    """What a copy of an object takes along: all but the people who take part."""
    policy = msgspec.structs.replace(stored.draft.policy, everyone=False, participants=(), editors=(), departed=())
    properties = unit.transaction.properties.of_objects([stored]).get(stored.id, {})
    return Extras(policy=policy, properties=properties)
