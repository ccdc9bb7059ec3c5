"""Which places of its line a series has: rules and dates, less exceptions (RFC 5545 §3.8.5).

    RRULE…, RDATE…, DTSTART   put together, each place once
    EXRULE…, EXDATE…          taken out, whatever put them in

DTSTART is always an instance, and counts towards COUNT, also where its rule does not hit it: RFC 5545 §3.8.5.3 calls
such sets undefined, and this is what clients show. An EXDATE that is a day beside DTSTART with a time takes out all
instances of that day. UNTIL includes its moment; it is compared as an instant where DTSTART is one.
"""

from bisect import bisect_left
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from heapq import merge
from itertools import chain, filterfalse

from kalends.core.recur.budget import REQUEST_UNITS, Budget
from kalends.core.recur.expand import Expansion
from kalends.core.recur.rule import Freq, Rule
from kalends.core.recur.series.axis import Axis, DayAxis, InstantAxis, as_time, digits
from kalends.core.time.dates import When
from kalends.core.time.offsets import LATEST, Transition, Zone, moved

_LAST_SECOND = time(23, 59, 59)
_DAY = 86_400
_LOOKS_A_GAP = 4  # what it takes to see whether two hits come together there
_SPARE = 2 * _DAY  # more than clocks are ever set forward or back


class Hits:
    """The places that one rule hits: its expansion from a first wall, brought from walls to places."""

    __slots__ = ("_axis", "_expansion", "_is_loose", "_until", "rule")

    def __init__(self, rule: Rule, axis: Axis, wall: date, units: int = REQUEST_UNITS) -> None:
        self.rule = rule
        self._axis = axis
        self._until = last_place(rule, axis)
        # the expansion may come upon a wall or two too many: places decide
        exact, loose = (None, None) if self._until is None else axis.walls(self._until)
        self._is_loose = exact != loose
        walled = rule if loose == rule.until else replace(rule, until=loose)
        self._expansion = Expansion(walled, wall, units=units)

    def within(self, budget: Budget | None, units: int) -> "Hits":
        """The same hits, at another price (`Expansion.under`)."""
        found = copy(self)
        found._expansion = self._expansion.within(budget, units)
        return found

    def between(self, low: date | None, high: date | None) -> Iterator[date]:
        """The places from `low` on and before `high`, in order."""
        after, exact_low = (None, None) if low is None else self._axis.walls(low)
        exact_high, before = (None, None) if high is None else self._axis.walls(high)
        keys = self._axis.keys(self._expansion.between(after, before))
        if after == exact_low and before == exact_high and not self._is_loose:
            return keys
        return self._within(keys, low, high)

    def _within(self, keys: Iterator[date], low: date | None, high: date | None) -> Iterator[date]:
        for key in keys:
            if (high is not None and key >= high) or (self._until is not None and key > self._until):
                return
            if low is None or key >= low:
                yield key

    def meets(self, key: date) -> bool:
        """Whether a place is hit."""
        return next(self.between(key, next_key(key)), None) is not None

    def count_before(self, key: date) -> int:
        """How many of COUNT are used up before a place; a wall that is the same instant as another counts too."""
        low, high = self._axis.walls(key)
        near = self._expansion.between(low, high) if low != high else ()
        return self._expansion.rank(low) + sum(place < key for wall in near for place in self._axis.keys((wall,)))

    def rank(self, wall: date) -> int:
        """How many of COUNT are used up before a wall."""
        return self._expansion.rank(wall)

    def places_before(self, key: date) -> int:
        """How many places come before one; of two walls that are the same instant, one counts."""
        # COUNT is used up after UNTIL too, where the wall of UNTIL is not sharp
        key = key if self._until is None else min(key, next_key(self._until))
        return self.count_before(key) - self._doubles_before(key)

    def _doubles_before(self, key: date) -> int:
        """How many walls in gaps are the same instant as another one that is hit."""
        zone = self._axis.zone if isinstance(self._axis, InstantAxis) else None
        if zone is None or _steps_over_gaps(self.rule, zone):
            return 0
        first = self.first()
        changes = [] if first is None else zone.transitions(as_time(first), as_time(key))
        gaps = [each for each in changes if each.after.offset > each.before.offset]
        self._expansion.charge(_LOOKS_A_GAP * len(gaps), key)  # eight thousand years have as many
        return sum(self._doubles(each, as_time(key)) for each in gaps)

    def _doubles(self, gap: Transition, key: datetime) -> int:
        after, width = gap.after.delta, gap.after.delta - gap.before.delta
        low = gap.at.replace(tzinfo=None) + gap.before.delta
        there = {wall + width for wall in self._expansion.between(low, low + width)}
        if not there:
            return 0
        behind = self._expansion.between(low + width, min(low + 2 * width, key + after))
        return sum(wall in there for wall in behind)

    def before_hit(self, index: int) -> date | None:
        """A place before which there are `index` hits or a few less; None where the rule has fewer."""
        wall = self._expansion.nth(index)
        key = None if wall is None else next(self._axis.keys((wall,)), None)
        # near a change of the clocks the order of places is not that of walls
        return moved(as_time(key), -_SPARE) if key is not None and isinstance(self._axis, InstantAxis) else key

    def first(self) -> date | None:
        """The first place, or None."""
        return next(self.between(None, None), None)

    def ceiling(self) -> date | None:
        """A place after which there is none, None where nothing ends the rule; cheap for UNTIL, a search for COUNT."""
        if self._until is not None or self.rule.count is None:
            return self._until
        wall = self._expansion.last()
        return None if wall is None else next(self._axis.keys((wall,)), None)


def _steps_over_gaps(rule: Rule, zone: Zone) -> bool:
    """Whether no gap of a zone can bring two hits together: they are a day apart, and it is shorter than a day."""
    often = rule.freq < Freq.DAILY or max(len(rule.by_hour), len(rule.by_minute), len(rule.by_second)) > 1
    return not often and max(zone.source.offsets) - min(zone.source.offsets) < _DAY


def next_key(key: date) -> date:
    """The smallest place after this one; times count in seconds."""
    if isinstance(key, datetime):
        return moved(key, 1)
    return key + timedelta(days=1) if key < LATEST.date() else key


def last_place(rule: Rule, axis: Axis) -> date | None:
    """UNTIL as a place (RFC 5545 §3.3.10); `text.read_rule` reports its deviations."""
    until = rule.until
    if until is None:
        return None
    if isinstance(axis, DayAxis):
        return until.date() if isinstance(until, datetime) else until
    if not isinstance(until, datetime):
        until = datetime.combine(until, _LAST_SECOND)
    if not isinstance(axis, InstantAxis):
        return until.replace(tzinfo=None)
    if until.tzinfo is not None:
        return until.astimezone(UTC).replace(tzinfo=None)
    return axis.zone.to_utc(until).replace(tzinfo=None) if axis.zone else until


@dataclass(frozen=True, slots=True)
class Pattern:
    """The recurrence set of a series; `dates` are the single places, rising, DTSTART among them."""

    axis: Axis
    start: date
    rules: tuple[Hits, ...] = ()
    dates: tuple[date, ...] = ()
    excluded: frozenset[date] = frozenset()
    excluded_days: frozenset[date] = frozenset()
    excluding: tuple[Hits, ...] = ()
    _plain: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_plain", not (self.excluded or self.excluded_days or self.excluding))

    def within(self, budget: Budget | None, units: int) -> "Pattern":
        """The same places, with `units` for each question, which the rules divide, and a budget for all."""
        if not self.rules and not self.excluding:
            return self
        rules = tuple([each.within(budget, max(1, units // len(self.rules))) for each in self.rules])
        excluding = tuple([each.within(budget, max(1, units // len(self.excluding))) for each in self.excluding])
        return replace(self, rules=rules, excluding=excluding)

    def between(self, low: date | None = None, high: date | None = None) -> Iterator[date]:
        """The places from `low` on and before `high`, in order, each once; lazily."""
        if low is not None and high is not None and high <= low:
            return iter(())
        keys = self._gathered(low, high)
        return keys if self._plain else self._without(keys, low, high)

    def _gathered(self, low: date | None, high: date | None) -> Iterator[date]:
        first = 0 if low is None else bisect_left(self.dates, low)
        last = len(self.dates) if high is None else bisect_left(self.dates, high)
        dates = self.dates[first:last]
        hits = [rule.between(low, high) for rule in self.rules]
        if not hits:
            return iter(dates)
        if len(hits) == 1 and not dates:
            return hits[0]
        if len(hits) == 1 and dates == (self.start,):
            return _after_start(self.start, hits[0])
        return once(merge(dates, *hits))

    def _without(self, keys: Iterator[date], low: date | None, high: date | None) -> Iterator[date]:
        left: Iterator[date] = filterfalse(self.excluded.__contains__, keys)
        if self.excluded_days:
            left = (key for key in left if self._day(key) not in self.excluded_days)
        for rule in self.excluding:
            left = _passed(left, rule.between(low, high))
        return left

    def _day(self, key: date) -> date:
        return self.axis.digits(key).date()

    def has(self, key: date) -> bool:
        """Whether there is an instance at a place."""
        return next(self.between(key, next_key(key)), None) is not None


def _passed(keys: Iterator[date], out: Iterator[date]) -> Iterator[date]:
    """The places that are not among others; both rise."""
    at = next(out, None)
    for key in keys:
        while at is not None and at < key:
            at = next(out, None)
        if at != key:
            yield key


def _after_start(start: date, hits: Iterator[date]) -> Iterator[date]:
    """DTSTART and the hits, none of which is before it."""
    first = next(hits, None)
    if first is None or first == start:
        return iter((start,)) if first is None else chain((first,), hits)
    return chain((start, first), hits)


def once(keys: Iterator[date]) -> Iterator[date]:
    """Places that rise, each once."""
    last: date | None = None
    for key in keys:
        if key != last:
            last = key
            yield key


def hits_of(name: str, rule: Rule, axis: Axis, start: When, *, units: int = REQUEST_UNITS) -> Hits | None:
    """The hits of an RRULE or EXRULE beside its DTSTART; None where nothing is left of COUNT.

    A DTSTART that its RRULE does not hit counts as the first of COUNT.
    """
    wall = digits(start)
    first = wall.date() if isinstance(axis, DayAxis) else wall
    hits = Hits(rule, axis, first, units)
    if name == "EXRULE" or rule.count is None or hits.meets(axis.key(start)):
        return hits
    return Hits(replace(rule, count=rule.count - 1), axis, first, units) if rule.count > 1 else None
