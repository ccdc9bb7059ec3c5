"""One calendar: seen, made, changed, removed; and how the caller alone sees it."""

from dataclasses import dataclass, replace

from kalends.core.time.names import iana_name
from kalends.doors.onlyoffice.alert import Alert, calendar_alert
from kalends.doors.onlyoffice.calendars.shown import TODO, calendar_json
from kalends.doors.onlyoffice.calendars.window import shared_calendar
from kalends.doors.onlyoffice.call import Call
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
class Wish:
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


def _wish(call: Call) -> Wish:
    given = call.given
    return Wish(
        name=given.text("name"),
        description=given.text("description"),
        colour=given.text("backgroundColor"),
        text_colour=given.text("textColor"),
        time_zone=_time_zone(call),
        alert=calendar_alert(given.choice("alertType", Alert)),
        hidden=given.flag("hideEvents"),
        todo=given.flag("isTodo"),
    )


def _time_zone(call: Call) -> str | None:
    """A name of the tz database, or another that means one; what means none is left for the verb to refuse."""
    sent = call.given.text("timeZone")
    return (iana_name(sent) or sent) if sent else None


def get_calendar(call: Call) -> Answer:
    """One calendar, without what is in it."""
    if call.given.raw("calendarId") == SHARED_EVENTS:
        return Answer(shared_calendar(call))
    return _shown(call, calendars.get(call.unit, call.given.id("calendarId")))


def _shown(call: Call, seen: SeenCalendar) -> Answer:
    return Answer(
        calendar_json(seen, shared_of(call.unit.transaction, seen.grants), call.now), validator=seen.validator
    )


def post_calendar(call: Call) -> Answer:
    """Make a calendar of the caller's own."""
    wish, options = _wish(call), options_in(call)
    if call.given.plain("iCalUrl"):
        raise not_built("subscriptions to feeds (iCalUrl)")
    if not (wish.name or "").strip():
        call.given.wrong("name", "is required")
    call.given.settle()
    look = Look(
        title=wish.name or "",
        description=wish.description or "",
        colour=wish.colour or "",
        text_colour=wish.text_colour or "",
        time_zone=wish.time_zone or call.me.time_zone,
        alert=NO_ALERT if wish.alert is None else wish.alert,
    )

    def create(inside: Call) -> Answer:
        new = NewCalendar(look, grants=grants_of(inside, options) or (), properties=wish.properties)
        return _shown(inside, calendars.create(inside.unit, new, view=wish.view))

    return call.write(create)


def put_calendar(call: Call) -> Answer:
    """Change a calendar for everybody."""
    wish, options = _wish(call), options_in(call)
    if call.given.plain("iCalUrl"):
        raise not_built("subscriptions to feeds (iCalUrl)")
    call.given.settle()
    change = CalendarChange(
        title=wish.name,
        description=wish.description,
        colour=wish.colour,
        text_colour=wish.text_colour,
        time_zone=wish.time_zone,
        alert=wish.alert,
        properties=wish.properties,
    )

    def work(inside: Call) -> Answer:
        wanted = replace(change, grants=grants_of(inside, options))
        calendar_id = call.given.id("calendarId")
        changed = calendars.change(inside.unit, calendar_id, wanted, view=wish.view, conditions=call.conditions)
        return _shown(inside, changed)

    return call.write(work)


def put_view(call: Call) -> Answer:
    """Change how the caller alone sees a calendar."""
    wish = _wish(call)
    call.given.settle()
    change = ViewChange(
        title=wish.name,
        colour=wish.colour,
        text_colour=wish.text_colour,
        time_zone=wish.time_zone,
        alert=wish.alert,
        hidden=wish.hidden,
    )

    def work(inside: Call) -> Answer:
        calendar_id = call.given.id("calendarId")
        return _shown(inside, calendars.change_view(inside.unit, calendar_id, change, conditions=call.conditions))

    return call.write(work)


def delete_calendar(call: Call) -> Answer:
    """Remove a calendar with all that is in it."""
    calendar_id = call.given.id("calendarId")
    call.write(lambda inside: calendars.remove(inside.unit, calendar_id, conditions=call.conditions))
    return Answer()


def get_sharing(call: Call) -> Answer:
    """Who has a calendar."""
    seen = calendars.get(call.unit, call.given.id("calendarId"))
    return Answer(sharing_json(seen.owner, calendars.get_shares(call.unit, seen.id)))


def get_default_sharing(call: Call) -> Answer:
    """Who has what is new: the caller alone."""
    return Answer(sharing_json(directory.get_account(call.unit, call.unit.by), ()))
