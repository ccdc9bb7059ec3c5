"""DURATION and PERIOD (RFC 5545 §3.3.6, §3.3.9).

    dur-value  = (["+"] / "-") "P" (dur-date / dur-time / dur-week)
    period     = date-time "/" (date-time / dur-value)

Days and weeks are nominal (a day may have 23 hours), hours, minutes and seconds exact, so they are kept apart.
`PT1H30S`, which the grammar forbids and ISO 8601 allows, is read too, since it has one meaning only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from kalends.core.ics.values.malformed import MalformedValueError
from kalends.core.ics.values.moments import parse_date_time, write_date_time

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
