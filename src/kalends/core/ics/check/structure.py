"""Where components and properties stand, and how often (RFC 5545 §3.6)."""

from collections import Counter

from kalends.core.ics.check.report import Report
from kalends.core.ics.problems import shortened
from kalends.core.ics.registry import COMPONENTS, PROPERTIES
from kalends.core.ics.registry.rows import ByAction, Needs, NotBoth, OneInside, Rule, Together, WithoutMethod
from kalends.core.ics.registry.rows import Component as Row
from kalends.core.ics.tree import Component, Property


def check_structure(component: Component, parent: str, report: Report) -> None:
    """Note what is wrong with the place of a component, and with what stands in it."""
    row = COMPONENTS.get(component.name)
    if row is None:
        if not parent:
            message = f"the outermost component is VCALENDAR, not {shortened(component.name)}"
            report.error(component, "component-place", message, "RFC 5545 §3.4")
        elif not component.name.startswith("X-"):
            report.warn(component, "unknown-component", f"no RFC defines {shortened(component.name)}", "RFC 5545 §3.6")
        return
    _check_place(component, parent, row, report)
    _check_counts(component, row, report)
    counts = Counter(prop.name for prop in component.properties)
    for rule in row.rules:
        _check_rule(component, rule, counts, report)


def _check_rule(component: Component, rule: Rule, counts: Counter[str], report: Report) -> None:
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


def _check_place(component: Component, parent: str, row: Row, report: Report) -> None:
    free = parent.startswith("X-") or (parent not in COMPONENTS and parent != "")
    if free or parent in row.inside or (not parent and not row.inside):
        return
    wanted = " or ".join(sorted(row.inside)) or "nothing"
    message = f"{component.name} stands inside {wanted}" + (f", not {parent}" if parent else "")
    report.error(component, "component-place", message, row.rfc)


def _check_counts(component: Component, row: Row, report: Report) -> None:
    seen: set[str] = set()
    for prop in component.properties:
        if prop.name in seen:
            _check_repeated(prop, row, report)
        elif not _has_place(prop.name, row):
            message = f"{prop.name} has no meaning in {row.name}"
            report.warn(prop, "property-place", message, PROPERTIES[prop.name].rfc)
        seen.add(prop.name)
    for name in sorted(row.once - seen):
        report.error(component, f"missing-{name.lower()}", f"{row.name} needs {name}", row.rfc)


def _check_repeated(prop: Property, row: Row, report: Report) -> None:
    if prop.name in row.once or prop.name in row.at_most_once:
        report.error(prop, "repeated-property", f"{row.name} takes one {prop.name}", row.rfc)
    elif prop.name in row.should_once:
        report.warn(prop, "repeated-rule", f"{row.name} should have one {prop.name}", row.rfc)


def _has_place(name: str, row: Row) -> bool:
    if name not in PROPERTIES or name in row.once or name in row.at_most_once:
        return True
    return name in row.several or name in row.should_once


def _not_both(component: Component, rule: NotBoth, counts: Counter[str], report: Report) -> None:
    if counts[rule.first] and counts[rule.second]:
        message = f"{component.name} has {rule.first} or {rule.second}, not both"
        report.error(component.first(rule.second) or component, "not-both", message, rule.rfc)


def _together(component: Component, rule: Together, counts: Counter[str], report: Report) -> None:
    if bool(counts[rule.first]) != bool(counts[rule.second]):
        there, missing = (rule.first, rule.second) if counts[rule.first] else (rule.second, rule.first)
        message = f"{there} is there only together with {missing}"
        report.error(component.first(there) or component, "together", message, rule.rfc)


def _needs(component: Component, rule: Needs, counts: Counter[str], report: Report) -> None:
    if counts[rule.name] and not counts[rule.needed]:
        message = f"{rule.name} needs {rule.needed}"
        report.error(component.first(rule.name) or component, f"missing-{rule.needed.lower()}", message, rule.rfc)


def _without_method(component: Component, rule: WithoutMethod, counts: Counter[str], report: Report) -> None:
    # RFC 5545 §3.6.1: DTSTART is REQUIRED if the component appears in an object that does not specify METHOD
    if not report.method and not counts[rule.name]:
        message = f"{component.name} needs {rule.name}, since the calendar has no METHOD"
        report.error(component, f"missing-{rule.name.lower()}", message, rule.rfc)


def _one_inside(component: Component, rule: OneInside, report: Report) -> None:
    if not component.children(*rule.names):
        message = f"{component.name} needs {' or '.join(rule.names)} inside"
        report.error(component, "missing-component", message, rule.rfc)


def _by_action(component: Component, rule: ByAction, counts: Counter[str], report: Report) -> None:
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
