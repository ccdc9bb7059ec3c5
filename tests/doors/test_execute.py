"""Every "Execute" on `/docs`, untouched and from top to bottom of a door, succeeds against an empty server.

What the page sends is reckoned as Swagger UI does: the example of a body and of each parameter; a parameter without one
is sent only where it is required, and there the page would not send anything at all.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from tests.house import House
from tests.schemas.fit import Json, operations

FOR_SOMEBODY = {
    "GET /apyhub/files/{token}": "the token of an answer before",
    "POST /api/2.0/authentication": "a password, which the first account has not",
    "POST /api/2.0/calendar/import": "a file",
    "POST /api/2.0/calendar/{calendarId}/import": "a file",
    "DELETE /api/2.0/calendar/events/{eventId}/unsubscribe": "an event of somebody else",
    "GET /api/2.0/people/{userId}": "the id of a person, which is drawn at random",
    "GET /api/2.0/group/{groupId}": "the id of a group, which is drawn at random",
    "GET /oauth/authorize": "an application",
    "POST /oauth/token": "an application",
    "POST /oauth/revoke": "an application",
    "DELETE /spaces/{id}/participants/{who}": "a second account",
}
"""What needs more than an empty server has, and what that is."""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path / "data")
    yield house
    house.close()


def example(place: Json) -> Any:
    """The example of a parameter or of a body; None where it has none."""
    for where in (place, place.get("schema", {})):
        if "example" in where:
            return where["example"]
        if where.get("examples"):
            found = where["examples"]
            return next(iter(found.values()))["value"] if isinstance(found, dict) else found[0]
    return None


def request_of(method: str, path: str, operation: Json) -> tuple[str, str, str, Any]:
    """Method, path, query and body that the page sends."""
    query = {}
    for parameter in operation.get("parameters", ()):
        value = example(parameter)
        if parameter["in"] == "path":
            assert value is not None, (method, path, parameter["name"])
            path = path.replace("{" + parameter["name"] + "}", quote(str(value), safe=""))
        elif parameter["in"] == "query" and value is not None:
            query[parameter["name"]] = value
        else:
            assert value is not None or not parameter.get("required"), (method, path, parameter["name"])
    body: Any = b""
    if "requestBody" in operation:
        body = example(operation["requestBody"]["content"]["application/json"])
        assert body is not None, (method, path)
    return method.upper(), path, urlencode(query), body


@pytest.mark.parametrize("tag", ["apyhub", "skycore", "onlyoffice", "kona"])
def test_every_execute_succeeds(house: House, tag: str) -> None:
    document = house.ask("GET", "/openapi.json").json
    tried = 0
    for method, path, operation in operations(document):
        responses = operation["responses"]
        is_built = any(status.startswith("2") for status in responses)
        if tag not in operation["tags"] or f"{method.upper()} {path}" in FOR_SOMEBODY or not is_built:
            continue
        sent = request_of(method, path, operation)
        answer = house.ask(*sent[:2], sent[3], query=sent[2])
        assert answer.status in (200, 201, 204), (*sent, answer.status, answer.text[:500])
        tried += 1
    assert tried >= {"apyhub": 3, "skycore": 1, "onlyoffice": 25, "kona": 20}[tag]


def test_what_is_left_out_is_there(house: House) -> None:
    document = house.ask("GET", "/openapi.json").json
    assert {f"{method.upper()} {path}" for method, path, _ in operations(document)} >= set(FOR_SOMEBODY)
