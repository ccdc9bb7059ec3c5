"""Free/busy: when a person is busy, by instances and published periods (RFC 5545 §3.6.4, RFC 4791 §7.10).

    an event            busy, unless it is transparent, cancelled, or takes no time (RFC 5545 §3.6.1, §3.8.2.7)
    STATUS:TENTATIVE    busy, tentatively
    FREEBUSY            what its FBTYPE says; a type that is not known counts as BUSY (RFC 5545 §3.2.9)
    to-dos, journals    take no time

Where periods overlap, the strongest type counts: BUSY-UNAVAILABLE, BUSY, BUSY-TENTATIVE. Periods of one type that touch
become one; all are cut to what was asked for, since nothing more may be shown.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from itertools import pairwise

from kalends.core.ics.tree import Component, Property
from kalends.core.ics.values import Duration, Period, write_date_time, write_period
from kalends.core.recur.series import Instance, Series, Window, Zones
from kalends.core.recur.series.moments import ZonedPeriod, read_when, read_whens, value_of
from kalends.core.time.dates import add, instant
from kalends.core.time.offsets import Zone


class BusyKind(IntEnum):
    """How busy a person is; the stronger the greater (RFC 5545 §3.2.9)."""

    TENTATIVE = 1
    BUSY = 2
    UNAVAILABLE = 3

    @property
    def fbtype(self) -> str:
        """The name that FBTYPE takes."""
        return _FBTYPES[self]


_FBTYPES = {BusyKind.TENTATIVE: "BUSY-TENTATIVE", BusyKind.BUSY: "BUSY", BusyKind.UNAVAILABLE: "BUSY-UNAVAILABLE"}
_KINDS = {name: kind for kind, name in _FBTYPES.items()}


@dataclass(frozen=True, slots=True, order=True)
class BusyPeriod:
    """A stretch of busy time, from an instant to before another (aware, UTC)."""

    start: datetime
    end: datetime
    kind: BusyKind = BusyKind.BUSY


def busy_of(series: Series, window: Window, zone: Zone) -> Iterator[BusyPeriod]:
    """The busy periods of a series within a window, neither cut nor merged; days and floating times as in `zone`."""
    return busy_in(series.instances(window, zone))


def busy_in(instances: Iterable[Instance]) -> Iterator[BusyPeriod]:
    """The busy periods of instances, neither cut nor merged."""
    for instance in instances:
        kind = busy_kind_of(instance)
        if kind is not None and instance.begins < instance.ends:
            yield BusyPeriod(instance.begins, instance.ends, kind)


def busy_kind_of(instance: Instance) -> BusyKind | None:
    """How busy an instance makes one, None for not at all."""
    component = instance.component
    if component.name != "VEVENT" or _value(component, "TRANSP") == "TRANSPARENT":
        return None
    status = _value(component, "STATUS")
    if status == "CANCELLED":
        return None
    return BusyKind.TENTATIVE if status == "TENTATIVE" else BusyKind.BUSY


def _value(component: Component, name: str) -> str:
    prop = component.first(name)
    return prop.value.strip().upper() if prop else ""


def published(component: Component, zones: Zones, zone: Zone) -> Iterator[BusyPeriod]:
    """The busy periods that a VFREEBUSY tells; Fault INVALID for a FREEBUSY that holds no periods."""
    for prop in component.all("FREEBUSY"):
        name = (prop.param("FBTYPE") or "BUSY").upper()
        if name != "FREE":
            for start, end in periods_in(prop, zones, zone):
                yield BusyPeriod(start, end, _KINDS.get(name, BusyKind.BUSY))


def periods_in(prop: Property, zones: Zones, zone: Zone) -> Iterator[tuple[datetime, datetime]]:
    """Start and end (aware, UTC) of the periods of a FREEBUSY, of whatever type; Fault INVALID where it holds none."""
    for span in read_whens(prop, zones):
        if isinstance(span, ZonedPeriod):
            end = add(span.start, span.end) if isinstance(span.end, Duration) else span.end
            yield instant(span.start, zone), instant(end, zone)


def availability_in(component: Component, zones: Zones, zone: Zone) -> tuple[datetime | None, datetime | None]:
    """Start and end (aware, UTC) of a VAVAILABILITY, None for an open one (RFC 7953 §3.1); Fault INVALID for a time or
    duration that cannot be used."""
    start, end, duration = [component.first(name) for name in ("DTSTART", "DTEND", "DURATION")]
    begins = None if start is None else read_when(start, zones)
    ends = None if end is None else read_when(end, zones)
    if begins is not None and ends is None and duration is not None:
        length = value_of(duration)
        ends = add(begins, length) if isinstance(length, Duration) else None
    return None if begins is None else instant(begins, zone), None if ends is None else instant(ends, zone)


def merged(periods: Iterable[BusyPeriod], window: Window) -> list[BusyPeriod]:
    """The periods within a window, cut to it, in order, without overlap; at each moment the strongest counts."""
    cut = [each for period in periods for each in _cut(period, window)]
    joined: list[BusyPeriod] = []
    for period in _flat(cut):
        last = joined[-1] if joined else None
        if last and last.kind is period.kind and last.end == period.start:
            joined[-1] = BusyPeriod(last.start, period.end, last.kind)
        else:
            joined.append(period)
    return joined


def _cut(period: BusyPeriod, window: Window) -> Iterator[BusyPeriod]:
    start = period.start if window.start is None else max(period.start, window.start)
    end = period.end if window.end is None else min(period.end, window.end)
    if start < end:
        yield BusyPeriod(start, end, period.kind)


def _flat(periods: list[BusyPeriod]) -> Iterator[BusyPeriod]:
    """Pieces between all edges, each with the strongest kind that is open there."""
    changes: dict[datetime, list[int]] = {}
    for period in periods:
        changes.setdefault(period.start, [0] * (len(BusyKind) + 1))[period.kind] += 1
        changes.setdefault(period.end, [0] * (len(BusyKind) + 1))[period.kind] -= 1
    opened = [0] * (len(BusyKind) + 1)
    for start, end in pairwise(sorted(changes)):
        opened = [before + change for before, change in zip(opened, changes[start], strict=True)]
        strongest = next((kind for kind in reversed(BusyKind) if opened[kind]), None)
        if strongest is not None:
            yield BusyPeriod(start, end, strongest)


def vfreebusy(periods: Iterable[BusyPeriod], window: Window, head: Iterable[Property]) -> Component:
    """A VFREEBUSY of merged periods: `head` (UID, DTSTAMP, ORGANIZER…), what was asked for, the periods by type.

    The window is closed on both sides (RFC 4791 §7.10 gives the request's own).
    """
    asked = [Property.headed(name, write_date_time(moment)) for name, moment in _asked(window)]
    by_kind: dict[BusyKind, list[BusyPeriod]] = {}
    for period in periods:
        by_kind.setdefault(period.kind, []).append(period)
    told = [_told(kind, by_kind[kind]) for kind in sorted(by_kind)]
    return Component("VFREEBUSY", [*head, *asked, *told])


def _asked(window: Window) -> Iterator[tuple[str, datetime]]:
    if window.start is not None:
        yield "DTSTART", window.start
    if window.end is not None:
        yield "DTEND", window.end


def _told(kind: BusyKind, periods: list[BusyPeriod]) -> Property:
    written = [write_period(Period(each.start, each.end)) for each in periods]
    return Property.headed(f"FREEBUSY;FBTYPE={kind.fbtype}", ",".join(written))
