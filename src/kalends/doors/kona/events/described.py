"""The schema of an event, as the product's document has it: nothing but data."""

from typing import Any

Schema = dict[str, Any]

_READ_ONLY: Schema = {"readOnly": True}
_WRITE_ONLY: Schema = {"writeOnly": True}
_TEXT: Schema = {"type": "string"}
_NUMBER: Schema = {"type": "integer"}
_FLAG: Schema = {"type": "boolean"}
_NUMBERS: Schema = {"type": "array", "items": _NUMBER}
_TIME: Schema = {
    "description": "Milliseconds since 1970. Taken too: seconds, `YYYY-MM-DD HH:mm:ss.SSS` (GMT), ISO 8601.",
    "type": ["integer", "string"],
    "examples": [1795514400000],
}


def _enum(default: int | None = None, **names: int) -> Schema:
    told = ", ".join(f"{number} {name}" for name, number in names.items())
    found: Schema = {"type": "integer", "enum": list(names.values()), "description": told}
    return found if default is None else found | {"default": default}


EVENT: Schema = {
    "type": "object",
    "required": ["name", "start_at", "end_at"],
    "properties": {
        "id": _NUMBER | _READ_ONLY,
        "name": _TEXT,
        "href": _TEXT | _READ_ONLY,
        "location": _TEXT,
        "details": _TEXT,
        "all_day": _FLAG,
        "start_at": _TIME | {"description": f"{_TIME['description']} Of a new event, now where it is not sent."},
        "end_at": _TIME
        | {"description": f"{_TIME['description']} Of a new event, the later of now and its start where not sent."},
        "space_id": _NUMBER,
        "creator_id": _NUMBER,
        "participant_ids": _NUMBERS | _WRITE_ONLY,
        "editor_ids": _NUMBERS | _WRITE_ONLY,
        "status": _enum(1, pending=0, in_progress=1, complete=2, group_closed=3, group_reopened=4),
        "visibility": _enum(2, participants_only=1, public=2),
        "stakeholder": _enum(1, just_me=0, group=1, everyone=2),
        "default_role": _enum(1, editor=1, viewer=2, collaboration_complete=3),
        "tags": {"type": "array", "items": _TEXT, **_READ_ONLY},
        "updated_at": _NUMBER | _READ_ONLY,
        "created_at": _NUMBER | _READ_ONLY,
        "ics_feed_id": _NUMBER | _READ_ONLY,
        "series_id": _NUMBER | _READ_ONLY | {"description": "The original event of a series."},
        "num_in_series": _NUMBER | _READ_ONLY | {"description": "The place in the series, from 1."},
        "recurrence_id": _NUMBER | _READ_ONLY | {"description": "The stable name of an instance."},
        "period": _enum(none=0, day=1, week=2, month=3, year=4, weekday=5),
        "frequency": _enum(none=0, every=1, every_other=2, every_third=3),
        "sel_days": {
            "description": "0 Sunday … 6 Saturday; a list for several days of a week.",
            "oneOf": [
                {"type": "integer", "minimum": 0, "maximum": 6},
                {"type": "array", "items": {"type": "integer", "minimum": 0, "maximum": 6}, "maxItems": 7},
            ],
        },
        "series_end_at": _TIME,
        "rrule": _TEXT | {"description": "The rule as iCalendar writes it; it wins over the attributes above."},
        "external_object": {
            "type": "object",
            "properties": {"id": _TEXT, "name": _TEXT, "url": _TEXT},
            "description": "A thing elsewhere. `{}` removes it.",
        },
    },
}

NEW_EVENT: Schema = EVENT | {"required": ["name"]}
CHANGED_EVENT: Schema = {name: value for name, value in EVENT.items() if name != "required"}
