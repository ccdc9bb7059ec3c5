"""Events by fields: create an event, and change its title, times, rule and status.

POST /api/2.0/calendar/event, /api/2.0/calendar/{calendarId}/event
name, startDate, endDate are required; description, repeatType, alertType, isAllDayLong, sharingOptions
201: the same as POST icsevent answers

PUT /api/2.0/calendar/{calendarId}/{eventId}
the same fields, and status: what is missing stays
200: the same as POST icsevent answers
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import IntEnum
from uuid import uuid4

from kalends.core.draft import Draft, Status, begin_at_first_hit, calendar, rule_flaws
from kalends.core.ics.values import Duration
from kalends.core.ics.write import write
from kalends.core.objects.edit import apply, is_same_rule
from kalends.core.objects.object import CalendarObject
from kalends.core.objects.patch import KEEP, WHOLE, EditResult, Keep, Patch
from kalends.core.objects.revise import Editor
from kalends.core.recur.rule import Rule
from kalends.core.recur.series.axis import digits
from kalends.core.recur.series.moments import read_when
from kalends.core.recur.until import day_of, fit_rule
from kalends.core.time.dates import Date, Floating, Utc, When, Zoned, instant, wall_in, zoned
from kalends.core.time.offsets import Zone
from kalends.core.time.zones import ETC_UTC, is_utc, zone
from kalends.doors.onlyoffice.alerts import Alert, own_alert
from kalends.doors.onlyoffice.call import OnlyofficeCall, target_calendar_id
from kalends.doors.onlyoffice.events.answer import write_event
from kalends.doors.onlyoffice.events.put import read_place
from kalends.doors.onlyoffice.events.repeat import read_repeat, repeat_beside
from kalends.doors.onlyoffice.sharing import grants_of, read_sharing_options
from kalends.doors.onlyoffice.wire.envelope import OnlyofficeAnswer
from kalends.edge.requests.fields import UnreadableError
from kalends.edge.requests.times import WrittenTime, end_written
from kalends.errors import Fault, Flaw, Kind
from kalends.service import calendars, objects
from kalends.service.objects import Changed, Extras, Seen

_DAY = timedelta(days=1)


class EventStatus(IntEnum):
    """The status of an event, by the product's numbers."""

    TENTATIVE = 0
    CONFIRMED = 1
    CANCELLED = 2


STATUSES = {each: Status[each.name] for each in EventStatus}


@dataclass(frozen=True, slots=True)
class EventFields:
    """The fields of an event; None if not sent. A `repeat` without a rule removes the rule."""

    name: str | None
    description: str | None
    start: WrittenTime | None
    end: WrittenTime | None
    all_day: bool | None
    repeat: tuple[Rule | None, Sequence[When]] | None
    status: EventStatus | None


def read_event_fields(call: OnlyofficeCall) -> EventFields:
    """Read the fields of a call; collects what is wrong with them."""
    parameters = call.parameters
    return EventFields(
        name=parameters.text("name"),
        description=parameters.text("description"),
        start=parameters.time("startDate"),
        end=parameters.time("endDate"),
        all_day=parameters.flag("isAllDayLong"),
        repeat=_repeat_rule(call),
        status=parameters.choice("status", EventStatus),
    )


def _repeat_rule(call: OnlyofficeCall) -> tuple[Rule | None, Sequence[When]] | None:
    text = call.parameters.text("repeatType")
    if text is None:
        return None
    try:
        return read_repeat(text)
    except UnreadableError as error:
        call.parameters.wrong("repeatType", str(error))
        return None


def post_fields(call: OnlyofficeCall) -> OnlyofficeAnswer:
    """Make an event; the answer lists its occurrences."""
    fields, alert, options = (
        read_event_fields(call),
        call.parameters.choice("alertType", Alert),
        read_sharing_options(call),
    )
    number = call.parameters.whole("calendarId")
    if not (fields.name or "").strip():
        call.parameters.wrong("name", "is required")
    for name, moment in (("startDate", fields.start), ("endDate", fields.end)):
        if moment is None and not call.parameters.raw(name):
            call.parameters.wrong(name, "is required")
    call.parameters.settle()
    uid = str(uuid4())

    def work(inside: OnlyofficeCall) -> Changed:
        calendar_id = target_calendar_id(inside, number)
        place = zone(calendars.get(inside.unit, calendar_id).time_zone)
        text = write(calendar(_draft(call, fields, place, uid))).decode()
        extras = Extras(alert=own_alert(alert), grants=grants_of(inside, options), method="REQUEST")
        return Changed(objects.put(inside.unit, calendar_id, text, conditions=call.conditions, extras=extras))

    return write_event(call, work)


def _draft(call: OnlyofficeCall, fields: EventFields, place: Zone, uid: str) -> Draft:
    assert fields.start is not None
    assert fields.end is not None
    rule, excluded = fields.repeat or (None, ())
    # a rule counts days in the zone of the start as sent
    placing = _placing(call.zone, place if rule is None else call.zone)
    start, end = span_of(fields.start, fields.end, all_day=bool(fields.all_day), clock=call.zone, to_when=placing)
    if rule and isinstance(start, Zoned | Utc):
        rule, excluded = _repeat_beside(rule, excluded, _said_wall(fields.start, start, call.zone), start)
    for _, message in rule_flaws(rule, start) if rule else ():
        call.parameters.wrong("repeatType", message)
    if _is_before(end, start):
        call.parameters.wrong("endDate", "is before the start")
    call.parameters.settle()
    draft = Draft(
        uid=uid,
        stamp=call.now.astimezone(UTC),
        start=start,
        end=end,
        summary=fields.name or "",
        description=fields.description or "",
        status=STATUSES[fields.status or EventStatus.CONFIRMED] if fields.status is not None else Status.CONFIRMED,
        rule=rule,
        excluded=tuple(excluded),
    )
    try:
        return begin_at_first_hit(draft)
    except Fault as fault:
        raise repeat_fault(fault) from None


def _said_wall(start: WrittenTime | None, begins: When, caller: Zone) -> datetime:
    """What the clock shows at the start on which its sender counts days: the caller's, or that of an offset but UTC's.

    Programs send instants in UTC for people who live elsewhere.
    """
    return start.wall if start is not None and start.offset else wall_in(begins, caller)


def _repeat_beside(
    rule: Rule, excluded: Sequence[When], said: datetime, start: Zoned | Utc
) -> tuple[Rule, tuple[When, ...]]:
    """As `repeat_beside`. Fault INVALID if the rule cannot be said on the clock of the start."""
    beside = repeat_beside(rule, excluded, said, start)
    if beside is not None:
        return beside
    shown = f"{digits(start):%A %H:%M} in {start.zone.name if isinstance(start, Zoned) else 'UTC'}"
    reason = f"is {said:%A %H:%M} by its offset and {shown}, and the repeat rule counts days"
    raise _field_fault("startDate", f"{reason}: send it as the clocks in your time zone show it, without an offset")


def repeat_fault(fault: Fault) -> Fault:
    """The fault of an impossible series, as a fault of `repeatType`."""
    flaws = [replace(each, field="repeatType") for each in fault.flaws]
    return Fault(fault.kind, f"repeatType: {flaws[0].message}." if flaws else fault.detail, flaws)


def span_of(
    start: WrittenTime, end: WrittenTime, *, all_day: bool, clock: Zone, to_when: Callable[[WrittenTime], When]
) -> tuple[When, When]:
    """Start and exclusive end; for whole days, `end` is the last day. Times without an offset are times of `clock`."""
    if not all_day:
        return to_when(start), to_when(end_written(start, end, clock))
    last = end.day + _DAY if end.day < date.max else end.day
    return Date(start.day), Date(last)


def _placing(caller: Zone, place: Zone) -> Callable[[WrittenTime], When]:
    """Convert times as sent: without an offset in the caller's zone, stored in the zone of the calendar."""

    def to_when(moment: WrittenTime) -> When:
        at = moment.instant(caller)
        return Utc(at) if is_utc(place) else zoned(at, place)

    return to_when


def _is_before(end: When, start: When) -> bool:
    if isinstance(end, Date) and isinstance(start, Date):
        return end.day <= start.day
    return instant(end, ETC_UTC) < instant(start, ETC_UTC)


def put_fields(call: OnlyofficeCall) -> OnlyofficeAnswer:
    """Change the fields of an event that were sent; the answer lists its occurrences."""
    fields, alert, options = (
        read_event_fields(call),
        call.parameters.choice("alertType", Alert),
        read_sharing_options(call),
    )
    call.parameters.settle()
    object_id = call.parameters.id("eventId")
    texts = (fields.name, fields.description, fields.start, fields.end, fields.all_day, fields.repeat, fields.status)
    by = Editor(call.me.email, call.now.astimezone(UTC), call.zone)
    edit = _FieldsEdit(fields, by) if any(each is not None for each in texts) else None

    def work(inside: OnlyofficeCall) -> Changed:
        extras = Extras(alert=own_alert(alert), grants=grants_of(inside, options))
        place = read_place(call)
        return objects.change(inside.unit, object_id, edit=edit, place=place, extras=extras, conditions=call.conditions)

    return write_event(call, work)


@dataclass(frozen=True, slots=True)
class _FieldsEdit:
    """The edit that changes fields of a whole event."""

    fields: EventFields
    by: Editor

    def __call__(self, seen: Seen) -> EditResult:
        event = seen.object
        return apply(event, _fields_patch(self.fields, event, self.by.zone), WHOLE, self.by)


def _fields_patch(fields: EventFields, event: CalendarObject, caller: Zone) -> Patch:
    """The patch of a whole event for the fields. Fault INVALID."""
    patch = Patch(
        summary=KEEP if fields.name is None else fields.name,
        description=KEEP if fields.description is None else fields.description,
        status=_status(fields, event),
    )
    if fields.start is None and fields.end is None and fields.all_day is None and fields.repeat is None:
        return patch
    prop = event.master.first("DTSTART")
    if prop is None:
        raise _field_fault("startDate", "the event has no start")
    begins = read_when(prop, event.zones(caller))
    patch = _with_times(patch, fields, begins, caller)
    if fields.repeat is None:
        return patch
    return _with_repeat(patch, fields, event, begins=begins if patch.start is KEEP else patch.start, caller=caller)


def _status(fields: EventFields, event: CalendarObject) -> str | Keep:
    """The status that was sent; KEEP for CONFIRMED on an event without STATUS, which counts as confirmed."""
    if fields.status is None:
        return KEEP
    confirmed = fields.status is EventStatus.CONFIRMED and event.master.first("STATUS") is None
    return KEEP if confirmed else STATUSES[fields.status]


def _with_repeat(patch: Patch, fields: EventFields, event: CalendarObject, *, begins: When, caller: Zone) -> Patch:
    """The patch with `repeatType`: a rule with all of its exceptions; "" removes both.

    A rule counts days on the clock of its sender. The start stays in its zone if that can say the same, and else, or
    where an event becomes a series, it is written in the caller's.
    """
    rule, excluded = fields.repeat or (None, ())
    if rule is None or not isinstance(begins, Zoned | Utc):
        return replace(patch, rule=rule, excluded=tuple(_excluded(each, begins) for each in excluded), added=())
    said, start = _said_wall(fields.start, begins, caller), begins
    beside = repeat_beside(rule, excluded, said, start) if event.recurs(caller) else None
    if beside is None and patch.start is KEEP and is_same_rule(fit_rule(rule, begins), event.rule):
        return replace(patch, excluded=tuple(excluded), added=())
    if beside is None:
        start = Utc(instant(begins)) if is_utc(caller) else zoned(instant(begins), caller)
        beside = _repeat_beside(rule, excluded, said, start)
    return replace(patch, start=patch.start if start == begins else start, rule=beside[0], excluded=beside[1], added=())


def _with_times(patch: Patch, fields: EventFields, begins: When, caller: Zone) -> Patch:
    """The patch with another start, another end, or both."""
    if fields.start is None and fields.end is None and fields.all_day is None:
        return patch
    all_day = isinstance(begins, Date) if fields.all_day is None else fields.all_day
    start = fields.start or _written_start(begins, caller)
    if fields.end is None:
        return replace(patch, start=_new_start(start, begins, caller, all_day=all_day))
    clock = ETC_UTC if isinstance(begins, Floating) else caller  # floating times have no skipped hour
    first, last = span_of(
        start, fields.end, all_day=all_day, clock=clock, to_when=lambda each: _zoned_time(each, begins, caller)
    )
    return replace(patch, start=first, duration=_duration(first, last))


def _excluded(when: When, start: When) -> When:
    """An excluded start in the form of DTSTART (RFC 5545 §3.8.5.1)."""
    if isinstance(start, Date):
        return Date(day_of(when))
    if isinstance(start, Floating) and isinstance(when, Utc):
        return Floating(when.moment.replace(tzinfo=None))
    return when


def _written_start(begins: When, caller: Zone) -> WrittenTime:
    """A start in the form in which it would be sent."""
    wall = wall_in(begins, caller)
    return WrittenTime(wall.date(), wall.time(), None)


def _new_start(start: WrittenTime, begins: When, caller: Zone, *, all_day: bool) -> When:
    return Date(start.day) if all_day else _zoned_time(start, begins, caller)


def _zoned_time(moment: WrittenTime, begins: When, caller: Zone) -> When:
    """A time as sent, in the zone of the event; without an offset it counts in the caller's zone."""
    if isinstance(begins, Floating) and moment.offset is None:
        return Floating(moment.wall)
    at = moment.instant(caller)
    return zoned(at, begins.zone) if isinstance(begins, Zoned) else Utc(at)


def _duration(first: When, last: When) -> Duration:
    """The duration: days between days, seconds between times. Fault INVALID for an end before the start."""
    if isinstance(first, Date) and isinstance(last, Date):
        days = (last.day - first.day).days
        if days > 0:
            return Duration(days=days)
        raise _field_fault("endDate", "is before the start")
    seconds = int((instant(last, ETC_UTC) - instant(first, ETC_UTC)).total_seconds())
    if seconds < 0:
        raise _field_fault("endDate", "is before the start")
    return Duration(seconds=seconds)


def _field_fault(field: str, message: str) -> Fault:
    return Fault(Kind.INVALID, f"{field}: {message}.", [Flaw("invalid", message, field)])
