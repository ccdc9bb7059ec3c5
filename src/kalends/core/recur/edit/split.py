"""One instance and all that follow: a series cut in two (RFC 5545 §3.8.4.5, §3.8.5; RFC 9253 §5).

The first half ends before the cut: UNTIL a second (or a day) earlier, or the COUNT that is used up by then. The second
half has a UID of its own and begins at the cut with what COUNT leaves. Exceptions go with their half. RELATED-TO with
RELTYPE=NEXT leads from the first half to the second, RELTYPE=FIRST from there to the first of all.

A rule takes from its DTSTART what it does not say. So the second half says what the first start implied, where its own
would imply something else: a rule from 31 January with SKIP=BACKWARD that is cut in February stays on the 31st. In both
halves the new rule is accepted only after its first hits were compared with the old one's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from kalends.core.ics.tree import Component, Property
from kalends.core.ics.values import escape_text
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
from kalends.core.recur.plan.steps import fill_from_start
from kalends.core.recur.rule import Rule
from kalends.core.recur.series.axis import Axis, DayAxis, InstantAxis, digits
from kalends.core.recur.series.gather import said, seen_by_rules, series_of
from kalends.core.recur.series.moments import ZonedPeriod, Zones, read_when, read_whens
from kalends.core.recur.series.pattern import Hits, hits_of
from kalends.core.recur.series.series import Series
from kalends.core.recur.text import read_rule, write_rule
from kalends.core.time.dates import Date, When, Zoned
from kalends.errors import Fault, Kind

_NEAR = 3  # days
_LOOKED_AT = 24  # hits of the old rule that the new one has to have, before it is believed to go on like it


def rule_before(prop: Property, parts: Parts, key: date) -> Rule | None:
    """The rule as far as before a place; None where it hits nothing there."""
    rule, hits = _read(prop, parts)
    if hits is None or next(hits.between(None, key), None) is None:
        return None
    counted = _counted(rule, hits, key)
    if counted is not None and _ends_alike(hits_of(prop.name, counted, parts.axis, _start(parts)), hits, key):
        return counted
    if rule.until is not None and next(hits.between(key, None), None) is None:
        return rule
    return replace(rule, count=None, until=_before_place(parts, key))


def _counted(rule: Rule, hits: Hits, key: date) -> Rule | None:
    """The rule with what is used up of its COUNT before a place; None where it has none."""
    if rule.count is None or hits.rule.count is None:
        return None
    # hits.rule counts one less where DTSTART, not hit by the rule, is the first
    return replace(rule, count=hits.count_before(key) + rule.count - hits.rule.count)


def _ends_alike(new: Hits | None, old: Hits, key: date) -> bool:
    """Whether a rule hits before a place what another does, and nothing behind: a gap may change their order there."""
    near = key - timedelta(days=3) if key.toordinal() > _NEAR else key
    return new is not None and [*new.between(near, None)] == [*old.between(near, key)]


def _before_place(parts: Parts, key: date) -> date:
    """UNTIL in the form that it must have, as late as it can be before a place."""
    if not isinstance(key, datetime):
        return key - timedelta(days=1)
    moment = key - timedelta(seconds=1)
    return moment.replace(tzinfo=UTC) if isinstance(parts.axis, InstantAxis) else moment


def starts_after(parts: Parts, key: date) -> Iterator[date]:
    """Where a second half may begin: at the cut, or where one of its rules first hits after it."""
    assert parts.master is not None
    yield key
    for prop in said(parts.master, "RRULE"):
        _, hits = _read(prop, parts)
        first = next(hits.between(key, None), None) if hits else None
        if first is not None and first != key:
            yield first


def rule_after(prop: Property, parts: Parts, key: date, start: date) -> Rule | None:
    """The rule as it goes on from the place `key` with a DTSTART at `start`; None where it hits nothing more.

    Fault RULE where no rule does it.
    """
    rule, hits = _read(prop, parts)
    wanted = list(islice(hits.between(key, None), _LOOKED_AT)) if hits else []
    if hits is None or not wanted:
        return None
    begin = as_written(parts.axis, start)
    if rule.count is not None:
        assert hits.rule.count is not None
        left = hits.rule.count - hits.rank(_wall(begin, parts))
        # DTSTART counts, whether the rule hits it or not
        rule = replace(rule, count=left if prop.name == "EXRULE" or wanted[0] == start else left + 1)
    for candidate in (rule, _told(rule, parts, begin)):
        new = hits_of(prop.name, candidate, parts.axis, begin)
        if new and list(islice(new.between(None, None), _LOOKED_AT)) == wanted and new.ceiling() == hits.ceiling():
            return candidate
    raise Fault(Kind.RULE, f"The series cannot be cut here: its rule {prop.value} cannot begin at this instance.")


def as_written(axis: Axis, key: date) -> When:
    """A start at a place, for a rule to go on from: in a gap the time that is not there, which the rule means."""
    if isinstance(axis, InstantAxis) and axis.zone:
        wall = datetime.combine(axis.digits(key).date(), axis.clock)
        if axis.key(Zoned(wall, axis.zone)) == key:
            return Zoned(wall, axis.zone)
    return axis.when(key)


def _told(rule: Rule, parts: Parts, start: When) -> Rule:
    """The rule with what it takes from its old DTSTART written out, where the new one would say something else."""
    old = fill_from_start(rule, _wall(_start(parts), parts))
    new = fill_from_start(rule, _wall(start, parts))
    other = {
        each.name: getattr(old, each.name)
        for each in fields(Rule)
        if getattr(old, each.name) != getattr(new, each.name)
    }
    return replace(rule, **other)


def _wall(when: When, parts: Parts) -> date:
    return digits(when).date() if isinstance(parts.axis, DayAxis) else digits(when)


def _read(prop: Property, parts: Parts) -> tuple[Rule, Hits | None]:
    start = _start(parts)
    rule, _ = read_rule(prop.value, seen_by_rules(start), both_ends=True)
    return rule, hits_of(prop.name, rule, parts.axis, start)


def _start(parts: Parts) -> When:
    assert parts.anchor is not None
    return read_when(parts.anchor, parts.zones)


_LISTS = frozenset(("EXDATE", "RDATE"))
_RULES = frozenset(("RRULE", "EXRULE"))


@dataclass(frozen=True, slots=True)
class Halves:
    """A series cut in two: what comes before, and what comes after under a UID of its own.

    Where the cut is at the very first instance there is no half before, and all stays as it is. `series_before` has
    the instances of the half before.
    """

    before: Objects
    after: Objects
    series_before: Series | None = None


def delete_following(components: Editable, at: When, zones: Zones) -> Objects:
    """The series without an instance and all after it; nothing where it is the first."""
    parts = parts_of(components, zones)
    before = _before(parts, parts.demanded(at))
    return before if _existing(before, zones) else ()


def split(components: Editable, at: When, *, uid: str, zones: Zones) -> Halves:
    """The series cut before an instance; what comes after gets the UID.

    Raises Fault NOT_FOUND where there is no such instance, RULE where no rule can go on from there alike (one of
    several rules, of which each begins at a time of its own).
    """
    parts = parts_of(components, zones)
    key = parts.demanded(at)
    before = _before(parts, key)
    series = _existing(before, zones)
    if series is None:
        return Halves((), parts.components)
    return Halves(
        tuple([_related(each, "NEXT", escape_text(uid)) for each in before]),
        tuple(_renamed(_after(parts, key), uid, before[0])),
        series,
    )


def _existing(components: Objects, zones: Zones) -> Series | None:
    """The series of components that have an instance; None where they have none."""
    if not components:
        return None
    series = series_of(components, zones)
    return series if next(series.instances(), None) is not None else None


def _related(component: Component, kind: str, uid: str) -> Component:
    if component.first("RECURRENCE-ID") is not None:
        return component
    if component.first("RELATED-TO") is not None:
        component = component.without(lambda item: isinstance(item, Property) and _is_relation(item, kind))
    return with_property(component, Property.make("RELATED-TO", uid, [("RELTYPE", kind)]))


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
    master = parts.master.with_items([each for item in parts.master.items for each in _item_before(item, parts, key)])
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
            items = _items_after(parts, key, start)
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


def _items_after(parts: Parts, key: date, start: date | None) -> list[Property | Component]:
    """What the master of the second half holds; its rules begin at `start`, or stay where there is none."""
    assert parts.master is not None
    items: list[Property | Component] = []
    for item in parts.master.items:
        if isinstance(item, Property) and item.name in _LISTS:
            items += _parted(item, parts, key, earlier=False)
        elif isinstance(item, Property) and item.name in _RULES and start is not None:
            rule = rule_after(item, parts, key, start)
            items += [] if rule is None else [item.with_value(write_rule(rule))]
        else:
            items.append(item)
    return items


def _parted(prop: Property, parts: Parts, key: date, *, earlier: bool) -> list[Property]:
    """An EXDATE or RDATE with its values of one side of the cut alone."""
    kept = [each.value for each in listed(prop) if _is_on_side(each, parts, key, earlier=earlier)]
    return [prop.with_value(",".join(kept))] if kept else []


def _is_on_side(single: Property, parts: Parts, key: date, *, earlier: bool) -> bool:
    each = next(read_whens(single, parts.zones))
    when = each.start if isinstance(each, ZonedPeriod) else each
    if isinstance(when, Date) and not isinstance(parts.axis, DayAxis):
        day = parts.axis.digits(key).date()
        return when.day <= day if earlier else when.day >= day
    return (parts.axis.key(when) < key) is earlier
