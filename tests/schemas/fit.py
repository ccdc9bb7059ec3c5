"""Our OpenAPI as tests read it: its schemas with every reference followed, and whether an answer fits."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema_rs

from kalends.doors.kona.schemas import SCHEMAS

Json = dict[str, Any]
Place = tuple[str, ...]

_KONA = {
    "calendar_events": "KonaCalendarEvent",
    "spaces": "KonaSpace",
    "groups": "KonaGroup",
    "users": "KonaUser",
    "ics_feeds": "KonaFeed",
}


@cache
def _validator(name: str) -> Any:
    closed = SCHEMAS[name] | {"additionalProperties": False, "components": {"schemas": SCHEMAS}}
    return jsonschema_rs.validator_for(closed)


def demand_described(told: Json) -> None:
    """Let a Kona answer pass in which every thing is as its schema says, and has nothing else."""
    for plural, things in told.items():
        for thing in things:
            # who was let in is answered under the plural of people
            name = "KonaParticipant" if "invitation_sent" in thing else _KONA[plural]
            _validator(name).validate(thing)


def operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    """Method, path and operation of every call."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def schemas_within(document: Json, schema: Json, place: Place = ()) -> Iterator[tuple[Place, Json]]:
    """A schema and all that it is made of, references followed, each with the path of names to it."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/components/schemas/")
        if name in place:
            return
        yield from schemas_within(document, document["components"]["schemas"][name], (*place, name))
    yield place, schema
    for word, value in schema.items():
        if word in ("properties", "patternProperties", "$defs"):
            for name, inner in value.items():
                yield from schemas_within(document, inner, (*place, name))
        elif word in ("anyOf", "allOf", "oneOf", "prefixItems"):
            for inner in value:
                yield from schemas_within(document, inner, place)
        elif word in ("items", "additionalProperties", "not", "if", "then", "else", "contains") and value is not True:
            yield from schemas_within(document, value or {}, (*place, word))


def bodies(document: Json, *methods: str) -> Iterator[tuple[str, Place, Json]]:
    """Every schema within the bodies of requests of these methods: method and path of the call, place, schema."""
    for method, path, operation in operations(document):
        if method not in methods:
            continue
        for content in operation.get("requestBody", {}).get("content", {}).values():
            for place, schema in schemas_within(document, content["schema"]):
                yield f"{method.upper()} {path}", place, schema


def answers(document: Json) -> Iterator[tuple[str, Place, Json]]:
    """The same of every answer."""
    for method, path, operation in operations(document):
        for response in operation["responses"].values():
            for content in response.get("content", {}).values():
                for place, schema in schemas_within(document, content["schema"]):
                    yield f"{method.upper()} {path}", place, schema
