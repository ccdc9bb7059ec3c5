"""Properties ⇄ times and lengths (RFC 5545 §3.3.6, §3.8.2, §3.8.4.4, §3.8.5).

What a time is, the value itself says: a date is a day even where VALUE=DATE is missing, a Z is UTC even beside a
TZID (the deviations `date-without-value`, `zone-with-utc` and `zone-with-date` of a lenient reading).

RFC 5545 §3.8.5.3: with DTEND or DUE, "the same exact duration" applies to all instances; with DURATION "the same
nominal duration", whose days are days of the calendar and whose hours are exact. So an event from 22:00 until 06:00
that is written with DTEND takes eight hours also in the night in which the clocks are changed, and ends at 05:00 or
07:00; one of DURATION:P1D takes 23 or 25. Days from DTSTART to DTEND are days.

Without an end an event of a day takes the day, one with a time no time at all (RFC 5545 §3.6.1). So does one that
ends before it starts. Hours beside a DATE (RFC 5545 §3.8.2.5 forbids them) are made up to whole days.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple

from kalends.core.ics.problems import shortened
from kalends.core.ics.tree import Component, Property
from kalends.core.ics.tzid import decode_tzid, definitions, tzid_of
from kalends.core.ics.values import (
    Duration,
    MalformedValueError,
    Period,
    Single,
    Value,
    typed,
    write_date,
    write_date_time,
)
from kalends.core.recur.series.axis import digits
from kalends.core.time.dates import Date, Floating, Utc, When, Zoned, elapsed
from kalends.core.time.offsets import Zone
from kalends.core.time.zones import ETC_UTC, find_zone
from kalends.errors import Fault, Flaw, Kind, Severity

Zones = Callable[[str], Zone]
"""TZID → zone; raises Fault INVALID for a name that means none."""


class ZonedPeriod(NamedTuple):
    """A PERIOD whose times are in their zone: from a start, to an end or for a duration."""

    start: When
    end: When | Duration


KnownZones = dict[tuple[str, int], tuple[Component | None, Zone | Fault]]
"""What TZIDs were found to mean, by name and definition, to be shared by calendars that have definitions in common."""


def zones_of(calendar: Component, known: KnownZones | None = None) -> Zones:
    """What the TZIDs of one calendar mean; each is looked up once, for all calendars that share `known`."""
    own = definitions(calendar.children("VTIMEZONE"))
    mine: dict[str, Zone | Fault] = {}
    shared: KnownZones = {} if known is None else known

    def look_up(tzid: str) -> Zone:
        found = mine.get(tzid)
        if found is None:
            definition = own.get(tzid)
            key = (tzid, id(definition))
            if key not in shared:
                shared[key] = (definition, _zone_or_fault(tzid, own))  # held, so that no other definition gets its id
            found = mine[tzid] = shared[key][1]
        if isinstance(found, Fault):
            raise found.with_traceback(None)
        return found

    return look_up


def _zone_or_fault(tzid: str, own: Mapping[str, Component]) -> Zone | Fault:
    try:
        return find_zone(tzid, own)
    except Fault as fault:
        return fault


def value_of(prop: Property) -> Value:
    """The typed value of a property; Fault INVALID that names it where it is malformed."""
    try:
        return typed(prop)
    except MalformedValueError as error:
        raise bad_value(prop, error.reason, error.rfc) from None


def bad_value(prop: Property, reason: str, rfc: str) -> Fault:
    """The fault of a property whose value cannot be used."""
    return Fault(Kind.INVALID, f"{prop.name}: {reason}", [Flaw("bad-value", reason, field=prop.name, rfc=rfc)])


def read_when(prop: Property, zones: Zones) -> When:
    """The one time of a property; Fault INVALID for anything else."""
    return _when(prop, value_of(prop), zones)


def read_whens(prop: Property, zones: Zones) -> Iterator[When | ZonedPeriod]:
    """The times and periods of an EXDATE, RDATE or FREEBUSY, none where its value is empty; Fault INVALID for anything
    else."""
    if not prop.value.strip():
        return
    value = value_of(prop)
    for each in value if isinstance(value, tuple) and not isinstance(value, Period) else (value,):
        if isinstance(each, Period):
            end = each.end if isinstance(each.end, Duration) else _when(prop, each.end, zones)
            yield ZonedPeriod(_when(prop, each.start, zones), end)
        else:
            yield _when(prop, each, zones)


def _when(prop: Property, value: Value | Single, zones: Zones) -> When:
    if isinstance(value, datetime):
        if value.tzinfo is not None:
            return Utc(value)
        tzid = prop.param("TZID")
        return Zoned(value, zones(tzid)) if tzid is not None else Floating(value)
    if isinstance(value, date):
        return Date(value)
    raise bad_value(prop, "it is neither a date nor a date and time", "RFC 5545 §3.3.5")


def when_property(name: str, when: When, tzid: str | None = None) -> Property:
    """A property that holds one time: VALUE=DATE, a floating time, TZID, or UTC (RFC 5545 §3.3.4, §3.3.5).

    `tzid` is how the text calls a time's zone, if not by its name.
    """
    if isinstance(when, Zoned):  # first and without a pattern, since most are, and patterns take their time
        return Property.headed(_zoned_head(name, tzid or when.zone.name), write_date_time(when.wall))
    return Property.headed(f"{name};VALUE=DATE" if isinstance(when, Date) else name, write_when(when))


@lru_cache(maxsize=1024)
def _zoned_head(name: str, tzid: str) -> str:
    return Property.make(name, "", [("TZID", tzid)]).head


def with_when(prop: Property, when: When, tzid: str | None = None) -> Property:
    """The property with another time and its other parameters kept; `tzid` as in `when_property`."""
    kept = [(name, values) for name, values in prop.params if name not in ("VALUE", "TZID")]
    bare = when_property(prop.name, when, tzid)
    return bare.with_params([*bare.params, *kept]) if kept else bare


def write_when(when: When) -> str:
    """The written value of a time, which is whole only together with its VALUE or TZID."""
    match when:
        case Date(day):
            return write_date(day)
        case Floating(wall) | Zoned(wall):
            return write_date_time(wall)
        case Utc(moment):
            return write_date_time(moment)


class ForgivingZones:
    """What the TZIDs of a calendar mean; one that means nothing is the zone of the reader.

    So such a time counts as a floating one, which is how clients show it. `unknown` are the names that were met.
    """

    __slots__ = ("_calendar", "_exact", "judged", "local", "unknown")

    def __init__(self, calendar: Component, local: Zone, known: KnownZones | None = None) -> None:
        self._calendar = calendar
        self._exact = zones_of(calendar, known)
        self.local = local
        self.judged = False
        self.unknown: dict[str, Fault] = {}

    @property
    def forgave(self) -> bool:
        """Whether a name meant nothing, or a day was judged by the zone of the reader."""
        return self.judged or bool(self.unknown)

    def day_of(self, moment: datetime) -> date:
        """The day that an instant (UTC) names beside days: that which begins with it, where it is a local midnight.

        The zone of the text decides: that which it names as its own, or the only one that it describes; else `local`.
        """
        home = home_of(self._calendar, self._exact)
        if home is None:
            self.judged, home = True, self.local
        wall = home.to_wall(moment)
        return wall.date() if wall.time() == time.min else moment.date()

    def __call__(self, tzid: str) -> Zone:
        try:
            return self._exact(tzid)
        except Fault as fault:
            self.unknown[tzid] = fault.with_traceback(None)
            return self.local


class WidestZones(ForgivingZones):
    """The same for an index, which has to hold every instance in whatever zone: a day is the latest that it may be."""

    __slots__ = ()

    def day_of(self, moment: datetime) -> date:
        """The day after an instant, unless the calendar ends."""
        return moment.date() + timedelta(days=1) if moment.date() < date.max else date.max


def home_of(calendar: Component, zones: Zones) -> Zone | None:
    """The zone of a text: X-WR-TIMEZONE, or the only zone that it describes; else None."""
    named = calendar.first("X-WR-TIMEZONE")
    described = [tzid for each in calendar.children("VTIMEZONE") if (tzid := tzid_of(each))]
    tzid = decode_tzid(named.value) if named is not None else described[0] if len(described) == 1 else ""
    try:
        return zones(tzid) if tzid else None
    except Fault:
        return None


_DAY = 86_400
ONE_DAY = Duration(days=1)
NO_TIME = Duration()
_END = {"VEVENT": "DTEND", "VTODO": "DUE", "VFREEBUSY": "DTEND"}


def end_name(component: Component) -> str:
    """The property that ends a component of that kind; DTEND for kinds that have none, where it has no effect."""
    return _END.get(component.name, "DTEND")


def length_of(component: Component, start: When, zones: Zones) -> tuple[Duration, Zone | None]:
    """How long a component that starts so lasts, and the zone of its end, if that is another."""
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
    else:
        passed = elapsed(start, end, start.zone if isinstance(start, Zoned) else ETC_UTC)
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


ZONE_NOT_KNOWN = "zone-not-known"


def notes_of(components: Iterable[Component], zones: ForgivingZones, taken: str = "") -> list[Flaw]:
    """The unknown zones, each with the first line of the object that names it (`line` as in the tree).

    `taken` says in whose zone such times are; without it, the name of that zone.
    """
    if not zones.unknown:
        return []
    found: dict[str, Flaw] = {}
    for component in components:
        for prop in component.properties:
            tzid = prop.param("TZID") if prop.params else None
            if tzid in zones.unknown and tzid not in found:
                instead = taken or zones.local.name
                message = f"no time zone is called {shortened(tzid)!r}; its times are taken as those of {instead}"
                found[tzid] = Flaw(
                    ZONE_NOT_KNOWN, message, prop.name, prop.number, rfc="RFC 5545 §3.2.19", severity=Severity.WARNING
                )
    return list(found.values())
