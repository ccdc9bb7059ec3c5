"""What OpenAPI says of each request of this door: nothing but data."""

from kalends.doors.apyhub.schema import Schema

DESCRIPTION = "ApyHub's “Generate iCal”: one POST with JSON, and the answer is a correct .ics file."
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
    "413": "The body is too large; or, of an address, the account has too many files: the answer says what to do.",
    "415": "The body has a `Content-Encoding`; send it without one.",
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
        "schema": {"enum": ["request", "cancel", ""]},
        "description": "`request` (the default): METHOD:REQUEST. `cancel`: METHOD:CANCEL and STATUS:CANCELLED.",
    },
]
_BODY = {
    "required": True,
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ApyhubEvent"}, "example": EXAMPLE}},
}
_GENERATED = ("400", "401", "403", "408", "413", "415", "429", "500", "503")

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
