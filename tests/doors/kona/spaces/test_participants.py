"""Who is in a space: let in by those who may, and let go."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.doors.kona.street import BOTH, Street

from kalends.service.records import Level

pytestmark = BOTH


def people(street: Street, space: int) -> list[str]:
    return [each["name"] for each in street.things("anna", "GET", "/users", query=f"space_id={space}")]


def test_people_are_let_in_and_go(street: Street) -> None:
    space = street.space("anna")
    path = f"/spaces/{space}/participants"
    body = {"participants": [{"email": "BERT@example.org"}, {"id": street.id("cleo")}], "message": "Welcome"}
    answer = street.ask("anna", "POST", path, body)
    assert answer.status == 200
    assert [(each["id"], each["status"], each["invitation_sent"]) for each in answer.json["participants"]] == [
        (street.id("bert"), "existing", False),
        (street.id("cleo"), "existing", False),
    ]
    assert [urlsplit(each["href"]).path for each in answer.json["participants"]] == [
        f"/users/{street.id(name)}" for name in ("bert", "cleo")
    ]
    assert people(street, space) == ["Anna", "Bert", "Cleo"]
    assert street.things("bert", "PUT", f"/spaces/{space}", {"name": "Ours"})[0]["name"] == "Ours"
    assert street.ask("anna", "DELETE", f"{path}/{street.id('bert')}").status == 204
    assert street.ask("anna", "DELETE", f"{path}/cleo@example.org").status == 204
    assert people(street, space) == ["Anna"]
    assert street.refused("bert", "GET", f"/spaces/{space}") == (404, "not_found")


def test_letting_in_twice_and_the_owner_changes_nothing(street: Street) -> None:
    space = street.space("anna", bert=Level.READ)
    body = {"participants": [{"email": f"{name}@example.org"} for name in ("bert", "bert", "anna")]}
    for _ in range(2):
        assert street.ask("anna", "POST", f"/spaces/{space}/participants", body).status == 200
    assert people(street, space) == ["Anna", "Bert"]
    assert street.ask("bert", "PUT", f"/spaces/{space}", {"name": "x"}).status == 200


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, (400, "bad_request")),
        ({"participants": []}, (400, "bad_request")),
        ({"participants": {"email": "bert@example.org"}}, (400, "bad_request")),
        ({"participants": ["bert@example.org"]}, (400, "bad_request")),
        ({"participants": [{"name": "Bert"}]}, (400, "bad_request")),
        ({"participants": [{"email": 5}]}, (400, "bad_request")),
        ({"participants": [{"email": "bert@example.org"}] * 1001}, (400, "bad_request")),
        ({"participants": [{"email": "bert@example.org"}, {"email": "x@y.example"}]}, (422, "unprocessable_entity")),
        ({"participants": [{"email": "bert@example.org"}, {"email": "no address"}]}, (422, "unprocessable_entity")),
        ({"participants": [{"id": 999999}]}, (422, "unprocessable_entity")),
        ({"participants": [{"id": -1}]}, (422, "unprocessable_entity")),
    ],
)
def test_who_cannot_be_let_in(street: Street, body: Any, expected: tuple[int, str]) -> None:
    space = street.space("anna")
    assert street.refused("anna", "POST", f"/spaces/{space}/participants", body) == expected
    assert people(street, space) == ["Anna"]


@pytest.mark.parametrize(
    ("who", "add", "drop"),
    [("anna", 200, 204), ("bert", 200, 204), ("cleo", 403, 403), ("dora", 403, 403), ("emil", 404, 404)],
)
def test_who_may_let_in_and_drop(street: Street, who: str, add: int, drop: int) -> None:
    space = street.space("anna", bert=Level.FULL, cleo=Level.READ, dora=Level.BUSY)
    path = f"/spaces/{space}/participants"
    assert street.ask(who, "POST", path, {"participants": [{"email": "gwen@example.org"}]}).status == add
    assert ("Gwen" in people(street, space)) is (add == 200)
    target = "bert" if who != "bert" else "cleo"
    assert street.ask(who, "DELETE", f"{path}/{street.id(target)}").status == drop
    assert (target.capitalize() not in people(street, space)) is (drop == 204)


@pytest.mark.parametrize("who", ["bert", "cleo", "dora"])
def test_everybody_may_leave(street: Street, who: str) -> None:
    space = street.space("anna", bert=Level.FULL, cleo=Level.READ, dora=Level.BUSY)
    assert street.ask(who, "DELETE", f"/spaces/{space}/participants/{street.id(who)}").status == 204
    assert street.refused(who, "GET", f"/spaces/{space}") == (404, "not_found")


def test_who_is_not_in_it_cannot_be_dropped(street: Street) -> None:
    space = street.space("anna", bert=Level.READ)
    named = (street.id("emil"), street.id("anna"), 999999, 99999999999, "x", "x@y.example", "emil@example.org")
    for who in named:
        assert street.refused("anna", "DELETE", f"/spaces/{space}/participants/{who}") == (404, "not_found")
    assert people(street, space) == ["Anna", "Bert"]
