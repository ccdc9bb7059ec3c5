"""What an override has in common with its series, and so follows it when all is changed."""

from collections.abc import Sequence

from kalends.core.ics.tree import Component, Property
from kalends.core.recur.edit.parts import RECURRENCE

_OWN = RECURRENCE | {
    "DTSTART", "DTEND", "DUE", "DURATION", "UID", "DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE"
}  # fmt: skip
_Items = Sequence[Property | Component]


def shared(override: Component, old: Component, new: Component) -> Component:
    """The override with what it had like the old master now like the new one; times and identity are its own."""
    for name in dict.fromkeys(item.name for item in (*old.items, *new.items)):
        before, after = _named(old, name), _named(new, name)
        if name not in _OWN and before != after and _named(override, name) == before:
            override = _with(override, name, after)
    return override


def _named(component: Component, name: str) -> _Items:
    return [item for item in component.items if item.name == name]


def _with(component: Component, name: str, items: _Items) -> Component:
    """The component with other items of one name, in the place of the first of them, or last of their kind."""
    at = next((at for at, item in enumerate(component.items) if item.name == name), None)
    if at is None:
        inside = (at for at, item in enumerate(component.items) if isinstance(item, Component))
        at = next(inside, len(component.items)) if items and isinstance(items[0], Property) else len(component.items)
    kept = [item for item in component.items[at:] if item.name != name]
    return component.with_items([*component.items[:at], *items, *kept])
