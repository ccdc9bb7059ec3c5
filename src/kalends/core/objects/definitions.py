"""The definitions of time zones (VTIMEZONE) of an object that gets components of another (RFC 5545 §3.6.5).

A TZID means what its own calendar says. So one that both define, and in a different way, gets another name.
"""

from collections.abc import Iterable, Mapping
from itertools import count

from kalends.core.ics.tree import Component, Property
from kalends.core.ics.tzid import decode_tzid, definitions, tzid_property
from kalends.core.recur.series.moments import zones_of
from kalends.core.time.offsets import Zone
from kalends.errors import Fault


def with_definitions(
    calendar: Component, other: Component, parts: Iterable[Component]
) -> tuple[Component, dict[str, str]]:
    """A calendar with the zones of another that some parts of that use, and the TZIDs that are others in it."""
    used = {
        tzid for part in parts for each in part.walk() for prop in each.properties for tzid in prop.values_of("TZID")
    }
    there, theirs = definitions(calendar.children("VTIMEZONE")), definitions(other.children("VTIMEZONE"))
    needed = [(name, zone) for name, zone in theirs.items() if name in used and zone != there.get(name)]
    if not needed:
        return calendar, {}
    renamed: dict[str, str] = {}
    added = []
    for name, zone in needed:
        if name in there:
            if meaning_of(there[name], name) == meaning_of(zone, name) is not None:
                continue
            renamed[name] = next(new for n in count(2) if (new := f"{name} ({n})") not in there and new not in theirs)
        added.append(with_tzids(zone, renamed))
    joined = calendar.with_items([*calendar.items, *added]) if added else calendar
    return joined, renamed


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
