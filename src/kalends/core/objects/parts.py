"""The components of a calendar object, and what the first glance at them tells (RFC 5545 §3.6)."""

from collections.abc import Sequence

from kalends.core.ics.tree import Component
from kalends.core.ics.values import unescape_text

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
