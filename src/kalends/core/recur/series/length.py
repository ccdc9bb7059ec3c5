"""How long a component lasts, and with it every instance that it describes (RFC 5545 §3.3.6, §3.8.2, §3.8.5.3).

RFC 5545 §3.8.5.3: with DTEND or DUE, "the same exact duration" applies to all instances; with DURATION "the same
nominal duration", whose days are days of the calendar and whose hours are exact. So an event from 22:00 until 06:00
that is written with DTEND takes eight hours also in the night in which the clocks are changed, and ends at 05:00 or
07:00; one of DURATION:P1D takes 23 or 25. Days from DTSTART to DTEND are days.

Without an end an event of a day takes the day, one with a time no time at all (RFC 5545 §3.6.1). So does one that
ends before it starts. Hours beside a DATE (RFC 5545 §3.8.2.5 forbids them) are made up to whole days.
"""

from datetime import timedelta

from kalends.core.ics.tree import Component
from kalends.core.ics.values import Duration
from kalends.core.recur.series.axis import digits
from kalends.core.recur.series.moments import Zones, bad_value, read_when, value_of
from kalends.core.time.dates import Date, Floating, Utc, When, Zoned, instant, wall_of
from kalends.core.time.offsets import Zone
from kalends.core.time.zones import zone

_DAY = 86_400
ONE_DAY = Duration(days=1)
NO_TIME = Duration()
_END = {"VEVENT": "DTEND", "VTODO": "DUE", "VFREEBUSY": "DTEND"}


def end_name(component: Component) -> str:
    """The property that ends a component of that kind; DTEND for kinds that have none, where it has no effect."""
    return _END.get(component.name, "DTEND")


def length_of(component: Component, start: When, zones: Zones) -> tuple[Duration, Zone | None]:
    """How long a component that starts so lasts, and the zone in which its end is told, if that is another."""
    end = component.first(end_name(component)) if component.name in _END else None
    if end is not None:
        when = read_when(end, zones)
        return until(start, when), when.zone if isinstance(when, Zoned) and isinstance(start, Zoned | Utc) else None
    duration = component.first("DURATION")
    if duration is None:
        return (ONE_DAY if isinstance(start, Date) else NO_TIME), None
    value = value_of(duration)
    if not isinstance(value, Duration):
        raise bad_value(duration, "it is not a duration", "RFC 5545 §3.3.6")
    return _sound(value, start), None


def until(start: When, end: When) -> Duration:
    """The duration from a start to an end, as DTSTART and DTEND say it: whole days beside a day, else exact."""
    if isinstance(start, Date):
        days = (digits(end).date() - start.day).days
        return Duration(days=max(days, 1))
    return Duration(seconds=max(0, _seconds(start, end)))


def _seconds(start: Floating | Zoned | Utc, end: When) -> int:
    if isinstance(start, Floating):
        passed = digits(end) - start.wall
    elif isinstance(end, Zoned | Utc):
        passed = instant(end) - instant(start)
    else:
        here = start.zone if isinstance(start, Zoned) else zone("Etc/UTC")
        passed = here.to_utc(wall_of(end)) - instant(start)
    return passed // timedelta(seconds=1)


def _sound(duration: Duration, start: When) -> Duration:
    if duration.negative:
        return ONE_DAY if isinstance(start, Date) else NO_TIME
    if not isinstance(start, Date):
        return duration
    return Duration(days=max(1, duration.days - -duration.seconds // _DAY))


def longest(duration: Duration) -> timedelta:
    """The most that a duration can take by the clock, its days being of up to 26 hours more for zones that move."""
    return timedelta(days=duration.days + (2 if duration.days else 0), seconds=duration.seconds)
