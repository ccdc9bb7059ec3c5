"""The check of a whole text, component by component, in time linear to its length (RFC 5545 §3.6)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kalends.core.ics.check.components import check_relations, check_rules, check_structure
from kalends.core.ics.check.objects import excesses
from kalends.core.ics.check.uids import check_uids
from kalends.core.ics.check.values import check_parameters, check_value
from kalends.core.ics.lenient import DEVIATIONS
from kalends.core.ics.limits import TEXT_LIMITS, TextLimits
from kalends.core.ics.problems import MOST, CheckReport, Problem, Problems, shortened
from kalends.core.ics.read import read
from kalends.core.ics.registry import PROPERTIES
from kalends.core.ics.source import readable_text
from kalends.core.ics.tree import Component, Property, Stream
from kalends.core.ics.tzid import decode_tzid
from kalends.core.ics.values import Value, property_text
from kalends.errors import Fault, Flaw, Kind, Severity


def check(stream: Stream, *, lenient: bool = False, most: int = MOST) -> list[Flaw]:
    """The faults of a stream in the order of its text, the first `most`, errors before warnings if there are more.

    When `lenient`, the deviations that `lenient.DEVIATIONS` lists are warnings. A stream that was made has no lines:
    its flaws say line 0.
    """
    problems = Problems()
    for calendar in stream.components:
        _check_calendar(calendar, problems)
    check_uids(stream.components, problems)

    def severity(problem: Problem) -> Severity:
        accepted = DEVIATIONS.get(problem.code)
        return Severity.WARNING if accepted and (lenient or accepted.notice) else problem.severity

    return problems.flaws(readable_text(stream.source or ""), severity, most)


def _check_calendar(calendar: Component, problems: Problems) -> None:
    zones = [zone for each in calendar.children("VTIMEZONE") if (zone := each.first("TZID"))]
    report = CheckReport(
        problems,
        method=property_text(calendar, "METHOD").strip().upper(),
        zones=frozenset(decode_tzid(zone.value) for zone in zones),
        masters=dict(_masters(calendar)),
    )
    _check_zones(zones, report)
    if calendar.name == "VCALENDAR" and not any(True for _ in calendar.components):
        report.error(calendar, "empty-calendar", "a calendar holds at least one component", "RFC 5545 §3.6")
    for component, parent in _with_parents(calendar):
        check_structure(component, parent, report)
        values = _check_properties(component, report)
        check_relations(component, values, report)
        check_rules(component, values, report)


def _masters(calendar: Component) -> Iterator[tuple[str, Property]]:
    for component in calendar.components:
        uid, start = component.first("UID"), component.first("DTSTART")
        if uid is not None and start is not None and component.first("RECURRENCE-ID") is None:
            yield uid.value, start


def _check_zones(zones: list[Property], report: CheckReport) -> None:
    seen: set[str] = set()
    for zone in zones:
        # RFC 5545 §3.6.5: each VTIMEZONE of an object MUST have a TZID of its own
        name = decode_tzid(zone.value)
        if name in seen:
            report.error(zone, "repeated-zone", "two VTIMEZONEs have the same TZID", "RFC 5545 §3.6.5")
        seen.add(name)


def _with_parents(calendar: Component) -> Iterator[tuple[Component, str]]:
    """Every component with the name of the one around it; needs no recursion."""
    waiting = [(calendar, "")]
    while waiting:
        component, parent = waiting.pop()
        yield component, parent
        waiting.extend([(inside, component.name) for inside in component.components])


def _check_properties(component: Component, report: CheckReport) -> dict[int, Value]:
    """The typed values of a component by the identity of their property; notes what is wrong with each."""
    values: dict[int, Value] = {}
    for prop in component.properties:
        row = PROPERTIES.get(prop.name)
        if row is None and not prop.name.startswith("X-"):
            report.warn(prop, "unknown-property", f"no RFC defines {shortened(prop.name)}", "RFC 5545 §3.8.8.1")
        elif row is not None and row.deprecated:
            report.warn(prop, "deprecated", f"{prop.name} is no longer used", row.rfc)
        if prop.params:
            check_parameters(prop, report)
            _check_zone(prop, report)
        value = check_value(prop, component.name, report)
        if value is not None:
            values[id(prop)] = value
    return values


def _check_zone(prop: Property, report: CheckReport) -> None:
    """RFC 5545 §3.2.19: a TZID MUST be that of a VTIMEZONE in the object, unless it begins with a solidus."""
    zone = prop.param("TZID")
    if zone is not None and zone not in report.zones and not zone.startswith("/"):
        message = f"no VTIMEZONE describes the zone {zone[:60]!r}"
        report.warn(prop, "unknown-zone", message, "RFC 5545 §3.2.19", prop.head.upper().find(";TZID=") + 1)


@dataclass(frozen=True, slots=True)
class TextCheck:
    """A text as it is read leniently (None where it is no iCalendar at all), and its faults, judged strictly."""

    stream: Stream | None
    flaws: list[Flaw]


def check_text(source: str | bytes, *, limits: TextLimits = TEXT_LIMITS, most: int = MOST) -> list[Flaw]:
    """The faults of a text, as `read_and_check` finds them."""
    return read_and_check(source, limits=limits, most=most).flaws


def read_and_check(source: str | bytes, *, limits: TextLimits = TEXT_LIMITS, most: int = MOST) -> TextCheck:
    """The check of a text: the first `most` faults of its lines, and as many of its objects, in its order.

    The text is read leniently, so that a fault of its lines hides none of its objects. Raises Fault TOO_LARGE.
    """
    try:
        stream = read(source, lenient=True, limits=limits, most=most)
    except Fault as fault:
        if fault.kind is not Kind.INVALID:
            raise
        return TextCheck(None, [_strictly(flaw) for flaw in fault.flaws])
    flaws = [_strictly(flaw) for flaw in stream.flaws] + check(stream, most=most) + _excesses(stream, most)
    return TextCheck(stream, sorted(flaws, key=place_of))


def place_of(flaw: Flaw) -> tuple[int, int]:
    """Where a flaw is, to sort by."""
    return flaw.line, flaw.column


def _excesses(stream: Stream, most: int) -> list[Flaw]:
    """The objects that hold too many of something (limits.ItemLimits)."""
    problems = Problems()
    for calendar in stream.components:
        for excess in excesses(calendar):
            problems.add(excess)
    return problems.flaws(readable_text(stream.source or ""), lambda problem: problem.severity, most)


def _strictly(flaw: Flaw) -> Flaw:
    """What a lenient reading took as a warning, as a strict one takes it."""
    accepted = DEVIATIONS.get(flaw.code)
    return flaw if accepted is not None and accepted.notice else replace(flaw, severity=Severity.ERROR)
