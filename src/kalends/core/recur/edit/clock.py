"""A rule on two clocks: the one of DTSTART, by which it is written, and another by which a person reads or says it.

A rule's days and hours are those of DTSTART's clock (RFC 5545 §3.3.10). Where two clocks show the start on different
days, "every Monday" on the one is "every Sunday" on the other:

    DAILY, WEEKLY, by week days    each day turns, and the beginning of the weeks that INTERVAL counts
    MONTHLY, the start's own day   from the 24th to the 25th, where every month has both
    YEARLY, the start's own day    from 31 January to 1 February, not around a leap day
    at the start's own hour        BYHOUR=21 → 3

Whatever else it says cannot be said on the other clock. Both clocks show a start at the same instant; in weeks in which
only one of them has been changed they differ by an hour more or less, which no rule can say.
"""

from dataclasses import replace
from datetime import datetime

from kalends.core.recur.rule import Freq, Rule

_WEEK = 7
_DAYS_OF_ALL_MONTHS = range(1, 29)
_AROUND_LEAP_DAYS = frozenset(((2, 28), (2, 29), (3, 1)))


def depends_on_clock(rule: Rule, one: datetime, other: datetime) -> bool:
    """Whether a rule means other moments on one clock than on another, which show its start at these wall times."""
    if one == other:
        return False
    is_fine = rule.freq < Freq.DAILY and _names_days(rule)
    return is_fine or _moves_hours(rule, one, other) or (one.date() != other.date() and _counts_days(rule))


def turned_rule(rule: Rule, one: datetime, other: datetime) -> Rule | None:
    """A rule of one clock as another says it; None where it cannot be said there."""
    if not depends_on_clock(rule, one, other):
        return rule
    hours = {"by_hour": (one.hour,), "by_minute": (one.minute,), "by_second": (one.second,)}
    if rule.freq < Freq.DAILY or any(getattr(rule, name) not in ((), own) for name, own in hours.items()):
        return None
    turned = _turned_days(rule, one, other) if one.date() != other.date() and _counts_days(rule) else rule
    if turned is None:
        return None
    return replace(
        turned,
        by_hour=rule.by_hour and (other.hour,),
        by_minute=rule.by_minute and (other.minute,),
        by_second=rule.by_second and (other.second,),
    )


def _names_days(rule: Rule) -> bool:
    days = rule.by_day or rule.by_month_day or rule.by_year_day or rule.by_week_no
    return bool(days or rule.by_month or rule.leap_months)


def _counts_days(rule: Rule) -> bool:
    """Whether it says on which days it strikes, be it by the day of its start."""
    return rule.freq >= Freq.MONTHLY or _names_days(rule)


def _moves_hours(rule: Rule, one: datetime, other: datetime) -> bool:
    return bool(
        (rule.by_hour and one.time() != other.time())
        or (rule.by_minute and (one.minute, one.second) != (other.minute, other.second))
        or (rule.by_second and one.second != other.second)
    )


def _turned_days(rule: Rule, one: datetime, other: datetime) -> Rule | None:
    days = (other.date() - one.date()).days
    bare = replace(rule, by_day=()) if rule.freq <= Freq.WEEKLY else replace(rule, by_month_day=())
    if rule.freq is Freq.YEARLY and rule.by_month == (one.month,):
        bare = replace(bare, by_month=())
    if _names_days(bare) or rule.by_set_pos or not rule.is_gregorian:
        return None
    if rule.freq <= Freq.WEEKLY:
        by_day = tuple([(nth, (day + days) % _WEEK) for nth, day in rule.by_day])
        begins = rule.wkst if rule.interval == 1 else (rule.wkst + days) % _WEEK  # of every week it means nothing
        return replace(rule, by_day=by_day, wkst=begins)
    return _turned_day(rule, one, other)


def _turned_day(rule: Rule, one: datetime, other: datetime) -> Rule | None:
    """A rule by the one day of its start, in the month or in the year."""
    if rule.by_month_day not in ((), (one.day,)):
        return None
    if rule.freq is Freq.YEARLY:
        if {(one.month, one.day), (other.month, other.day)} & _AROUND_LEAP_DAYS:
            return None
    elif one.day not in _DAYS_OF_ALL_MONTHS or other.day not in _DAYS_OF_ALL_MONTHS or one.month != other.month:
        return None
    return replace(rule, by_month_day=rule.by_month_day and (other.day,), by_month=rule.by_month and (other.month,))
