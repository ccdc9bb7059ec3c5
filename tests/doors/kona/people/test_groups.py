"""Groups: everybody sees them, administrators change them."""

from typing import Any

import pytest
from tests.doors.kona.street import BOTH, Street

from kalends.service.records import Grant, Holder, HolderKind, Level

pytestmark = BOTH


def test_a_group_is_made_seen_changed_and_removed(street: Street) -> None:
    ids = [street.id("anna"), street.id("bert")]
    body = {"groups": [{"name": " Choir ", "user_ids": ids, "id": 99, "updated_at": 1, "space_id": 4}]}
    answer = street.ask("gwen", "POST", "/groups", body)
    [made] = answer.json["groups"]
    assert (answer.status, answer.headers["location"]) == (201, made["href"])
    assert made["href"] == f"http://localhost:8080/groups/{made['id']}"
    assert (made["name"], made["user_ids"]) == ("Choir", ids)
    path = f"/groups/{made['id']}"
    assert street.things("emil", "GET", path) == street.things("emil", "GET", "/groups") == [made]
    assert street.things("gwen", "PUT", path, {"name": "Band"}) == [made | {"name": "Band"}]
    assert street.things("gwen", "PUT", path, {"user_ids": [str(street.id("cleo"))]})[0]["user_ids"] == [
        street.id("cleo")
    ]
    assert street.things("gwen", "PUT", path, {"user_ids": None})[0]["user_ids"] == []
    unchanged = street.things("gwen", "PUT", path, {"groups": [{"id": 5, "href": "x", "updated_at": 0}]})
    assert unchanged == street.things("anna", "GET", path)
    removed = street.ask("gwen", "DELETE", path)
    assert (removed.status, removed.body) == (204, b"")
    assert street.refused("gwen", "GET", path) == (404, "not_found")


def test_only_administrators_change_groups(street: Street) -> None:
    [made] = street.things("gwen", "POST", "/groups", {"name": "Choir"})
    path = f"/groups/{made['id']}"
    for method, where in (("POST", "/groups"), ("PUT", path), ("DELETE", path)):
        assert street.refused("anna", method, where, {"name": "x"}) == (403, "render_forbidden")
    assert street.things("anna", "GET", "/groups") == [made]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, (422, "unprocessable_entity")),
        ({"name": ""}, (422, "unprocessable_entity")),
        ({"name": None}, (422, "unprocessable_entity")),
        ({"name": 5}, (400, "bad_request")),
        ({"name": "x" * 201}, (400, "bad_request")),
        ({"name": "x", "user_ids": "x"}, (400, "bad_request")),
        ({"name": "x", "user_ids": [True]}, (400, "bad_request")),
        ({"name": "x", "user_ids": [999999]}, (422, "unprocessable_entity")),
        ({"name": "x", "user_ids": [-1]}, (422, "unprocessable_entity")),
        ({"groups": []}, (400, "bad_request")),
        ({"groups": [{"name": "x"}, {"name": "y"}]}, (400, "bad_request")),
        ([{"name": "x"}], (400, "bad_request")),
    ],
)
def test_groups_that_cannot_be(street: Street, body: Any, expected: tuple[int, str]) -> None:
    [made] = street.things("gwen", "POST", "/groups", {"name": "Choir", "user_ids": [street.id("anna")]})
    assert street.refused("gwen", "POST", "/groups", body) == expected
    if body:
        assert street.refused("gwen", "PUT", f"/groups/{made['id']}", body) == expected
    assert street.things("gwen", "GET", "/groups") == [made]


def test_groups_that_are_not_there(street: Street) -> None:
    for method in ("GET", "PUT", "DELETE"):
        for path in ("/groups/999999", "/groups/x"):
            assert street.refused("gwen", method, path, {"name": "x"}) == (404, "not_found")


def test_the_groups_of_a_space(street: Street) -> None:
    space = street.space("anna", dora=Level.BUSY)
    made = [street.things("gwen", "POST", "/groups", {"name": name})[0] for name in ("Choir", "Band")]
    street.share("anna", space, Grant(Holder(HolderKind.GROUP, made[1]["id"]), Level.READ))
    query = f"space_id={space}"
    assert street.things("anna", "GET", "/groups", query=query) == [made[1]]
    assert street.refused("dora", "GET", "/groups", query=query) == (403, "render_forbidden")
    assert street.refused("emil", "GET", "/groups", query=query) == (404, "not_found")
