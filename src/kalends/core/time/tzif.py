"""TZif, the compiled form of the tz database (RFC 9636, RFC 8536), and a zone's source made from it.

file   = header block-32 header block-64 footer        (version 2 on; only the second block is read)
header = "TZif" version(1) unused(15) isutcnt(4) isstdcnt(4) leapcnt(4) timecnt(4) typecnt(4) charcnt(4)
block  = times(8 each) types(1 each) local-types(6 each) characters leap-seconds(12) isstd(1) isut(1)
footer = LF rule LF

The rule of the footer is a POSIX TZ, with hours from −167 to 167 (RFC 9636 §3.3.1, RFC 8536 §3.3):

rule   = std offset [ dst [offset] "," change "," change ]
change = ( "M" month "." week "." weekday | "J" day | day ) [ "/" time ]
"""

import re
from bisect import bisect_left
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime, timedelta
from struct import Struct

from kalends.core.time.offsets import EARLIEST, Observance, Onset, moved, new_year

_NAME = r"([A-Za-z]{3,}|<[A-Za-z0-9+-]{3,}>)"
_CLOCK = r"([+-]?\d{1,3}(?::\d{2}){0,2})"
_DAY = r"(M\d{1,2}\.[1-5]\.[0-6]|J?\d{1,3})"
_CHANGE = rf",{_DAY}(?:/{_CLOCK})?"
_RULE = re.compile(rf"{_NAME}{_CLOCK}(?:{_NAME}{_CLOCK}?{_CHANGE}{_CHANGE})?")
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
class OffsetChange:
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
    to_daylight: OffsetChange | None = None
    to_standard: OffsetChange | None = None

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


def _change(day: str, clock: str | None) -> OffsetChange:
    return OffsetChange(_day(day), _seconds(clock) if clock else 2 * _HOUR)


def _day(text: str) -> NthWeekday | YearDay:
    if text[0] == "M":
        month, week, weekday = map(int, text[1:].split("."))
        return NthWeekday(month, week, (weekday - 1) % 7)  # POSIX counts from Sunday
    return YearDay(int(text[1:]), True) if text[0] == "J" else YearDay(int(text) + 1, False)


def _seconds(clock: str) -> int:
    sign = -1 if clock[0] == "-" else 1
    hours, minutes, seconds = (*map(int, clock.lstrip("+-").split(":")), 0, 0)[:3]
    return sign * (hours * _HOUR + minutes * 60 + seconds)


_HEADER = Struct(">4s c 15x 6L")
_LOCAL_TYPE = Struct(">l ? B")
_EPOCH = new_year(1970)
_FIRST = (EARLIEST - _EPOCH) // timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class TzData:
    """A zone of the tz database: what held at first, every onset that is written out, and the rule after the last."""

    first: Observance
    onsets: tuple[Onset, ...]
    rule: PosixRule | None

    @property
    def offsets(self) -> frozenset[int]:
        """Every offset that ever counts."""
        found = {self.first.offset, *(onset.observance.offset for onset in self.onsets)}
        if self.rule:
            found |= {each.offset for each in (self.rule.standard, self.rule.daylight) if each}
        return frozenset(found)

    def span(self, first: datetime, last: datetime) -> tuple[Observance, Sequence[Onset]]:
        """The observance in force just before `first`, and the onsets in [first, last); naive UTC."""
        low, high = bisect_left(self.onsets, (first,)), bisect_left(self.onsets, (last,))
        before = self.onsets[low - 1].observance if low else self.first
        inside = list(self.onsets[low:high])
        if self.rule and self.rule.daylight and high == len(self.onsets):
            for onset in self._tail(first.year - 1, last.year + 1):
                if onset.at < first:
                    before = onset.observance
                elif onset.at < last:
                    inside.append(onset)
        return before, inside

    def _tail(self, first: int, last: int) -> list[Onset]:
        """The rule's onsets after the last one that is written out."""
        assert self.rule is not None
        end = self.onsets[-1].at if self.onsets else EARLIEST
        years = range(max(first, end.year), last + 1)
        found = [onset for year in years for onset in self.rule.onsets(year) if onset.at > end]
        return sorted(found, key=lambda onset: onset.at)


def read_tzif(octets: bytes) -> TzData:
    """The zone of a TZif file of version 2 or later; raises ValueError (or its kin) for anything else."""
    magic, version, *counts = _HEADER.unpack_from(octets)
    if magic != b"TZif" or version < b"2":
        raise ValueError("not a TZif file of version 2 or later (RFC 9636 §3.1)")
    second = _HEADER.size + _length(counts, 4)
    counts = list(_HEADER.unpack_from(octets, second)[2:])
    start = second + _HEADER.size
    footer = octets[start + _length(counts, 8) :].strip(b"\n").decode("ascii")
    first, onsets = _block(octets, start, counts)
    return TzData(first, onsets, parse_posix(footer) if footer else None)


def _length(counts: list[int], width: int) -> int:
    """The octets of a block whose times are `width` octets wide."""
    in_ut, in_standard, leaps, times, kinds, characters = counts
    return times * (width + 1) + kinds * 6 + characters + leaps * (width + 4) + in_standard + in_ut


def _block(octets: bytes, start: int, counts: list[int]) -> tuple[Observance, tuple[Onset, ...]]:
    _, _, _, times, kinds, _ = counts
    moments = Struct(f">{times}q").unpack_from(octets, start)
    indices = octets[start + 8 * times : start + 9 * times]
    known = _observances(octets, start + 9 * times, kinds)
    before = known[0]  # RFC 9636 §3.2: type 0 holds before the first transition
    onsets = []
    for moment, index in zip(moments, indices, strict=True):
        if moment >= _FIRST:  # an earlier one, "since the Big Bang", only says what holds at first
            onsets.append(Onset(_EPOCH + timedelta(seconds=moment), known[index]))
        else:
            before = known[index]
    return before, tuple(onsets)


def _observances(octets: bytes, start: int, kinds: int) -> list[Observance]:
    names = start + kinds * _LOCAL_TYPE.size
    found = []
    for number in range(kinds):
        offset, is_dst, at = _LOCAL_TYPE.unpack_from(octets, start + number * _LOCAL_TYPE.size)
        name = octets[names + at : octets.index(0, names + at)].decode("ascii")
        found.append(Observance(offset, is_dst, name))
    return found
