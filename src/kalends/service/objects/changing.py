"""A change of an object: edited, moved, given away, shared, in one transaction."""

from dataclasses import asdict, replace

from kalends.errors import Fault, Kind
from kalends.service.access import Access, Rights
from kalends.service.access.terms import differ_in_status
from kalends.service.objects import seeing, steps
from kalends.service.objects.desk import Desk, demand_conditions
from kalends.service.objects.preparing import Preparation, settle
from kalends.service.objects.reading import Legible
from kalends.service.objects.values import (
    NOTHING_ELSE,
    Change,
    Changed,
    Conditions,
    Extras,
    Place,
    Saved,
    Wish,
    Write,
)
from kalends.service.records import Calendar, Stored


def change(desk: Desk, object_id: int, wanted: Change, prepared: Preparation | None = None) -> Changed:
    """The change of an object with everything that it asks for. Faults as `Objects.change` says."""
    stored, calendars = desk.taken(object_id, wanted.place.calendar_id if wanted.place else None)
    if wanted.beside is not None:
        wanted = replace(wanted, extras=wanted.beside(seeing.seen_one(desk.transaction, desk.rights, stored)))
    before = demand_rights(desk.rights, stored, wanted, calendars)
    demand_conditions(desk, wanted.conditions, stored)
    calendar = calendars[stored.calendar_id]
    if wanted.edit is None:
        return Changed(desk.saved(Write(_settle(desk, stored, wanted, calendars), False), before))
    edited = settle(prepared, seeing.seen_one(desk.transaction, desk.rights, stored), wanted.edit, desk.limits)
    others = _others(desk, calendar, edited.others, stored)
    if edited.new is None:
        steps.remove(desk, stored)
        return Changed(None, others)
    extras = replace(NOTHING_ELSE, method=edited.outcome.method or wanted.extras.method)
    write = steps.replace_text(desk, calendar, stored, edited.new, extras)
    settled = replace(write, stored=_settle(desk, write.stored, wanted, calendars))
    return Changed(desk.saved(settled, before), others)


def demand_rights(rights: Rights, stored: Stored, wanted: Change, calendars: dict[int, Calendar]) -> Access:
    """Let pass who may do all that a change asks for; what is allowed on the object before it.

    An administrator shares and gives away what he does not see.
    """
    extras = wanted.extras
    writes = wanted.edit is not None or wanted.place is not None or bool(extras.dialects) or bool(extras.method)
    manages = extras.grants is not None or extras.author_id is not None
    if writes:
        rights.demand_object(stored, Access.STATUS if _only_marks(stored, wanted) else Access.FULL)
    elif manages:
        rights.demand_object(stored, Access.FULL, manage=True)
    steps.demand_author(rights, stored, extras)
    if extras.alert is not None or not (writes or manages):
        rights.demand_object(stored, Access.BUSY)
    if wanted.place is not None and wanted.place.calendar_id != stored.calendar_id:
        _demand_move(rights, stored, wanted.place, calendars)
    return rights.on_object(stored)


def _only_marks(stored: Stored, wanted: Change) -> bool:
    """Whether a change is one of the status alone."""
    extras = wanted.extras
    kona = extras.dialects.get("kona")
    more = wanted.edit or wanted.place or extras.method or extras.grants is not None or len(extras.dialects) > 1
    return kona is not None and not more and differ_in_status(stored.draft.dialects.kona, kona)


def _demand_move(rights: Rights, stored: Stored, place: Place, calendars: dict[int, Calendar]) -> None:
    """Moving takes an object away from its calendar: FULL there, or the object's own OWNER; and FULL where it goes."""
    if rights.on_object(stored) is not Access.OWNER:
        rights.demand_calendar(calendars[stored.calendar_id], Access.FULL)
    if place.calendar_id not in calendars:
        raise Fault(Kind.NOT_FOUND, "There is no such calendar.")
    rights.demand_calendar(calendars[place.calendar_id], Access.FULL)


def _settle(desk: Desk, stored: Stored, wanted: Change, calendars: dict[int, Calendar]) -> Stored:
    """Everything but the text. It moves first, so that a new author is let see it where it is then."""
    if wanted.place is not None:
        stored = steps.move(desk, stored, calendars[wanted.place.calendar_id], wanted.place.href)
    return steps.keep(desk, stored, wanted.extras)


def _others(desk: Desk, calendar: Calendar, others: tuple[Legible, ...], beside: Stored) -> tuple[Saved, ...]:
    """Further objects of an edit, in the same calendar. Whoever only has the one object cannot add others."""
    if others:
        desk.rights.demand_calendar(calendar, Access.FULL)
    return tuple(_other(desk, calendar, new, beside) for new in others)


def _other(desk: Desk, calendar: Calendar, new: Legible, beside: Stored) -> Saved:
    author = beside.draft.author_id  # it stays the event of whose it was, whoever cuts it in two
    there = author is not None and desk.transaction.accounts.some([author])
    extras = replace(extras_of(beside), author_id=author if there else None)
    wish = Wish(conditions=Conditions(absent=True), extras=extras)
    write = steps.put(desk, calendar, new, wish)
    grants = desk.transaction.grants.of_object(beside.id)
    if grants:
        desk.share(write.stored, grants)
    return desk.saved(replace(write, plain=False))


def extras_of(stored: Stored) -> Extras:
    """What a copy of an object takes along."""
    return Extras(dialects={name: text for name, text in asdict(stored.draft.dialects).items() if text})
