"""A rule that moves with its start: UNTIL always, BYDAY and its kin where that has one meaning.

    WEEKLY, by week days              each day moves, and the week's own beginning with them
    MONTHLY, YEARLY, by the one day   BYMONTHDAY=24 → 25, BYDAY=2TU → 2WE, BYDAY=-1FR → -1SA
    YEARLY, by the one month          BYMONTH=12 → 1
    at the one hour, minute, second   BYHOUR=9 → 15

Days and months are those of the rule's calendar (RFC 7529). Everything else says what it said: "every weekday" does not
become Tuesday to Saturday because one drags it by a day.
"""

from calendar import monthrange
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import NamedTuple

from kalends.core.recur.calendars import calendar_named
from kalends.core.recur.rule import Freq, Rule
from kalends.core.recur.series.axis import Days, Instants, axis_of, digits
from kalends.core.recur.series.pattern import last_place
from kalends.core.time.dates import When
from kalends.errors import Fault, Kind

_WEEK = 7


def moved_rule(rule: Rule, old: When, to: When) -> Rule:
    """The rule of a series whose DTSTART moves from one time to another."""
    before, after = digits(old), digits(to)
    moved = replace(rule, until=_until(rule, old, to))
    if before.date() != after.date():
        moved = _weekdays(moved, (after.date() - before.date()).days) if rule.freq is Freq.WEEKLY else moved
        moved = _day_of_month(moved, before, after) if rule.freq >= Freq.MONTHLY else moved
    return _clock(moved, before, after)


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
    if isinstance(line, Days) or not isinstance(key, datetime):
        return key
    return key.replace(tzinfo=UTC) if isinstance(line, Instants) else key


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
