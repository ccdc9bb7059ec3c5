"""Events from fields: title, times, rule, status — made, and changed.

POST /api/2.0/calendar/event, /api/2.0/calendar/{calendarId}/event
name, startDate, endDate are required; description, repeatType, alertType, isAllDayLong, sharingOptions
201: the same as POST icsevent answers
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, timedelta
from enum import IntEnum
from uuid import uuid4

from kalends.core.draft import Draft, Status, begin_at_first_hit, calendar, rule_flaws
from kalends.core.ics.write import write
from kalends.core.recur.rule import Rule
from kalends.core.time.dates import Date, Utc, When, instant, zoned
from kalends.core.time.offsets import Zone
from kalends.core.time.zones import ETC_UTC, is_utc, zone
from kalends.doors.onlyoffice.alert import Alert, own_alert
from kalends.doors.onlyoffice.call import OnlyofficeCall
from kalends.doors.onlyoffice.events.answers import write_event
from kalends.doors.onlyoffice.events.rule import read_repeat
from kalends.doors.onlyoffice.sharing import grants_of, options_in
from kalends.doors.onlyoffice.target import target_id
from kalends.doors.onlyoffice.wire.envelope import Answer
from kalends.edge.fields import UnreadableError
from kalends.edge.times import WrittenTime
from kalends.errors import Fault
from kalends.service import calendars, objects
from kalends.service.objects import Changed, Extras

_DAY = timedelta(days=1)


class EventStatus(IntEnum):
    """How sure an event is, by the product's numbers."""

    TENTATIVE = 0
    CONFIRMED = 1
    CANCELLED = 2


STATUSES = {each: Status[each.name] for each in EventStatus}


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of an event; None was not sent. A repeat rule of () is one that was taken away."""

    name: str | None
    description: str | None
    start: WrittenTime | None
    end: WrittenTime | None
    all_day: bool | None
    repeat: tuple[Rule | None, Sequence[When]] | None
    status: EventStatus | None


def fields_in(call: OnlyofficeCall) -> Fields:
    """The fields of a call; notes what is wrong with them."""
    parameters = call.parameters
    return Fields(
        name=parameters.text("name"),
        description=parameters.text("description"),
        start=parameters.time("startDate"),
        end=parameters.time("endDate"),
        all_day=parameters.flag("isAllDayLong"),
        repeat=_repeat(call),
        status=parameters.choice("status", EventStatus),
    )


def _repeat(call: OnlyofficeCall) -> tuple[Rule | None, Sequence[When]] | None:
    text = call.parameters.text("repeatType")
    if text is None:
        return None
    try:
        return read_repeat(text)
    except UnreadableError as error:
        call.parameters.wrong("repeatType", str(error))
        return None


def post_fields(call: OnlyofficeCall) -> Answer:
    """Make an event of fields; answers its occurrences."""
    fields, alert, options = fields_in(call), call.parameters.choice("alertType", Alert), options_in(call)
    number = call.parameters.whole("calendarId")
    if not (fields.name or "").strip():
        call.parameters.wrong("name", "is required")
    for name, moment in (("startDate", fields.start), ("endDate", fields.end)):
        if moment is None and not call.parameters.raw(name):
            call.parameters.wrong(name, "is required")
    call.parameters.settle()
    uid = str(uuid4())

    def work(inside: OnlyofficeCall) -> Changed:
        calendar_id = target_id(inside, number)
        look = calendars.get(inside.unit, calendar_id).look
        text = write(calendar(_draft(call, fields, zone(look.time_zone), uid))).decode()
        extras = Extras(alert=own_alert(alert), grants=grants_of(inside, options), method="REQUEST")
        return Changed(objects.put(inside.unit, calendar_id, text, conditions=call.conditions, extras=extras))

    return write_event(call, work)


def _draft(call: OnlyofficeCall, fields: Fields, place: Zone, uid: str) -> Draft:
    assert fields.start is not None
    assert fields.end is not None
    rule, excluded = fields.repeat or (None, ())
    # the days of a rule are those of the clock on which the start is told
    placing = _placing(call.zone, place if rule is None else call.zone)
    start, end = span_of(fields.start, fields.end, all_day=bool(fields.all_day), to_when=placing)
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
        raise about_repeat(fault) from None


def about_repeat(fault: Fault) -> Fault:
    """The fault of a series that cannot be, as one of `repeatType`."""
    flaws = [replace(each, field="repeatType") for each in fault.flaws]
    return Fault(fault.kind, f"repeatType: {flaws[0].message}." if flaws else fault.detail, flaws)


def span_of(
    start: WrittenTime, end: WrittenTime, *, all_day: bool, to_when: Callable[[WrittenTime], When]
) -> tuple[When, When]:
    """Start and exclusive end; whole days are told by their last."""
    if not all_day:
        return to_when(start), to_when(end)
    last = end.day + _DAY if end.day < date.max else end.day
    return Date(start.day), Date(last)


def _placing(caller: Zone, place: Zone) -> Callable[[WrittenTime], When]:
    """A time without an offset is one of the caller's; all are written in the zone of the calendar."""

    def to_when(moment: WrittenTime) -> When:
        at = moment.instant(caller)
        return Utc(at) if is_utc(place) else zoned(at, place)

    return to_when


def _is_before(end: When, start: When) -> bool:
    if isinstance(end, Date) and isinstance(start, Date):
        return end.day <= start.day
    return instant(end, ETC_UTC) < instant(start, ETC_UTC)
