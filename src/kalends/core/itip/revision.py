"""When a change of an object is a new revision, and its SEQUENCE (RFC 5546 §2.1.4, RFC 5545 §3.8.7.4)."""

from collections.abc import Iterable, Iterator

from kalends.core.ics.tree import Component, Property
from kalends.core.recur.series.gather import newest_of

SIGNIFICANT = ("DTSTART", "DTEND", "DURATION", "DUE", "RRULE", "RDATE", "EXDATE", "STATUS")
"""RFC 5546 §2.1.4: what an organizer cannot change without a higher SEQUENCE."""

_Line = tuple[str, str, tuple[str, ...]]


def is_significant(old: Iterable[Component], new: Iterable[Component]) -> bool:
    """Whether the components of one UID say something else about when, or whether, than before; in any order.

    An instance that got a component of its own, or lost it, counts where it says something else than its series:
    since what an override changes is not known without the series, it always counts.
    """
    return _said(old) != _said(new)


def _said(parts: Iterable[Component]) -> dict[_Line | None, frozenset[_Line]]:
    return {_instance(part): frozenset(_lines(part)) for part in newest_of(parts)}


def _instance(part: Component) -> _Line | None:
    prop = part.first("RECURRENCE-ID")
    return _line(prop, prop.value) if prop else None


def _lines(part: Component) -> Iterator[_Line]:
    for prop in part.properties:
        if prop.name in ("RDATE", "EXDATE"):
            yield from (_line(prop, value) for value in prop.value.split(","))
        elif prop.name == "RRULE":
            yield prop.name, ";".join(sorted(prop.value.upper().split(";"))), ()
        elif prop.name in SIGNIFICANT and (prop.name, prop.value.upper()) != ("STATUS", "CONFIRMED"):
            yield _line(prop, prop.value)


def _line(prop: Property, value: str) -> _Line:
    return prop.name, value.strip().upper(), prop.values_of("TZID")


def with_sequence(calendar: Component, sequence: int) -> Component:
    """The object with that SEQUENCE on all of its components (RFC 5546 §2.1.4 d).

    Those that were superseded are left out, since it was their SEQUENCE that told them from the newer ones.
    """
    prop = Property.headed("SEQUENCE", str(sequence))
    parts = [each for each in calendar.components if each.name != "VTIMEZONE"]
    kept = {id(each) for each in newest_of(parts)}
    items: list[Property | Component] = []
    for item in calendar.items:
        if isinstance(item, Property) or item.name == "VTIMEZONE":
            items.append(item)
        elif id(item) in kept:
            items.append(item.set(prop))
    return calendar.with_items(items)
