"""What an override has in common with its series, and so follows it when all is changed."""

from collections.abc import Mapping, Sequence

from kalends.core.ics.tree import Component, Property
from kalends.core.recur.edit.parts import RECURRENCE

_OWN = RECURRENCE | {
    "DTSTART", "DTEND", "DUE", "DURATION", "UID", "DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE"
}  # fmt: skip
_Items = Sequence[Property | Component]
Differences = Mapping[str, tuple[_Items, _Items]]
"""What of an old and a new master is not alike: the items of each name in both."""


def differences(old: Component, new: Component) -> Differences:
    """What overrides may share and is another in a new master than in the old one; to be asked once an edit."""
    before, after = _by_name(old), _by_name(new)
    pairs = ((name, (before.get(name, []), after.get(name, []))) for name in {**before, **after} if name not in _OWN)
    return {name: pair for name, pair in pairs if pair[0] != pair[1]}


def _by_name(component: Component) -> dict[str, list[Property | Component]]:
    found: dict[str, list[Property | Component]] = {}
    for item in component.items:
        found.setdefault(item.name, []).append(item)
    return found


def shared(override: Component, changed: Differences) -> Component:
    """The override with what it had like the old master now like the new one; times and identity are its own."""
    for name, (before, after) in changed.items():
        if [item for item in override.items if item.name == name] == before:
            override = _with(override, name, after)
    return override


def _with(component: Component, name: str, items: _Items) -> Component:
    """The component with other items of one name, in the place of the first of them, or last of their kind."""
    at = next((at for at, item in enumerate(component.items) if item.name == name), None)
    if at is None:
        inside = (at for at, item in enumerate(component.items) if isinstance(item, Component))
        at = next(inside, len(component.items)) if items and isinstance(items[0], Property) else len(component.items)
    kept = [item for item in component.items[at:] if item.name != name]
    return component.with_items([*component.items[:at], *items, *kept])
