"""Parts of a long list of occurrences, in order, each found without looking at the rest.

By start: what touches the place where the part begins (series, long events, days) is expanded from there on; all else
comes from an index in the order of its beginning, as far as the part goes. No object begins before its span does, so
whatever comes before the last one that was fetched is complete.

By when objects were made or changed: the objects of the window, each with its occurrences one after the other.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from heapq import heappop, heappush
from itertools import count, islice

import msgspec

from kalends.core.objects.floor import floor
from kalends.core.objects.index import EVER, micros
from kalends.core.recur.series import Instance, Window
from kalends.errors import Fault, Flaw, Kind
from kalends.service.objects import seeing
from kalends.service.objects.values import Seen
from kalends.service.ports import TextTooLong
from kalends.service.query import matching
from kalends.service.query.values import EVENTS, Cursor, Listing, Occurrence, Order, PageRequest, TooWide
from kalends.service.records import Stored
from kalends.service.unit import Unit

BATCH = 64
COUNTED = 100
"""So many occurrences are counted behind a part, to tell how many there are in all."""
MOST_LOOKED_AT = 20_000
"""Objects that are looked at for one part, before it ends where it is."""

_WHOLE = Window()
_SECOND = 1_000_000


def list_occurrences(unit: Unit, request: PageRequest) -> Listing:
    """A part of the events in a window, by keyset: each is in one part, while others write.

    Faults INVALID for the window, and where more than `Limits.occurrences` would have to be passed by counting;
    NOT_FOUND; `TooWide` where what goes on at the start of the part has too much text.
    """
    limits = unit.limits
    if request.skipped > limits.occurrences:
        message = f"counts over more than {limits.occurrences:,}: follow the address of the next page"
        raise Fault(Kind.INVALID, f"The part {message}.", [Flaw("too-far", message, "page")])
    scan = _Scan.of(unit, request)
    stream = _by_start(scan) if request.order is Order.START else _by_moment(scan)
    skipped = sum(1 for _ in islice(stream, request.skipped))
    chosen = _chosen(stream, request.limit, limits.read_octets)
    more = next(stream, None) is not None
    found = [(each.cursor, occurrence) for each in chosen if (occurrence := each.occurrence()) is not None]
    items, cursors = _with_properties(unit, [each for _, each in found]), tuple(cursor for cursor, _ in found)
    unreadable = dict(scan.unreadable)
    if scan.is_cut:
        return Listing(items, cursors, scan.reached, None, unreadable)
    passed = skipped + len(chosen) + more
    total = _total(passed, stream, scan) if request.after is None else None
    return Listing(items, cursors, chosen[-1].cursor if more and chosen else None, total, unreadable)


def _with_properties(unit: Unit, items: list[Occurrence]) -> tuple[Occurrence, ...]:
    """Occurrences with the properties of their objects, which are looked up at once."""
    bare = {each.seen.id: each.seen for each in items if not each.seen.busy}
    seen = {each.id: each for each in seeing.with_properties(unit, list(bare.values())) if each.properties}
    return tuple(
        msgspec.structs.replace(each, seen=seen[each.seen.id]) if each.seen.id in seen else each for each in items
    )


def _chosen(stream: Iterator["_Entry"], limit: int, octets: int) -> list["_Entry"]:
    """The next entries, as many as are wanted, or fewer where their objects have more text than that."""
    chosen: list[_Entry] = []
    known: set[int] = set()
    while len(chosen) < limit and octets >= 0 and (entry := next(stream, None)) is not None:
        chosen.append(entry)
        if entry.seen.id not in known:
            known.add(entry.seen.id)
            octets -= len(entry.seen.stored.text)
    return chosen


def _total(passed: int, stream: Iterator["_Entry"], scan: "_Scan") -> int | None:
    """How many there are in all, if that is soon counted."""
    rest = sum(1 for _ in islice(stream, COUNTED))
    return None if rest == COUNTED or scan.is_cut or scan.unreadable else passed + rest


@dataclass(slots=True)
class _Entry:
    """An occurrence and its place in the listing; of an event whose place the index tells, it is made when wanted."""

    cursor: Cursor
    seen: Seen
    scan: "_Scan"
    instance: Instance | None = None

    def occurrence(self) -> Occurrence | None:
        """The occurrence; None where the text cannot be read."""
        with suppress(Fault):
            instance = self.instance or next(iter(self.scan.instances(self.seen, _WHOLE)), None)
            return None if instance is None else Occurrence(self.seen, instance)
        return None


@dataclass(slots=True)
class _Scan:
    """What one listing looks at, how far it has looked, and what that has cost."""

    unit: Unit
    request: PageRequest
    window: Window
    sources: matching.Sources
    share: matching.Share
    unreadable: dict[int, str]
    looked_at: int = 0
    reached: Cursor | None = None
    is_cut: bool = False

    @classmethod
    def of(cls, unit: Unit, request: PageRequest) -> "_Scan":
        """The scan of a listing. Faults INVALID, NOT_FOUND."""
        window = matching.window_of(request.query.start, request.query.end)
        sources = matching.sources_of(unit, request.query)
        return cls(unit, request, window, sources, matching.Share(), {})

    @property
    def edges(self) -> tuple[int, int]:
        """The window, in microseconds since 1970."""
        return matching.edges_of(self.window)

    def seen(self, stored: Iterable[Stored]) -> list[Seen]:
        """Those of the objects that are listed."""
        found = list(stored)
        self.looked_at += len(found)
        return [
            each
            for each in seeing.bare_of(self.unit.rights, matching.not_hidden(self.unit, found))
            if self.request.fits(each) and each.stored.calendar_id in self.sources.zones
        ]

    def may_look(self, reached: Cursor) -> bool:
        """Whether there may be looked further; if not, the part ends at a place."""
        if self.looked_at < MOST_LOOKED_AT:
            return True
        self.is_cut, self.reached = True, reached
        return False

    def instances(self, seen: Seen, window: Window) -> Iterator[Instance]:
        """The instances of an object, as far as they can be told; notes why not all can."""
        zone = self.sources.zones[seen.stored.calendar_id]
        try:
            yield from matching.instances_in(seen, window, zone, self.share)
        except Fault as fault:
            self.unreadable[seen.id] = fault.detail


def _by_start(scan: _Scan) -> Iterator[_Entry]:
    low, high = scan.edges
    after = scan.request.after
    begin = low if after is None else max(low, after.moment)
    heap = _Heap(scan, after or Cursor(-(2**62), -1, 0))
    heap.add(scan.seen(_touching(scan, begin)))
    at = (begin, -1 if after is None or after.moment < low else after.object_id)
    calendars, objects = scan.sources.calendars.values(), scan.unit.transaction.objects
    while True:
        batch, more = objects.starting(calendars, EVENTS[0], at, high, limit=BATCH)
        heap.add(scan.seen(batch))
        at = (batch[-1].facts.span.first or 0, batch[-1].id) if batch else at
        if not more:
            yield from heap.all()
            return
        yield from heap.until(at)
        if not scan.may_look(Cursor(at[0], at[1], at[0])):
            return


def _touching(scan: _Scan, begin: int) -> Iterator[Stored]:
    """What is there at the moment where a part begins, and what was shared by itself."""
    kinds, calendars = scan.request.query.kinds, scan.sources.calendars.values()
    most = scan.unit.limits.read_octets
    if calendars:
        try:
            yield from scan.unit.transaction.objects.window(calendars, begin, begin + 1, kinds, most=most)
        except TextTooLong:
            moment = matching.moment_at(begin)
            message = f"What goes on at {moment:%Y-%m-%dT%H:%M:%SZ} has more than {most:,} bytes of text"
            raise TooWide(message) from None
    yield from (each for each in scan.sources.alone if each.facts.kind in kinds)


class _Heap:
    """The next occurrence of each object that was fetched, the first of all on top."""

    def __init__(self, scan: _Scan, after: Cursor) -> None:
        self._scan = scan
        self._after = (after.moment, after.object_id, after.start)
        self._window = self._narrowed(scan)
        self._lasting = after.moment < scan.edges[0]  # what began before the window, and lasts, is listed too
        self._taken: set[int] = set()
        self._numbers = count()
        self._items: list[tuple[tuple[int, int, int], int, _Entry | None, Iterator[_Entry]]] = []

    def add(self, seen: Iterable[Seen]) -> None:
        """Put in the occurrences of objects that are not in it."""
        for each in seen:
            if each.id not in self._taken:
                self._taken.add(each.id)
                self._put(each)

    def until(self, at: tuple[int, int]) -> Iterator[_Entry]:
        """The occurrences up to a start and id."""
        while self._items and self._items[0][0][:2] <= at:
            yield from self._pop()

    def all(self) -> Iterator[_Entry]:
        """All that are left."""
        while self._items:
            yield from self._pop()

    def _pop(self) -> Iterator[_Entry]:
        *_, entry, rest = heappop(self._items)
        self._push(rest)
        if entry is not None:
            yield entry

    def _put(self, seen: Seen) -> None:
        """Put in an object; a series that cannot go on yet is not looked into before."""
        entries = self._entries(seen)
        floor = self._floor(seen)
        if floor is None:
            self._push(entries)
        else:
            heappush(self._items, ((floor, seen.id, -(2**62)), next(self._numbers), None, entries))

    def _floor(self, seen: Seen) -> int | None:
        facts, start = seen.stored.facts, self._window.start
        if not facts.recurs or facts.local or start is None or facts.span.first in (None, EVER):
            return None
        first = matching.moment_at(facts.span.first or 0)
        found = floor(seen.stored.text, first, start, lasting=self._lasting)
        return None if found is None else micros(found)

    def _push(self, entries: Iterator[_Entry]) -> None:
        entry = next(entries, None)
        if entry is not None:
            key = (entry.cursor.moment, entry.cursor.object_id, entry.cursor.start)
            heappush(self._items, (key, next(self._numbers), entry, entries))

    def _entries(self, seen: Seen) -> Iterator[_Entry]:
        for each in _entries_of(self._scan, seen, self._window):
            cursor = each.cursor
            if (cursor.moment, cursor.object_id, cursor.start) > self._after:
                yield each

    @staticmethod
    def _narrowed(scan: _Scan) -> Window:
        """The window from where the part begins, so that a series is not expanded from its beginning."""
        window, after = scan.window, scan.request.after
        if after is None or after.moment <= scan.edges[0]:
            return window
        return Window(matching.moment_at(after.moment), window.end, lasting=False)


def _entries_of(scan: _Scan, seen: Seen, window: Window) -> Iterator[_Entry]:
    """The occurrences of an object, in the order of their starts."""
    facts = seen.stored.facts
    if matching.is_exact(seen.stored) and not seen.busy:
        low, high = matching.edges_of(window)
        first, last = facts.span.first or 0, facts.span.last or 0
        if first < high and (last > low or first == last == low):
            yield _Entry(Cursor(first, seen.id, first), seen, scan)
        return
    for instance in scan.instances(seen, window):
        yield _Entry(Cursor(micros(instance.begins), seen.id, _place(instance)), seen, scan, instance)


def _place(instance: Instance) -> int:
    """The place of an instance in its series: two that begin together have two."""
    key = instance.key
    return micros((key if isinstance(key, datetime) else datetime.combine(key, time())).replace(tzinfo=UTC))


def _by_moment(scan: _Scan) -> Iterator[_Entry]:
    by, after = scan.request.order.value, scan.request.after
    until = None if after is None else (after.moment, after.object_id)
    alone = sorted(_alone(scan, by, until), key=lambda each: (_moment(each, by), each.id), reverse=True)
    while True:
        batch, more = scan.unit.transaction.objects.newest(
            scan.sources.calendars.values(), EVENTS[0], scan.edges, by=by, until=until, limit=BATCH
        )
        is_last = not more
        edge = (-(2**62), 0) if is_last else (_moment(batch[-1], by), batch[-1].id)
        reached = [each for each in alone if (_moment(each, by), each.id) >= edge]
        alone = alone[len(reached) :]
        both = sorted((*batch, *reached), key=lambda each: (_moment(each, by), each.id), reverse=True)
        for seen in scan.seen(both):
            yield from _entries_by_moment(scan, seen, by)
        if is_last or not scan.may_look(Cursor(*edge, 2**62)):
            return
        until = (edge[0], edge[1] - 1)


def _entries_by_moment(scan: _Scan, seen: Seen, by: str) -> Iterator[_Entry]:
    after, window = scan.request.after, scan.window
    moment = _moment(seen.stored, by)
    if after is not None and (moment, seen.id) == (after.moment, after.object_id):
        window = _from(scan, after.start)
    last = -(2**62)
    for each in _entries_of(scan, seen, window):
        # two that begin together need two places, or a part that ends between them would lose the second
        last = max(each.cursor.moment, last + 1)
        cursor = Cursor(moment, seen.id, last)
        if after is None or (moment, seen.id) < (after.moment, after.object_id) or last > after.start:
            yield replace(each, cursor=cursor)


def _from(scan: _Scan, start: int) -> Window:
    """The window from where a part ended: of those that began together, it numbers the first ones again."""
    second = start - start % _SECOND
    if second < scan.edges[0]:
        return scan.window
    return Window(matching.moment_at(second), scan.window.end, lasting=False)


def _alone(scan: _Scan, by: str, until: tuple[int, int] | None) -> Iterator[Stored]:
    for each in scan.sources.alone:
        if each.facts.kind in scan.request.query.kinds and (until is None or (_moment(each, by), each.id) <= until):
            yield each


def _moment(stored: Stored, by: str) -> int:
    return micros(stored.created if by == Order.CREATED else stored.modified)
