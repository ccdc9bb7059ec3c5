"""The route table of this dialect, one row for each call; of two paths that fit, the more particular one is first."""

from kalends.doors.onlyoffice import calendars, people, window
from kalends.doors.onlyoffice.call import FILES_CAP, OnlyofficeCall, Work
from kalends.doors.onlyoffice.events import delete, fields, history, imports, post, put
from kalends.doors.onlyoffice.faults import not_built
from kalends.doors.onlyoffice.operations import OnlyofficeOperation, route
from kalends.doors.onlyoffice.schemas import TODO_ICS
from kalends.doors.onlyoffice.wire.envelope import OnlyofficeAnswer
from kalends.edge.door import Route

_CALENDAR = "name description textColor backgroundColor timeZone alertType sharingOptions iCalUrl isTodo hideEvents"
_FIELDS = "name description startDate endDate repeatType alertType isAllDayLong sharingOptions"
_SECOND = {"calendarId": 2}
"""The calendar that the example of `POST /calendar` makes, beside the one that everybody has."""
_VIEW = "name textColor backgroundColor timeZone alertType hideEvents"


def _later(method: str, path: str, what: str, parameters: str = "") -> Route[Work]:
    """A call that is not built yet: it answers 501, in the envelope."""

    def refuse(_: OnlyofficeCall) -> OnlyofficeAnswer:
        raise not_built(what)

    return route(method, path, refuse, OnlyofficeOperation(f"Not built yet: {what}", parameters, built=False))


ROUTES: tuple[Route[Work], ...] = (
    route(
        "POST",
        "/calendar/icsevent",
        post.post_event,
        OnlyofficeOperation(
            "Put an iCalendar event into a calendar",
            "calendarId ics alertType sharingOptions eventUid",
            "ics",
            "Event[]",
            tagged=True,
            conditional=True,
        ),
    ),
    route(
        "PUT",
        "/calendar/icsevent",
        put.put_event,
        OnlyofficeOperation(
            "Change an event by an iCalendar text",
            "eventId calendarId ics alertType sharingOptions fromCalDavServer ownerId",
            "eventId",
            "Event[]",
            tagged=True,
            conditional=True,
        ),
    ),
    route(
        "POST",
        "/calendar/icstodo",
        post.post_todo,
        OnlyofficeOperation(
            "Put an iCalendar to-do into a calendar",
            "calendarId ics todoUid",
            "ics",
            "Todo[]",
            tagged=True,
            conditional=True,
            examples={"ics": TODO_ICS},
        ),
    ),
    route(
        "PUT",
        "/calendar/icstodo",
        put.put_todo,
        OnlyofficeOperation(
            "Change a to-do by an iCalendar text",
            "todoId calendarId ics",
            "todoId",
            "Todo[]",
            tagged=True,
            conditional=True,
            examples={"ics": TODO_ICS},
        ),
    ),
    route(
        "DELETE",
        "/calendar/todos/{todoId}",
        delete.delete_todo,
        OnlyofficeOperation("Delete a to-do", conditional=True),
    ),
    route(
        "POST",
        "/calendar/event",
        fields.post_fields,
        OnlyofficeOperation(
            "Make an event", _FIELDS, "name startDate endDate", "Event[]", tagged=True, conditional=True
        ),
    ),
    route(
        "POST",
        "/calendar/import",
        imports.import_files,
        OnlyofficeOperation("Import files into the default calendar", "files", "files", "import", in_query="report"),
        FILES_CAP,
    ),
    route(
        "POST",
        "/calendar/importIcs",
        imports.import_text,
        OnlyofficeOperation(
            "Import an iCalendar text", "calendarId iCalString", "iCalString", "import", in_query="report"
        ),
        FILES_CAP,
    ),
    route(
        "POST",
        "/calendar/utcoffset",
        calendars.get_utc_offset,
        OnlyofficeOperation("The offsets of a time zone, in minutes", "timeZone startDate endDate", "", "Offsets"),
    ),
    route(
        "GET",
        "/calendar/sharing",
        calendars.get_default_sharing,
        OnlyofficeOperation("Who has what is new", answers="Sharing"),
    ),
    _later("GET", "/calendar/subscriptions", "subscriptions to feeds"),
    _later("PUT", "/calendar/subscriptions/manage", "subscriptions to feeds", "states"),
    _later("POST", "/calendar/calendarUrl", "subscriptions to feeds", "iCalUrl name textColor backgroundColor"),
    _later("POST", "/calendar/outsideevent", "updates that come by mail", "ics"),
    route(
        "POST",
        "/calendar",
        calendars.post_calendar,
        OnlyofficeOperation("Make a calendar", _CALENDAR, "name", "Calendar", tagged=True),
    ),
    route(
        "GET",
        "/calendar/eventdays/{start}/{end}",
        window.get_event_days,
        OnlyofficeOperation("The days that have events", answers="days[]", is_window=True),
    ),
    route(
        "GET",
        "/calendar/calendars/{start}/{end}",
        window.get_calendars,
        OnlyofficeOperation("Calendars with what is in a window", answers="Calendar[]", is_window=True),
    ),
    route(
        "GET",
        "/calendar/calendar/{calendarId}/{start}/{end}",
        window.get_calendar_in_window,
        OnlyofficeOperation("One calendar with what is in a window", answers="Calendar", is_window=True),
    ),
    route(
        "DELETE",
        "/calendar/events/{eventId}",
        delete.delete_event,
        OnlyofficeOperation("Delete an event, all of it", conditional=True),
    ),
    route(
        "DELETE",
        "/calendar/events/{eventId}/custom",
        delete.delete_part,
        OnlyofficeOperation(
            "Delete a part of a series",
            "date type",
            answers="Event[]",
            tagged=True,
            conditional=True,
            examples={"eventId": 3},
        ),
    ),
    route(
        "DELETE",
        "/calendar/events/{eventId}/unsubscribe",
        delete.unsubscribe,
        OnlyofficeOperation("See an event of somebody else no more"),
    ),
    route(
        "GET",
        "/calendar/events/{+eventUid}/historybyuid",
        history.get_history_by_uid,
        OnlyofficeOperation("The text of an event, by its UID", answers="History", tagged=True),
    ),
    route(
        "GET",
        "/calendar/events/{eventId}/historybyid",
        history.get_history_by_id,
        OnlyofficeOperation("The text of an event, by its id", answers="History", tagged=True),
    ),
    route(
        "POST",
        "/calendar/{calendarId}/event",
        fields.post_fields,
        OnlyofficeOperation(
            "Make an event in a calendar", _FIELDS, "name startDate endDate", "Event[]", tagged=True, conditional=True
        ),
    ),
    route(
        "POST",
        "/calendar/{calendarId}/import",
        imports.import_files,
        OnlyofficeOperation("Import files into a calendar", "files", "files", "import", in_query="report"),
        FILES_CAP,
    ),
    route(
        "PUT",
        "/calendar/{calendarId}/view",
        calendars.put_view,
        OnlyofficeOperation(
            "Change how the caller sees a calendar", _VIEW, answers="Calendar", tagged=True, conditional=True
        ),
    ),
    route(
        "GET",
        "/calendar/{calendarId}/sharing",
        calendars.get_sharing,
        OnlyofficeOperation("Who has a calendar", answers="Sharing"),
    ),
    _later("GET", "/calendar/{calendarId}/icalurl", "feeds"),
    _later("GET", "/calendar/{calendarId}/caldavurl", "CalDAV"),
    _later("GET", "/calendar/{calendarId}/ical/{signature}", "feeds"),
    route(
        "GET",
        "/calendar/{calendarId}",
        calendars.get_calendar,
        OnlyofficeOperation("One calendar", answers="Calendar", tagged=True, examples=_SECOND),
    ),
    route(
        "PUT",
        "/calendar/{calendarId}",
        calendars.put_calendar,
        OnlyofficeOperation(
            "Change a calendar", _CALENDAR, answers="Calendar", tagged=True, conditional=True, examples=_SECOND
        ),
    ),
    route(
        "DELETE",
        "/calendar/{calendarId}",
        calendars.delete_calendar,
        OnlyofficeOperation("Remove a calendar with all that is in it", conditional=True, examples=_SECOND),
    ),
    route(
        "PUT",
        "/calendar/{calendarId}/{eventId}",
        fields.put_fields,
        OnlyofficeOperation("Change an event", f"{_FIELDS} status", answers="Event[]", tagged=True, conditional=True),
    ),
    route("GET", "/people", people.get_people, OnlyofficeOperation("Everybody", answers="Person[]")),
    route("GET", "/people/@self", people.get_self, OnlyofficeOperation("The caller", answers="Person")),
    route("GET", "/people/{userId}", people.get_person, OnlyofficeOperation("One person", answers="Person")),
    route("GET", "/group", people.get_groups, OnlyofficeOperation("Every group", answers="Group[]")),
    route(
        "GET", "/group/{groupId}", people.get_group, OnlyofficeOperation("One group, with its members", answers="Group")
    ),
)
