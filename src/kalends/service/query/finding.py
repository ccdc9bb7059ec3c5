"""What the questions are answered with: gathered in one transaction, expanded after it."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import TypeVar

from kalends.core.match.freebusy import Period, busy_in, merged, published
from kalends.core.objects.words import holds
from kalends.core.recur.budget import Pot
from kalends.core.recur.series import Instance, Window
from kalends.core.time.zones import Zone
from kalends.errors import Fault, Flaw, Kind
from kalends.service.access import Rights
from kalends.service.objects import seeing
from kalends.service.objects.desk import seen_calendar
from kalends.service.objects.values import Seen
from kalends.service.ports import Transaction
from kalends.service.query import matching
from kalends.service.query.values import Asked, Days, Occurrence, Occurrences, Page, TooWide
from kalends.service.records import EVER, ObjectKind, Stored

T = TypeVar("T")

SHORT = timedelta(days=400)
"""The longest window that people look at: a year, with the weeks around it."""
_NARROWER, _TRIES = 8, 4
"""How often a shorter window is tried where one is too wide, and by how much shorter each is."""
_PARTS = (matching.PART // 8, matching.PART)
"""What those may take of a pot which need more than is free: first all of them a little, so that those who need most
do not take it from those who need less."""
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SPARE = timedelta(days=2)  # the index has 14 hours to spare on both sides of local times


@dataclass(frozen=True, slots=True)
class Found:
    """The objects that the index found in a window, as the caller sees them, and the zone of each calendar."""

    window: Window
    seen: tuple[Seen, ...]
    zones: dict[int, Zone]

    def zone(self, seen: Seen) -> Zone:
        """Where the days and floating times of an object are."""
        return self.zones[seen.stored.calendar_id]

    def of_kinds(self, kinds: Collection[ObjectKind]) -> "Found":
        """The objects of some kinds alone."""
        return replace(self, seen=tuple([each for each in self.seen if each.stored.facts.kind in kinds]))


def gathered(transaction: Transaction, rights: Rights, asked: Asked, *, octets: int) -> Found:
    """The objects of a question. Fault `TooWide` where they have more octets of text than that."""
    window = matching.window_of(asked.start, asked.end)
    field = matching.field_of(transaction, rights, asked)
    stored = matching.stored_in(transaction, field, window, asked.kinds, most=octets)
    return Found(window, matching.seen_in(transaction, rights, stored), field.zones)


def zone_of_object(transaction: Transaction, rights: Rights, stored: Stored) -> Zone:
    """Where the days and floating times of one object are, for the caller."""
    facts = stored.facts
    if not facts.local and not facts.recurs:
        return matching.zone_of(rights.me.time_zone)  # an object at instants is the same in every zone
    view = transaction.calendars.view(stored.calendar_id, rights.me.account_id)
    return matching.zone_of(view.time_zone or transaction.calendars.find(stored.calendar_id).look.time_zone)


def occurrences(found: Found, *, limit: int | None, most: int) -> Occurrences:
    """The instances of all objects, by start. Fault `TooWide` where there are more than `most`.

    In a window that people look at, what recurs too often for the answer is there once, and said to be unreadable:
    one event of every second does not take a calendar away from those who share it (decision 36).
    """
    return _answered(found, lambda part: _occurrences(part, limit=limit, most=most), most)


def _answered(found: Found, answer: Callable[[Found], T], most: int) -> T:
    """The answer to what was found; where it is too large, Fault `TooWide` that names a window whose answer is not."""
    try:
        return answer(found)
    except Fault as fault:
        if fault.kind is not Kind.TOO_LARGE:
            raise
    raise TooWide(f"The window holds too much, more than {most:,}", _end_that_fits(found, answer))


def _end_that_fits(found: Found, answer: Callable[[Found], object]) -> datetime | None:
    """Where a window ends, from the same start on, whose answer is not too large; None where none was found."""
    start, end = found.window.start, found.window.end
    if start is None:
        return None
    length = SHORT if end is None or end - start > SHORT else (end - start) / _NARROWER
    for _ in range(_TRIES):
        if length < _SECOND:
            return None
        with suppress(Fault, OverflowError):
            end = start + timedelta(seconds=int(length.total_seconds()))
            answer(replace(found, window=Window(start, end)))
            return end
        length /= _NARROWER
    return None


def _occurrences(found: Found, *, limit: int | None, most: int) -> Occurrences:
    gathering = _Gathering(found, most)
    hungry = [seen for seen in found.seen if not gathering.take(seen, None)]
    for part in _PARTS:
        hungry = [seen for seen in hungry if not gathering.take(seen, part)]
    for seen in hungry:
        gathering.shorten(seen)
    items = sorted(gathering.items, key=_order)
    return Occurrences(tuple(items[:limit]), len(items), gathering.unreadable)


class _Gathering:
    """What one answer is put together of."""

    def __init__(self, found: Found, most: int) -> None:
        self._found = found
        self._most = most
        self._pot = Pot(matching.BUDGET)
        self.items: list[Occurrence] = []
        self.unreadable: dict[int, str] = {}

    def take(self, seen: Seen, part: int | None) -> bool:
        """Take in all instances of an object, for a part of what the pot holds or what is free; false if it needs more.

        Only what is free may be too much for the answer; what is not would take from what is.
        """
        if part is not None and self._pot.left < matching.FREE:
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
        window, zone = self._found.window, self._found.zone(seen)
        price = None if part is None else matching.Price(self._pot, part)
        return (Occurrence(seen, instance) for instance in matching.instances_in(seen, window, zone, price))

    def shorten(self, seen: Seen) -> None:
        """Take in the first instance of an object alone. Fault TOO_LARGE for a window that nobody looks at."""
        if not _is_short(self._found.window):
            raise _too_much(self._most)
        self.unreadable[seen.id] = "It recurs more often in the window than an answer can hold."
        with suppress(Fault):
            self.items += islice(self._instances(seen, None), 1)


def _is_short(window: Window) -> bool:
    return window.start is not None and window.end is not None and window.end - window.start <= SHORT


def _each(seen: Seen, window: Window, zone: Zone, unreadable: dict[int, str]) -> Iterator[Occurrence]:
    """The instances of one object, which is all that is asked for; notes why not all can be told."""
    try:
        for instance in matching.instances_in(seen, window, zone, matching.Price(part=matching.BUDGET)):
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


def of_one(seen: Seen, window: Window, zone: Zone, *, limit: int, most: int) -> Occurrences:
    """The first instances of one object; they are counted as far as `most`."""
    unreadable: dict[int, str] = {}
    rest = _each(seen, window, zone, unreadable)
    items = tuple(islice(rest, max(limit, 0)))
    total = len(items) + sum(1 for _ in islice(rest, max(0, most - len(items))))
    return Occurrences(items, total, unreadable)


def beginning(seen: Seen, zone: Zone, until: Callable[[datetime], datetime], *, limit: int, most: int) -> Occurrences:
    """The instances of one object that begin no earlier than its first one, to before `until` of that."""
    first = next(_each(seen, Window(end=_after_beginning(seen.stored)), zone, {}), None)
    if first is None:
        return Occurrences((), 0, {})
    begins = first.instance.begins
    return of_one(seen, matching.window_of(begins, until(begins)), zone, limit=limit, most=most)


def _after_beginning(stored: Stored) -> datetime | None:
    """A moment behind the first instance, so that no series is counted to its end for it; None where none is known."""
    first = stored.facts.span.first
    with suppress(OverflowError):
        if first not in (None, EVER):
            return _EPOCH + timedelta(microseconds=first or 0) + _SPARE
    return None


def touching(found: Found) -> tuple[Seen, ...]:
    """The objects that fall into the window, in the order of the ids."""
    price = matching.Price()
    inside = (each for each in found.seen if matching.touches(each, found.window, found.zone(each), price))
    return tuple(sorted(inside, key=lambda each: each.id))


def days(found: Found, zone: Zone, *, most: int) -> Days:
    """The days of a zone on which there is something; an instance that ends at midnight is not on the next.

    Fault `TooWide` where there are more than `most`, or more instances.
    """
    return _answered(found, lambda part: _days_in(part, zone, most), most)


def _days_in(found: Found, zone: Zone, most: int) -> Days:
    taken: set[date] = set()
    inside = _occurrences(found, limit=None, most=most)
    for each in inside.items:
        first, last = _inside(each.instance, found.window)
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


def busy(found: Found, *, most: int) -> tuple[Period, ...]:
    """The busy periods of all objects, merged and cut to the window; what cannot be read takes no time.

    Fault TOO_LARGE where there are more than `most`: half of the truth would say that somebody is free.
    """
    periods: list[Period] = []
    price = matching.Price()
    for seen in found.seen:
        try:
            periods += islice(_busy(seen, found, price), most + 1)
        except Fault as fault:
            if fault.kind is Kind.TOO_LARGE:
                raise
        _demand_below(periods, most)
    return tuple(merged(periods, found.window))


def _busy(seen: Seen, found: Found, price: matching.Price) -> Iterator[Period]:
    zone = found.zone(seen)
    if seen.stored.facts.kind is not ObjectKind.FREE_BUSY:
        return busy_in(matching.instances_in(seen, found.window, zone, price))
    opened = seen.object
    zones = opened.zones(zone)
    return (period for part in opened.parts for period in published(part, zones, zone))


@dataclass(frozen=True, slots=True)
class Hunt:
    """What a search is after: words, in some calendars or in all that are seen, of ids below another."""

    words: Sequence[str]
    calendar_ids: tuple[int, ...] | None
    before_id: int | None
    limit: int


def search(transaction: Transaction, rights: Rights, hunt: Hunt) -> Page:
    """A page of the objects that hold words, the newest id first."""
    me, limit, before = rights.me.account_id, hunt.limit, hunt.before_id
    ids, alone = _grounds(transaction, rights, hunt)
    hidden = transaction.grants.hidden(me)
    items: list[Seen] = []
    while hunt.words and len(items) <= limit:
        found = transaction.objects.search(ids, hunt.words, before_id=before, limit=limit) if ids else ()
        reached = found[-1].id if len(found) == limit else 0
        more = [each for each in alone if reached <= each.id and (before is None or each.id < before)]
        both = sorted({each.id: each for each in (*found, *more)}.values(), key=lambda each: -each.id)
        wanted = (each for each in both if each.id not in hidden or each.owner_id == me)
        # what is seen as busy has no words for this caller
        items += [each for each in seeing.seen_of(transaction, rights, wanted) if not each.busy]
        before = reached
        if not reached:
            break
    return Page(tuple(items[:limit]), items[limit - 1].id if len(items) > limit else None)


def _grounds(transaction: Transaction, rights: Rights, hunt: Hunt) -> tuple[tuple[int, ...], tuple[Stored, ...]]:
    """The calendars that are searched, and the objects shared by themselves that hold the words."""
    if hunt.calendar_ids is not None:
        return tuple(seen_calendar(transaction, rights, each).id for each in dict.fromkeys(hunt.calendar_ids)), ()
    alone = seeing.shared_alone(transaction, rights)
    reach = tuple(calendar.id for calendar in seeing.reach_of(transaction, rights))
    return reach, tuple(each for each in alone if holds(each.facts.words, hunt.words))
