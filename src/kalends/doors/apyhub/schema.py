"""The bodies of this door as JSON Schema: nothing but data. The limits are those that `event.py` checks."""

from typing import Any

from kalends.doors.apyhub.event import ID_MAX, REMINDER_MAX, REMINDERS_MAX
from kalends.edge.requests.fields import INTEGER_MAX

Schema = dict[str, Any]

_CLOCK = "^(?:(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?)?$"
_YEAR = "(?:[0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)"
_MONTH = "(?:0?[1-9]|1[0-2])"
_MONTH_DAY = "(?:0?[1-9]|[12][0-9]|3[01])"
_DAY = f"(?:{_MONTH_DAY}-{_MONTH}-{_YEAR}|{_YEAR}-{_MONTH}-{_MONTH_DAY})"
_MOMENT = f"^{_DAY}(?:[Tt ](?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?(?:[Zz]|[+-][0-9]{{2}}:?[0-9]{{2}})?)?$"
_CARRIED = "[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\ufffe\\uffff]*"
_CARRIED_LINE = "[^\\u0000-\\u0008\\u000a-\\u001f\\u007f-\\u009f\\ufffe\\uffff]*"
_TEXT = f"^{_CARRIED}$"
# no white space; engines do not agree on what else belongs to it
_SEEN = "(?:[^\\s\\u0000-\\u0008\\u000e-\\u001f\\u007f-\\u009f\\ufffe\\uffff]|\\ufeff)"
_WORDS = f"^{_CARRIED}{_SEEN}{_CARRIED}$"
_ID = f"^(?:{_CARRIED_LINE}{_SEEN}{_CARRIED_LINE})?$"
_ADDRESS = {"type": "string", "format": "email", "maxLength": 254}
_FREQUENCY = "^(?:[Dd][Aa][Ii][Ll][Yy]|[Ww][Ee][Ee][Kk][Ll][Yy]|[Mm][Oo][Nn][Tt][Hh][Ll][Yy]|[Yy][Ee][Aa][Rr][Ll][Yy])$"
_PLAIN_WEEKDAY = "(?:[Mm][Oo]|[Tt][Uu]|[Ww][Ee]|[Tt][Hh]|[Ff][Rr]|[Ss][AaUu])"
_WEEKDAY = f"^(?:[+-]?(?:0?[1-9]|[1-4][0-9]|5[0-3]))?{_PLAIN_WEEKDAY}$"


def _whole(least: int, description: str, example: int) -> Schema:
    limits = {"minimum": least, "maximum": INTEGER_MAX}
    return {"type": ["integer", "null"], "description": description, "examples": [example], **limits}


def _number(description: str, example: int) -> Schema:
    return {"type": ["integer", "null"], "description": description, "examples": [example]}


def _list(items: Schema, description: str, example: list[Any]) -> Schema:
    return {"type": ["array", "null"], "items": items, "description": description, "examples": [example]}


_ONE_OR_MORE: Schema = {"minimum": 1, "maximum": INTEGER_MAX}
_RECURRENCE: Schema = {
    "type": "object",
    "description": "How a recurring event repeats. `count` and `until` exclude each other. The limits of these values "
    "count where `recurring` is true; else the whole object is not used.",
    "properties": {
        "frequency": {
            "type": ["string", "null"],
            "description": "DAILY, WEEKLY, MONTHLY or YEARLY, in any case. Mandatory where `recurring` is true.",
            "examples": ["WEEKLY"],
        },
        "count": _number("How many times the event takes place, 1 or more.", 10),
        "interval": _number("Every how many days, weeks, months or years, 1 or more; 1 if it is missing.", 2),
        "until": {
            "type": ["string", "null"],
            "description": "The last day, or the last start (in `time_zone`, unless it has an offset).",
            "examples": ["2027-03-31"],
        },
        "by_day": _list(
            {"type": "string"},
            "Weekdays, MO to SU; with a number (`2TU`, `-1FR`) where the frequency is MONTHLY or YEARLY.",
            ["MO", "WE"],
        ),
        "by_month_day": _list(
            {"type": "integer"}, "Days of the month, negative ones from its end; not with WEEKLY.", [1, -1]
        ),
        "by_month": _list({"type": "integer"}, "Months, 1 to 12.", [1, 7]),
        "exclude_dates": _list(
            {"type": "string"}, "Days (or starts) on which the event does not take place.", ["2026-12-24"]
        ),
    },
}

_RECURRENCE_USED: Schema = {
    "type": "object",
    "required": ["frequency"],
    "properties": {
        "frequency": {"type": "string", "pattern": _FREQUENCY},
        "count": _ONE_OR_MORE,
        "interval": _ONE_OR_MORE,
        "until": {"pattern": f"^$|{_MOMENT}"},
        "by_day": {"items": {"pattern": _WEEKDAY}},
        "by_month_day": {"items": {"anyOf": [{"minimum": 1, "maximum": 31}, {"minimum": -31, "maximum": -1}]}},
        "by_month": {"items": {"minimum": 1, "maximum": 12}},
        "exclude_dates": {"items": {"pattern": _MOMENT}},
    },
    "not": {
        "required": ["count", "until"],
        "properties": {"count": {"type": "integer"}, "until": {"type": "string", "minLength": 1}},
    },
    "allOf": [
        {
            "if": {"properties": {"frequency": {"pattern": "^(?:[Dd][Aa][Ii][Ll][Yy]|[Ww][Ee][Ee][Kk][Ll][Yy])$"}}},
            "then": {"properties": {"by_day": {"items": {"pattern": f"^{_PLAIN_WEEKDAY}$"}}}},
        },
        {
            "if": {"properties": {"frequency": {"pattern": "^[Ww][Ee][Ee][Kk][Ll][Yy]$"}}},
            "then": {"properties": {"by_month_day": {"maxItems": 0}}},
        },
    ],
}

_REMINDER: Schema = {
    "type": "object",
    "required": ["minutes_before"],
    "properties": {
        "minutes_before": {"type": "integer", "minimum": 0, "maximum": REMINDER_MAX, "examples": [15]},
        "action": {
            "enum": ["display", "email", "", None],
            "description": "`display` (the default), or `email`: a mail to the organizer.",
        },
    },
}

_TOLD: Schema = {"type": "string", "minLength": 1}
_STARTED: Schema = {"required": ["start_time"], "properties": {"start_time": _TOLD}}
_EVENT: Schema = {
    "type": "object",
    "description": "An event. Unknown fields are ignored; null or an empty text is the same as leaving a field out.",
    "required": ["description", "organizer_email", "attendees_emails", "time_zone", "meeting_date"],
    "properties": {
        "id": {
            "type": ["string", "null"],
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
            "description": "Who is invited, each address once. `attendees_email`, as the vendor's npm package has it, "
            "is the same list.",
            "examples": [["bo@example.com", "cy@example.com"]],
        },
        "location": {"type": ["string", "null"], "pattern": _TEXT, "description": "Where.", "examples": ["Room 4"]},
        "time_zone": {
            "type": "string",
            "minLength": 1,
            "description": "An IANA name (see `GET /data/dictionary/timezone`: `key` or `value`), a Windows zone name, "
            "or an offset: `GMT+2`, `+02:00`.",
            "examples": ["Europe/Lisbon"],
        },
        "start_time": {
            "type": ["string", "null"],
            "pattern": _CLOCK,
            "description": "24-hour `HH:MM`, seconds allowed. Without it the event lasts the whole day; it cannot be "
            "left out beside an `end_time`, or where `all_day` is false.",
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
            "description": "`DD-MM-YYYY` or `YYYY-MM-DD`, a day of the calendar; `1-2-2027` is 1 February.",
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
        "event_type": {"enum": ["request", "cancel", "", None], "description": "Read where the query has none."},
    },
    "allOf": [
        {
            "if": {"required": ["recurring"], "properties": {"recurring": {"const": True}}},
            "then": {"required": ["recurrence"], "properties": {"recurrence": _RECURRENCE_USED}},
        },
        {"if": {"required": ["all_day"], "properties": {"all_day": {"const": False}}}, "then": _STARTED},
        {
            "if": {
                "required": ["end_time"],
                "properties": {"end_time": _TOLD, "all_day": {"not": {"const": True}}},
            },
            "then": _STARTED,
        },
    ],
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
