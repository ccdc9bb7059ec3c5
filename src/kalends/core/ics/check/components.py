"""What one component holds (RFC 5545 §3.6, §3.8): which properties and components, how often, and in agreement.

First come the places of properties and components and their number; then what the properties say to one another
(start, end, exceptions: RFC 5545 §3.8.2, §3.8.5); then what a recurrence rule may say of its start, and what an
override refers to (RFC 5545 §3.3.10, §3.8.4.4).
"""

from collections import Counter
from datetime import date, datetime
from enum import Enum

from kalends.core.ics.problems import CheckReport, shortened
from kalends.core.ics.registry import COMPONENTS, PROPERTIES
from kalends.core.ics.registry.definitions import (
    ByAction,
    ByMethod,
    ComponentDefinition,
    Constraint,
    Needs,
    NotBoth,
    OneInside,
    Together,
    WithoutMethod,
)
from kalends.core.ics.tree import Component, Property
from kalends.core.ics.values import Duration, MalformedValueError, Period, Single, Value, typed


def check_structure(component: Component, parent: str, report: CheckReport) -> None:
    """Note what is wrong with the place of a component, and with what stands in it."""
    definition = COMPONENTS.get(component.name)
    if definition is None:
        if not parent:
            message = f"the outermost component is VCALENDAR, not {shortened(component.name)}"
            report.error(component, "component-place", message, "RFC 5545 §3.4")
        elif not component.name.startswith("X-"):
            report.warn(component, "unknown-component", f"no RFC defines {shortened(component.name)}", "RFC 5545 §3.6")
        return
    _check_place(component, parent, definition, report)
    _check_counts(component, definition, report)
    counts = Counter(prop.name for prop in component.properties)
    for rule in definition.rules:
        _check_rule(component, rule, counts, report)


def _check_rule(component: Component, rule: Constraint, counts: Counter[str], report: CheckReport) -> None:
    match rule:
        case NotBoth():
            _not_both(component, rule, counts, report)
        case Together():
            _together(component, rule, counts, report)
        case Needs():
            _needs(component, rule, counts, report)
        case WithoutMethod():
            _without_method(component, rule, counts, report)
        case OneInside():
            _one_inside(component, rule, report)
        case ByAction():
            _by_action(component, rule, counts, report)
        case ByMethod() if rule.method == report.method:
            _by_method(component, rule, counts, report)


def _check_place(component: Component, parent: str, definition: ComponentDefinition, report: CheckReport) -> None:
    free = parent.startswith("X-") or (parent not in COMPONENTS and parent != "")
    if free or parent in definition.inside or (not parent and not definition.inside):
        return
    wanted = " or ".join(sorted(definition.inside)) or "nothing"
    message = f"{component.name} stands inside {wanted}" + (f", not {parent}" if parent else "")
    report.error(component, "component-place", message, definition.rfc)


def _check_counts(component: Component, definition: ComponentDefinition, report: CheckReport) -> None:
    seen: set[str] = set()
    for prop in component.properties:
        if prop.name in seen:
            _check_repeated(prop, definition, report)
        elif not _has_place(prop.name, definition):
            message = f"{prop.name} has no meaning in {definition.name}"
            report.warn(prop, "property-place", message, PROPERTIES[prop.name].rfc)
        seen.add(prop.name)
    for name in sorted(definition.once - seen):
        report.error(component, f"missing-{name.lower()}", f"{definition.name} needs {name}", definition.rfc)


def _check_repeated(prop: Property, definition: ComponentDefinition, report: CheckReport) -> None:
    if prop.name in definition.once or prop.name in definition.at_most_once:
        report.error(prop, "repeated-property", f"{definition.name} takes one {prop.name}", definition.rfc)
    elif prop.name in definition.should_once:
        report.warn(prop, "repeated-rule", f"{definition.name} should have one {prop.name}", definition.rfc)


def _has_place(name: str, definition: ComponentDefinition) -> bool:
    if name not in PROPERTIES or name in definition.once or name in definition.at_most_once:
        return True
    return name in definition.several or name in definition.should_once


def _not_both(component: Component, rule: NotBoth, counts: Counter[str], report: CheckReport) -> None:
    if counts[rule.first] and counts[rule.second]:
        message = f"{component.name} has {rule.first} or {rule.second}, not both"
        report.error(component.first(rule.second) or component, "not-both", message, rule.rfc)


def _together(component: Component, rule: Together, counts: Counter[str], report: CheckReport) -> None:
    if bool(counts[rule.first]) != bool(counts[rule.second]):
        there, missing = (rule.first, rule.second) if counts[rule.first] else (rule.second, rule.first)
        message = f"{there} is there only together with {missing}"
        report.error(component.first(there) or component, "together", message, rule.rfc)


def _needs(component: Component, rule: Needs, counts: Counter[str], report: CheckReport) -> None:
    if counts[rule.name] and not counts[rule.needed] and not (rule.without_method and report.method):
        message = f"{rule.name} needs {rule.needed}"
        report.error(component.first(rule.name) or component, f"missing-{rule.needed.lower()}", message, rule.rfc)


def _without_method(component: Component, rule: WithoutMethod, counts: Counter[str], report: CheckReport) -> None:
    # RFC 5545 §3.6.1: DTSTART is REQUIRED if the component appears in an object that does not specify METHOD
    if not report.method and not counts[rule.name]:
        message = f"{component.name} needs {rule.name}, since the calendar has no METHOD"
        report.error(component, f"missing-{rule.name.lower()}", message, rule.rfc)


def _one_inside(component: Component, rule: OneInside, report: CheckReport) -> None:
    if not component.children(*rule.names):
        message = f"{component.name} needs {' or '.join(rule.names)} inside"
        report.error(component, "missing-component", message, rule.rfc)


def _by_action(component: Component, rule: ByAction, counts: Counter[str], report: CheckReport) -> None:
    action = component.first("ACTION")
    if action is None or action.value.upper() != rule.action:
        return
    for name in rule.required:
        if not counts[name]:
            message = f"an alarm of ACTION {rule.action} needs {name}"
            report.error(component, f"missing-{name.lower()}", message, rule.rfc)
    for name in rule.at_most_once:
        for prop in component.all(name)[1:]:
            report.error(prop, "repeated-property", f"an alarm of ACTION {rule.action} takes one {name}", rule.rfc)


def _by_method(component: Component, rule: ByMethod, counts: Counter[str], report: CheckReport) -> None:
    what = f"a {component.name} in a {rule.method}"
    for name in rule.required:
        if not counts[name]:
            report.error(component, f"missing-{name.lower()}", f"{what} needs {name}", rule.rfc)
    for name in rule.advised:
        code = f"missing-{name.lower()}"
        if not counts[name] and code not in report.advised:  # of a feed each event lacks it
            report.advised.add(code)
            report.warn(component, code, f"{what} should have {name}", rule.rfc)
    for name in rule.excluded:
        prop = component.first(name)
        if prop is not None:
            report.error(prop, "not-in-method", f"{what} has no {name}", rule.rfc)


_OBSERVANCES = frozenset(("STANDARD", "DAYLIGHT"))


class MomentType(Enum):
    """The four sorts of a moment (RFC 5545 §3.3.4, §3.3.5)."""

    DATE = "a date"
    FLOATING = "a floating time"
    ZONED = "a time in a zone"
    UTC = "a time in UTC"


def moment_type(prop: Property, value: Single | Value) -> MomentType | None:
    """The sort of a property's moment, or None where it is none."""
    if isinstance(value, Period):
        value = value.start
    if isinstance(value, datetime):
        if value.tzinfo is not None:
            return MomentType.UTC
        return MomentType.FLOATING if prop.param("TZID") is None else MomentType.ZONED
    return MomentType.DATE if isinstance(value, date) else None


def check_relations(component: Component, values: dict[int, Value], report: CheckReport) -> None:
    """Note what does not fit together; `values` are the typed values by the identity of their property."""
    start = component.first("DTSTART")
    value = values.get(id(start))
    if start is None or value is None:
        _check_needs_start(component, report)
        return
    if component.name in _OBSERVANCES and moment_type(start, value) is not MomentType.FLOATING:
        # RFC 5545 §3.6.5: DTSTART of an observance MUST be a local time
        report.error(start, "observance-local", "an observance starts at a local time", "RFC 5545 §3.6.5")
    for name in ("DTEND", "DUE"):
        end = component.first(name)
        if end is not None and id(end) in values:
            _check_end(start, value, end, values[id(end)], report)
    _check_duration(component, start, value, values, report)
    for prop in (*component.all("EXDATE"), *component.all("RDATE")):
        _check_same_type(start, value, prop, values.get(id(prop)), report)


def _check_needs_start(component: Component, report: CheckReport) -> None:
    # RFC 5545 §3.8.2.4: DTSTART is REQUIRED in a component that has RRULE
    rule = component.first("RRULE")
    if rule is not None and component.first("DTSTART") is None:
        report.error(rule, "rule-without-start", "RRULE needs DTSTART", "RFC 5545 §3.8.2.4")


def _check_end(start: Property, begun: Value, end: Property, ended: Value, report: CheckReport) -> None:
    """RFC 5545 §3.8.2.2, §3.8.2.3: the end is of the start's type, floating if it floats, and later."""
    at = len(end.head) + 1
    section = "RFC 5545 §3.8.2.2" if end.name == "DTEND" else "RFC 5545 §3.8.2.3"
    first, last = moment_type(start, begun), moment_type(end, ended)
    if first is None or last is None:
        return
    if first != last and not {first, last} <= {MomentType.ZONED, MomentType.UTC}:
        message = f"DTSTART is {first.value}, {end.name} {last.value}"
        report.error(end, "different-types", message, section, at)
    elif _is_before(start, begun, end, ended):
        report.error(end, "end-before-start", f"{end.name} is not after DTSTART", section, at)


def _is_before(start: Property, begun: Value, end: Property, ended: Value) -> bool:
    """Whether an end is not after a start, as far as that is known without zones."""
    if isinstance(begun, datetime) and isinstance(ended, datetime):
        if start.param("TZID") != end.param("TZID") or (begun.tzinfo is None) != (ended.tzinfo is None):
            return False
        return ended <= begun
    return isinstance(begun, date) and isinstance(ended, date) and ended <= begun


def _check_duration(
    component: Component, start: Property, begun: Value, values: dict[int, Value], report: CheckReport
) -> None:
    duration = component.first("DURATION")
    value = values.get(id(duration))
    # RFC 5545 §3.8.2.5: with a DATE, the duration MUST be of days or weeks
    if (
        duration is not None
        and isinstance(value, Duration)
        and value.seconds
        and moment_type(start, begun) is MomentType.DATE
    ):
        message = "an all-day DURATION is of days or weeks"
        report.error(duration, "duration-of-date", message, "RFC 5545 §3.8.2.5", len(duration.head) + 1)


def _check_same_type(start: Property, begun: Value, prop: Property, value: Value | None, report: CheckReport) -> None:
    first = moment_type(start, begun)
    values = value if isinstance(value, tuple) and not isinstance(value, Period) else (value,)
    for each in values:
        other = moment_type(prop, each) if each is not None else None
        if other is not None and first is not None and (first is MomentType.DATE) != (other is MomentType.DATE):
            section = "RFC 5545 §3.8.5.1" if prop.name == "EXDATE" else "RFC 5545 §3.8.5.2"
            message = f"DTSTART is {first.value}, {prop.name} {other.value}"
            report.error(prop, "different-types", message, section, len(prop.head) + 1)
            return


_RFC = "RFC 5545 §3.3.10"
_LENGTH_OF_DATE = 8
_REFUSED = {  # part → the frequencies with which it MUST NOT be used
    "BYWEEKNO": frozenset(("SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY")),
    "BYYEARDAY": frozenset(("DAILY", "WEEKLY", "MONTHLY")),
    "BYMONTHDAY": frozenset(("WEEKLY",)),
}
_CLOCK = ("BYHOUR", "BYMINUTE", "BYSECOND")


def check_rules(component: Component, values: dict[int, Value], report: CheckReport) -> None:
    """Note what is wrong with the rules of a component, and with the RECURRENCE-ID of an override."""
    start = component.first("DTSTART")
    for rule in component.all("RRULE"):
        value = values.get(id(rule))
        if isinstance(value, tuple):
            parts = dict(typed_pairs(value))
            _check_parts(rule, parts, report)
            if start is not None and id(start) in values:
                _check_until(component, rule, parts, moment_type(start, values[id(start)]), report)
    _check_instance(component, values, report)


def typed_pairs(value: tuple[object, ...]) -> list[tuple[str, str]]:
    """The parts of a RECUR, as pairs."""
    return [pair for pair in value if isinstance(pair, tuple)]


def _check_parts(rule: Property, parts: dict[str, str], report: CheckReport) -> None:
    frequency = parts["FREQ"]
    for name, refused in _REFUSED.items():
        if name in parts and frequency in refused:
            _refuse(rule, name, f"{name} has no meaning with FREQ={frequency}", report)
    numbered = any(day[:-2] for day in parts.get("BYDAY", "").split(","))
    if numbered and (frequency not in ("MONTHLY", "YEARLY") or "BYWEEKNO" in parts):
        _refuse(rule, "BYDAY", "BYDAY has numbers only in a monthly rule, or a yearly one without BYWEEKNO", report)
    if "SKIP" in parts and "RSCALE" not in parts:
        report.error(rule, "rule-part", "SKIP needs RSCALE", "RFC 7529 §4.1", _place_of(rule, "SKIP"))
    others = [name for name in parts if name.startswith("BY") and name != "BYSETPOS"]
    if "BYSETPOS" in parts and not others:
        _refuse(rule, "BYSETPOS", "BYSETPOS needs another BY part", report)


def _refuse(rule: Property, part: str, message: str, report: CheckReport) -> None:
    report.error(rule, "rule-part", message, _RFC, _place_of(rule, part))


def _place_of(rule: Property, part: str) -> int:
    return len(rule.head) + 1 + max(rule.value.upper().find(part), 0)


def _check_until(
    component: Component, rule: Property, parts: dict[str, str], start: MomentType | None, report: CheckReport
) -> None:
    """RFC 5545 §3.3.10: UNTIL is of DTSTART's type; in UTC if DTSTART is in UTC or a zone, and in an observance."""
    if start is MomentType.DATE:
        for name in _CLOCK:
            if name in parts:
                _refuse(rule, name, f"{name} has no meaning where DTSTART is a date", report)
    until = parts.get("UNTIL")
    if until is None or start is None:
        return
    found = (
        MomentType.DATE
        if len(until) == _LENGTH_OF_DATE
        else MomentType.UTC
        if until.endswith("Z")
        else MomentType.FLOATING
    )
    wanted = MomentType.UTC if start is MomentType.ZONED or component.name in _OBSERVANCES else start
    if found is not wanted:
        message = f"UNTIL is {found.value}; DTSTART wants {wanted.value}"
        report.error(rule, "different-types", message, _RFC, _place_of(rule, "UNTIL"))


def _check_instance(component: Component, values: dict[int, Value], report: CheckReport) -> None:
    """RFC 5545 §3.8.4.4: RECURRENCE-ID is of the type of the series' DTSTART."""
    instance, uid = component.first("RECURRENCE-ID"), component.first("UID")
    if instance is None or id(instance) not in values or uid is None:
        return
    start = report.masters.get(uid.value) or component.first("DTSTART")
    if start is None:
        return
    try:
        series = moment_type(start, typed(start))
    except MalformedValueError:
        return  # told where it stands
    found = moment_type(instance, values[id(instance)])
    if found is not None and series is not None and (found is MomentType.DATE) != (series is MomentType.DATE):
        message = f"RECURRENCE-ID is {found.value}, the series starts at {series.value}"
        report.error(instance, "different-types", message, "RFC 5545 §3.8.4.4", len(instance.head) + 1)
