"""The line on which a series lies, by the sort of its DTSTART: days, wall times, or instants (RFC 5545 §3.3.4, §3.3.5).

A place on the line is a key. Two times are the same instance if their keys are equal, whatever their form: an EXDATE
in UTC takes out an instance in a zone. Rules are expanded on walls, which are keys but for instants in a zone.

    Days      key = the day                  wall = the day
    Walls     key = the wall time            wall = the wall time
    Instants  key = the instant, naive UTC   wall = what the zone shows then; UTC itself where there is no zone

A time of another sort than DTSTART is read as the clients that write such things mean it: a time beside days counts by
its day, one without a zone is in the series' zone, one in UTC beside floating times counts digit for digit, and a day
beside times is the instance at DTSTART's time of day.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from heapq import heappop, heappush
from typing import cast

from kalends.core.time.dates import Date, Floating, Utc, When, Zoned, wall_of, zoned
from kalends.core.time.offsets import EARLIEST, LATEST, Zone, moved

_SPARE = 2 * 86_400  # seconds; more than clocks are ever set forward or back
_MIDNIGHT = time.min

# the same instant twice: to count from one of them to the other is the quickest way from naive UTC to aware
NAIVE = datetime(2000, 1, 1)  # noqa: DTZ001 — UTC
AWARE = NAIVE.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class DayAxis:
    """A line of days: keys are dates."""

    def key(self, when: When) -> date:
        """The place of a time."""
        return digits(when).date()

    def when(self, key: date) -> When:
        """The time at a place, in the form of the series."""
        return Date(key)

    def from_digits(self, wall: datetime) -> When:
        """The time of this sort that shows these digits."""
        return Date(wall.date())

    def digits(self, key: date) -> datetime:
        """What calendar and clock show at a place."""
        return datetime.combine(key, _MIDNIGHT)

    def instant(self, key: date, zone: Zone) -> datetime:
        """The instant (aware, UTC) of a place, for one who is in `zone`."""
        return zone.to_utc(datetime.combine(key, _MIDNIGHT))

    def walls(self, key: date) -> tuple[date, date]:
        """Walls between which everything at this place lies: from the first, and before the second from the next."""
        return key, key

    def keys(self, walls: Iterable[date]) -> Iterator[date]:
        """The places of walls that rise, in order, each once."""
        return iter(walls)

    def around(self, moment: datetime, zone: Zone) -> tuple[date, date]:
        """Every place before the first begins before an instant; every one from the second on at it or after."""
        low, high = walls_around(zone, moment)
        return low.date(), high.date() if high.time() == _MIDNIGHT else _after(high.date())


@dataclass(frozen=True, slots=True)
class WallAxis:
    """A line of wall times without a zone: keys are naive date-times; `clock` is DTSTART's time of day."""

    clock: time

    def key(self, when: When) -> date:
        """The place of a time."""
        return datetime.combine(when.day, self.clock) if isinstance(when, Date) else digits(when)

    def when(self, key: date) -> When:
        """The time at a place, in the form of the series."""
        return Floating(as_time(key))

    def from_digits(self, wall: datetime) -> When:
        """The time of this sort that shows these digits."""
        return Floating(wall)

    def digits(self, key: date) -> datetime:
        """What calendar and clock show at a place."""
        return as_time(key)

    def instant(self, key: date, zone: Zone) -> datetime:
        """The instant (aware, UTC) of a place, for one who is in `zone`."""
        return zone.to_utc(as_time(key))

    def walls(self, key: date) -> tuple[date, date]:
        """Walls between which everything at this place lies: from the first, and before the second from the next."""
        return key, key

    def keys(self, walls: Iterable[date]) -> Iterator[date]:
        """The places of walls that rise, in order, each once."""
        return iter(walls)

    def around(self, moment: datetime, zone: Zone) -> tuple[date, date]:
        """Every place before the first begins before an instant; every one from the second on at it or after."""
        return walls_around(zone, moment)


@dataclass(frozen=True, slots=True)
class InstantAxis:
    """A line of instants: keys are naive date-times in UTC; `clock` is DTSTART's time of day in the zone, or in UTC."""

    zone: Zone | None
    clock: time

    def key(self, when: When) -> date:
        """The place of a time."""
        if isinstance(when, Utc):
            return when.moment.replace(tzinfo=None)
        if isinstance(when, Zoned):
            return when.zone.to_utc(when.wall).replace(tzinfo=None)
        wall = datetime.combine(when.day, self.clock) if isinstance(when, Date) else when.wall
        return self.zone.to_utc(wall).replace(tzinfo=None) if self.zone else wall

    def when(self, key: date) -> When:
        """The time at a place, in the form of the series."""
        moment = as_time(key).replace(tzinfo=UTC)
        return zoned(moment, self.zone) if self.zone else Utc(moment)

    def from_digits(self, wall: datetime) -> When:
        """The time of this sort that shows these digits."""
        return Zoned(wall, self.zone) if self.zone else Utc(wall.replace(tzinfo=UTC))

    def digits(self, key: date) -> datetime:
        """What calendar and clock show at a place."""
        return self.zone.to_wall(as_time(key)) if self.zone else as_time(key)

    def instant(self, key: date, _zone: Zone) -> datetime:
        """The instant (aware, UTC) of a place."""
        return AWARE + (key - NAIVE)

    def walls(self, key: date) -> tuple[date, date]:
        """Walls between which everything at this place lies: from the first, and before the second from the next."""
        return walls_around(self.zone, as_time(key)) if self.zone else (key, key)

    def keys(self, walls: Iterable[date]) -> Iterator[date]:
        """The places of walls that rise, in order, each once."""
        return _instants(walls, self.zone) if self.zone else iter(walls)

    def around(self, moment: datetime, _zone: Zone) -> tuple[date, date]:
        """Every place before the first begins before an instant; every one from the second on at it or after."""
        key = moment.replace(tzinfo=None)
        return key, key


Axis = DayAxis | WallAxis | InstantAxis


def axis_of(start: When) -> Axis:
    """The line of a series that starts so."""
    match start:
        case Date():
            return DayAxis()
        case Floating(wall):
            return WallAxis(wall.time())
        case Zoned(wall, zone):
            return InstantAxis(zone, wall.time())
        case Utc(moment):
            return InstantAxis(None, moment.time())


def same_sort(one: Axis, other: Axis) -> bool:
    """Whether the times of two lines are written alike: both days, both floating, or both in one zone."""
    if isinstance(one, InstantAxis) and isinstance(other, InstantAxis):
        return one.zone == other.zone
    return type(one) is type(other)


def digits(when: When) -> datetime:
    """What calendar and clock show at a time, in its own zone; a day's midnight."""
    return when.moment.replace(tzinfo=None) if isinstance(when, Utc) else wall_of(when)


def as_time(key: date) -> datetime:
    """A key or wall of a line of times, which is always a date-time."""
    assert isinstance(key, datetime)
    return key


def walls_around(zone: Zone, moment: datetime) -> tuple[datetime, datetime]:
    """Wall times before the first of which all is earlier than an instant, and from the second on none is."""
    here = zone.at(moment).offset
    wall = moved(moment.replace(tzinfo=None), here)
    # near a change of the clocks the order of wall times is not that of instants
    if zone.at(moved(moment, -_SPARE)).offset == here == zone.at(moved(moment, _SPARE)).offset:
        return wall, wall
    return moved(wall, -_SPARE), moved(wall, _SPARE)


def _instants(walls: Iterable[date], zone: Zone) -> Iterator[date]:
    """The instants of rising wall times, in order, as far as the year 9999.

    One in a gap is read by the offset before it (RFC 5545 §3.3.5), so that it comes after some that are there: those
    of gaps are held back until the others have passed.
    """
    held: list[datetime] = []
    with suppress(OverflowError):
        yield from _passing(cast(Iterable[datetime], walls), zone, held)
    yield from sorted(held)


def _passing(walls: Iterable[datetime], zone: Zone, held: list[datetime]) -> Iterator[datetime]:
    delta, quiet = timedelta(0), EARLIEST
    for wall in walls:
        if wall < quiet:
            yield wall - delta
            continue
        delta, edge = zone.steady(wall)
        key = wall - delta
        if wall >= edge:  # in a gap
            heappush(held, key)
            quiet = EARLIEST
            continue
        while held and held[0] <= key:
            early = heappop(held)
            if early != key:  # else two walls that are one instant
                yield early
        yield key
        quiet = EARLIEST if held else edge


def _after(day: date) -> date:
    return day + timedelta(days=1) if day < LATEST.date() else day
