"""Hits in blocks, and the times within a day that they share (RFC 5545 §3.3.10).

A block has what the days of a year, or the times of a day, have in common. Everything here is a sequence of distances
(`timedelta`) in ascending order. `Product` pairs each outer distance with each inner one without keeping the pairs:
BYHOUR, BYMINUTE and BYSECOND may make 86,400 times of one day.
"""

from __future__ import annotations

from abc import abstractmethod
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import MAXYEAR, date, timedelta
from typing import Protocol, overload

from kalends.core.recur.budget import LOOK, RuleBudget
from kalends.core.recur.rule import Freq, Rule

Distances = Sequence[timedelta]
NOTHING = timedelta(0)
MOST_KEPT = 1000


class _ComputedSequence(Distances):
    """A sequence whose items are made when they are asked for."""

    __slots__ = ()

    @abstractmethod
    def item(self, index: int) -> timedelta:
        """The item at an index from 0."""

    @overload
    def __getitem__(self, index: int) -> timedelta: ...
    @overload
    def __getitem__(self, index: slice) -> Distances: ...
    def __getitem__(self, index: int | slice) -> timedelta | Distances:
        if isinstance(index, slice):
            return [self.item(at) for at in range(len(self))[index]]
        return self.item(range(len(self))[index])


class Multiples(_ComputedSequence):
    """Whole numbers of seconds, minutes or hours."""

    __slots__ = ("_numbers", "_unit")

    def __init__(self, numbers: range, unit: timedelta) -> None:
        self._numbers = numbers
        self._unit = unit

    def __len__(self) -> int:
        return len(self._numbers)

    def item(self, index: int) -> timedelta:
        """The item at an index from 0."""
        return self._numbers[index] * self._unit

    def __iter__(self) -> Iterator[timedelta]:
        return map(self._unit.__mul__, self._numbers)


class Product(_ComputedSequence):
    """Each outer distance plus each inner one, in order; the inner ones are shorter than the outer ones' steps."""

    __slots__ = ("_inner", "_outer")

    def __init__(self, outer: Distances, inner: Distances) -> None:
        self._outer = outer
        self._inner = inner

    def __len__(self) -> int:
        return len(self._outer) * len(self._inner)

    def item(self, index: int) -> timedelta:
        """The item at an index from 0."""
        outer, inner = divmod(index, len(self._inner))
        return self._outer[outer] + self._inner[inner]

    def __iter__(self) -> Iterator[timedelta]:
        for outer in self._outer:
            for inner in self._inner:
                yield outer + inner


def product(outer: Distances, inner: Distances) -> Distances:
    """Both together: written down where that is short, else a `Product`."""
    if len(inner) == 1 and not inner[0]:
        return outer
    paired = Product(outer, inner)
    return tuple(paired) if len(paired) <= MOST_KEPT else paired


def select_positions(distances: Distances, positions: Sequence[int]) -> Distances:
    """BYSETPOS: the n-th of the set, from its end where n is negative; all where there are no positions."""
    if not positions:
        return distances
    count = len(distances)
    places = {place - 1 if place > 0 else count + place for place in positions if -count <= place <= count}
    return tuple([distances[place] for place in sorted(places)])


def times_of_period(rule: Rule) -> Distances:
    """The times that a filled rule has within its day, or within its hour, minute or second where that is its FREQ."""
    distances: Distances = (NOTHING,)
    if rule.by_second and rule.freq > Freq.SECONDLY:
        distances = tuple([timedelta(seconds=second) for second in rule.by_second])
    if rule.by_minute and rule.freq > Freq.MINUTELY:
        distances = product([timedelta(minutes=minute) for minute in rule.by_minute], distances)
    if rule.by_hour and rule.freq > Freq.HOURLY:
        distances = product([timedelta(hours=hour) for hour in rule.by_hour], distances)
    return select_positions(distances, rule.by_set_pos) if rule.freq <= Freq.DAILY else distances


# A moment, and at least one hit by its distance from there.
Block = tuple[date, Distances]


class BlockSource(Protocol):
    """Where the blocks come from."""

    def blocks(self, low: date, high: date | None, budget: RuleBudget) -> Iterator[Block]:
        """The blocks in order; none that holds a hit from `low` on and before `high` is left out."""


class BlockPlan:
    """The hits of a rule from its start on, block by block."""

    __slots__ = ("_source", "_start")

    def __init__(self, source: BlockSource, start: date) -> None:
        self._source = source
        self._start = start

    def between(self, low: date, high: date | None, budget: RuleBudget) -> Iterator[date]:
        """The hits from `low` on and before `high`."""
        low = max(low, self._start)
        # before this year no block can reach over the end of the window
        late = MAXYEAR + 1 if high is None else high.year - 1
        reached = False
        for base, distances in self._source.blocks(low, high, budget):
            if reached and base.year < late:
                if len(distances) == 1:
                    budget.spend(1, base)
                    yield base + distances[0]
                    continue
                yield from budget.pay(map(base.__add__, distances), len(distances), base)
                continue
            first = 0 if reached else _place(base, distances, low)
            end = len(distances) if high is None else _place(base, distances, high)
            if first < end:
                reached = True
                yield from budget.pay(map(base.__add__, _part(distances, first, end)), end - first, base)
            if end < len(distances):
                return

    def rank(self, moment: date | None, budget: RuleBudget) -> int:
        """How many hits there are before a moment, or at all."""
        total = 0
        for base, distances in self._source.blocks(self._start, moment, budget):
            end = len(distances) if moment is None else _place(base, distances, moment)
            total += max(0, end - _place(base, distances, self._start))
            budget.spend(LOOK, base)
            if end < len(distances):
                break
        return total

    def nth(self, index: int, budget: RuleBudget) -> date | None:
        """The hit with this index, None beyond the last."""
        for base, distances in self._source.blocks(self._start, None, budget):
            place = index + _place(base, distances, self._start)
            if place < len(distances):
                return base + distances[place]
            index = place - len(distances)
            budget.spend(LOOK, base)
        return None


def _place(base: date, distances: Distances, moment: date) -> int:
    """How many hits of the block come before the moment."""
    away: timedelta = moment - base
    if away <= distances[0]:
        return 0
    return len(distances) if away > distances[-1] else bisect_left(distances, away)


def _part(distances: Distances, first: int, end: int) -> Iterator[timedelta]:
    if end - first == len(distances):
        return iter(distances)
    return map(distances.__getitem__, range(first, end))
