"""Components → series: which is the master, which override what, what their properties say (RFC 5545 §3.8.4.4, §3.8.5).

The order of the components means nothing. Where a text holds two of the same UID and RECURRENCE-ID, the one of the
higher SEQUENCE counts, then of the later DTSTAMP (RFC 5546 §2.1.5), then the one whose text sorts last.

A to-do without DTSTART recurs from its DUE, as several programs write it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import chain, groupby

from kalends.core.ics.tree import Component, Property
from kalends.core.ics.values import Duration, unescape_text
from kalends.core.ics.write import write
from kalends.core.recur.budget import REQUEST_UNITS
from kalends.core.recur.rule import Rule
from kalends.core.recur.series.axis import Axis, DayAxis, InstantAxis, axis_of, digits, same_sort
from kalends.core.recur.series.instance import Piece
from kalends.core.recur.series.moments import (
    ForgivingZones,
    ZonedPeriod,
    Zones,
    end_name,
    length_of,
    read_when,
    read_whens,
    until,
)
from kalends.core.recur.series.pattern import Hits, Pattern, hits_of
from kalends.core.recur.series.series import Series, SinglePlace, Stretch, stretches_of
from kalends.core.recur.text import read_rule
from kalends.core.time.dates import Date, Floating, Utc, When, Zoned
from kalends.errors import Flaw, Severity

_RECURRENCE = frozenset(("RRULE", "RDATE", "EXDATE", "EXRULE"))
_LONGEST_NUMBER = 12
RECURRING = frozenset(("VEVENT", "VTODO", "VJOURNAL"))


def series_of(components: Iterable[Component], zones: Zones, *, units: int = REQUEST_UNITS) -> Series:
    """The series of the components of one UID: a master, overrides, or overrides alone; in any order.

    `units` bound the work of one question (see `Expansion`). Raises Fault INVALID, with the property as the flaw's
    field, for a time, duration or rule that cannot be used, and for a zone that is not known; UNSUPPORTED for a rule
    in another calendar.
    """
    masters, overrides = _sorted_out(components)
    uid = next((unescape_text(prop.value) for each in (*masters, *overrides) if (prop := each.first("UID"))), "")
    flaws = [_twice(masters[0])] if len(masters) > 1 else []
    if not masters:
        return _detached(uid, overrides, zones)
    return _with_master(_Master(uid, masters[0], zones, units), overrides, flaws)


def _twice(master: Component) -> Flaw:
    message = f"two components {master.name} have the same UID and no RECURRENCE-ID; the newer one counts"
    return Flaw("repeated-uid", message, "UID", rfc="RFC 5546 §2.1.5", severity=Severity.WARNING)


def _sorted_out(components: Iterable[Component]) -> tuple[list[Component], list[Component]]:
    """The masters and the overrides, each with the newest first."""
    given = tuple(components)
    newest = [*_newest_first(given)] if len(given) > 1 else given
    masters = [each for each in newest if each.first("RECURRENCE-ID") is None]
    return masters, [each for each in newest if each.first("RECURRENCE-ID") is not None]


def newest_of(components: Iterable[Component]) -> tuple[Component, ...]:
    """The components without those that a newer one for the same instance has taken the place of."""
    given = tuple(components)
    if len(given) == 1:
        return given
    best: dict[object, Component] = {}
    for each in _newest_first(given):
        named = each.first("RECURRENCE-ID")
        place = (named.value, named.param("TZID"), is_change(each)) if named else None
        best.setdefault((each.name, place), each)
    kept = {id(each) for each in best.values()}
    return given if len(kept) == len(given) else tuple(each for each in given if id(each) in kept)


def _newest_first(components: Iterable[Component]) -> Iterator[Component]:
    for _, alike in groupby(sorted(components, key=_age, reverse=True), key=_age):
        same = list(alike)
        yield from same if len(same) == 1 else sorted(same, key=write, reverse=True)


def _age(component: Component) -> tuple[int, str, str]:
    sequence, stamp, named = [component.first(name) for name in ("SEQUENCE", "DTSTAMP", "RECURRENCE-ID")]
    number = sequence.value if sequence else ""
    known = number.isascii() and number.isdigit() and len(number) < _LONGEST_NUMBER
    return int(number) if known else 0, stamp.value if stamp else "", named.line if named else ""


def anchor_of(component: Component) -> Property | None:
    """The property at which a component stands: DTSTART, or a to-do's DUE; None where it has no date."""
    start = component.first("DTSTART")
    return start if start or component.name != "VTODO" else component.first(end_name(component))


@dataclass(frozen=True, slots=True)
class _Master:
    """A master component and what is needed to read it."""

    uid: str
    component: Component
    zones: Zones
    units: int


def _with_master(read: _Master, overrides: list[Component], flaws: list[Flaw]) -> Series:
    anchor = anchor_of(read.component)
    if anchor is None:
        return _detached(read.uid, overrides, read.zones)
    start = read_when(anchor, read.zones)
    axis = axis_of(start)
    first = axis.key(start)
    plain = _RECURRENCE.isdisjoint([item.name for item in read.component.items])  # most are: asked once for all
    recurs = bool(overrides) or (not plain and any(said(read.component, name) for name in _RECURRENCE))
    length, end_zone = length_of(read.component, start, read.zones)
    has_start = anchor.name == "DTSTART"
    master = Piece(read.component, axis, axis, length, end_zone=end_zone, recurs=recurs, has_start=has_start)
    once = Pattern(axis, first, dates=(first,))
    pattern, periods, found = (once, {}, []) if plain else _pattern(read, start, axis, first)
    changes, singles = _overrides(overrides, axis, read.zones)
    stretches = stretches_of(master, changes)
    own = {single.key for single in singles}
    extra = [SinglePlace(key, _lasting(stretches, key, length)) for key, length in periods.items() if key not in own]
    return Series(read.uid, pattern, stretches, (*singles, *extra), tuple(flaws + found))


def _lasting(stretches: Sequence[Stretch], key: date, length: Duration) -> Piece:
    """The piece of a place, with a length that the place has to itself."""
    piece = next(each.piece for each in reversed(stretches) if each.low is None or each.low <= key)
    return replace(piece, length=length, end_zone=None)


def piece_of(component: Component, start: When, axis: Axis, key: date, *, zones: Zones) -> Piece:
    """The piece that puts the place `key` of a line where its component starts."""
    length, end_zone = length_of(component, start, zones)
    form, shift = axis_of(start), digits(start) - axis.digits(key)
    if axis.key(start) == key and same_sort(form, axis):
        form, shift = axis, timedelta(0)
    has_start = component.name != "VTODO" or component.first("DTSTART") is not None
    return Piece(component, axis, form, length, shift, end_zone, has_start=has_start)


def _pattern(read: _Master, start: When, axis: Axis, first: date) -> tuple[Pattern, dict[date, Duration], list[Flaw]]:
    """The recurrence set, the lengths of its periods, and the deviations of its rules."""
    rules, flaws = _rules(read, "RRULE", start, axis)
    excluding, more = _rules(read, "EXRULE", start, axis)
    dates, periods = _dates(read, axis)
    excluded, days = _exceptions(read, axis)
    singles = tuple(sorted({first, *dates})) if dates else (first,)
    pattern = Pattern(axis, first, rules, singles, excluded, days, excluding)
    kept = {key: length for key, length in periods.items() if pattern.has(key)}
    return pattern, kept, flaws + more


def _rules(read: _Master, name: str, start: When, axis: Axis) -> tuple[tuple[Hits, ...], list[Flaw]]:
    rules: list[Hits] = []
    flaws: list[Flaw] = []
    props = said(read.component, name)
    for prop in props:
        rule, warnings = read_rule(prop.value, seen_by_rules(start), both_ends=True)
        rule = _until_a_day(rule, start, read.zones)
        # one question may ask every rule
        hits = hits_of(name, rule, axis, start, units=max(1, read.units // len(props)))
        rules += [hits] if hits else []
        flaws += warnings
    return tuple(rules), flaws


def _until_a_day(rule: Rule, start: When, zones: Zones) -> Rule:
    """The rule with the day that its UNTIL means beside days: Outlook and Exchange write a local midnight in UTC."""
    until = rule.until
    if not isinstance(start, Date) or not isinstance(until, datetime) or until.tzinfo is None:
        return rule
    return replace(rule, until=zones.day_of(until)) if isinstance(zones, ForgivingZones) else rule


def seen_by_rules(start: When) -> date:
    """A start as `read_rule` takes it: a date, a naive time where it floats, else an aware one in whatever zone."""
    match start:
        case Date(day):
            return day
        case Floating(wall):
            return wall
        case Utc(moment):
            return moment
        case Zoned(wall):
            return wall.replace(tzinfo=UTC)


def _dates(read: _Master, axis: Axis) -> tuple[list[date], dict[date, Duration]]:
    keys: list[date] = []
    periods: dict[date, Duration] = {}
    for each in _listed(read, "RDATE"):
        start = each.start if isinstance(each, ZonedPeriod) else each
        key = axis.key(start)
        keys.append(key)
        if isinstance(each, ZonedPeriod):
            periods[key] = each.end if isinstance(each.end, Duration) else until(axis.when(key), each.end)
    return keys, {key: length for key, length in periods.items() if not isinstance(axis, DayAxis)}


def _exceptions(read: _Master, axis: Axis) -> tuple[frozenset[date], frozenset[date]]:
    keys: set[date] = set()
    days: set[date] = set()
    for each in _listed(read, "EXDATE"):
        when = each.start if isinstance(each, ZonedPeriod) else each
        if isinstance(when, Date) and not isinstance(axis, DayAxis):
            days.add(when.day)
        else:
            keys.add(axis.key(when))
    return frozenset(keys), frozenset(days)


def _listed(read: _Master, name: str) -> Iterator[When | ZonedPeriod]:
    return chain.from_iterable(read_whens(prop, read.zones) for prop in read.component.all(name))


def said(component: Component, name: str) -> list[Property]:
    """The properties of a name that say something: some calendars of holidays have "RRULE:" and no more."""
    return [prop for prop in component.all(name) if prop.value.strip()]


def recurrence_of(component: Component, zones: Zones) -> When | None:
    """The RECURRENCE-ID of a component, None where it has none."""
    prop = component.first("RECURRENCE-ID")
    return None if prop is None else read_when(prop, zones)


def is_change(component: Component) -> bool:
    """Whether a component is for "this and future" instances (RFC 5545 §3.2.13)."""
    prop = component.first("RECURRENCE-ID")
    return prop is not None and (prop.param("RANGE") or "").upper() == "THISANDFUTURE"


def _overrides(
    components: Iterable[Component], axis: Axis, zones: Zones
) -> tuple[list[SinglePlace], list[SinglePlace]]:
    """What overrides this and future instances, rising, and what overrides one; `components` with the newest first."""
    changes: dict[date, SinglePlace] = {}
    singles: dict[date, SinglePlace] = {}
    for component in components:
        key, start = _place_of(component, axis, zones)
        (changes if is_change(component) else singles).setdefault(key, _single(component, start, axis, key, zones))
    rising = sorted(changes.values(), key=lambda change: change.key)
    return rising, sorted(singles.values(), key=lambda single: single.key)


def _place_of(component: Component, axis: Axis, zones: Zones) -> tuple[date, When]:
    """The place that a component overrides, and where it puts it."""
    named = recurrence_of(component, zones)
    assert named is not None
    key = axis.key(named)
    anchor = anchor_of(component)
    start = axis.when(key) if anchor is None else read_when(anchor, zones)
    # a "future" that is written in UTC still goes by the clocks of its series
    if is_change(component) and isinstance(start, Utc) and isinstance(axis, InstantAxis):
        start = axis.when(axis.key(start))
    return key, start


def _single(component: Component, start: When, axis: Axis, key: date, zones: Zones) -> SinglePlace:
    return SinglePlace(key, piece_of(component, start, axis, key, zones=zones))


def _detached(uid: str, overrides: list[Component], zones: Zones) -> Series:
    """Instances without a master: each where it says (RFC 5545 §3.8.4.4); RANGE reaches nothing without a rule."""
    if not overrides:
        return Series(uid)
    first = recurrence_of(overrides[-1], zones)
    assert first is not None
    axis = axis_of(first)
    changes, singles = _overrides(overrides, axis, zones)
    found = {single.key: single for single in (*changes, *singles)}
    return Series(uid, singles=tuple(sorted(found.values(), key=lambda single: single.key)))
