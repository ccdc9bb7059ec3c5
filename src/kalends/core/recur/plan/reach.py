"""Rules that INTERVAL alone makes empty, told without a search (RFC 5545 §3.3.10).

A rule that goes forward by INTERVAL meets only every g-th place of a cycle (the months of a year, the days of a week,
the seconds of a day), g being what the interval and the cycle have in common. If none that is asked for lies there, the
rule hits nothing: HOURLY;INTERVAL=24;BYHOUR=3 from nine o'clock, or DAILY;INTERVAL=7;BYDAY=MO from a Tuesday.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import product as pairs
from math import gcd, prod

from kalends.core.recur.rule import Freq, Rule


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
