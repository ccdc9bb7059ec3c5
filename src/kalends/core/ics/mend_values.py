"""Values of times and lengths that break the grammar and have one possible meaning (the reasons are in `lenient`).

A property whose value is mended keeps the line as it was sent, so that a text that is written from the tree still says
it. What has no meaning is taken out of the meaning, not out of the text: it stays in the tree under a name of its own.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import NamedTuple

from kalends.core.ics.lines import Parameter, write_head
from kalends.core.ics.mend_rules import mend_rule
from kalends.core.ics.tree import Property
from kalends.core.ics.values import (
    Duration,
    MalformedValueError,
    parse_date,
    parse_date_time,
    parse_duration,
    write_date,
    write_date_time,
    write_duration,
)

LEFT_OUT = "X-LEFT-OUT"
"""The name in a tree of a property that is left out of its meaning."""

_MONTH_AND_DAY = (
    "(?:(?:0[13578]|1[02])(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)(?:0[1-9]|[12][0-9]|30)|02(?:0[1-9]|1[0-9]|2[0-8]))"
)
_MOMENT = f"(?:[1-9][0-9]{{3}}{_MONTH_AND_DAY}(?:T(?:[01][0-9]|2[0-3])[0-5][0-9][0-5][0-9]Z?)?)"
_PLAIN = re.compile(f"{_MOMENT}(?:,{_MOMENT})*+")
_PLAIN_ITEM = re.compile(_MOMENT)
_LOOSE = re.compile(
    r"(\d{4})(-?)(\d\d)\2(\d\d)"
    r"(?:\s*[T ]\s*(\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,]\d{1,9})?)?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?)?",
    re.ASCII | re.IGNORECASE,
)
_LENGTH = re.compile(
    r"([+-]?)P(?:(-?\d{1,9})W)?(?:(-?\d{1,9})D)?T?(?:(-?\d{1,9})W)?(?:(-?\d{1,9})H)?(?:(-?\d{1,9})M)?(?:(-?\d{1,9})S)?",
    re.ASCII | re.IGNORECASE,
)
_DATE = len("YYYYMMDD")
_LATEST_HOUR = 24
_TYPES = frozenset(("DATE", "DATE-TIME"))
_LISTS = frozenset(("EXDATE", "RDATE", "FREEBUSY"))
_TIMES = frozenset(("DTSTART", "DTEND", "DUE", "RECURRENCE-ID", *_LISTS))
_RULES = frozenset(("RRULE", "EXRULE"))
READ = frozenset((*_TIMES, *_RULES, "DURATION"))
"""The properties that decide when something is."""


class MendedProperty(Property):
    """A property that is read otherwise than its line says; `sent` is that line, which is what is written."""

    __slots__ = ("sent",)

    def __init__(
        self, head: str, name: str, params: tuple[Parameter, ...], value: str, number: int = 0, sent: str = ""
    ) -> None:
        super().__init__(head, name, params, value, number)
        self.sent = sent

    @property
    def written(self) -> str:
        """The line as it was sent."""
        return self.sent or self.line

    def with_value(self, value: str) -> Property:  # type: ignore[override]
        """The property with another value: a line of our own."""
        return Property(self.head, self.name, self.params, self.value, self.number).with_value(value)


class Remark(NamedTuple):
    """What was mended, or left out, of a property: a code of `lenient.DEVIATIONS`, a clause, and the part of a rule."""

    code: str
    message: str


_EMPTY = Remark("list-form", "an empty value in a list")
_SHOWN = 40  # characters
_MOST_NAMED = 5  # bad values of one list that are told by name


class _BadError(ValueError):
    """A value that has no meaning."""


def is_plain(prop: Property) -> bool:
    """Whether a time is surely written by the letter; most are."""
    return _PLAIN.fullmatch(prop.value) is not None and not (prop.params and "VALUE=" in prop.head.upper())


def mend_value(prop: Property) -> tuple[Property, list[Remark]]:
    """A property of `READ` as it is meant, and what is to be said of it; the property itself where that is nothing."""
    remarks: list[Remark] = []
    if prop.name in _RULES:
        value, remarks = _mended_rule(prop.value)
    elif prop.name in _TIMES:
        value = _mended_times(prop, remarks)
    else:
        value = _mended_length(prop.value, remarks)
    params = _sound_params(prop, remarks) if prop.name in _TIMES and prop.params else prop.params
    if value == prop.value and params is prop.params:
        return prop, []
    head = prop.head if params is prop.params else write_head(prop.name, params)
    name = LEFT_OUT if value is None else prop.name
    return MendedProperty(head, name, params, value or "", prop.number, prop.line), remarks


def _sound_params(prop: Property, remarks: list[Remark]) -> tuple[Parameter, ...]:
    """The parameters without a VALUE that no time has."""
    kind = (prop.param("VALUE") or "DATE").upper()
    if kind in _TYPES or (kind == "PERIOD" and prop.name in _LISTS):
        return prop.params
    remarks.append(Remark("value-type", f"VALUE={_shown(kind)} where a time stands"))
    return tuple(param for param in prop.params if param.name != "VALUE")


def _mended_rule(written: str) -> tuple[str | None, list[Remark]]:
    if not written.strip():
        return written, []  # it says nothing, in calendars of holidays
    value, found = mend_rule(written)
    return value, [Remark(code, message) for code, message in found]


def _mended_times(prop: Property, remarks: list[Remark]) -> str | None:
    """The value with every item as it is meant; None where nothing is left of it."""
    several = prop.name in _LISTS
    written = prop.value
    if several and not written.strip():
        return written
    kind = (prop.param("VALUE") or "").upper()
    if not several:
        try:
            return _moment(written, remarks, day=kind == "DATE")
        except (_BadError, ValueError, OverflowError):
            remarks.append(Remark("left-out", f"{_shown(written)} is no time; it is left out"))
            return None
    if ";" in written:
        remarks.append(Remark("list-form", "the values of a list are separated by commas"))
    found = _mended_list(written.replace(";", ",").split(","), remarks, kind)
    return ",".join(found) if found else None


def _mended_list(pieces: list[str], remarks: list[Remark], kind: str) -> list[str]:
    """The items of a list as they are meant. Each remark is made once, and bad values up to a bound."""
    found: list[str] = []
    said: dict[Remark, None] = {}
    bad: dict[str, None] = {}
    for piece in pieces:
        if kind not in ("DATE", "PERIOD") and _PLAIN_ITEM.fullmatch(piece):
            found.append(piece)
            continue
        if not piece or piece.isspace():
            said[_EMPTY] = None
            continue
        told: list[Remark] = []
        try:
            found.append(_item(piece, told, kind))
        except (_BadError, ValueError, OverflowError):
            bad[piece[: _SHOWN + 1]] = None
        said.update(dict.fromkeys(told))
    remarks += said
    remarks += _bad_remarks(list(bad), alone=len(pieces) == 1)
    return found


def _bad_remarks(bad: list[str], *, alone: bool) -> Iterator[Remark]:
    for piece in bad[:_MOST_NAMED]:
        yield Remark("left-out", f"{_shown(piece)} is no time; {'it' if alone else _shown(piece)} is left out")
    if len(bad) > _MOST_NAMED:
        yield Remark("left-out", f"{len(bad) - _MOST_NAMED:,} more values are no times; they are left out")


def _item(piece: str, remarks: list[Remark], kind: str) -> str:
    start, slash, end = piece.partition("/")
    if not slash:
        if kind == "PERIOD":
            raise _BadError  # a moment beside VALUE=PERIOD would cost the whole list
        return _moment(piece, remarks, day=kind == "DATE")
    length = end.strip()[:1].upper() in ("P", "+", "-")
    return f"{_moment(start, remarks)}/{_length(end, remarks) if length else _moment(end, remarks)}"


def _moment(written: str, remarks: list[Remark], *, day: bool = False) -> str:
    """A time by the letter of RFC 5545 §3.3.4, §3.3.5; raises _BadError where it is none."""
    text = written.strip()
    if len(text) < _DATE or not text[0].isdigit():
        raise _BadError
    if text != written:
        remarks.append(Remark("value-blank", "a blank around a time"))
    if not _is_strict(text):
        text = _from_loose(text, remarks)
    if day and text[_DATE:].upper() in ("T000000", "T000000Z"):
        remarks.append(Remark("time-with-value-date", "a time where VALUE says DATE; it is that day"))
        return text[:_DATE]
    return text


def _is_strict(text: str) -> bool:
    try:
        parse_date(text) if len(text) == _DATE else parse_date_time(text)
    except MalformedValueError:
        return False
    return True


def _from_loose(text: str, remarks: list[Remark]) -> str:
    found = _LOOSE.fullmatch(text)
    if not found:
        raise _BadError
    year, dash, month, day, hour, minute, second, offset = found.groups()
    if hour is None:
        remarks.append(Remark("iso-time", "a date in the extended form of ISO 8601"))
        return write_date(datetime(int(year), int(month), int(day)))  # noqa: DTZ001 — a day
    wall = datetime(int(year), int(month), int(day))  # noqa: DTZ001 — a wall time
    clock = timedelta(hours=int(hour), minutes=int(minute or 0), seconds=min(int(second or 0), 59))
    if int(hour) > _LATEST_HOUR or clock > timedelta(days=1) or int(minute or 0) > 59:
        raise _BadError
    remarks += _remarks_on(dash, hour, second, offset)
    made = wall + clock
    if offset is None:
        return write_date_time(made)
    return write_date_time(made.replace(tzinfo=_zone_of(offset)).astimezone(UTC))


def _remarks_on(dash: str, hour: str, second: str | None, offset: str | None) -> Iterator[Remark]:
    if second is None:
        yield Remark("short-time", "a time without minutes or seconds")
    if int(hour) == _LATEST_HOUR:
        yield Remark("midnight-24", "24:00, which is 0:00 of the next day")
    if offset is not None and offset.upper() != "Z":
        yield Remark("time-with-offset", "a time with an offset")
    if dash or (second is not None and int(hour) != _LATEST_HOUR and (offset or "Z").upper() == "Z"):
        yield Remark("iso-time", "a time in another form of ISO 8601")


def _zone_of(offset: str) -> timezone:
    if offset.upper() == "Z":
        return UTC
    digits = offset[1:].replace(":", "").ljust(4, "0")
    seconds = int(digits[:2]) * 3600 + int(digits[2:]) * 60
    return timezone(timedelta(seconds=-seconds if offset[0] == "-" else seconds))


def _mended_length(written: str, remarks: list[Remark]) -> str | None:
    try:
        return _length(written, remarks)
    except (_BadError, ValueError):
        remarks.append(Remark("left-out", f"{_shown(written)} is no duration; it is left out"))
        return None


def _length(written: str, remarks: list[Remark]) -> str:
    text = written.strip()
    if text != written:
        remarks.append(Remark("value-blank", "a blank around a duration"))
    try:
        parse_duration(text)
    except MalformedValueError:
        remarks.append(Remark("duration-form", "a duration in a form that the grammar does not have"))
        return write_duration(_from_loose_length(text))
    return text


def _from_loose_length(text: str) -> Duration:
    found = _LENGTH.fullmatch(text)
    if not found or not any(found.groups()[1:]):
        raise _BadError
    weeks, days, more, hours, minutes, seconds = (int(number or 0) for number in found.groups()[1:])
    sign = -1 if found[1] == "-" else 1
    return Duration(sign * ((weeks + more) * 7 + days), sign * (hours * 3600 + minutes * 60 + seconds))


def _shown(written: str) -> str:
    return repr(written if len(written) <= _SHOWN else f"{written[:_SHOWN]}…")
