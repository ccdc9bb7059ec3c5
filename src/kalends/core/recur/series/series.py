"""A series: everything that the components of one UID say about when (RFC 5545 §3.8.4.4, §3.8.5).

    pattern   the places of the line: RRULE, RDATE, DTSTART, less EXDATE and EXRULE
    pieces    the master, and the components with RANGE=THISANDFUTURE, each from its place on until the next's
    singles   the places that have a component, or a length, of their own: overrides, and RDATEs that are periods

An override is an instance whatever the pattern says of its place: several programs write an EXDATE beside the override
that replaces it, and instances may be sent to a guest without the master.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from heapq import heappop, heappush, merge
from itertools import chain, filterfalse, pairwise

from kalends.core.ics.tree import Component
from kalends.core.recur.budget import REQUEST_UNITS, Budget
from kalends.core.recur.series.axis import DayAxis, InstantAxis
from kalends.core.recur.series.instance import Instance, Piece, Window, order
from kalends.core.recur.series.ordinals import Ordinals, ordinals
from kalends.core.recur.series.pattern import Pattern
from kalends.core.time.dates import When
from kalends.core.time.offsets import Zone, moved
from kalends.core.time.zones import ETC_UTC, is_utc
from kalends.errors import Fault, Flaw

_ALWAYS = Window()
_SPARE = 3 * 86_400  # seconds; how far the order of places may be from that of instants


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece and the places that it describes: from the first, and before the second."""

    piece: Piece
    low: date | None = None
    high: date | None = None


@dataclass(frozen=True, slots=True)
class SinglePlace:
    """A place that has a piece of its own."""

    key: date
    piece: Piece


@dataclass(frozen=True, slots=True)
class Series:
    """All instances of one UID. `flaws` tells deviations that were accepted.

    Without any date (a to-do that is due some time) there are neither pattern nor pieces, and no instances.
    """

    uid: str
    pattern: Pattern | None = None
    stretches: tuple[Stretch, ...] = ()
    singles: tuple[SinglePlace, ...] = ()
    flaws: tuple[Flaw, ...] = ()

    def within(self, budget: Budget | None, *, units: int = REQUEST_UNITS) -> "Series":
        """The same series, with `units` for one question, and a budget that all questions share."""
        pattern = self.pattern and self.pattern.within(budget, units)
        return self if pattern is self.pattern else replace(self, pattern=pattern)

    def described_by(self, component: Component) -> "Series | None":
        """The same instances, described by another component that says the same of when; None where several do."""
        if len(self.stretches) != 1 or self.singles:
            return None
        stretch = self.stretches[0]
        return replace(self, stretches=(replace(stretch, piece=replace(stretch.piece, component=component)),))

    def instances(self, window: Window = _ALWAYS, zone: Zone = ETC_UTC) -> Iterator[Instance]:
        """The instances that overlap a window, by start and then recurrence id; lazily, so that none need be asked
        for. Days and floating times are as seen in `zone`. Raises Fault TOO_LARGE where a rule asks for too much."""
        taken = frozenset(single.key for single in self.singles)
        streams = [self._stretch(stretch, taken, window, zone) for stretch in self.stretches]
        if self.singles:
            streams.append(iter(self._own(window, zone)))
        return streams[0] if len(streams) == 1 else merge(*streams, key=order)

    def instance(self, key: date, zone: Zone = ETC_UTC) -> Instance | None:
        """The instance of a place, None where there is none."""
        for single in self.singles:
            if single.key == key:
                return single.piece.place(key, zone)
        if self.pattern is None or not self.pattern.has(key):
            return None
        return self.piece_at(key).place(key, zone)

    def ordinals(self) -> Ordinals:
        """The numbers of the instances, each from 1 by its key, whatever EXDATE takes out; see `ordinals`."""
        return ordinals(self.pattern, [single.key for single in self.singles])

    def ordinal(self, recurrence_id: When) -> int | None:
        """The number of the instance that a RECURRENCE-ID names, also of a deleted one; None where it names none."""
        axis = self.pattern.axis if self.pattern else next((each.piece.axis for each in self.singles), None)
        return None if axis is None else self.ordinals().of(axis.key(recurrence_id))

    def at_ordinal(self, number: int, zone: Zone = ETC_UTC) -> Instance | None:
        """The instance of a number; None past the end, and where it was deleted."""
        key = self.ordinals().place(number)
        return None if key is None else self.instance(key, zone)

    def numbered(self, window: Window = _ALWAYS, zone: Zone = ETC_UTC) -> Iterator[tuple[int, Instance]]:
        """The instances of `instances`, each with its number."""
        known = self.ordinals()
        for each in self.instances(window, zone):
            number = known.of(each.key)
            assert number is not None
            yield number, each

    def piece_at(self, key: date) -> Piece:
        """The piece that describes a place which has no component of its own."""
        return next(each.piece for each in reversed(self.stretches) if each.low is None or each.low <= key)

    def _stretch(self, stretch: Stretch, taken: frozenset[date], window: Window, zone: Zone) -> Iterator[Instance]:
        low, high = stretch.piece.places(window, zone)
        keys = self._keys(_later(low, stretch.low), _earlier(high, stretch.high))
        placed = _placed(stretch.piece, filterfalse(taken.__contains__, keys) if taken else keys, window, zone)
        return placed if _keeps_order(stretch.piece, zone) else _in_order(placed)

    def _keys(self, low: date | None, high: date | None) -> Iterator[date]:
        return iter(()) if self.pattern is None else self.pattern.between(low, high)

    def _own(self, window: Window, zone: Zone) -> list[Instance]:
        placed = (_placed(single.piece, (single.key,), window, zone) for single in self.singles)
        return sorted(chain.from_iterable(placed), key=order)


def stretches_of(master: Piece, changes: list[SinglePlace]) -> tuple[Stretch, ...]:
    """The master until the first change, and each change until the next; `changes` rise."""
    if not changes:
        return (Stretch(master),)
    lows: list[date | None] = [None, *(change.key for change in changes)]
    pieces = [master, *(change.piece for change in changes)]
    edges = pairwise([*lows, None])
    return tuple([Stretch(piece, low, high) for piece, (low, high) in zip(pieces, edges, strict=True)])


def _placed(piece: Piece, keys: Iterable[date], window: Window, zone: Zone) -> Iterator[Instance]:
    """The instances at some places that show in a window."""
    for key in keys:
        try:
            instance = piece.place(key, zone)
        except Fault:  # outside the years 1 to 9999: nobody can look there
            continue
        if window.shows(instance.begins, instance.ends):
            yield instance


def _keeps_order(piece: Piece, zone: Zone) -> bool:
    if not piece.stays:
        return False
    return isinstance(piece.axis, InstantAxis | DayAxis) or is_utc(zone)


def _in_order(instances: Iterator[Instance]) -> Iterator[Instance]:
    """The same in order of start, for instances that are out of it by a change of the clocks and no more."""
    held: list[tuple[tuple[datetime, datetime], Instance]] = []
    for each in instances:
        while held and moved(held[0][0][0], _SPARE) <= each.begins:
            yield heappop(held)[1]
        heappush(held, (order(each), each))
    yield from [heappop(held)[1] for _ in range(len(held))]


def _later(one: date | None, other: date | None) -> date | None:
    if one is None or other is None:
        return one if other is None else other
    return max(one, other)


def _earlier(one: date | None, other: date | None) -> date | None:
    if one is None or other is None:
        return one if other is None else other
    return min(one, other)
