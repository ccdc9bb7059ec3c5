"""Hits in blocks: what the days of a year, or the times of a day, have in common."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import MAXYEAR, date, timedelta
from typing import Protocol

from kalends.core.recur.budget import LOOK, Purse
from kalends.core.recur.plan.times import Distances

# A moment, and at least one hit by its distance from there.
Block = tuple[date, Distances]


class Source(Protocol):
    """Where the blocks come from."""

    def blocks(self, low: date, high: date | None, purse: Purse) -> Iterator[Block]:
        """The blocks in order; none that holds a hit from `low` on and before `high` is left out."""


class Blocks:
    """The hits of a rule from its start on, block by block."""

    __slots__ = ("_source", "_start")

    def __init__(self, source: Source, start: date) -> None:
        self._source = source
        self._start = start

    def between(self, low: date, high: date | None, purse: Purse) -> Iterator[date]:
        """The hits from `low` on and before `high`."""
        low = max(low, self._start)
        # before this year no block can reach over the end of the window
        late = MAXYEAR + 1 if high is None else high.year - 1
        reached = False
        for base, distances in self._source.blocks(low, high, purse):
            if reached and base.year < late:
                if len(distances) == 1:
                    purse.spend(1, base)
                    yield base + distances[0]
                    continue
                yield from purse.pay(map(base.__add__, distances), len(distances), base)
                continue
            first = 0 if reached else _place(base, distances, low)
            end = len(distances) if high is None else _place(base, distances, high)
            if first < end:
                reached = True
                yield from purse.pay(map(base.__add__, _part(distances, first, end)), end - first, base)
            if end < len(distances):
                return

    def rank(self, moment: date | None, purse: Purse) -> int:
        """How many hits there are before a moment, or at all."""
        total = 0
        for base, distances in self._source.blocks(self._start, moment, purse):
            end = len(distances) if moment is None else _place(base, distances, moment)
            total += max(0, end - _place(base, distances, self._start))
            purse.spend(LOOK, base)
            if end < len(distances):
                break
        return total

    def nth(self, index: int, purse: Purse) -> date | None:
        """The hit that `index` others precede, None where there are not so many."""
        for base, distances in self._source.blocks(self._start, None, purse):
            place = index + _place(base, distances, self._start)
            if place < len(distances):
                return base + distances[place]
            index = place - len(distances)
            purse.spend(LOOK, base)
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
