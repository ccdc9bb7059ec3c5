"""Rules that count in another calendar, year by year of that calendar (RFC 7529 §4).

Weeks, days and times are those of everybody: only BYMONTH, BYMONTHDAY, BYYEARDAY, BYWEEKNO, and months and years as
periods, look at the calendar. A YEARLY or MONTHLY rule makes days, which SKIP moves if its calendar lacks them, months
before days (RFC 7529 §4.1); to the others these parts are limits, and there is nothing to move.

A block is what comes to lie in one year of the calendar, from whatever year's periods: a moved day, or a week, may
reach over its edge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from kalends.core.recur.budget import RuleBudget
from kalends.core.recur.calendars import CalendarSystem, Year
from kalends.core.recur.plan.blocks import MOST_KEPT, Block, Distances, product, select_positions, times_of_period
from kalends.core.recur.plan.day_selection import DaySelection
from kalends.core.recur.plan.steps import fill_from_start, takes_month_of_start
from kalends.core.recur.rule import Freq, Rule
from kalends.errors import Fault, Flaw, Kind

_MOST_KNOWN = 16
_TIMES = 3  # a day is found in its own year, and looked at again from both neighbours
_MOST_IDLE = 400
_WEEK = 7


def looks_at_calendar(rule: Rule) -> bool:
    """Whether a rule hits otherwise in another calendar; a rule of weeks or days alone does not."""
    by_month = rule.by_month or rule.leap_months
    return bool(rule.freq >= Freq.MONTHLY or by_month or rule.by_month_day or rule.by_year_day)


def demand_known(calendar: CalendarSystem, rule: Rule, start: date) -> None:
    """Fault UNSUPPORTED for a start in a year that the calendar does not know."""
    if calendar.number_at(start.toordinal()) in calendar.years:
        return
    first, last = [date.fromordinal(calendar.year(number).first) for number in (calendar.years[0], calendar.years[-1])]
    detail = f"The calendar {rule.rscale} is known for starts from {first} to about a year after {last}."
    flaw = Flaw(
        "calendar-range", f"RSCALE={rule.rscale} does not reach to {start:%Y-%m-%d}", "RSCALE", rfc="RFC 7529 §4.1"
    )
    raise Fault(Kind.UNSUPPORTED, detail, [flaw])


def fill_from_start_in(rule: Rule, start: date, calendar: CalendarSystem) -> Rule:
    """The rule with what DTSTART says where the rule is silent, as its calendar names that day."""
    alone = takes_month_of_start(rule)
    silent = alone or not (rule.by_day or rule.by_month_day or rule.by_year_day or rule.by_week_no)
    if rule.freq < Freq.MONTHLY or not silent:
        return fill_from_start(rule, start)
    year = calendar.year(calendar.number_at(start.toordinal()))
    month = year.month_at(start.toordinal())
    day = start.toordinal() - year.first - month.offset + 1
    named = replace(rule, by_month_day=rule.by_month_day if alone else (day,))
    if rule.freq is Freq.MONTHLY or rule.by_month or rule.leap_months:
        return fill_from_start(named, start)
    if month.is_leap:
        return fill_from_start(replace(named, leap_months=(month.number,)), start)
    return fill_from_start(replace(named, by_month=(month.number,)), start)


class CalendarYearBlocks:
    """The hits of a filled rule in blocks of a year of its calendar; for DAILY and longer frequencies."""

    def __init__(self, rule: Rule, start: date, calendar: CalendarSystem) -> None:
        self._rule = rule
        self._calendar = calendar
        self._start = start.toordinal()
        self._selection = DaySelection(rule, calendar)
        self._times = times_of_period(rule)
        self._by_set_pos = rule.by_set_pos if rule.freq > Freq.DAILY else ()
        self._known: dict[int, frozenset[timedelta]] = {}
        self._work = 0  # days, or with BYSETPOS times, that were looked at
        self._first = self._selection.week_year(self._start) if rule.by_week_no else calendar.number_at(self._start)
        self._first_month = _month_count(calendar, self._start)
        self._midnight = datetime.fromordinal if isinstance(start, datetime) else date.fromordinal
        self._periods: Callable[[Year], Iterator[Iterable[int]]] = {
            Freq.YEARLY: self._year,
            Freq.MONTHLY: self._months,
            Freq.WEEKLY: self._weeks,
            Freq.DAILY: self._days,
        }[rule.freq]

    def blocks(self, low: date, high: date | None, budget: RuleBudget) -> Iterator[Block]:
        """The years of the calendar that can hold a hit of the window, each with its distances from the first day."""
        idle = 0
        years = self._calendar.years
        for number in range(max(self._calendar.number_at(low.toordinal()), years.start), years.stop):
            year = self._calendar.year(number)
            base = self._midnight(year.first)
            if high is not None and base.toordinal() > high.toordinal():
                return
            before = self._work
            distances = self._landing(year)
            budget.spend(1 + self._work - before, base)
            if distances:
                yield base, distances
            idle = 0 if distances else idle + 1
            # leap months come back after 19 years, and week days with them: what is not there by now never is
            if idle > _MOST_IDLE * self._rule.interval:
                return

    def _landing(self, year: Year) -> Distances:
        """What comes to lie within a year, from its neighbours' periods too."""
        first, end = timedelta(days=year.first), timedelta(days=year.end)
        near = [self._begun(number) for number in (year.number - 1, year.number, year.number + 1)]
        landed = sorted([hit - first for hits in near for hit in hits if first <= hit < end])
        distances = tuple([hit for at, hit in enumerate(landed) if not at or hit != landed[at - 1]])
        return distances if self._by_set_pos else product(distances, self._times)

    def _begun(self, number: int) -> frozenset[timedelta]:
        """The days, or with BYSETPOS the chosen times, of the periods that begin in a year; from the day 0 on."""
        found = self._known.get(number)
        if found is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            found = self._known[number] = frozenset(self._hits(number))
        return found

    def _hits(self, number: int) -> Iterator[timedelta]:
        # the week of the start may have begun in the year before
        if number not in self._calendar.years or number < self._first - 1:
            return
        for period in self._periods(self._calendar.year(number)):
            days = [timedelta(days=day) for day in sorted(period)]
            self._work += 1 + min(len(days) * (len(self._times) if self._by_set_pos else _TIMES), MOST_KEPT)
            yield from select_positions(product(days, self._times), self._by_set_pos) if self._by_set_pos else days

    def _year(self, year: Year) -> Iterator[Iterable[int]]:
        if year.number >= self._first and (year.number - self._first) % self._rule.interval == 0:
            yield self._selection.of_year(year)

    def _months(self, year: Year) -> Iterator[Iterable[int]]:
        before = self._calendar.months_before(year.number) - self._first_month
        for place, month in enumerate(year.months):
            count = before + place
            if count >= 0 and count % self._rule.interval == 0 and self._selection.names(month):
                yield self._selection.of_months(year, [month])

    def _weeks(self, year: Year) -> Iterator[Iterable[int]]:
        # the ordinal 1 is a Monday
        monday = 1 + self._rule.wkst
        allowed = self._selection.around(year)
        self._work += len(allowed)
        start_week = (self._start - monday) // _WEEK
        for first in range(year.first + (monday - year.first) % _WEEK, year.end, _WEEK):
            if ((first - monday) // _WEEK - start_week) % self._rule.interval == 0:
                yield allowed.intersection(range(first, first + _WEEK))

    def _days(self, year: Year) -> Iterator[Iterable[int]]:
        allowed = self._selection.limited(year)
        self._work += len(allowed)
        yield [day for day in allowed if (day - self._start) % self._rule.interval == 0]


def days_of_year(rule: Rule, calendar: CalendarSystem) -> Callable[[int], Sequence[int]]:
    """For a rule of hours, minutes or seconds: the days of a year of the Gregorian calendar that it allows."""
    selection = DaySelection(rule, calendar)

    def days(number: int) -> Sequence[int]:
        first, last = date(number, 1, 1).toordinal(), date(number, 12, 31).toordinal()
        years = range(calendar.number_at(first), calendar.number_at(last) + 1)
        found = [selection.limited(calendar.year(each)) for each in years if each in calendar.years]
        return sorted([day - first for days in found for day in days if first <= day <= last])

    return days


def _month_count(calendar: CalendarSystem, ordinal: int) -> int:
    year = calendar.year(calendar.number_at(ordinal))
    return calendar.months_before(year.number) + year.months.index(year.month_at(ordinal))
