"""A rule and its start, kept in agreement: a rule that moves with its start, and a start that its rule hits.

UNTIL always moves along, BYDAY and its kin where that has one meaning:

    WEEKLY, by week days              each day moves, and the week's own beginning with them
    MONTHLY, YEARLY, by the one day   BYMONTHDAY=24 → 25, BYDAY=2TU → 2WE, BYDAY=-1FR → -1SA
    YEARLY, by the one month          BYMONTH=12 → 1
    at the one hour, minute, second   BYHOUR=9 → 15

Days and months are those of the rule's calendar (RFC 7529). Everything else says what it said: "every weekday" does not
become Tuesday to Saturday because someone drags it by a day. A start that the rule does not hit is moved to its first
hit, for doors that make rules (RFC 5545 §3.8.5.3: "SHOULD be synchronized").
"""

from calendar import monthrange
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from kalends.core.ics.tree import Component
from kalends.core.recur.calendars import calendar_named
from kalends.core.recur.edit.parts import placed_at
from kalends.core.recur.plan.steps import ALL_MONTHS, takes_month_of_start
from kalends.core.recur.rule import Freq, Rule
from kalends.core.recur.series.axis import Axis, DayAxis, InstantAxis, axis_of, digits
from kalends.core.recur.series.gather import anchor_of, said
from kalends.core.recur.series.moments import Zones, end_name, read_when
from kalends.core.recur.series.pattern import Hits, last_place
from kalends.core.recur.text import read_rule
from kalends.core.time.dates import When, place_end
from kalends.errors import Fault, Flaw, Kind

_WEEK = 7


def moved_rule(rule: Rule, old: When, to: When) -> Rule:
    """The rule of a series whose DTSTART moves from one time to another."""
    before, after = digits(old), digits(to)
    moved = replace(rule, until=_until(rule, old, to))
    if before.date() != after.date():
        moved = _weekdays(moved, (after.date() - before.date()).days) if rule.freq is Freq.WEEKLY else moved
        moved = _day_of_month(moved, before, after) if rule.freq >= Freq.MONTHLY else moved
    return _clock(moved, before, after)


def with_months(rule: Rule, start: When) -> Rule:
    """The rule with BYMONTH named where readers differ about YEARLY with BYMONTHDAY (`docs/recurrence-oracles.md`).

    Alone the days are in the month of DTSTART, beside BYDAY or BYSETPOS in all; a numbered week day counts in the year
    only as long as no month is named.
    """
    if takes_month_of_start(rule):
        return replace(rule, by_month=(digits(start).month,)) if rule.is_gregorian else rule
    others = rule.by_month or rule.leap_months or rule.by_year_day or rule.by_week_no
    if rule.freq is not Freq.YEARLY or not rule.by_month_day or others or not rule.is_gregorian:
        return rule
    return rule if any(nth for nth, _ in rule.by_day) else replace(rule, by_month=ALL_MONTHS)


def _until(rule: Rule, old: When, to: When) -> date | None:
    axis, line = axis_of(old), axis_of(to)
    last = last_place(rule, axis)
    if last is None:
        return None
    try:
        when = line.from_digits(axis.digits(last) + (digits(to) - digits(old)))
    except OverflowError:
        raise Fault(Kind.INVALID, "UNTIL would lie outside the years 1 to 9999.") from None
    key = line.key(when)
    if isinstance(line, DayAxis) or not isinstance(key, datetime):
        return key
    return key.replace(tzinfo=UTC) if isinstance(line, InstantAxis) else key


def _weekdays(rule: Rule, days: int) -> Rule:
    by_day = tuple([(nth, (day + days) % _WEEK) for nth, day in rule.by_day])
    return replace(rule, by_day=by_day, wkst=(rule.wkst + days) % _WEEK if by_day else rule.wkst)


def _day_of_month(rule: Rule, before: date, after: date) -> Rule:
    old, new = _place(rule, before), _place(rule, after)
    if old is None or new is None:
        return rule
    if rule.by_month_day == (old.day,) and not rule.by_day:
        rule = replace(rule, by_month_day=(new.day,))
    elif len(rule.by_day) == 1 and rule.by_day[0] in old.ordinals and not rule.by_month_day:
        rule = replace(rule, by_day=(new.ordinals[rule.by_day[0][0] < 0],))
    if (rule.by_month, rule.leap_months) != old.months:
        return rule
    return replace(rule, by_month=new.months[0], leap_months=new.months[1])


class _Place(NamedTuple):
    """A day as its calendar names it: BYMONTH, common and leap; the day of the month, and the days left after it."""

    months: tuple[tuple[int, ...], tuple[int, ...]]
    day: int
    left: int
    weekday: int

    @property
    def ordinals(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """The day as the n-th of its week day in the month, from the beginning and from the end."""
        return ((self.day - 1) // _WEEK + 1, self.weekday), (-(self.left // _WEEK) - 1, self.weekday)


def _place(rule: Rule, day: date) -> _Place | None:
    """The name of a day in the calendar of a rule; None where the calendar does not reach so far."""
    if rule.is_gregorian:
        left = monthrange(day.year, day.month)[1] - day.day
        return _Place(((day.month,), ()), day.day, left, day.weekday())
    calendar, ordinal = calendar_named(rule.rscale), day.toordinal()
    if calendar.number_at(ordinal) not in calendar.years:
        return None
    year = calendar.year(calendar.number_at(ordinal))
    month = year.month_at(ordinal)
    of_month = ordinal - year.first - month.offset + 1
    months = ((), (month.number,)) if month.is_leap else ((month.number,), ())
    return _Place(months, of_month, month.length - of_month, day.weekday())


def _clock(rule: Rule, before: datetime, after: datetime) -> Rule:
    return replace(
        rule,
        by_hour=_followed(rule.by_hour, before.hour, after.hour),
        by_minute=_followed(rule.by_minute, before.minute, after.minute),
        by_second=_followed(rule.by_second, before.second, after.second),
    )


def _followed(numbers: tuple[int, ...], old: int, new: int) -> tuple[int, ...]:
    return (new,) if numbers == (old,) else numbers


def at_first_hit(component: Component, zones: Zones) -> Component:
    """The component moved to the first moment that its RRULE hits; as it is where it has none, or several.

    Fault INVALID where the rule hits nothing.
    """
    anchor, rules = anchor_of(component), said(component, "RRULE")
    if anchor is None or len(rules) != 1:
        return component
    start = read_when(anchor, zones)
    axis = axis_of(start)
    wall = digits(start)
    rule, _ = read_rule(rules[0].value, both_ends=True)
    first = Hits(rule, axis, wall.date() if isinstance(axis, DayAxis) else wall).first()
    if first is None:
        message = "the rule never comes true"
        raise Fault(Kind.INVALID, f"RRULE: {message}.", [Flaw("empty-rule", message, "RRULE", rfc="RFC 5545 §3.8.5.3")])
    return component if first == axis.key(start) else shifted(component, _shift(axis, first, start), zones)


def _shift(axis: Axis, first: date, start: When) -> timedelta:
    return axis.digits(first) - digits(start)


def shifted(component: Component, shift: timedelta, zones: Zones) -> Component:
    """The component with start and end moved by what calendar and clock show."""
    moved = []
    for name in ("DTSTART", end_name(component)):
        prop = component.first(name)
        when = read_when(prop, zones) if prop else None
        moved.append(None if when is None else shifted_time(when, shift))
    start, end = moved
    if start is None:
        return component if end is None else placed_at(component, end, end, zones)
    return placed_at(component, start, end and place_end(start, end), zones)


def shifted_time(when: When, shift: timedelta) -> When:
    """A time moved by what calendar and clock show, in its own form; Fault INVALID outside the years 1 to 9999."""
    try:
        return axis_of(when).from_digits(digits(when) + shift)
    except OverflowError:
        raise Fault(Kind.INVALID, "The time would lie outside the years 1 to 9999.") from None
