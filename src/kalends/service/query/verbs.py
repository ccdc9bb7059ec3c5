"""The verbs that look into calendars and change nothing (RFC 4791 §7, §9.9).

A calendar that is named and that the caller does not see is Fault NOT_FOUND. Fault `TooWide` (TOO_LARGE) where what is
in a window has more text than `Limits.read_octets`.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import TypeVar

from kalends.core.match.freebusy import BusyPeriod, busy_in, merged, published
from kalends.core.recur.budget import Budget
from kalends.core.recur.series import Instance, Window
from kalends.core.time.zones import Zone
from kalends.errors import Fault, Flaw, Kind
from kalends.service.objects import seeing
from kalends.service.objects.seeing import stored_of
from kalends.service.objects.values import Seen
from kalends.service.query import matching
from kalends.service.query.values import (
    EARLIEST,
    EVENTS,
    LATEST,
    Agenda,
    Days,
    Occurrence,
    Occurrences,
    Query,
    TooWide,
)
from kalends.service.records import EVER, ObjectKind, Stored
from kalends.service.unit import Unit

T = TypeVar("T")

SHORT = timedelta(days=400)
"""The longest window that people look at: a year, with the weeks around it."""
_NARROWER, _TRIES = 8, 4
"""How often a shorter window is tried where one is too wide, and by how much shorter each is."""
_PARTS = (matching.SHARE_UNITS // 8, matching.SHARE_UNITS)
"""The shares of objects that need more than is free: first a small one for all, so that those who need most do not
take it from those who need less."""
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SPARE = timedelta(days=2)  # the index has 14 hours to spare on both sides of local times


@dataclass(frozen=True, slots=True)
class Matches:
    """The objects that the index found in a window, as the caller sees them, and the zone of each calendar."""

    window: Window
    seen: tuple[Seen, ...]
    zones: dict[int, Zone]

    def zone(self, seen: Seen) -> Zone:
        """Where the days and floating times of an object are."""
        return self.zones[seen.stored.calendar_id]

    def of_kinds(self, kinds: Collection[ObjectKind]) -> "Matches":
        """The objects of some kinds alone."""
        return replace(self, seen=tuple([each for each in self.seen if each.stored.facts.kind in kinds]))


def find_occurrences(unit: Unit, query: Query, *, limit: int | None = None) -> Occurrences:
    """The instances in a window, by start. Fault `TooWide` where there are more than `Limits.occurrences`.

    In a window that people look at, what recurs too often for the answer is there once, and said to be unreadable:
    one event of every second does not take a calendar away from those who share it (decision 36).
    """
    return _occurrences(_matches(unit, query), limit=limit, most=unit.limits.occurrences)


def find_agenda(unit: Unit, query: Query) -> Agenda:
    """The events of a window, instance by instance, and its to-dos, whatever kinds the query names."""
    matches = _matches(unit, replace(query, kinds=(ObjectKind.EVENT, ObjectKind.TODO)))
    events = _occurrences(matches.of_kinds(EVENTS), limit=None, most=unit.limits.occurrences)
    return Agenda(events, _touching(matches.of_kinds((ObjectKind.TODO,))))


def find_todos(unit: Unit, query: Query) -> tuple[Seen, ...]:
    """The to-dos that fall into a window, those without any date among them (RFC 4791 §9.9)."""
    return _touching(_matches(unit, replace(query, kinds=(ObjectKind.TODO,))))


def find_objects(
    unit: Unit,
    calendar_id: int,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    kinds: Collection[ObjectKind] = (),
) -> tuple[Seen, ...]:
    """The objects of a calendar that have an instance in a window (RFC 4791 §9.9), in the order of the ids."""
    window = matching.window_of(start, end)
    sources = matching.sources_of(unit, Query(EARLIEST, LATEST, (calendar_id,)))
    stored = matching.stored_in(unit, sources, window, kinds)
    return _touching(Matches(window, matching.seen_in(unit, stored), sources.zones))


def find_days(unit: Unit, query: Query) -> Days:
    """The days, in the caller's zone or the query's, on which there is something.

    An instance that ends at midnight is not on the next day. Fault `TooWide` where there are more than
    `Limits.occurrences` days or instances.
    """
    query = replace(query, time_zone=query.time_zone or unit.caller.time_zone)
    zone, most = matching.zone_of(query.time_zone), unit.limits.occurrences
    return _answer(_matches(unit, query), lambda part: _days_in(part, zone, most), most)


def find_free_busy(unit: Unit, query: Query) -> tuple[BusyPeriod, ...]:
    """When somebody who keeps these calendars is busy in the window: merged, in order (RFC 4791 §7.10).

    What cannot be read takes no time. Fault TOO_LARGE where there are more periods than `Limits.occurrences`: half of
    the truth would say that somebody is free.
    """
    matches = _matches(unit, replace(query, kinds=(ObjectKind.EVENT, ObjectKind.FREE_BUSY)))
    periods: list[BusyPeriod] = []
    share = matching.Share()
    for seen in matches.seen:
        try:
            periods += islice(_busy(seen, matches, share), unit.limits.occurrences + 1)
        except Fault as fault:
            if fault.kind is Kind.TOO_LARGE:
                raise
        _demand_below(periods, unit.limits.occurrences)
    return tuple(merged(periods, matches.window))


def find_occurrences_of(
    unit: Unit, object_id: int, *, start: datetime | None = None, end: datetime | None = None, limit: int
) -> Occurrences:
    """The first instances of one object, in a window or from its beginning; `total` counts to the limits only."""
    window = matching.window_of(start, end)
    seen = seeing.seen_one(unit, stored_of(unit, object_id))
    return _of_one(seen, window, get_zone_of(unit, seen.stored), limit=limit, most=unit.limits.occurrences)


def find_first_of(unit: Unit, seen: Seen, *, until: Callable[[datetime], datetime], limit: int) -> Occurrences:
    """The first instances of an object, from its first one to before what `until` makes of the start of that.

    Nothing is counted to find the first one: a series may go on for ever.
    """
    zone = get_zone_of(unit, seen.stored)
    return expand_first(seen, zone, until=until, limit=limit, most=unit.limits.occurrences)


def expand_first(
    seen: Seen, zone: Zone, *, until: Callable[[datetime], datetime], limit: int, most: int
) -> Occurrences:
    """The same of an object that was read before, outside of its unit; `total` counts to `most` only."""
    first = next(_each(seen, Window(end=_after_beginning(seen.stored)), zone, {}), None)
    if first is None and seen.stored.facts.recurs:  # the first ones may be excluded
        first = next(_each(seen, Window(), zone, {}), None)
    if first is None:
        return Occurrences((), 0, {})
    begins = first.instance.begins
    window = matching.window_of(begins, until(begins))
    return _of_one(seen, window, zone, limit=limit, most=most)


def _matches(unit: Unit, query: Query) -> Matches:
    """The objects that the index finds. Fault `TooWide` where they have more text than `Limits.read_octets`."""
    window = matching.window_of(query.start, query.end)
    sources = matching.sources_of(unit, query)
    stored = matching.stored_in(unit, sources, window, query.kinds)
    return Matches(window, matching.seen_in(unit, stored), sources.zones)


def get_zone_of(unit: Unit, stored: Stored) -> Zone:
    """Where the days and floating times of one object are."""
    facts = stored.facts
    if not facts.local and not facts.recurs:
        return matching.zone_of(unit.caller.time_zone)  # an object at instants is the same in every zone
    return matching.zone_of(unit.transaction.calendars.find(stored.calendar_id).look.time_zone)


def _occurrences(matches: Matches, *, limit: int | None, most: int) -> Occurrences:
    return _answer(matches, lambda part: _expand(part, limit=limit, most=most), most)


def _answer(matches: Matches, answer: Callable[[Matches], T], most: int) -> T:
    """The answer about the objects. Where it is too large, Fault `TooWide` names a window whose answer is not."""
    try:
        return answer(matches)
    except Fault as fault:
        if fault.kind is not Kind.TOO_LARGE:
            raise
    raise TooWide(f"The window holds too much, more than {most:,}", _end_that_fits(matches, answer))


def _end_that_fits(matches: Matches, answer: Callable[[Matches], object]) -> datetime | None:
    """Where a window ends, from the same start on, whose answer is not too large; None where none was found."""
    start, end = matches.window.start, matches.window.end
    if start is None:
        return None
    length = SHORT if end is None or end - start > SHORT else (end - start) / _NARROWER
    for _ in range(_TRIES):
        if length < _SECOND:
            return None
        with suppress(Fault, OverflowError):
            end = start + timedelta(seconds=int(length.total_seconds()))
            answer(replace(matches, window=Window(start, end)))
            return end
        length /= _NARROWER
    return None


def _expand(matches: Matches, *, limit: int | None, most: int) -> Occurrences:
    expansion = _Expansion(matches, most)
    hungry = [seen for seen in matches.seen if not expansion.take(seen, None)]
    for part in _PARTS:
        hungry = [seen for seen in hungry if not expansion.take(seen, part)]
    for seen in hungry:
        expansion.shorten(seen)
    items = sorted(expansion.items, key=_order)
    return Occurrences(tuple(items[:limit]), len(items), expansion.unreadable)


class _Expansion:
    """What one answer is put together of."""

    def __init__(self, matches: Matches, most: int) -> None:
        self._matches = matches
        self._most = most
        self._budget = Budget(matching.ANSWER_UNITS)
        self.items: list[Occurrence] = []
        self.unreadable: dict[int, str] = {}

    def take(self, seen: Seen, part: int | None) -> bool:
        """Take in all instances of an object, within a share of the budget or what is free; false if it needs more.

        Only what is free may be too much for the answer; what is not would take from what is.
        """
        if part is not None and self._budget.left < matching.FREE_UNITS:
            return False
        try:
            own = list(islice(self._instances(seen, part), self._most + 1))
        except Fault as fault:
            if fault.kind is Kind.TOO_LARGE:
                return False
            self.unreadable[seen.id] = fault.detail
            return True
        if len(own) > self._most or (part is not None and len(own) + len(self.items) > self._most):
            return False
        self.items += own
        _demand_below(self.items, self._most)
        return True

    def _instances(self, seen: Seen, part: int | None) -> Iterator[Occurrence]:
        window, zone = self._matches.window, self._matches.zone(seen)
        share = None if part is None else matching.Share(self._budget, part)
        return (Occurrence(seen, instance) for instance in matching.instances_in(seen, window, zone, share))

    def shorten(self, seen: Seen) -> None:
        """Take in the first instance of an object alone. Fault TOO_LARGE for a window that nobody looks at."""
        if not _is_short(self._matches.window):
            raise _too_much(self._most)
        self.unreadable[seen.id] = "It recurs more often in the window than an answer can hold."
        with suppress(Fault):
            self.items += islice(self._instances(seen, None), 1)


def _is_short(window: Window) -> bool:
    return window.start is not None and window.end is not None and window.end - window.start <= SHORT


def _each(seen: Seen, window: Window, zone: Zone, unreadable: dict[int, str]) -> Iterator[Occurrence]:
    """The instances of one object, which is all that is asked for; notes why not all can be told."""
    try:
        for instance in matching.instances_in(seen, window, zone, matching.Share(units=matching.ANSWER_UNITS)):
            yield Occurrence(seen, instance)
    except Fault as fault:
        unreadable[seen.id] = fault.detail


def _order(occurrence: Occurrence) -> tuple[datetime, int]:
    return occurrence.instance.begins, occurrence.seen.id


def _demand_below(items: Collection[object], most: int) -> None:
    if len(items) > most:
        raise _too_much(most)


def _too_much(most: int) -> Fault:
    message = f"The window holds too much, more than {most:,}: ask for a shorter one."
    return Fault(Kind.TOO_LARGE, message, [Flaw("wide-window", message, "end", rfc="RFC 4791 §7.8.9")])


def _of_one(seen: Seen, window: Window, zone: Zone, *, limit: int, most: int) -> Occurrences:
    """The first instances of one object; they are counted as far as `most`."""
    unreadable: dict[int, str] = {}
    rest = _each(seen, window, zone, unreadable)
    items = tuple(islice(rest, max(limit, 0)))
    total = len(items) + sum(1 for _ in islice(rest, max(0, most - len(items))))
    return Occurrences(items, total, unreadable)


def _after_beginning(stored: Stored) -> datetime | None:
    """A moment behind the first instance, so that no series is counted to its end for it; None where none is known."""
    first = stored.facts.span.first
    with suppress(OverflowError):
        if first not in (None, EVER):
            return _EPOCH + timedelta(microseconds=first or 0) + _SPARE
    return None


def _touching(matches: Matches) -> tuple[Seen, ...]:
    """The objects that fall into the window, in the order of the ids."""
    share = matching.Share()
    inside = (each for each in matches.seen if matching.touches(each, matches.window, matches.zone(each), share))
    return tuple(sorted(inside, key=lambda each: each.id))


def _days_in(matches: Matches, zone: Zone, most: int) -> Days:
    taken: set[date] = set()
    inside = _expand(matches, limit=None, most=most)
    for each in inside.items:
        first, last = _inside(each.instance, matches.window)
        _demand_below(range((last - first).days), most)
        with suppress(Fault):  # at the ends of the calendar, where the zone has no such day
            taken.update(_days(zone.to_wall(first), zone.to_wall(last)))
        _demand_below(taken, most)
    return Days(tuple(sorted(taken)), inside.unreadable)


def _inside(instance: Instance, window: Window) -> tuple[datetime, datetime]:
    """The first and the last moment of an instance that lie in a window."""
    first = instance.begins if window.start is None else max(instance.begins, window.start)
    end = instance.ends if window.end is None else min(instance.ends, window.end)
    return first, end - timedelta.resolution if end > first else first


def _days(first: datetime, last: datetime) -> Iterator[date]:
    day = first.date()
    return (day + number * _DAY for number in range((last.date() - day).days + 1))


def _busy(seen: Seen, matches: Matches, share: matching.Share) -> Iterator[BusyPeriod]:
    zone = matches.zone(seen)
    if seen.stored.facts.kind is not ObjectKind.FREE_BUSY:
        return busy_in(matching.instances_in(seen, matches.window, zone, share))
    opened = seen.object
    zones = opened.zones(zone)
    return (period for part in opened.parts for period in published(part, zones, zone))
