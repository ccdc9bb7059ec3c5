"""The parameters of this dialect by their names, and the shapes of its answers: nothing but data."""

from typing import Any

Schema = dict[str, Any]

_ALERTS = ["Default", "Never", "FiveMinutes", "FifteenMinutes", "HalfHour", "Hour", "TwoHours", "Day"]


def _text(description: str, example: str = "") -> Schema:
    return {"type": "string", "description": description, **({"examples": [example]} if example else {})}


def _number(description: str, example: int) -> Schema:
    return {"type": "integer", "description": description, "examples": [example]}


def _flag(description: str) -> Schema:
    return {"type": "boolean", "description": description}


SHARING: Schema = {
    "type": "array",
    "description": "Who gets it; the list replaces the one before, an empty one clears it. Empty objects say nothing.",
    "items": {
        "type": "object",
        "properties": {
            "actionId": {
                "type": "string",
                "enum": ["read", "full_access", "busy", "owner"],
                "description": "How much they get; `read` where it is not sent.",
            },
            "itemId": _text("The id of a person or a group.", "c5cc67d1-c3e8-43c0-a3ad-3928ae3e5b5e"),
            "isGroup": _flag("Whether it is a group; the id alone tells it."),
        },
    },
}
ICS = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example//EN\r\nBEGIN:VEVENT\r\nUID:review-1\r\n"
    "DTSTAMP:20261121T080000Z\r\nDTSTART:20261124T100000Z\r\nDTEND:20261124T110000Z\r\nSUMMARY:Review\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)

TODO_ICS = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example//EN\r\nBEGIN:VTODO\r\nUID:todo-1\r\n"
    "DTSTAMP:20261121T080000Z\r\nDUE:20261130T170000Z\r\nSUMMARY:Write the report\r\nEND:VTODO\r\nEND:VCALENDAR\r\n"
)

PARAMETERS: dict[str, Schema] = {
    "alertType": {
        "type": ["string", "integer"],
        "description": f"When to remind: {', '.join(_ALERTS)}; or its number, from -1.",
        "examples": ["never"],
    },
    "backgroundColor": _text("The colour of the calendar.", "#9bb845"),
    "calendarId": {"type": ["integer", "string"], "description": "The id of a calendar.", "examples": [1]},
    "date": _text("The start of the occurrence; without an offset, in the zone of the event.", "2026-11-24T10:00:00Z"),
    "description": _text("What it is about.", "We look at the figures."),
    "end": _text("Where the window ends; a day alone counts to its end.", "2026-11-30"),
    "endDate": _text("When it ends; of whole days, the last.", "2026-11-24T11:00:00Z"),
    "eventId": {"type": ["integer", "string"], "description": "The id of an event.", "examples": [1]},
    "eventUid": _text("The UID of an event.", "review-1"),
    "files": {"type": "array", "items": {"type": "string", "contentMediaType": "text/calendar"}},
    "fromCalDavServer": _flag("Whether the text is a synchronised one, which keeps its METHOD and SEQUENCE."),
    "groupId": _text("The id of a group.", "c5cc67d1-c3e8-43c0-a3ad-3928ae3e5b5e"),
    "hideEvents": _flag("Whether the caller hides the calendar."),
    "iCalString": _text("A whole iCalendar text.", ICS),
    "iCalUrl": _text("The address of a feed: not yet."),
    "ics": _text("An iCalendar text.", ICS),
    "isAllDayLong": _flag("Whether it takes whole days."),
    "isTodo": _flag("Whether it is a calendar of to-dos."),
    "name": _text("The title.", "Review"),
    "ownerId": _text("The id of the new owner.", "2fdfe577-3c26-4736-9df9-b5a683bb8520"),
    "password": _text("The password of the account, or a key.", "correct horse battery staple"),
    "report": _flag("Whether to answer what became of each event; without it, the number of those taken."),
    "repeatType": _text('How it repeats; "" for once.', "freq=weekly;count=5;byday=tu"),
    "sharingOptions": SHARING,
    "signature": _text("The signature of a feed."),
    "start": _text("Where the window starts.", "2026-11-01"),
    "startDate": _text("When it starts; without an offset, in the caller's zone.", "2026-11-24T10:00:00Z"),
    "states": {"type": "array", "items": {"type": "object"}, "description": "Which subscriptions are on: not yet."},
    "status": {"type": ["string", "integer"], "description": "Tentative, Confirmed or Cancelled; or 0, 1, 2."},
    "textColor": _text("The colour of texts on it.", "#000000"),
    "timeZone": _text("A time zone.", "Europe/Berlin"),
    "todoId": {"type": ["integer", "string"], "description": "The id of a to-do.", "examples": [2]},
    "todoUid": _text("The UID that the to-do is to have.", "todo-1"),
    "type": {"type": ["string", "integer"], "description": "Single, AllFollowing or AllSeries; or 0, 1, 2."},
    "userId": _text("The id of a person.", "2fdfe577-3c26-4736-9df9-b5a683bb8520"),
    "userName": _text("The e-mail address of the account.", "ana@example.com"),
}

_SHOWN_OF_FIELDS = ("alertType", "description", "endDate", "name", "repeatType", "startDate")
SHOWN = frozenset((*_SHOWN_OF_FIELDS, "backgroundColor", "textColor", "timeZone", "ics", "iCalString"))
"""The parameters that the example of a body shows, required or not; the others name what may not be there."""

LISTS: dict[str, Schema] = {
    "count": {"type": "integer", "minimum": 0, "description": "At most so many items; 1,000 is the most."},
    "startIndex": {"type": "integer", "minimum": 0, "description": "The number of the first item."},
    "sortBy": _text("The field by which items are sorted."),
    "sortOrder": {"enum": ["ascending", "descending"], "description": "Which way."},
    "filterBy": _text("The field by which items are chosen."),
    "filterOp": {"enum": ["contains", "equals", "startsWith", "present"], "description": "How they are chosen."},
    "filterValue": _text("What the field has to be."),
    "fields": _text("The fields that are told, with commas between."),
}

# What answers hold.
DESCRIPTION = (
    "ONLYOFFICE's calendar API. Answers come in an envelope, as JSON or XML: by the end of the path (`.json`, `.xml`), "
    "or by `Accept`; only JSON is described here, so that typed clients have one type for each answer.\n\n"
    "**Signing in.** `POST /api/2.0/authentication` gives a token; send it bare in `Authorization`. A key works as a "
    "token, and so do all other ways of signing in.\n\n"
    "**Parameters** stand in path, query or body (JSON, XML, form), in this order; names in any case; null is "
    "as if it were not sent. A PUT changes what was sent, and nothing else."
)

_STRING: Schema = {"type": "string"}
_FLAG: Schema = {"type": "boolean"}
_NUMBER: Schema = {"type": "integer"}


def _object(**fields: Schema) -> Schema:
    """An object whose fields are all there, but for those that a query has left out."""
    return {"type": "object", "properties": fields}


_ACTION = _object(id=_STRING, name=_STRING, defaultAction=_FLAG, defaultStyle=_STRING)
_ITEM = _object(id=_STRING, name=_STRING, isGroup=_FLAG, canEdit=_FLAG, selectedAction=_ACTION)
_SHARING = _object(actions={"type": "array", "items": _ACTION}, items={"type": "array", "items": _ITEM})
_OWNER = _object(objectId=_STRING, name=_STRING)
_ALERT_TYPE = {
    "type": "integer",
    "enum": list(range(-1, len(_ALERTS) - 1)),
    "x-enum-varnames": [name.upper() for name in _ALERTS],
}
_ALERT = _object(Type=_ALERT_TYPE, type=_ALERT_TYPE)
_STATUS = {"type": "integer", "enum": [0, 1, 2], "x-enum-varnames": ["TENTATIVE", "CONFIRMED", "CANCELLED"]}
_ZONE = _object(name=_STRING, id=_STRING, offset=_NUMBER)
_PERMISSIONS = _object(
    Data={"$ref": "#/components/schemas/OnlyofficeSharing"},
    data={"$ref": "#/components/schemas/OnlyofficeSharing"},
    users={"type": "array", "items": _OWNER},
)
_HEAD: Schema = {"objectId": _STRING, "sourceId": _STRING, "title": _STRING, "description": _STRING}

_EVENT = _object(
    **_HEAD,
    start=_STRING,
    end=_STRING,
    allDay=_FLAG,
    recurrenceId=_STRING,
    repeatRule=_STRING,
    isShared=_FLAG,
    permissions=_PERMISSIONS,
    isEditable=_FLAG,
    alert=_ALERT,
    owner=_OWNER,
    canUnsubscribe=_FLAG,
    uniqueId=_STRING,
    status=_STATUS,
    hasAttachments=_FLAG,
    TenantId=_STRING,
    Todo=_FLAG,
)
_TODO = _object(
    **_HEAD,
    start={"type": ["string", "null"]},
    completed={"type": ["string", "null"]},
    owner=_OWNER,
    uniqueId=_STRING,
)
_CALENDAR = _object(
    objectId=_STRING,
    isTodo=_NUMBER,
    description=_STRING,
    title=_STRING,
    textColor=_STRING,
    backgroundColor=_STRING,
    isHidden=_FLAG,
    isShared=_FLAG,
    permissions=_PERMISSIONS,
    isSubscription=_FLAG,
    isEditable=_FLAG,
    owner=_OWNER,
    events={"type": "array", "items": {"$ref": "#/components/schemas/OnlyofficeEvent"}},
    todos={"type": "array", "items": {"$ref": "#/components/schemas/OnlyofficeTodo"}},
    defaultAlert=_ALERT,
    timeZone=_ZONE,
    canEditTimeZone=_FLAG,
    canAlertModify=_FLAG,
    isiCalStream=_FLAG,
    iCalUrl=_STRING,
)
_HISTORY = _object(
    calendarId=_STRING,
    eventUid=_STRING,
    eventId=_NUMBER,
    mergedIcs=_STRING,
    canEdit=_FLAG,
    canNotify=_FLAG,
    ics=_STRING,
    timeZone=_ZONE,
    calendarName=_STRING,
)
_PERSON = _object(
    id=_STRING,
    userName=_STRING,
    firstName=_STRING,
    lastName=_STRING,
    displayName=_STRING,
    email=_STRING,
    status=_NUMBER,
    isAdmin=_FLAG,
    isVisitor=_FLAG,
    groups={"type": "array", "items": _object(id=_STRING, name=_STRING)},
)
_GROUP = _object(
    id=_STRING,
    name=_STRING,
    category={"type": ["string", "null"]},
    manager={"type": ["string", "null"]},
    members={"type": "array", "items": {"$ref": "#/components/schemas/OnlyofficePerson"}},
)
_NOTE = _object(
    line={"type": "integer", "description": "The line of the text; 0 for all of it.", "examples": [0]},
    property=_text("The property or component; METHOD for what a message did.", "METHOD"),
    message=_text("What was done, or left out, and why.", "REPLY: mailto:bo@example.com is ACCEPTED."),
    code=_text("What it is, for programs.", "message"),
)
_FLAW = {"line": _NUMBER, "message": _STRING, "code": _STRING}
_IMPORT_REPORT = _object(
    taken={"type": "integer", "description": "How many events and to-dos are in the calendar now."},
    added=_NUMBER,
    replaced=_NUMBER,
    unchanged=_NUMBER,
    warned={"type": "integer", "description": "How many were taken though they break a rule."},
    skipped={
        "type": "array",
        "description": "What was not taken, where it begins, and why.",
        "items": _object(
            file=_NUMBER,
            uid=_STRING,
            line=_NUMBER,
            message=_STRING,
            faults={"type": "array", "items": _object(**_FLAW)},
        ),
    },
    notes={
        "type": "array",
        "description": "What counts otherwise than it says, is left out, or what a message did.",
        "items": _object(file=_NUMBER, uid=_STRING, property=_STRING, **_FLAW),
    },
    mended={
        "type": "array",
        "description": "Damage of a file that was left out or guessed.",
        "items": _object(file=_NUMBER, **_FLAW),
    },
    unlisted={"type": "integer", "description": "How many entries there are beyond the first 1,000 of each list."},
)
_FAILURE: Schema = {
    "type": "object",
    "required": ["status", "statusCode", "error"],
    "properties": {
        "status": {"const": 1},
        "statusCode": _NUMBER,
        "error": {
            "type": "object",
            "required": ["message", "data"],
            "properties": {"message": _STRING, "data": {"type": "object"}},
        },
    },
}

SCHEMAS: Schema = {
    "OnlyofficeEvent": _EVENT,
    "OnlyofficeTodo": _TODO,
    "OnlyofficeCalendar": _CALENDAR,
    "OnlyofficeSharing": _SHARING,
    "OnlyofficeHistory": _HISTORY,
    "OnlyofficePerson": _PERSON,
    "OnlyofficeGroup": _GROUP,
    "OnlyofficeOffsets": _object(timeZone=_ZONE, startOffset=_NUMBER, endOffset=_NUMBER),
    "OnlyofficeToken": _object(token=_STRING, expires=_STRING),
    "OnlyofficeImportReport": _IMPORT_REPORT,
    "OnlyofficeNote": _NOTE,
    "OnlyofficeFailure": _FAILURE,
}
