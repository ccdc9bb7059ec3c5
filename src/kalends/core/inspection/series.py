"""Series that do not mean what they say: all are warnings, since no RFC forbids any of it (RFC 5545 §3.8.4.4, §3.8.5).

a start off its rule      some programs show it, some do not: "undefined" (§3.8.5.3)
a rule that never hits    an UNTIL before the start, or parts that exclude each other
no occurrence             all of them are excluded
an override or an EXDATE  of an instance that the series does not have: in another zone, or left over
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from kalends.core.ics.check import excess_of
from kalends.core.ics.problems import CheckReport
from kalends.core.ics.tree import Component, Property, Stream
from kalends.core.objects.files import objects_in
from kalends.core.objects.object import parts_of
from kalends.core.recur.budget import Budget
from kalends.core.recur.series import RECURRING, Series, series_of
from kalends.core.recur.series.axis import DayAxis
from kalends.core.recur.series.gather import said
from kalends.core.recur.series.moments import ForgivingZones, KnownZones, read_when, read_whens
from kalends.core.recur.series.pattern import Pattern
from kalends.core.time.dates import Date, When
from kalends.core.time.zones import ETC_UTC
from kalends.errors import Fault, Kind

_FILE_UNITS = 5_000_000
"""What all series of a file may cost: some seconds."""
_QUESTION_UNITS = 100_000
_RECURRENCE = ("RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID")
_EXCLUDING = ("EXDATE", "EXRULE")


def check_series(stream: Stream, report: CheckReport) -> None:
    """Note what is wrong with the series of a stream; what its text alone tells is told elsewhere."""
    if not any(_recurs(part) for calendar in stream.components for part in (calendar, *calendar.components)):
        return
    budget = Budget(_FILE_UNITS)
    known: KnownZones = {}
    for found in objects_in(stream, in_file_zone=True):
        parts = parts_of(found.calendar)
        if parts[0].name not in RECURRING or not any(map(_recurs, parts)) or excess_of(parts):
            continue
        if budget.left < _QUESTION_UNITS:
            message = "the series cost too much to be expanded; what their rules give is not checked from this one on"
            report.warn(parts[0], "not-expanded", message, "RFC 5545 §3.3.10")
            return
        try:
            _check_object(parts, ForgivingZones(found.calendar, ETC_UTC, known), budget, report)
        except Fault as fault:
            if fault.kind is Kind.TOO_LARGE:
                message = "this series costs too much to be expanded; what its rule gives is not checked"
                report.warn(parts[0], "not-expanded", message, "RFC 5545 §3.3.10")


def _recurs(part: Component) -> bool:
    return any(item.name in _RECURRENCE for item in part.items)


def _check_object(parts: tuple[Component, ...], zones: ForgivingZones, budget: Budget, report: CheckReport) -> None:
    master = next((part for part in parts if part.first("RECURRENCE-ID") is None), None)
    series = series_of(parts, zones).within(budget, units=_QUESTION_UNITS)
    if master is None or series.pattern is None:  # instances that were sent alone
        return
    checked = _Series(master, series, series.pattern, zones, report)
    checked.check_rules()
    checked.check_exclusions()
    checked.check_overrides()


@dataclass(frozen=True, slots=True)
class _Series:
    """A series and what is needed to judge it."""

    master: Component
    series: Series
    pattern: Pattern
    zones: ForgivingZones
    report: CheckReport

    def check_rules(self) -> None:
        """Note rules that never hit, and a start that none hits."""
        rules, start = said(self.master, "RRULE"), self.master.first("DTSTART")
        hits = self.pattern.rules
        if len(hits) == len(rules):  # of a COUNT of 1 that the start has used up nothing is left
            for prop, each in zip(rules, hits, strict=True):
                if each.first() is None:
                    self._warn(prop, "rule-never-hits", "this rule never comes true", "RFC 5545 §3.3.10")
        is_met = any(each.meets(self.pattern.start) for each in hits)
        is_empty = bool(hits) and all(each.first() is None for each in hits)
        if rules and start is not None and not is_met and not is_empty and not self._is_listed():
            message = "the start is none of the times that its rule gives: some programs show it, some do not"
            self._warn(start, "start-off-rule", message, "RFC 5545 §3.8.5.3")

    def check_exclusions(self) -> None:
        """Note a series of which nothing is left, and dates that take nothing out of it."""
        excluding = [prop for name in _EXCLUDING for prop in said(self.master, name)]
        if excluding and next(self.series.instances(), None) is None:
            self._warn(excluding[0], "no-occurrence", "all occurrences are excluded", "RFC 5545 §3.8.5.1")
            return
        bare = self._bare()
        last = self._last()
        for prop in self.master.all("EXDATE"):
            for key in self._keys(prop):
                if bare.start <= key and (last is None or key <= last) and not bare.has(key):
                    message = "there is no occurrence at this time that could be excluded"
                    self._warn(prop, "exception-off-rule", message, "RFC 5545 §3.8.5.1")
                    break

    def check_overrides(self) -> None:
        """Note the overrides of instances that the series does not have; an excluded one it has."""
        bare = self._bare()
        changed = [(each.low, each.piece.component) for each in self.series.stretches if each.low is not None]
        single = [(each.key, each.piece.component) for each in self.series.singles]
        for key, component in (*changed, *single):
            named = component.first("RECURRENCE-ID")
            if named is not None and self._is_comparable(read_when(named, self.zones)) and not bare.has(key):
                message = "the series has no instance at this time"
                self._warn(named, "instance-off-rule", message, "RFC 5545 §3.8.4.4", component)

    def _bare(self) -> Pattern:
        """The pattern before anything is taken out."""
        return replace(self.pattern, excluded=frozenset(), excluded_days=frozenset(), excluding=())

    def _last(self) -> date | None:
        """After which there is nothing; None where that is not known at once."""
        ends = [each.ceiling() if each.rule.count is None else None for each in self.pattern.rules]
        known = [end for end in ends if end is not None]
        return max([*known, *self.pattern.dates]) if len(known) == len(ends) else None

    def _is_listed(self) -> bool:
        """Whether an RDATE gives the start."""
        return any(self.pattern.start in self._keys(prop) for prop in self.master.all("RDATE"))

    def _keys(self, prop: Property) -> Iterator[date]:
        """The places that a property names, in the form of the series."""
        for each in read_whens(prop, self.zones):
            when = each.start if isinstance(each, tuple) else each
            if self._is_comparable(when):
                yield self.pattern.axis.key(when)

    def _is_comparable(self, when: When) -> bool:
        """A day beside times, or a time beside days, is a fault that the check of the text tells."""
        return isinstance(when, Date) == isinstance(self.pattern.axis, DayAxis)

    def _warn(self, at: Property, code: str, message: str, rfc: str, component: Component | None = None) -> None:
        """Note it at the property; at the component where the property was made for it and has no line."""
        if at.number:
            self.report.warn(at, code, message, rfc, len(at.head) + 1)
        else:
            self.report.warn(component or self.master, code, message, rfc)
