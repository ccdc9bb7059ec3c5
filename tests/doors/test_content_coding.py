"""A body in a content coding is refused before it is read, in every call that takes one (RFC 9110 §8.4, §15.5.16)."""

import gzip
import json
import re
import zlib
from typing import Any

import pytest
from tests.house import House
from tests.schemas.fit import Json, operations

BOMB = gzip.compress(b"[" + b" " * 3_000_000)
SHAPES = {
    "apyhub": {"error"},
    "skycore": {"status", "error-code", "error-info"},
    "onlyoffice": {"status", "statusCode", "error"},
    "kona": {"problemType", "title", "details"},
}
PATH = "/generate/ical/file"
EVENT = {
    "description": "x",
    "organizer_email": "a@example.org",
    "attendees_emails": ["b@example.org"],
    "time_zone": "UTC",
    "meeting_date": "17-12-2026",
    "start_time": "09:30",
    "end_time": "10:15",
}


@pytest.fixture(scope="module")
def calls(house: House) -> list[tuple[str, str, Json]]:
    """Every call that takes a body, with something in the place of its parameters."""
    document = house.ask("GET", "/openapi.json").json
    return [
        (method.upper(), re.sub(r"\{\w+\}", "1", path), operation)
        for method, path, operation in operations(document)
        if "requestBody" in operation
    ]


def coded(house: House, method: str, path: str, *codings: str, body: bytes = BOMB) -> Any:
    headers = [(b"apy-token", house.key.encode()), (b"content-type", b"application/json")]
    headers += [(b"content-encoding", each.encode("latin-1")) for each in codings]
    return house.ask(method, path, body, headers=headers)


def test_every_call_that_takes_a_body_refuses_it_in_its_own_words(house: House, calls: list[Any]) -> None:
    assert {operation["tags"][0] for _, _, operation in calls} == set(SHAPES)
    for method, path, operation in calls:
        answer = coded(house, method, path, "gzip")
        place = f"{method} {path}: {answer.text}"
        assert (answer.status, answer.headers["accept-encoding"]) == (415, "identity"), place
        assert SHAPES[operation["tags"][0]] <= set(answer.json), place
        assert re.search("gzip|Content-Encoding", answer.text), place
        assert "415" in operation["responses"], place


@pytest.mark.parametrize(
    "codings", [("GZIP",), ("br",), ("identity, gzip",), ("gzip", "identity"), ("x" * 5_000,), ("\x9b2J",)]
)
def test_whatever_the_coding_and_wherever_it_stands(house: House, codings: tuple[str, ...]) -> None:
    answer = coded(house, "POST", PATH, *codings)
    assert answer.status == 415
    assert len(answer.body) < 400
    assert answer.text.isprintable()


@pytest.mark.parametrize("codings", [(), ("identity",), ("",), ("Identity, identity",), ("identity", "")])
def test_what_is_no_coding_is_taken(house: House, codings: tuple[str, ...]) -> None:
    assert coded(house, "POST", PATH, *codings, body=json.dumps(EVENT).encode()).status == 200


def test_a_request_without_a_body_has_nothing_that_is_coded(house: House) -> None:
    assert coded(house, "GET", "/calendar_events", "gzip", body=b"").status == 200


def test_over_the_wire_the_connection_goes_on(server: Any) -> None:
    with server.client() as client:
        body = zlib.compress(json.dumps(EVENT).encode())
        refused = client.post(PATH, content=body, headers={"content-encoding": "deflate"})
        assert refused.status_code == 415
        assert "deflate" in refused.json()["error"]
        assert client.post(PATH, json=EVENT).status_code == 200
