"""When the components of an object are, and whether that is in a time range (RFC 4791 §9.9, RFC 7953 §7.2.2).

    VEVENT, VTODO, VJOURNAL   by their instances: those that a component describes, overrides and RANGE counted
    VALARM                    by the moments at which it goes off, for each instance of the component around it
    VFREEBUSY                 by DTSTART and DTEND, or else by its periods of whatever type
    VAVAILABILITY             by DTSTART, and DTEND or DURATION, each of which may be missing

RFC 4791 §9.9 speaks of to-dos with a date-time. A DATE takes its whole day here as it does in an event: so a to-do that
is due on a day is in that day, and not only in a range that begins the evening before.

What cannot be read, and what would cost more than the budget, is where the index has it: in its span, or, for
components that the index does not tell the times of, everywhere. So nothing is lost that a client looks for.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from kalends.core.ics.tree import Component, Property
from kalends.core.ics.values import Duration
from kalends.core.match.freebusy import availability_in, periods_in
from kalends.core.match.preselection import span_window
from kalends.core.objects.index import Index, index_of, micros
from kalends.core.objects.object import CalendarObject
from kalends.core.recur.alarms import rings
from kalends.core.recur.budget import Budget
from kalends.core.recur.series import RECURRING, Instance, Series, Window, Zones
from kalends.core.recur.series.moments import ZonedPeriod, longest, read_when, read_whens
from kalends.core.recur.series.series import SinglePlace
from kalends.core.time.dates import instant
from kalends.core.time.offsets import EARLIEST, LATEST, Zone, moved
from kalends.errors import Fault, Kind

OBJECT_UNITS = 100_000
"""Units of work (`core.recur.budget`) for all questions about one object, where the caller brings no budget."""

_FIRST, _LAST = EARLIEST.replace(tzinfo=UTC), LATEST.replace(tzinfo=UTC)
_DATES_OF_A_UNIT = 8
_CHANGE = 2 * 86_400  # seconds; more than clocks are ever set forward or back


@dataclass(frozen=True, slots=True)
class Times:
    """The times of one object, for one who is in `zone`; `budget` bounds what all questions together may cost."""

    opened: CalendarObject
    zone: Zone
    budget: Budget

    def overlap(self, component: Component, window: Window, inside: Component) -> bool:
        """Whether a component is in a window; `inside` is what it stands in."""
        try:
            match component.name:
                case "VALARM":
                    return rings(self._paid(inside), component, window, self.zone)
                case "VFREEBUSY":
                    return self._busy_overlaps(component, window)
                case "VAVAILABILITY":
                    return self._availability_overlaps(component, window)
                case _:
                    return self._instance_overlaps(component, window)
        except Fault:
            return component.name not in RECURRING or self._span_touches(span_window(component.name, window))

    def holds(self, prop: Property, window: Window) -> bool:
        """Whether a time of a property lies in a window: the start of a period, the midnight of a day."""
        try:
            moments = [each.start if isinstance(each, ZonedPeriod) else each for each in read_whens(prop, self._zones)]
            return any(_is_inside(instant(each, self.zone), window) for each in moments)
        except Fault:
            return False

    def edge_lies(self, component: Component, name: str, window: Window) -> bool:
        """Whether DTSTART, DTEND or DUE, as an instance that a component describes has it, lies in a window."""
        try:
            series = self._paid(component)
            earliest, latest = (0, 0) if name == "DTSTART" else _reach(series)
            start, end = window.start and moved(window.start, -latest), window.end and moved(window.end, -earliest)
            found = series.instances(Window(start, end, lasting=False), self.zone)
            return any(_is_inside(_edge(each, name), window) for each in found)
        except Fault:
            return self._span_touches(window)

    def instances(self, window: Window) -> Iterator[Instance]:
        """The instances of all components that are in a window, in order. Faults as those of `Series.instances`."""
        return self.overlapping(self.opened.series(self.zone), window)

    def overlapping(self, series: Series, window: Window) -> Iterator[Instance]:
        """Those instances of a series of the object's kind that are in a window. Faults as `Series.instances`."""
        self._charge(series)
        bounded = series.within(self.budget)
        if self.opened.kind != "VTODO":
            return bounded.instances(window, self.zone)
        near = bounded.instances(span_window("VTODO", window), self.zone)
        return (each for each in near if _to_do_overlaps(each, window))

    def _instance_overlaps(self, component: Component, window: Window) -> bool:
        series = self._described(component)
        if component.name == "VTODO" and not self.opened.has_dates(self.zone):
            return _dateless_overlaps(self._moment(component, "CREATED"), self._moment(component, "COMPLETED"), window)
        return next(self.overlapping(series, window), None) is not None

    def _span_touches(self, window: Window) -> bool:
        """Whether the span of the object in an index touches a window, as a store finds it."""
        index: Index = self.opened.derive("report index", lambda: index_of(self.opened))
        if index.first is None:
            return False
        begins = window.end is None or index.first < micros(window.end)
        return begins and (window.start is None or index.last is None or index.last >= micros(window.start))

    def _described(self, component: Component) -> Series:
        """The instances that a component describes; none where a newer one says the same. Faults as `series_of`."""
        name = f"described {self.zone.name}"
        series = self.opened.derive(name, lambda: _by_component(self.opened.series(self.zone)))
        return series.get(id(component), Series(""))

    def _paid(self, component: Component) -> Series:
        """The same, paid for and bounded."""
        series = self._described(component)
        self._charge(series)
        return series.within(self.budget)

    def _charge(self, series: Series) -> None:
        """Pay for what a question looks at one by one. Fault TOO_LARGE where that is too much."""
        dates = len(series.pattern.dates) if series.pattern else 0
        if not self.budget.take(1 + len(series.singles) + dates // _DATES_OF_A_UNIT):
            raise Fault(Kind.TOO_LARGE, "The series has too many instances of its own to look at all of them.")

    def _busy_overlaps(self, component: Component, window: Window) -> bool:
        start, end = self._moment(component, "DTSTART"), self._moment(component, "DTEND")
        low, high = window.start or _FIRST, window.end or _LAST
        if start is not None and end is not None:
            return low <= end and high > start
        busy = (period for prop in component.all("FREEBUSY") for period in periods_in(prop, self._zones, self.zone))
        return any(low < ends and high > begins for begins, ends in busy)

    def _availability_overlaps(self, component: Component, window: Window) -> bool:
        begins, ends = availability_in(component, self._zones, self.zone)
        low, high = window.start or _FIRST, window.end or _LAST
        return (ends is None or low < ends) and (begins is None or high > begins)

    def _moment(self, component: Component, name: str) -> datetime | None:
        prop = component.first(name)
        return None if prop is None else instant(read_when(prop, self._zones), self.zone)

    @property
    def _zones(self) -> Zones:
        return self.opened.zones(self.zone)


def _by_component(series: Series) -> dict[int, Series]:
    """For each component, by its identity, the series of those instances that it describes."""
    singles: dict[int, list[SinglePlace]] = {}
    for single in series.singles:
        singles.setdefault(id(single.piece.component), []).append(single)
    found = {key: Series(series.uid, singles=tuple(some)) for key, some in singles.items()}
    taken, pattern = frozenset(single.key for single in series.singles), series.pattern
    if pattern is not None and taken:
        pattern = replace(pattern, excluded=pattern.excluded | taken)
    for stretch in series.stretches:
        key = id(stretch.piece.component)
        found[key] = Series(series.uid, pattern, (stretch,), tuple(singles.get(key, ())))
    return found


def _reach(series: Series) -> tuple[int, int]:
    """The seconds after its start at which an instance ends, at the earliest and at the latest."""
    pieces = [*(each.piece for each in series.stretches), *(each.piece for each in series.singles)]
    lengths = [piece.length for piece in pieces] or [Duration()]
    latest = max(longest(each).total_seconds() for each in lengths)
    earliest = min(max(0, each.days * 86_400 + each.seconds - (_CHANGE if each.days else 0)) for each in lengths)
    return earliest, int(latest)


def _edge(instance: Instance, name: str) -> datetime:
    if name == "DTSTART" or (name == "DUE" and not instance.piece.has_start):
        return instance.begins
    return instance.ends


def _is_inside(moment: datetime, window: Window) -> bool:
    """RFC 4791 §9.9: (start <= date-time) AND (end > date-time)."""
    return (window.start is None or window.start <= moment) and (window.end is None or window.end > moment)


def _to_do_overlaps(instance: Instance, window: Window) -> bool:
    """The rows of RFC 4791 §9.9 for a VTODO that has DTSTART or DUE."""
    start, end = window.start or _FIRST, window.end or _LAST
    begins, ends, component = instance.begins, instance.ends, instance.component
    if component.first("DTSTART") is None and component.first("DUE") is not None:
        return start < ends and end >= begins
    if component.first("DUE") is not None:
        return (start < ends or start <= begins) and (end > begins or end >= ends)
    if component.first("DURATION") is not None:
        return start <= ends and (end > begins or end >= ends)
    return (start < ends or start <= begins) and end > begins


def _dateless_overlaps(created: datetime | None, completed: datetime | None, window: Window) -> bool:
    """The rows of RFC 4791 §9.9 for a VTODO that has neither DTSTART nor DUE."""
    start, end = window.start or _FIRST, window.end or _LAST
    if completed is None:
        return created is None or end > created
    if created is None:
        return start <= completed <= end
    return (start <= created or start <= completed) and (end >= created or end >= completed)
