"""What a calendar object resource must be, beyond a valid text (RFC 4791 §4.1), and how much of everything it may hold.

The items are counted in time linear to the object (`limits.ObjectLimits`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from kalends.core.ics.limits import OBJECT_LIMITS, ObjectLimits
from kalends.core.ics.problems import Problem, Problems, shortened
from kalends.core.ics.source import readable_text
from kalends.core.ics.tree import Component, Property, Stream
from kalends.errors import Flaw, Severity

_RESOURCE = "valid-calendar-object-resource"
_RFC = "RFC 4791 §4.1"
_HIDDEN = frozenset(("VTIMEZONE",))


def check_object(stream: Stream) -> list[Flaw]:
    """What keeps a text from being one calendar object: each flaw's code is the precondition that it breaks.

    One VCALENDAR without METHOD; inside, beside VTIMEZONE, components of one type with one UID, at most one of them
    without RECURRENCE-ID. Two for the same instance are no fault here: `check` warns of them.
    """
    problems = Problems()
    for calendar in stream.components[1:]:
        _note(problems, calendar, "an object is one VCALENDAR")
    if stream.components:
        _check_calendar(stream.components[0], problems)
    return problems.flaws(readable_text(stream.source or ""), lambda _: Severity.ERROR)


def _check_calendar(calendar: Component, problems: Problems) -> None:
    if calendar.name != "VCALENDAR":
        _note(problems, calendar, f"an object is a VCALENDAR, not {shortened(calendar.name)}")
        return
    for method in calendar.all("METHOD"):
        _note(problems, method, "a stored object has no METHOD")
    parts = [part for part in calendar.components if part.name not in _HIDDEN]
    if not parts:
        _note(problems, calendar, "an object holds an event, a task or another component")
        return
    for part in parts:
        if part.name != parts[0].name:
            types = f"{shortened(parts[0].name)}, not {shortened(part.name)}"
            _note(problems, part, f"an object holds components of one type: {types}")
    _check_uids(parts, problems)
    for part in [part for part in parts if part.name == parts[0].name and part.first("RECURRENCE-ID") is None][1:]:
        _note(problems, part, "two components lack a RECURRENCE-ID")


def _check_uids(parts: Iterable[Component], problems: Problems) -> None:
    first: Property | None = None
    for part in parts:
        uid = part.first("UID")
        if uid is None or not uid.value:
            _note(problems, part, f"{shortened(part.name)} needs a UID")
        elif first is None:
            first = uid
        elif uid.value != first.value:
            _note(problems, uid, "an object has one UID")


def _note(problems: Problems, at: Property | Component, message: str) -> None:
    problems.add(Problem(_RESOURCE, message, _RFC, at.number, field=at.name))


CODE = "too-many"
_RULES = frozenset(("RRULE", "EXRULE"))
_DATES = frozenset(("EXDATE", "RDATE"))


class Excess(NamedTuple):
    """More of something than an object may hold: the property or component, a sentence, and the line (unfolded)."""

    field: str
    message: str
    number: int


class _Counts:
    """What was counted so far; `add` tells the item with which there are too many of something."""

    def __init__(self, limits: ObjectLimits) -> None:
        self._limits = limits
        self._components = self._properties = self._rules = self._overrides = 0
        self._dates = {"EXDATE": 0, "RDATE": 0}

    def add(self, component: Component) -> Excess | None:
        """Count a component and its properties."""
        most = self._limits
        self._components += 1
        if self._components > most.components:
            return _excess(component, "components", most.components)
        for item in component.items:
            if isinstance(item, Property) and (excess := self._with(item)):
                return excess
        return None

    def _with(self, prop: Property) -> Excess | None:
        most, name = self._limits, prop.name
        self._properties += 1
        if self._properties > most.properties:
            return _excess(prop, "properties", most.properties)
        if name in _DATES:
            self._dates[name] += prop.value.count(",") + 1
            allowed = most.exdates if name == "EXDATE" else most.rdates
            return _excess(prop, f"values of {name}", allowed) if self._dates[name] > allowed else None
        if name in _RULES:
            self._rules += 1
            return _excess(prop, "recurrence rules", most.rules) if self._rules > most.rules else None
        if name == "RECURRENCE-ID":
            self._overrides += 1
            return _excess(prop, "overrides", most.overrides) if self._overrides > most.overrides else None
        return None


def excess_of(components: Iterable[Component], limits: ObjectLimits = OBJECT_LIMITS) -> Excess | None:
    """Of what the components of one object hold too many, and where; the first that there is, or None."""
    counts = _Counts(limits)
    for part in components:
        waiting = [part]
        while waiting:
            component = waiting.pop()
            if excess := counts.add(component):
                return excess
            waiting.extend(component.components)
    return None


def excess_of_zones(
    zones: Iterable[Component], limits: ObjectLimits = OBJECT_LIMITS, *, alone: bool = True
) -> Excess | None:
    """The same of VTIMEZONEs; a file of many objects (not `alone`) may hold more of them than one object."""
    each_may = replace(limits, components=limits.observances + 1, rules=limits.properties)  # `core.time` counts rules
    for number, zone in enumerate(zones, 1):
        if alone and number > limits.zones:
            return _excess(zone, "VTIMEZONEs", limits.zones)
        for count, observance in enumerate(zone.components, 1):
            if count > limits.observances:
                return _excess(observance, "observances in one VTIMEZONE", limits.observances)
        if excess := excess_of([zone], each_may):
            return excess
    return None


def excesses(calendar: Component) -> Iterator[Problem]:
    """The excesses of every object in a calendar, and of its zones, as problems of a check."""
    objects: dict[object, list[Component]] = {}
    zones: list[Component] = []
    for part in calendar.components:
        if part.name == "VTIMEZONE":
            zones.append(part)
        else:
            uid = part.first("UID")
            objects.setdefault(uid.value if uid else id(part), []).append(part)
    found = [excess_of(parts) for parts in objects.values()]
    for excess in (excess_of_zones(zones, alone=len(objects) == 1), *found):
        if excess is not None:
            yield Problem(CODE, excess.message, "", excess.number, field=excess.field)


def _excess(item: Property | Component, what: str, most: int) -> Excess:
    name = item.written.partition(":")[0].partition(";")[0] if isinstance(item, Property) else item.name
    return Excess(name[:60].upper(), f"there are more than {most:,} {what}", item.number)
