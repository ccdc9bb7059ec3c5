"""A text that comes for an object which is there already → the object afterwards (RFC 5546 §2.1.4, §3.2).

    CANCEL     the whole: STATUS is CANCELLED; with RECURRENCE-ID: that instance is excluded
    REPLY      the guest's PARTSTAT, of the series or of one instance
    else       the text takes the place of what was; one that only has instances takes the place of these

The UID stays as it was. Zones that the text brings come along where they are needed.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from kalends.core.address import folded
from kalends.core.ics.tree import Component, Property
from kalends.core.ics.values import write_date_time
from kalends.core.itip.revision import is_significant, with_sequence
from kalends.core.objects.forgiving import ForgivingZones
from kalends.core.objects.index import master_of, parts_of, sequence_of
from kalends.core.recur.edit import change_one, delete_one
from kalends.core.recur.edit.parts import Change
from kalends.core.recur.series.moments import read_when
from kalends.core.time.offsets import Zone
from kalends.errors import Fault, Flaw, Kind

_CANCELLED = Property.headed("STATUS", "CANCELLED")
_DELEGATED = ("PARTSTAT", "DELEGATED-TO", "DELEGATED-FROM")


def incoming(old: Component, new: Component, method: str, zone: Zone) -> Component | None:
    """The object after a text of that METHOD ("" for none) came for it; None where no instance is left of it.

    `zone` is where floating times count. `new` itself is the answer where it just takes the place of `old`.
    """
    if method == "CANCEL":
        left = _cancelled(old, new, zone)
        return with_sequence(left, _sequence(new)) if left and _sequence(new) > _sequence(left) else left
    if method == "REPLY":
        return _replied(old, new, zone)
    is_series = master_of(parts_of(old)).first("RECURRENCE-ID") is None
    if is_series and all(part.first("RECURRENCE-ID") for part in parts_of(new)):
        return _with_zones(_with_instances(old, new, zone), new)
    return new


def sequenced(old: Component, new: Component, *, organized: bool) -> Component:
    """The object with the SEQUENCE that it must have: never below the old one, and one more where an organizer
    changed something significant and did not raise it himself (RFC 5546 §2.1.4)."""
    before, told = _sequence(old), _sequence(new)
    raised = organized and is_significant(parts_of(old), parts_of(new))
    wanted = max(told, before + 1 if raised else before)
    alike = all(sequence_of(part) == wanted for part in parts_of(new))
    return new if alike else with_sequence(new, wanted)


def is_organizer(calendar: Component, email: str) -> bool:
    """Whether an address is the organizer's; where there is none, whoever changes it is."""
    prop = master_of(parts_of(calendar)).first("ORGANIZER")
    return prop is None or _address(prop) == folded(email)


def revised(old: Component, new: Component, *, email: str, now: datetime) -> Component:
    """The object after somebody edited it: with its SEQUENCE, and a new DTSTAMP where something is different
    (RFC 5545 §3.8.7.2)."""
    before = set(parts_of(old))
    stamp = Property.headed("DTSTAMP", write_date_time(now))
    parts = [part if part in before else part.set(stamp) for part in parts_of(new)]
    return sequenced(old, with_parts(new, parts), organized=is_organizer(old, email))


def with_old_sequence(old: Component, new: Component) -> Component:
    """The object as it came, with the old SEQUENCE where it tells none."""
    return new if tells_sequence(new) or not _sequence(old) else with_sequence(new, _sequence(old))


def is_older(old: Component, new: Component) -> bool:
    """Whether a text tells a SEQUENCE, and a lower one than what is there has."""
    return tells_sequence(new) and _sequence(new) < _sequence(old)


def tells_sequence(calendar: Component) -> bool:
    """Whether any component has a SEQUENCE."""
    return any(part.first("SEQUENCE") is not None for part in parts_of(calendar))


def _sequence(calendar: Component) -> int:
    return max((sequence_of(part) for part in parts_of(calendar)), default=0)


def _cancelled(old: Component, new: Component, zone: Zone) -> Component | None:
    zones = ForgivingZones(new, zone)
    instances = [prop for part in parts_of(new) if (prop := part.first("RECURRENCE-ID"))]
    if len(instances) < len(parts_of(new)):
        return with_parts(old, [part.set(_CANCELLED) for part in parts_of(old)])
    parts: Sequence[Component] = parts_of(old)
    for prop in instances:
        parts = delete_one(parts, read_when(prop, zones), ForgivingZones(old, zone))
        if not parts:
            return None
    return with_parts(old, parts)


def _replied(old: Component, new: Component, zone: Zone) -> Component:
    parts: Sequence[Component] = parts_of(old)
    for reply in parts_of(new):
        named = reply.first("RECURRENCE-ID")
        guests = reply.all("ATTENDEE")
        if not guests:
            raise _bad_reply("a reply names the guest who replies")
        if named is None:
            parts = [_with_answers(part, guests) if part is master_of(parts) else part for part in parts]
        else:
            at = read_when(named, ForgivingZones(new, zone))
            parts = change_one(parts, at, _answering(guests), ForgivingZones(old, zone))
    return with_parts(old, parts)


def _answering(guests: Sequence[Property]) -> Change:
    return lambda part: _with_answers(part, guests)


def _with_answers(part: Component, guests: Iterable[Property]) -> Component:
    for guest in guests:
        part = _with_answer(part, guest)
    return part


def _with_answer(part: Component, reply: Property) -> Component:
    """The component with what one guest says of himself; the rest of his line stays (RFC 5546 §3.2.3)."""
    guest = _address(reply)
    if all(_address(prop) != guest for prop in part.all("ATTENDEE")):
        raise _bad_reply(f"{reply.value[:80]} is not invited")
    told = [(name, values) for name, values in reply.params if name in _DELEGATED]
    items = [
        item.with_params([*((name, values) for name, values in item.params if name not in _DELEGATED), *told])
        if isinstance(item, Property) and item.name == "ATTENDEE" and _address(item) == guest
        else item
        for item in part.items
    ]
    return part.with_items(items)


def _address(prop: Property) -> str:
    return folded(prop.value.rpartition(":")[2].strip())


def _bad_reply(message: str) -> Fault:
    return Fault(Kind.INVALID, f"ATTENDEE: {message}.", [Flaw("bad-reply", message, "ATTENDEE", rfc="RFC 5546 §3.2.3")])


def _with_instances(old: Component, new: Component, zone: Zone) -> Component:
    """The series with overrides in the place of those for the same instances."""
    parts: Sequence[Component] = parts_of(old)
    for override in parts_of(new):
        named = override.first("RECURRENCE-ID")
        assert named is not None
        at = read_when(named, ForgivingZones(new, zone))
        parts = change_one(parts, at, _replacing(override), ForgivingZones(old, zone))
    return with_parts(old, parts)


def _replacing(override: Component) -> Change:
    return lambda _: override


def with_parts(calendar: Component, parts: Iterable[Component]) -> Component:
    """The calendar with other components; its properties and zones stay."""
    kept = [item for item in calendar.items if isinstance(item, Property) or item.name == "VTIMEZONE"]
    return calendar.with_items([*kept, *parts])


def _with_zones(calendar: Component, other: Component) -> Component:
    """The calendar with the zones of another that it has not."""
    known = {_tzid(each) for each in calendar.children("VTIMEZONE")}
    more = [each for each in other.children("VTIMEZONE") if _tzid(each) not in known]
    return calendar.with_items([*calendar.items, *more]) if more else calendar


def _tzid(zone: Component) -> str:
    prop = zone.first("TZID")
    return prop.value if prop else ""
