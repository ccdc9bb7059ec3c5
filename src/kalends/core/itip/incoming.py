"""A text that comes for an object which is there already → the object afterwards (RFC 5546 §2.1.4, §3.2).

    CANCEL     the whole: STATUS is CANCELLED; with RECURRENCE-ID: that instance is excluded
    REPLY      the guest's PARTSTAT, of the series or of one instance
    else       the text takes the place of what was; one that only has instances takes the place of these

The UID stays as it was. Zones that the text brings come along where they are needed.
"""

from collections.abc import Iterable, Sequence

from kalends.core.ics.tree import Component, Property
from kalends.core.objects.object import CalendarObject
from kalends.core.objects.parts import master_of
from kalends.core.objects.people import address_of
from kalends.core.objects.revise import with_sequence
from kalends.core.recur.edit import change_one, delete_one
from kalends.core.recur.edit.parts import Change
from kalends.core.recur.series.moments import read_when
from kalends.core.time.offsets import Zone
from kalends.errors import Fault, Flaw, Kind

_CANCELLED = Property.headed("STATUS", "CANCELLED")
_DELEGATED = ("PARTSTAT", "DELEGATED-TO", "DELEGATED-FROM")


def incoming(old: CalendarObject, new: CalendarObject, method: str, zone: Zone) -> CalendarObject | None:
    """The object after a text of that METHOD ("" for none) came for it; None where no instance is left of it.

    `zone` is where floating times count. `new` itself is the answer where it just takes the place of `old`.
    """
    if method == "CANCEL":
        left = _cancelled(old, new, zone)
        raised = left is not None and new.sequence > left.sequence
        return CalendarObject(with_sequence(left.calendar, new.sequence)) if left and raised else left
    if method == "REPLY":
        return _replied(old, new, zone)
    if old.is_series and all(part.first("RECURRENCE-ID") for part in new.parts):
        return _with_zones(_with_instances(old, new, zone), new)
    return new


def _cancelled(old: CalendarObject, new: CalendarObject, zone: Zone) -> CalendarObject | None:
    instances = [prop for part in new.parts if (prop := part.first("RECURRENCE-ID"))]
    if len(instances) < len(new.parts):
        return old.with_parts(part.set(_CANCELLED) for part in old.parts)
    parts: Sequence[Component] = old.parts
    for prop in instances:
        parts = delete_one(parts, read_when(prop, new.zones(zone)), old.zones(zone))
        if not parts:
            return None
    return old.with_parts(parts)


def _replied(old: CalendarObject, new: CalendarObject, zone: Zone) -> CalendarObject:
    parts: Sequence[Component] = old.parts
    for reply in new.parts:
        named = reply.first("RECURRENCE-ID")
        guests = reply.all("ATTENDEE")
        if not guests:
            raise _bad_reply("a reply names the guest who replies")
        if named is None:
            parts = [_with_answers(part, guests) if part is master_of(parts) else part for part in parts]
        else:
            parts = change_one(parts, read_when(named, new.zones(zone)), _answering(guests), old.zones(zone))
    return old.with_parts(parts)


def _answering(guests: Sequence[Property]) -> Change:
    return lambda part: _with_answers(part, guests)


def _with_answers(part: Component, guests: Iterable[Property]) -> Component:
    for guest in guests:
        part = _with_answer(part, guest)
    return part


def _with_answer(part: Component, reply: Property) -> Component:
    """The component with what one guest says of himself; the rest of his line stays (RFC 5546 §3.2.3)."""
    guest = address_of(reply)
    if all(address_of(prop) != guest for prop in part.all("ATTENDEE")):
        raise _bad_reply(f"{reply.value[:80]} is not invited")
    told = [(name, values) for name, values in reply.params if name in _DELEGATED]
    items = [
        item.with_params([*((name, values) for name, values in item.params if name not in _DELEGATED), *told])
        if isinstance(item, Property) and item.name == "ATTENDEE" and address_of(item) == guest
        else item
        for item in part.items
    ]
    return part.with_items(items)


def _bad_reply(message: str) -> Fault:
    return Fault(Kind.INVALID, f"ATTENDEE: {message}.", [Flaw("bad-reply", message, "ATTENDEE", rfc="RFC 5546 §3.2.3")])


def _with_instances(old: CalendarObject, new: CalendarObject, zone: Zone) -> CalendarObject:
    """The series with overrides in the place of those for the same instances."""
    parts: Sequence[Component] = old.parts
    for override in new.parts:
        named = override.first("RECURRENCE-ID")
        assert named is not None
        parts = change_one(parts, read_when(named, new.zones(zone)), _replacing(override), old.zones(zone))
    return old.with_parts(parts)


def _replacing(override: Component) -> Change:
    return lambda _: override


def _with_zones(old: CalendarObject, other: CalendarObject) -> CalendarObject:
    """The object with the zones of another that it has not."""
    known = {_tzid(each) for each in old.calendar.children("VTIMEZONE")}
    more = [each for each in other.calendar.children("VTIMEZONE") if _tzid(each) not in known]
    return CalendarObject(old.calendar.with_items([*old.calendar.items, *more])) if more else old


def _tzid(zone: Component) -> str:
    prop = zone.first("TZID")
    return prop.value if prop else ""
