"""Rules that look at the calendar, year by year: YEARLY, MONTHLY, and WEEKLY or DAILY with limits (RFC 5545 §3.3.10).

The hits of one year are distances from its 1 January. They depend on the kind of the year and on where INTERVAL stands
in it, so each is computed once. To seek is to begin at another year.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import MAXYEAR, date, datetime, timedelta
from math import gcd

from kalends.core.recur.budget import LOOK, RuleBudget
from kalends.core.recur.plan.blocks import Block, Distances, product, select_positions, times_of_period
from kalends.core.recur.plan.steps import (
    ALL_MONTHS,
    CYCLE,
    EXACT_YEARS,
    MARGIN,
    YEARS,
    YearKind,
    day_steps,
    days_of,
    span,
    spills,
    week_year,
)
from kalends.core.recur.rule import Freq, Rule, Skip

_DAYS = {day: timedelta(days=day) for day in range(-MARGIN, 366 + MARGIN)}
_WEEK = timedelta(weeks=1)

_PERIODS_OF_CYCLE = {Freq.DAILY: 146_097, Freq.WEEKLY: 20_871, Freq.MONTHLY: 4_800, Freq.YEARLY: CYCLE}


class YearBlocks:
    """The hits of a filled rule in blocks of a year."""

    def __init__(self, rule: Rule, start: date) -> None:
        self._rule = rule
        self._start = start
        self._steps = day_steps(rule)
        self._times = times_of_period(rule)
        self._by_set_pos = rule.by_set_pos if rule.freq > Freq.DAILY else ()
        self._kinds = EXACT_YEARS if rule.by_week_no else YEARS
        # whether two years of one kind can differ
        self._shifts = rule.freq is not Freq.YEARLY and (rule.interval > 1 or rule.skip is not Skip.OMIT)
        self._known: dict[object, Distances] = {}
        self._stride = rule.interval if rule.freq is Freq.YEARLY else 1
        # where years are skipped no two blocks can meet, and each may reach over its edges
        self._spills = spills(rule) and self._stride == 1
        self._cycle = _years_of_cycle(rule)
        self._first = self._year_of_start()
        self._january = datetime if isinstance(start, datetime) else date

    def _year_of_start(self) -> int:
        """The first year with a period of the rule; years of weeks are counted from that of DTSTART's week."""
        year = self._start.year
        if self._rule.by_week_no:
            return week_year(self._start, self._rule.wkst) or self._stride
        # the week of the start may have begun in the year before
        return max(1, year - 1) if self._rule.freq is Freq.WEEKLY else year

    def blocks(self, low: date, high: date | None, budget: RuleBudget) -> Iterator[Block]:
        """The years that can hold a hit of the window, each with its distances from 1 January."""
        idle = 0
        last = MAXYEAR if high is None else min(high.year + 1, MAXYEAR)
        for number in range(self._first_year(low), last + 1, self._stride):
            distances = self._year(number)
            if distances:
                idle = 0
                yield self._january(number, 1, 1), distances
            else:
                idle += 1
                budget.spend(LOOK, date(number, 1, 1))
                if idle > self._cycle:
                    return

    def _first_year(self, low: date) -> int:
        first = self._first
        skipped = max(0, low.year - 1 - first)
        return first + skipped - skipped % self._stride

    def _year(self, number: int) -> Distances:
        if self._spills or not 1 < number < MAXYEAR:
            return self._finished(self._landing(number))
        kind = self._kinds[number % CYCLE]
        key = (kind, self._phase(number), self._first_month(number)) if self._shifts else kind
        distances = self._known.get(key)
        if distances is None:
            places = self._places(kind, self._phase(number), self._first_month(number))
            distances = self._known[key] = self._finished(places)
        return distances

    def _finished(self, places: Distances) -> Distances:
        return places if self._by_set_pos else product(places, self._times)

    def _phase(self, number: int) -> int:
        """Where INTERVAL stands on 1 January: months, weeks or days since the start, by INTERVAL."""
        rule, start = self._rule, self._start
        if rule.interval == 1 or rule.freq is Freq.YEARLY:
            return 0
        if rule.freq is Freq.MONTHLY:
            return (12 * (number - start.year) + 1 - start.month) % rule.interval
        first = date(number, 1, 1).toordinal()
        if rule.freq is Freq.DAILY:
            return (first - start.toordinal()) % rule.interval
        # ordinal 1 is a Monday
        return ((first - 1 - rule.wkst + 6) // 7 - (start.toordinal() - 1 - rule.wkst) // 7) % rule.interval

    def _first_month(self, number: int) -> int:
        """Months before the start's own are no periods of the rule."""
        rule, start = self._rule, self._start
        return start.month if rule.freq is Freq.MONTHLY and self._shifts and number == start.year else 1

    def _landing(self, number: int) -> Distances:
        """What comes to lie within the year itself, from its neighbours too; nothing beyond the calendar."""
        first, landed = date(number, 1, 1), set()
        low, high = _DAYS[0], _DAYS[self._kinds[number % CYCLE].length]
        if self._stride > 1:
            low, high = low if number == 1 else -_WEEK, high if number == MAXYEAR else high + _WEEK
        for near in (number - self._stride, number, number + self._stride):
            if self._first_year(self._start) <= near <= MAXYEAR:
                away = date(near, 1, 1) - first
                places = self._places(self._kinds[near % CYCLE], self._phase(near), self._first_month(near))
                landed.update([away + place for place in places])
        return sorted([place for place in landed if low <= place < high])

    def _places(self, year: YearKind, phase: int, first_month: int) -> Distances:
        """The days of a year in order, or with BYSETPOS the chosen times."""
        periods = self._periods(year, phase, first_month)
        if not self._by_set_pos:
            return [_DAYS[day] for day in days_of(_union(periods))]
        picked: set[timedelta] = set()
        for mask in periods:
            days = [_DAYS[day] for day in days_of(mask)]
            picked.update(select_positions(product(days, self._times), self._by_set_pos))
        return sorted(picked)

    def _periods(self, year: YearKind, phase: int, first_month: int) -> Iterator[int]:
        """The days of each period that begins in the year."""
        rule = self._rule
        months = rule.by_month or ALL_MONTHS
        if rule.freq is Freq.YEARLY:
            yield self._days(year, months)
        elif rule.freq is Freq.MONTHLY:
            own = [month for month in months if month >= first_month and (phase + month - 1) % rule.interval == 0]
            for group in [(month,) for month in own] if self._by_set_pos else [own]:
                yield self._days(year, group)
        elif rule.freq is Freq.WEEKLY:
            yield from self._weeks(year, phase, self._days(year, months))
        else:
            yield self._days(year, months) & _every(rule.interval, phase)

    def _weeks(self, year: YearKind, phase: int, days: int) -> Iterator[int]:
        first = (self._rule.wkst - year.weekday) % 7
        for index, at in enumerate(range(first, year.length, 7)):
            if (phase + index) % self._rule.interval == 0:
                yield days & span(at, at + 7)

    def _days(self, year: YearKind, months: Sequence[int]) -> int:
        mask = -1
        for step in self._steps:
            mask &= step(year, months)
        return mask


def _years_of_cycle(rule: Rule) -> int:
    """After how many years the calendar and INTERVAL repeat together: who hits nothing till then never will."""
    periods = _PERIODS_OF_CYCLE[rule.freq]
    return CYCLE * (rule.interval // gcd(rule.interval, periods) if rule.freq < Freq.YEARLY else 1)


def _union(masks: Iterator[int]) -> int:
    union = 0
    for mask in masks:
        union |= mask
    return union


def _every(interval: int, phase: int) -> int:
    """Every `interval`-th day, the 1 January being `phase` days behind the last of them."""
    return sum(1 << (day + MARGIN) for day in range(-phase % interval, 366, interval))
