"""Apply a patch to a calendar object: object + patch + extent → object; and cancel instances of it.

What a patch does not name stays, byte for byte where nothing else changes. An override that shared a value with its
series follows the series; a value of its own stays. Laws, which the tests hold this module to:

    a patch that changes nothing returns the very same object
    a patch of the whole is the patch of the first instance and all that follow
    instances outside of the extent stay where they were
    the two halves of a split series have the occurrences of the whole
"""

from collections.abc import Sequence
from dataclasses import replace

from kalends.core.ics.tree import Component, Property
from kalends.core.ics.values import escape_text, parse_texts, property_text, write_duration, write_texts
from kalends.core.objects.object import CalendarObject, rule_of
from kalends.core.objects.patch import (
    KEEP,
    Categories,
    EditResult,
    Extent,
    FollowingInstances,
    Keep,
    OneInstance,
    Patch,
    WholeObject,
)
from kalends.core.objects.people import with_attendees
from kalends.core.objects.revise import REQUEST, Editor, new_half, revise
from kalends.core.recur.edit import (
    Parts,
    at_first_hit,
    change_all,
    change_one,
    delete_following,
    delete_one,
    has_instances,
    move,
    split,
    with_months,
)
from kalends.core.recur.rule import Rule
from kalends.core.recur.series import Instance, Zones
from kalends.core.recur.series.axis import axis_of
from kalends.core.recur.series.moments import ZonedPeriod, end_name, read_when, read_whens, until, when_property
from kalends.core.recur.text import write_rule
from kalends.core.recur.until import fit_rule
from kalends.core.time.dates import When, add
from kalends.errors import Fault, Flaw, Kind

_RECURRENCE = frozenset(("RRULE", "RDATE", "EXDATE", "EXRULE"))


def apply(old: CalendarObject, patch: Patch, extent: Extent, by: Editor) -> EditResult:
    """Change an object. Faults NOT_FOUND for an instance that is not there, RULE for what cannot be, INVALID."""
    return replace(_apply(old, patch, extent, by), keeps_times=patch.keeps_times)


def _apply(old: CalendarObject, patch: Patch, extent: Extent, by: Editor) -> EditResult:
    if isinstance(extent, WholeObject) or not old.recurs(by.zone):
        new = revise(old, _whole(old, patch, by), by)
        keeps_span = new is not old and patch.keeps_span and new.adopt_series(old.series(by.zone), old.zones(by.zone))
        return replace(_result(old, new), keeps_span=keeps_span)
    if isinstance(extent, OneInstance):
        return _apply_one(old, patch, extent, by)
    return _apply_following(old, patch, extent, by)


def cancel(old: CalendarObject, extent: Extent, by: Editor) -> EditResult:
    """Take the instances of an extent out of an object (EXDATE, UNTIL). Fault NOT_FOUND where there is none."""
    if isinstance(extent, WholeObject):
        return EditResult(None)
    if not old.recurs(by.zone):
        old.occurrence(extent.at, by.zone)  # another time than its own names nothing of it
        return EditResult(None)
    delete = delete_one if isinstance(extent, OneInstance) else delete_following
    left = delete(old.editable(by.zone), extent.at, old.zones(by.zone))
    return replace(_result(old, revise(old, left, by)), keeps_times=True) if left else EditResult(None)


def second_half(old: CalendarObject, extent: FollowingInstances, by: Editor) -> CalendarObject:
    """The series that one instance and all that follow become before they are changed; `old` itself at its first."""
    halves = split(old.editable(by.zone), extent.at, uid=extent.uid, zones=old.zones(by.zone))
    return old.with_parts(halves.after) if halves.before else old


def _result(old: CalendarObject, new: CalendarObject) -> EditResult:
    return EditResult(old) if new is old else EditResult(new, method=REQUEST)


def _apply_one(old: CalendarObject, patch: Patch, extent: OneInstance, by: Editor) -> EditResult:
    zones, instance = old.zones(by.zone), old.instance(extent.at, by.zone)
    if _changes_recurrence(old, patch, by):
        raise _only_whole()
    if _keeps_instance(patch, instance):
        return EditResult(old)  # it needs no override
    changed = change_one(old.editable(by.zone), extent.at, lambda part: _instance_part(part, patch, instance), zones)
    return _result(old, revise(old, changed, by))


def _apply_following(old: CalendarObject, patch: Patch, extent: FollowingInstances, by: Editor) -> EditResult:
    keeps_instance = _keeps_instance(patch, old.instance(extent.at, by.zone))
    if keeps_instance and not patch.recurrence:
        return EditResult(old)
    zones = old.zones(by.zone)
    halves = split(old.editable(by.zone), extent.at, uid=extent.uid, zones=zones)
    rest = old.with_parts(halves.after) if halves.before else old
    if keeps_instance and not _changes_recurrence(rest, patch, by):
        return EditResult(old)
    parts = _whole(rest, patch, by)
    if not halves.before:
        return _result(old, revise(old, parts, by))
    before, after = revise(old, halves.before, by), new_half(rest, parts, by)
    if halves.series_before is not None:
        before.adopt_series(halves.series_before, zones)
    if patch.keeps_span:
        after.adopt_series(rest.series(by.zone), rest.zones(by.zone))
    return EditResult(before, (after,), REQUEST)


def _whole(old: CalendarObject, patch: Patch, by: Editor) -> Sequence[Component]:
    """All parts of an object changed: its times first, and then everything else."""
    zones = old.zones(by.zone)
    if not old.has_dates(by.zone):
        return [_with_fields(_begun(part, patch), patch) for part in old.parts]
    parts: Sequence[Component] | Parts = old.editable(by.zone)
    if (patch.start is not KEEP or patch.duration is not KEEP) and not _keeps_times(patch, old.first(by.zone)):
        parts = _moved(old, patch, by)
    changed = change_all(parts, lambda part: _series_part(part, patch, zones), zones)
    if patch.excluded is not KEEP and patch.excluded:
        _demand_instance(changed, zones)
    return changed


def _demand_instance(parts: Sequence[Component], zones: Zones) -> None:
    """Refuse exceptions that leave nothing of a series. Fault INVALID."""
    if not has_instances(tuple(parts), zones):
        message = "has no occurrence left: all of them are excluded"
        flaw = Flaw("no-occurrence", message, "RRULE", rfc="RFC 5545 §3.8.5.3")
        raise Fault(Kind.INVALID, f"The recurrence {message}.", [flaw])


def _moved(old: CalendarObject, patch: Patch, by: Editor) -> Sequence[Component]:
    start = old.first(by.zone).start if patch.start is KEEP else patch.start
    if start is None:
        raise _no_start()
    lasting = None if patch.duration is KEEP else patch.duration
    return move(old.editable(by.zone), start, old.zones(by.zone), lasting=lasting)


def _begun(part: Component, patch: Patch) -> Component:
    """A component without any date, with those of a patch."""
    if patch.start is not KEEP:
        part = part.set(when_property("DTSTART", patch.start))
    elif patch.duration is not KEEP:
        raise _no_start()
    return part if patch.duration is KEEP else part.set(Property.make("DURATION", write_duration(patch.duration)))


def _no_start() -> Fault:
    message = "an object without a start has no length: give it a start"
    return Fault(Kind.RULE, f"DTSTART: {message}.", [Flaw("missing-start", message, "DTSTART")])


def _keeps_times(patch: Patch, instance: Instance) -> bool:
    """Whether start and length of an instance are those that a patch asks for."""
    if patch.start is not KEEP and patch.start != (instance.start or instance.end):
        return False
    return patch.duration is KEEP or (
        instance.start is not None and until(instance.start, instance.end) == patch.duration
    )


def _keeps_instance(patch: Patch, instance: Instance) -> bool:
    return _instance_part(instance.component, patch, instance) == instance.component


def _changes_recurrence(old: CalendarObject, patch: Patch, by: Editor) -> bool:
    """Whether a patch says something else of the rule and its exceptions than the object does."""
    if not patch.recurrence:
        return False
    master = old.master
    return _with_recurrence(master, patch, old.zones(by.zone)) != master


def _only_whole() -> Fault:
    message = "one instance has no rule of its own: change the whole series, or this and all that follow"
    return Fault(Kind.RULE, f"RRULE: {message}.", [Flaw("whole-series", message, "RRULE")])


def _instance_part(part: Component, patch: Patch, instance: Instance) -> Component:
    """The component of one instance, changed."""
    if not _keeps_times(patch, instance):
        part = _at_times(part, patch, instance)
    return _with_fields(part, patch)


def _at_times(part: Component, patch: Patch, instance: Instance) -> Component:
    """The component at the times of a patch, with a start and the end that its kind has (RFC 5545 §3.6.1 to §3.6.3)."""
    start = instance.start if patch.start is KEEP else patch.start
    if start is None:
        raise _no_start()
    if instance.start is None:
        return part.set(when_property("DUE", start))  # a to-do without DTSTART is placed by its DUE
    length = until(instance.start, instance.end) if patch.duration is KEEP else patch.duration
    placed = _without(part, "DURATION").set(when_property("DTSTART", start))
    return placed if part.name == "VJOURNAL" else placed.set(when_property(end_name(part), add(start, length)))


def _series_part(part: Component, patch: Patch, zones: Zones) -> Component:
    part = _with_fields(part, patch)
    if patch.recurrence and part.first("RECURRENCE-ID") is None:
        part = _with_recurrence(part, patch, zones)
    return part


def _with_fields(part: Component, patch: Patch) -> Component:
    for name, text in (("SUMMARY", patch.summary), ("DESCRIPTION", patch.description), ("LOCATION", patch.location)):
        part = part if text is KEEP else _with_text(part, name, text)
    if patch.categories is not KEEP:
        part = _with_categories(part, patch.categories)
    if patch.attendees is not KEEP:
        people = patch.attendees
        part = with_attendees(part, people.invited, people.removed, people.organizer)
    for name, token in _tokens(patch):
        part = part if token is KEEP else _with_token(part, name, token)
    if patch.alarms is not KEEP and part.children("VALARM") != list(patch.alarms):
        part = part.with_items([*(item for item in part.items if item.name != "VALARM"), *patch.alarms])
    for name, properties in patch.properties.items():
        part = _with_properties(part, name, properties)
    return part


def _tokens(patch: Patch) -> tuple[tuple[str, str | Keep], ...]:
    return (
        ("CLASS", patch.classification),
        ("STATUS", patch.status),
        ("TRANSP", patch.transparency),
        ("COLOR", patch.color),
        ("URL", patch.url),
    )


def _with_text(part: Component, name: str, text: str) -> Component:
    """The component with a text; as it is, parameters too, where it says that already."""
    if property_text(part, name) == text:
        return part
    if not text:
        return _without(part, name)
    return part.set(Property.headed(name, escape_text(text)))


def _with_token(part: Component, name: str, token: str) -> Component:
    """The component with a value that is written as it is; case does not count where the value is a token."""
    prop = part.first(name)
    same = str.upper if name != "URL" else str
    if same(prop.value if prop else "") == same(token):
        return part
    return part.set(Property.headed(name, token)) if token else _without(part, name)


def _with_categories(part: Component, change: Categories) -> Component:
    """The component with other categories (RFC 5545 §3.8.1.2)."""
    if set(change.added) == set(change.removed):
        return part
    gone = frozenset(change.removed)
    old = [text for prop in part.all("CATEGORIES") for text in parse_texts(prop.value)]
    new = list(dict.fromkeys([*(text for text in old if text not in gone), *change.added]))
    if new == old:
        return part
    kept = _without(part, "CATEGORIES")
    return kept.set(Property.headed("CATEGORIES", write_texts(new))) if new else kept


def _with_properties(part: Component, name: str, properties: Sequence[Property]) -> Component:
    if part.all(name) == list(properties):
        return part
    bare = _without(part, name)
    inside = next((at for at, item in enumerate(bare.items) if isinstance(item, Component)), len(bare.items))
    return bare.with_items([*bare.items[:inside], *properties, *bare.items[inside:]])


def _without(part: Component, *names: str) -> Component:
    return part.without(lambda item: isinstance(item, Property) and item.name in names)


def _with_recurrence(part: Component, patch: Patch, zones: Zones) -> Component:
    """The master with another rule, other exceptions and further dates; it begins where its rule first hits."""
    prop = part.first("DTSTART")
    if prop is None:
        return part
    start = read_when(prop, zones)
    if patch.rule is None:
        return _without(part, *_RECURRENCE)
    for name, whens in (("EXDATE", patch.excluded), ("RDATE", patch.added)):
        part = part if whens is KEEP else _with_dates(part, name, whens, start, zones)
    rule = KEEP if patch.rule is KEEP else fit_rule(patch.rule, start)
    if rule is KEEP or is_same_rule(rule, rule_of(part)):
        return part
    return at_first_hit(part.set(Property.headed("RRULE", write_rule(with_months(rule, start)))), zones)


def _with_dates(part: Component, name: str, whens: Sequence[When], start: When, zones: Zones) -> Component:
    key = axis_of(start).key
    old = [each for prop in part.all(name) for each in read_whens(prop, zones)]
    if not any(isinstance(each, ZonedPeriod) for each in old):
        there = {key(each) for each in old if not isinstance(each, ZonedPeriod)}
        if there == {key(each) for each in whens}:
            return part
    return _with_properties(part, name, [when_property(name, each) for each in whens])


def is_same_rule(one: Rule | None, other: Rule | None) -> bool:
    """Whether two rules say the same; the order of the days does not count."""
    return one == other or (one is not None and other is not None and sorted_days(one) == sorted_days(other))


def sorted_days(rule: Rule) -> Rule:
    """The rule with its week days in order, each once."""
    return replace(rule, by_day=tuple(sorted(set(rule.by_day))))
