"""The time zones of an object: definitions (VTIMEZONE) that come along with components, and the zone of a file.

A TZID means what its own calendar says (RFC 5545 §3.6.5): a name that two calendars define differently gets another
name in one of them.

X-WR-TIMEZONE is the zone of the floating times in a file. No RFC defines it; Google Calendar and Outlook read it so,
and many feeds rely on it, with no TZID in them at all. It counts for files (import, `kalends expand`), not for a single
object that a client stores: there a floating time means what RFC 5545 §3.3.5 says. Our own exports name the calendar's
zone there for other programs, and their floating times float.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from kalends.core.ics.tree import Component, Property
from kalends.core.ics.tzid import decode_tzid, definitions, tzid_of, tzid_property
from kalends.core.ics.values import escape_text, unescape_text
from kalends.core.ics.write import write
from kalends.core.recur.series.moments import zones_of
from kalends.core.time.names import iana_name
from kalends.core.time.observances import Vtimezone
from kalends.core.time.offsets import Zone
from kalends.core.time.vtimezone import vtimezone
from kalends.core.time.zones import zone
from kalends.errors import Fault


class Definitions:
    """The time zones of an object that gets components of other calendars, one after another.

    `added` are the definitions that it gets, each once, in time linear to theirs.
    """

    def __init__(self, own: Iterable[Component]) -> None:
        self.added: list[Component] = []
        self._there = dict(definitions(own))
        self._names: dict[tuple[str, Zone | bytes], str] = {}
        self._numbers: dict[str, int] = {}
        for name, definition in self._there.items():
            self._names[name, _identity(definition, name)] = name

    def add(self, theirs: Mapping[str, Component], parts: Iterable[Component]) -> dict[str, str]:
        """Add the definitions of another calendar that some parts of it use; the TZIDs that are others here."""
        renamed: dict[str, str] = {}
        for name in tzids_in(parts):
            definition = theirs.get(name)
            if definition is None or definition is self._there.get(name):
                continue
            identity = _identity(definition, name)
            new = self._names.get((name, identity))
            if new is None:
                new = self._names[name, identity] = self._free_name(name, theirs)
                self._there[new] = named = definition if new == name else definition.set(tzid_property(new))
                self.added.append(named)
            if new != name:
                renamed[name] = new
        return renamed

    def _free_name(self, name: str, theirs: Mapping[str, Component]) -> str:
        """The name itself, or one like it that nothing has."""
        if name not in self._there:
            return name
        number = self._numbers.get(name, 2)
        while (new := f"{name} ({number})") in self._there or new in theirs:
            number += 1
        self._numbers[name] = number + 1
        return new


def _identity(definition: Component, name: str) -> Zone | bytes:
    """What a definition means, or where that is unknown, what it says."""
    return meaning_of(definition, name) or write(definition)


def with_definitions(
    calendar: Component, other: Component, parts: Iterable[Component]
) -> tuple[Component, dict[str, str]]:
    """A calendar with the zones of another that some parts of that use, and the TZIDs that are others in it."""
    theirs = definitions(other.children("VTIMEZONE"))
    if not theirs:
        return calendar, {}
    zones = Definitions(calendar.children("VTIMEZONE"))
    renamed = zones.add(theirs, parts)
    return (calendar.with_items([*calendar.items, *zones.added]) if zones.added else calendar), renamed


def tzids_in(parts: Iterable[Component]) -> dict[str, None]:
    """The TZIDs that components use, each once."""
    return {
        tzid: None
        for part in parts
        for each in part.walk()
        for prop in each.properties
        if prop.params
        for tzid in prop.values_of("TZID")
    }


LONG_DEFINITION = 2_000
"""Octets of a definition that is not repeated as it is in each object of a file."""
_FIRST_DAY = date(1970, 1, 1)


def short_definition(definition: Component) -> Component | None:
    """A definition as each object of a file gets it: a long one of a zone of the tz database in our own words.

    None for a long one that nobody can understand: a zone that is known by its name is so without it, too.
    """
    if len(write(definition)) <= LONG_DEFINITION:
        return definition
    tzid = tzid_of(definition) or ""
    found = meaning_of(definition, tzid)
    if found is None:
        return None
    if isinstance(found.source, Vtimezone):
        return definition
    return vtimezone(found, _FIRST_DAY).set(tzid_property(tzid))


def meaning_of(definition: Component, tzid: str) -> Zone | None:
    """The zone that a definition means, None where it cannot be understood."""
    try:
        return zones_of(Component("VCALENDAR", [definition]))(tzid)
    except Fault:
        return None


def with_tzids(component: Component, renamed: Mapping[str, str]) -> Component:
    """A component, or a definition, with other TZIDs, at any depth."""
    return component.with_items(
        with_tzids(item, renamed) if isinstance(item, Component) else _with_tzid(item, renamed)
        for item in component.items
    )


def _with_tzid(prop: Property, renamed: Mapping[str, str]) -> Property:
    if prop.name == "TZID":
        name = renamed.get(decode_tzid(prop.value))
        return tzid_property(name) if name else prop
    if prop.param("TZID") not in renamed:
        return prop
    params = [
        (name, tuple(renamed.get(value, value) for value in values) if name == "TZID" else values)
        for name, values in prop.params
    ]
    return prop.with_params(params)


OURS = "-//Kalends//"
_TIMES = frozenset(("DTSTART", "DTEND", "DUE", "RECURRENCE-ID", "EXDATE", "RDATE"))
_INSTANT = re.compile(r"UNTIL=\d{8}T\d{6}Z", re.ASCII | re.IGNORECASE)


def file_zone(calendar: Component) -> str | None:
    """The zone of the tz database that a file names as its own; None where it names none that is known."""
    prop = calendar.first("X-WR-TIMEZONE")
    return iana_name(unescape_text(prop.value)) if prop is not None and prop.value else None


def with_file_zone(calendar: Component) -> Component:
    """The calendar with its floating times in the zone of its file; the same one where there are none, or no zone."""
    name = file_zone(calendar)
    maker = calendar.first("PRODID")
    if name is None or (maker is not None and maker.value.startswith(OURS)):
        return calendar
    items = [item if isinstance(item, Property) else _in_zone(item, name) for item in calendar.items]
    if all(one is other for one, other in zip(items, calendar.items, strict=True)):
        return calendar
    return calendar.with_items([*_definition(calendar, name), *items])


def home_of_file(calendar: Component) -> list[Property]:
    """X-WR-TIMEZONE for the parts of a calendar: what it says, or the only zone that it describes."""
    named = calendar.first("X-WR-TIMEZONE")
    if named is not None:
        return [named]
    described = [tzid for each in calendar.children("VTIMEZONE") if (tzid := tzid_of(each))]
    return [Property.headed("X-WR-TIMEZONE", escape_text(described[0]))] if len(described) == 1 else []


def ends_at_an_instant(part: Component) -> bool:
    """Whether a series of days ends at an instant, as Outlook and Exchange write it."""
    start = part.first("DTSTART")
    if start is None or len(start.value) != len("YYYYMMDD"):
        return False
    return any(_INSTANT.search(rule.value) for rule in part.all("RRULE"))


def _definition(calendar: Component, name: str) -> Iterator[Component]:
    if all(tzid_of(each) != name for each in calendar.children("VTIMEZONE")):
        yield vtimezone(zone(name), _FIRST_DAY).set(tzid_property(name))


def _in_zone(component: Component, name: str) -> Component:
    if component.name == "VTIMEZONE" or not any(_floats(item) for item in component.items):
        return component
    return component.with_items([_with_zone(item, name) if _floats(item) else item for item in component.items])


def _with_zone(prop: Property | Component, name: str) -> Property:
    assert isinstance(prop, Property)
    made = prop.with_params([*prop.params, ("TZID", name)])
    return type(prop)(made.head, made.name, made.params, made.value, prop.number)


def _floats(item: Property | Component) -> bool:
    if item.name not in _TIMES or isinstance(item, Component) or item.param("TZID") is not None:
        return False
    written = item.value.strip().upper()
    return "T" in written and not written.endswith("Z") and item.param("VALUE") != "DATE"
