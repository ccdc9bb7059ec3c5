"""The parts of a series that is to be edited, and small edits of one component."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from kalends.core.ics.tree import Component, Property
from kalends.core.ics.values import write_duration
from kalends.core.recur.series.axis import Axis, axis_of
from kalends.core.recur.series.gather import anchor_of, is_change, newest_of, recurrence_of, series_of
from kalends.core.recur.series.instance import Piece
from kalends.core.recur.series.moments import (
    Zones,
    end_name,
    length_of,
    read_when,
    when_property,
    with_when,
    write_when,
)
from kalends.core.recur.series.series import Series
from kalends.core.time.dates import When, Zoned
from kalends.errors import Fault, Flaw, Kind

Change = Callable[[Component], Component]
Objects = tuple[Component, ...]

NO_INSTANCE = "no-instance"
"""The code of the flaw of an instance that is not there."""
RECURRENCE = frozenset(("RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID"))


@dataclass(frozen=True, slots=True)
class Override:
    """A component with a RECURRENCE-ID, and the place that it names."""

    key: date
    component: Component

    @property
    def is_change(self) -> bool:
        """Whether it is for this and future instances."""
        return is_change(self.component)


@dataclass(frozen=True, slots=True)
class Parts:
    """A series, taken apart. `anchor` is the master's DTSTART, or the DUE of a to-do without one.

    `components` are those that count: one that a newer one for the same instance took the place of is not edited.
    """

    components: Objects
    series: Series
    axis: Axis
    zones: Zones
    overrides: tuple[Override, ...]
    master: Component | None = None
    anchor: Property | None = None

    @property
    def tzid(self) -> str | None:
        """How the text calls the zone of the series."""
        named = self.anchor or next((each.component.first("RECURRENCE-ID") for each in self.overrides), None)
        return named.param("TZID") if named else None

    def named(self, name: str, key: date) -> Property:
        """A property that names a place in the form of the series: RECURRENCE-ID, EXDATE, RDATE."""
        return when_property(name, self.axis.when(key), self.tzid)

    def demanded(self, at: When) -> date:
        """The place of an instance; Fault NOT_FOUND where the series has none there."""
        key = self.axis.key(at)
        if self.series.instance(key) is None:
            raise no_instance(f"The series has no instance at {write_when(at)}.")
        return key


def no_instance(detail: str) -> Fault:
    """The fault of an instance that a series does not have."""
    return Fault(Kind.NOT_FOUND, detail, [Flaw(NO_INSTANCE, detail)])


Editable = Sequence[Component] | Parts
"""The components of one UID, or what `parts_of` made of them."""


def parts_of(components: Editable, zones: Zones, *, series: Series | None = None) -> Parts:
    """The parts of the components of one UID; Fault INVALID for a series without dates, and as `series_of`.

    Parts are their own; a `series` that was made of the components is not made again.
    """
    if isinstance(components, Parts):
        return components
    components = newest_of(components)
    series = series or series_of(components, zones)
    if series.pattern is None and not series.singles:
        raise Fault(Kind.INVALID, "There is no date in this object, so no instance of it can be edited.")
    overrides = [each for each in components if each.first("RECURRENCE-ID") is not None]
    if series.pattern is None:
        axis = series.singles[0].piece.axis
        return Parts(components, series, axis, zones, _placed(overrides, axis, zones))
    master = series.stretches[0].piece.component
    anchor = anchor_of(master)
    assert anchor is not None
    axis = axis_of(read_when(anchor, zones))
    return Parts(components, series, axis, zones, _placed(overrides, axis, zones), master, anchor)


def _placed(overrides: Sequence[Component], axis: Axis, zones: Zones) -> tuple[Override, ...]:
    found = []
    for each in overrides:
        named = recurrence_of(each, zones)
        assert named is not None
        found.append(Override(axis.key(named), each))
    return tuple(found)


def with_property(component: Component, prop: Property) -> Component:
    """The component with one property more: behind the last of its name, else before the components inside."""
    return with_properties(component, [prop])


def with_properties(component: Component, more: Sequence[Property]) -> Component:
    """The component with more properties of one name: behind the last of it, else before the components inside."""
    items = list(component.items)
    same = [at for at, item in enumerate(items) if isinstance(item, Property) and item.name == more[0].name]
    inside = [at for at, item in enumerate(items) if isinstance(item, Component)]
    place = same[-1] + 1 if same else (inside[0] if inside else len(items))
    return component.with_items([*items[:place], *more, *items[place:]])


def without_properties(component: Component, names: frozenset[str]) -> Component:
    """The component without the properties of some names."""
    return component.without(lambda item: isinstance(item, Property) and item.name in names)


def placed_at(component: Component, start: When, end: When | None, zones: Zones) -> Component:
    """The component at another time: its DTSTART, and its DTEND or DUE where it has one; a DURATION goes along."""
    moved = component
    for name, when in (("DTSTART", start), (end_name(component), end)):
        prop = component.first(name)
        if prop is not None and when is not None:
            moved = moved.set(with_when(prop, when, tzid_for(prop, when, zones)))
    return moved


def tzid_for(prop: Property, when: When, zones: Zones) -> str | None:
    """How a property calls a time's zone, where it already means that zone; None for the zone's own name."""
    tzid = prop.param("TZID")
    return tzid if tzid is not None and isinstance(when, Zoned) and zones(tzid) == when.zone else None


def of_instance(piece: Piece, key: date, zones: Zones) -> Component:
    """The component of a piece as one instance has it: at its time and of its length, without any rule."""
    alone = without_properties(piece.component, RECURRENCE)
    start, end = piece.start(key), piece.end(key)
    if not piece.has_start:
        return placed_at(alone, start, start, zones)
    duration = alone.first("DURATION")
    if duration is not None:
        alone = alone.set(duration.with_value(write_duration(piece.length)))
    elif alone.first(end_name(alone)) is None and length_of(alone, start, zones)[0] != piece.length:
        alone = with_property(alone, Property.make("DURATION", write_duration(piece.length)))
    return placed_at(alone, start, end, zones)


def listed(prop: Property) -> Iterator[Property]:
    """The values of an EXDATE or RDATE, each as a property of its own."""
    return (prop.with_value(value) for value in prop.value.split(",") if value.strip())
