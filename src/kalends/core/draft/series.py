"""A draft whose series begins at the first moment that its rule hits, and has an occurrence (RFC 5545 §3.8.5.3)."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from itertools import islice

from kalends.core.draft.tree import at_start
from kalends.core.draft.values import BasicRule, Draft, rule_text, until_of
from kalends.core.recur.edit.clock import turned_rule
from kalends.core.recur.edit.rule import shifted_time, with_months
from kalends.core.recur.rule import Rule, has_by_part
from kalends.core.recur.series.axis import Axis, DayAxis, axis_of, digits
from kalends.core.recur.series.pattern import Hits
from kalends.core.recur.text import read_rule
from kalends.core.time.dates import Date, When, place_end
from kalends.errors import Fault, Flaw, Kind

_UNITS = 100_000
"""What the search for the first hit may cost: ten thousand years of nothing."""


EndAt = Callable[[When], When | None]
"""The end of an event, by its start."""


def begin_at_first_hit(draft: Draft, *, end_at: EndAt | None = None) -> Draft:
    """The draft moved to the first hit of its rule, which names its months, and with each exclusion once.

    Many readers leave out a DTSTART that its rule does not hit, others show it beside the hits (RFC 5545 §3.8.5.3:
    SHOULD be synchronized). The end moves by what calendar and clock show, unless `end_at` says where it is. Fault
    INVALID where the rule never hits, or nothing is left of it.
    """
    if draft.rule is None or not (draft.excluded or _has_parts(draft.rule)):
        return draft
    try:
        return _begun(draft, draft.rule, end_at)
    except Fault as fault:
        if fault.kind is Kind.TOO_LARGE:
            raise _fault("empty-rule", "comes true too rarely for its first occurrence to be found") from None
        if fault.kind is Kind.UNSUPPORTED:  # a calendar that only others know (RFC 7529)
            return draft
        raise


def _begun(draft: Draft, rule: BasicRule | Rule, end_at: EndAt | None) -> Draft:
    rule = _with_months(rule, draft.start)
    axis = axis_of(draft.start)
    excluded = {axis.key(at_start(each, draft.start)): each for each in draft.excluded}
    hits = _hits(rule, axis, draft.start)
    first = next(hits, None)
    if first is None:
        raise _fault("empty-rule", "never comes true")
    if excluded and _are_all_excluded(first, hits, set(excluded)):
        raise _fault("no-occurrence", "has no occurrence left: all of them are excluded")
    # before the first hit there is nothing to exclude, and the file's VTIMEZONE begins with it
    draft = replace(draft, rule=rule, excluded=tuple([when for key, when in excluded.items() if key >= first]))
    return draft if first == axis.key(draft.start) else _moved(draft, axis, first, end_at)


def differs_on_clock(draft: Draft, wall: datetime) -> bool:
    """Whether the series would be another if its days and hours were those of a clock that shows its start so.

    What would have to be written otherwise there is another: the draft's rule says it as it is.
    """
    if draft.rule is None or isinstance(draft.start, Date):
        return False
    named = (until_of(draft.rule), *draft.excluded)
    has_days = wall.date() != digits(draft.start).date() and any(isinstance(each, Date) for each in named)
    rule = _read(draft.rule, draft.start)
    return has_days or turned_rule(rule, wall, digits(draft.start)) != rule


def _has_parts(rule: BasicRule | Rule) -> bool:
    if isinstance(rule, Rule):
        return has_by_part(rule)
    return bool(rule.by_day or rule.by_month_day or rule.by_month)


def _with_months(rule: BasicRule | Rule, start: When) -> BasicRule | Rule:
    if isinstance(rule, Rule):
        return with_months(rule, start)
    return replace(rule, by_month=with_months(_read(rule, start), start).by_month)


def _read(rule: BasicRule | Rule, start: When) -> Rule:
    return read_rule(rule_text(rule, start))[0]


def _hits(rule: BasicRule | Rule, axis: Axis, start: When) -> Iterator[date]:
    wall = digits(start)
    return Hits(_read(rule, start), axis, wall.date() if isinstance(axis, DayAxis) else wall, _UNITS).between(
        None, None
    )


def _are_all_excluded(first: date, rest: Iterator[date], excluded: set[date]) -> bool:
    """Whether no hit is left; of one hit more than exclusions one is, so that no more are looked at."""
    return first in excluded and all(hit in excluded for hit in islice(rest, len(excluded)))


def _moved(draft: Draft, axis: Axis, first: date, end_at: EndAt | None) -> Draft:
    """The draft at another start."""
    shift = axis.digits(first) - digits(draft.start)
    try:
        start = shifted_time(draft.start, shift)
        end = end_at(start) if end_at else draft.end and place_end(start, shifted_time(draft.end, shift))
    except (Fault, OverflowError):
        raise _fault("outside", "first comes true too late: the event would end after the year 9999") from None
    return replace(draft, start=start, end=end)


def _fault(code: str, message: str) -> Fault:
    flaw = Flaw(code, message, "RRULE", rfc="RFC 5545 §3.8.5.3")
    return Fault(Kind.INVALID, f"The recurrence {message}.", [flaw])
