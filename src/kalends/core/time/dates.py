"""The four kinds of time that iCalendar has, which cannot be mixed (RFC 5545 §3.3.4, §3.3.5, §3.3.6).

    Date      a day, wherever one is
    Floating  a wall time, wherever one is
    Zoned     a wall time in a zone
    Utc       an instant

They have no order and no minus among them: a caller who compares says in which zone days and floating times are
to count, and compares instants. Adding a duration keeps RFC 5545's two sorts apart: days are nominal (the same wall
time, tomorrow), seconds are exact.

A wall time that a zone shows twice means its first occurrence (RFC 5545 §3.3.5); the second cannot be said with a
TZID. So an instant in a second occurrence stays `Utc` where it is brought into a zone: the type tells that it cannot
be written otherwise, and no time is silently moved by an hour. `fold` of a datetime is never looked at.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import overload

from kalends.core.ics.values import Duration
from kalends.core.time.offsets import Zone, out_of_range
from kalends.errors import Fault, Flaw, Kind

_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Date:
    """A day, without time or zone (RFC 5545 §3.3.4)."""

    day: date

    def __post_init__(self) -> None:
        if isinstance(self.day, datetime):
            raise TypeError("a Date takes a date without a time")


@dataclass(frozen=True, slots=True)
class Floating:
    """A wall time, wherever one is (RFC 5545 §3.3.5, form 1)."""

    wall: datetime

    def __post_init__(self) -> None:
        _demand_naive(self.wall)


@dataclass(frozen=True, slots=True)
class Zoned:
    """A wall time in a zone (RFC 5545 §3.3.5, form 3); in a fold, its first occurrence."""

    wall: datetime
    zone: Zone

    def __post_init__(self) -> None:
        _demand_naive(self.wall)


@dataclass(frozen=True, slots=True)
class Utc:
    """An instant, as an aware datetime in UTC (RFC 5545 §3.3.5, form 2)."""

    moment: datetime

    def __post_init__(self) -> None:
        if self.moment.tzinfo is not UTC:
            raise TypeError("a Utc takes a datetime whose tzinfo is UTC")


Fixed = Zoned | Utc
"""A time that is one instant, wherever it is read."""

When = Date | Floating | Zoned | Utc


def _demand_naive(wall: datetime) -> None:
    if wall.tzinfo is not None:
        raise TypeError("a wall time takes a datetime without tzinfo")


@overload
def instant(when: Fixed) -> datetime: ...
@overload
def instant(when: When, default_zone: Zone) -> datetime: ...
def instant(when: When, default_zone: Zone | None = None) -> datetime:
    """The instant (aware, UTC) of a time; days (at midnight) and floating times count in `default_zone`.

    Raises Fault INVALID for what lies outside the years 1 to 9999.
    """
    match when:
        case Utc(moment):
            return moment
        case Zoned(wall, zone):
            return zone.to_utc(wall)
    if default_zone is None:
        raise TypeError("days and floating times are instants only in a zone")
    return default_zone.to_utc(wall_of(when))


def wall_of(when: Date | Floating | Zoned) -> datetime:
    """The wall time (naive) of a time that has one; a day's is its midnight."""
    return datetime.combine(when.day, time.min) if isinstance(when, Date) else when.wall


def wall_in(when: When, zone: Zone) -> datetime:
    """The wall time (naive) that a time has in a zone; days and floating times have the same everywhere."""
    if isinstance(when, Date | Floating) or (isinstance(when, Zoned) and when.zone is zone):
        return wall_of(when)
    return zone.to_wall(instant(when))


def zoned(moment: datetime, zone: Zone) -> Fixed:
    """An instant (aware) as a wall time of a zone, or as `Utc` where it is a fold's second occurrence."""
    moment = _utc(moment)
    wall = zone.to_wall(moment)
    return Zoned(wall, zone) if zone.to_utc(wall) == moment else Utc(moment)


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise TypeError("an instant takes a datetime with tzinfo")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise out_of_range() from None


@overload
def add(when: Date, duration: Duration) -> Date: ...
@overload
def add(when: Floating, duration: Duration) -> Floating: ...
@overload
def add(when: Utc, duration: Duration) -> Utc: ...
@overload
def add(when: Fixed, duration: Duration) -> Fixed: ...
@overload
def add(when: When, duration: Duration) -> When: ...
def add(when: When, duration: Duration) -> When:
    """The time a duration later, or earlier where it is negative (RFC 5545 §3.3.6).

    Days are added first, to the wall time; then the seconds, to the instant, as an hour on the clock may be missing
    or come twice. A day plus seconds is a Fault INVALID unless they make whole days: its DURATION has to be in days
    or weeks (RFC 5545 §3.6.1). So is a result outside the years 1 to 9999.
    """
    try:
        return _add(when, duration)
    except OverflowError:
        raise out_of_range() from None


def _add(when: When, duration: Duration) -> When:
    days, exact = timedelta(days=duration.days), timedelta(seconds=duration.seconds)
    match when:
        case Date(day):
            return Date(day + days + timedelta(days=_whole_days(duration.seconds)))
        case Floating(wall):
            return Floating(wall + days + exact)
        case Utc(moment):
            return Utc(moment + days + exact)
        case Zoned(wall, zone):
            later = Zoned(wall + days, zone)
            return zoned(instant(later) + exact, zone) if exact else later


def _whole_days(seconds: int) -> int:
    if seconds % _DAY:
        reason = "an event of whole days lasts whole days: its duration has no hours, minutes or seconds"
        raise Fault(Kind.INVALID, reason, [Flaw("duration-of-date", reason, field="DURATION", rfc="RFC 5545 §3.6.1")])
    return seconds // _DAY


def elapsed(start: When, end: When, default_zone: Zone) -> timedelta:
    """The exact time from one time to another (RFC 5545 §3.8.2.4): negative where `end` is earlier.

    What a start and an end mean where the start is in a skipped hour, `place_end` says.
    """
    return instant(place_end(start, end), default_zone) - instant(start, default_zone)


@overload
def place_end(start: When, end: Fixed) -> Fixed: ...
@overload
def place_end(start: When, end: When) -> When: ...
def place_end(start: When, end: When) -> When:
    """The end that an event has whose start and end were said so; not the one said only where clocks skip the start.

    Such a start means a later time (RFC 5545 §3.3.5), perhaps one at or after the end. Then the event lasts as long as
    the two wall times say: 02:30 to 03:30 in the night without 02:30 is 03:30 to 04:30. Fault INVALID after 9999.
    """
    if not (isinstance(start, Zoned) and isinstance(end, Zoned) and start.wall < end.wall and start.zone == end.zone):
        return end
    if instant(start) < instant(end):
        return end
    return add(start, Duration(seconds=int((end.wall - start.wall).total_seconds())))
