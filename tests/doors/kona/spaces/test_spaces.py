"""Spaces: calendars with members, seen and changed by those who may."""

from typing import Any

import pytest
from tests.doors.kona.street import BOTH, Street

from kalends.__main__ import ProgramRoot
from kalends.service.records import Level, Scope

pytestmark = BOTH


def test_a_space_is_made_seen_changed_and_removed(street: Street) -> None:
    body = {
        "name": "Team",
        "details": "All of us",
        "color": "#b373b3",
        "welcome_message": "Anything goes",
        "category": 1,
        "id": 99,
        "href": "x",
    }
    answer = street.ask("anna", "POST", "/spaces", {"spaces": [body]})
    [made] = answer.json["spaces"]
    assert (answer.status, answer.headers["location"]) == (201, made["href"])
    path = f"/spaces/{made['id']}"
    assert made["href"] == f"http://localhost:8080{path}"
    assert isinstance(made["updated_at"], int)
    sent = {name: value for name, value in body.items() if name not in ("id", "href")}
    assert made.items() >= sent.items()
    assert street.things("anna", "GET", path) == [made]
    assert street.things("anna", "PUT", path, {"name": "Group"}) == [made | {"name": "Group"}]
    changed = street.things("anna", "PUT", path, {"welcome_message": "", "details": None, "category": 1})
    assert changed == [made | {"name": "Group", "welcome_message": "", "details": ""}]
    assert street.things("anna", "PUT", path, {"spaces": [{"id": 1, "updated_at": 1}]}) == changed
    removed = street.ask("anna", "DELETE", path)
    assert (removed.status, removed.body) == (204, b"")
    assert street.refused("anna", "GET", path) == (404, "not_found")


def test_a_space_is_a_calendar_of_the_other_doors(street: Street) -> None:
    [made] = street.things("anna", "POST", "/spaces", {"name": "Team", "welcome_message": "Hello"})
    office = f"/api/2.0/calendar/{made['id']}"
    assert street.ask("anna", "GET", office).json["response"]["title"] == "Team"
    assert street.ask("anna", "PUT", office, {"name": "Other"}).status == 200
    [seen] = street.things("anna", "GET", f"/spaces/{made['id']}")
    assert (seen["name"], seen["welcome_message"]) == ("Other", "Hello")


def test_everybody_has_one_personal_space(street: Street) -> None:
    [own] = street.things("anna", "GET", "/spaces")
    assert own["category"] == 0
    space = street.space("anna", bert=Level.READ)
    assert [(each["id"], each["category"]) for each in street.things("anna", "GET", "/spaces")] == [
        (own["id"], 0),
        (space, 1),
    ]
    berts = street.things("bert", "GET", "/spaces")
    assert [(each["id"] == space, each["category"]) for each in berts] == [(False, 0), (True, 1)]
    assert street.refused("anna", "POST", "/spaces", {"name": "x", "category": 0}) == (422, "unprocessable_entity")
    assert street.refused("anna", "PUT", f"/spaces/{space}", {"category": 0}) == (422, "unprocessable_entity")
    assert street.things("anna", "PUT", f"/spaces/{own['id']}", {"category": 0, "name": "Mine"})[0]["name"] == "Mine"


def test_a_key_that_only_reads_lists_and_makes_nothing(street: Street) -> None:
    with street.house.service() as service:
        made = service.people.keys.add("anna@example.org", label="r", scope=Scope.READ, now=ProgramRoot().now())
    space = street.space("anna")
    street.keys["anna"] = made.secret
    assert [each["id"] for each in street.things("anna", "GET", "/spaces")] == [space]
    assert street.refused("anna", "POST", "/spaces", {"name": "x"}) == (403, "render_forbidden")
    assert street.refused("anna", "DELETE", f"/spaces/{space}") == (403, "render_forbidden")
    assert len(street.things("anna", "GET", "/spaces")) == 1


RIGHTS = [
    ("anna", 200, 200, 204),
    ("bert", 200, 200, 403),
    ("cleo", 200, 403, 403),
    ("dora", 200, 403, 403),
    ("emil", 404, 404, 404),
    ("gwen", 404, 404, 204),
]


@pytest.mark.parametrize(("who", "read", "write", "remove"), RIGHTS)
def test_who_may_what(street: Street, who: str, read: int, write: int, remove: int) -> None:
    space = street.space("anna", bert=Level.FULL, cleo=Level.READ, dora=Level.BUSY)
    path = f"/spaces/{space}"
    assert street.ask(who, "GET", path).status == read
    assert street.ask(who, "PUT", path, {"name": "New"}).status == write
    [seen] = street.things("anna", "GET", path)
    assert (seen["name"] == "New") is (write == 200)
    assert street.ask(who, "DELETE", path).status == remove
    assert (street.ask("anna", "GET", path).status == 404) is (remove == 204)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, (422, "unprocessable_entity")),
        ({"name": " "}, (422, "unprocessable_entity")),
        ({"name": None}, (422, "unprocessable_entity")),
        ({"name": ["x"]}, (400, "bad_request")),
        ({"name": "x\u0000"}, (400, "bad_request")),
        ({"name": "x" * 501}, (400, "bad_request")),
        ({"name": "x", "details": "x" * 20_001}, (400, "bad_request")),
        ({"name": "x", "welcome_message": "x" * 20_001}, (400, "bad_request")),
        ({"name": "x", "welcome_message": 7}, (400, "bad_request")),
        ({"name": "x", "category": 2}, (400, "bad_request")),
        ({"name": "x", "category": "work"}, (400, "bad_request")),
        ({"name": "x", "color": "x" * 65}, (400, "bad_request")),
        ({"spaces": []}, (400, "bad_request")),
        ({"spaces": ["x"]}, (400, "bad_request")),
        ([], (400, "bad_request")),
    ],
)
def test_spaces_that_cannot_be(street: Street, body: Any, expected: tuple[int, str]) -> None:
    before = street.things("anna", "GET", "/spaces")
    assert street.refused("anna", "POST", "/spaces", body) == expected
    if body:
        assert street.refused("anna", "PUT", f"/spaces/{before[0]['id']}", body) == expected
    assert street.things("anna", "GET", "/spaces") == before


def test_the_address_of_a_feed(street: Street) -> None:
    space = street.space("anna", bert=Level.READ)
    answer = street.ask("anna", "GET", f"/ics_feeds/{space}")
    [feed] = answer.json["ics_feeds"]
    assert (answer.status, answer.headers["cache-control"]) == (200, "no-store")
    url = feed.pop("url")
    assert url.startswith(f"http://localhost:8080/feeds/{street.id('anna')}.{space}.1.")
    assert url.endswith(".ics")
    assert feed == {
        "id": space,
        "space_id": space,
        "name": "Space",
        "href": f"http://localhost:8080/ics_feeds/{space}",
    }
    assert street.things("anna", "GET", f"/api/ics_feeds/{space}")[0]["url"] == url
    assert street.things("bert", "GET", f"/ics_feeds/{space}")[0]["url"] != url
    assert street.refused("emil", "GET", f"/ics_feeds/{space}") == (404, "not_found")
    assert street.refused("anna", "GET", "/ics_feeds/999999") == (404, "not_found")


def test_the_personal_space_is_not_removed(street: Street) -> None:
    [own] = street.things("anna", "GET", "/spaces")
    event = street.things("anna", "POST", "/calendar_events", {"name": "Stays"})[0]["id"]
    answer = street.ask("anna", "DELETE", f"/spaces/{own['id']}")
    assert answer.status == 422
    assert answer.json["details"] == "id is your personal space, which everybody has: it cannot be removed."
    assert street.things("anna", "GET", f"/calendar_events/{event}")[0]["name"] == "Stays"


def test_spaces_and_groups_are_looked_for_by_words(street: Street) -> None:
    for name in ("Choir of Linz", "Band", "Linzer Torte"):
        street.things("anna", "POST", "/spaces", {"name": name})
        street.things("gwen", "POST", "/groups", {"name": name})
    for path in ("/spaces", "/groups"):
        found = street.things("anna", "GET", path, query="like=linz&per_page=200")
        assert [each["name"] for each in found] == ["Choir of Linz", "Linzer Torte"]
        assert street.things("anna", "GET", path, query="like=nobody") == []
        link = street.ask("anna", "GET", path, query="like=linz&per_page=1").headers["link"]
        assert "like=linz" in link


def test_spaces_come_with_their_people_where_that_is_asked_for(street: Street) -> None:
    space = street.space("anna", bert=Level.FULL, dora=Level.BUSY)
    [seen] = street.things("bert", "GET", f"/spaces/{space}", query="include=participants")
    assert seen["participants"] == street.things("bert", "GET", "/users", query=f"space_id={space}")
    assert [each["name"] for each in seen["participants"]] == ["Anna", "Bert"]
    listed = street.things("bert", "GET", "/spaces", query="include=participants")
    assert [each["participants"] for each in listed if each["id"] == space] == [seen["participants"]]
    assert "participants" not in street.things("anna", "GET", f"/spaces/{space}")[0]
    assert "participants" not in street.things("dora", "GET", f"/spaces/{space}", query="include=participants")[0]
    assert street.refused("anna", "GET", f"/spaces/{space}", query="include=secrets") == (400, "bad_request")


def test_a_space_says_of_what_type_it_is_and_whose(street: Street) -> None:
    space = street.space("anna")
    types = {each["id"]: (each["space_type"], each["account_id"]) for each in street.things("anna", "GET", "/spaces")}
    assert types.pop(space) == (1, 1)
    assert list(types.values()) == [(0, 1)]


def test_patch_is_put(street: Street) -> None:
    space = street.space("anna")
    assert street.things("anna", "PATCH", f"/spaces/{space}", {"name": "Other"})[0]["name"] == "Other"
    [event] = street.things("anna", "POST", "/calendar_events", {"name": "A", "location": "Here"})
    [patched] = street.things("anna", "PATCH", f"/calendar_events/{event['id']}", {"name": "B"})
    assert (patched["name"], patched["location"]) == ("B", "Here")
    [group] = street.things("gwen", "POST", "/groups", {"name": "Choir"})
    assert street.things("gwen", "PATCH", f"/groups/{group['id']}", {"name": "Band"})[0]["name"] == "Band"
    assert street.refused("anna", "PATCH", f"/groups/{group['id']}", {"name": "x"}) == (403, "render_forbidden")
