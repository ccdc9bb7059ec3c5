"""The values of a property and its parameters: of their type, in their set and range (RFC 5545 §3.2, §3.3, §3.8)."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime

from kalends.core.ics.lines import is_name
from kalends.core.ics.problems import CheckReport, shortened
from kalends.core.ics.registry import COMPONENTS, PARAMETERS, PROPERTIES, VALUE_TYPES
from kalends.core.ics.registry.definitions import ParameterDefinition, PropertyDefinition
from kalends.core.ics.tree import Property
from kalends.core.ics.values import (
    Duration,
    MalformedValueError,
    Period,
    Value,
    parse_duration,
    parse_integer,
    stray_marks,
    typed,
    value_type,
)

_KINDS: dict[str, Callable[[str], object]] = {"INTEGER": parse_integer, "DURATION": parse_duration}


def check_parameters(prop: Property, report: CheckReport) -> None:
    """Note what is wrong with the parameters of a property."""
    seen: set[str] = set()
    head, at = prop.head.upper(), 0
    for name, values in prop.params:
        at = max(head.find(f";{name}=", at), at) + 1
        # RFC 5545 §3.2: a parameter MUST NOT be specified more than once
        if name in seen:
            report.error(prop, "repeated-parameter", f"{name} stands twice", "RFC 5545 §3.2", at)
        seen.add(name)
        definition = PARAMETERS.get(name)
        if definition is not None:
            _check_place(prop, definition, at, report)
            _check_values(prop, definition, values, at, report)
        elif not name.startswith("X-"):
            report.warn(prop, "unknown-parameter", f"no RFC defines {shortened(name)}", "RFC 5545 §3.2", at)


def _check_place(prop: Property, definition: ParameterDefinition, at: int, report: CheckReport) -> None:
    known = PROPERTIES.get(prop.name)
    if known is not None and definition.name not in known.params:
        report.warn(prop, "parameter-place", f"{definition.name} has no meaning on {prop.name}", definition.rfc, at)


def _check_values(
    prop: Property, definition: ParameterDefinition, values: tuple[str, ...], at: int, report: CheckReport
) -> None:
    if len(values) > 1 and not definition.many:
        report.error(prop, "parameter-values", f"{definition.name} takes one value", definition.rfc, at)
    for value in values:
        _check_parameter_set(prop, definition, value, at, report)
        parse = _KINDS.get(definition.kind)
        if parse is not None:
            try:
                parse(value)
            except MalformedValueError as error:
                report.error(prop, "parameter-value", f"{definition.name}: {error.reason}", definition.rfc, at)


def _check_parameter_set(
    prop: Property, definition: ParameterDefinition, value: str, at: int, report: CheckReport
) -> None:
    if not definition.values or value.upper() in definition.values:
        return
    if definition.closed:
        report.error(
            prop,
            "parameter-value",
            f"{definition.name} is one of {', '.join(sorted(definition.values))}",
            definition.rfc,
            at,
        )
    elif definition.kind == "TOKEN" and not is_name(value):
        report.error(prop, "parameter-value", f"{definition.name} is one word", definition.rfc, at)
    elif not value.upper().startswith("X-"):
        report.warn(prop, "unknown-value", f"no RFC defines {definition.name}={value[:40]}", definition.rfc, at)


def check_kind(prop: Property, kind: str, report: CheckReport) -> None:
    """Note a value type that the property does not take, and one that should be written and is not."""
    definition = PROPERTIES.get(prop.name)
    asked = prop.param("VALUE")
    if definition is None:
        return
    if kind != definition.default and kind not in definition.others and kind in VALUE_TYPES:
        takes = " or ".join([definition.default, *sorted(definition.others)])
        at = prop.head.upper().find(";VALUE=") + 1
        report.error(prop, "value-type", f"{prop.name} takes {takes}, not {kind}", definition.rfc, at)
    if definition.explicit and asked is None:
        report.warn(prop, "missing-value", f"{prop.name} needs VALUE={definition.default}", definition.rfc)
    # RFC 5545 §3.3.1: a BINARY value MUST carry ENCODING=BASE64
    if kind == "BINARY" and (prop.param("ENCODING") or "").upper() != "BASE64":
        report.error(prop, "encoding", "a BINARY value needs ENCODING=BASE64", "RFC 5545 §3.3.1")


_SCHEME = re.compile("[A-Za-z][A-Za-z0-9+.-]*:.", re.DOTALL)
_NOT_IN_ADDRESS = re.compile(r'[\s"<>]')
_STATUS = re.compile(r"\d+(?:\.\d+){1,2}", re.ASCII)
_RANGES = {
    "PERCENT-COMPLETE": (0, 100),
    "PRIORITY": (0, 9),
    "SEQUENCE": (0, 2**31 - 1),
    "REPEAT": (0, 2**31 - 1),
}
_NORTH, _EAST = 90, 180
_PERIOD = "RFC 5545 §3.3.9"


def check_value(prop: Property, inside: str, report: CheckReport) -> Value | None:
    """Note what is wrong with the value of a property; its typed value, or None where it has none."""
    kind = value_type(prop)
    check_kind(prop, kind, report)
    start = len(prop.head) + 1
    try:
        value = typed(prop)
    except MalformedValueError as error:
        report.error(prop, "bad-value", error.reason, error.rfc, start + error.at)
        return None
    definition = PROPERTIES.get(prop.name)
    if definition is not None:
        if kind == "TEXT":
            _check_text(prop, definition, start, report)
        _check_set(prop, definition, inside, report)
        if isinstance(value, str):
            if prop.name == "UID" and not value.strip():
                report.error(prop, "empty-uid", "the UID is empty", definition.rfc, start)
            _check_address(prop, kind, report)
        else:
            _check_status(prop, value, report)
            _check_range(prop, value, definition, report)
            _check_moments(prop, kind, _moments(value), report)
    return value


def _moments(value: Value) -> Iterator[date | Period]:
    """The dates, date-times and periods among the values of a property."""
    several = value if isinstance(value, tuple) and not isinstance(value, Period) else (value,)
    return (each for each in several if isinstance(each, date | Period))


def _check_text(prop: Property, definition: PropertyDefinition, start: int, report: CheckReport) -> None:
    """RFC 5545 §3.3.11: a backslash, a semicolon and a comma MUST be escaped in TEXT. The first of each is reported."""
    marks = "\\,;"
    if definition.many:
        marks = "\\;"
    elif definition.name == "REQUEST-STATUS":
        marks = "\\,"
    told: set[str] = set()
    for at in stray_marks(prop.value, marks):
        mark = prop.value[at]
        if mark not in told:
            message = (
                "a backslash that escapes nothing" if mark == "\\" else f"`{mark}` is written `\\{mark}` in a text"
            )
            code = "stray-backslash" if mark == "\\" else "unescaped-text"
            report.error(prop, code, message, "RFC 5545 §3.3.11", start + at)
        told.add(mark)
        if len(told) == len(marks):
            return


def _check_status(prop: Property, value: Value, report: CheckReport) -> None:
    """RFC 5545 §3.8.8.3: a REQUEST-STATUS is a code such as 2.8, a semicolon, and what it means."""
    if prop.name != "REQUEST-STATUS" or not isinstance(value, tuple):
        return
    if len(value) < 2 or not _STATUS.fullmatch(str(value[0])):
        message = "REQUEST-STATUS is a code, a semicolon and a text: 2.0;Success"
        report.error(prop, "bad-value", message, "RFC 5545 §3.8.8.3", len(prop.head) + 1)


def _check_set(prop: Property, definition: PropertyDefinition, inside: str, report: CheckReport) -> None:
    values, closed = definition.values, definition.closed
    if prop.name == "STATUS" and inside in COMPONENTS:
        values, closed = COMPONENTS[inside].statuses, True
    start = len(prop.head) + 1
    if not values or prop.value.upper() in values:
        return
    if closed:
        message = f"{prop.name} is one of {', '.join(sorted(values))}"
        report.error(prop, "bad-value", message, definition.rfc, start)
    elif not is_name(prop.value):
        report.error(prop, "bad-value", f"{prop.name} is one word", definition.rfc, start)
    elif not prop.value.upper().startswith("X-"):
        report.warn(prop, "unknown-value", f"no RFC defines {prop.name}:{prop.value[:40]}", definition.rfc, start)


def _check_range(prop: Property, value: Value, definition: PropertyDefinition, report: CheckReport) -> None:
    start = len(prop.head) + 1
    least, most = _RANGES.get(prop.name, (None, None))
    if isinstance(value, int) and least is not None and most is not None and not least <= value <= most:
        report.error(prop, "out-of-range", f"{prop.name} is a number from {least} to {most}", definition.rfc, start)
    if prop.name == "GEO" and isinstance(value, tuple):
        north, east = value
        if isinstance(north, float) and isinstance(east, float) and (abs(north) > _NORTH or abs(east) > _EAST):
            message = "a position is from -90 to 90 degrees north and -180 to 180 degrees east"
            report.error(prop, "out-of-range", message, definition.rfc, start)
    # RFC 5545 §3.8.2.5: the DURATION of a component is positive; that of a TRIGGER may be negative
    if isinstance(value, Duration) and value.negative and prop.name != "TRIGGER":
        report.error(prop, "out-of-range", f"{prop.name} is a positive duration", definition.rfc, start)


def _check_moments(prop: Property, kind: str, values: Iterable[date | Period], report: CheckReport) -> None:
    for value in values:
        if isinstance(value, Period):
            _check_period(prop, value, report)
        elif isinstance(value, datetime):
            _check_date_time(prop, kind, value, report)
        else:
            _check_date(prop, kind, report)


def _check_date(prop: Property, kind: str, report: CheckReport) -> None:
    start = len(prop.head) + 1
    if kind == "DATE-TIME":
        report.error(prop, "date-without-value", "a date is marked with VALUE=DATE", "RFC 5545 §3.3.4", start)
    # RFC 5545 §3.2.19: TZID MUST NOT be applied to DATE properties
    if prop.param("TZID") is not None:
        report.error(prop, "zone-with-date", "a date has no TZID", "RFC 5545 §3.2.19")


def _check_date_time(prop: Property, kind: str, value: datetime, report: CheckReport) -> None:
    start = len(prop.head) + 1
    if kind == "DATE":
        report.error(prop, "time-with-value-date", "a time where VALUE says DATE", "RFC 5545 §3.3.5", start)
    if PROPERTIES[prop.name].utc and value.tzinfo is None:
        report.error(prop, "not-utc", f"{prop.name} is in UTC: it ends in Z", PROPERTIES[prop.name].rfc, start)
    # RFC 5545 §3.2.19: TZID MUST NOT be applied to properties whose time is in UTC
    if value.tzinfo is not None and prop.param("TZID") is not None:
        report.error(prop, "zone-with-utc", "a time in UTC has no TZID", "RFC 5545 §3.2.19")


def _check_period(prop: Property, period: Period, report: CheckReport) -> None:
    start = len(prop.head) + 1
    begun, ended = period.start, period.end
    if isinstance(ended, Duration):
        if ended.negative or ended == Duration():
            report.error(prop, "bad-value", "a period ends after its start", _PERIOD, start)
        ended = begun
    floating = [name for name, moment in (("start", begun), ("end", ended)) if moment.tzinfo is None]
    if PROPERTIES[prop.name].utc and floating:
        message = f"{prop.name} is in UTC: the {floating[0]} has no Z"
        report.error(prop, "not-utc", message, PROPERTIES[prop.name].rfc, start)
    elif len(floating) == 1:
        report.error(prop, "different-types", f"the {floating[0]} of a period has no Z, the other does", _PERIOD, start)
    if len(floating) != 1 and period.end is ended and begun >= ended:
        report.error(prop, "bad-value", "a period ends after its start", _PERIOD, start)


def _check_address(prop: Property, kind: str, report: CheckReport) -> None:
    if kind not in ("URI", "CAL-ADDRESS"):
        return
    if found := _NOT_IN_ADDRESS.search(prop.value):
        at = len(prop.head) + 1 + found.start()
        report.error(prop, "bad-value", "blanks, quotes and < > do not stand in an address", "RFC 3986 §2", at)
    elif not _SCHEME.match(prop.value):
        message = "an address begins with a scheme, such as mailto: or https:"
        report.warn(prop, "bad-address", message, "RFC 5545 §3.3.13", len(prop.head) + 1)
