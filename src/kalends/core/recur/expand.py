"""Which moments a rule hits (RFC 5545 §3.3.10, §3.8.5.3; RFC 7529 §4).

A rule and its start become a plan: `EvenPlan` where every period looks the same, else blocks of a year (`YearBlocks`,
or `CalendarYearBlocks` in another calendar) or of a day (`DayBlocks`). Each can begin anywhere, count what lies before,
and find the n-th hit. COUNT and UNTIL are applied on top.

All is in wall time: the start is a date or a naive date-time, and so is the window. UNTIL is compared in the same
terms (a Z is overlooked); who has a zone converts it first. A DTSTART that its rule does not hit is not given here.

Some rules are empty by their INTERVAL alone, which is found without a search. A rule that goes forward by INTERVAL
meets only every g-th place of a cycle (the months of a year, the days of a week, the seconds of a day), g being the
greatest common divisor of the interval and the cycle. If none that is asked for lies there, the rule hits nothing:
HOURLY;INTERVAL=24;BYHOUR=3 from nine o'clock, or DAILY;INTERVAL=7;BYDAY=MO from a Tuesday.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from itertools import product as pairs
from math import gcd, prod
from typing import Protocol

from kalends.core.recur.budget import LOOK, REQUEST_UNITS, Budget, RuleBudget
from kalends.core.recur.calendars import CalendarSystem, calendar_named
from kalends.core.recur.plan.blocks import BlockPlan, times_of_period
from kalends.core.recur.plan.calendar_blocks import (
    CalendarYearBlocks,
    days_of_year,
    demand_known,
    fill_from_start_in,
    looks_at_calendar,
)
from kalends.core.recur.plan.day_blocks import DayBlocks
from kalends.core.recur.plan.even import LAST_MOMENT, EvenPlan, bare_plan, even_plan
from kalends.core.recur.plan.steps import fill_from_start
from kalends.core.recur.plan.year_blocks import YearBlocks
from kalends.core.recur.rule import Freq, Rule
from kalends.errors import Fault, Flaw, Kind


@dataclass(frozen=True, slots=True)
class _Digit:
    """One digit of a place in a cycle: how much it is worth, how many values it has, and which of them are allowed."""

    unit: int
    base: int
    allowed: Sequence[int]

    def allows(self, place: int) -> bool:
        return place // self.unit % self.base in self.allowed


_UNITS = {Freq.SECONDLY: 1, Freq.MINUTELY: 60, Freq.HOURLY: 3600}


def is_unreachable(rule: Rule, start: date) -> bool:
    """Whether a filled rule can never hit, for what its interval has in common with a cycle it is limited to."""
    if rule.freq is Freq.MONTHLY:
        months = _Digit(1, 12, [month - 1 for month in rule.by_month] or range(12))
        return _misses(start.month - 1, rule.interval, [months])
    if rule.freq is Freq.DAILY:
        weekdays = _Digit(1, 7, [day for _, day in rule.by_day] or range(7))
        return _misses(start.weekday(), rule.interval, [weekdays])
    return rule.freq < Freq.DAILY and isinstance(start, datetime) and _misses_clock(rule, start)


def _misses_clock(rule: Rule, start: datetime) -> bool:
    unit = _UNITS[rule.freq]
    place = start.weekday() * 86_400 + start.hour * 3600 + start.minute * 60 + start.second
    digits = [
        _Digit(1, 60, (rule.by_second or range(60)) if rule.freq is Freq.SECONDLY else (0,)),
        _Digit(60, 60, (rule.by_minute or range(60)) if rule.freq <= Freq.MINUTELY else (0,)),
        _Digit(3600, 24, rule.by_hour or range(24)),
        _Digit(86_400, 7, [day for _, day in rule.by_day] or range(7)),
    ]
    return any(_misses(place - place % unit, rule.interval * unit, digits[:count]) for count in range(1, 5))


def _misses(origin: int, step: int, digits: Sequence[_Digit]) -> bool:
    """Whether no place that the steps from the origin meet has all its digits allowed.

    It looks at the places that are met, or at the places that are allowed: whichever are fewer.
    """
    cycle = digits[-1].unit * digits[-1].base
    common = gcd(step, cycle)
    if all(len(digit.allowed) == digit.base for digit in digits) or common == 1:
        return False
    if cycle // common <= prod([len(digit.allowed) for digit in digits]):
        met = range(origin % common, cycle, common)
        return not any(all(digit.allows(place) for digit in digits) for place in met)
    values = pairs(*[[digit.unit * value for value in digit.allowed] for digit in digits])
    return not any((sum(value) - origin) % common == 0 for value in values)


class Plan(Protocol):
    """A rule without COUNT and UNTIL, laid out from its start to the end of the year 9999."""

    def between(self, low: date, high: date | None, budget: RuleBudget) -> Iterator[date]:
        """The hits from `low` on and before `high`."""

    def rank(self, moment: date | None, budget: RuleBudget) -> int:
        """How many hits there are before a moment, or at all."""

    def nth(self, index: int, budget: RuleBudget) -> date | None:
        """The hit with this index, None beyond the last."""


class Expansion:
    """The hits of one rule from one start, to be asked in several ways.

    Each question may cost `units`: one for a hit and eight for a day or year looked at. Beyond, and where the
    budget that it shares is empty, it raises `Fault("too-large")` with the rule and the place. Raises
    `Fault("unsupported")` for a calendar that is not known, or not at the start, and `Fault("invalid")` for a frequency
    below DAILY with a date.
    """

    __slots__ = ("_end", "_plan", "_rule", "_shared", "_start", "_units")

    def __init__(self, rule: Rule, start: date, *, units: int = REQUEST_UNITS) -> None:
        self._rule = rule
        self._start = start
        self._units = units
        self._shared: Budget | None = None
        self._plan = _plan(rule, start)
        self._end = _after_until(rule, start)

    def within(self, budget: Budget | None, units: int) -> Expansion:
        """The same expansion with `units` for each question, and a budget that all of them share."""
        found = copy(self)
        found._units, found._shared = units, budget
        return found

    def between(self, after: date | None = None, before: date | None = None) -> Iterator[date]:
        """The hits from `after` on and before `before`, in order, each once; lazily."""
        low = self._start if after is None else max(after, self._start)
        high = _earlier(before, self._end)
        budget = self._rule_budget()
        if high is not None and high <= low:
            return iter(())
        if self._rule.count is None:
            return self._plan.between(low, high, budget)
        left = self._rule.count - (self._plan.rank(low, budget) if low > self._start else 0)
        return islice(self._plan.between(low, high, budget), max(left, 0))

    def rank(self, moment: date) -> int:
        """How many hits come before a moment: the number of a hit in its series, from 0."""
        high = _earlier(moment, self._end)
        return self._capped(self._plan.rank(high, self._rule_budget()))

    def nth(self, index: int) -> date | None:
        """The hit with this index, None beyond the last."""
        if index < 0 or index >= self._capped(index + 1):
            return None
        found = self._plan.nth(index, self._rule_budget())
        return None if found is None or (self._end is not None and found >= self._end) else found

    def charge(self, looks: int, at: date) -> None:
        """Pay for looks at days or years that the caller is about to take. Raises `Fault("too-large")`."""
        self._rule_budget().spend(looks * LOOK, at)

    def first(self) -> date | None:
        """The first hit, None where there is none."""
        return next(self.between(), None)

    def last(self) -> date | None:
        """The last hit, None where there is none; a rule that nothing ends has its last in the year 9999."""
        count = self._rule.count
        found = None if count is None else self.nth(count - 1)
        return found or self.nth(self._capped(self._plan.rank(self._end, self._rule_budget())) - 1)

    def _capped(self, number: int) -> int:
        return number if self._rule.count is None else min(number, self._rule.count)

    def _rule_budget(self) -> RuleBudget:
        return RuleBudget(self._rule, self._units, self._shared)


def _plan(rule: Rule, start: date) -> Plan:
    if rule.freq < Freq.DAILY and not isinstance(start, datetime):
        message = f"FREQ={rule.freq.name} needs a DTSTART with a time"
        flaw = Flaw("frequency-beside-date", message, "FREQ", rfc="RFC 5545 §3.3.10")
        raise Fault(Kind.INVALID, f"The recurrence rule is not valid: {message}.", [flaw])
    calendar = None if rule.is_gregorian else calendar_named(rule.rscale)
    if calendar and looks_at_calendar(rule):
        return _reckoned_plan(rule, start, calendar)
    simple = bare_plan(rule, start)
    if simple:
        return simple
    filled = fill_from_start(rule, start)
    times = times_of_period(filled)
    if is_unreachable(filled, start) or not times:
        return EvenPlan(start, timedelta.max, ())
    regular = even_plan(filled, start, times)
    if regular:
        return regular
    if isinstance(start, datetime) and filled.freq < Freq.DAILY:
        return BlockPlan(DayBlocks(filled, start), start)
    return BlockPlan(YearBlocks(filled, start), start)


def _reckoned_plan(rule: Rule, start: date, calendar: CalendarSystem) -> Plan:
    demand_known(calendar, rule, start)
    filled = fill_from_start_in(rule, start, calendar)
    # months do not come round like those of reach.py; week days and times of day do
    misses = filled.freq is not Freq.MONTHLY and is_unreachable(filled, start)
    if misses or not times_of_period(filled):
        return EvenPlan(start, timedelta.max, ())
    if isinstance(start, datetime) and filled.freq < Freq.DAILY:
        return BlockPlan(DayBlocks(filled, start, days_of_year(filled, calendar)), start)
    return BlockPlan(CalendarYearBlocks(filled, start, calendar), start)


def _after_until(rule: Rule, start: date) -> date | None:
    """The first moment that UNTIL shuts out: UNTIL itself may be a hit, and a date is a whole day."""
    until = rule.until
    if until is None:
        return None
    if not isinstance(start, datetime):
        until = until.date() if isinstance(until, datetime) else until
        return until + timedelta(days=1) if until < date.max else None
    if not isinstance(until, datetime):
        until = datetime.combine(until, time.max)
    until = until.replace(tzinfo=None)
    return until + timedelta.resolution if until < LAST_MOMENT else None


def _earlier(one: date | None, other: date | None) -> date | None:
    if one is None or other is None:
        return one if other is None else other
    return min(one, other)
