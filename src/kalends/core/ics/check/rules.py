"""What a recurrence rule may say beside its start, and what an override refers to (RFC 5545 §3.3.10, §3.8.4.4)."""

from kalends.core.ics.check.relations import Sort, sort_of
from kalends.core.ics.check.report import Report
from kalends.core.ics.tree import Component, Property
from kalends.core.ics.values import MalformedValueError, Value, typed

_RFC = "RFC 5545 §3.3.10"
_OBSERVANCES = frozenset(("STANDARD", "DAYLIGHT"))
_LENGTH_OF_DATE = 8
_REFUSED = {  # part → the frequencies with which it MUST NOT be used
    "BYWEEKNO": frozenset(("SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY")),
    "BYYEARDAY": frozenset(("DAILY", "WEEKLY", "MONTHLY")),
    "BYMONTHDAY": frozenset(("WEEKLY",)),
}
_CLOCK = ("BYHOUR", "BYMINUTE", "BYSECOND")


def check_rules(component: Component, values: dict[int, Value], report: Report) -> None:
    """Note what is wrong with the rules of a component, and with the RECURRENCE-ID of an override."""
    start = component.first("DTSTART")
    for rule in component.all("RRULE"):
        value = values.get(id(rule))
        if isinstance(value, tuple):
            parts = dict(typed_pairs(value))
            _check_parts(rule, parts, report)
            if start is not None and id(start) in values:
                _check_until(component, rule, parts, sort_of(start, values[id(start)]), report)
    _check_instance(component, values, report)


def typed_pairs(value: tuple[object, ...]) -> list[tuple[str, str]]:
    """The parts of a RECUR, as pairs."""
    return [pair for pair in value if isinstance(pair, tuple)]


def _check_parts(rule: Property, parts: dict[str, str], report: Report) -> None:
    frequency = parts["FREQ"]
    for name, refused in _REFUSED.items():
        if name in parts and frequency in refused:
            _refuse(rule, name, f"{name} has no meaning with FREQ={frequency}", report)
    numbered = any(day[:-2] for day in parts.get("BYDAY", "").split(","))
    if numbered and (frequency not in ("MONTHLY", "YEARLY") or "BYWEEKNO" in parts):
        _refuse(rule, "BYDAY", "BYDAY has numbers only in a monthly rule, or a yearly one without BYWEEKNO", report)
    others = [name for name in parts if name.startswith("BY") and name != "BYSETPOS"]
    if "BYSETPOS" in parts and not others:
        _refuse(rule, "BYSETPOS", "BYSETPOS needs another BY part", report)


def _refuse(rule: Property, part: str, message: str, report: Report) -> None:
    at = max(rule.value.upper().find(part), 0)
    report.error(rule, "rule-part", message, _RFC, len(rule.head) + 1 + at)


def _check_until(
    component: Component, rule: Property, parts: dict[str, str], start: Sort | None, report: Report
) -> None:
    """RFC 5545 §3.3.10: UNTIL is of DTSTART's type; in UTC if DTSTART is in UTC or a zone, and in an observance."""
    if start is Sort.DATE:
        for name in _CLOCK:
            if name in parts:
                _refuse(rule, name, f"{name} has no meaning where DTSTART is a date", report)
    until = parts.get("UNTIL")
    if until is None or start is None:
        return
    found = Sort.DATE if len(until) == _LENGTH_OF_DATE else Sort.UTC if until.endswith("Z") else Sort.FLOATING
    wanted = Sort.UTC if start is Sort.ZONED or component.name in _OBSERVANCES else start
    if found is not wanted:
        at = len(rule.head) + 1 + max(rule.value.upper().find("UNTIL"), 0)
        message = f"UNTIL is {found.value}; DTSTART wants {wanted.value}"
        report.error(rule, "different-types", message, _RFC, at)


def _check_instance(component: Component, values: dict[int, Value], report: Report) -> None:
    """RFC 5545 §3.8.4.4: RECURRENCE-ID is of the type of the series' DTSTART."""
    instance, uid = component.first("RECURRENCE-ID"), component.first("UID")
    if instance is None or id(instance) not in values or uid is None:
        return
    start = report.masters.get(uid.value) or component.first("DTSTART")
    if start is None:
        return
    try:
        series = sort_of(start, typed(start))
    except MalformedValueError:
        return  # told where it stands
    found = sort_of(instance, values[id(instance)])
    if found is not None and series is not None and (found is Sort.DATE) != (series is Sort.DATE):
        message = f"RECURRENCE-ID is {found.value}, the series starts at {series.value}"
        report.error(instance, "different-types", message, "RFC 5545 §3.8.4.4", len(instance.head) + 1)
