"""The series of an event, and the instance of it that a request names."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from kalends.core.ics.tree import Component
from kalends.core.objects.object import CalendarObject
from kalends.core.recur.budget import Budget
from kalends.core.recur.rule import Rule
from kalends.core.recur.series import Instance, Series, Window
from kalends.core.recur.series.axis import Axis, DayAxis, WallAxis
from kalends.core.recur.series.ordinals import Ordinals
from kalends.core.time.dates import Date, Floating, Utc, When, wall_in
from kalends.core.time.offsets import Zone
from kalends.doors.kona.attributes import Attributes
from kalends.doors.kona.call import MOST_ID, KonaCall
from kalends.errors import Fault, Kind
from kalends.service import objects
from kalends.service.objects import Seen
from kalends.service.records import ObjectKind, Stored

NO_EVENT = "There is no such event."
NO_INSTANCE = "The series has no such instance."
NUMBERING_UNITS = 200_000
"""Units of work (`core.recur.budget`) for the rules of one event, and for numbering all instances of one answer."""
OWN_NUMBERING_UNITS = 4_096
"""Units that each event of an answer has for its numbers before it takes any of the shared ones."""


@dataclass(frozen=True)
class EventSeries:
    """An event as a series; floating times and times in unknown zones count in `zone`."""

    object: CalendarObject
    series: Series
    zone: Zone
    budget: Budget
    _uncountable: list[date] = field(default_factory=list, repr=False, compare=False)

    @classmethod
    def of(cls, seen: Seen, zone: Zone, budget: Budget | None = None) -> "EventSeries":
        """The series of an event; all of one answer share a budget. Fault where its times or rules cannot be used."""
        found = seen.object
        series = found.derive(f"kona {zone.name}", lambda: found.series(zone).within(None, units=NUMBERING_UNITS))
        return cls(found, series, zone, budget or Budget(NUMBERING_UNITS))

    @property
    def master(self) -> Component:
        """The master component."""
        return self.object.master

    @cached_property
    def first(self) -> Instance:
        """The instance at the start of the event, even if that instance was deleted. Fault NOT_FOUND."""
        pattern = self.series.pattern
        if pattern is not None:
            return self.series.stretches[0].piece.place(pattern.start, self.zone)
        found = next(self.series.instances(Window(), self.zone), None)
        if found is None:
            raise Fault(Kind.NOT_FOUND, NO_EVENT)
        return found

    @property
    def rule(self) -> Rule | None:
        """The recurrence rule; the first one if there are several."""
        return self.object.rule

    @cached_property
    def _counted(self) -> Series:
        return self.series.within(Budget(OWN_NUMBERING_UNITS, self.budget), units=NUMBERING_UNITS)

    @cached_property
    def _ordinals(self) -> Ordinals:
        return self._counted.ordinals()

    def number(self, instance: Instance) -> int | None:
        """The number of an instance in the series; None where counting would take too long."""
        if self._is_at_start(instance):
            return 1
        if self._uncountable:  # each further instance would cost as much again
            return None
        try:
            return self._ordinals.of(instance.key)
        except Fault:
            self._uncountable.append(instance.key)
            return None

    def _is_at_start(self, instance: Instance) -> bool:
        """Whether an instance is the first of the series, so that nothing has to be counted."""
        pattern = self.series.pattern
        if pattern is None or instance.key != pattern.start or pattern.dates[0] != pattern.start:
            return False
        return not self.series.singles or min(each.key for each in self.series.singles) >= pattern.start

    @property
    def recurs(self) -> bool:
        """Whether it is a series."""
        return self.first.piece.recurs

    def instance(self, selector: "InstanceSelector") -> Instance:
        """The instance that a request names. Fault NOT_FOUND."""
        found = self._numbered(selector.number) if selector.number is not None else self._named(selector.recurrence)
        if found is None:
            raise Fault(Kind.NOT_FOUND, NO_INSTANCE)
        return found

    def _numbered(self, number: int) -> Instance | None:
        if not self.recurs:
            return self.first if number == 1 else None
        return self._counted.at_ordinal(number, self.zone) if 0 < number <= MOST_ID else None

    def _named(self, moment: datetime | None) -> Instance | None:
        if moment is None or not self.recurs:
            return None
        axis = self.first.piece.axis
        at = _recurrence_id(moment, axis, self.zone)
        named = self.series.instance(axis.key(at), self.zone)
        return named or self._shown(at)

    def _shown(self, at: When) -> Instance | None:
        """The instance that was moved to a time; None if there is none."""
        try:
            return self.object.occurrence(at, self.zone)
        except Fault as fault:
            if fault.kind is Kind.NOT_FOUND:
                return None
            raise


def _recurrence_id(moment: datetime, axis: Axis, zone: Zone) -> When:
    """A recurrence id in the form that the series has (a date, a floating time, an instant)."""
    if isinstance(axis, DayAxis):
        return Date(moment.date())
    return Floating(wall_in(Utc(moment), zone)) if isinstance(axis, WallAxis) else Utc(moment)


@dataclass(frozen=True, slots=True)
class InstanceSelector:
    """The instance that a request names, by its number or its recurrence id; `following`: and all later ones."""

    number: int | None = None
    recurrence: datetime | None = None
    following: bool = False

    def __bool__(self) -> bool:
        return self.number is not None or self.recurrence is not None


def selector_in(query: Attributes) -> InstanceSelector:
    """The instance that a query names; an empty selector means the whole event. Fault INVALID."""
    number, recurrence = query.whole("num_in_series"), query.moment("recurrence_id")
    scope = query.raw("scope")
    if scope not in (None, "", "instance", "following"):
        query.wrong("scope", "must be instance or following")
    if scope and number is None and recurrence is None:
        query.wrong("scope", "needs num_in_series or recurrence_id")
    query.settle()
    return InstanceSelector(number, recurrence, scope == "following")


def find_event(call: KonaCall) -> Seen:
    """The event that the path names. Fault NOT_FOUND."""
    return _demand_event(objects.get(call.unit, call.id()))


def lock_event(call: KonaCall) -> Seen:
    """The event that the path names, locked for a change. Fault NOT_FOUND."""
    return _demand_event(objects.lock(call.unit, call.id()))


def _demand_event(seen: Seen) -> Seen:
    if seen.stored.facts.kind is not ObjectKind.EVENT:
        raise Fault(Kind.NOT_FOUND, NO_EVENT)
    return seen


def zone_of_event(call: KonaCall, stored: Stored) -> Zone:
    """The zone in which the caller sees the days and floating times of an event."""
    return call.calendar_zone(stored.calendar_id) if stored.facts.local else call.zone
