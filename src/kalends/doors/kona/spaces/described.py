"""The schemas of spaces, of who is in them, and of their feeds: nothing but data."""

from typing import Any

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_NUMBER: Schema = {"type": "integer"}
_READ_ONLY: Schema = {"readOnly": True}

SPACE: Schema = {
    "type": "object",
    "properties": {
        "id": _NUMBER | _READ_ONLY,
        "name": _TEXT | {"description": "Required of a new space."},
        "details": _TEXT,
        "welcome_message": _TEXT,
        "color": _TEXT,
        "category": {"type": "integer", "enum": [0, 1], "default": 1, "description": "0 personal, 1 work"},
        "updated_at": _NUMBER | _READ_ONLY,
        "href": _TEXT | _READ_ONLY,
    },
}

PARTICIPANT: Schema = {
    "type": "object",
    "description": "Somebody who is let into a space: by `email`, or by `id`.",
    "properties": {
        "id": _NUMBER,
        "email": _TEXT,
        "name": _TEXT | _READ_ONLY,
        "status": {"enum": ["existing"], **_READ_ONLY},
        "invitation_sent": {"type": "boolean", **_READ_ONLY},
        "href": _TEXT | _READ_ONLY,
    },
}

FEED: Schema = {
    "type": "object",
    "properties": {
        "id": _NUMBER | _READ_ONLY,
        "space_id": _NUMBER | _READ_ONLY,
        "name": _TEXT | _READ_ONLY,
        "url": _TEXT | _READ_ONLY | {"description": "The address to subscribe to. It is a secret."},
        "href": _TEXT | _READ_ONLY,
    },
}
