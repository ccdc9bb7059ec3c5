"""Which objects fall into a window, and their instances there (RFC 4791 §9.9)."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import NamedTuple

from kalends.core.match.freebusy import busy_kind_of
from kalends.core.objects.index import micros
from kalends.core.recur.budget import Budget
from kalends.core.recur.series import Instance, Series, Window
from kalends.core.time.names import is_name
from kalends.core.time.zones import Zone, zone
from kalends.errors import Fault, Flaw, Kind
from kalends.service.objects import seeing
from kalends.service.objects.seeing import demand_calendar
from kalends.service.objects.values import Seen
from kalends.service.ports import TextTooLong
from kalends.service.query.values import Query, TooWide
from kalends.service.records import EVER, Calendar, ObjectKind, Stored
from kalends.service.unit import Unit

FREE_UNITS = 256
"""Units of work (`core.recur.budget`) that each object of an answer has: a month of every three hours, say."""
ANSWER_UNITS = 100_000
"""Units that all objects of an answer share, which need more than that."""
SHARE_UNITS = 64_000
"""Units of those that one object may take: a month of a rule that strikes every minute."""

_BEYOND = 2**61
_SECOND = 1_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sources:
    """Where it is looked: calendars by their ids, the zone of each, and what was shared by itself."""

    calendars: dict[int, Calendar]
    zones: dict[int, Zone]
    alone: tuple[Stored, ...]


def window_of(start: datetime | None, end: datetime | None) -> Window:
    """A window of instants. Fault INVALID where it is empty, or one of them has no zone."""
    for moment in (start, end):
        if moment is not None and moment.tzinfo is None:
            raise _bad_window("The window is given in instants: with Z or an offset.")
    window = Window(start and start.astimezone(UTC), end and end.astimezone(UTC))
    if window.start is not None and window.end is not None and window.start >= window.end:
        raise _bad_window("The window ends before it starts.")
    return window


def _bad_window(message: str) -> Fault:
    return Fault(Kind.INVALID, message, [Flaw("bad-window", message, "end", rfc="RFC 4791 §9.9")])


def sources_of(unit: Unit, query: Query) -> Sources:
    """Where a query looks. Faults NOT_FOUND for a calendar, INVALID for a zone."""
    alone: tuple[Stored, ...] = ()
    if query.calendar_ids is None:
        alone = seeing.shared_alone(unit)
        found = seeing.reach_of(unit, [each.calendar_id for each in alone])
    else:
        found = tuple(demand_calendar(unit, each) for each in dict.fromkeys(query.calendar_ids))
    names = {each.id: query.time_zone or each.look.time_zone for each in found}
    return Sources(
        calendars={each.id: each for each in found if unit.rights.on_calendar(each)},
        zones={calendar_id: zone_of(name) for calendar_id, name in names.items()},
        alone=alone,
    )


def zone_of(name: str) -> Zone:
    """The zone of a name. Fault INVALID."""
    if not is_name(name):
        message = f'There is no time zone "{name[:60]}"; write it as in "Europe/Berlin".'
        raise Fault(Kind.INVALID, message, [Flaw("unknown-zone", message, "time_zone")])
    return zone(name)


def edges_of(window: Window) -> tuple[int, int]:
    """A window as an index counts: microseconds since 1970; an open end is beyond every calendar."""
    low = -_BEYOND if window.start is None else micros(window.start)
    return low, _BEYOND if window.end is None else micros(window.end)


def moment_at(column: int) -> datetime:
    """An instant that an index has counted; held within the years 1 to 9999."""
    try:
        return _EPOCH + timedelta(microseconds=column)
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC) if column < 0 else datetime.max.replace(tzinfo=UTC)


def stored_in(unit: Unit, sources: Sources, window: Window, kinds: Collection[ObjectKind]) -> Iterator[Stored]:
    """Every object whose span touches the window: one question to the database.

    Fault `TooWide` where those in calendars have more text than `Limits.read_octets`.
    """
    low, high = edges_of(window)
    most = unit.limits.read_octets
    if sources.calendars:
        try:
            yield from unit.transaction.objects.window(sources.calendars.values(), low, high, kinds, most=most)
        except TextTooLong as overfull:
            message = f"The events and to-dos in the window have more than {most:,} bytes of text"
            raise TooWide(message, _end_of_what_fits(overfull.sizes, low, most)) from None
    for each in sources.alone:
        span = each.facts.span
        fits = span.first is not None and span.first < high and (span.last is None or span.last >= low)
        if fits and (not kinds or each.facts.kind in kinds):
            yield each


def _end_of_what_fits(sizes: Sequence[tuple[int, int]], low: int, most: int) -> datetime | None:
    """Where a window ends in which there is no more text than that; None where its start alone has more."""
    total = 0
    for first, octets in sorted(sizes):
        total += octets
        if total > most:
            return moment_at(first) if first >= low + _SECOND else None
    return None


def seen_in(unit: Unit, stored: Iterable[Stored]) -> tuple[Seen, ...]:
    """Those of the objects that the caller sees and has not hidden."""
    return seeing.seen_of(unit, not_hidden(unit, stored))


def not_hidden(unit: Unit, stored: Iterable[Stored]) -> list[Stored]:
    """Those of the objects that the caller has not hidden, which one's own never are."""
    found, me = list(stored), unit.by
    if all(each.owner_id == me for each in found):
        return found
    hidden = unit.transaction.grants.hidden(me)
    return [each for each in found if each.id not in hidden or each.owner_id == me]


class _Known(NamedTuple):
    """What was read of a text: its series, which does what is free; and its instance in a zone, if it has but one."""

    series: Series
    once: Instance | None


def series_in(seen: Seen, zone: Zone) -> Series:
    """The series of an object, which does what is free. Fault where its rules, times or text cannot be used."""
    return _known(seen, zone).series


def _known(seen: Seen, zone: Zone) -> _Known:
    opened = seen.object

    def work() -> _Known:
        series = opened.series(zone).within(None, units=FREE_UNITS)
        return _Known(series, _once(series, zone))

    return opened.derive(f"query {zone.name}", work)


def _once(series: Series, zone: Zone) -> Instance | None:
    """The instance of what happens once: it need not be looked for again in each window."""
    pattern, stretches = series.pattern, series.stretches
    if pattern is None or series.singles or len(stretches) != 1 or stretches[0].piece.recurs:
        return None
    with suppress(Fault):  # outside the years 1 to 9999: nobody can look there
        return stretches[0].piece.place(pattern.start, zone)
    return None


@dataclass(frozen=True, slots=True)
class Share:
    """What an object may take beyond what is free: a part of the budget that all objects of one answer share."""

    budget: Budget = field(default_factory=lambda: Budget(ANSWER_UNITS))
    units: int = SHARE_UNITS

    def within(self, series: Series) -> Series:
        """The series, with what this share allows."""
        return series.within(self.budget, units=self.units)


def instances_in(seen: Seen, window: Window, zone: Zone, share: Share | None) -> Iterator[Instance]:
    """The instances of an object in a window, lazily; of one that is seen as busy, those that take time.

    Fault TOO_LARGE where the share does not allow them.
    """
    instances = _instances(seen, window, zone, share)
    if not seen.busy or seen.stored.facts.kind is not ObjectKind.EVENT:
        return instances
    return (each for each in instances if busy_kind_of(each) is not None)


def _instances(seen: Seen, window: Window, zone: Zone, share: Share | None) -> Iterator[Instance]:
    series, once = _known(seen, zone)
    if once is not None:
        return iter((once,) if window.shows(once.begins, once.ends) else ())
    free = series.instances(window, zone)
    return free if share is None else _and_more(free, lambda: share.within(series).instances(window, zone))


def _and_more(free: Iterator[Instance], paid: Callable[[], Iterator[Instance]]) -> Iterator[Instance]:
    """What is free, and after it the rest of what is paid for."""
    passed = 0
    try:
        for each in free:
            yield each
            passed += 1
        return
    except Fault as fault:
        if fault.kind is not Kind.TOO_LARGE:
            raise
    yield from islice(paid(), passed, None)


def touches(seen: Seen, window: Window, zone: Zone, share: Share) -> bool:
    """Whether an object that the index found falls into a window, by its instances.

    One that cannot be expanded does, so that its owner sees that it is there; and a to-do without dates always.
    """
    if is_exact(seen.stored):
        span = seen.stored.facts.span
        first, last = span.first or 0, span.last or 0
        low, high = edges_of(window)
        return first < high and (last > low or first == last == low)
    try:
        series = series_in(seen, zone)
        if series.pattern is None and not series.singles:
            return True
        return next(_instances(seen, window, zone, share), None) is not None
    except Fault:
        return True


def is_exact(stored: Stored) -> bool:
    """Whether the index alone tells where an object lies: one instance, at instants."""
    facts = stored.facts
    known = facts.span.first not in (None, EVER) and facts.span.last is not None
    return known and not facts.recurs and not facts.local
