"""DATE, DATE-TIME, TIME and UTC-OFFSET (RFC 5545 §3.3.4, §3.3.5, §3.3.12, §3.3.14).

A DATE-TIME is an aware `datetime` in UTC where it ends in Z, else a naive one: floating, or local to the zone that the
property's TZID names. Second 60 is read as 59, since few clocks know leap seconds (RFC 5545 §3.3.12).
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time

from kalends.core.ics.values.malformed import MalformedValueError

_DATE = re.compile("[0-9]{8}")
_SHAPE = re.compile("[0-9]{8}[Tt][0-9]{6}[Zz]?")
_DATE_TIME = re.compile("[0-9]{8}[Tt](?:[01][0-9]|2[0-3])[0-5][0-9][0-5][0-9][Zz]?")
_TIME = re.compile("([01][0-9]|2[0-3])([0-5][0-9])([0-5][0-9]|60)([Zz]?)")
_OFFSET = re.compile("([+-])([01][0-9]|2[0-3])([0-5][0-9])([0-5][0-9])?")
_MINUTE = 60
_HOUR = 3600


def parse_date(written: str) -> date:
    """A DATE such as 19970714; raises MalformedValueError."""
    if not _DATE.fullmatch(written):
        raise MalformedValueError(f"{_shown(written)} is not a date (YYYYMMDD)", 0, "RFC 5545 §3.3.4")
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise MalformedValueError(f"{written} is not a day of the calendar", 0, "RFC 5545 §3.3.4") from None


def write_date(value: date) -> str:
    """A date in the form YYYYMMDD."""
    return value.isoformat()[:10].replace("-", "")


def parse_date_time(written: str) -> datetime:
    """A DATE-TIME: naive, or aware in UTC where it ends in Z; raises MalformedValueError."""
    if not _DATE_TIME.fullmatch(written):
        return _leap_second(written)
    try:
        return datetime.fromisoformat(written.upper())
    except ValueError:
        raise MalformedValueError(f"{written} is not a day of the calendar", 0, "RFC 5545 §3.3.5") from None


def _leap_second(written: str) -> datetime:
    if written[13:15] == "60" and _DATE_TIME.fullmatch(f"{written[:13]}59{written[15:]}"):
        return parse_date_time(f"{written[:13]}59{written[15:]}")
    if _SHAPE.fullmatch(written):
        raise MalformedValueError(f"{written} has a time that no day has", 9, "RFC 5545 §3.3.5")
    raise MalformedValueError(f"{_shown(written)} is not a date and time (YYYYMMDDTHHMMSS)", 0, "RFC 5545 §3.3.5")


def write_date_time(value: datetime) -> str:
    """A naive date-time as YYYYMMDDTHHMMSS, one in UTC with a Z; raises ValueError for any other zone."""
    parts = (value.year, value.month, value.day, value.hour, value.minute, value.second)
    text = "%04d%02d%02dT%02d%02d%02d" % parts  # noqa: UP031 — takes half the time of an f-string
    if value.tzinfo is None:
        return text
    if value.utcoffset():
        raise ValueError(f"{value} is neither local nor in UTC (RFC 5545 §3.3.5)")
    return text + "Z"


def parse_time(written: str) -> time:
    """A TIME such as 083000 or 133000Z; raises MalformedValueError."""
    found = _TIME.fullmatch(written)
    if not found:
        raise MalformedValueError(f"{_shown(written)} is not a time (HHMMSS)", 0, "RFC 5545 §3.3.12")
    hour, minute, second, zulu = found.groups()
    return time(int(hour), int(minute), min(int(second), 59), tzinfo=UTC if zulu else None)


def write_time(value: time) -> str:
    """A time of day as HHMMSS, in UTC with a Z; raises ValueError for any other zone."""
    if value.tzinfo is not None and value.utcoffset():
        raise ValueError(f"{value} is neither local nor in UTC (RFC 5545 §3.3.12)")
    return f"{value.hour:02}{value.minute:02}{value.second:02}{'' if value.tzinfo is None else 'Z'}"


def parse_utc_offset(written: str) -> int:
    """A UTC-OFFSET in seconds, east of Greenwich positive; raises MalformedValueError."""
    found = _OFFSET.fullmatch(written)
    if not found:
        raise MalformedValueError(f"{_shown(written)} is not an offset (+HHMM or +HHMMSS)", 0, "RFC 5545 §3.3.14")
    sign, hours, minutes, seconds = found.groups()
    offset = int(hours) * _HOUR + int(minutes) * _MINUTE + int(seconds or 0)
    # RFC 5545 §3.3.14: -0000 and -000000 MUST NOT be used
    if sign == "-" and not offset:
        raise MalformedValueError("an offset of nothing is written +0000", 0, "RFC 5545 §3.3.14")
    return -offset if sign == "-" else offset


def write_utc_offset(seconds: int) -> str:
    """An offset as +HHMM, or +HHMMSS where it has seconds; raises ValueError from 24 hours on."""
    rest = abs(seconds)
    if rest >= 24 * _HOUR:
        raise ValueError(f"an offset of {seconds} seconds is a day or more (RFC 5545 §3.3.14)")
    text = f"{'-' if seconds < 0 else '+'}{rest // _HOUR:02}{rest // _MINUTE % 60:02}"
    return text + (f"{rest % 60:02}" if rest % 60 else "")


def _shown(written: str) -> str:
    return repr(written if len(written) <= 40 else written[:40] + "…")
