"""What a change does to SEQUENCE, DTSTAMP, LAST-MODIFIED, METHOD and VTIMEZONE: decided here and nowhere else.

nothing changed   the very same object and text
DTSTAMP           now, on every part that differs (RFC 5545 §3.8.7.2)
LAST-MODIFIED     now as well, where such a part has one (RFC 5545 §3.8.7.3); none is added
SEQUENCE          never lower; one higher where an organizer changes something significant and does not raise it
                  (RFC 5546 §2.1.4), and then on every part
METHOD            never in a stored object (RFC 4791 §4.1); the history notes REQUEST for what an organizer may send
VTIMEZONE         a definition for every zone of the tz database that a time names and the text lacks (RFC 5545 §3.6.5)
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kalends.core.address import folded
from kalends.core.ics.tree import Component, Property
from kalends.core.ics.tzid import tzid_of
from kalends.core.ics.values import write_date_time
from kalends.core.objects.object import CalendarObject, parts_of, sequence_of, with_parts
from kalends.core.objects.people import addresses_of
from kalends.core.recur.series.gather import newest_of
from kalends.core.time.names import is_name
from kalends.core.time.offsets import Zone
from kalends.core.time.vtimezone import vtimezone
from kalends.core.time.zones import zone

SIGNIFICANT = ("DTSTART", "DTEND", "DURATION", "DUE", "RRULE", "RDATE", "EXDATE", "STATUS")
"""RFC 5546 §2.1.4: what an organizer cannot change without a higher SEQUENCE."""
_TELLING = frozenset((*SIGNIFICANT, "RECURRENCE-ID"))
REQUEST = "REQUEST"
"""The METHOD of a change that an organizer would send to the guests (RFC 5546 §3.2.2)."""

_Line = tuple[str, str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Editor:
    """Who edits, by e-mail address; when (UTC); and in which zone floating times count."""

    email: str
    now: datetime
    zone: Zone


def revise(old: CalendarObject, parts: Sequence[Component], by: Editor) -> CalendarObject:
    """The object after an edit made these parts of it; `old` itself where they are the same as before."""
    if list(parts) == list(old.current_parts):
        return old
    before = set(old.parts) if len(parts) > 1 else ()
    stamped = with_parts(old.calendar, [part if part in before else _stamped(part, by) for part in parts])
    return with_zones(raise_sequence(old, CalendarObject(stamped), organized=is_organizer(old, by.email)))


def new_half(rest: CalendarObject, parts: Sequence[Component], by: Editor) -> CalendarObject:
    """The object of a new UID that an edit made of the rest of a series."""
    return with_zones(rest.with_parts([_stamped(part, by) for part in parts]))


def _stamped(part: Component, by: Editor) -> Component:
    """A part as one that was changed just now."""
    now = write_date_time(by.now)
    stamped = part.set(Property.headed("DTSTAMP", now))
    modified = part.first("LAST-MODIFIED") is not None
    return stamped.set(Property.headed("LAST-MODIFIED", now)) if modified else stamped


def raise_sequence(old: CalendarObject, new: CalendarObject, *, organized: bool) -> CalendarObject:
    """The new object with the SEQUENCE that it must have; `new` itself where it has that."""
    raised = organized and is_significant(old.parts, new.parts)
    wanted = max(new.sequence, old.sequence + 1 if raised else old.sequence)
    alike = all(sequence_of(part) == wanted for part in new.parts)
    return new if alike else CalendarObject(with_sequence(new.calendar, wanted))


def keep_sequence(old: CalendarObject, new: CalendarObject) -> CalendarObject:
    """The new object as it came, with the old SEQUENCE where it tells none."""
    if tells_sequence(new) or not old.sequence:
        return new
    return CalendarObject(with_sequence(new.calendar, old.sequence))


def is_older(old: CalendarObject, new: CalendarObject) -> bool:
    """Whether a text tells a SEQUENCE, and a lower one than what is there has (RFC 5546 §2.1.4).

    Of a text that has instances alone, each of them is compared.
    """
    if not tells_sequence(new):
        return False
    if new.is_series or len(old.parts) == 1:
        return new.sequence < old.sequence
    series = sequence_of(old.master) if old.is_series else 0
    there = {_instance_of(part): sequence_of(part) for part in newest_of(old.parts)}
    return all(sequence_of(part) < there.get(_instance_of(part), series) for part in new.parts)


def tells_sequence(calendar_object: CalendarObject) -> bool:
    """Whether any component has a SEQUENCE."""
    return any(part.first("SEQUENCE") is not None for part in calendar_object.parts)


def is_organizer(calendar_object: CalendarObject, email: str) -> bool:
    """Whether an address is the organizer's; without an organizer, the editor is."""
    prop = calendar_object.master.first("ORGANIZER")
    return prop is None or folded(email) in addresses_of(prop)


def is_significant(old: Sequence[Component], new: Sequence[Component]) -> bool:
    """Whether the components of one UID say something else about when, or whether, than before; in any order.

    An instance that got a component of its own, or lost it, counts where it says something else than its series:
    since what an override changes is not known without the series, it always counts.
    """
    if len(old) == len(new) == 1 and _telling(old[0]) == _telling(new[0]):
        return False
    return _times_of(old) != _times_of(new)


def _telling(part: Component) -> list[Property | Component]:
    """The very properties that can be significant, in their order."""
    return [item for item in part.items if item.name in _TELLING]


def _times_of(parts: Iterable[Component]) -> dict[_Line | None, frozenset[_Line]]:
    return {_instance_of(part): frozenset(_significant_lines(part)) for part in newest_of(parts)}


def _instance_of(part: Component) -> _Line | None:
    prop = part.first("RECURRENCE-ID")
    return _line(prop, prop.value) if prop else None


def _significant_lines(part: Component) -> list[_Line]:
    lines: list[_Line] = []
    for prop in part.properties:
        if prop.name in ("RDATE", "EXDATE"):
            lines += [_line(prop, value) for value in prop.value.split(",")]
        elif prop.name == "RRULE":
            lines.append((prop.name, ";".join(sorted(prop.value.upper().split(";"))), ()))
        elif prop.name in SIGNIFICANT and (prop.name, prop.value.upper()) != ("STATUS", "CONFIRMED"):
            lines.append(_line(prop, prop.value))
    return lines


def _line(prop: Property, value: str) -> _Line:
    return prop.name, value.strip().upper(), prop.values_of("TZID")


def with_sequence(calendar: Component, sequence: int) -> Component:
    """The calendar with that SEQUENCE on all of its components (RFC 5546 §2.1.4 d).

    Those that were superseded are left out, since only their SEQUENCE marked them as older than the newer ones.
    """
    prop = Property.headed("SEQUENCE", str(sequence))
    kept = {id(part) for part in newest_of(parts_of(calendar))}
    items: list[Property | Component] = []
    for item in calendar.items:
        if isinstance(item, Property) or item.name == "VTIMEZONE":
            items.append(item)
        elif id(item) in kept:
            items.append(item.set(prop))
    return calendar.with_items(items)


def with_zones(calendar_object: CalendarObject) -> CalendarObject:
    """The object with the zones that its times name and that it lacks (RFC 5545 §3.6.5)."""
    calendar = calendar_object.calendar
    known = {tzid_of(each) for each in calendar.children("VTIMEZONE")}
    named = {prop.param("TZID") for part in calendar.components for prop in part.properties if prop.params}
    missing = sorted(name for name in named if name and name not in known and is_name(name))
    if not missing:
        return calendar_object
    made = [vtimezone(zone(name), _first_day(calendar)) for name in missing]
    first = next((at for at, item in enumerate(calendar.items) if isinstance(item, Component)), 0)
    return CalendarObject(calendar.with_items([*calendar.items[:first], *made, *calendar.items[first:]]))


def _first_day(calendar: Component) -> date:
    """The first day of the year in which the earliest part starts."""
    starts = [prop for part in calendar.components if (prop := part.first("DTSTART"))]
    years = [int(prop.value[:4]) for prop in starts if prop.value[:4].isdecimal()]
    return date(max(1, min(years, default=1970)), 1, 1)


_METHOD = re.compile(
    r"^METHOD((?:;[^:\r\n]*)?):([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)(?:\r\n|\n|\Z)", re.IGNORECASE | re.MULTILINE
)
_FOLD = re.compile(r"\r?\n[ \t]")


def without_method(text: str) -> tuple[str, str]:
    """A text without METHOD, and the method, in capitals; "" where it had none.

    A line that begins so is a property of the calendar, since a folded line begins with a blank.
    """
    found = _METHOD.search(text)
    if found is None:
        return text, ""
    method = _FOLD.sub("", found[2]).strip().upper()
    return _METHOD.sub("", text), method
