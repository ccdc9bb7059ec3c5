"""The schemas of people and groups: nothing but data."""

from typing import Any

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_NUMBER: Schema = {"type": "integer"}
_READ_ONLY: Schema = {"readOnly": True}
_MEMBERS: Schema = {"type": "array", "items": _NUMBER, "description": "All who are in it."}


def _answer(properties: Schema) -> Schema:
    return {"type": "object", "required": list(properties), "properties": properties}


USER = _answer(
    {
        "id": _NUMBER | _READ_ONLY,
        "email": _TEXT | _READ_ONLY,
        "name": _TEXT | _READ_ONLY,
        "updated_at": _NUMBER | _READ_ONLY,
        "href": _TEXT | _READ_ONLY,
    }
)

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
