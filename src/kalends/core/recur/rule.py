"""A recurrence rule as a value, and what makes it sound (RFC 5545 §3.3.10, RFC 7529 §4).

Errata that count here: ordinals of BYDAY are for MONTHLY, and for YEARLY without BYWEEKNO, alone; the parts that the
table of §3.3.10 marks N/A are faults; COUNT and UNTIL exclude each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum

from kalends.core.recur.calendars import LIKE_GREGORIAN
from kalends.errors import Flaw

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_RFC = "RFC 5545 §3.3.10"
_RFC_7529 = "RFC 7529 §4.1"


class Freq(IntEnum):
    """How long one period of the rule is; the longer the greater."""

    SECONDLY = 0
    MINUTELY = 1
    HOURLY = 2
    DAILY = 3
    WEEKLY = 4
    MONTHLY = 5
    YEARLY = 6


class Skip(StrEnum):
    """What becomes of a day that a month or year lacks (RFC 7529 §4.1)."""

    OMIT = "OMIT"
    BACKWARD = "BACKWARD"
    FORWARD = "FORWARD"


@dataclass(frozen=True, slots=True)
class Rule:
    """Every part of RECUR, numbers in the order of the text.

    Week days count from Monday, 0. `by_day` pairs an ordinal (0 for "every") with a week day. `until` is a date, a
    naive date-time, or an aware one in UTC. `leap_months` are the months that BYMONTH marks with L (RFC 7529 §4.2).
    `rscale` is empty where the rule does not say, which is GREGORIAN. A value made by hand may be unsound: see `flaws`.
    """

    freq: Freq
    interval: int = 1
    count: int | None = None
    until: date | None = None
    by_second: tuple[int, ...] = ()
    by_minute: tuple[int, ...] = ()
    by_hour: tuple[int, ...] = ()
    by_day: tuple[tuple[int, int], ...] = ()
    by_month_day: tuple[int, ...] = ()
    by_year_day: tuple[int, ...] = ()
    by_week_no: tuple[int, ...] = ()
    by_month: tuple[int, ...] = ()
    leap_months: tuple[int, ...] = ()
    by_set_pos: tuple[int, ...] = ()
    wkst: int = 0
    rscale: str = ""
    skip: Skip = Skip.OMIT

    @property
    def is_gregorian(self) -> bool:
        """Whether the rule counts in the months that everybody reads, however it counts the years."""
        return self.rscale in LIKE_GREGORIAN


# part → (numbers of the rule, least, greatest, whether the same below zero counts from the end)
_RANGES: dict[str, tuple[Callable[[Rule], tuple[int, ...]], int, int, bool]] = {
    "BYSECOND": (lambda rule: rule.by_second, 0, 60, False),
    "BYMINUTE": (lambda rule: rule.by_minute, 0, 59, False),
    "BYHOUR": (lambda rule: rule.by_hour, 0, 23, False),
    "BYDAY": (lambda rule: tuple(nth for nth, _ in rule.by_day if nth), 1, 53, True),
    "BYMONTHDAY": (lambda rule: rule.by_month_day, 1, 31, True),
    "BYYEARDAY": (lambda rule: rule.by_year_day, 1, 366, True),
    "BYWEEKNO": (lambda rule: rule.by_week_no, 1, 53, True),
    "BYMONTH": (lambda rule: rule.by_month if rule.is_gregorian else (), 1, 12, False),
    "BYSETPOS": (lambda rule: rule.by_set_pos, 1, 366, True),
    "INTERVAL": (lambda rule: (rule.interval,), 1, 9_999_999_999, False),
    "COUNT": (lambda rule: () if rule.count is None else (rule.count,), 1, 9_999_999_999, False),
}


def _has_ordinal(rule: Rule) -> bool:
    return any(nth for nth, _ in rule.by_day)


def has_by_part(rule: Rule) -> bool:
    """Whether a part that begins with BY says which days or times; BYSETPOS alone does not."""
    times = rule.by_second or rule.by_minute or rule.by_hour
    days = rule.by_day or rule.by_month_day or rule.by_year_day
    return bool(times or days or rule.by_week_no or rule.by_month or rule.leap_months)


# (part, code, message, RFC, whether the rule breaks it): each a MUST of the sections named
_LAWS: tuple[tuple[str, str, str, str, Callable[[Rule], bool]], ...] = (
    (
        "COUNT",
        "count-and-until",
        "a rule has COUNT or UNTIL, not both",
        _RFC,
        lambda rule: rule.count is not None and rule.until is not None,
    ),
    (
        "BYDAY",
        "ordinal-needs-month-or-year",
        "BYDAY takes a number before the week day only with FREQ=MONTHLY or FREQ=YEARLY",
        _RFC,
        lambda rule: _has_ordinal(rule) and rule.freq < Freq.MONTHLY,
    ),
    (
        "BYDAY",
        "ordinal-beside-week-number",
        "BYDAY takes no number before the week day where BYWEEKNO stands",
        _RFC,
        lambda rule: _has_ordinal(rule) and rule.freq is Freq.YEARLY and bool(rule.by_week_no),
    ),
    (
        "BYWEEKNO",
        "week-number-needs-year",
        "BYWEEKNO is for FREQ=YEARLY alone",
        _RFC,
        lambda rule: bool(rule.by_week_no) and rule.freq is not Freq.YEARLY,
    ),
    (
        "BYYEARDAY",
        "year-day-with-day-week-or-month",
        "BYYEARDAY is not for FREQ=DAILY, WEEKLY or MONTHLY",
        _RFC,
        lambda rule: bool(rule.by_year_day) and rule.freq in (Freq.DAILY, Freq.WEEKLY, Freq.MONTHLY),
    ),
    (
        "BYMONTHDAY",
        "month-day-with-week",
        "BYMONTHDAY is not for FREQ=WEEKLY",
        _RFC,
        lambda rule: bool(rule.by_month_day) and rule.freq is Freq.WEEKLY,
    ),
    (
        "BYSETPOS",
        "position-of-nothing",
        "BYSETPOS needs another part that begins with BY",
        _RFC,
        lambda rule: bool(rule.by_set_pos) and not has_by_part(rule),
    ),
    (
        "SKIP",
        "skip-needs-rscale",
        "SKIP needs RSCALE beside it",
        _RFC_7529,
        lambda rule: rule.skip is not Skip.OMIT and not rule.rscale,
    ),
    (
        "BYMONTH",
        "no-leap-months",
        "the Gregorian calendar has no leap months",
        "RFC 7529 §4.2",
        lambda rule: bool(rule.leap_months) and rule.is_gregorian,
    ),
)


def flaws(rule: Rule) -> list[Flaw]:
    """Everything in a rule that the RFC forbids whatever its DTSTART, each flaw with the name of its part."""
    return [*_out_of_range(rule), *_unlawful(rule)]


def _out_of_range(rule: Rule) -> Iterator[Flaw]:
    for part, (numbers, least, greatest, signed) in _RANGES.items():
        for number in numbers(rule):
            if not least <= (abs(number) if signed else number) <= greatest:
                also = f" or {-greatest} to {-least}" if signed else ""
                message = f"{part} takes numbers from {least} to {greatest}{also}, not {number}"
                yield Flaw("out-of-range", message, part, rfc=_RFC)
    if not all(0 <= day < len(WEEKDAYS) for day in (rule.wkst, *(day for _, day in rule.by_day))):
        yield Flaw("out-of-range", "a week day is a number from 0 (Monday) to 6", "BYDAY", rfc=_RFC)


def _unlawful(rule: Rule) -> Iterator[Flaw]:
    for part, code, message, rfc, broken in _LAWS:
        if broken(rule):
            yield Flaw(code, message, part, rfc=rfc)
