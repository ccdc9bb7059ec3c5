"""The schemas of spaces, of who is in them, and of their feeds: nothing but data."""

from typing import Any

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_NUMBER: Schema = {"type": "integer"}
_READ_ONLY: Schema = {"readOnly": True}
_REMOVABLE_TEXT: Schema = {"type": ["string", "null"], "description": 'null or "" takes it away.'}


def _answer(properties: Schema) -> Schema:
    return {"type": "object", "required": list(properties), "properties": properties}


SPACE = _answer(
    {
        "id": _NUMBER | _READ_ONLY,
        "name": _TEXT,
        "details": _TEXT,
        "welcome_message": _TEXT,
        "color": _TEXT,
        "category": {"type": "integer", "enum": [0, 1], "description": "0 personal, 1 work"},
        "updated_at": _NUMBER | _READ_ONLY,
        "href": _TEXT | _READ_ONLY,
    }
)

_WRITTEN: Schema = {
    "name": _TEXT,
    "details": _REMOVABLE_TEXT,
    "welcome_message": _REMOVABLE_TEXT,
    "color": _REMOVABLE_TEXT,
}
_FIXED = "0 personal, 1 work. It cannot be changed: what it is may be sent, another value is refused."
CHANGED_SPACE: Schema = {
    "type": "object",
    "description": "What is sent is changed, and nothing else; what answers hold besides is passed over.",
    "properties": {**_WRITTEN, "category": {"type": "integer", "enum": [0, 1], "description": _FIXED}},
}
NEW_SPACE: Schema = {
    "type": "object",
    "required": ["name"],
    "properties": {
        **_WRITTEN,
        "category": {
            "type": "integer",
            "enum": [1],
            "default": 1,
            "description": "1 work. The one personal space that everybody has is there already.",
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
