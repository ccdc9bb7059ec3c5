"""A calendar object, opened: the components of one UID in a VCALENDAR, parsed once (RFC 4791 §4.1).

Text and tree are two forms of the same value: the text is kept as it was read, byte for byte, and written from the tree
only where an edit made a new one. Everything that is derived (parts, master, zones, series) is worked out when it is
first asked for, and kept. An object never changes, so it may be shared between threads and kept in caches.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import cached_property
from typing import Any, Self, TypeVar

from kalends.core.ics.read import read
from kalends.core.ics.tree import Component, Property
from kalends.core.ics.values import unescape_text
from kalends.core.ics.write import write
from kalends.core.recur.edit import Parts, no_instance
from kalends.core.recur.edit import parts_of as editable_parts
from kalends.core.recur.rule import Rule
from kalends.core.recur.series import Instance, Series, Window, series_of
from kalends.core.recur.series.axis import Axis, digits
from kalends.core.recur.series.gather import newest_of
from kalends.core.recur.series.moments import ForgivingZones
from kalends.core.recur.text import read_rule
from kalends.core.time.dates import Date, Utc, When
from kalends.core.time.offsets import Zone, moved
from kalends.core.time.zones import ETC_UTC
from kalends.errors import Fault, Kind

T = TypeVar("T")

MOST_DERIVED = 16
"""Values that are kept with an object: those of a few zones."""
_DAY = 86_400
_OFFSETS = 14 * 3600  # the most seconds that a day begins earlier or later somewhere
NO_CALENDAR = "The text holds no calendar."


@dataclass(frozen=True, eq=False)
class CalendarObject:
    """One calendar object. `source` is the text that it was read from, None for one that an edit made.

    Methods that take a zone need to know where floating times count, and times in an unknown zone.
    """

    calendar: Component
    source: str | None = None
    _derived: dict[str, Any] = field(default_factory=dict, repr=False)

    @classmethod
    def read(cls, text: str) -> Self:
        """The object that a stored text holds, read with leniency. Fault INVALID where it holds no calendar."""
        components = read(text, lenient=True).components
        if not components:
            raise Fault(Kind.INVALID, NO_CALENDAR)
        return cls(components[0], text)

    @cached_property
    def text(self) -> str:
        """The text of the object."""
        return write(self.calendar).decode() if self.source is None else self.source

    @cached_property
    def parts(self) -> Sequence[Component]:
        """The components of the object: the master and its overrides, in the order of the text."""
        return parts_of(self.calendar)

    @cached_property
    def current_parts(self) -> Sequence[Component]:
        """The parts without those that a newer part for the same instance supersedes (RFC 5546 §2.1.5)."""
        return newest_of(self.parts)

    @cached_property
    def master(self) -> Component:
        """The component that speaks for the object: the one without RECURRENCE-ID, or else the first."""
        return master_of(self.parts)

    @property
    def is_series(self) -> bool:
        """Whether the master is here, and not only instances of a series that is elsewhere."""
        return self.master.first("RECURRENCE-ID") is None

    @cached_property
    def uid(self) -> str | None:
        """The UID; None where the text has none."""
        return uid_of(self.parts)

    @property
    def kind(self) -> str:
        """The name of the components: VEVENT, VTODO, VJOURNAL…"""
        return self.master.name

    @cached_property
    def sequence(self) -> int:
        """The highest SEQUENCE of the parts; 0 where none has one (RFC 5545 §3.8.7.4)."""
        return max(map(sequence_of, self.parts), default=0)

    @cached_property
    def rule(self) -> Rule | None:
        """The rule of the master, the first where it has several; None where it has none that can be read."""
        return rule_of(self.master)

    def zones(self, local: Zone) -> ForgivingZones:
        """What the TZIDs of the object mean."""
        return self.derive(f"zones {local.name}", lambda: ForgivingZones(self.calendar, local))

    def series(self, local: Zone) -> Series:
        """All instances. Faults as those of `series_of`, for times and rules that cannot be used."""
        return self._derive_in("series", local, lambda zones: series_of(self.parts, zones))

    def editable(self, local: Zone) -> Parts:
        """The series taken apart, for an edit. Faults as those of `parts_of`."""
        series = self.series(local)
        return self._derive_in("editable", local, lambda zones: editable_parts(self.parts, zones, series=series))

    def adopt_series(self, series: Series, zones: ForgivingZones) -> bool:
        """Take a series whose one component says the same of when; whether that was possible."""
        if len(self.parts) != 1 or zones.forgave:
            return False
        own = series.described_by(self.parts[0])
        if own is None:
            return False
        self.derive("series", lambda: own)
        return True

    def derive(self, name: str, make: Callable[[], T]) -> T:
        """What follows from the object alone, computed when it is first asked for, and kept with the object.

        Other modules keep what they derive here, too: so whatever drops the object drops it. What `make` raises is not
        kept. A number of threads may compute the same thing, and no more harm comes of it.
        """
        known: T | None = self._derived.get(name)
        if known is None:
            if len(self._derived) >= MOST_DERIVED:
                self._derived.clear()
            known = self._derived[name] = make()
        return known

    def _derive_in(self, name: str, local: Zone, make: Callable[[ForgivingZones], T]) -> T:
        """The same for what depends on `local` only where a time is in an unknown zone."""
        known: T | None = self._derived.get(name) or self._derived.get(f"{name} {local.name}")
        if known is None:
            zones = self.zones(local)
            made = known = make(zones)
            self.derive(f"{name} {local.name}" if zones.forgave else name, lambda: made)
        return known

    def has_dates(self, local: Zone) -> bool:
        """Whether there is any date in it; a to-do may have none."""
        series = self.series(local)
        return series.pattern is not None or bool(series.singles)

    def recurs(self, local: Zone) -> bool:
        """Whether its instances have recurrence ids. Fault NOT_FOUND without any date."""
        return self.first(local).piece.recurs

    def first(self, local: Zone) -> Instance:
        """The instance at the start of the series, whether it was deleted or not. Fault NOT_FOUND without any date."""
        series = self.series(local)
        if series.pattern is not None:
            return series.stretches[0].piece.place(series.pattern.start, local)
        found = next(series.instances(Window(), local), None)
        if found is None:
            raise no_instance("The series has no such instance.")
        return found

    def instance(self, recurrence_id: When, local: Zone) -> Instance:
        """The instance that a recurrence id names, in whatever form of time. Fault NOT_FOUND where there is none."""
        first = self.first(local)
        found = self.series(local).instance(first.piece.axis.key(recurrence_id), local)
        if found is None:
            raise no_instance("The series has no such instance.")
        return found

    def occurrence(self, at: When, local: Zone) -> Instance:
        """The instance that is shown at a time, or else the one that it names as a recurrence id.

        Of several that are shown there, the one that the series itself has there. Fault NOT_FOUND.
        """
        series, axis = self.series(local), self.first(local).piece.axis
        named = series.instance(axis.key(at), local)
        if named is not None and _is_shown_at(named, at, axis, local):
            return named
        around = series.instances(_window_at(at, axis, local), local)
        shown = next((each for each in around if _is_shown_at(each, at, axis, local)), named)
        if shown is None:
            raise no_instance("The series has no such instance.")
        return shown

    def with_parts(self, parts: Iterable[Component]) -> "CalendarObject":
        """The same calendar with other components; its properties and zones stay."""
        return CalendarObject(with_parts(self.calendar, parts))


def with_parts(calendar: Component, parts: Iterable[Component]) -> Component:
    """The calendar with other components; its properties and zones stay."""
    kept = [item for item in calendar.items if isinstance(item, Property) or item.name == "VTIMEZONE"]
    return calendar.with_items([*kept, *parts])


def _is_shown_at(instance: Instance, at: When, axis: Axis, local: Zone) -> bool:
    """Whether an instance is shown at a time; a day is any time of that day by the instance's own clock."""
    if isinstance(at, Date):
        return digits(instance.start or instance.end).date() == at.day
    return not instance.all_day and instance.begins == _moment_of(at, axis, local)


def _moment_of(at: When, axis: Axis, local: Zone) -> datetime:
    """The instant of a time; one without a zone is of the series' zone."""
    return at.moment if isinstance(at, Utc) else axis.instant(axis.key(at), local)


def _window_at(at: When, axis: Axis, local: Zone) -> Window:
    """The window in which everything begins that is shown at a time."""
    if not isinstance(at, Date):
        moment = _moment_of(at, axis, local)
        return Window(moment, moved(moment, 1), lasting=False)
    begins = ETC_UTC.to_utc(datetime.combine(at.day, time.min))
    return Window(moved(begins, -_OFFSETS), moved(begins, _DAY + _OFFSETS), lasting=False)


def rule_of(component: Component) -> Rule | None:
    """The rule of a component; None where it has none that can be read."""
    prop = component.first("RRULE")
    if prop is None:
        return None
    try:
        return read_rule(prop.value, both_ends=True)[0]
    except Fault:
        return None


_INTEGER_MAX = 2**31 - 1


def parts_of(calendar: Component) -> tuple[Component, ...]:
    """The components of an object: all but the zones."""
    return tuple([part for part in calendar.components if part.name != "VTIMEZONE"])


def master_of(parts: Sequence[Component]) -> Component:
    """The component that speaks for the object: the one without RECURRENCE-ID, or else the first."""
    for part in parts:
        if part.first("RECURRENCE-ID") is None:
            return part
    return parts[0]


def uid_of(parts: Sequence[Component]) -> str | None:
    """The UID of an object, None where it has none."""
    for part in parts:
        uid = part.first("UID")
        if uid is not None and uid.value.strip():
            return unescape_text(uid.value)
    return None


def sequence_of(component: Component) -> int:
    """The SEQUENCE of a component; 0 where there is none, or none that is a number (RFC 5545 §3.8.7.4)."""
    prop = component.first("SEQUENCE")
    written = prop.value.strip() if prop else ""
    return min(int(written), _INTEGER_MAX) if written.isascii() and written.isdigit() and len(written) < 12 else 0
