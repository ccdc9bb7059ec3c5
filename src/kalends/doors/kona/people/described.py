"""The schemas of people and groups: nothing but data."""

from typing import Any

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_NUMBER: Schema = {"type": "integer"}
_READ_ONLY: Schema = {"readOnly": True}

USER: Schema = {
    "type": "object",
    "properties": {
        "id": _NUMBER | _READ_ONLY,
        "email": _TEXT | _READ_ONLY,
        "name": _TEXT | _READ_ONLY,
        "updated_at": _NUMBER | _READ_ONLY,
        "href": _TEXT | _READ_ONLY,
    },
}

GROUP: Schema = {
    "type": "object",
    "properties": {
        "id": _NUMBER | _READ_ONLY,
        "name": _TEXT | {"description": "Required of a new group."},
        "user_ids": {"type": "array", "items": _NUMBER, "description": "All who are in it."},
        "updated_at": _NUMBER | _READ_ONLY,
        "href": _TEXT | _READ_ONLY,
    },
}
