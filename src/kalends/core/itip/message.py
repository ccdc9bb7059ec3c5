"""A message, and a text that holds instances alone, for an object that may be there already (RFC 5546 §2.1.4, §3.2).

    REQUEST, PUBLISH, none   the text takes the place of what was; one that has instances alone takes the place of these
    ADD                      further instances of the series
    REPLY                    the PARTSTAT of the guests who reply, of the series or of one instance
    CANCEL                   the whole: STATUS is CANCELLED; with RECURRENCE-ID that instance is excluded, with RANGE
                             all that follow it, too; where none is left, it is as if the whole were named
    COUNTER, REFRESH, DECLINECOUNTER
                             nothing: an organizer decides

The UID stays as it was. Zones that the text brings come along where they are needed. What a METHOD did, or why it did
nothing, is told in a sentence. A METHOD that RFC 5546 does not know counts as none.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from kalends.core.ics.limits import OBJECT_LIMITS
from kalends.core.ics.tree import Component, Property
from kalends.core.itip.reply import bad_reply, with_replies
from kalends.core.objects.object import CalendarObject, sequence_of
from kalends.core.objects.patch import EditResult
from kalends.core.objects.revise import with_sequence
from kalends.core.objects.zones import with_definitions, with_tzids
from kalends.core.recur.edit import Editable, InstanceEdits, Parts, delete_following, has_instances
from kalends.core.recur.edit.parts import RECURRENCE, listed, with_properties, with_property, without_properties
from kalends.core.recur.series.gather import anchor_of, is_change
from kalends.core.recur.series.moments import ZonedPeriod, Zones, read_when, read_whens
from kalends.core.time.dates import When
from kalends.core.time.offsets import Zone
from kalends.errors import Fault, Kind

_PROPOSALS = {
    "COUNTER": "a guest proposes something else; nothing changes until the organizer decides",
    "DECLINECOUNTER": "the organizer declines a proposal; the event stays as it is",
    "REFRESH": "a guest asks for the latest version, and says nothing new",
}
MESSAGE_METHODS = frozenset((*_PROPOSALS, "REPLY", "CANCEL"))
"""The METHODs of texts that are never objects themselves: they say something about one."""
_CANCELLED = Property.headed("STATUS", "CANCELLED")
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Message:
    """A text that comes, under the UID of what it is about; `method` is in capitals, "" for none.

    `zone` is where floating times count. `whole`: without a METHOD it is all that there is to be of the object.
    """

    object: CalendarObject
    method: str
    zone: Zone
    whole: bool = False


@dataclass(frozen=True, slots=True)
class NoEffect:
    """What a message does that changes nothing, and why, as a sentence."""

    reason: str


def receive(message: Message, stored: CalendarObject | None) -> EditResult | NoEffect:
    """What a message makes of the object of its UID, None where there is none.

    The object of the result is the message's own where it just takes the place of what was. Fault INVALID for a REPLY
    of nobody who is invited, TOO_LARGE for one that would make more than an object may hold.
    """
    method, new = message.method, message.object
    if method in _PROPOSALS:
        return _nothing(message, _PROPOSALS[method])
    if stored is None:
        absent = method in MESSAGE_METHODS
        return _nothing(message, "there is nothing of this UID that it could be about") if absent else EditResult(new)
    if method == "CANCEL":
        return _cancel(message, stored)
    if method == "REPLY":
        return _reply(message, stored)
    if method == "ADD":
        return _add(message, stored)
    return _settled(stored, _put(message, stored), method)


def _nothing(message: Message, reason: str) -> NoEffect:
    return NoEffect(f"{message.method}: {reason}.")


def _settled(stored: CalendarObject, new: CalendarObject, method: str, note: str = "") -> EditResult:
    """The result of a message; the stored object itself where it stays the same."""
    return EditResult(stored if new.calendar == stored.calendar else new, method=method, note=note)


def _summary(message: Message, done: Sequence[str], missing: Sequence[str]) -> str:
    """What a message did, as a sentence."""
    clauses = [*done, *(f"there is no instance at {each}" for each in missing)]
    rest = f"; and {len(clauses) - _MOST_NAMED} more" if len(clauses) > _MOST_NAMED else ""
    return f"{message.method}: {'; '.join(clauses[:_MOST_NAMED])}{rest}."


def _put(message: Message, stored: CalendarObject) -> CalendarObject:
    new = message.object
    if new.is_series:
        return new if message.whole or stored.is_series else _over_instances(stored, new, message.zone)
    if message.whole and not stored.is_series:
        return new
    return _with_instances(stored, new, message.zone)


def _over_instances(stored: CalendarObject, new: CalendarObject, zone: Zone) -> CalendarObject:
    """A series that comes after instances of it: these stay, but for those that it has, and those that are older."""
    if not new.recurs(zone):
        return new
    parts, zones = new.editable(zone), stored.zones(zone)
    there = {(each.key, each.is_change) for each in parts.overrides}
    kept = [
        each
        for each in stored.current_parts
        if sequence_of(each) >= sequence_of(new.master) and _place(each, parts, zones) not in there
    ]
    calendar, renamed = with_definitions(new.calendar, stored.calendar, kept)
    return CalendarObject(calendar).with_parts([*new.parts, *_renamed(kept, renamed)]) if kept else new


def _place(part: Component, parts: Parts, zones: Zones) -> tuple[date, bool]:
    """The instance that an override is for, and whether for all that follow it too."""
    named = part.first("RECURRENCE-ID")
    assert named is not None
    return parts.axis.key(read_when(named, zones)), is_change(part)


def _with_instances(stored: CalendarObject, new: CalendarObject, zone: Zone) -> CalendarObject:
    """The series with overrides in the place of those for the same instances; excluded ones take place again."""
    parts, zones = stored.editable(zone), new.zones(zone)
    places = [_place(each, parts, zones) for each in new.current_parts]
    if not stored.is_series and {(each.key, each.is_change) for each in parts.overrides}.issubset(places):
        return new
    calendar, renamed = with_definitions(stored.calendar, new.calendar, new.parts)
    came = zip(places, _renamed(new.current_parts, renamed), strict=True)
    there = {id(each.component): (each.key, each.is_change) for each in parts.overrides}
    known = {(each.key, each.is_change): each.component for each in reversed(parts.overrides)}
    placed = {at: _placed(each, at, known.get(at), parts) for at, each in came}
    keys = {key for key, _ in placed}
    kept = [
        placed.pop(there[id(each)], each) if id(each) in there else _with_dates(each, keys, parts)
        for each in parts.components
    ]
    return CalendarObject(calendar).with_parts([*kept, *placed.values()])


def _renamed(parts: Iterable[Component], renamed: Mapping[str, str]) -> list[Component]:
    return [with_tzids(each, renamed) for each in parts]


def _placed(override: Component, at: tuple[date, bool], there: Component | None, parts: Parts) -> Component:
    """An override as the series names its instance, which the override that is `there` does."""
    key, ranged = at
    named = there.first("RECURRENCE-ID") if there else None
    if named is None:
        named = parts.named("RECURRENCE-ID", key)
        named = named.with_params([*named.params, ("RANGE", "THISANDFUTURE")]) if ranged else named
    return with_property(without_properties(override, RECURRENCE), named)


def _with_dates(part: Component, keys: set[date], parts: Parts) -> Component:
    """The master without the EXDATEs of instances that take place; any other part as it is."""
    return part.with_items(each for item in part.items for each in _taking_place(item, keys, parts))


def _taking_place(item: Property | Component, keys: set[date], parts: Parts) -> list[Property | Component]:
    if isinstance(item, Component) or item.name != "EXDATE":
        return [item]
    values = list(listed(item))
    kept = [each.value for each in values if _key_of(each, parts) not in keys]
    if len(kept) == len(values):
        return [item]
    return [item.with_value(",".join(kept))] if kept else []


def _key_of(single: Property, parts: Parts) -> date:
    when = next(read_whens(single, parts.zones))
    return parts.axis.key(when.start if isinstance(when, ZonedPeriod) else when)


def _add(message: Message, stored: CalendarObject) -> EditResult | NoEffect:
    """More instances of a series: an RDATE each, and what is different about it (RFC 5546 §3.2.4)."""
    new, parts = message.object, stored.editable(message.zone)
    if any(each.first("RRULE") or each.first("RDATE") for each in new.parts):
        return _nothing(message, "what is to be added is a series itself")
    zones = new.zones(message.zone)
    dates: dict[date, Property] = {}
    come = []
    for each in new.parts:
        if each.first("RECURRENCE-ID") is None:
            anchor = anchor_of(each)
            if anchor is None:
                return _nothing(message, "the instance that is to be added has no start")
            key = parts.axis.key(read_when(anchor, zones))
            if parts.series.instance(key) is None:
                dates[key] = parts.named("RDATE", key)
            each = with_property(each, parts.named("RECURRENCE-ID", key))  # noqa: PLW2901 — the same instance, named
        come.append(each)
    named = list(dates.values())
    longer = stored.with_parts(
        with_properties(each, named) if named and each is parts.master else each for each in parts.components
    )
    added = _with_instances(longer, new.with_parts(come), message.zone)
    return _settled(stored, added, "ADD", _summary(message, [f"{len(come)} added"], ()))


def _raised(left: CalendarObject, message: CalendarObject) -> CalendarObject:
    """The object with the SEQUENCE of a message, where that is higher (RFC 5546 §2.1.4)."""
    higher = message.sequence > left.sequence
    return CalendarObject(with_sequence(left.calendar, message.sequence)) if higher else left


def _cancel(message: Message, stored: CalendarObject) -> EditResult | NoEffect:
    new = message.object
    if any(part.first("RECURRENCE-ID") is None for part in new.parts):
        return _cancel_all(message, stored, ["it is cancelled"])
    parts, done, missing = _without_instances(message, stored)
    if not done:
        return NoEffect(_summary(message, done, missing))
    if not has_instances(parts, stored.zones(message.zone)):
        return _cancel_all(message, stored, ["no instance is left, so it is cancelled as a whole", *done])
    left = _raised(stored.with_parts(parts), new)
    return _settled(stored, left, "CANCEL", _summary(message, done, missing))


def _cancel_all(message: Message, stored: CalendarObject, done: Sequence[str]) -> EditResult:
    """The object marked as cancelled, which is what becomes of one whose instances are cancelled one by one, too."""
    left = stored.with_parts(part if _is_cancelled(part) else part.set(_CANCELLED) for part in stored.parts)
    return _settled(stored, _raised(left, message.object), "CANCEL", _summary(message, done, ()))


def _without_instances(message: Message, stored: CalendarObject) -> tuple[tuple[Component, ...], list[str], list[str]]:
    """The parts without the instances that a CANCEL names, what was done, and which instances are not there.

    Of those that stand for all that follow, too, the earliest says it for the others.
    """
    parts, zones = stored.editable(message.zone), stored.zones(message.zone)
    there = InstanceEdits(parts, zones)
    singles: dict[date, When] = {}
    cuts: dict[date, When] = {}
    done: dict[str, None] = {}
    missing = []
    for part, name, at in _named_instances(message):
        key = there.find(at)
        if key is None:
            missing.append(name)
        elif is_change(part):
            cuts[key] = at
            done[f"the instance at {name} and all that follow is cancelled"] = None
        else:
            singles[key] = at
            done[f"the instance at {name} is cancelled"] = None
    left: Editable = parts
    cut = min(cuts, default=None)
    if cut is not None:
        left = delete_following(parts, cuts[cut], zones)
    edits = InstanceEdits(left, zones) if left else None
    for key, at in singles.items():
        if edits is not None and (cut is None or key < cut):
            edits.delete(at)
    return edits.components() if edits else (), list(done), missing


def _named_instances(message: Message) -> Iterator[tuple[Component, str, When]]:
    """The components of a message that are for an instance, how they write it, and the instance."""
    zones = message.object.zones(message.zone)
    for part in message.object.parts:
        named = part.first("RECURRENCE-ID")
        if named is not None:
            yield part, named.value, read_when(named, zones)


def _is_cancelled(part: Component) -> bool:
    status = part.first("STATUS")
    return status is not None and status.value.strip().upper() == "CANCELLED"


def _reply(message: Message, stored: CalendarObject) -> EditResult | NoEffect:
    new, zones = message.object, stored.zones(message.zone)
    if any(not reply.all("ATTENDEE") for reply in new.parts):
        raise bad_reply("a reply names the guest who replies")
    done: dict[str, None] = {}
    missing = []
    made = 0

    def answered(part: Component, guests: Sequence[Property]) -> Component:
        nonlocal made
        made += len(part.items)
        if made > OBJECT_LIMITS.properties:
            raise Fault(Kind.TOO_LARGE, "The answers are for more instances than one object can hold.")
        changed, notes = with_replies(part, guests)
        done.update(dict.fromkeys(notes))
        return changed

    parts: Editable = stored.editable(message.zone)
    whole = [guest for reply in new.parts if reply.first("RECURRENCE-ID") is None for guest in reply.all("ATTENDEE")]
    if whole:
        master = stored.master
        parts = [answered(part, whole) if part is master else part for part in stored.parts]
    edits = InstanceEdits(parts, zones)
    for reply, name, at in _named_instances(message):
        if edits.find(at) is None:
            missing.append(name)
        else:
            edits.change(at, partial(answered, guests=reply.all("ATTENDEE")))
    told = _summary(message, list(done), missing)
    return _settled(stored, stored.with_parts(edits.components()), "REPLY", told) if done else NoEffect(told)
