"""The shapes of this dialect, of events, people, groups and spaces: nothing but data.

No request has a `default`: in a PUT, which is a patch, generated clients would fill it in, and overwrite what was
not meant to change; in a POST, those in TypeScript would demand it. `x-default` says what the server takes instead.
"""

from typing import Any

Schema = dict[str, Any]

_READ_ONLY: Schema = {"readOnly": True}
_TEXT: Schema = {"type": "string"}
_NUMBER: Schema = {"type": "integer"}
_FLAG: Schema = {"type": "boolean"}
_NUMBERS: Schema = {"type": "array", "items": _NUMBER, "writeOnly": True}
_MILLISECONDS: Schema = _NUMBER | {"description": "Milliseconds since 1970.", "examples": [1795514400000]}
_FORMS = "Milliseconds since 1970. Taken too: seconds, `YYYY-MM-DD HH:mm:ss.SSS` (GMT), ISO 8601."
_TIME: Schema = {"type": ["integer", "string"], "description": _FORMS, "examples": [1795514400000]}
_REMOVABLE_TEXT: Schema = {"type": ["string", "null"], "description": 'null or "" takes it away.'}


def _enum(**names: int) -> Schema:
    told = ", ".join(f"{number} {name}" for name, number in names.items())
    variables = [name.upper() for name in names]
    return {"type": "integer", "enum": list(names.values()), "x-enum-varnames": variables, "description": told}


def _with_default(schema: Schema, value: object, said: str) -> Schema:
    known = schema.get("description")
    return schema | {
        "x-default": value,
        "description": f"{known}; {said} without it" if known else f"{said} without it",
    }


_TERMS: Schema = {
    "status": _enum(pending=0, in_progress=1, complete=2, group_closed=3, group_reopened=4),
    "visibility": _enum(participants_only=1, public=2),
    "stakeholder": _enum(just_me=0, group=1, everyone=2),
    "default_role": _enum(editor=1, viewer=2, collaboration_complete=3),
}
_DEFAULTS = {"status": 1, "visibility": 2, "stakeholder": 1, "default_role": 1}
"""What the policy of an object begins with."""
_DAY: Schema = {"type": "integer", "minimum": 0, "maximum": 6}
_RULE: Schema = {
    "period": _enum(none=0, day=1, week=2, month=3, year=4, weekday=5),
    "frequency": _enum(none=0, every=1, every_other=2, every_third=3),
    "sel_days": {
        "description": "0 Sunday … 6 Saturday; a list for several days of a week.",
        "oneOf": [_DAY, {"type": "array", "items": _DAY, "maxItems": 7}],
    },
}
_EXTERNAL: Schema = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {"id": _TEXT, "name": _TEXT, "url": _TEXT},
    "description": "A thing elsewhere.",
}

_ALWAYS: Schema = {
    "id": _NUMBER | _READ_ONLY,
    "name": _TEXT,
    "href": _TEXT | _READ_ONLY,
    "location": _TEXT,
    "details": _TEXT,
    "all_day": _FLAG,
    "start_at": _MILLISECONDS,
    "end_at": _MILLISECONDS,
    "space_id": _NUMBER,
    "creator_id": _NUMBER,
    **_TERMS,
    "tags": {"type": "array", "items": _TEXT, **_READ_ONLY},
    "updated_at": _MILLISECONDS | _READ_ONLY,
    "created_at": _MILLISECONDS | _READ_ONLY,
    "ics_feed_id": _NUMBER | _READ_ONLY,
}
EVENT: Schema = {
    "type": "object",
    "required": list(_ALWAYS),
    "properties": {
        **_ALWAYS,
        "series_id": _NUMBER | _READ_ONLY | {"description": "The original event of a series."},
        "num_in_series": _NUMBER | _READ_ONLY | {"description": "The place in the series, from 1."},
        "recurrence_id": _NUMBER | _READ_ONLY | {"description": "The stable name of an instance."},
        **_RULE,
        "series_end_at": _MILLISECONDS,
        "rrule": _TEXT | {"description": "The rule as iCalendar writes it, where the attributes above cannot say it."},
        "external_object": _EXTERNAL,
    },
}

_WRITTEN: Schema = {
    "name": _TEXT,
    "location": _REMOVABLE_TEXT,
    "details": _REMOVABLE_TEXT,
    "all_day": _FLAG,
    "start_at": _TIME,
    "end_at": _TIME,
    "space_id": _NUMBER,
    "creator_id": _NUMBER | {"description": "Taken from an administrator alone."},
    "participant_ids": _NUMBERS,
    "editor_ids": _NUMBERS,
    **_TERMS,
    **_RULE,
    "series_end_at": _TIME | {"type": ["integer", "string", "null"], "description": f"{_FORMS} null takes it away."},
    "rrule": _TEXT | {"description": "The rule as iCalendar writes it; it wins over the attributes above."},
    "external_object": {
        "description": "A thing elsewhere. null or `{}` removes it.",
        "anyOf": [_EXTERNAL, {"type": "object", "maxProperties": 0}, {"type": "null"}],
    },
}
CHANGED_EVENT: Schema = {
    "type": "object",
    "description": "What is sent is changed, and nothing else; what answers hold besides is passed over.",
    "properties": _WRITTEN,
}
NEW_EVENT: Schema = {
    "type": "object",
    "required": ["name"],
    "properties": {
        **_WRITTEN,
        "start_at": _TIME | {"description": f"{_FORMS} Now, where it is not sent."},
        "end_at": _TIME | {"description": f"{_FORMS} The later of now and the start, where it is not sent."},
        "all_day": _with_default(_FLAG, False, "false"),
        **{name: _with_default(_TERMS[name], default, str(default)) for name, default in _DEFAULTS.items()},
    },
}

# People and groups.
_MEMBERS: Schema = {"type": "array", "items": _NUMBER, "description": "All who are in it."}


def _answer(properties: Schema) -> Schema:
    return {"type": "object", "required": list(properties), "properties": properties}


USER = _answer(
    {
        "id": _NUMBER | _READ_ONLY,
        "email": _TEXT | _READ_ONLY,
        "name": _TEXT | _READ_ONLY,
        "account_id": _NUMBER | _READ_ONLY | {"description": "Always 1: the organization that the server is."},
        "picture_thumb": _TEXT | _READ_ONLY | {"description": 'Always "": nobody has a picture here.'},
        "updated_at": _NUMBER | _READ_ONLY,
        "href": _TEXT | _READ_ONLY,
    }
)
USER["properties"]["current_account"] = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {"id": _NUMBER, "name": _TEXT},
    "description": "In the answer of `/userinfo` alone: the organization that the server is.",
}

GROUP = _answer(
    {
        "id": _NUMBER | _READ_ONLY,
        "name": _TEXT,
        "user_ids": _MEMBERS,
        "updated_at": _NUMBER | _READ_ONLY,
        "href": _TEXT | _READ_ONLY,
    }
)
CHANGED_GROUP: Schema = {
    "type": "object",
    "description": "What is sent is changed, and nothing else; what answers hold besides is passed over.",
    "properties": {"name": _TEXT, "user_ids": _MEMBERS},
}
NEW_GROUP: Schema = CHANGED_GROUP | {"required": ["name"], "description": "A group of people."}


# Spaces, who is in them, and their feeds.

SPACE = _answer(
    {
        "id": _NUMBER | _READ_ONLY,
        "name": _TEXT,
        "details": _TEXT,
        "welcome_message": _TEXT,
        "color": _TEXT,
        "category": {"type": "integer", "enum": [0, 1], "description": "0 personal, 1 work"},
        "space_type": {"type": "integer", "enum": [0, 1], "description": "The same as `category`.", **_READ_ONLY},
        "account_id": _NUMBER | _READ_ONLY | {"description": "Always 1: the organization that the server is."},
        "updated_at": _NUMBER | _READ_ONLY,
        "href": _TEXT | _READ_ONLY,
    }
)
SPACE["properties"]["participants"] = {
    "type": "array",
    "items": {"$ref": "#/components/schemas/KonaUser"},
    "description": "The people in it, with `include=participants`.",
    **_READ_ONLY,
}

_WRITTEN_SPACE: Schema = {
    "name": _TEXT,
    "details": _REMOVABLE_TEXT,
    "welcome_message": _REMOVABLE_TEXT,
    "color": _REMOVABLE_TEXT,
}
_FIXED = "0 personal, 1 work. It cannot be changed: what it is may be sent, another value is refused."
CHANGED_SPACE: Schema = {
    "type": "object",
    "description": "What is sent is changed, and nothing else; what answers hold besides is passed over.",
    "properties": {**_WRITTEN_SPACE, "category": {"type": "integer", "enum": [0, 1], "description": _FIXED}},
}
NEW_SPACE: Schema = {
    "type": "object",
    "required": ["name"],
    "properties": {
        **_WRITTEN_SPACE,
        "category": {
            "type": "integer",
            "enum": [1],
            "x-default": 1,
            "description": "1 work, without it too. The one personal space that everybody has is there already.",
        },
    },
}

NEW_PARTICIPANT: Schema = {
    "type": "object",
    "description": "Somebody who is to be let into a space: by `email`, or by `id`.",
    "properties": {"id": _NUMBER, "email": _TEXT},
}
PARTICIPANT = _answer(
    {
        "id": _NUMBER,
        "email": _TEXT,
        "name": _TEXT,
        "status": {"type": "string", "enum": ["existing"]},
        "invitation_sent": {"type": "boolean"},
        "href": _TEXT,
    }
)

FEED = _answer(
    {
        "id": _NUMBER | _READ_ONLY,
        "space_id": _NUMBER | _READ_ONLY,
        "name": _TEXT | _READ_ONLY,
        "url": _TEXT | _READ_ONLY | {"description": "The address to subscribe to. It is a secret."},
        "href": _TEXT | _READ_ONLY,
    }
)

# All of them.
DESCRIPTION = (
    "Kona's API. Every thing is an object in a list under its plural name, in requests and in answers; a bare object "
    "in a request is taken too. The paths stand at the root, below `/api`, and below `/kona`.\n\n"
    "**Times** go out as milliseconds since 1970. **Pages**: `per_page` and `page`, or follow `Link`."
)

_PROBLEM: Schema = {
    "type": "object",
    "required": ["problemType", "title", "details"],
    "properties": {
        "problemType": {"type": "string", "format": "uri", "description": "The page that explains this kind."},
        "title": {"type": "string"},
        "details": {"type": "string"},
    },
}

SCHEMAS: Schema = {
    "KonaProblem": _PROBLEM,
    "KonaCalendarEvent": EVENT,
    "KonaNewCalendarEvent": NEW_EVENT,
    "KonaChangedCalendarEvent": CHANGED_EVENT,
    "KonaUser": USER,
    "KonaGroup": GROUP,
    "KonaNewGroup": NEW_GROUP,
    "KonaChangedGroup": CHANGED_GROUP,
    "KonaSpace": SPACE,
    "KonaNewSpace": NEW_SPACE,
    "KonaChangedSpace": CHANGED_SPACE,
    "KonaParticipant": PARTICIPANT,
    "KonaNewParticipant": NEW_PARTICIPANT,
    "KonaFeed": FEED,
}
