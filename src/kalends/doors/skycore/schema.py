"""What OpenAPI says of this door: nothing but data."""

from typing import Any

from kalends.doors.skycore.faults import Cause

Schema = dict[str, Any]

_CODES = "\n".join(f"| {cause.value.code} | {cause.value.info} |" for cause in Cause)
DESCRIPTION = "Skycore's “Create Calendar API V2”: one POST with JSON, and the answer is an iCalendar file."
_RULES = (
    "**Times.** A `Z` or an offset in a date-time is ignored; `event-timezone` decides, and the file holds UTC. The "
    "vendor's text says so twice; its one example contradicts it, and the text wins: `2021-12-17T11:30:00Z` with "
    "`America/New_York` gives `DTSTART:20211217T163000Z`.\n\n"
    "**Failures.** One code a cause. E100 to E108 and E503 are the vendor's numbers, E1703 and its sentence stand in "
    f"the vendor's document; the others are ours.\n\n| code | says |\n|---|---|\n{_CODES}"
)

_CARRIED = "[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\ufffe\\uffff]*"
# no white space; engines do not agree on what else belongs to it
_SEEN = "(?:[^\\s\\u0000-\\u0008\\u000e-\\u001f\\u007f-\\u009f\\ufffe\\uffff]|\\ufeff)"
_TEXT = f"^{_CARRIED}{_SEEN}{_CARRIED}$"
_DATE = "(?:[0-9]{4}-?[0-9]{2}-?[0-9]{2}|[0-9]{4}-?[0-9]{3}|[0-9]{4}-?W[0-9]{2}-?[0-9])"
_CLOCK = "[0-9]{2}(?::?[0-9]{2}(?::?[0-9]{2})?)?(?:[.,][0-9]{1,30})?"
_OFFSET = "(?: ?(?:[Zz]|[+\\u2212-][0-9]{2}(?::?[0-9]{2})?))?"
_MOMENT = f"^[ \\t\\r\\n]*{_DATE}(?:(?:[Tt]| +){_CLOCK}{_OFFSET})?[ \\t\\r\\n]*$"


def _text(description: str, example: str) -> Schema:
    return {"type": "string", "pattern": _TEXT, "description": description, "examples": [example]}


def _moment(description: str, example: str) -> Schema:
    return {"type": "string", "pattern": _MOMENT, "description": description, "examples": [example]}


SCHEMAS: Schema = {
    "SkycoreRequest": {
        "type": "object",
        "required": [
            "action",
            "event-title",
            "event-description",
            "event-location",
            "event-start-datetime",
            "event-end-datetime",
            "event-timezone",
        ],
        "properties": {
            "action": {
                "type": "string",
                "pattern": "^[Cc][Rr][Ee][Aa][Tt][Ee][Cc][Aa][Ll][Ee][Nn][Dd][Aa][Rr]$",
                "description": "`createcalendar`, in any case.",
                "examples": ["createcalendar"],
            },
            "event-title": _text("Title of the calendar event.", "Dunder Mifflin Christmas Party"),
            "event-description": _text(
                "Description of the event.", "Ugly sweaters encouraged! Also bring a gift for Yankee Swap!"
            ),
            "event-location": _text("Location of the event.", "Fake Address"),
            "event-start-datetime": _moment("Start, in ISO 8601; a zone in it is ignored.", "2021-12-17T11:30:00Z"),
            "event-end-datetime": _moment("End, in ISO 8601; a zone in it is ignored.", "2021-12-17T13:30:00Z"),
            "event-timezone": {
                "type": "string",
                "pattern": _TEXT,
                "description": "The zone of both times, by its name in the tz database.",
                "examples": ["America/New_York"],
            },
            "all-day-event": {
                "type": ["boolean", "null"],
                "description": "True: from 00:00 UTC of the start's day to 23:59 UTC of the end's. Default: false.",
            },
        },
    },
    "SkycoreFailure": {
        "type": "object",
        "required": ["status", "error-code", "error-info"],
        "properties": {
            "status": {"const": "failure"},
            "error-code": {"enum": sorted({cause.value.code for cause in Cause})},
            "error-info": {"type": "string", "examples": ["Title cannot be empty for iCalendar."]},
        },
    },
}

EXAMPLE: Schema = {
    "action": "createcalendar",
    "event-title": "Dunder Mifflin Christmas Party",
    "event-description": "Ugly sweaters encouraged! Also bring a gift for Yankee Swap!",
    "event-location": "Fake Address",
    "event-start-datetime": "2021-12-17T11:30:00Z",
    "event-end-datetime": "2021-12-17T13:30:00Z",
    "event-timezone": "America/New_York",
    "all-day-event": False,
}

_REASONS = {
    "400": "The request has a fault: E100, E107, E108 or E17….",
    "401": "The key is missing or unknown: E104.",
    "403": "The key has not the scope `generate`: E105.",
    "408": "The body did not arrive in time: E112.",
    "413": "The body is too large: E109.",
    "415": "The body is compressed: E114.",
    "429": "Called too often: E106; `Retry-After` says when to come again.",
    "500": "A fault of the server: E503; the log has the reason.",
    "503": "The server is busy: E113; `Retry-After` says when to come again.",
}
_FAILURE = {"application/json": {"schema": {"$ref": "#/components/schemas/SkycoreFailure"}}}

CREATE_CALENDAR: Schema = {
    "summary": "Create a calendar file",
    "description": _RULES,
    "security": [{"apiKey": []}, {"apyToken": []}, {"bearer": []}, {"basic": []}],
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/SkycoreRequest"}, "example": EXAMPLE}
        },
    },
    "responses": {
        "200": {"description": "The file.", "content": {"text/calendar": {"schema": {"type": "string"}}}},
        **{status: {"description": reason, "content": _FAILURE} for status, reason in _REASONS.items()},
    },
}
