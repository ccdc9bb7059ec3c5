"""How an object looks to a person who may only know when it takes time (RFC 5545 §3.8.1.3).

What is left: the UID, the times and the recurrence, whether it takes time at all, and the zones of these times. Every
rendition says "Busy". No property is kept that is not listed, so none that is invented tomorrow can tell anything.
"""

from collections.abc import Iterator

from kalends.core.ics.tree import Component, Property
from kalends.core.ics.values import escape_text

BUSY = "Busy"
_KEPT = frozenset(
    (
        *("UID", "DTSTAMP", "DTSTART", "DTEND", "DUE", "DURATION", "RECURRENCE-ID", "RRULE", "RDATE", "EXDATE"),
        *("EXRULE", "SEQUENCE", "TRANSP", "STATUS", "CLASS", "FREEBUSY"),
    )
)
_KEPT_PARAMS = frozenset(("TZID", "VALUE", "RANGE", "FBTYPE"))
_HEAD = frozenset(("VERSION", "PRODID", "CALSCALE"))
_ZONE = frozenset(("TZID", "DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME", "RRULE", "RDATE"))
_SUMMARY = Property.headed("SUMMARY", escape_text(BUSY))


def redact(calendar: Component) -> Component:
    """A VCALENDAR with its objects made unrecognisable."""
    return Component(calendar.name, _items(calendar))


def _items(calendar: Component) -> Iterator[Property | Component]:
    for item in calendar.items:
        if isinstance(item, Property):
            if item.name in _HEAD:
                yield item
        elif item.name == "VTIMEZONE":
            yield _zone(item)
        else:
            kept = [_bare(prop) for prop in item.properties if prop.name in _KEPT]
            yield item.with_items([*kept, _SUMMARY])


def _zone(component: Component) -> Component:
    """The definition of a zone, without what else may be written into one."""
    observances = [
        each.with_items(_bare(prop) for prop in each.properties if prop.name in _ZONE)
        for each in component.children("STANDARD", "DAYLIGHT")
    ]
    return component.with_items([*(prop for prop in component.properties if prop.name in _ZONE), *observances])


def _bare(prop: Property) -> Property:
    if all(name in _KEPT_PARAMS for name, _ in prop.params):
        return prop
    return prop.with_params((name, values) for name, values in prop.params if name in _KEPT_PARAMS)
