"""The JSON body of the ApyHub dialect: names and types.

Every field may be missing (or null or "", which is the same) here: what is mandatory, and what a value may be, is said
in `event.py`, so that one answer names every fault. `schema.py` describes the same fields to people.
"""

from typing import TypeVar

import msgspec

S = TypeVar("S", bound=msgspec.Struct)


class RecurrenceBody(msgspec.Struct, frozen=True):
    """How a recurring event repeats."""

    frequency: str | None = None
    count: int | None = None
    interval: int | None = None
    until: str | None = None
    by_day: list[str] | None = None
    by_month_day: list[int] | None = None
    by_month: list[int] | None = None
    exclude_dates: list[str] | None = None


class ReminderBody(msgspec.Struct, frozen=True):
    """A reminder with its action."""

    minutes_before: int | None = None
    action: str | None = None


class EventBody(msgspec.Struct, frozen=True):
    """The body of both POSTs."""

    id: str | None = None
    summary: str | None = None
    description: str | None = None
    organizer_email: str | None = None
    organizer_name: str | None = None
    attendees_emails: list[str] | None = None
    attendees_email: list[str] | None = None
    location: str | None = None
    time_zone: str | None = None
    start_time: str | None = None
    end_time: str | None = None
    meeting_date: str | None = None
    all_day: bool | None = None
    recurring: bool | None = None
    recurrence: RecurrenceBody | None = None
    reminders: list[int | ReminderBody] | None = None
    sequence: int | None = None
    event_type: str | None = None


def without_blanks(body: EventBody) -> EventBody:
    """The body in which a text of no characters is left out, as forms and templates send it."""
    recurrence = body.recurrence and _without_blanks(body.recurrence)
    reminders = body.reminders and [each if isinstance(each, int) else _without_blanks(each) for each in body.reminders]
    return _without_blanks(msgspec.structs.replace(body, recurrence=recurrence, reminders=reminders))


def _without_blanks(body: S) -> S:
    blank = {name: None for name in body.__struct_fields__ if getattr(body, name) == ""}
    return msgspec.structs.replace(body, **blank) if blank else body
