"""The table of RFC 5545 §3.3.10 by days: one small step for each cell, each a set of days of one year.

A set of days is an integer, one bit a day: bit 7 is 1 January, and seven bits before and behind the year stand for its
neighbours, since week 1 and the last week reach over its edge. The set of a rule is what all its steps have in common,
so a part that expands and a part that limits are the same thing here; what tells them apart is which parts are filled
in from DTSTART (`fill_from_start`), which months are handed to a step, and how SKIP moves a day (RFC 7529 §4.1).

There are only 14 kinds of years (28 where the neighbours' length counts), so that callers keep what they computed.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import MAXYEAR, date, datetime
from functools import cache

from kalends.core.recur.rule import Freq, Rule, Skip

MARGIN = 7
CYCLE = 400
ALL_MONTHS = tuple(range(1, 13))
_WEEK = 0b1111111
_FEW = 24
_LENGTHS = {
    365: (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31),
    366: (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31),
}


@dataclass(frozen=True, slots=True, eq=False)
class YearKind:
    """What a set of days depends on: the year's length, the week day of 1 January, the lengths of its neighbours.

    There is one object of each kind, so that they compare, and are found in a dictionary, by identity.
    """

    length: int
    weekday: int
    before: int
    after: int


Step = Callable[[YearKind, Sequence[int]], int]


def _length(number: int) -> int:
    return 366 if isleap(number) else 365


@cache
def _year(length: int, weekday: int, before: int, after: int) -> YearKind:
    return YearKind(length, weekday, before, after)


def _weekday(number: int) -> int:
    return date(number + CYCLE, 1, 1).weekday()


# The Gregorian calendar repeats every 400 years, week days too.
YEARS = tuple([_year(_length(number), _weekday(number), 365, 365) for number in range(CYCLE)])
EXACT_YEARS = tuple(
    [_year(_length(number), _weekday(number), _length(number - 1), _length(number + 1)) for number in range(CYCLE)]
)


def _edges(length: int) -> tuple[int, ...]:
    edges = [0]
    for days in _LENGTHS[length]:
        edges.append(edges[-1] + days)
    return tuple(edges)


_EDGES = {length: _edges(length) for length in _LENGTHS}


def span(low: int, high: int) -> int:
    """The days from the `low`-th on to before the `high`-th, 1 January being the 0th."""
    return ((1 << (high - low)) - 1) << (low + MARGIN)


def whole(year: YearKind, _months: Sequence[int]) -> int:
    """Every day of the year itself."""
    return span(0, year.length)


def _with_margins(mask: int, length: int) -> int:
    # the end of December and the beginning of January look alike in every year
    before = (mask >> length) & _WEEK
    after = (mask >> MARGIN) & _WEEK
    return mask | before | after << (length + MARGIN)


def in_months(year: YearKind, months: Sequence[int]) -> int:
    """BYMONTH: every day of the months."""
    edges, mask = _EDGES[year.length], 0
    for month in months:
        mask |= span(edges[month - 1], edges[month])
    return _with_margins(mask, year.length)


def month_days(days: Sequence[int], skip: Skip) -> Step:
    """BYMONTHDAY: these days of each month; one that the month lacks is left out or moved by SKIP.

    A day before the first (-31 in April) moves to the day before, or to the first.
    """

    def step(year: YearKind, months: Sequence[int]) -> int:
        edges, mask = _EDGES[year.length], 0
        for month in months:
            first, size = edges[month - 1], edges[month] - edges[month - 1]
            for day in days:
                at = landing(day, size, skip)
                if at is not None:
                    mask |= 1 << (first + at + MARGIN)
        return _with_margins(mask, year.length)

    return step


def landing(day: int, size: int, skip: Skip) -> int | None:
    """Where a day of a month or year of `size` days comes to lie, its first day being 0."""
    if -size <= day <= size:
        return day - 1 if day > 0 else size + day
    if skip is Skip.OMIT:
        return None
    edge = size if day > 0 else 0
    return edge if skip is Skip.FORWARD else edge - 1


def year_days(days: Sequence[int], skip: Skip) -> Step:
    """BYYEARDAY: these days of the year; the 366th of a common year is left out or moved by SKIP."""

    def step(year: YearKind, _months: Sequence[int]) -> int:
        landed = [landing(day, year.length, skip) for day in days]
        return sum(1 << (at + MARGIN) for at in {*landed} if at is not None)

    return step


def near_year_days(days: Sequence[int]) -> Step:
    """BYYEARDAY beside BYWEEKNO: a day over the year's edge counts by the year that it lies in."""

    def step(year: YearKind, _months: Sequence[int]) -> int:
        mask = 0
        for first, size in ((-year.before, year.before), (0, year.length), (year.length, year.after)):
            for day in days:
                at = first + (day - 1 if day > 0 else size + day)
                if abs(day) <= size and -MARGIN <= at < year.length + MARGIN:
                    mask |= 1 << (at + MARGIN)
        return mask

    return step


def weeks(numbers: Sequence[int], wkst: int) -> Step:
    """BYWEEKNO: whole weeks, days over the year's edge included; week 1 is the first with four days in the year."""

    def step(year: YearKind, _months: Sequence[int]) -> int:
        first = first_week(year.weekday, wkst)
        after = year.length + first_week((year.weekday + year.length) % 7, wkst)
        count = (after - first) // 7
        mask = 0
        for number in numbers:
            index = number - 1 if number > 0 else count + number
            if 0 <= index < count:
                mask |= span(first + 7 * index, first + 7 * index + 7)
        return mask

    return step


def first_week(weekday: int, wkst: int) -> int:
    """Where week 1 begins in a year whose 1 January is `weekday`: from -3 to 3."""
    return (wkst - weekday + 3) % 7 - 3


_EVERY_SEVENTH = sum(1 << at for at in range(0, 366 + 2 * MARGIN, 7))


def weekdays(days: Sequence[int]) -> Step:
    """BYDAY without ordinals: each of these week days."""

    def step(year: YearKind, _months: Sequence[int]) -> int:
        mask = 0
        for day in days:
            mask |= _EVERY_SEVENTH << (day - year.weekday) % 7
        return mask

    return step


def year_weekdays(days: Sequence[tuple[int, int]]) -> Step:
    """BYDAY with ordinals, YEARLY without BYMONTH: the n-th such day of the year."""

    def step(year: YearKind, _months: Sequence[int]) -> int:
        return _nth_in_span(year, days, 0, year.length)

    return step


def month_weekdays(days: Sequence[tuple[int, int]], *, wherever: bool) -> Step:
    """BYDAY with ordinals, MONTHLY or beside BYMONTH: the n-th such day of the month.

    `wherever` looks at every month, since SKIP may have moved a day out of the months that were asked for.
    """

    def step(year: YearKind, months: Sequence[int]) -> int:
        edges, mask = _EDGES[year.length], 0
        for month in ALL_MONTHS if wherever else months:
            mask |= _nth_in_span(year, days, edges[month - 1], edges[month])
        return mask

    return step


def _nth_in_span(year: YearKind, days: Sequence[tuple[int, int]], low: int, high: int) -> int:
    mask = 0
    for nth, day in days:
        first = low + (day - year.weekday - low) % 7
        count = (high - first + 6) // 7
        if nth == 0:
            mask |= (_EVERY_SEVENTH << (first + MARGIN)) & span(low, high)
        elif -count <= nth <= count:
            mask |= 1 << (first + 7 * (nth - 1 if nth > 0 else count + nth) + MARGIN)
    return mask


def fill_from_start(rule: Rule, start: date) -> Rule:
    """The rule with what DTSTART says where the rule is silent (RFC 5545 §3.3.10, "derived from DTSTART")."""
    by_month, by_month_day, by_day = _days(rule, start)
    by_hour, by_minute, by_second = _times(rule, start)
    return replace(
        rule,
        by_month=by_month,
        by_month_day=by_month_day,
        by_day=by_day,
        by_hour=by_hour,
        by_minute=by_minute,
        by_second=by_second,
    )


def _days(rule: Rule, start: date) -> tuple[tuple[int, ...], tuple[int, ...], tuple[tuple[int, int], ...]]:
    """BYMONTH, BYMONTHDAY, BYDAY."""
    said = rule.by_day or rule.by_month_day or rule.by_year_day
    if (rule.freq is Freq.WEEKLY and not rule.by_day) or (rule.by_week_no and not said):
        return rule.by_month, rule.by_month_day, ((0, start.weekday()),)
    if takes_month_of_start(rule):
        return (start.month,), rule.by_month_day, ()
    if rule.freq < Freq.MONTHLY or said:
        return rule.by_month, rule.by_month_day, rule.by_day
    return rule.by_month or ((start.month,) if rule.freq is Freq.YEARLY else ()), (start.day,), ()


def takes_month_of_start(rule: Rule) -> bool:
    """Whether days of the month are those of DTSTART's month: in a YEARLY rule that names nothing else about days.

    The table of RFC 5545 §3.3.10 has them in every month; birthdays are written so, and nearly every program reads them
    so (`docs/recurrence-oracles.md`).
    """
    others = rule.by_month or rule.leap_months or rule.by_day or rule.by_year_day or rule.by_week_no or rule.by_set_pos
    return rule.freq is Freq.YEARLY and bool(rule.by_month_day) and not others


def week_year(day: date, wkst: int) -> int:
    """The year to which the week of a day belongs, the one that has four of its days (ISO 8601): 0 to 10000."""
    middle = day.toordinal() - (day.weekday() - wkst) % 7 + 3
    if middle < 1:
        return 0
    return date.fromordinal(middle).year if middle <= date.max.toordinal() else MAXYEAR + 1


def _times(rule: Rule, start: date) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    """BYHOUR, BYMINUTE, BYSECOND."""
    if not isinstance(start, datetime):
        return (), (), ()
    # Python has no leap seconds; RFC 5545 §3.3.12 lets 60 be read as 59
    seconds = _sorted([min(second, 59) for second in rule.by_second])
    return (
        _sorted(rule.by_hour) or ((start.hour,) if rule.freq > Freq.HOURLY else ()),
        _sorted(rule.by_minute) or ((start.minute,) if rule.freq > Freq.MINUTELY else ()),
        seconds or ((start.second,) if rule.freq > Freq.SECONDLY else ()),
    )


def _sorted(numbers: Sequence[int]) -> tuple[int, ...]:
    return tuple(sorted(set(numbers)))


def day_steps(rule: Rule) -> tuple[Step, ...]:
    """The steps whose common days are the rule's, for a rule that is filled; INTERVAL and BYSETPOS come later."""
    return tuple([step for step in (_reach(rule), _by_month(rule), _by_year_day(rule), _by_day(rule)) if step])


def _reach(rule: Rule) -> Step | None:
    if rule.by_week_no:
        return weeks(rule.by_week_no, rule.wkst)
    if rule.freq is Freq.WEEKLY or spills(rule):
        return None
    return whole


def _by_month(rule: Rule) -> Step | None:
    if rule.by_month_day:
        expands = rule.freq >= Freq.MONTHLY
        return month_days(rule.by_month_day, rule.skip if expands else Skip.OMIT)
    if rule.by_month or rule.freq is Freq.MONTHLY:
        return in_months
    return None


def _by_year_day(rule: Rule) -> Step | None:
    if not rule.by_year_day:
        return None
    if rule.by_week_no:
        return near_year_days(rule.by_year_day)
    return year_days(rule.by_year_day, rule.skip if rule.freq is Freq.YEARLY else Skip.OMIT)


def _by_day(rule: Rule) -> Step | None:
    if not rule.by_day:
        return None
    if not any(nth for nth, _ in rule.by_day):
        return weekdays([day for _, day in rule.by_day])
    if rule.freq is Freq.MONTHLY or rule.by_month:
        return month_weekdays(rule.by_day, wherever=rule.skip is not Skip.OMIT)
    return year_weekdays(rule.by_day)


def spills(rule: Rule) -> bool:
    """Whether SKIP can move a day out of its year: day 366 of a common year."""
    if rule.freq is not Freq.YEARLY or rule.skip is Skip.OMIT or rule.by_week_no:
        return False
    return 366 in rule.by_year_day or -366 in rule.by_year_day


def days_of(mask: int) -> list[int]:
    """The days of a set in order, 1 January being 0."""
    if mask.bit_count() <= _FEW:
        return _few_days_of(mask)
    return [at - MARGIN for at, bit in enumerate(reversed(f"{mask:b}")) if bit == "1"]


def _few_days_of(mask: int) -> list[int]:
    days = []
    while mask:
        lowest = mask & -mask
        days.append(lowest.bit_length() - 1 - MARGIN)
        mask ^= lowest
    return days
