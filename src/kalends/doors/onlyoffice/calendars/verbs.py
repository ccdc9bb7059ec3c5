"""One calendar: seen, made, changed, removed; and how the caller alone sees it.

POST /api/2.0/calendar; GET, PUT, DELETE /api/2.0/calendar/{calendarId}
    name, description, textColor, backgroundColor, timeZone, alertType, sharingOptions, iCalUrl, isTodo, hideEvents
PUT /api/2.0/calendar/{calendarId}/view    name, textColor, backgroundColor, timeZone, alertType, hideEvents
GET /api/2.0/calendar/{calendarId}/sharing, /api/2.0/calendar/sharing    {actions, items}
"""

from dataclasses import dataclass, replace

from kalends.core.time.names import iana_name
from kalends.doors.onlyoffice.alert import Alert, calendar_alert
from kalends.doors.onlyoffice.calendars.shown import TODO, calendar_json
from kalends.doors.onlyoffice.calendars.window import shared_calendar
from kalends.doors.onlyoffice.call import OnlyofficeCall
from kalends.doors.onlyoffice.events.scene import SHARED_EVENTS
from kalends.doors.onlyoffice.faults import not_built
from kalends.doors.onlyoffice.sharing import grants_of, options_in, sharing_json
from kalends.doors.onlyoffice.wire.envelope import Answer
from kalends.service import calendars
from kalends.service.calendars import CalendarChange, NewCalendar, SeenCalendar, ViewChange
from kalends.service.people import directory
from kalends.service.records import Look, Properties
from kalends.service.records.calendars import NO_ALERT
from kalends.service.sharing import shared_of


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


def get_calendar(call: OnlyofficeCall) -> Answer:
    """One calendar, without what is in it."""
    if call.parameters.raw("calendarId") == SHARED_EVENTS:
        return Answer(shared_calendar(call))
    return _shown(call, calendars.get(call.unit, call.parameters.id("calendarId")))


def _shown(call: OnlyofficeCall, seen: SeenCalendar) -> Answer:
    return Answer(calendar_json(seen, shared_of(call.unit, seen.grants), call.now), validator=seen.validator)


def post_calendar(call: OnlyofficeCall) -> Answer:
    """Make a calendar of the caller's own."""
    fields, options = _calendar_fields(call), options_in(call)
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

    def create(inside: OnlyofficeCall) -> Answer:
        new = NewCalendar(look, grants=grants_of(inside, options) or (), properties=fields.properties)
        return _shown(inside, calendars.create(inside.unit, new, view=fields.view))

    return call.write(create)


def put_calendar(call: OnlyofficeCall) -> Answer:
    """Change a calendar for everybody."""
    fields, options = _calendar_fields(call), options_in(call)
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

    def work(inside: OnlyofficeCall) -> Answer:
        wanted = replace(change, grants=grants_of(inside, options))
        calendar_id = call.parameters.id("calendarId")
        changed = calendars.change(inside.unit, calendar_id, wanted, view=fields.view, conditions=call.conditions)
        return _shown(inside, changed)

    return call.write(work)


def put_view(call: OnlyofficeCall) -> Answer:
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

    def work(inside: OnlyofficeCall) -> Answer:
        calendar_id = call.parameters.id("calendarId")
        return _shown(inside, calendars.change_view(inside.unit, calendar_id, change, conditions=call.conditions))

    return call.write(work)


def delete_calendar(call: OnlyofficeCall) -> Answer:
    """Remove a calendar with all that is in it."""
    calendar_id = call.parameters.id("calendarId")
    call.write(lambda inside: calendars.remove(inside.unit, calendar_id, conditions=call.conditions))
    return Answer()


def get_sharing(call: OnlyofficeCall) -> Answer:
    """Who has a calendar."""
    seen = calendars.get(call.unit, call.parameters.id("calendarId"))
    return Answer(sharing_json(seen.owner, calendars.get_shares(call.unit, seen.id)))


def get_default_sharing(call: OnlyofficeCall) -> Answer:
    """Who has what is new: the caller alone."""
    return Answer(sharing_json(directory.get_account(call.unit, call.unit.by), ()))
