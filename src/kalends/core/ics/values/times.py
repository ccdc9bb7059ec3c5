"""DATE, DATE-TIME, TIME, UTC-OFFSET, DURATION and PERIOD (RFC 5545 §3.3.4 to §3.3.6, §3.3.9, §3.3.12, §3.3.14).

    dur-value  = (["+"] / "-") "P" (dur-date / dur-time / dur-week)
    period     = date-time "/" (date-time / dur-value)

A DATE-TIME is an aware `datetime` in UTC where it ends in Z, else a naive one: floating, or local to the zone that the
property's TZID names. Second 60 is read as 59, since few clocks know leap seconds (RFC 5545 §3.3.12).

Days and weeks are nominal (a day may have 23 hours), hours, minutes and seconds exact, so they are kept apart.
`PT1H30S`, which the grammar forbids and ISO 8601 allows, is read too, since it has one meaning only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import NamedTuple

from kalends.core.ics.values.plain import MalformedValueError

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


_NUMBER = "([0-9]{1,12})"
_CLOCK = f"(?:T(?=[0-9])(?:{_NUMBER}H)?(?:{_NUMBER}M)?(?:{_NUMBER}S)?)?"
_DURATION = re.compile(f"([+-]?)P(?=[0-9T])(?:{_NUMBER}W|(?:{_NUMBER}D)?{_CLOCK})", re.IGNORECASE | re.ASCII)
_MOST_DAYS = 3_660_000  # longer than the calendar from year 1 to 9999: no date can be reached with more
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Duration:
    """A duration: nominal days (a week is seven) and exact seconds; both negative, or neither."""

    days: int = 0
    seconds: int = 0

    def __post_init__(self) -> None:
        if self.days < 0 < self.seconds or self.seconds < 0 < self.days:
            raise ValueError("a duration has one sign (RFC 5545 §3.3.6)")
        if abs(self.days) > _MOST_DAYS or abs(self.seconds) > _MOST_DAYS * _DAY:
            raise ValueError("a duration longer than the calendar")

    @property
    def negative(self) -> bool:
        """Whether it leads back in time."""
        return self.days < 0 or self.seconds < 0

    def __neg__(self) -> Duration:
        return Duration(-self.days, -self.seconds)


class Period(NamedTuple):
    """A period: its start, and its end or its duration (RFC 5545 §3.3.9)."""

    start: datetime
    end: datetime | Duration


@lru_cache(maxsize=1024)  # alarms say the same few again and again
def parse_duration(written: str) -> Duration:
    """A DURATION such as -P1W or P1DT2H; raises MalformedValueError."""
    found = _DURATION.fullmatch(written)
    if not found:
        raise MalformedValueError(f"{written[:40]!r} is not a duration (P1W, P1DT2H30M)", 0, "RFC 5545 §3.3.6")
    weeks, days, hours, minutes, seconds = [int(number or 0) for number in found.groups()[1:]]
    sign = -1 if found[1] == "-" else 1
    try:
        return Duration(sign * (weeks * 7 + days), sign * (hours * 3600 + minutes * 60 + seconds))
    except ValueError:
        raise MalformedValueError("the duration is longer than the calendar", 0, "RFC 5545 §3.3.6") from None


def write_duration(value: Duration) -> str:
    """A duration in the form of the grammar: whole weeks as weeks, nothing at all as PT0S."""
    days, seconds = abs(value.days), abs(value.seconds)
    sign = "-" if value.negative else ""
    if days and not seconds and days % 7 == 0:
        return f"{sign}P{days // 7}W"
    return f"{sign}P{f'{days}D' if days else ''}{_write_clock(seconds) if seconds or not days else ''}"


def _write_clock(seconds: int) -> str:
    """RFC 5545 §3.3.6 joins hours to seconds only over minutes: PT1H0M5S."""
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    text = f"{hours}H" if hours else ""
    if minutes or (hours and rest):
        text += f"{minutes}M"
    return f"T{text}{rest}S" if rest or not seconds else f"T{text}"


def parse_period(written: str) -> Period:
    """A PERIOD; raises MalformedValueError."""
    start, slash, end = written.partition("/")
    if not slash:
        raise MalformedValueError(f"{written[:40]!r} is not a period (start/end)", 0, "RFC 5545 §3.3.9")
    begun = parse_date_time(start)
    try:
        return Period(begun, parse_date_time(end) if end[:1].isdigit() else parse_duration(end))
    except MalformedValueError as error:
        raise error.moved(len(start) + 1) from None


def write_period(value: Period) -> str:
    """A period as start/end or start/duration."""
    end = write_duration(value.end) if isinstance(value.end, Duration) else write_date_time(value.end)
    return f"{write_date_time(value.start)}/{end}"
