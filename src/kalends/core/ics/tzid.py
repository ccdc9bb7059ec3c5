"""TZID: TEXT in a VTIMEZONE, a parameter everywhere else (RFC 5545 §3.2.19, §3.8.3.1).

The same name is written in two ways: `TZID:Kuala Lumpur\\, Singapore` in the definition, and
`DTSTART;TZID="Kuala Lumpur, Singapore"` where it is used. So decoded names are compared, everywhere. Quotes around the
name of a definition are no part of it.
"""

from collections.abc import Iterable

from kalends.core.ics.tree import Component, Property
from kalends.core.ics.values import escape_text, unescape_text


def tzid_of(vtimezone: Component) -> str | None:
    """The name of a definition, decoded; None where it has none."""
    prop = vtimezone.first("TZID")
    return None if prop is None else decode_tzid(prop.value)


def decode_tzid(written: str) -> str:
    """The name that a TZID property holds."""
    text = unescape_text(written).strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text


def definitions(vtimezones: Iterable[Component]) -> dict[str, Component]:
    """Definitions by name, the first of each; also by the name as it is written, which some programs repeat."""
    found: dict[str, Component] = {}
    for each in vtimezones:
        prop = each.first("TZID")
        if prop is not None:
            found.setdefault(decode_tzid(prop.value), each)
            found.setdefault(prop.value, each)
    return found


def tzid_property(name: str) -> Property:
    """The TZID of a definition."""
    return Property.headed("TZID", escape_text(name))
