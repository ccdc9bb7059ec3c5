"""A rule cut in two: UNTIL or COUNT for what comes before, the same steps from another start for what comes after.

A rule takes from its DTSTART what it does not say. So the second half is told what the first start said, where its own
would say something else: a rule from 31 January with SKIP=BACKWARD that is cut in February stays on the 31st. Both
ways, the new rule is believed only after its first hits were compared with the old one's.
"""

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from kalends.core.ics.tree import Property
from kalends.core.recur.edit.parts import Parts
from kalends.core.recur.plan.steps import fill
from kalends.core.recur.rule import Rule
from kalends.core.recur.series.axis import Axis, Days, Instants, digits
from kalends.core.recur.series.gather import said, seen_by_rules
from kalends.core.recur.series.moments import read_when
from kalends.core.recur.series.pattern import Hits, hits_of
from kalends.core.recur.text import read_rule
from kalends.core.time.dates import When, Zoned
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
    return moment.replace(tzinfo=UTC) if isinstance(parts.axis, Instants) else moment


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
    if isinstance(axis, Instants) and axis.zone:
        wall = datetime.combine(axis.digits(key).date(), axis.clock)
        if axis.key(Zoned(wall, axis.zone)) == key:
            return Zoned(wall, axis.zone)
    return axis.when(key)


def _told(rule: Rule, parts: Parts, start: When) -> Rule:
    """The rule with what it takes from its old DTSTART told, where the new one would say something else."""
    old = fill(rule, _wall(_start(parts), parts))
    new = fill(rule, _wall(start, parts))
    other = {
        each.name: getattr(old, each.name)
        for each in fields(Rule)
        if getattr(old, each.name) != getattr(new, each.name)
    }
    return replace(rule, **other)


def _wall(when: When, parts: Parts) -> date:
    return digits(when).date() if isinstance(parts.axis, Days) else digits(when)


def _read(prop: Property, parts: Parts) -> tuple[Rule, Hits | None]:
    start = _start(parts)
    rule, _ = read_rule(prop.value, seen_by_rules(start))
    return rule, hits_of(prop.name, rule, parts.axis, start)


def _start(parts: Parts) -> When:
    assert parts.anchor is not None
    return read_when(parts.anchor, parts.zones)
