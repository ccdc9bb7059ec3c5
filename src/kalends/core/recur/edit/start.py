"""A start that its rule hits, for doors that make rules (RFC 5545 §3.8.5.3: "SHOULD be synchronized")."""

from datetime import date, timedelta

from kalends.core.ics.tree import Component
from kalends.core.recur.edit.parts import placed_at
from kalends.core.recur.series.axis import Axis, Days, axis_of, digits
from kalends.core.recur.series.gather import anchor_of, said
from kalends.core.recur.series.length import end_name
from kalends.core.recur.series.moments import Zones, read_when
from kalends.core.recur.series.pattern import Hits
from kalends.core.recur.text import read_rule
from kalends.core.time.dates import When
from kalends.errors import Fault, Flaw, Kind


def at_first_hit(component: Component, zones: Zones) -> Component:
    """The component moved to the first moment that its RRULE hits; as it is where it has none, or several.

    Fault INVALID where the rule hits nothing.
    """
    anchor, rules = anchor_of(component), said(component, "RRULE")
    if anchor is None or len(rules) != 1:
        return component
    start = read_when(anchor, zones)
    axis = axis_of(start)
    wall = digits(start)
    first = Hits(read_rule(rules[0].value)[0], axis, wall.date() if isinstance(axis, Days) else wall).first()
    if first is None:
        message = "the rule never comes true"
        raise Fault(Kind.INVALID, f"RRULE: {message}.", [Flaw("empty-rule", message, "RRULE", rfc="RFC 5545 §3.8.5.3")])
    return component if first == axis.key(start) else shifted(component, _shift(axis, first, start), zones)


def _shift(axis: Axis, first: date, start: When) -> timedelta:
    return axis.digits(first) - digits(start)


def shifted(component: Component, shift: timedelta, zones: Zones) -> Component:
    """The component with start and end moved by what calendar and clock show."""
    moved = []
    for name in ("DTSTART", end_name(component)):
        prop = component.first(name)
        when = read_when(prop, zones) if prop else None
        moved.append(None if when is None else shifted_time(when, shift))
    start, end = moved
    if start is None:
        return component if end is None else placed_at(component, end, end, zones)
    return placed_at(component, start, end, zones)


def shifted_time(when: When, shift: timedelta) -> When:
    """A time moved by what calendar and clock show, in its own form; Fault INVALID outside the years 1 to 9999."""
    try:
        return axis_of(when).from_digits(digits(when) + shift)
    except OverflowError:
        raise Fault(Kind.INVALID, "The time would lie outside the years 1 to 9999.") from None
