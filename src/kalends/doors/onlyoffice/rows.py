"""The calls of this dialect, one row each; the more particular path of two that fit stands first."""

from dataclasses import dataclass

from kalends.doors.onlyoffice.calendars import files, verbs, window
from kalends.doors.onlyoffice.call import BODY_CAP, FILES_CAP, Call, Work
from kalends.doors.onlyoffice.described.operations import Told
from kalends.doors.onlyoffice.events import change, fields, history, post, put, remove
from kalends.doors.onlyoffice.faults import not_built
from kalends.doors.onlyoffice.people import verbs as people
from kalends.doors.onlyoffice.wire.envelope import Answer

BASE = "/api/2.0"

_CALENDAR = "name description textColor backgroundColor timeZone alertType sharingOptions iCalUrl isTodo hideEvents"
_FIELDS = "name description startDate endDate repeatType alertType isAllDayLong sharingOptions"
_VIEW = "name textColor backgroundColor timeZone alertType hideEvents"


@dataclass(frozen=True, slots=True)
class Row:
    """One call: a method on a path below the base, what does it, and what is told of it."""

    method: str
    path: str
    work: Work
    told: Told
    cap: int = BODY_CAP


def _later(method: str, path: str, what: str, takes: str = "") -> Row:
    """A call whose part of the server is still to come: it answers 501, in the envelope."""

    def refuse(_: Call) -> Answer:
        raise not_built(what)

    return Row(method, path, refuse, Told(f"Not built yet: {what}", takes, built=False))


ROWS = (
    Row(
        "POST",
        "/calendar/icsevent",
        post.post_event,
        Told(
            "Put an iCalendar event into a calendar",
            "calendarId ics alertType sharingOptions eventUid",
            "ics",
            "Event[]",
            tagged=True,
            conditional=True,
        ),
    ),
    Row(
        "PUT",
        "/calendar/icsevent",
        put.put_event,
        Told(
            "Change an event by an iCalendar text",
            "eventId calendarId ics alertType sharingOptions fromCalDavServer ownerId",
            "eventId",
            "Event[]",
            tagged=True,
            conditional=True,
        ),
    ),
    Row(
        "POST",
        "/calendar/icstodo",
        post.post_todo,
        Told(
            "Put an iCalendar to-do into a calendar",
            "calendarId ics todoUid",
            "ics",
            "Todo[]",
            tagged=True,
            conditional=True,
        ),
    ),
    Row(
        "PUT",
        "/calendar/icstodo",
        put.put_todo,
        Told(
            "Change a to-do by an iCalendar text",
            "todoId calendarId ics",
            "todoId",
            "Todo[]",
            tagged=True,
            conditional=True,
        ),
    ),
    Row("DELETE", "/calendar/todos/{todoId}", remove.delete_todo, Told("Delete a to-do", conditional=True)),
    Row(
        "POST",
        "/calendar/event",
        fields.post_fields,
        Told("Make an event", _FIELDS, "name startDate endDate", "Event[]", tagged=True, conditional=True),
    ),
    Row(
        "POST",
        "/calendar/import",
        files.import_files,
        Told("Import files into the default calendar", "files", "files", "number"),
        FILES_CAP,
    ),
    Row(
        "POST",
        "/calendar/importIcs",
        files.import_text,
        Told("Import an iCalendar text", "calendarId iCalString", "iCalString", "number"),
        FILES_CAP,
    ),
    Row(
        "POST",
        "/calendar/utcoffset",
        files.utc_offset,
        Told("The offsets of a time zone, in minutes", "timeZone startDate endDate", "", "Offsets"),
    ),
    Row("GET", "/calendar/sharing", verbs.get_default_sharing, Told("Who has what is new", answers="Sharing")),
    _later("GET", "/calendar/subscriptions", "subscriptions to feeds"),
    _later("PUT", "/calendar/subscriptions/manage", "subscriptions to feeds", "states"),
    _later("POST", "/calendar/calendarUrl", "subscriptions to feeds", "iCalUrl name textColor backgroundColor"),
    _later("POST", "/calendar/outsideevent", "updates that come by mail", "ics"),
    Row("POST", "/calendar", verbs.post_calendar, Told("Make a calendar", _CALENDAR, "name", "Calendar", tagged=True)),
    Row(
        "GET",
        "/calendar/eventdays/{start}/{end}",
        window.event_days,
        Told("The days that have events", answers="days[]", is_window=True),
    ),
    Row(
        "GET",
        "/calendar/calendars/{start}/{end}",
        window.calendars_in,
        Told("Calendars with what is in a window", answers="Calendar[]", is_window=True),
    ),
    Row(
        "GET",
        "/calendar/calendar/{calendarId}/{start}/{end}",
        window.calendar_in_window,
        Told("One calendar with what is in a window", answers="Calendar", is_window=True),
    ),
    Row(
        "DELETE",
        "/calendar/events/{eventId}",
        remove.delete_event,
        Told("Delete an event, all of it", conditional=True),
    ),
    Row(
        "DELETE",
        "/calendar/events/{eventId}/custom",
        remove.delete_part,
        Told("Delete a part of a series", "date type", answers="Event[]", tagged=True, conditional=True),
    ),
    Row(
        "DELETE",
        "/calendar/events/{eventId}/unsubscribe",
        remove.unsubscribe,
        Told("See an event of somebody else no more"),
    ),
    Row(
        "GET",
        "/calendar/events/{+eventUid}/historybyuid",
        history.history_of_uid,
        Told("The text of an event, by its UID", answers="History", tagged=True),
    ),
    Row(
        "GET",
        "/calendar/events/{eventId}/historybyid",
        history.history_of_id,
        Told("The text of an event, by its id", answers="History", tagged=True),
    ),
    Row(
        "POST",
        "/calendar/{calendarId}/event",
        fields.post_fields,
        Told(
            "Make an event in a calendar", _FIELDS, "name startDate endDate", "Event[]", tagged=True, conditional=True
        ),
    ),
    Row(
        "POST",
        "/calendar/{calendarId}/import",
        files.import_files,
        Told("Import files into a calendar", "files", "files", "number"),
        FILES_CAP,
    ),
    Row(
        "PUT",
        "/calendar/{calendarId}/view",
        verbs.put_view,
        Told("Change how the caller sees a calendar", _VIEW, answers="Calendar", tagged=True, conditional=True),
    ),
    Row("GET", "/calendar/{calendarId}/sharing", verbs.get_sharing, Told("Who has a calendar", answers="Sharing")),
    _later("GET", "/calendar/{calendarId}/icalurl", "feeds"),
    _later("GET", "/calendar/{calendarId}/caldavurl", "CalDAV"),
    _later("GET", "/calendar/{calendarId}/ical/{signature}", "feeds"),
    Row("GET", "/calendar/{calendarId}", verbs.get_calendar, Told("One calendar", answers="Calendar", tagged=True)),
    Row(
        "PUT",
        "/calendar/{calendarId}",
        verbs.put_calendar,
        Told("Change a calendar", _CALENDAR, answers="Calendar", tagged=True, conditional=True),
    ),
    Row(
        "DELETE",
        "/calendar/{calendarId}",
        verbs.delete_calendar,
        Told("Remove a calendar with all that is in it", conditional=True),
    ),
    Row(
        "PUT",
        "/calendar/{calendarId}/{eventId}",
        change.put_fields,
        Told("Change an event", f"{_FIELDS} status", answers="Event[]", tagged=True, conditional=True),
    ),
    Row("GET", "/people", people.people, Told("Everybody", answers="Person[]")),
    Row("GET", "/people/@self", people.myself, Told("The caller", answers="Person")),
    Row("GET", "/people/{userId}", people.person, Told("One person", answers="Person")),
    Row("GET", "/group", people.every_group, Told("Every group", answers="Group[]")),
    Row("GET", "/group/{groupId}", people.group, Told("One group, with its members", answers="Group")),
)

SIGN_IN = Told("Sign in", "userName password", "userName password", "Token", is_open=True)
