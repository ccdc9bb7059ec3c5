"""Body → draft: what is mandatory, what a value may be, and every fault at once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

from kalends.core.address import flaw_of
from kalends.core.draft import (
    Action,
    BasicFrequency,
    BasicRule,
    Draft,
    EndAt,
    Method,
    Person,
    Reminder,
    Status,
    begin_at_first_hit,
    rule_flaws,
)
from kalends.core.ics.values import Duration
from kalends.core.recur.series.axis import digits
from kalends.core.time.dates import Date, Floating, When, Zoned, add, place_end
from kalends.core.time.names import closest
from kalends.core.time.zones import ETC_UTC, Zone, named_zone
from kalends.doors.apyhub.body import EventBody, RecurrenceBody, ReminderBody
from kalends.doors.apyhub.times import at, read_clock, read_day, read_moment
from kalends.edge.requests.fields import Findings
from kalends.errors import Fault, Flaw, Kind

REMINDER_MAX = 40 * 366 * 24 * 60  # minutes: forty years ahead
REMINDERS_MAX = 100
ID_MAX = 1024
_MOMENT_ZERO = datetime(2020, 1, 1, tzinfo=UTC)
_METHODS = {"request": Method.REQUEST, "cancel": Method.CANCEL}
_ACTIONS = {"display": Action.DISPLAY, "email": Action.EMAIL}
_ONE_HOUR = Duration(seconds=3600)
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class EventTimes:
    """When an event starts and ends."""

    start: When
    end: When | None


def draft_of(body: EventBody, flaws: Iterable[Flaw], event_type: str | None, now: datetime) -> Draft:
    """The draft that a body describes; `event_type` is the query's. Raises Fault INVALID with every fault."""
    found = Findings(flaws)
    description = _description(found, body)
    method = _method(found, body.event_type)
    if event_type is not None:
        method = _method(found, event_type)
    organizer = Person(
        found.address("organizer_email", found.demand("organizer_email", body.organizer_email)),
        found.text("organizer_name", body.organizer_name),
    )
    attendees = _attendees(found, body)
    zone = _zone(found, body.time_zone)
    span = _span(found, body, zone)
    rule, excluded = recurrence_of(found, body, zone, span.start if span else None)
    draft = Draft(
        uid=_uid(found, body.id),
        stamp=now,
        start=span.start if span else Date(date.min),
        end=span.end if span else None,
        summary=found.text("summary", body.summary),
        description=description,
        location=found.text("location", body.location),
        organizer=organizer,
        attendees=attendees,
        method=method,
        status=Status.CANCELLED if method is Method.CANCEL else Status.CONFIRMED,
        sequence=_sequence(found, body, now),
        rule=rule,
        excluded=excluded,
        reminders=_reminders(found, body),
    )
    found.settle()
    return _begun(draft, lambda start: _span_from(start, body).end)


def _begun(draft: Draft, end_at: EndAt) -> Draft:
    """The draft from its first occurrence on. Fault INVALID where it has none."""
    try:
        return begin_at_first_hit(draft, end_at=end_at)
    except Fault as fault:
        flaws = [replace(each, field="recurrence") for each in fault.flaws]
        raise Fault(Kind.INVALID, "The request has faults.", flaws) from None


def _description(found: Findings, body: EventBody) -> str:
    description = found.demand("description", body.description)
    if description is not None and not description.strip():
        found.add("description", "must not be empty", "required")
    return found.text("description", description)


def _method(found: Findings, event_type: str | None) -> Method:
    method = _METHODS.get("request" if event_type is None else event_type)
    if method is None:
        found.add("event_type", 'must be "request" or "cancel"')
    return method or Method.REQUEST


def _attendees(found: Findings, body: EventBody) -> tuple[Person, ...]:
    """Everybody who is named, each once; the vendor's program calls the list `attendees_email`."""
    lists = {name: getattr(body, name) for name in ("attendees_emails", "attendees_email")}
    sent = {name: emails for name, emails in lists.items() if emails is not None}
    if not sent:
        if not any(flaw.field.startswith("attendees_email") for flaw in found.flaws):
            found.demand("attendees_emails", None)
    elif not any(sent.values()):
        found.add(min(sent, key=len), "must name at least one attendee", "required")
    told = dict.fromkeys(email for emails in sent.values() for email in emails)
    if any(map(flaw_of, told)):
        for name, emails in sent.items():
            for at, email in enumerate(emails):
                found.address(f"{name}[{at}]", email)
    return tuple(map(Person, told))


def _zone(found: Findings, name: str | None) -> Zone | None:
    name = found.demand("time_zone", name)
    if name is None:
        return None
    try:
        return named_zone(name)
    except Fault as unknown:
        near = ", ".join(closest(name)) or "listed by GET /data/dictionary/timezone"
        found.add("time_zone", f"is not a time zone that is known; the closest are {near}", unknown.flaws[0].code)
        return None


def _span(found: Findings, body: EventBody, zone: Zone | None) -> EventTimes | None:
    day = found.read("meeting_date", read_day, found.demand("meeting_date", body.meeting_date))
    start = found.read("start_time", read_clock, body.start_time)
    end = found.read("end_time", read_clock, body.end_time)
    if not body.all_day and body.start_time is None and (body.end_time is not None or body.all_day is False):
        reason = "all_day is false" if body.end_time is None else "end_time is sent"
        found.demand("start_time", body.start_time, f"is required where {reason}")
    if day is None or zone is None:
        return None
    try:
        if body.all_day or start is None:
            return EventTimes(Date(day), Date(day + _ONE_DAY))
        return _timed(datetime.combine(day, start), end, zone)
    except (OverflowError, Fault):
        found.add("meeting_date", "is too late: the event would end after the year 9999")
        return None


def _span_from(start: When, body: EventBody) -> EventTimes:
    """The span of an event that starts at another time than was sent, with the end at the time of day that was."""
    if isinstance(start, Date):
        return EventTimes(start, Date(start.day + _ONE_DAY))
    assert not isinstance(start, Floating)
    zone = start.zone if isinstance(start, Zoned) else ETC_UTC
    return _timed(digits(start), read_clock(body.end_time) if body.end_time is not None else None, zone)


def _timed(start: datetime, end: time | None, zone: Zone) -> EventTimes:
    """A timed event: an hour where no end is sent, through midnight where the end is the earlier time of day."""
    begins = at(start, zone)
    if end is None:
        return EventTimes(begins, add(begins, _ONE_HOUR))
    if end == start.time():
        return EventTimes(begins, None)
    later = _ONE_DAY if end < start.time() else timedelta()
    return EventTimes(begins, place_end(begins, at(datetime.combine(start.date(), end) + later, zone)))


def _uid(found: Findings, sent: str | None) -> str:
    if sent is None:
        return str(uuid4())
    if not sent.strip():
        found.add("id", "must not be empty: leave it out to get a new one")
    elif len(sent) > ID_MAX:
        found.add("id", f"must have at most {ID_MAX} characters")
    elif "\n" in sent or "\r" in sent:
        found.add("id", "cannot hold a line break", "control-character")
    return found.text("id", sent)


def _sequence(found: Findings, body: EventBody, now: datetime) -> int:
    """RFC 5546 §2.1.4: a later version has a higher number; seconds do, and no state is kept for them."""
    sent = found.whole("sequence", body.sequence, 0)
    if sent is not None:
        return sent
    return 0 if body.id is None else max(0, int((now - _MOMENT_ZERO).total_seconds()))


def _reminders(found: Findings, body: EventBody) -> tuple[Reminder, ...]:
    sent = body.reminders or []
    if len(sent) > REMINDERS_MAX:
        found.add("reminders", f"must be at most {REMINDERS_MAX}", "too-many")
        return ()
    return tuple(_reminder(found, f"reminders[{at}]", each) for at, each in enumerate(sent))


def _reminder(found: Findings, field: str, sent: int | ReminderBody) -> Reminder:
    if isinstance(sent, int):
        return Reminder(_minutes(found, field, sent))
    minutes = found.demand(f"{field}.minutes_before", sent.minutes_before)
    action = _ACTIONS.get("display" if sent.action is None else sent.action)
    if action is None:
        found.add(f"{field}.action", 'must be "display" or "email"')
    return Reminder(_minutes(found, f"{field}.minutes_before", minutes or 0), action or Action.DISPLAY)


def _minutes(found: Findings, field: str, minutes: int) -> int:
    if 0 <= minutes <= REMINDER_MAX:
        return minutes
    found.add(field, f"must be 0 to {REMINDER_MAX} minutes")
    return 0


def recurrence_of(
    found: Findings, body: EventBody, zone: Zone | None, start: When | None
) -> tuple[BasicRule | None, tuple[When, ...]]:
    """The rule and the exclusions; the flag `recurring` decides whether a recurrence that was sent is used.

    `zone` and `start` are None where the body has none that can be read: then what depends on them goes unchecked.
    """
    if not body.recurring:
        return None, ()
    sent = body.recurrence or RecurrenceBody()
    frequency = _frequency(found, sent.frequency)
    inside = Findings()
    rule = _rule(inside, sent, frequency or BasicFrequency.DAILY, zone)
    excluded = _excluded(inside, sent, zone)
    if start is not None and frequency is not None:
        for part, reason in rule_flaws(rule, start):
            inside.add(part, reason)
    for flaw in inside.flaws:
        found.add(f"recurrence.{flaw.field}", flaw.message, flaw.code)
    return rule, excluded


def _rule(inside: Findings, sent: RecurrenceBody, frequency: BasicFrequency, zone: Zone | None) -> BasicRule:
    return BasicRule(
        frequency,
        inside.whole("interval", sent.interval, 1) or 1,
        inside.whole("count", sent.count, 1),
        inside.read("until", _moment_in(zone), sent.until) if zone else None,
        tuple(day.upper() for day in sent.by_day or ()),
        tuple(sent.by_month_day or ()),
        tuple(sent.by_month or ()),
    )


def _excluded(inside: Findings, sent: RecurrenceBody, zone: Zone | None) -> tuple[When, ...]:
    if zone is None:
        return ()
    days = (inside.read(f"exclude_dates[{n}]", _moment_in(zone), day) for n, day in enumerate(sent.exclude_dates or ()))
    return tuple(day for day in days if day is not None)


def _moment_in(zone: Zone) -> Callable[[str], When]:
    return lambda text: read_moment(text, zone)


def _frequency(found: Findings, sent: str | None) -> BasicFrequency | None:
    if found.demand("recurrence.frequency", sent) is None:
        return None
    try:
        return BasicFrequency(str(sent).upper())
    except ValueError:
        found.add("recurrence.frequency", "must be DAILY, WEEKLY, MONTHLY or YEARLY")
        return None
