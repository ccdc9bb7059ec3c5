"""An event, opened: its components, its zones and its series; and the instance that a request names."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from kalends.core.ics.tree import Component
from kalends.core.objects.object import CalendarObject
from kalends.core.recur.budget import Budget
from kalends.core.recur.rule import Rule
from kalends.core.recur.series import Instance, Series, Window
from kalends.core.recur.series.axis import Axis, Days, Walls
from kalends.core.recur.series.ordinals import Ordinals
from kalends.core.time.dates import Date, Floating, Utc, When, wall_in
from kalends.core.time.offsets import Zone
from kalends.doors.kona.call import MOST_ID, KonaCall
from kalends.doors.kona.wire.attributes import Attributes
from kalends.errors import Fault, Kind
from kalends.service import objects
from kalends.service.objects import Seen
from kalends.service.records import ObjectKind, Stored

NO_EVENT = "There is no such event."
NO_INSTANCE = "The series has no such instance."
ANSWER_UNITS = 200_000
"""Units of work for the rules of one event (`core.recur.budget`), and for numbering all that are in one answer."""
SHARE_UNITS = 4_096
"""Units that each event of an answer has for its numbers, before it takes of what all have."""


@dataclass(frozen=True)
class Opened:
    """What the text of an event says; floating times and zones that nobody knows count in `place`."""

    object: CalendarObject
    series: Series
    place: Zone
    budget: Budget
    _uncountable: list[date] = field(default_factory=list, repr=False, compare=False)

    @classmethod
    def of(cls, seen: Seen, place: Zone, budget: Budget | None = None) -> "Opened":
        """An event; all of one answer share a budget. Fault where its times or rules cannot be used."""
        opened = seen.object
        series = opened.derive(f"kona {place.name}", lambda: opened.series(place).within(None, units=ANSWER_UNITS))
        return cls(opened, series, place, budget or Budget(ANSWER_UNITS))

    @property
    def master(self) -> Component:
        """The component that speaks for the event."""
        return self.object.master

    @cached_property
    def first(self) -> Instance:
        """The event itself: where its start is, whether that instance was deleted or not. Fault NOT_FOUND."""
        pattern = self.series.pattern
        if pattern is not None:
            return self.series.stretches[0].piece.place(pattern.start, self.place)
        found = next(self.series.instances(Window(), self.place), None)
        if found is None:
            raise Fault(Kind.NOT_FOUND, NO_EVENT)
        return found

    @property
    def rule(self) -> Rule | None:
        """Its rule; the first where it has several."""
        return self.object.rule

    @cached_property
    def _counted(self) -> Series:
        return self.series.within(Budget(SHARE_UNITS, self.budget), units=ANSWER_UNITS)

    @cached_property
    def _ordinals(self) -> Ordinals:
        return self._counted.ordinals()

    def number(self, instance: Instance) -> int | None:
        """The number of an instance in the series; None where it would take too long to count."""
        if self._is_at_start(instance):
            return 1
        if self._uncountable:  # once was too much, and each further instance would cost as much again
            return None
        try:
            return self._ordinals.of(instance.key)
        except Fault:
            self._uncountable.append(instance.key)
            return None

    def _is_at_start(self, instance: Instance) -> bool:
        """Whether an instance is the first place of the series, so that nothing need be counted."""
        pattern = self.series.pattern
        if pattern is None or instance.key != pattern.start or pattern.dates[0] != pattern.start:
            return False
        return not self.series.singles or min(each.key for each in self.series.singles) >= pattern.start

    @property
    def recurs(self) -> bool:
        """Whether it is a series."""
        return self.first.piece.recurs

    def instance(self, which: "Which") -> Instance:
        """The instance that a request names. Fault NOT_FOUND."""
        found = self._numbered(which.number) if which.number is not None else self._named(which.recurrence)
        if found is None:
            raise Fault(Kind.NOT_FOUND, NO_INSTANCE)
        return found

    def _numbered(self, number: int) -> Instance | None:
        if not self.recurs:
            return self.first if number == 1 else None
        return self._counted.at_ordinal(number, self.place) if 0 < number <= MOST_ID else None

    def _named(self, moment: datetime | None) -> Instance | None:
        if moment is None or not self.recurs:
            return None
        axis = self.first.piece.axis
        return self.series.instance(axis.key(_place_of(moment, axis, self.place)), self.place)


def _place_of(moment: datetime, axis: Axis, place: Zone) -> When:
    """The time that a recurrence id names, in the form of the series."""
    if isinstance(axis, Days):
        return Date(moment.date())
    return Floating(wall_in(Utc(moment), place)) if isinstance(axis, Walls) else Utc(moment)


@dataclass(frozen=True, slots=True)
class Which:
    """Which instance a request is about: by its number, or by its recurrence id; and whether all after it, too."""

    number: int | None = None
    recurrence: datetime | None = None
    following: bool = False

    def __bool__(self) -> bool:
        return self.number is not None or self.recurrence is not None


def which_in(query: Attributes) -> Which:
    """The instance that a query names; none is the whole. Fault INVALID."""
    number, recurrence = query.whole("num_in_series"), query.moment("recurrence_id")
    scope = query.raw("scope")
    if scope not in (None, "", "instance", "following"):
        query.wrong("scope", "must be instance or following")
    if scope and number is None and recurrence is None:
        query.wrong("scope", "needs num_in_series or recurrence_id")
    query.settle()
    return Which(number, recurrence, scope == "following")


def event_of(call: KonaCall) -> Seen:
    """The event that the path names. Fault NOT_FOUND."""
    return _demand_event(objects.get(call.unit, call.id()))


def locked_event_of(call: KonaCall) -> Seen:
    """The same, as it stays until the unit changes it."""
    return _demand_event(objects.lock(call.unit, call.id()))


def _demand_event(seen: Seen) -> Seen:
    if seen.stored.facts.kind is not ObjectKind.EVENT:
        raise Fault(Kind.NOT_FOUND, NO_EVENT)
    return seen


def place_of_event(call: KonaCall, stored: Stored) -> Zone:
    """Where the days and floating times of an event are, for the caller."""
    return call.place(stored.calendar_id) if stored.facts.local else call.zone
