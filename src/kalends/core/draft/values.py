"""What a draft is made of: plain values, in the words of people who describe an event; and its rule.

The rule is a part of RFC 5545 §3.3.10.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from kalends.core.ics.limits import RULE_PART_LIMITS
from kalends.core.ics.values import write_date, write_date_time
from kalends.core.objects.people import Person
from kalends.core.recur import until as recur_until
from kalends.core.recur.rule import Rule
from kalends.core.recur.until import rule_beside, until_in
from kalends.core.time.dates import Date, Floating, When, instant

# control characters but TAB and line breaks; halves of surrogate pairs; what XML cannot carry (U+FFFE, U+FFFF)
_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class Method(StrEnum):
    """What a calendar text asks of its reader (RFC 5546 §1.4)."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


class Status(StrEnum):
    """How sure an event is (RFC 5545 §3.8.1.11)."""

    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


class BasicFrequency(StrEnum):
    """How often a rule strikes (RFC 5545 §3.3.10)."""

    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"


class Action(StrEnum):
    """What a reminder does (RFC 5545 §3.8.6.1)."""

    DISPLAY = "DISPLAY"
    EMAIL = "EMAIL"


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder `minutes` before the start."""

    minutes: int
    action: Action = Action.DISPLAY


@dataclass(frozen=True, slots=True)
class BasicRule:
    """A basic recurrence rule (RFC 5545 §3.3.10). `until` is inclusive; a date means the whole day."""

    frequency: BasicFrequency
    interval: int = 1
    count: int | None = None
    until: When | None = None
    by_day: tuple[str, ...] = ()
    by_month_day: tuple[int, ...] = ()
    by_month: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """An event as people describe one. `end` is exclusive; None means no duration (a day, for a Date).

    `rule` is a basic one, or any that `core.recur` has. `excluded` are starts of instances that do not take place; a
    Date among them names the instance of that day.
    """

    uid: str
    stamp: datetime
    start: When
    end: When | None = None
    summary: str = ""
    description: str = ""
    location: str = ""
    organizer: Person | None = None
    attendees: tuple[Person, ...] = ()
    method: Method | None = None
    status: Status = Status.CONFIRMED
    sequence: int = 0
    rule: BasicRule | Rule | None = None
    excluded: tuple[When, ...] = ()
    reminders: tuple[Reminder, ...] = ()


def text_flaw(text: str) -> str | None:
    """Why no calendar can carry this text, in words; None where it can."""
    found = _UNSAFE.search(text)
    return f"holds the control character U+{ord(found[0]):04X} at position {found.start() + 1}" if found else None


def uid_flaw(uid: str) -> str | None:
    """Why a text cannot be a UID, in words; None where it can."""
    return "cannot hold a line break" if "\n" in uid or "\r" in uid else text_flaw(uid)


_BY_DAY = re.compile(r"([+-]?[0-9]{1,2})?(MO|TU|WE|TH|FR|SA|SU)")


def rule_flaws(rule: BasicRule | Rule, start: When) -> list[tuple[str, str]]:
    """What is wrong with a rule: pairs of the part ("by_day[0]") and the reason (RFC 5545 §3.3.10).

    Of a rule of `core.recur`, whose parts `core.recur` judges, only what depends on the start is looked at.
    """
    flaws = [*_by_day_flaws(rule), *_number_flaws(rule)] if isinstance(rule, BasicRule) else []
    until = until_of(rule)
    if rule.count is not None and until is not None:
        flaws.append(("until", "cannot stand beside count: send one of the two"))
    if until is not None and until_in(until, start) < _comparable(start):
        flaws.append(("until", "is before the start of the event"))
    return flaws


def _by_day_flaws(rule: BasicRule) -> Iterator[tuple[str, str]]:
    for at, written in enumerate(rule.by_day):
        match = _BY_DAY.fullmatch(written)
        if match is None or (match[1] and not 1 <= abs(int(match[1])) <= 53):
            yield f"by_day[{at}]", 'is not a weekday: send "MO" … "SU", or with its number, "2TU", "-1FR"'
        elif match[1] and rule.frequency not in (BasicFrequency.MONTHLY, BasicFrequency.YEARLY):
            yield f"by_day[{at}]", "may have a number only where frequency is MONTHLY or YEARLY"


def _number_flaws(rule: BasicRule) -> Iterator[tuple[str, str]]:
    for part, values in (("by_day", rule.by_day), ("by_month_day", rule.by_month_day), ("by_month", rule.by_month)):
        most = RULE_PART_LIMITS[part.replace("_", "").upper()]
        if len(values) > most:
            yield part, f"has more than {most} values: send each once"
    if rule.by_month_day and rule.frequency is BasicFrequency.WEEKLY:
        yield "by_month_day", "cannot be used where frequency is WEEKLY"
    for at, day in enumerate(rule.by_month_day):
        if not 1 <= abs(day) <= 31:
            yield f"by_month_day[{at}]", "must be 1 to 31, or -1 to -31 counted from the month's end"
    for at, month in enumerate(rule.by_month):
        if not 1 <= month <= 12:
            yield f"by_month[{at}]", "must be 1 to 12"


def rule_text(rule: BasicRule | Rule, start: When) -> str:
    """The value of RRULE."""
    return rule_beside(rule, start) if isinstance(rule, Rule) else _basic_text(rule, start)


def until_of(rule: BasicRule | Rule) -> When | None:
    """When a rule ends; None where UNTIL does not say."""
    return recur_until.until_of(rule) if isinstance(rule, Rule) else rule.until


def _basic_text(rule: BasicRule, start: When) -> str:
    parts = [f"FREQ={rule.frequency}"]
    if rule.interval != 1:
        parts.append(f"INTERVAL={rule.interval}")
    if rule.count is not None:
        parts.append(f"COUNT={rule.count}")
    if rule.until is not None:
        until = until_in(rule.until, start)
        parts.append(f"UNTIL={write_date_time(until) if isinstance(until, datetime) else write_date(until)}")
    for name, values in (
        ("BYMONTH", rule.by_month),
        ("BYMONTHDAY", rule.by_month_day),
        ("BYDAY", rule.by_day),
    ):
        if values:
            parts.append(f"{name}={','.join(map(str, values))}")
    return ";".join(parts)


def _comparable(start: When) -> date | datetime:
    match start:
        case Date(day):
            return day
        case Floating(wall):
            return wall
        case _:
            return instant(start)
