"""Calendars: their JSON, changes, the caller's own view of them, sharing; imports; and the offsets of a time zone.

POST /api/2.0/calendar; GET, PUT, DELETE /api/2.0/calendar/{calendarId}
    name, description, textColor, backgroundColor, timeZone, alertType, sharingOptions, iCalUrl, isTodo, hideEvents
    PUT of a reader changes the reader's own view, and nothing for anybody else
PUT /api/2.0/calendar/{calendarId}/view    name, textColor, backgroundColor, timeZone, alertType, hideEvents
GET /api/2.0/calendar/{calendarId}/sharing, /api/2.0/calendar/sharing    {actions, items}
POST /api/2.0/calendar/import, /api/2.0/calendar/{calendarId}/import    files
POST /api/2.0/calendar/importIcs    calendarId, iCalString
201: the number of events imported
POST /api/2.0/calendar/utcoffset    timeZone, startDate, endDate: the offsets in minutes
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kalends.core.time.names import iana_name
from kalends.core.time.zones import UnknownZone, zone
from kalends.doors.onlyoffice.alerts import Alert, alert_json, alert_of, calendar_alert
from kalends.doors.onlyoffice.call import SHARED_EVENTS, SHARED_TITLE, OnlyofficeCall
from kalends.doors.onlyoffice.faults import not_built
from kalends.doors.onlyoffice.sharing import Json, grants_of, permissions_json, read_sharing_options, sharing_json
from kalends.doors.onlyoffice.wire.envelope import OnlyofficeAnswer
from kalends.doors.onlyoffice.wire.parameters import zone_json
from kalends.errors import Fault, Flaw, Kind
from kalends.service import calendars
from kalends.service.access import Access
from kalends.service.calendars import CalendarChange, NewCalendar, SeenCalendar, ViewChange
from kalends.service.people import directory
from kalends.service.records import Look, Properties
from kalends.service.records.calendars import NO_ALERT
from kalends.service.sharing import Shared, shared_of

TEXT_COLOUR = "#000000"
COLOUR = "#9bb845"
TODO = ("onlyoffice", "isTodo")
"""The property of a calendar that holds "1" where it is one of to-dos."""


@dataclass(frozen=True, slots=True)
class CalendarFields:
    """What was sent about a calendar; None was not."""

    name: str | None
    description: str | None
    colour: str | None
    text_colour: str | None
    time_zone: str | None
    alert: int | None
    hidden: bool | None
    todo: bool | None

    @property
    def view(self) -> ViewChange | None:
        """What is to be different about how the caller alone sees the calendar."""
        return None if self.hidden is None else ViewChange(hidden=self.hidden)

    @property
    def properties(self) -> Properties:
        """What is kept beside the calendar."""
        return {} if self.todo is None else {TODO: "1" if self.todo else ""}


def _calendar_fields(call: OnlyofficeCall) -> CalendarFields:
    parameters = call.parameters
    return CalendarFields(
        name=parameters.text("name"),
        description=parameters.text("description"),
        colour=parameters.text("backgroundColor"),
        text_colour=parameters.text("textColor"),
        time_zone=_time_zone(call),
        alert=calendar_alert(parameters.choice("alertType", Alert)),
        hidden=parameters.flag("hideEvents"),
        todo=parameters.flag("isTodo"),
    )


def _time_zone(call: OnlyofficeCall) -> str | None:
    """A name of the tz database, or another that means one; what means none is left for the verb to refuse."""
    sent = call.parameters.text("timeZone")
    return (iana_name(sent) or sent) if sent else None


def get_calendar(call: OnlyofficeCall) -> OnlyofficeAnswer:
    """One calendar, without what is in it."""
    if call.wants_shared_events:
        return OnlyofficeAnswer(shared_calendar(call))
    return _calendar_answer(call, calendars.get(call.unit, call.parameters.id("calendarId")))


def _calendar_answer(call: OnlyofficeCall, seen: SeenCalendar) -> OnlyofficeAnswer:
    return OnlyofficeAnswer(calendar_json(seen, shared_of(call.unit, seen.grants), call.now), validator=seen.validator)


def post_calendar(call: OnlyofficeCall) -> OnlyofficeAnswer:
    """Make a calendar of the caller's own."""
    fields, options = _calendar_fields(call), read_sharing_options(call)
    if call.parameters.plain("iCalUrl"):
        raise not_built("subscriptions to feeds (iCalUrl)")
    if not (fields.name or "").strip():
        call.parameters.wrong("name", "is required")
    call.parameters.settle()
    look = Look(
        title=fields.name or "",
        description=fields.description or "",
        colour=fields.colour or "",
        text_colour=fields.text_colour or "",
        time_zone=fields.time_zone or call.me.time_zone,
        alert=NO_ALERT if fields.alert is None else fields.alert,
    )

    def create(inside: OnlyofficeCall) -> OnlyofficeAnswer:
        new = NewCalendar(look, grants=grants_of(inside, options) or (), properties=fields.properties)
        return _calendar_answer(inside, calendars.create(inside.unit, new, view=fields.view))

    return call.write(create)


def put_calendar(call: OnlyofficeCall) -> OnlyofficeAnswer:
    """Change a calendar for everybody; for a caller who only reads it, how that caller sees it."""
    fields, options = _calendar_fields(call), read_sharing_options(call)
    if call.parameters.plain("iCalUrl"):
        raise not_built("subscriptions to feeds (iCalUrl)")
    call.parameters.settle()
    change = CalendarChange(
        title=fields.name,
        description=fields.description,
        colour=fields.colour,
        text_colour=fields.text_colour,
        time_zone=fields.time_zone,
        alert=fields.alert,
        properties=fields.properties,
    )

    def work(inside: OnlyofficeCall) -> OnlyofficeAnswer:
        wanted = replace(change, grants=grants_of(inside, options))
        calendar_id = call.parameters.id("calendarId")
        changed = calendars.change_or_view(
            inside.unit, calendar_id, wanted, view=fields.view, conditions=call.conditions
        )
        return _calendar_answer(inside, changed)

    return call.write(work)


def put_view(call: OnlyofficeCall) -> OnlyofficeAnswer:
    """Change how the caller alone sees a calendar."""
    fields = _calendar_fields(call)
    call.parameters.settle()
    change = ViewChange(
        title=fields.name,
        colour=fields.colour,
        text_colour=fields.text_colour,
        time_zone=fields.time_zone,
        alert=fields.alert,
        hidden=fields.hidden,
    )

    def work(inside: OnlyofficeCall) -> OnlyofficeAnswer:
        calendar_id = call.parameters.id("calendarId")
        return _calendar_answer(
            inside, calendars.change_view(inside.unit, calendar_id, change, conditions=call.conditions)
        )

    return call.write(work)


def delete_calendar(call: OnlyofficeCall) -> OnlyofficeAnswer:
    """Remove a calendar with all that is in it."""
    calendar_id = call.parameters.id("calendarId")
    call.write(lambda inside: calendars.remove(inside.unit, calendar_id, conditions=call.conditions))
    return OnlyofficeAnswer()


def get_sharing(call: OnlyofficeCall) -> OnlyofficeAnswer:
    """Who has a calendar."""
    seen = calendars.get(call.unit, call.parameters.id("calendarId"))
    return OnlyofficeAnswer(sharing_json(seen.owner, calendars.get_shares(call.unit, seen.id)))


def get_default_sharing(call: OnlyofficeCall) -> OnlyofficeAnswer:
    """Who has what is new: the caller alone."""
    return OnlyofficeAnswer(sharing_json(directory.get_account(call.unit, call.unit.by), ()))


def calendar_json(seen: SeenCalendar, shared: Sequence[Shared], now: datetime) -> Json:
    """A calendar with nothing in it."""
    look = seen.look
    return {
        "objectId": str(seen.id),
        "isTodo": int(seen.properties.get(TODO, "0")),
        "description": look.description,
        "title": look.title,
        "textColor": look.text_colour or TEXT_COLOUR,
        "backgroundColor": look.colour or COLOUR,
        "isHidden": seen.view.hidden,
        "isShared": seen.shared or seen.owner.id != seen.view.account_id,
        "permissions": permissions_json(seen.owner, shared),
        "isSubscription": False,
        "isEditable": seen.access >= Access.FULL,
        "owner": {"objectId": seen.owner.guid, "name": seen.owner.name},
        "events": [],
        "todos": [],
        "defaultAlert": alert_json(alert_of(look.alert)),
        "timeZone": zone_json(zone(look.time_zone), now),
        "canEditTimeZone": seen.access >= Access.FULL,
        "canAlertModify": True,
        "isiCalStream": False,
        "iCalUrl": "",
    }


def shared_calendar(call: OnlyofficeCall) -> Json:
    """The calendar of the events that were shared with the caller one by one, without its contents."""
    me = directory.get_account(call.unit, call.unit.by)
    return {
        "objectId": SHARED_EVENTS,
        "isTodo": 0,
        "description": "",
        "title": SHARED_TITLE,
        "textColor": TEXT_COLOUR,
        "backgroundColor": COLOUR,
        "isHidden": False,
        "isShared": True,
        "permissions": permissions_json(me, ()),
        "isSubscription": False,
        "isEditable": False,
        "owner": {"objectId": me.guid, "name": me.name},
        "events": [],
        "todos": [],
        "defaultAlert": alert_json(Alert.DEFAULT),
        "timeZone": zone_json(zone(call.me.time_zone), call.now),
        "canEditTimeZone": False,
        "canAlertModify": True,
        "isiCalStream": False,
        "iCalUrl": "",
    }


def get_utc_offset(call: OnlyofficeCall) -> OnlyofficeAnswer:
    """The offsets of a zone from UTC, in minutes, at two moments."""
    name, start, end = (
        call.parameters.text("timeZone"),
        call.parameters.time("startDate"),
        call.parameters.time("endDate"),
    )
    call.parameters.settle()
    known = iana_name(name) if name else call.me.time_zone
    if known is None:
        raise Fault(
            Kind.INVALID, "timeZone", [Flaw("unknown-zone", _sentence(UnknownZone(name or "").detail), "timeZone")]
        )
    found = zone(known)
    offsets = {
        key: found.offset_at(moment.instant(found) if moment else call.now) // 60
        for key, moment in (("startOffset", start), ("endOffset", end))
    }
    return OnlyofficeAnswer({"timeZone": zone_json(found, call.now), **offsets})


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
