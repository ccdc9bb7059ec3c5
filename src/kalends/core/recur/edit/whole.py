"""The whole series changed or moved, its exceptions along with it (RFC 5545 §3.8.4.4, §3.8.5).

Where the series moves, EXDATE, RDATE and RECURRENCE-ID move by the same, in what calendar and clock show. An override
that was at the time of its instance moves too; one that had been moved by itself stays where it was put. What then
names no instance any more is dropped. A property that an override shared with the series follows the series; one of its
own stays.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import groupby

from kalends.core.ics.tree import Component, Property
from kalends.core.ics.values import Duration, write_duration
from kalends.core.recur.edit.parts import (
    RECURRENCE,
    Change,
    Editable,
    Objects,
    Override,
    Parts,
    listed,
    parts_of,
    tzid_for,
)
from kalends.core.recur.edit.rule import at_first_hit, moved_rule
from kalends.core.recur.series.axis import Axis, DayAxis, axis_of, digits
from kalends.core.recur.series.gather import anchor_of, series_of
from kalends.core.recur.series.moments import (
    ZonedPeriod,
    Zones,
    end_name,
    length_of,
    read_when,
    read_whens,
    until,
    with_when,
)
from kalends.core.recur.series.pattern import Pattern
from kalends.core.recur.text import read_rule, write_rule
from kalends.core.time.dates import Date, When, add
from kalends.errors import Fault, Kind

_OWN = RECURRENCE | {
    "DTSTART", "DTEND", "DUE", "DURATION", "UID", "DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE"
}  # fmt: skip
_Items = Sequence[Property | Component]
Differences = Mapping[str, tuple[_Items, _Items]]
"""What of an old and a new master is not alike: the items of each name in both."""


def differences(old: Component, new: Component) -> Differences:
    """What overrides may share and is another in a new master than in the old one; to be asked once an edit."""
    before, after = _by_name(old), _by_name(new)
    pairs = ((name, (before.get(name, []), after.get(name, []))) for name in {**before, **after} if name not in _OWN)
    return {name: pair for name, pair in pairs if pair[0] != pair[1]}


def _by_name(component: Component) -> dict[str, list[Property | Component]]:
    found: dict[str, list[Property | Component]] = {}
    for item in component.items:
        found.setdefault(item.name, []).append(item)
    return found


def shared(override: Component, changed: Differences) -> Component:
    """The override with what it had like the old master now like the new one; times and identity are its own."""
    for name, (before, after) in changed.items():
        if [item for item in override.items if item.name == name] == before:
            override = _with(override, name, after)
    return override


def _with(component: Component, name: str, items: _Items) -> Component:
    """The component with other items of one name, in the place of the first of them, or last of their kind."""
    at = next((at for at, item in enumerate(component.items) if item.name == name), None)
    if at is None:
        inside = (at for at, item in enumerate(component.items) if isinstance(item, Component))
        at = next(inside, len(component.items)) if items and isinstance(items[0], Property) else len(component.items)
    kept = [item for item in component.items[at:] if item.name != name]
    return component.with_items([*component.items[:at], *items, *kept])


_HOUR = Duration(seconds=3600)
_LISTS = frozenset(("EXDATE", "RDATE"))
_SHAPE = frozenset(("DTSTART", "DUE", "RRULE", "EXRULE", "RDATE"))


def move(components: Editable, to: When, zones: Zones, *, lasting: Duration | None = None) -> Objects:
    """The series with its DTSTART at another time, of whatever sort, and all else moved along; `lasting` is its new
    duration, if that changes. BYDAY and its kin follow where that has one meaning; UNTIL follows always. Where the
    rule did hit the old start and does not hit the new, the series starts at the first moment that it does hit.

    Fault RULE where there is no master.
    """
    parts = parts_of(components, zones)
    if parts.master is None or parts.anchor is None:
        raise Fault(Kind.RULE, "These are single instances of a series that is not here; it cannot be moved.")
    old = read_when(parts.anchor, zones)
    placed = _placed(parts.master, to, zones, lasting=lasting)
    moved = placed.with_items(_with_moved_rule(item, old, to) for item in placed.items)
    if at_first_hit(parts.master, zones) is parts.master:
        moved = at_first_hit(moved, zones)
    return _exchanged(parts, moved, shift=digits(to) - digits(old))


def _with_moved_rule(item: Property | Component, old: When, to: When) -> Property | Component:
    if not isinstance(item, Property) or item.name not in ("RRULE", "EXRULE") or not item.value.strip():
        return item
    return item.with_value(write_rule(moved_rule(read_rule(item.value, both_ends=True)[0], old, to)))


def _placed(component: Component, to: When, zones: Zones, *, lasting: Duration | None = None) -> Component:
    """The component with its start at another time, and as long as it was, or as is said."""
    anchor = anchor_of(component)
    if anchor is None:
        return component
    started = component.set(with_when(anchor, to, tzid_for(anchor, to, zones)))
    if anchor.name != "DTSTART":
        return started
    length = lasting or _length(component, read_when(anchor, zones), to, zones)
    duration, end = started.first("DURATION"), started.first(end_name(started))
    if duration is not None:
        return started.set(duration.with_value(write_duration(length)))
    if end is not None:
        return started.set(with_when(end, add(to, length), tzid_for(end, add(to, length), zones)))
    return started.set(Property.make("DURATION", write_duration(length))) if lasting else started


def _length(component: Component, old: When, to: When, zones: Zones) -> Duration:
    """How long it lasts; what changes between a day and a time gets a day, or an hour."""
    if isinstance(old, Date) is not isinstance(to, Date):
        return Duration(days=1) if isinstance(to, Date) else _HOUR
    return length_of(component, old, zones)[0]


def change_all(components: Editable, change: Change, zones: Zones) -> Objects:
    """The series with its master changed, and its overrides where they shared what was changed.

    Where `change` moves DTSTART or changes the rule, the exceptions follow as the module says, but for an EXDATE or
    RDATE that it changes itself. Overrides without a master are each changed.
    """
    if not isinstance(components, Parts) and not components:
        return ()
    parts = parts_of(components, zones)
    if parts.master is None:
        return tuple(change(each) for each in parts.components)
    new = change(parts.master)
    anchor = anchor_of(new)
    if anchor is None or parts.anchor is None:
        raise Fault(Kind.RULE, "A series needs a start.")
    shift = digits(read_when(anchor, zones)) - digits(read_when(parts.anchor, zones))
    return _exchanged(parts, new, shift=shift)


@dataclass(frozen=True, slots=True)
class _Edit:
    """From the parts of a series to its new line, and the pattern there, nothing being excluded."""

    parts: Parts
    axis: Axis
    pattern: Pattern
    shift: timedelta
    tzid: str | None
    lists: frozenset[Property]
    """The exceptions and dates of the old master."""

    def place(self, when: When) -> When:
        """Where a time that names a place of the old series comes to lie in the new one."""
        old = self.parts.axis
        try:
            return self.axis.from_digits(old.digits(old.key(when)) + self.shift)
        except OverflowError:
            raise Fault(Kind.INVALID, "An exception would lie outside the years 1 to 9999.") from None

    def stands(self, when: When) -> bool:
        """Whether there is such an instance in the new series."""
        return self.pattern.has(self.axis.key(when))


def _shape_of(master: Component) -> dict[str, list[Property]]:
    """The properties that decide when the instances are, by name."""
    shape: dict[str, list[Property]] = {}
    for item in master.items:
        if item.name in _SHAPE and isinstance(item, Property):
            shape.setdefault(item.name, []).append(item)
    return shape


def _exchanged(parts: Parts, new: Component, *, shift: timedelta) -> Objects:
    """The components with the new master for the old, and the exceptions moved along where they need to."""
    assert parts.master is not None
    edit = None if _shape_of(parts.master) == _shape_of(new) else _edit(parts, new, shift)
    master = new if edit is None else new.with_items(each for item in new.items for each in _listed(item, edit))
    overrides = {id(override.component): override for override in parts.overrides}
    changed = differences(parts.master, new)
    found: list[Component] = []
    for each in parts.components:
        override = overrides.get(id(each))
        if override is None:
            found.append(master if each is parts.master else each)
        else:
            moved = each if edit is None else _moved(override, edit)
            found += [] if moved is None else [shared(moved, changed)]
    return tuple(found)


def _edit(parts: Parts, new: Component, shift: timedelta) -> _Edit:
    bare = new.without(lambda item: isinstance(item, Property) and item.name in _LISTS)
    anchor = anchor_of(new)
    assert anchor is not None
    axis = axis_of(read_when(anchor, parts.zones))
    dates = [item for item in new.items if isinstance(item, Property) and item.name == "RDATE"]
    lists = frozenset(_lists_of(parts.master))
    edit = _Edit(parts, axis, _pattern(bare, parts.zones), shift, anchor.param("TZID"), lists)
    moved = bare.with_items([*bare.items, *(each for item in dates for each in _listed(item, edit))])
    return replace(edit, pattern=_pattern(moved, parts.zones))


def _lists_of(master: Component | None) -> Iterator[Property]:
    return (item for item in (master.properties if master else ()) if item.name in _LISTS)


def _pattern(master: Component, zones: Zones) -> Pattern:
    pattern = series_of((master,), zones).pattern
    assert pattern is not None
    return pattern


def _listed(item: Property | Component, edit: _Edit) -> Iterator[Property | Component]:
    """An EXDATE or RDATE with its times moved along; other things, and lists that are new, as they are."""
    if not isinstance(item, Property) or item not in edit.lists:
        yield item
        return
    singles = [_along(single, edit) for single in listed(item)]
    kept = [single for single in singles if single is not None]
    for _, alike in groupby(kept, key=lambda single: single.head):
        some = list(alike)
        yield some[0].with_value(",".join(single.value for single in some))


def _along(single: Property, edit: _Edit) -> Property | None:
    """One time of a list, moved; None where it excludes what is not there."""
    each = next(read_whens(single, edit.parts.zones))
    if isinstance(each, ZonedPeriod):
        return _span_along(single, each, edit)
    place = edit.place(each)
    if single.name == "EXDATE" and not edit.stands(place):
        return None
    if isinstance(each, Date) and not isinstance(edit.parts.axis, DayAxis):
        place = Date(digits(place).date())  # a whole day was excluded, and is again
    return with_when(single, place, edit.tzid)


def _span_along(single: Property, span: ZonedPeriod, edit: _Edit) -> Property:
    place = edit.place(span.start)
    named = with_when(single, place, edit.tzid)
    if isinstance(place, Date):
        return named
    length = span.end if isinstance(span.end, Duration) else until(span.start, span.end)
    written = f"{named.value}/{write_duration(length)}"
    return Property.make(named.name, written, [*named.params, ("VALUE", "PERIOD")])


def _moved(override: Override, edit: _Edit) -> Component | None:
    """An override at its new place, and with its time there if it had that of its place; None where nothing is."""
    named, anchor = override.component.first("RECURRENCE-ID"), anchor_of(override.component)
    assert named is not None
    place = edit.place(read_when(named, edit.parts.zones))
    if not edit.stands(place):
        return None
    renamed = override.component.set(with_when(named, place, edit.tzid))
    if anchor is None or edit.parts.axis.key(read_when(anchor, edit.parts.zones)) != override.key:
        return renamed
    return _placed(renamed, place, edit.parts.zones)
