"""What OpenAPI says of this door: nothing but data. The limits are those that `event.py` checks."""

from typing import Any

from kalends.doors.apyhub.event import ID_MAX, REMINDER_MAX, REMINDERS_MAX
from kalends.edge.findings import INTEGER_MAX

Schema = dict[str, Any]

DESCRIPTION = "ApyHub's “Generate iCal”: one POST with JSON, and the answer is a correct .ics file."

_CLOCK = "^(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?$"
_DAY = "(?:[0-9]{2}-[0-9]{2}-[0-9]{4}|[0-9]{4}-[0-9]{2}-[0-9]{2})"
_MOMENT = f"^{_DAY}(?:[Tt ](?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?(?:[Zz]|[+-][0-9]{{2}}:?[0-9]{{2}})?)?$"
_CARRIED = "[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f\\ufffe\\uffff]*"
_CARRIED_LINE = "[^\\u0000-\\u0008\\u000a-\\u001f\\u007f\\ufffe\\uffff]*"
_TEXT = f"^{_CARRIED}$"
_WORDS = f"^{_CARRIED}\\S{_CARRIED}$"
_ID = f"^{_CARRIED_LINE}\\S{_CARRIED_LINE}$"
_ADDRESS = {"type": "string", "format": "email", "maxLength": 254}
_FREQUENCY = "^(?:[Dd][Aa][Ii][Ll][Yy]|[Ww][Ee][Ee][Kk][Ll][Yy]|[Mm][Oo][Nn][Tt][Hh][Ll][Yy]|[Yy][Ee][Aa][Rr][Ll][Yy])$"
_WEEKDAY = "^(?:[+-]?(?:0?[1-9]|[1-4][0-9]|5[0-3]))?(?:[Mm][Oo]|[Tt][Uu]|[Ww][Ee]|[Tt][Hh]|[Ff][Rr]|[Ss][AaUu])$"


def _or_null(schema: Schema) -> Schema:
    return schema | {"type": [schema["type"], "null"]}


def _whole(least: int, description: str, example: int) -> Schema:
    limits = {"minimum": least, "maximum": INTEGER_MAX}
    return {"type": ["integer", "null"], "description": description, "examples": [example], **limits}


def _list(items: Schema, description: str, example: list[Any]) -> Schema:
    return {"type": ["array", "null"], "items": items, "description": description, "examples": [example]}


_RECURRENCE: Schema = {
    "type": "object",
    "description": "How a recurring event repeats. `count` and `until` exclude each other.",
    "properties": {
        "frequency": {
            "type": ["string", "null"],
            "pattern": _FREQUENCY,
            "description": "DAILY, WEEKLY, MONTHLY or YEARLY, in any case. Mandatory where `recurring` is true.",
            "examples": ["WEEKLY"],
        },
        "count": _whole(1, "How many times the event takes place.", 10),
        "interval": _whole(1, "Every how many days, weeks, months or years; 1 if it is missing.", 2),
        "until": {
            "type": ["string", "null"],
            "pattern": _MOMENT,
            "description": "The last day, or the last start (in `time_zone`, unless it has an offset).",
            "examples": ["2027-03-31"],
        },
        "by_day": _list(
            {"type": "string", "pattern": _WEEKDAY},
            "Weekdays; with a number (`2TU`, `-1FR`) where the frequency is MONTHLY or YEARLY.",
            ["MO", "WE"],
        ),
        "by_month_day": _list(
            {
                "type": "integer",
                "anyOf": [{"minimum": 1, "maximum": 31}, {"minimum": -31, "maximum": -1}],
            },
            "Days of the month, negative ones from its end; not with WEEKLY.",
            [1, -1],
        ),
        "by_month": _list({"type": "integer", "minimum": 1, "maximum": 12}, "Months.", [1, 7]),
        "exclude_dates": _list(
            {"type": "string", "pattern": _MOMENT},
            "Days (or starts) on which the event does not take place.",
            ["2026-12-24"],
        ),
    },
    "not": {
        "required": ["count", "until"],
        "properties": {"count": {"type": "integer"}, "until": {"type": "string"}},
    },
}

_REMINDER: Schema = {
    "type": "object",
    "required": ["minutes_before"],
    "properties": {
        "minutes_before": {"type": "integer", "minimum": 0, "maximum": REMINDER_MAX, "examples": [15]},
        "action": {
            "enum": ["display", "email", None],
            "description": "`display` (the default), or `email`: a mail to the organizer.",
        },
    },
}

_EVENT: Schema = {
    "type": "object",
    "description": "An event. Unknown fields are ignored; null is the same as leaving a field out.",
    "required": ["description", "organizer_email", "attendees_emails", "time_zone", "meeting_date"],
    "properties": {
        "id": {
            "type": ["string", "null"],
            "minLength": 1,
            "maxLength": ID_MAX,
            "pattern": _ID,
            "description": "The UID. The same id again updates the event; without one a new UUID is made.",
            "examples": ["7f1c2f3e-9d0b-4c1e-8f2a-5b6c7d8e9f00"],
        },
        "summary": {"type": ["string", "null"], "pattern": _TEXT, "description": "The title.", "examples": ["Review"]},
        "description": {
            "type": "string",
            "minLength": 1,
            "pattern": _WORDS,
            "description": "What the event is about.",
            "examples": ["We look at the figures of the quarter."],
        },
        "organizer_email": _ADDRESS | {"description": "Who invites.", "examples": ["ana@example.com"]},
        "organizer_name": {
            "type": ["string", "null"],
            "pattern": _TEXT,
            "description": "The organizer's name, as guests see it. Additive: not in the vendor's document.",
            "examples": ["Ana Sousa"],
        },
        "attendees_emails": {
            "type": "array",
            "items": _ADDRESS,
            "minItems": 1,
            "description": "Who is invited. An address that is there twice is invited once.",
            "examples": [["bo@example.com", "cy@example.com"]],
        },
        "location": {"type": ["string", "null"], "pattern": _TEXT, "description": "Where.", "examples": ["Room 4"]},
        "time_zone": {
            "type": "string",
            "description": "An IANA name (see `GET /data/dictionary/timezone`), or a Windows zone name.",
            "examples": ["Europe/Lisbon"],
        },
        "start_time": {
            "type": ["string", "null"],
            "pattern": _CLOCK,
            "description": "24-hour `HH:MM`, seconds allowed. Without it the event lasts the whole day.",
            "examples": ["09:30"],
        },
        "end_time": {
            "type": ["string", "null"],
            "pattern": _CLOCK,
            "description": "24-hour `HH:MM`. Earlier than `start_time`: it ends the next day. Missing: one hour.",
            "examples": ["10:15"],
        },
        "meeting_date": {
            "type": "string",
            "pattern": f"^{_DAY}$",
            "description": "`DD-MM-YYYY` or `YYYY-MM-DD`.",
            "examples": ["17-12-2026"],
        },
        "all_day": {"type": ["boolean", "null"], "description": "True: the whole day, whatever times are sent."},
        "recurring": {"type": ["boolean", "null"], "description": "True: `recurrence` is used."},
        "recurrence": {"anyOf": [{"$ref": "#/components/schemas/ApyhubRecurrence"}, {"type": "null"}]},
        "reminders": _list(
            {
                "anyOf": [
                    {"type": "integer", "minimum": 0, "maximum": REMINDER_MAX},
                    {"$ref": "#/components/schemas/ApyhubReminder"},
                ]
            },
            "Reminders: minutes before the start, or objects.",
            [15, {"minutes_before": 60, "action": "email"}],
        )
        | {"maxItems": REMINDERS_MAX},
        "sequence": _whole(0, "The version of the event; made from the clock where `id` is sent without it.", 1),
        "event_type": {"enum": ["request", "cancel", None], "description": "Read where the query has none."},
    },
    "if": {"required": ["recurring"], "properties": {"recurring": {"const": True}}},
    "then": {
        "required": ["recurrence"],
        "properties": {
            "recurrence": {
                "type": "object",
                "required": ["frequency"],
                "properties": {"frequency": {"type": "string"}},
            }
        },
    },
}

_FAULT: Schema = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {"type": "string", "description": "All faults in one sentence."},
        "details": {
            "type": "array",
            "description": "Every fault. Additive: not in the vendor's document.",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {
                    "field": {"type": "string", "examples": ["meeting_date"]},
                    "message": {"type": "string", "examples": ["is required"]},
                    "line": {"type": "integer"},
                    "column": {"type": "integer"},
                },
            },
        },
        "request_id": {"type": "string", "description": "With 500: where the log has the reason."},
    },
}

_ZONE: Schema = {
    "type": "object",
    "required": ["key", "value", "abbreviation", "utc_time"],
    "properties": {
        "key": {"type": "string", "description": "The name to send as `time_zone`.", "examples": ["Europe/Lisbon"]},
        "value": {"type": "string", "examples": ["(UTC+00:00) Europe/Lisbon"]},
        "abbreviation": {"type": "array", "items": {"type": "string"}, "examples": [["WET", "WEST"]]},
        "utc_time": {"type": "string", "description": "The offset now.", "examples": ["UTC+00:00"]},
    },
}

SCHEMAS: Schema = {
    "ApyhubEvent": _EVENT,
    "ApyhubRecurrence": _RECURRENCE,
    "ApyhubReminder": _REMINDER,
    "ApyhubFault": _FAULT,
    "ApyhubZone": _ZONE,
}

EXAMPLE: Schema = {
    "summary": "Quarterly review",
    "description": "We look at the figures of the quarter.",
    "organizer_email": "ana@example.com",
    "attendees_emails": ["bo@example.com", "cy@example.com"],
    "location": "Room 4",
    "time_zone": "Europe/Lisbon",
    "start_time": "09:30",
    "end_time": "10:15",
    "meeting_date": "17-12-2026",
    "recurring": True,
    "recurrence": {"frequency": "WEEKLY", "count": 4},
}

_REASONS = {
    "400": "The request has faults; the answer names each.",
    "401": "The key is missing or wrong.",
    "403": "The key has not the scope `generate`.",
    "404": "There is no such file.",
    "408": "The body did not arrive in time.",
    "410": "The file was kept for a while, and is gone.",
    "413": "The body is too large.",
    "429": "Too many requests; `Retry-After` says when to come again.",
    "500": "A fault of the server; the log has the reason under `request_id`.",
    "503": "The server is busy; `Retry-After` says when to come again.",
}


def _faults(*statuses: str) -> Schema:
    fault = {"application/json": {"schema": {"$ref": "#/components/schemas/ApyhubFault"}}}
    return {status: {"description": _REASONS[status], "content": fault} for status in statuses}


def _answer(description: str, media_type: str, schema: Schema) -> Schema:
    return {"description": description, "content": {media_type: {"schema": schema}}}


_SECURITY: list[dict[str, list[str]]] = [{"apyToken": []}, {"basic": []}, {"apiKey": []}, {"bearer": []}]
_FILE_NAME = "The name of the file; `.ics` is added where it is missing, `invite.ics` without a name."
_QUERY = [
    {"name": "output", "in": "query", "schema": {"type": "string"}, "description": _FILE_NAME},
    {
        "name": "event_type",
        "in": "query",
        "schema": {"enum": ["request", "cancel"]},
        "description": "`request` (the default): METHOD:REQUEST. `cancel`: METHOD:CANCEL and STATUS:CANCELLED.",
    },
]
_BODY = {
    "required": True,
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ApyhubEvent"}, "example": EXAMPLE}},
}
_GENERATED = ("400", "401", "403", "408", "413", "429", "500", "503")

FILE: Schema = {
    "summary": "JSON → .ics",
    "parameters": _QUERY,
    "requestBody": _BODY,
    "security": _SECURITY,
    "responses": {
        "200": _answer("The file.", "text/calendar", {"type": "string"}),
        **_faults(*_GENERATED),
    },
}

URL: Schema = {
    "summary": "JSON → the address of an .ics file",
    "parameters": _QUERY,
    "requestBody": _BODY,
    "security": _SECURITY,
    "responses": {
        "200": _answer(
            "The address; it needs no key, and works until it expires.",
            "application/json",
            {"type": "object", "required": ["data"], "properties": {"data": {"type": "string", "format": "uri"}}},
        ),
        **_faults(*_GENERATED),
    },
}

KEPT: Schema = {
    "summary": "A file that was kept",
    "parameters": [{"name": "token", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}],
    "security": [],
    "responses": {
        "200": _answer("The file.", "text/calendar", {"type": "string"}),
        **_faults("404", "410", "500", "503"),
    },
}

ZONES: Schema = {
    "summary": "The time-zone dictionary",
    "security": _SECURITY,
    "responses": {
        "200": _answer(
            "Every zone of the tz database, sorted.",
            "application/json",
            {
                "type": "object",
                "required": ["data"],
                "properties": {"data": {"type": "array", "items": {"$ref": "#/components/schemas/ApyhubZone"}}},
            },
        ),
        **_faults("401", "429", "500", "503"),
    },
}
