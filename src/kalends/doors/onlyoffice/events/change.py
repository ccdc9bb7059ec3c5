"""PUT {calendarId}/{eventId}: fields of an event that are to be different.

PUT /api/2.0/calendar/{calendarId}/{eventId}
name, description, startDate, endDate, repeatType, alertType, isAllDayLong, sharingOptions, status: what is missing
stays
200: the same as POST icsevent answers
"""

from dataclasses import dataclass, replace
from datetime import UTC
from typing import Any

from kalends.core.ics.values import Duration
from kalends.core.objects.edit import apply
from kalends.core.objects.object import CalendarObject
from kalends.core.objects.patch import KEEP, WHOLE, EditResult, Keep, Patch
from kalends.core.objects.revise import Editor
from kalends.core.recur.series.moments import read_when
from kalends.core.recur.until import day_of
from kalends.core.time.dates import Date, Floating, Utc, When, Zoned, instant, wall_in, zoned
from kalends.core.time.offsets import Zone
from kalends.core.time.zones import ETC_UTC
from kalends.doors.onlyoffice.alert import Alert, own_alert
from kalends.doors.onlyoffice.call import OnlyofficeCall
from kalends.doors.onlyoffice.events.answers import write_event
from kalends.doors.onlyoffice.events.fields import STATUSES, EventStatus, Fields, fields_in, span_of
from kalends.doors.onlyoffice.events.put import place_in
from kalends.doors.onlyoffice.sharing import grants_of, options_in
from kalends.doors.onlyoffice.wire.envelope import Answer
from kalends.edge.times import WrittenTime
from kalends.errors import Fault, Flaw, Kind
from kalends.service import objects
from kalends.service.objects import Changed, Extras, Seen


def put_fields(call: OnlyofficeCall) -> Answer:
    """Change fields of an event; answers its occurrences. What was not sent stays as it is."""
    fields, alert, options = fields_in(call), call.parameters.choice("alertType", Alert), options_in(call)
    call.parameters.settle()
    object_id = call.parameters.id("eventId")
    texts = (fields.name, fields.description, fields.start, fields.end, fields.all_day, fields.repeat, fields.status)
    by = Editor(call.me.email, call.now.astimezone(UTC), call.zone)
    edit = _FieldsEdit(fields, by) if any(each is not None for each in texts) else None

    def work(inside: OnlyofficeCall) -> Changed:
        extras = Extras(alert=own_alert(alert), grants=grants_of(inside, options))
        place = place_in(call)
        return objects.change(inside.unit, object_id, edit=edit, place=place, extras=extras, conditions=call.conditions)

    return write_event(call, work)


@dataclass(frozen=True, slots=True)
class _FieldsEdit:
    """The edit that gives a whole event other fields."""

    fields: Fields
    by: Editor

    def __call__(self, seen: Seen) -> EditResult:
        event = seen.object
        return apply(event, _patch(self.fields, event, self.by.zone), WHOLE, self.by)


def _patch(fields: Fields, event: CalendarObject, caller: Zone) -> Patch:
    """The patch of a whole event that the fields ask for. Fault INVALID."""
    patch = Patch(
        summary=KEEP if fields.name is None else fields.name,
        description=KEEP if fields.description is None else fields.description,
        status=_status(fields, event),
    )
    if fields.start is None and fields.end is None and fields.all_day is None and fields.repeat is None:
        return patch
    prop = event.master.first("DTSTART")
    if prop is None:
        raise _refusal("startDate", "the event has no start")
    begins = read_when(prop, event.zones(caller))
    return replace(_with_times(patch, fields, begins, caller), **_recurrence(fields, begins))


def _status(fields: Fields, event: CalendarObject) -> str | Keep:
    """The status that was sent; an event without one is confirmed, and is shown so."""
    if fields.status is None:
        return KEEP
    confirmed = fields.status is EventStatus.CONFIRMED and event.master.first("STATUS") is None
    return KEEP if confirmed else STATUSES[fields.status]


def _recurrence(fields: Fields, begins: When) -> dict[str, Any]:
    """`repeatType` tells a rule with all of its exceptions; "" takes them away."""
    if fields.repeat is None:
        return {}
    rule, excluded = fields.repeat
    return {"rule": rule, "excluded": tuple(_excluded(each, begins) for each in excluded), "added": ()}


def _with_times(patch: Patch, fields: Fields, begins: When, caller: Zone) -> Patch:
    """The patch with another start, another end, or both."""
    if fields.start is None and fields.end is None and fields.all_day is None:
        return patch
    all_day = isinstance(begins, Date) if fields.all_day is None else fields.all_day
    start = fields.start or _told(begins, caller)
    if fields.end is None:
        return replace(patch, start=_placed(start, begins, caller, all_day=all_day))
    first, last = span_of(start, fields.end, all_day=all_day, to_when=lambda each: _timed(each, begins, caller))
    return replace(patch, start=first, duration=_lasting(first, last))


def _excluded(when: When, start: When) -> When:
    """The excluded start in the form of the first one (RFC 5545 §3.8.5.1): a zone's name may be one of the text's."""
    if isinstance(start, Date):
        return Date(day_of(when))
    if isinstance(start, Floating) and isinstance(when, Utc):
        return Floating(when.moment.replace(tzinfo=None))
    return when


def _told(begins: When, caller: Zone) -> WrittenTime:
    """A start as if it had been sent."""
    wall = wall_in(begins, caller)
    return WrittenTime(wall.date(), wall.time(), None)


def _placed(start: WrittenTime, begins: When, caller: Zone, *, all_day: bool) -> When:
    return Date(start.day) if all_day else _timed(start, begins, caller)


def _timed(moment: WrittenTime, begins: When, caller: Zone) -> When:
    """A time that was sent, in the zone that the event has; one without an offset is of the caller's zone."""
    if isinstance(begins, Floating) and moment.offset is None:
        return Floating(moment.wall)
    at = moment.instant(caller)
    return zoned(at, begins.zone) if isinstance(begins, Zoned) else Utc(at)


def _lasting(first: When, last: When) -> Duration:
    """From start to end: days between days, seconds between times. Fault INVALID where the end is the earlier."""
    if isinstance(first, Date) and isinstance(last, Date):
        days = (last.day - first.day).days
        if days > 0:
            return Duration(days=days)
        raise _refusal("endDate", "is before the start")
    seconds = int((instant(last, ETC_UTC) - instant(first, ETC_UTC)).total_seconds())
    if seconds < 0:
        raise _refusal("endDate", "is before the start")
    return Duration(seconds=seconds)


def _refusal(field: str, message: str) -> Fault:
    return Fault(Kind.INVALID, f"{field}: {message}.", [Flaw("invalid", message, field)])
