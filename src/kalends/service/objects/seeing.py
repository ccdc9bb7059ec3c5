"""Stored → seen: how an object looks to one caller."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import msgspec

from kalends.core.ics.write import write
from kalends.core.objects.object import CalendarObject
from kalends.core.objects.redacted import BUSY, redact
from kalends.core.objects.words import words_of
from kalends.errors import Fault
from kalends.service.access import Access, Rights
from kalends.service.access.rights import no_calendar, no_object
from kalends.service.objects.cache import OBJECTS, object_of
from kalends.service.objects.values import Seen
from kalends.service.records import OPEN, Calendar, Entry, Grant, Holder, HolderKind, Properties, Stored
from kalends.service.unit import Unit

FEW = 200
"""So many objects are read to see what the caller may; of more, all that are closed to somebody are known first."""
NO_PROPERTIES: Properties = {}
_BUSY_WORDS = words_of([BUSY])


def bare_of(rights: Rights, stored: Iterable[Stored]) -> list[Seen]:
    """Those of the objects that the caller sees, in their order; no alerts and no grants are told."""
    return [shown(each, access, None, ()) for each in stored if (access := rights.on_object(each))]


def seen_of(unit: Unit, stored: Iterable[Stored]) -> tuple[Seen, ...]:
    """Those of the objects that the caller sees, in their order."""
    allowed = [(each, access) for each in stored if (access := unit.rights.on_object(each))]
    alerts = alerts_of(unit, [each for each, _ in allowed])
    grants = unit.transaction.grants.of_objects([each for each, _ in allowed]) if allowed else {}
    properties = unit.transaction.properties.of_objects([each for each, _ in allowed])
    return tuple(
        shown(each, access, alerts.get(each.id), grants.get(each.id, ()), properties.get(each.id, NO_PROPERTIES))
        for each, access in allowed
    )


def with_properties(unit: Unit, seen: Sequence[Seen]) -> list[Seen]:
    """Objects that were seen bare, with their properties, which are looked up at once."""
    found = unit.transaction.properties.of_objects([each.stored for each in seen])
    return [_with_properties(each, found[each.id]) if each.id in found else each for each in seen]


def _with_properties(seen: Seen, properties: Properties) -> Seen:
    return msgspec.structs.replace(seen, properties=tuple(sorted(properties.items())))


def seen_one(unit: Unit, stored: Stored) -> Seen:
    """An object as the caller sees it. Fault NOT_FOUND."""
    unit.rights.demand_object(stored, Access.BUSY)
    return seen_of(unit, [stored])[0]


def reach_of(unit: Unit, more: Iterable[int] = ()) -> tuple[Calendar, ...]:
    """All calendars of which the caller sees something, his own first; and more, by their ids."""
    own = {calendar.id: calendar for calendar in unit.rights.own_calendars}
    others = {*unit.rights.calendar_ids(), *more} - own.keys()
    return (*own.values(), *(unit.transaction.calendars.some(sorted(others)) if others else ()))


def seen_of_uid(unit: Unit, uid: str) -> tuple[Seen, ...]:
    """Those objects of a UID that the caller sees, in the order of `stored_of_uid`."""
    return seen_of(unit, stored_of_uid(unit, uid))


def stored_of_uid(unit: Unit, uid: str) -> list[Stored]:
    """The objects of a UID in all calendars that the caller sees, and alone; those in his own calendars first."""
    me = unit.by
    return sorted(unit.transaction.objects.of_uid_reached(uid, me), key=lambda each: each.owner_id != me)


def shared_alone(unit: Unit) -> tuple[Stored, ...]:
    """The objects that were shared by themselves, out of calendars that the caller does not see; hidden ones not."""
    ids = unit.rights.object_ids()
    if not ids:
        return ()
    hidden = unit.transaction.grants.hidden(unit.by)
    reach = {*(calendar.id for calendar in unit.rights.own_calendars), *unit.rights.calendar_ids()}
    found = unit.transaction.objects.some([each for each in ids if each not in hidden])
    return tuple(each for each in found if each.calendar_id not in reach)


def alerts_of(unit: Unit, stored: Sequence[Stored]) -> dict[int, int]:
    """The alerts that count for a person: his own, or else the author's."""
    by_author: dict[int, list[Stored]] = {}
    for each in stored:
        if each.draft.author_id not in (None, unit.by):
            by_author.setdefault(each.draft.author_id or 0, []).append(each)
    alerts: dict[int, int] = {}
    for author_id, written in by_author.items():
        alerts |= unit.transaction.alerts.of(author_id, written)
    return alerts | unit.transaction.alerts.of(unit.by, stored) if stored else {}


def shown(
    stored: Stored,
    access: Access,
    alert: int | None,
    grants: tuple[Grant, ...],
    properties: Properties = NO_PROPERTIES,
) -> Seen:
    """An object by what is allowed with it."""
    if access is not Access.BUSY:
        grants = _but_the_author(stored, grants) if grants else grants
        kept = tuple(sorted(properties.items()))
        return Seen(stored, access, busy=False, alert=alert, grants=grants, properties=kept)
    return Seen(as_busy(stored), access, busy=True, alert=None)


def _but_the_author(stored: Stored, grants: tuple[Grant, ...]) -> tuple[Grant, ...]:
    """The grants on an object without that of its author, who has it anyway."""
    author = Holder(HolderKind.ACCOUNT, stored.draft.author_id or 0)
    return tuple(each for each in grants if each.holder != author)


def busy_etag(etag: str) -> str:
    """The name of the rendition that holds the times alone."""
    return f"{etag}-busy"


def as_busy(stored: Stored) -> Stored:
    """An object with nothing left but its times. A text that cannot be read leaves nothing at all."""
    try:
        opened = object_of(stored)
        bare = opened.derive("busy", lambda: CalendarObject.read(write(redact(opened.calendar)).decode()))
        text = bare.text
        OBJECTS.put(busy_etag(stored.etag), bare)
    except (Fault, ValueError):
        text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Kalends//Kalends//EN\r\nEND:VCALENDAR\r\n"
    facts = msgspec.structs.replace(stored.facts, summary=BUSY, words=_BUSY_WORDS)
    draft = replace(
        stored.draft,
        text=text,
        etag=busy_etag(stored.etag),
        facts=facts,
        author_id=None,
        method="",
        policy=OPEN,
        properties=0,
        cuts="",
    )
    return replace(stored, draft=draft, modified_by=None)


def seen_etags(unit: Unit, calendar: Calendar, listed: Mapping[str, tuple[int, str]]) -> dict[str, str]:
    """Href → id and ETag of objects of a calendar, to href → ETag of what the caller sees of them.

    Texts are read only to know what is private.
    """
    if len(listed) <= FEW or not _sees_all_alike(unit.rights, calendar):
        return _etags_at(unit, calendar, list(listed))
    usual = unit.rights.on_calendar(calendar)
    closed = {each.id: unit.rights.on_object(each) for each in unit.transaction.objects.closed(calendar)}
    told = ((href, etag, closed.get(object_id, usual)) for href, (object_id, etag) in listed.items())
    return {href: _etag(etag, access) for href, etag, access in told if access is not Access.NONE}


def _etags_at(unit: Unit, calendar: Calendar, hrefs: Sequence[str]) -> dict[str, str]:
    etags: dict[str, str] = {}
    for start in range(0, len(hrefs), FEW):
        for stored in unit.transaction.objects.at_some(calendar, hrefs[start : start + FEW]):
            access = unit.rights.on_object(stored)
            if access:
                etags[stored.href] = _etag(stored.etag, access)
    return etags


def _etag(etag: str, access: Access) -> str:
    return busy_etag(etag) if access is Access.BUSY else etag


def seen_entries(unit: Unit, calendar: Calendar) -> tuple[Entry, ...]:
    """The list of a calendar, with the ETags of what the caller sees."""
    entries = unit.transaction.objects.entries(calendar)
    listed = {entry.href: (entry.object_id, entry.etag) for entry in entries}
    etags = seen_etags(unit, calendar, listed)
    return tuple(
        entry if etags[entry.href] == entry.etag else replace(entry, etag=etags[entry.href])
        for entry in entries
        if entry.href in etags
    )


def _sees_all_alike(rights: Rights, calendar: Calendar) -> bool:
    """Whether the right on a calendar alone decides how each of its objects looks, but for closed ones."""
    access = rights.on_calendar(calendar)
    return access > Access.READ or (access is Access.BUSY and not rights.object_ids())


def stored_of(unit: Unit, object_id: int) -> Stored:
    """The object of an id; the fault is the same where it may not be seen."""
    found = unit.transaction.objects.some([object_id])
    if not found:
        raise no_object()
    return found[0]


def demand_calendar(unit: Unit, calendar_id: int, least: Access = Access.BUSY, *, manage: bool = False) -> Calendar:
    """A calendar on which so much is allowed. Faults NOT_FOUND; FORBIDDEN where the caller may see it.

    `manage`: an administrator may do this with whatever there is.
    """
    found = unit.transaction.calendars.some([calendar_id])
    if not found:
        raise no_calendar()
    unit.rights.demand_calendar(found[0], least, manage=manage)
    return found[0]
