"""Properties ⇄ times: DTSTART and its kin as `When`, lists of them, and back (RFC 5545 §3.8.2, §3.8.4.4, §3.8.5).

What a time is, is told by the value itself: a date is a day even where VALUE=DATE is missing, a Z is UTC even beside a
TZID (the deviations `date-without-value`, `zone-with-utc` and `zone-with-date` of a lenient reading).
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from kalends.core.ics.tree import Component, Property
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
from kalends.core.time.dates import Date, Floating, Utc, When, Zoned
from kalends.core.time.offsets import Zone
from kalends.core.time.zones import find_zone
from kalends.errors import Fault, Flaw, Kind

Zones = Callable[[str], Zone]
"""TZID → zone; raises Fault INVALID for a name that means none."""


class Span(NamedTuple):
    """A PERIOD whose times are in their zone: from a start, to an end or for a duration."""

    start: When
    end: When | Duration


def zones_of(calendar: Component) -> Zones:
    """What the TZIDs of one calendar mean; each is looked up once, and known to nobody else."""
    own: dict[str, Component] = {}
    for each in calendar.children("VTIMEZONE"):
        tzid = each.first("TZID")
        if tzid is not None:
            own.setdefault(tzid.value, each)
    known: dict[str, Zone | Fault] = {}

    def look_up(tzid: str) -> Zone:
        found = known.get(tzid)
        if found is None:
            found = known[tzid] = _zone_or_fault(tzid, own)
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


def read_whens(prop: Property, zones: Zones) -> Iterator[When | Span]:
    """The times and periods of an EXDATE, RDATE or FREEBUSY, none where its value is empty; Fault INVALID for anything
    else."""
    if not prop.value.strip():
        return
    value = value_of(prop)
    for each in value if isinstance(value, tuple) and not isinstance(value, Period) else (value,):
        if isinstance(each, Period):
            end = each.end if isinstance(each.end, Duration) else _when(prop, each.end, zones)
            yield Span(_when(prop, each.start, zones), end)
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
