"""UNTIL in the form that DTSTART demands (RFC 5545 §3.3.10), and the text of a rule beside its start."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

from kalends.core.recur.rule import Rule
from kalends.core.recur.text import write_rule
from kalends.core.time.dates import Date, Fixed, Floating, Utc, When, Zoned, instant

_LAST_SECOND = time(23, 59, 59)


def fit_rule(rule: Rule, start: When) -> Rule:
    """The rule as it stands beside a start: with UNTIL in the type of DTSTART."""
    until = until_of(rule)
    return rule if until is None else replace(rule, until=until_in(until, start))


def rule_beside(rule: Rule, start: When) -> str:
    """The value of the RRULE that a rule is beside a start."""
    return write_rule(fit_rule(rule, start))


def until_of(rule: Rule) -> When | None:
    """When a rule ends; None where UNTIL does not say."""
    until = rule.until
    if until is None:
        return None
    if not isinstance(until, datetime):
        return Date(until)
    return Floating(until) if until.tzinfo is None else Utc(until)


def until_in(until: When, start: When) -> date | datetime:
    """UNTIL in the type of DTSTART: a date, a floating time, or UTC."""
    if isinstance(start, Date):
        return day_of(until)
    if isinstance(until, Date):
        until = Floating(datetime.combine(until.day, _LAST_SECOND))
    if isinstance(start, Floating):
        return until.moment.replace(tzinfo=None) if isinstance(until, Utc) else until.wall
    return instant(placed(until, start) if isinstance(until, Floating) else until)


def day_of(when: When) -> date:
    """The day of a time as its own zone shows it."""
    match when:
        case Date(day):
            return day
        case Zoned(wall) | Floating(wall):
            return wall.date()
        case Utc(moment):
            return moment.date()


def placed(local: Floating, start: Fixed) -> Fixed:
    """A wall time without a zone, in the zone of the start."""
    return Zoned(local.wall, start.zone) if isinstance(start, Zoned) else Utc(local.wall.replace(tzinfo=UTC))
