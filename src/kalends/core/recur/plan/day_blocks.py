"""Rules of hours, minutes or seconds that something limits, day by day (RFC 5545 §3.3.10).

Days that the limits exclude are never entered, and within a day only the hours, minutes and seconds that are allowed
and that INTERVAL meets are computed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from datetime import MAXYEAR, date, datetime, timedelta

from kalends.core.recur.budget import LOOK, RuleBudget
from kalends.core.recur.plan.blocks import NOTHING, Block, Distances, Multiples, product, times_of_period
from kalends.core.recur.plan.steps import ALL_MONTHS, CYCLE, YEARS, YearKind, day_steps, days_of
from kalends.core.recur.rule import Freq, Rule

_MOST_KNOWN = 64
_SECONDS = {Freq.SECONDLY: 1, Freq.MINUTELY: 60, Freq.HOURLY: 3600}
_DAY = 86_400


class DayBlocks:
    """The hits of a filled rule in blocks of a day; `days` tells which ones of a year another calendar allows."""

    def __init__(self, rule: Rule, start: datetime, days: Callable[[int], Sequence[int]] | None = None) -> None:
        self._rule = rule
        self._start = start
        self._steps = day_steps(rule)
        self._times = times_of_period(rule)
        self._unit = _SECONDS[rule.freq]
        self._per_day = _DAY // self._unit
        into = start.hour * 3600 + start.minute * 60 + start.second
        self._origin = start.toordinal() * self._per_day + into // self._unit
        limits = (rule.by_hour, rule.by_minute, rule.by_second)[: Freq.DAILY - rule.freq]
        self._limits = limits if any(limits) else ()
        self._allowed = _allowed(limits)
        self._days = days or self._common_days
        self._known_days: dict[YearKind, Sequence[int]] = {}
        self._known_times: dict[int, Distances] = {}

    def blocks(self, low: date, high: date | None, budget: RuleBudget) -> Iterator[Block]:
        """The days that hold a hit of the window, each with its times."""
        idle, end = 0, MAXYEAR if high is None else high.year
        for number in range(low.year, end + 1):
            days = self._days(number)
            first = date(number, 1, 1).toordinal()
            budget.spend(LOOK, date.fromordinal(first))
            yield from self._blocks_of_year(first, days, low.toordinal() - first, budget)
            idle = 0 if days else idle + 1
            # the calendar repeats: no day in one cycle is no day ever
            if idle > CYCLE:
                return

    def _common_days(self, number: int) -> Sequence[int]:
        year = YEARS[number % CYCLE]
        days = self._known_days.get(year)
        if days is None:
            mask = -1
            for step in self._steps:
                mask &= step(year, self._rule.by_month or ALL_MONTHS)
            days = self._known_days[year] = days_of(mask)
        return days

    def _blocks_of_year(self, first: int, days: Sequence[int], low: int, budget: RuleBudget) -> Iterator[Block]:
        place = bisect_left(days, low)
        while place < len(days):
            day = first + days[place]
            phase = (self._origin - day * self._per_day) % self._rule.interval
            if phase >= self._per_day:
                place = bisect_left(days, days[place] + phase // self._per_day)
                continue
            times = self._times_of_day(phase)
            base = datetime.fromordinal(day)
            budget.spend(max(0, LOOK - len(times)), base)
            if times:
                yield base, times
            place += 1

    def _times_of_day(self, phase: int) -> Distances:
        times = self._known_times.get(phase)
        if times is None:
            if len(self._known_times) >= _MOST_KNOWN:
                self._known_times.clear()
            times = self._known_times[phase] = product(self._units(phase), self._times)
        return times

    def _units(self, phase: int) -> Distances:
        """The hours, minutes or seconds of a day that the limits allow, every INTERVAL-th from `phase` on."""
        unit = timedelta(seconds=self._unit)
        met = range(phase, self._per_day, self._rule.interval)
        if not self._limits:
            return Multiples(met, unit)
        if self._rule.interval == 1:
            return self._allowed
        allowed = self._allowed
        if len(allowed) <= len(met):
            return tuple([time for time in allowed if time // unit in met])
        return tuple([time for time in Multiples(met, unit) if self._is_allowed(time.seconds)])

    def _is_allowed(self, second: int) -> bool:
        digits = second // 3600, second // 60 % 60, second % 60
        return all(not limit or digit in limit for digit, limit in zip(digits, self._limits, strict=False))


def _allowed(limits: Sequence[Sequence[int]]) -> Distances:
    """Every time of a day in whole units that BYHOUR, BYMINUTE and BYSECOND leave."""
    times: Distances = (NOTHING,)
    for limit, base, seconds in reversed([*zip(limits, (24, 60, 60), (3600, 60, 1), strict=False)]):
        unit = timedelta(seconds=seconds)
        times = product([unit * number for number in limit] if limit else Multiples(range(base), unit), times)
    return times
