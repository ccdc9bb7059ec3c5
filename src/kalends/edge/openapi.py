"""The OpenAPI 3.1 description, put together from what the routes of all doors say of themselves."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kalends.edge.door import Door, Handler, Route
from kalends.edge.router import Mount

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


def describe(mounts: Iterable[Mount], *, version: str, public_url: str) -> dict[str, Any]:
    """The whole document.

    A route that stands at the root too, where the document of its dialect names it, is described there alone; its
    path below the prefix of its door is named beside (`x-also-at`).
    """
    mounted = list(mounts)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Kalends", "version": version, "description": _SUMMARY, "license": _LICENSE},
        "servers": [{"url": public_url.rstrip("/") or "/"}],
        "tags": [_tag(mount.door) for mount in mounted if mount.door.tag_description],
        "security": [{name: []} for name in SECURITY_SCHEMES],
        "paths": _paths(mounted),
        "components": {"schemas": _schemas(mounted), "securitySchemes": dict(SECURITY_SCHEMES)},
    }


_LICENSE = {"name": "Apache License 2.0", "identifier": "Apache-2.0"}


def _tag(door: Door) -> dict[str, str]:
    return {"name": door.tag, "description": door.tag_description}


def _schemas(mounts: Iterable[Mount]) -> dict[str, Any]:
    schemas: dict[str, Any] = {}
    for mount in mounts:
        for name, schema in mount.door.schemas.items():
            if schemas.setdefault(name, schema) != schema:
                raise ValueError(f"two doors have different schemas of the name {name}")
    return schemas


def _paths(mounts: Iterable[Mount]) -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for mount in mounts:
        for path, method, operation in _operations(mount):
            paths.setdefault(path, {})[method] = operation
    # what only deletes comes last, the more particular first, so that the page can be tried from top to bottom
    removals = sorted((path for path in paths if set(paths[path]) == {"delete"}), key=lambda path: -path.count("/"))
    return {path: paths[path] for path in (*(path for path in paths if path not in removals), *removals)}


def _operations(mount: Mount) -> Iterator[tuple[str, str, dict[str, Any]]]:
    door = mount.door
    for route in door.routes:
        if route.operation is None:
            continue
        path, operation = door.prefix + route.openapi_path, _operation(door, route)
        if mount.at_root(route.path):
            path, operation = route.openapi_path, _at_both(operation, path)
        yield path, route.method.lower(), operation


def _operation(door: Door, route: Route[Handler]) -> dict[str, Any]:
    words = [part for part in route.openapi_path.replace("{", "").replace("}", "").split("/") if part]
    named = {"operationId": "-".join([door.tag, route.method.lower(), *words]), "tags": [door.tag]}
    return {**named, **(route.operation or {})}


def _at_both(operation: dict[str, Any], prefixed: str) -> dict[str, Any]:
    note = f"Also at `{prefixed}`."
    description = "\n\n".join(part for part in (operation.get("description", ""), note) if part)
    return {**operation, "description": description, "x-also-at": prefixed}
