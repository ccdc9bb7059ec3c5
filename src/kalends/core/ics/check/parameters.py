"""The parameters of a property: known, in their place, once, and of their kind (RFC 5545 §3.2)."""

from collections.abc import Callable

from kalends.core.ics.check.report import Report
from kalends.core.ics.problems import shortened
from kalends.core.ics.registry import PARAMETERS, PROPERTIES, VALUE_TYPES
from kalends.core.ics.registry.rows import Parameter as Row
from kalends.core.ics.tree import Property
from kalends.core.ics.values import MalformedValueError, parse_duration, parse_integer

_KINDS: dict[str, Callable[[str], object]] = {"INTEGER": parse_integer, "DURATION": parse_duration}


def check_parameters(prop: Property, report: Report) -> None:
    """Note what is wrong with the parameters of a property."""
    seen: set[str] = set()
    head, at = prop.head.upper(), 0
    for name, values in prop.params:
        at = max(head.find(f";{name}=", at), at) + 1
        # RFC 5545 §3.2: a parameter MUST NOT be specified more than once
        if name in seen:
            report.error(prop, "repeated-parameter", f"{name} stands twice", "RFC 5545 §3.2", at)
        seen.add(name)
        row = PARAMETERS.get(name)
        if row is not None:
            _check_place(prop, row, at, report)
            _check_values(prop, row, values, at, report)
        elif not name.startswith("X-"):
            report.warn(prop, "unknown-parameter", f"no RFC defines {shortened(name)}", "RFC 5545 §3.2", at)


def _check_place(prop: Property, row: Row, at: int, report: Report) -> None:
    known = PROPERTIES.get(prop.name)
    if known is not None and row.name not in known.params:
        report.warn(prop, "parameter-place", f"{row.name} has no meaning on {prop.name}", row.rfc, at)


def _check_values(prop: Property, row: Row, values: tuple[str, ...], at: int, report: Report) -> None:
    if len(values) > 1 and not row.many:
        report.error(prop, "parameter-values", f"{row.name} takes one value", row.rfc, at)
    for value in values:
        _check_set(prop, row, value, at, report)
        parse = _KINDS.get(row.kind)
        if parse is not None:
            try:
                parse(value)
            except MalformedValueError as error:
                report.error(prop, "parameter-value", f"{row.name}: {error.reason}", row.rfc, at)


def _check_set(prop: Property, row: Row, value: str, at: int, report: Report) -> None:
    if not row.values or value.upper() in row.values:
        return
    if row.closed:
        report.error(prop, "parameter-value", f"{row.name} is one of {', '.join(sorted(row.values))}", row.rfc, at)
    elif not value.upper().startswith("X-"):
        report.warn(prop, "unknown-value", f"no RFC defines {row.name}={value[:40]}", row.rfc, at)


def check_kind(prop: Property, kind: str, report: Report) -> None:
    """Note a value type that the property does not take, and one that should be written and is not."""
    row = PROPERTIES.get(prop.name)
    asked = prop.param("VALUE")
    if row is None:
        return
    if kind != row.default and kind not in row.others and kind in VALUE_TYPES:
        takes = " or ".join([row.default, *sorted(row.others)])
        at = prop.head.upper().find(";VALUE=") + 1
        report.error(prop, "value-type", f"{prop.name} takes {takes}, not {kind}", row.rfc, at)
    if row.explicit and asked is None:
        report.warn(prop, "missing-value", f"{prop.name} needs VALUE={row.default}", row.rfc)
    # RFC 5545 §3.3.1: a BINARY value MUST carry ENCODING=BASE64
    if kind == "BINARY" and (prop.param("ENCODING") or "").upper() != "BASE64":
        report.error(prop, "encoding", "a BINARY value needs ENCODING=BASE64", "RFC 5545 §3.3.1")
