"""Migration 10: the JSON columns of each dialect become policies and properties.

Where two doors had written, the rights in the JSON and the grants on the object could differ. Only the grants were ever
enforced, so they win: a participant without a grant counts as departed, and everyone takes part where everyone has one.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from kalends.store.sql import Executor, Row, Value

_AT_ONCE = 1000
_JUST_ME, _PARTICIPANTS_ONLY, _EDITOR = 0, 1, 1
_ROLES = {_EDITOR: "edit", 2: "read", 3: "mark"}
_NUMBERS = ("stakeholder", "visibility", "default_role", "status")
_LISTS = ("participants", "editors")
_POLICY = (
    "closed = ?, alone = ?, everyone = ?, role = ?, progress = ?, participants = ?, editors = ?, departed = ?,"
    " properties = ?"
)


def separate_dialects(execute: Executor) -> None:
    """Move every JSON text into the columns and tables of this migration."""
    _separate_objects(execute)
    _separate_versions(execute)
    _separate_calendars(execute)
    _agree_with_grants(execute)


def _separate_objects(execute: Executor) -> None:
    columns = "SELECT id, owner_id, calendar_id, author_id, kona, onlyoffice FROM object"
    for object_id, owner_id, calendar_id, author_id, kona, onlyoffice in _pages(execute, columns, "id"):
        said, properties = _said(kona), _properties(kona, ("external",), onlyoffice)
        held = None if said.get("stakeholder") == _JUST_ME else _held(execute, object_id, said)
        if held is not None:  # who need no grant take part all the same
            owners = [author_id] if said.get("visibility") == _PARTICIPANTS_ONLY else [author_id, owner_id]
            held |= dict.fromkeys(owners, "full")
        values = _policy(said, held)
        execute(
            f"UPDATE object SET {_POLICY} WHERE id = ? AND owner_id = ?", *values, len(properties), object_id, owner_id
        )
        _put(execute, "property (owner_id, calendar_id, object_id,", (owner_id, calendar_id, object_id), properties)


def _separate_versions(execute: Executor) -> None:
    columns = "SELECT object_id, version, owner_id, kona, onlyoffice FROM former_version"
    for object_id, version, owner_id, kona, onlyoffice in _pages(execute, columns, "object_id", "version"):
        place, properties = (owner_id, object_id, version), _properties(kona, ("external",), onlyoffice)
        execute(
            f"UPDATE former_version SET {_POLICY} WHERE owner_id = ? AND object_id = ? AND version = ?",
            *_policy(_said(kona), None),
            len(properties),
            *place,
        )
        _put(execute, "former_property (owner_id, object_id, version,", place, properties)


def _separate_calendars(execute: Executor) -> None:
    columns = "SELECT id, owner_id, kona, onlyoffice FROM calendar"
    for calendar_id, owner_id, kona, onlyoffice in _pages(execute, columns, "id"):
        properties = _properties(kona, ("welcome",), onlyoffice)
        execute(
            "UPDATE calendar SET properties = ? WHERE id = ? AND owner_id = ?", len(properties), calendar_id, owner_id
        )
        _put(execute, "property (owner_id, calendar_id, object_id,", (owner_id, calendar_id, 0), properties)


def _agree_with_grants(execute: Executor) -> None:
    """Set `everyone` and `alone` to what the grants say, and give each author of a closed object a grant."""
    execute("UPDATE object SET everyone = 0 WHERE everyone = 1")
    execute(
        "UPDATE object SET everyone = 1 WHERE alone = 0 AND id IN (SELECT object_id FROM calendar_grant"
        " WHERE object_id > 0 AND holder_kind = 'everyone' AND level <> 'busy')"
    )
    execute(
        "DELETE FROM calendar_grant WHERE object_id IN (SELECT id FROM object WHERE alone = 1)"
        " AND NOT (holder_kind = 'account' AND holder_id IN"
        "   (SELECT author_id FROM object WHERE object.id = calendar_grant.object_id))"
    )
    execute(
        "INSERT INTO calendar_grant (owner_id, calendar_id, object_id, holder_kind, holder_id, level)"
        " SELECT owner_id, calendar_id, id, 'account', author_id, 'full' FROM object"
        " WHERE (closed = 1 OR alone = 1) AND author_id <> owner_id AND author_id IN (SELECT id FROM account)"
        " ON CONFLICT DO NOTHING"
    )


def _pages(execute: Executor, columns: str, *key: str) -> Iterator[Row]:
    """The rows that hold JSON, read in pages by the key columns that they begin with."""
    after: tuple[Value, ...] = (0,) * len(key)
    names, signs = ", ".join(key), ", ".join("?" * len(key))
    texts = "(kona <> '' OR onlyoffice <> '')"
    while rows := execute(
        f"{columns} WHERE ({names}) > ({signs}) AND {texts} ORDER BY {names} LIMIT {_AT_ONCE}", *after
    ):
        yield from rows
        after = rows[-1][: len(key)]


def _said(text: str) -> dict[str, Any]:
    """What a JSON text says about rights and progress; empty if any of it is malformed."""
    found = _object(text)
    numbers = all(type(found.get(name, 0)) is int for name in _NUMBERS)
    lists = all(_is_list_of_ids(found.get(name, [])) for name in _LISTS)
    return found if numbers and lists else {}


def _is_list_of_ids(value: object) -> bool:
    return isinstance(value, list) and all(type(each) is int for each in value)


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _held(execute: Executor, object_id: int, said: dict[str, Any]) -> dict[int, str] | None:
    """The levels of the accounts that hold a grant of their own on an object, by id; None if no account is listed."""
    if not any(said.get(name) for name in _LISTS):
        return None
    where = "object_id = ? AND holder_kind = 'account' AND level <> 'busy'"
    return dict(execute(f"SELECT holder_id, level FROM calendar_grant WHERE {where}", object_id))


def _policy(said: dict[str, Any], held: dict[int, str] | None) -> tuple[Value, ...]:
    participants, editors = (list(dict.fromkeys(said.get(name, ()))) for name in _LISTS)
    departed: list[int] = []
    if held is not None:
        departed = [each for each in participants if each not in held]
        participants = [each for each in participants if each in held]
        editors = [each for each in editors if held.get(each) == "full"]
    progress = said.get("status", 1)
    return (
        int(said.get("visibility") == _PARTICIPANTS_ONLY),
        int(said.get("stakeholder") == _JUST_ME),
        int(said.get("stakeholder") == 2),
        _ROLES.get(said.get("default_role", _EDITOR), "edit"),
        progress if 0 <= progress <= 4 else 1,
        *(" ".join(map(str, each)) for each in (participants, editors, departed)),
    )


def _properties(kona: str, names: Iterable[str], onlyoffice: str) -> dict[tuple[str, str], str]:
    found = _object(kona)
    properties = {("kona", name): _value(found[name]) for name in names if found.get(name)}
    return properties | {("onlyoffice", name): _value(value) for name, value in _object(onlyoffice).items()}


def _value(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _put(execute: Executor, table: str, place: tuple[int, int, int], properties: dict[tuple[str, str], str]) -> None:
    for (namespace, name), value in properties.items():
        execute(
            f"INSERT INTO {table} namespace, name, value) VALUES (?, ?, ?, ?, ?, ?)", *place, namespace, name, value
        )
