"""This one: an instance changed or deleted (RFC 5545 §3.8.4.4, §3.8.5.1)."""

from datetime import date

from kalends.core.ics.tree import Component
from kalends.core.recur.edit.parts import (
    RECURRENCE,
    Change,
    Editable,
    Objects,
    Parts,
    of_instance,
    parts_of,
    with_property,
    without_properties,
)
from kalends.core.recur.series.gather import series_of
from kalends.core.recur.series.moments import Zones
from kalends.core.time.dates import When


def change_one(components: Editable, at: When, change: Change, zones: Zones) -> Objects:
    """The series with one instance changed, which has or gets an override; Fault NOT_FOUND where there is none.

    `change` is handed the instance at its own time, without a rule. What it does to RECURRENCE-ID, RRULE and their kin
    counts for nothing. An object that does not recur is changed itself.
    """
    parts = parts_of(components, zones)
    key = parts.demanded(at)
    if parts.master is not None and not parts.series.stretches[0].piece.recurs:
        return (change(parts.master),)
    override = _override(parts, key)
    named = override.first("RECURRENCE-ID") if override else parts.named("RECURRENCE-ID", key)
    assert named is not None
    before = without_properties(override, RECURRENCE) if override else _as_instance(parts, key)
    after = with_property(without_properties(change(before), RECURRENCE), named)
    if override is None:
        return (*parts.components, after)
    return tuple(after if each is override else each for each in parts.components)


def _override(parts: Parts, key: date) -> Component | None:
    return next((each.component for each in parts.overrides if each.key == key and not each.is_change), None)


def _as_instance(parts: Parts, key: date) -> Component:
    """The instance of a place that has no override; one of an RDATE period has the length of the period."""
    piece = next((single.piece for single in parts.series.singles if single.key == key), parts.series.piece_at(key))
    return of_instance(piece, key, parts.zones)


def delete_one(components: Editable, at: When, zones: Zones) -> Objects:
    """The series without one instance: an EXDATE in its place, no override; nothing at all where no instance is left.

    Fault NOT_FOUND where there is none.
    """
    parts = parts_of(components, zones)
    key = parts.demanded(at)
    override = _override(parts, key)
    rest = tuple(each for each in parts.components if each is not override)
    if parts.master is not None and parts.series.pattern is not None and parts.series.pattern.has(key):
        excluded = with_property(parts.master, parts.named("EXDATE", key))
        rest = tuple(excluded if each is parts.master else each for each in rest)
    left = series_of(rest, zones) if rest else None
    return rest if left and next(left.instances(), None) is not None else ()
