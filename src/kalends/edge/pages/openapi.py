"""The OpenAPI 3.1 description, put together from what the routes of all doors say of themselves."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kalends.edge.door import Door, Route
from kalends.edge.front.table import Opening

SECURITY_SCHEMES: Mapping[str, Any] = {
    "apyToken": {"type": "apiKey", "in": "header", "name": "apy-token", "description": "A key of an account."},
    "apiKey": {"type": "apiKey", "in": "header", "name": "x-api-key", "description": "A key of an account."},
    "bearer": {"type": "http", "scheme": "bearer", "description": "A key of an account, or an access token."},
    "basic": {
        "type": "http",
        "scheme": "basic",
        "description": "The account's e-mail address, with a key or with the account's password.",
    },
}
_SUMMARY = "One calendar, many doors: every dialect below makes and reads the same calendars."


def describe(openings: Iterable[Opening], *, version: str, public_url: str) -> dict[str, Any]:
    """The whole document. Every documented route stands under its prefix and under its aliases."""
    opened = list(openings)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Kalends", "version": version, "description": _SUMMARY, "license": _LICENSE},
        "servers": [{"url": public_url.rstrip("/") or "/"}],
        "tags": [_tag(opening.door) for opening in opened],
        "security": [{name: []} for name in SECURITY_SCHEMES],
        "paths": _paths(opened),
        "components": {"schemas": _schemas(opened), "securitySchemes": dict(SECURITY_SCHEMES)},
    }


_LICENSE = {"name": "Apache License 2.0", "identifier": "Apache-2.0"}


def _tag(door: Door) -> dict[str, str]:
    return {"name": door.name, "description": door.tag_description}


def _schemas(openings: Iterable[Opening]) -> dict[str, Any]:
    schemas: dict[str, Any] = {}
    for opening in openings:
        for name, schema in opening.door.schemas.items():
            if schemas.setdefault(name, schema) != schema:
                raise ValueError(f"two doors have different schemas of the name {name}")
    return schemas


def _paths(openings: Iterable[Opening]) -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for opening in openings:
        for path, method, operation in _operations(opening):
            paths.setdefault(path, {})[method] = operation
    return paths


def _operations(opening: Opening) -> Iterator[tuple[str, str, dict[str, Any]]]:
    door = opening.door
    for route in door.routes:
        if route.operation is None:
            continue
        own, method = door.prefix + route.told, route.method.lower()
        yield own, method, _operation(door, route)
        if opening.at_root(route.path):
            yield route.told, method, _alias(_operation(door, route), own)


def _operation(door: Door, route: Route) -> dict[str, Any]:
    words = [part for part in route.told.replace("{", "").replace("}", "").split("/") if part]
    named = {"operationId": "-".join([door.name, route.method.lower(), *words]), "tags": [door.name]}
    return {**named, **(route.operation or {})}


def _alias(operation: dict[str, Any], own: str) -> dict[str, Any]:
    note = f"The same as `{own}`, at the path that the document of this dialect names."
    description = "\n\n".join(part for part in (operation.get("description", ""), note) if part)
    changed = {"operationId": operation["operationId"] + "-alias", "description": description, "x-alias-of": own}
    return {**operation, **changed}
