"""Rules and series for tests: the hits of a rule, and the components of a calendar by their UIDs."""

from collections.abc import Iterator
from datetime import date

from kalends.core.ics.tree import Component
from kalends.core.recur.expand import Expansion
from kalends.core.recur.rule import Rule
from kalends.core.recur.series import RECURRING


def expand(rule: Rule, start: date, *, after: date | None = None, before: date | None = None) -> Iterator[date]:
    """The hits of a rule from `after` on and before `before`."""
    return Expansion(rule, start).between(after, before)


def objects_of(calendar: Component) -> list[tuple[Component, ...]]:
    """The components of a calendar that may recur, by UID; what has no UID belongs to nothing else."""
    found: dict[object, list[Component]] = {}
    for each in calendar.components:
        if each.name in RECURRING:
            uid = each.first("UID")
            found.setdefault((each.name, uid.value) if uid else id(each), []).append(each)
    return [tuple(components) for components in found.values()]
