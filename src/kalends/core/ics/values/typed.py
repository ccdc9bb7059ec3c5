"""The typed value of a property: by its VALUE parameter, or else by the registry's default (RFC 5545 §3.2.20, §3.8)."""

from collections.abc import Callable
from datetime import date, datetime, time

from kalends.core.ics.registry import PROPERTIES
from kalends.core.ics.tree import Component, Property
from kalends.core.ics.values.plain import (
    MalformedValueError,
    parse_binary,
    parse_boolean,
    parse_float,
    parse_geo,
    parse_integer,
    parse_structured,
    parse_texts,
    unescape_text,
)
from kalends.core.ics.values.recur import Recur, parse_recur
from kalends.core.ics.values.times import (
    Duration,
    Period,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_period,
    parse_time,
    parse_utc_offset,
)

Single = str | bool | int | float | bytes | date | datetime | time | Duration | Period | Recur
Value = Single | tuple[Single, ...]

_LENGTH_OF_DATE = 8


def _as_written(written: str) -> str:
    return written


def _parse_moment(written: str) -> date | datetime:
    return parse_date(written) if len(written) == _LENGTH_OF_DATE else parse_date_time(written)


_PARSERS: dict[str, Callable[[str], Single]] = {
    "BINARY": parse_binary,
    "BOOLEAN": parse_boolean,
    "CAL-ADDRESS": _as_written,
    "DATE": _parse_moment,
    "DATE-TIME": _parse_moment,
    "DURATION": parse_duration,
    "FLOAT": parse_float,
    "INTEGER": parse_integer,
    "PERIOD": parse_period,
    "RECUR": parse_recur,
    "TEXT": unescape_text,
    "TIME": parse_time,
    "UID": unescape_text,
    "UNKNOWN": _as_written,
    "URI": _as_written,
    "UTC-OFFSET": parse_utc_offset,
    "XML-REFERENCE": _as_written,
}


def value_type(prop: Property) -> str:
    """The name of the property's value type, in capitals; TEXT for a property that no RFC defines."""
    for key, values in prop.params:
        if key == "VALUE":
            return values[0].upper()
    row = PROPERTIES.get(prop.name)
    return row.default if row else "TEXT"


def typed(prop: Property) -> Value:
    """The value of a property as its type says; a tuple where the property takes several, is a pair or structured.

    TEXT is `str`, DATE `date`, DATE-TIME a naive `datetime` or an aware one in UTC, UTC-OFFSET seconds, DURATION
    `Duration`, PERIOD `Period`, RECUR pairs of name and text. URI and CAL-ADDRESS are as written, and so is a value of
    a type that no RFC defines. A DATE where a DATE-TIME is due is read as what it is, and the other way round.
    Raises MalformedValueError and nothing else.
    """
    parse = _DEFAULTS.get(prop.name, unescape_text)
    for key, values in prop.params:
        if key == "VALUE":
            parse = _parser(prop.name, values[0].upper())
            break
    return parse(prop.value)


def _parser(name: str, kind: str) -> Callable[[str], Value]:
    found = _SPECIAL.get((name, kind))
    if found:
        return found
    row = PROPERTIES.get(name)
    single = _PARSERS.get(kind, _as_written)
    return _several(single) if row and row.many else single


def _several(parse: Callable[[str], Single]) -> Callable[[str], tuple[Single, ...]]:
    def parse_each(written: str) -> tuple[Single, ...]:
        values: list[Single] = []
        at = 0
        for piece in written.split(","):
            try:
                values.append(parse(piece))
            except MalformedValueError as error:
                raise error.moved(at) from None
            at += len(piece) + 1
        return tuple(values)

    return parse_each


def property_text(component: Component, name: str) -> str:
    """The text of the first property of that name, unescaped; "" where there is none."""
    prop = component.first(name)
    return unescape_text(prop.value) if prop else ""


_SPECIAL: dict[tuple[str, str], Callable[[str], Value]] = {
    ("GEO", "FLOAT"): parse_geo,
    ("REQUEST-STATUS", "TEXT"): parse_structured,
    **{(row.name, "TEXT"): parse_texts for row in PROPERTIES.values() if row.many},
}
_DEFAULTS = {row.name: _parser(row.name, row.default) for row in PROPERTIES.values()}
