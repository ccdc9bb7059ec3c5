"""This one: an instance changed or deleted (RFC 5545 §3.8.4.4, §3.8.5.1)."""

from datetime import date

from kalends.core.ics.tree import Component
from kalends.core.recur.edit.parts import (
    RECURRENCE,
    Change,
    Editable,
    Objects,
    no_instance,
    of_instance,
    parts_of,
    with_properties,
    without_properties,
)
from kalends.core.recur.series.gather import series_of
from kalends.core.recur.series.moments import Zones, write_when
from kalends.core.time.dates import When


class InstanceEdits:
    """Changes and deletions of single instances of one series, made together in time linear to their number."""

    def __init__(self, components: Editable, zones: Zones) -> None:
        self._parts = parts = parts_of(components, zones)
        self._pieces = {single.key: single.piece for single in parts.series.singles}
        self._overrides = {each.key: each.component for each in reversed(parts.overrides) if not each.is_change}
        self._changed: dict[date, Component] = {}
        self._deleted: dict[date, None] = {}
        self._master = parts.master
        self._alone = parts.master is not None and not parts.series.stretches[0].piece.recurs

    def change(self, at: When, change: Change) -> None:
        """Change an instance, as `change_one` says."""
        key = self._demand(at)
        if self._alone and self._master is not None:
            self._master = change(self._master)
            return
        override = self._changed.get(key) or self._overrides.get(key)
        named = override.first("RECURRENCE-ID") if override else self._parts.named("RECURRENCE-ID", key)
        assert named is not None
        before = without_properties(override, RECURRENCE) if override else self._as_instance(key)
        self._changed[key] = with_properties(without_properties(change(before), RECURRENCE), [named])

    def delete(self, at: When) -> None:
        """Delete an instance, as `delete_one` says."""
        key = self._demand(at)
        self._changed.pop(key, None)
        self._deleted[key] = None

    def components(self) -> Objects:
        """The components of the series with all edits, of which there may be none that has an instance."""
        parts, master = self._parts, self._master
        if self._alone and master is not None and not self._deleted:
            return (master,)
        excluded = [parts.named("EXDATE", key) for key in self._deleted if self._is_hit(key)]
        if master is not None and excluded:
            master = with_properties(master, excluded)
        dropped = {id(self._overrides[key]) for key in self._deleted if key in self._overrides}
        kept = (master if each is parts.master and master else each for each in parts.components)
        replaced = {id(self._overrides[key]): each for key, each in self._changed.items() if key in self._overrides}
        added = (each for key, each in self._changed.items() if key not in self._overrides)
        return (*(replaced.get(id(each), each) for each in kept if id(each) not in dropped), *added)

    def find(self, at: When) -> date | None:
        """The place of an instance; None where the series has none there, or has none left."""
        key = self._parts.axis.key(at)
        there = key not in self._deleted and (key in self._pieces or self._is_hit(key))
        return key if there else None

    def _demand(self, at: When) -> date:
        key = self.find(at)
        if key is None:
            raise no_instance(f"The series has no instance at {write_when(at)}.")
        return key

    def _is_hit(self, key: date) -> bool:
        pattern = self._parts.series.pattern
        return self._parts.master is not None and pattern is not None and pattern.has(key)

    def _as_instance(self, key: date) -> Component:
        """The instance of a place that has no override; one of an RDATE period has the length of the period."""
        return of_instance(self._pieces.get(key) or self._parts.series.piece_at(key), key, self._parts.zones)


def change_one(components: Editable, at: When, change: Change, zones: Zones) -> Objects:
    """The series with one instance changed, which has or gets an override; Fault NOT_FOUND where there is none.

    `change` is handed the instance at its own time, without a rule. What it does to RECURRENCE-ID, RRULE and their kin
    counts for nothing. An object that does not recur is changed itself.
    """
    edits = InstanceEdits(components, zones)
    edits.change(at, change)
    return edits.components()


def delete_one(components: Editable, at: When, zones: Zones) -> Objects:
    """The series without one instance: an EXDATE in its place, no override; nothing at all where no instance is left.

    Fault NOT_FOUND where there is none.
    """
    edits = InstanceEdits(components, zones)
    edits.delete(at)
    rest = edits.components()
    return rest if has_instances(rest, zones) else ()


def has_instances(components: Objects, zones: Zones) -> bool:
    """Whether any instance of the components of one UID takes place."""
    return bool(components) and next(series_of(components, zones).instances(), None) is not None
