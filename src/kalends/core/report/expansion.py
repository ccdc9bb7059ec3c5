"""A series as its instances, each a component of its own (RFC 4791 §9.6.5).

    DTSTART, DTEND, DUE   of the instance, in UTC; days stay days, floating times float
    DURATION              stays, but where days of a zone are not 24 hours long, or a period of RDATE has its own
    RECURRENCE-ID         of each instance of a series, the first too, so that a client can name it
    RRULE, RDATE, EXDATE, EXRULE, VTIMEZONE   are gone, and so is every TZID

All else is that of the component that describes the instance, its alarms too. What does not recur is one component
without RECURRENCE-ID. Only what is in the time range is there (RFC 4791 §9.9): so the calendar may be empty.

Components that have no instances (VFREEBUSY, VAVAILABILITY) stay as they are, and their zones with them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kalends.core.ics.tree import Component, Property
from kalends.core.ics.values import (
    Duration,
    MalformedValueError,
    parse_date_time,
    parse_duration,
    write_date_time,
    write_duration,
)
from kalends.core.match.filters import TimeRange
from kalends.core.objects.object import CalendarObject
from kalends.core.recur.budget import Budget
from kalends.core.recur.series import RECURRING, Instance, Zones
from kalends.core.recur.series.axis import DayAxis, InstantAxis
from kalends.core.recur.series.gather import anchor_of
from kalends.core.recur.series.moments import NO_TIME, ONE_DAY, end_name, when_property, with_when
from kalends.core.report.overlap import OBJECT_UNITS, Times
from kalends.core.time.dates import Utc, When, Zoned, instant
from kalends.core.time.offsets import Zone
from kalends.errors import Fault, Flaw, Kind

_RECURRENCE = frozenset(("RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID"))
_TIMED = frozenset(("DTSTART", "DTEND", "DUE", "DURATION"))
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Allowance:
    """What all expansions of one answer together may cost: units of work, instances, octets of text."""

    work: Budget = field(default_factory=lambda: Budget(OBJECT_UNITS))
    instances: Budget = field(default_factory=lambda: Budget(50_000))
    octets: Budget = field(default_factory=lambda: Budget(16_777_216))


def expand(opened: CalendarObject, span: TimeRange, zone: Zone, allowance: Allowance) -> Iterator[Component]:
    """What stands in the calendar of an object when its instances in a time range do, in order, made one by one.

    Days and floating times count in `zone`. Fault TOO_LARGE, with the precondition `number-of-matches-within-limits`,
    for more work and instances than are allowed; INVALID and UNSUPPORTED for times and rules that cannot be used.
    """
    times = Times(opened, zone, allowance.work)
    if opened.kind not in RECURRING:
        yield from opened.calendar.components
    elif not opened.has_dates(zone):
        zones = opened.zones(zone)
        parts = (part for part in opened.parts if times.overlap(part, span.window, opened.calendar))
        yield from (_in_utc(part, zones) for part in parts)
    else:
        yield from _instances(times, span, allowance)


def _instances(times: Times, span: TimeRange, allowance: Allowance) -> Iterator[Component]:
    templates: dict[int, _Template] = {}
    zones = times.opened.zones(times.zone)
    try:
        for instance in times.instances(span.window):
            if not allowance.instances.take(1):
                raise over_limits("instances")
            component = instance.component
            template = templates.get(id(component))
            if template is None:
                template = templates[id(component)] = _Template.of(component, zones)
            yield template.fill(instance)
    except Fault as fault:
        raise over_limits("work") if fault.kind is Kind.TOO_LARGE and not fault.precondition else fault from None


def over_limits(what: str) -> Fault:
    """The fault of an answer that has more instances, octets or work in it than is allowed."""
    message = f"The series have more {what} in the time range than one answer can hold: ask for a shorter one"
    flaw = Flaw("wide-window", message, "end", rfc="RFC 4791 §7.8")
    return Fault(Kind.TOO_LARGE, f"{message}.", [flaw], precondition="number-of-matches-within-limits")


@dataclass(frozen=True, slots=True)
class _Template:
    """A component as all of its instances have it, with the times of the component still in it."""

    component: Component
    items: tuple[Property | Component, ...]
    anchor: str
    """The property that says where an instance starts, and behind which the RECURRENCE-ID goes; "" where none does."""

    @classmethod
    def of(cls, component: Component, zones: Zones) -> "_Template":
        """The template of a component."""
        items: list[Property | Component] = []
        for item in component.items:
            if item.name in _TIMED and isinstance(item, Property):
                items.append(item)
            elif item.name not in _RECURRENCE or isinstance(item, Component):
                items.append(_in_utc(item, zones) if isinstance(item, Component) else _property_in_utc(item, zones))
        anchor = anchor_of(component)
        return cls(component, tuple(items), "" if anchor is None else anchor.name)

    def fill(self, instance: Instance) -> Component:
        """The component of an instance."""
        made: list[Property | Component] = [] if self.anchor else [*self._start_of_series(instance)]
        for item in self.items:
            if item.name not in _TIMED or isinstance(item, Component):
                made.append(item)
                continue
            made.append(self._timed(item, instance))
            if item.name == self.anchor:
                made += [*_identity(instance), *self._end_of_period(instance)]
        return self.component.with_items(made)

    def _start_of_series(self, instance: Instance) -> list[Property]:
        """The times of an override that says nothing of when: those which the series gives it."""
        start = instance.start
        return [*([] if start is None else [when_property("DTSTART", _utc(start))]), *_identity(instance)]

    def _timed(self, prop: Property, instance: Instance) -> Property:
        if prop.name == "DURATION":
            return _duration(prop, instance)
        if prop.name != self.anchor and prop.name != end_name(self.component):
            return prop
        start = instance.piece.start(instance.key)
        return with_when(prop, _utc(start if prop.name == self.anchor else instance.end))

    def _end_of_period(self, instance: Instance) -> list[Property]:
        """The end of an instance that has one, though its component has none: a period of RDATE."""
        if any(self.component.first(name) is not None for name in ("DTEND", "DUE", "DURATION")):
            return []
        usual = ONE_DAY if isinstance(instance.piece.form, DayAxis) else NO_TIME
        if instance.piece.length == usual:
            return []
        return [when_property(end_name(self.component), _utc(instance.end))]


def _identity(instance: Instance) -> list[Property]:
    named = instance.recurrence_id
    return [] if named is None else [when_property("RECURRENCE-ID", _utc(named))]


def _duration(prop: Property, instance: Instance) -> Property:
    """DURATION beside a start in UTC, from which days are counted as 24 hours."""
    length = instance.piece.length
    if isinstance(instance.piece.form, InstantAxis):
        length = Duration(seconds=(instance.ends - instance.begins) // timedelta(seconds=1))
    try:
        said = parse_duration(prop.value)
    except MalformedValueError:
        return prop
    same = (said.days * _DAY + said.seconds) == (length.days * _DAY + length.seconds)
    return prop if same else prop.with_value(write_duration(length))


def _utc(when: When) -> When:
    """A time with reference to a zone as an instant; days and floating times are what they are."""
    return Utc(instant(when)) if isinstance(when, Zoned) else when


def _in_utc(component: Component, zones: Zones) -> Component:
    """A component, and what stands in it, without a reference to a zone."""
    return component.with_items(
        _in_utc(item, zones) if isinstance(item, Component) else _property_in_utc(item, zones)
        for item in component.items
    )


def _property_in_utc(prop: Property, zones: Zones) -> Property:
    tzid = prop.param("TZID")
    if tzid is None:
        return prop
    bare = prop.with_params((name, values) for name, values in prop.params if name != "TZID")
    try:
        walls = [parse_date_time(each) for each in prop.value.split(",")]
        return bare.with_value(",".join(write_date_time(_instant(each, zones(tzid))) for each in walls))
    except (Fault, MalformedValueError):  # no time in a zone, whatever it says
        return bare


def _instant(wall: datetime, zone: Zone) -> datetime:
    return wall if wall.tzinfo is not None else zone.to_utc(wall)
