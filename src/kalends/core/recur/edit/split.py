"""This and all after: a series cut in two (RFC 5545 §3.8.4.5, §3.8.5; RFC 9253 §5).

The first half ends before the cut: UNTIL a second (or a day) earlier, or the COUNT that is used up by then. The second
half has a UID of its own and begins at the cut with what COUNT leaves. Exceptions go with their half. RELATED-TO with
RELTYPE=NEXT leads from the first half to the second, RELTYPE=FIRST from there to the first of all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from kalends.core.ics.tree import Component, Property
from kalends.core.ics.values import escape_text
from kalends.core.recur.edit.cut import as_written, rule_after, rule_before, starts_after
from kalends.core.recur.edit.parts import (
    Editable,
    Objects,
    Override,
    Parts,
    listed,
    of_instance,
    parts_of,
    placed_at,
    with_property,
)
from kalends.core.recur.series.axis import Days
from kalends.core.recur.series.gather import series_of
from kalends.core.recur.series.moments import Span, Zones, read_whens
from kalends.core.recur.text import write_rule
from kalends.core.time.dates import Date, When
from kalends.errors import Fault

_LISTS = frozenset(("EXDATE", "RDATE"))
_RULES = frozenset(("RRULE", "EXRULE"))


@dataclass(frozen=True, slots=True)
class Halves:
    """A series cut in two: what comes before, and what comes after under a UID of its own.

    Where the cut is at the very first instance there is no half before, and all stays as it is.
    """

    before: Objects
    after: Objects


def delete_following(components: Editable, at: When, zones: Zones) -> Objects:
    """The series without an instance and all after it; nothing where it is the first."""
    parts = parts_of(components, zones)
    return _existing(_before(parts, parts.demanded(at)), zones)


def split(components: Editable, at: When, *, uid: str, zones: Zones) -> Halves:
    """The series cut before an instance; what comes after gets the UID.

    Raises Fault NOT_FOUND where there is no such instance, RULE where no rule can go on from there alike (one of
    several rules, of which each begins at a time of its own).
    """
    parts = parts_of(components, zones)
    key = parts.demanded(at)
    before = _existing(_before(parts, key), zones)
    if not before:
        return Halves((), parts.components)
    return Halves(
        tuple(_related(each, "NEXT", escape_text(uid)) for each in before),
        tuple(_renamed(_after(parts, key), uid, before[0])),
    )


def _existing(components: Objects, zones: Zones) -> Objects:
    """The components, or nothing where they have no instance."""
    return components if components and next(series_of(components, zones).instances(), None) is not None else ()


def _related(component: Component, kind: str, uid: str) -> Component:
    if component.first("RECURRENCE-ID") is not None:
        return component
    kept = component.without(lambda item: isinstance(item, Property) and _is_relation(item, kind))
    return with_property(kept, Property.make("RELATED-TO", uid, [("RELTYPE", kind)]))


def _is_relation(prop: Property, kind: str) -> bool:
    return prop.name == "RELATED-TO" and (prop.param("RELTYPE") or "").upper() == kind


def _renamed(components: Objects, uid: str, before: Component) -> Iterator[Component]:
    earlier = before.first("UID")
    first = next((each.value for each in before.all("RELATED-TO") if _is_relation(each, "FIRST")), None)
    for each in components:
        renamed = each.set(Property.make("UID", escape_text(uid)))
        yield _related(renamed, "FIRST", first or (earlier.value if earlier else ""))


def _before(parts: Parts, key: date) -> Objects:
    kept = tuple(each.component for each in parts.overrides if each.key < key)
    if parts.master is None:
        return kept
    pattern = parts.series.pattern
    assert pattern is not None
    if pattern.dates[0] >= key:
        return ()
    master = parts.master.with_items(each for item in parts.master.items for each in _item_before(item, parts, key))
    if pattern.start >= key:  # RDATEs alone come before
        piece = parts.series.stretches[0].piece
        master = placed_at(master, piece.start(pattern.dates[0]), piece.end(pattern.dates[0]), parts.zones)
    return (master, *kept)


def _item_before(item: Property | Component, parts: Parts, key: date) -> Sequence[Property | Component]:
    if isinstance(item, Property) and item.name in _LISTS:
        return _parted(item, parts, key, earlier=True)
    if isinstance(item, Property) and item.name == "RRULE":
        rule = rule_before(item, parts, key)
        return [item.with_value(write_rule(rule))] if rule else []
    return [item]


def _after(parts: Parts, key: date) -> Objects:
    later = [each.component for each in parts.overrides if each.key >= key]
    kept = (*_carried(parts, key), *later)
    if parts.master is None:
        return kept
    assert parts.series.pattern is not None
    if parts.series.pattern.start >= key:  # RDATEs alone come before
        return (parts.master.with_items(_items_after(parts, key, None)), *kept)
    return (_begun(parts, key), *kept)


def _begun(parts: Parts, key: date) -> Component:
    """The master of the second half: it begins at the cut, or, where that is an RDATE, at its rule's first hit."""
    assert parts.master is not None
    piece = parts.series.stretches[0].piece
    for start in starts_after(parts, key):
        try:
            items = [*_items_after(parts, key, start)]
        except Fault as fault:
            refusal = fault
            continue
        return placed_at(parts.master.with_items(items), as_written(parts.axis, start), piece.end(start), parts.zones)
    raise refusal


def _carried(parts: Parts, key: date) -> list[Component]:
    """A change for this and future instances that began before the cut, as it goes on behind it."""
    changes = sorted((each for each in parts.overrides if each.is_change and each.key <= key), key=_by_key)
    if not changes or changes[-1].key == key:
        return []
    named = parts.named("RECURRENCE-ID", key)
    ranged = named.with_params([*named.params, ("RANGE", "THISANDFUTURE")])
    return [with_property(of_instance(parts.series.piece_at(key), key, parts.zones), ranged)]


def _by_key(override: Override) -> date:
    return override.key


def _items_after(parts: Parts, key: date, start: date | None) -> Iterator[Property | Component]:
    """What the master of the second half holds; its rules begin at `start`, or stay where there is none."""
    assert parts.master is not None
    for item in parts.master.items:
        if isinstance(item, Property) and item.name in _LISTS:
            yield from _parted(item, parts, key, earlier=False)
        elif isinstance(item, Property) and item.name in _RULES and start is not None:
            rule = rule_after(item, parts, key, start)
            if rule is not None:
                yield item.with_value(write_rule(rule))
        else:
            yield item


def _parted(prop: Property, parts: Parts, key: date, *, earlier: bool) -> list[Property]:
    """An EXDATE or RDATE with its values of one side of the cut alone."""
    kept = [each.value for each in listed(prop) if _is_on_side(each, parts, key, earlier=earlier)]
    return [prop.with_value(",".join(kept))] if kept else []


def _is_on_side(single: Property, parts: Parts, key: date, *, earlier: bool) -> bool:
    each = next(read_whens(single, parts.zones))
    when = each.start if isinstance(each, Span) else each
    if isinstance(when, Date) and not isinstance(parts.axis, Days):
        day = parts.axis.digits(key).date()
        return when.day <= day if earlier else when.day >= day
    return (parts.axis.key(when) < key) is earlier
