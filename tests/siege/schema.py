"""Values of a JSON Schema: such as it takes, and such as it does not, with their types confused."""

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from tests.doors import nasty
from tests.siege.hostile import RULES, TIMES, WORDS, ZONES

Schema = Mapping[str, Any]
_MOST_DEPTH = 6
_RAW = (
    *("1e999", "-0", "1E400", "9" * 400, "1.0", "0.1e-400", "[" * 500 + "]" * 500, '{"a":' * 500 + "1" + "}" * 500),
    *(
        '"\\ud800"',
        '"\\u0000"',
        "null",
        "true",
        '""',
        "[]",
        "{}",
        "[null]",
        "[[]]",
        '{"":{}}',
        "-1",
        "9223372036854775808",
    ),
)


class Raw(str):
    """JSON as it is to stand in a body."""

    __slots__ = ()


def good(schema: Schema, root: Schema, draw: Random, depth: int = 0) -> Any:
    """A value that the schema takes, as far as types, enums and bounds go."""
    if depth > _MOST_DEPTH:
        return None
    schema = _resolved(schema, root, draw)
    for name in ("const", "default", "example"):
        if name in schema and (name == "const" or draw.random() < 0.4):
            return schema[name]
    if "examples" in schema and draw.random() < 0.7:
        return draw.choice(list(schema["examples"]))
    if "enum" in schema:
        return draw.choice(list(schema["enum"]))
    kinds = schema.get("type", "object" if "properties" in schema else "string")
    kind = draw.choice(kinds) if isinstance(kinds, list) else kinds
    return _MADE.get(kind, _null)(schema, root, draw, depth)


def confused(value: Any, draw: Random) -> Any:
    """The value with one thing in it exchanged for another that has no business there."""
    if isinstance(value, dict) and value and draw.random() < 0.85:
        name, way = draw.choice(list(value)), draw.random()
        if way < 0.7:
            return {**value, name: confused(value[name], draw)}
        if way < 0.8:
            return {each: inner for each, inner in value.items() if each != name}
        return {**value, draw.choice((*nasty.STRINGS[:20], "id", "extra")): strange(draw)}
    if isinstance(value, list) and value and draw.random() < 0.7:
        at = draw.randrange(len(value))
        return [*value[:at], confused(value[at], draw), *value[at + 1 :]]
    return strange(draw)


def strange(draw: Random) -> Any:
    """A value of any type."""
    way = draw.random()
    if way < 0.35:
        return draw.choice(WORDS)
    if way < 0.55:
        return draw.choice(nasty.NUMBERS)
    if way < 0.70:
        return Raw(draw.choice(_RAW))
    if way < 0.85:
        return draw.choice((*RULES, *ZONES, *TIMES))
    return draw.choice(([], {}, None, True, False, ["x"] * 50, [[1], [2]], {"a": {"b": []}}, [None], [1, "a", {}]))


def _resolved(schema: Schema, root: Schema, draw: Random) -> Schema:
    """The schema behind references; one of several, and all of what is to hold together."""
    while "$ref" in schema:
        found: Any = root
        for name in schema["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        schema = found
    for name in ("oneOf", "anyOf"):
        if name in schema:
            return {**schema, name: (), **_resolved(draw.choice(schema[name]), root, draw)} if schema[name] else schema
    if "allOf" in schema:
        whole = {**schema, "properties": dict(schema.get("properties", {}))}
        for each in schema["allOf"]:
            part = _resolved(each, root, draw)
            whole["properties"] |= part.get("properties", {})
            whole = {**part, **whole}
        return whole
    return schema


def _object(schema: Schema, root: Schema, draw: Random, depth: int) -> Any:
    required = schema.get("required", ())
    return {
        name: good(inner, root, draw, depth + 1)
        for name, inner in schema.get("properties", {}).items()
        if name in required or (draw.random() < 0.35 and not inner.get("readOnly"))
    }


def _array(schema: Schema, root: Schema, draw: Random, depth: int) -> Any:
    count = draw.randint(schema.get("minItems", 0), 2 + schema.get("minItems", 0))
    return [good(schema.get("items", {}), root, draw, depth + 1) for _ in range(count)]


def _string(schema: Schema, _root: Schema, draw: Random, _depth: int) -> Any:
    if schema.get("format") in ("date-time", "date"):
        return draw.choice(("2026-11-24T10:00:00Z", "2026-11-24", "2026-11-25T00:00:00+01:00"))
    return draw.choice(("x", "Review", "2026-11-24", "1", "read", "FREQ=DAILY;COUNT=3", "ana@example.org", "UTC", "é"))


def _integer(schema: Schema, _root: Schema, draw: Random, _depth: int) -> Any:
    least = int(schema.get("minimum", 0))
    return draw.randint(least, min(int(schema.get("maximum", least + 5)), least + 5))


def _boolean(_schema: Schema, _root: Schema, draw: Random, _depth: int) -> Any:
    return draw.random() < 0.5


def _null(_schema: Schema, _root: Schema, _draw: Random, _depth: int) -> Any:
    return None


_MADE: Mapping[str, Callable[[Schema, Schema, Random, int], Any]] = {
    "object": _object,
    "array": _array,
    "string": _string,
    "integer": _integer,
    "number": _integer,
    "boolean": _boolean,
}
