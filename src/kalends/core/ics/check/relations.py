"""What the properties of one component say to one another: start, end, exceptions (RFC 5545 §3.8.2, §3.8.5)."""

from datetime import date, datetime
from enum import Enum

from kalends.core.ics.check.report import Report
from kalends.core.ics.tree import Component, Property
from kalends.core.ics.values import Duration, Period, Single, Value

_OBSERVANCES = frozenset(("STANDARD", "DAYLIGHT"))


class Sort(Enum):
    """The four sorts of a moment (RFC 5545 §3.3.4, §3.3.5)."""

    DATE = "a date"
    FLOATING = "a floating time"
    ZONED = "a time in a zone"
    UTC = "a time in UTC"


def sort_of(prop: Property, value: Single | Value) -> Sort | None:
    """The sort of a property's moment, or None where it is none."""
    if isinstance(value, Period):
        value = value.start
    if isinstance(value, datetime):
        if value.tzinfo is not None:
            return Sort.UTC
        return Sort.FLOATING if prop.param("TZID") is None else Sort.ZONED
    return Sort.DATE if isinstance(value, date) else None


def check_relations(component: Component, values: dict[int, Value], report: Report) -> None:
    """Note what does not fit together; `values` are the typed values by the identity of their property."""
    start = component.first("DTSTART")
    value = values.get(id(start))
    if start is None or value is None:
        _check_needs_start(component, report)
        return
    if component.name in _OBSERVANCES and sort_of(start, value) is not Sort.FLOATING:
        # RFC 5545 §3.6.5: DTSTART of an observance MUST be a local time
        report.error(start, "observance-local", "an observance starts at a local time", "RFC 5545 §3.6.5")
    for name in ("DTEND", "DUE"):
        end = component.first(name)
        if end is not None and id(end) in values:
            _check_end(start, value, end, values[id(end)], report)
    _check_duration(component, start, value, values, report)
    for prop in (*component.all("EXDATE"), *component.all("RDATE")):
        _check_same_type(start, value, prop, values.get(id(prop)), report)


def _check_needs_start(component: Component, report: Report) -> None:
    # RFC 5545 §3.8.2.4: DTSTART is REQUIRED in a component that has RRULE
    rule = component.first("RRULE")
    if rule is not None and component.first("DTSTART") is None:
        report.error(rule, "rule-without-start", "RRULE needs DTSTART", "RFC 5545 §3.8.2.4")


def _check_end(start: Property, begun: Value, end: Property, ended: Value, report: Report) -> None:
    """RFC 5545 §3.8.2.2, §3.8.2.3: the end is of the start's type, floating if it floats, and later."""
    at = len(end.head) + 1
    section = "RFC 5545 §3.8.2.2" if end.name == "DTEND" else "RFC 5545 §3.8.2.3"
    first, last = sort_of(start, begun), sort_of(end, ended)
    if first is None or last is None:
        return
    if first != last and not {first, last} <= {Sort.ZONED, Sort.UTC}:
        message = f"DTSTART is {first.value}, {end.name} {last.value}"
        report.error(end, "different-types", message, section, at)
    elif _is_before(start, begun, end, ended):
        report.error(end, "end-before-start", f"{end.name} is not after DTSTART", section, at)


def _is_before(start: Property, begun: Value, end: Property, ended: Value) -> bool:
    """Whether an end is not after a start, as far as can be told without knowledge of zones."""
    if isinstance(begun, datetime) and isinstance(ended, datetime):
        if start.param("TZID") != end.param("TZID") or (begun.tzinfo is None) != (ended.tzinfo is None):
            return False
        return ended <= begun
    return isinstance(begun, date) and isinstance(ended, date) and ended <= begun


def _check_duration(
    component: Component, start: Property, begun: Value, values: dict[int, Value], report: Report
) -> None:
    duration = component.first("DURATION")
    value = values.get(id(duration))
    # RFC 5545 §3.8.2.5: with a DATE, the duration MUST be of days or weeks
    if duration is not None and isinstance(value, Duration) and value.seconds and sort_of(start, begun) is Sort.DATE:
        message = "an all-day DURATION is of days or weeks"
        report.error(duration, "duration-of-date", message, "RFC 5545 §3.8.2.5", len(duration.head) + 1)


def _check_same_type(start: Property, begun: Value, prop: Property, value: Value | None, report: Report) -> None:
    first = sort_of(start, begun)
    values = value if isinstance(value, tuple) and not isinstance(value, Period) else (value,)
    for each in values:
        other = sort_of(prop, each) if each is not None else None
        if other is not None and first is not None and (first is Sort.DATE) != (other is Sort.DATE):
            section = "RFC 5545 §3.8.5.1" if prop.name == "EXDATE" else "RFC 5545 §3.8.5.2"
            message = f"DTSTART is {first.value}, {prop.name} {other.value}"
            report.error(prop, "different-types", message, section, len(prop.head) + 1)
            return
