"""What a draft is made of: plain values, in the words of people who describe an event."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kalends.core.objects.people import Person
from kalends.core.recur import rule as recur
from kalends.core.time.dates import When

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


class Frequency(StrEnum):
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
class Rule:
    """A basic recurrence rule (RFC 5545 §3.3.10). `until` is inclusive; a date means the whole day."""

    frequency: Frequency
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
    rule: Rule | recur.Rule | None = None
    excluded: tuple[When, ...] = ()
    reminders: tuple[Reminder, ...] = ()


def text_flaw(text: str) -> str | None:
    """Why no calendar can carry this text, in words; None where it can."""
    found = _UNSAFE.search(text)
    return f"holds the control character U+{ord(found[0]):04X} at position {found.start() + 1}" if found else None
