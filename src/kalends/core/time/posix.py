"""The rule at the end of a TZif file: POSIX TZ, with hours from −167 to 167 (RFC 9636 §3.3.1, RFC 8536 §3.3).

rule   = std offset [ dst [offset] "," change "," change ]
change = ( "M" month "." week "." weekday | "J" day | day ) [ "/" time ]
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime, timedelta

from kalends.core.time.offsets import Observance, Onset, moved

_NAME = r"([A-Za-z]{3,}|<[A-Za-z0-9+-]{3,}>)"
_CLOCK = r"([+-]?\d{1,3}(?::\d{2}){0,2})"
_DAY = r"(M\d{1,2}\.[1-5]\.[0-6]|J?\d{1,3})"
_CHANGE = rf",{_DAY}(?:/{_CLOCK})?"
_RULE = re.compile(rf"{_NAME}{_CLOCK}(?:{_NAME}{_CLOCK}?{_CHANGE}{_CHANGE})?")
_LAST_WEEK = 5
_HOUR = 3600
_LEAP_DAY = 60  # of the year, where there is one


@dataclass(frozen=True, slots=True)
class NthWeekday:
    """The `week`th `weekday` (0 = Monday) of a month; week 5 is the last."""

    month: int
    week: int
    weekday: int

    def date(self, year: int) -> date:
        """The day in a year."""
        first, length = monthrange(year, self.month)
        day = 1 + (self.weekday - first) % 7 + 7 * (self.week - 1)
        return date(year, self.month, day if day <= length else day - 7)


@dataclass(frozen=True, slots=True)
class YearDay:
    """The day of the year by its number from 1; where `leapless`, 29 February is not counted."""

    number: int
    leapless: bool

    def date(self, year: int) -> date:
        """The day in a year."""
        leap = monthrange(year, 2)[1] == 29
        after = self.leapless and leap and self.number >= _LEAP_DAY
        return date(year, 1, 1) + timedelta(days=self.number - 1 + after)


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the clocks, every year: a day, and seconds from its midnight by the clock that is then in use."""

    day: NthWeekday | YearDay
    seconds: int

    def wall(self, year: int) -> datetime:
        """The wall time of the change in a year."""
        return moved(datetime.combine(self.day.date(year), datetime.min.time()), self.seconds)


@dataclass(frozen=True, slots=True)
class PosixRule:
    """What holds after the last transition of a file: one observance, or two with their yearly changes."""

    standard: Observance
    daylight: Observance | None = None
    to_daylight: Change | None = None
    to_standard: Change | None = None

    def onsets(self, year: int) -> list[Onset]:
        """The onsets of the rule in one year, rising; none without DST or outside the calendar."""
        if self.daylight is None or self.to_daylight is None or self.to_standard is None:
            return []
        if not MINYEAR <= year <= MAXYEAR:
            return []
        begin = Onset(moved(self.to_daylight.wall(year), -self.standard.offset), self.daylight)
        end = Onset(moved(self.to_standard.wall(year), -self.daylight.offset), self.standard)
        return [begin, end] if begin.at <= end.at else [end, begin]


def parse_posix(text: str) -> PosixRule:
    """The rule of a footer; raises ValueError for what is not one."""
    found = _RULE.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is not a rule of RFC 9636 §3.3.1")
    name, offset, summer, summer_offset, begin, begin_time, end, end_time = found.groups()
    standard = Observance(-_seconds(offset), False, name.strip("<>"))
    if summer is None:
        return PosixRule(standard)
    ahead = -_seconds(summer_offset) if summer_offset else standard.offset + _HOUR
    return PosixRule(
        standard, Observance(ahead, True, summer.strip("<>")), _change(begin, begin_time), _change(end, end_time)
    )


def _change(day: str, clock: str | None) -> Change:
    return Change(_day(day), _seconds(clock) if clock else 2 * _HOUR)


def _day(text: str) -> NthWeekday | YearDay:
    if text[0] == "M":
        month, week, weekday = map(int, text[1:].split("."))
        return NthWeekday(month, week, (weekday - 1) % 7)  # POSIX counts from Sunday
    return YearDay(int(text[1:]), True) if text[0] == "J" else YearDay(int(text) + 1, False)


def _seconds(clock: str) -> int:
    sign = -1 if clock[0] == "-" else 1
    hours, minutes, seconds = (*map(int, clock.lstrip("+-").split(":")), 0, 0)[:3]
    return sign * (hours * _HOUR + minutes * 60 + seconds)
