"""Ordinals: the number of an instance in its series, from 1.

What is counted are places: RRULEs, RDATEs and DTSTART put together, each place once, with nothing taken out. So a
number stays when an instance is deleted (EXDATE) or moved (an override counts where its RECURRENCE-ID is); it changes
with the rule or the start alone. An override of a place that the series does not have counts as a place as well.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date
from heapq import merge
from itertools import islice
from typing import Protocol

from kalends.core.recur.series.pattern import Hits, Pattern, once

_NEAR = 64  # places passed one by one before it is cheaper to count anew


class Ordinals(Protocol):
    """The numbers of one series' places. It remembers where it was: places asked for in rising order are counted on
    from one to the next. Raises Fault TOO_LARGE where the budget of the series does not reach."""

    def of(self, key: date) -> int | None:
        """The number of a place, None where the series has no such place."""

    def place(self, number: int) -> date | None:
        """The place of a number, None where the series has no such number."""


def ordinals(pattern: Pattern | None, own: Sequence[date]) -> Ordinals:
    """The numbers of the places of a pattern, and of places that overrides name."""
    rules = pattern.rules if pattern else ()
    dates = sorted({*(pattern.dates if pattern else ()), *own})
    if len(rules) == 1:
        return RankedOrdinals(rules[0], tuple([key for key in dates if not rules[0].meets(key)]))
    return ListedOrdinals(once(merge(dates, *[rule.between(None, None) for rule in rules])))


class ListedOrdinals:
    """Places written down as far as they were asked for: several rules may meet in any of theirs."""

    __slots__ = ("_known", "_rest")

    def __init__(self, places: Iterator[date]) -> None:
        self._rest = places
        self._known: list[date] = []

    def of(self, key: date) -> int | None:
        """The number of a place, None where the series has no such place."""
        while (not self._known or self._known[-1] < key) and self._learn(_NEAR):
            pass
        index = bisect_left(self._known, key)
        return index + 1 if index < len(self._known) and self._known[index] == key else None

    def place(self, number: int) -> date | None:
        """The place of a number, None where the series has no such number."""
        self._learn(number - len(self._known))
        return self._known[number - 1] if 0 < number <= len(self._known) else None

    def _learn(self, count: int) -> int:
        before = len(self._known)
        self._known.extend(islice(self._rest, max(count, 0)))
        return len(self._known) - before


class RankedOrdinals:
    """The places of one rule, which knows how many hits come before any of them, and of dates `beside` it."""

    __slots__ = ("_beside", "_last", "_number", "_rule", "_walk")

    def __init__(self, rule: Hits, beside: Sequence[date]) -> None:
        self._rule = rule
        self._beside = beside
        self._last: date | None = None
        self._number = 0
        self._walk: Iterator[date] = iter(())

    def of(self, key: date) -> int | None:
        """The number of a place, None where the series has no such place."""
        if (self._last is None or key < self._last or not self._walks_to(key)) and not self._begins_at(key):
            return None
        return self._number if self._last == key else None

    def place(self, number: int) -> date | None:
        """The place of a number, None where the series has no such number."""
        sure = number - 1 - len(self._beside)
        low = self._rule.before_hit(sure) if sure >= 0 else None
        if number < 1 or (sure >= 0 and low is None):
            return None
        passed = 0 if low is None else self._before(low)
        return next(islice(self._from(low), number - 1 - passed, None), None)

    def _walks_to(self, key: date) -> bool:
        """Goes on to a place if it is near."""
        if self._last == key:
            return True
        for place in islice(self._walk, _NEAR):
            self._last, self._number = place, self._number + 1
            if place >= key:
                return True
        return False

    def _begins_at(self, key: date) -> bool:
        self._walk = self._from(key)
        self._last = next(self._walk, None)
        if self._last != key:
            self._last = None
            return False
        self._number = self._before(key) + 1
        return True

    def _before(self, key: date) -> int:
        return self._rule.places_before(key) + bisect_left(self._beside, key)

    def _from(self, low: date | None) -> Iterator[date]:
        first = 0 if low is None else bisect_left(self._beside, low)
        return once(merge(self._beside[first:], self._rule.between(low, None)))
