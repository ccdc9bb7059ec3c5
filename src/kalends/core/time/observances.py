"""VTIMEZONE → zone (RFC 5545 §3.6.5, §3.8.3).

Each STANDARD and DAYLIGHT gives onsets (DTSTART, RDATE, RRULE) as wall times of its TZOFFSETFROM; at any instant the
observance with the latest onset counts. Before the first onset, where RFC 5545 leaves the offset open, the
TZOFFSETFROM of the first counts. Rules stay rules: a year's onsets are computed when the year is asked for.

A text of a stranger: at most 10,000 onsets and 200 rules (fewer of long ones), and time in proportion to its length.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from kalends.core.ics.tree import Component, Property
from kalends.core.ics.tzid import tzid_of
from kalends.core.ics.values import (
    MalformedValueError,
    parse_date,
    parse_date_time,
    parse_period,
    parse_recur,
    parse_utc_offset,
)
from kalends.core.time.offsets import Observance, Onset, Zone, moved
from kalends.core.time.yearly import YearlyRule, yearly_rule
from kalends.errors import Fault, Flaw, Kind, Severity

MOST_ONSETS = 10_000
_MOST_RULES = 200
_RFC = "RFC 5545 §3.6.5"
_LOOSE_OFFSET = re.compile(r"([+-])(\d{1,2})(?::(\d{2})(?::(\d{2}))?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class RecurringOnsets:
    """An observance that comes back by a rule; the rule's wall times are of `offset_from`."""

    observance: Observance
    offset_from: int
    rule: YearlyRule

    def onsets(self, first: datetime, last: datetime) -> Iterator[Onset]:
        """The onsets in [first, last), naive UTC."""
        for year in range(moved(first, self.offset_from).year, moved(last, self.offset_from).year + 1):
            for wall in self.rule.in_year(year):
                at = moved(wall, -self.offset_from)
                if first <= at < last:
                    yield Onset(at, self.observance)

    def latest(self, before: datetime) -> Onset | None:
        """The last onset earlier than `before`, naive UTC."""
        wall = self.rule.latest(moved(before, self.offset_from))
        return None if wall is None else Onset(moved(wall, -self.offset_from), self.observance)


@dataclass(frozen=True, slots=True)
class Vtimezone:
    """A zone as a text defines it: what holds at first, the single onsets, rising, and the rules.

    `component` is the definition as it was written.
    """

    first: Observance
    single: tuple[Onset, ...]
    recurring: tuple[RecurringOnsets, ...]
    component: Component

    @property
    def offsets(self) -> frozenset[int]:
        """Every offset that ever counts."""
        later = {onset.observance.offset for onset in self.single} | {each.observance.offset for each in self.recurring}
        return frozenset({self.first.offset} | later)

    def span(self, first: datetime, last: datetime) -> tuple[Observance, Sequence[Onset]]:
        """The observance in force just before `first`, and the onsets in [first, last); naive UTC."""
        low, high = bisect_left(self.single, (first,)), bisect_left(self.single, (last,))
        inside = list(self.single[low:high])
        earlier = list(self.single[low - 1 : low]) if low else []
        for each in self.recurring:
            inside += each.onsets(first, last)
            earlier += filter(None, (each.latest(first),))
        before = max(earlier, key=_at).observance if earlier else self.first
        return before, sorted(inside, key=_at)


def _at(onset: Onset) -> datetime:
    return onset.at


class _Reader:
    """What is gathered while one VTIMEZONE is read."""

    def __init__(self) -> None:
        self.single: list[Onset] = []
        self.recurring: list[RecurringOnsets] = []
        self.flaws: list[Flaw] = []
        self.work = MOST_ONSETS
        self.weight = 0
        self.earliest: tuple[datetime, int] | None = None

    def observance(self, component: Component) -> None:
        """Take in one STANDARD or DAYLIGHT; raises Fault."""
        start = _start(component)
        ahead, back = _offset(component, "TZOFFSETTO"), _offset(component, "TZOFFSETFROM")
        name = component.first("TZNAME")
        observance = Observance(ahead, component.name == "DAYLIGHT", name.value if name else "")
        walls = [start, *self.rdates(component, back)]
        for prop in component.all("RRULE"):
            walls += self.rule(prop, start, observance, back)
        self.spend(len(walls), component)
        onsets = [Onset(moved(wall, -back), observance) for wall in walls]
        self.single += onsets
        first = min(onsets, key=_at).at
        if self.earliest is None or first < self.earliest[0]:
            self.earliest = (first, back)

    def rdates(self, component: Component, offset_from: int) -> Iterator[datetime]:
        """The wall times of the RDATEs: date-times, as a rule; dates and periods give their start."""
        for prop in component.all("RDATE"):
            for text in prop.value.split(","):
                try:
                    yield _wall(text, offset_from)
                except MalformedValueError as error:
                    self.flaws.append(_flaw(prop, "rdate", error.reason, Severity.WARNING))

    def rule(self, prop: Property, start: datetime, observance: Observance, offset_from: int) -> list[datetime]:
        """Keep a rule; the wall times of one with COUNT, which must be counted out, are returned instead."""
        try:
            rule, count = yearly_rule(parse_recur(prop.value), start, offset_from)
        except ValueError as error:
            reason = f"this rule of a time zone is not used: {error}"
            self.flaws.append(_flaw(prop, "rrule", reason, Severity.WARNING))
            return []
        if count is not None:
            return list(islice(self.counted(rule, prop), count - 1))
        self.weight += rule.weight
        if self.weight > _MOST_RULES:
            reason = f"a time zone has at most {_MOST_RULES} rules, fewer where they are long"
            raise _fault([_flaw(prop, "too-many-rules", reason)])
        self.recurring.append(RecurringOnsets(observance, offset_from, rule))
        return []

    def counted(self, rule: YearlyRule, prop: Property) -> Iterator[datetime]:
        """The wall times of a rule after its start, which is the first that counts."""
        for year in rule.years():
            self.spend(rule.weight, prop)
            yield from (wall for wall in rule.in_year(year) if wall != rule.start)

    def spend(self, amount: int, at: Property | Component) -> None:
        """Count onsets, and years looked at, against the bound."""
        self.work -= amount
        if self.work < 0:
            raise _fault([_flaw(at, "too-many-onsets", f"a time zone has at most {MOST_ONSETS} onsets")])


def read_vtimezone(component: Component) -> Zone:
    """The zone that a VTIMEZONE defines, named by its TZID; raises Fault INVALID with property and line.

    A rule that no time zone needs (FREQ=WEEKLY, BYWEEKNO…) is left out, its DTSTART kept; `flaws` of the zone tell.
    """
    parts = component.children("STANDARD", "DAYLIGHT")
    if not parts:
        # RFC 5545 §3.6.5: at least one STANDARD or DAYLIGHT MUST be there
        raise _fault([_flaw(component, "no-observance", "the time zone has neither STANDARD nor DAYLIGHT")])
    reader = _Reader()
    flaws: list[Flaw] = []
    for part in parts:
        try:
            reader.observance(part)
        except Fault as fault:
            flaws += fault.flaws
    if flaws:
        raise _fault(flaws)
    return Zone(tzid_of(component) or "", _vtimezone(reader, component), reader.flaws)


@dataclass(frozen=True, slots=True)
class ObservanceOnsets:
    """When one STANDARD or DAYLIGHT comes into force, and the offset before it and after it."""

    offset_from: int
    offset: int
    single: tuple[Onset, ...]
    recurring: tuple[RecurringOnsets, ...]


def read_observance(component: Component) -> ObservanceOnsets:
    """The onsets of one STANDARD or DAYLIGHT; raises Fault INVALID as `read_vtimezone` does."""
    reader = _Reader()
    reader.observance(component)
    offsets = _offset(component, "TZOFFSETFROM"), _offset(component, "TZOFFSETTO")
    return ObservanceOnsets(*offsets, tuple(sorted(reader.single, key=_at)), tuple(reader.recurring))


def _vtimezone(reader: _Reader, component: Component) -> Vtimezone:
    assert reader.earliest is not None
    single = tuple(sorted(reader.single, key=_at))
    at_first = Observance(reader.earliest[1], False, _name_before(single, reader.earliest[1]))
    return Vtimezone(at_first, single, tuple(reader.recurring), component)


def _name_before(single: Iterable[Onset], offset: int) -> str:
    """A name for what holds before the first onset: that of the first observance with its offset."""
    return next((onset.observance.abbreviation for onset in single if onset.observance.offset == offset), "")


def offsets_of(component: Component) -> frozenset[int]:
    """Every TZOFFSETTO of a VTIMEZONE that can be read."""
    found = set()
    for part in component.children("STANDARD", "DAYLIGHT"):
        for prop in part.all("TZOFFSETTO"):
            try:
                found.add(_parse_offset(prop.value))
            except MalformedValueError:
                continue
    return frozenset(found)


def _start(component: Component) -> datetime:
    prop = component.first("DTSTART")
    # RFC 5545 §3.6.5: DTSTART, TZOFFSETTO and TZOFFSETFROM are REQUIRED
    if prop is None:
        raise _fault([_flaw(component, "dtstart-missing", f"{component.name} has no DTSTART")])
    try:
        return _wall(prop.value, 0)
    except MalformedValueError as error:
        raise _fault([_flaw(prop, "dtstart", error.reason)]) from None


def _offset(component: Component, name: str) -> int:
    prop = component.first(name)
    if prop is None:
        raise _fault([_flaw(component, f"{name.lower()}-missing", f"{component.name} has no {name}")])
    try:
        return _parse_offset(prop.value)
    except MalformedValueError as error:
        raise _fault([_flaw(prop, name.lower(), error.reason)]) from None


def _parse_offset(text: str) -> int:
    """An offset; -0000, which RFC 5545 §3.3.14 forbids and many programs write, is none, and +05:00 is +0500."""
    written = text.strip()
    if found := _LOOSE_OFFSET.fullmatch(written):
        written = f"{found[1]}{found[2]:0>2}{found[3] or '00'}{found[4] or ''}"
    return 0 if written in ("-0000", "-000000") else parse_utc_offset(written)


def _wall(text: str, offset_from: int) -> datetime:
    """A date-time, local as RFC 5545 §3.6.5 demands, or in UTC; a date or the start of a period as well."""
    if "/" in text:
        moment = parse_period(text).start
    else:
        moment = parse_date_time(text) if "T" in text.upper() else _midnight(text)
    return moment if moment.tzinfo is None else moved(moment.replace(tzinfo=None), offset_from)


def _midnight(text: str) -> datetime:
    return datetime.combine(parse_date(text), datetime.min.time())


def _flaw(at: Property | Component, code: str, message: str, severity: Severity = Severity.ERROR) -> Flaw:
    return Flaw(code, message, field=at.name, line=at.number, rfc=_RFC, severity=severity)


def _fault(flaws: Sequence[Flaw]) -> Fault:
    return Fault(Kind.INVALID, flaws[0].message, flaws, precondition="valid-calendar-data")
