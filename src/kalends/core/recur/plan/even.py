"""Rules whose every period looks the same: pure arithmetic, nothing is searched (RFC 5545 §3.3.10).

DAILY, WEEKLY and the shorter frequencies without a part that limits them hit at distances that repeat after INTERVAL
periods. So the n-th hit, the number of hits before a moment and the hits of a window are each a division away, and the
hits themselves come from `accumulate` over the repeating gaps.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import accumulate, cycle, islice
from typing import Any

from kalends.core.recur.budget import RuleBudget
from kalends.core.recur.plan.blocks import NOTHING, Distances, product, select_positions
from kalends.core.recur.rule import Freq, Rule, has_by_part

LAST_MOMENT = datetime.max.replace(microsecond=0)  # noqa: DTZ901 — wall time
_MOST_HITS_OF_A_PERIOD = 1000
# longer than the calendar: one period, and no more
_FOREVER = timedelta(days=4_000_000)
_WEEK = 7
_UNITS = {
    Freq.SECONDLY: timedelta(seconds=1),
    Freq.MINUTELY: timedelta(minutes=1),
    Freq.HOURLY: timedelta(hours=1),
    Freq.DAILY: timedelta(days=1),
    Freq.WEEKLY: timedelta(weeks=1),
}


class EvenPlan:
    """The hits of an even rule from its start on: `distances` from the start, again and again after each `step`."""

    __slots__ = ("_distances", "_room", "_start", "_step")

    def __init__(self, start: date, step: timedelta, distances: Distances) -> None:
        self._start = start
        self._step = step
        self._distances = distances
        self._room = (LAST_MOMENT if isinstance(start, datetime) else date.max) - start

    def between(self, low: date, high: date | None, budget: RuleBudget) -> Iterator[date]:
        """The hits from `low` on and before `high`."""
        first, end = self.rank(low, budget), self.rank(high, budget)
        if end <= first:
            return iter(())
        begin = self._start + self._distance(first)
        gaps: Iterator[Any] = cycle(self._gaps(first))
        hits: Iterator[date] = accumulate(gaps, initial=begin)
        return budget.pay(islice(hits, end - first), end - first, begin)

    def rank(self, moment: date | None, _budget: RuleBudget) -> int:
        """How many hits there are before a moment, or at all."""
        distance = self._room + timedelta.resolution if moment is None else moment - self._start
        if distance <= timedelta(0):
            return 0
        turns, rest = divmod(distance, self._step)
        return turns * len(self._distances) + bisect_left(self._distances, rest)

    def nth(self, index: int, _budget: RuleBudget) -> date | None:
        """The hit with this index, None beyond the last."""
        return self._start + self._distance(index) if 0 <= index < self.rank(None, _budget) else None

    def _distance(self, index: int) -> timedelta:
        turns, place = divmod(index, len(self._distances))
        return turns * self._step + self._distances[place]

    def _gaps(self, index: int) -> list[timedelta]:
        """From each hit to the next, beginning with the hit of that index."""
        count = len(self._distances)
        if count == 1:
            return [self._step]
        ends = [*self._distances, self._step + self._distances[0]]
        gaps = [ends[at + 1] - ends[at] for at in range(count)]
        return gaps[index % count :] + gaps[: index % count]


def bare_plan(rule: Rule, start: date) -> EvenPlan | None:
    """The plan of a rule that has no part beginning with BY: the start, and every step after it; else None."""
    if rule.freq > Freq.WEEKLY or has_by_part(rule):
        return None
    return EvenPlan(start, _step(rule, rule.freq), (NOTHING,))


def _step(rule: Rule, freq: Freq) -> timedelta:
    unit = _UNITS[freq]
    return rule.interval * unit if rule.interval <= _FOREVER // unit else _FOREVER


def even_plan(rule: Rule, start: date, times: Distances) -> EvenPlan | None:
    """The plan of a filled rule, or None where its periods differ or hold too much to be written down.

    `times` are those of its period.
    """
    if _is_limited(rule):
        return None
    weekly = _is_weekly(rule)
    days = _days_of_week(rule) if weekly else (timedelta(0),)
    if len(days) * len(times) > _MOST_HITS_OF_A_PERIOD:
        return None
    distances = select_positions(product(days, times), rule.by_set_pos if rule.freq is Freq.WEEKLY else ())
    step = _step(rule, Freq.WEEKLY if weekly else rule.freq)
    into = _into_period(rule, start)
    # what lies before the start in its own period comes again one step later
    return EvenPlan(start, step, tuple(sorted([at - into if at >= into else at - into + step for at in distances])))


def _is_limited(rule: Rule) -> bool:
    if rule.freq > Freq.WEEKLY or rule.by_month or rule.by_month_day or rule.by_year_day:
        return True
    if _is_weekly(rule):
        return False
    by_minute, by_hour = rule.by_minute and rule.freq <= Freq.MINUTELY, rule.by_hour and rule.freq <= Freq.HOURLY
    return bool(rule.by_day or by_hour or by_minute or (rule.by_second and rule.freq is Freq.SECONDLY))


def _is_weekly(rule: Rule) -> bool:
    """Whether the periods repeat by the week: every day that is one of these week days does too."""
    return rule.freq is Freq.WEEKLY or (rule.freq is Freq.DAILY and rule.interval == 1 and bool(rule.by_day))


def _days_of_week(rule: Rule) -> Distances:
    return [timedelta(days=day) for day in sorted({(day - rule.wkst) % _WEEK for _, day in rule.by_day})]


def _into_period(rule: Rule, start: date) -> timedelta:
    """How far the start is from the beginning of its own period."""
    days = (start.weekday() - rule.wkst) % _WEEK if _is_weekly(rule) else 0
    if not isinstance(start, datetime):
        return timedelta(days=days)
    hour = start.hour if rule.freq > Freq.HOURLY else 0
    minute = start.minute if rule.freq > Freq.MINUTELY else 0
    second = start.second if rule.freq > Freq.SECONDLY else 0
    return timedelta(days=days, hours=hour, minutes=minute, seconds=second)
