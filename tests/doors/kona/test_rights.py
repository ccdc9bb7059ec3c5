"""Who may do what: every stakeholder × visibility × default role, by everybody, with every call, in every door.

-   it is not there    r   seen    s   seen, and its status changed    w   changed and deleted
"""

from collections.abc import Iterator
from typing import Any

import pytest
from tests.doors.kona.conftest import BOTH, EVENTS, HOUR, TEN, Kona
from tests.house import House
from tests.units import directory_of, objects_of

from kalends.service.records import Level

ROLES = ("creator", "editor", "participant", "member", "owner", "stranger")
PEOPLE = dict(zip(ROLES, ("bert", "cleo", "dora", "emil", "anna", "finn"), strict=True))
WINDOW = f"{EVENTS}?date_range_start=2026-11-01&date_range_end=2026-11-30"

TABLE = {
    # stakeholder, visibility, default role: creator, editor, participant, member, owner of the space, stranger
    (0, 1, 1): "w - - - - -",
    (0, 1, 2): "w - - - - -",
    (0, 1, 3): "w - - - - -",
    (0, 2, 1): "w - - - - -",
    (0, 2, 2): "w - - - - -",
    (0, 2, 3): "w - - - - -",
    (1, 1, 1): "w w w - - -",
    (1, 1, 2): "w w r - - -",
    (1, 1, 3): "w w s - - -",
    (1, 2, 1): "w w w w w -",
    (1, 2, 2): "w w r r w -",
    (1, 2, 3): "w w s s w -",
    (2, 1, 1): "w w w w w w",
    (2, 1, 2): "w w r r r r",
    (2, 1, 3): "w w s s s s",
    (2, 2, 1): "w w w w w w",
    (2, 2, 2): "w w r r w r",
    (2, 2, 3): "w w s s w s",
}
OK, NO, MISSING = 200, 403, 404
ANSWERS = {
    #     GET, PUT of the name, of the status, of the stakeholder, of one instance, DELETE
    "-": (MISSING, MISSING, MISSING, MISSING, MISSING, MISSING),
    "r": (OK, NO, NO, NO, NO, NO),
    "s": (OK, NO, OK, NO, NO, NO),
    "w": (OK, OK, OK, OK, OK, 204),
}


def made(kona: Kona, terms: tuple[int, int, int], **more: Any) -> dict[str, Any]:
    """An event of Bert's in Anna's space, which Emil has too; Cleo edits it, Dora takes part."""
    space = kona.space("anna", bert=Level.FULL, emil=Level.FULL)
    stakeholder, visibility, role = terms
    return kona.post(
        "bert",
        name="Secret",
        start_at=TEN,
        end_at=TEN + HOUR,
        space_id=space,
        stakeholder=stakeholder,
        visibility=visibility,
        default_role=role,
        participant_ids=[kona.id("dora")],
        editor_ids=[kona.id("cleo")],
        **more,
    )


def calls(kona: Kona, who: str, event: dict[str, Any], wanted: str) -> tuple[int, ...]:
    path = f"{EVENTS}/{event['id']}"
    name = "New" if wanted == "w" else event["name"]  # as it is then: an echo with another status
    sent = (
        ("GET", path, b""),
        ("PUT", path, {**event, "name": "New"}),
        ("PUT", path, {**event, "name": name, "status": 2}),
        ("PUT", path, {"stakeholder": 2, "visibility": 2, "default_role": 1, "editor_ids": []}),
        ("PUT", f"{path}?num_in_series=2", {"name": "Own"}),
        ("DELETE", path, b""),
    )
    return tuple(kona.ask(who, method, where, body).status for method, where, body in sent)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kona]:
    house = House(tmp_path_factory.mktemp("kona") / "data")
    yield Kona.of(house)
    house.close()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("terms", TABLE, ids=lambda key: "-".join(map(str, key)))
def test_every_call_by_everybody(shared: Kona, terms: tuple[int, int, int], role: str) -> None:
    kona, who = shared, PEOPLE[role]
    wanted = TABLE[terms].split()[ROLES.index(role)]
    event = made(kona, terms, period=1, series_end_at=TEN + 72 * HOUR)
    for path in (WINDOW, f"{WINDOW}&order_by=created_at", f"{WINDOW}&q=secret"):
        assert (event["id"] in [each["id"] for each in kona.all(who, path)]) is (wanted != "-")
    assert seen_elsewhere(kona, who, event["id"]) is (wanted != "-")
    assert calls(kona, who, event, wanted) == ANSWERS[wanted]
    kona.ask("bert", "DELETE", f"{EVENTS}/{event['id']}")


POSTGRES_TERMS = ((0, 2, 1), (1, 1, 1), (1, 1, 3), (1, 2, 2), (1, 2, 3), (2, 1, 2), (2, 2, 3))
"""Each value of each term, closed and open: what is decided in Python is the same for all the others."""


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
@pytest.mark.parametrize("terms", POSTGRES_TERMS, ids=lambda key: "-".join(map(str, key)))
def test_every_call_by_everybody_on_postgresql(kona: Kona, terms: tuple[int, int, int]) -> None:
    for role in ROLES:
        test_every_call_by_everybody(kona, terms, role)


def seen_elsewhere(kona: Kona, who: str, event_id: int) -> bool:
    """Whether somebody sees the event, or its title, through the ONLYOFFICE door."""
    answer = kona.ask(who, "GET", "/api/2.0/calendar/calendars/2026-11-01/2026-11-30")
    ids = {each["objectId"] for calendar in answer.json["response"] for each in calendar["events"]}
    history = kona.ask(who, "GET", f"/api/2.0/calendar/events/{event_id}/historybyid")
    assert (history.status == 200) is (str(event_id) in ids)
    return str(event_id) in ids


@BOTH
def test_terms_that_change_let_in_and_shut_out(kona: Kona) -> None:
    event = made(kona, (1, 2, 2))
    for change, seen_by in (
        ({"visibility": 1}, {"bert", "cleo", "dora"}),
        ({"participant_ids": [kona.id("emil")]}, {"bert", "cleo", "emil"}),
        ({"editor_ids": []}, {"bert", "emil"}),
        ({"stakeholder": 0}, {"bert"}),
        ({"stakeholder": 2}, set(PEOPLE.values())),
        ({"stakeholder": 1}, {"bert", "emil"}),
        ({"visibility": 2}, {"anna", "bert", "emil"}),
    ):
        kona.put("bert", event["id"], **change)
        found = {who for who in PEOPLE.values() if kona.ask(who, "GET", f"{EVENTS}/{event['id']}").status == 200}
        assert (change, found) == (change, seen_by)


def test_who_was_let_in_elsewhere_stays(kona: Kona) -> None:
    event = kona.post("anna", start_at=TEN, participant_ids=[kona.id("bert")])
    with kona.house.service() as service:
        guid = directory_of(service).get_account(kona.callers["anna"], kona.id("cleo")).guid
        own = [
            {"actionId": "full_access", "itemId": each.principal.guid}
            for each in objects_of(service).shared(kona.callers["anna"], event["id"])
        ]
    body = {"eventId": event["id"], "sharingOptions": [*own, {"actionId": "read", "itemId": guid}]}
    assert kona.ask("anna", "PUT", "/api/2.0/calendar/icsevent", body).status == 200
    kona.put("anna", event["id"], participant_ids=[kona.id("dora")])
    assert kona.one("cleo", event["id"])["name"] == "x"
    assert kona.one("dora", event["id"])["name"] == "x"
    assert kona.refused("bert", "GET", f"{EVENTS}/{event['id']}")[0] == 404


def test_who_sees_the_times_alone_is_told_nothing_else(kona: Kona) -> None:
    space = kona.space("anna", bert=Level.BUSY)
    event = kona.post(
        "anna", name="Secret", details="#x", start_at=TEN, end_at=TEN + HOUR, space_id=space, status=0, default_role=2
    )
    (seen,) = kona.all("bert", WINDOW)
    assert (seen["name"], seen["details"], seen["tags"], seen["status"]) == ("Busy", "", [], 1)
    assert kona.ask("bert", "PUT", f"{EVENTS}/{event['id']}", seen).status == 200
    assert kona.refused("bert", "PUT", f"{EVENTS}/{event['id']}", {"name": "y"})[:2] == (403, "render_forbidden")
    assert kona.refused("bert", "PUT", f"{EVENTS}/{event['id']}", {"status": 2})[:2] == (403, "render_forbidden")
    assert kona.all("bert", f"{WINDOW}&q=secret") == []


def test_who_reads_a_space_makes_nothing_in_it(kona: Kona) -> None:
    space = kona.space("anna", bert=Level.READ)
    body = {"name": "x", "space_id": space}
    assert kona.refused("bert", "POST", EVENTS, body)[:2] == (403, "render_forbidden")
    mine = kona.post("bert", start_at=TEN)
    assert kona.refused("bert", "PUT", f"{EVENTS}/{mine['id']}", {"space_id": space})[:2] == (403, "render_forbidden")
    assert kona.one("bert", mine["id"]) == mine


def test_the_default_role_gives_nobody_more_than_the_space_does(kona: Kona) -> None:
    space = kona.space("anna", bert=Level.READ)
    event = kona.post("anna", space_id=space, start_at=TEN, default_role=1)
    assert kona.refused("bert", "PUT", f"{EVENTS}/{event['id']}", {"name": "y"})[:2] == (403, "render_forbidden")


def test_write_only_attributes_never_come_back(kona: Kona) -> None:
    event = made(kona, (1, 2, 1))
    answers = [
        kona.ask("bert", "GET", f"{EVENTS}/{event['id']}"),
        kona.ask("bert", "GET", WINDOW),
        kona.ask("bert", "PUT", f"{EVENTS}/{event['id']}", {"editor_ids": [kona.id("dora")]}),
    ]
    assert not [answer for answer in answers if "_ids" in answer.text]


def test_an_event_that_somebody_else_cuts_in_two_stays_its_creators(kona: Kona) -> None:
    event = made(kona, (1, 1, 1), period=1, series_end_at=TEN + 96 * HOUR)
    after = kona.put("emil", f"{EVENTS}/{_open_to_emil(kona, event)}?num_in_series=3&scope=following", name="After")
    assert after["creator_id"] == kona.id("bert")
    for who in ("bert", "dora", "emil"):
        assert kona.one(who, after["id"])["name"] == "After"
    assert kona.refused("anna", "GET", f"{EVENTS}/{after['id']}")[0] == 404


@BOTH
@pytest.mark.parametrize("terms", [{"stakeholder": 0}, {"visibility": 1}, {"visibility": 2}])
def test_whom_an_administrator_makes_the_creator_keeps_the_event(kona: Kona, terms: dict[str, int]) -> None:
    event = kona.post("gwen", creator_id=kona.id("bert"), participant_ids=[kona.id("bert")], **terms)
    assert event["creator_id"] == kona.id("bert")
    given = kona.post("gwen", participant_ids=[kona.id("bert")], default_role=2)
    kona.put("gwen", given["id"], creator_id=kona.id("bert"))
    for each in (event, given):
        for change in ({"participant_ids": [kona.id("cleo")]}, {"stakeholder": 1, "visibility": 1}, {"stakeholder": 0}):
            kona.put("bert", each["id"], **change)
        assert kona.one("bert", each["id"])["stakeholder"] == 0
        for who in ("gwen", "cleo"):
            assert kona.refused(who, "GET", f"{EVENTS}/{each['id']}")[0] == 404


@BOTH
@pytest.mark.parametrize("more", [{}, {"all_day": True}, {"period": 2, "sel_days": [1, 3]}])
def test_an_administrator_is_told_what_he_made_for_one_alone(kona: Kona, more: dict[str, Any]) -> None:
    kona.place("gwen", "Europe/Berlin")
    day = TEN - 10 * HOUR
    event = kona.post("gwen", creator_id=kona.id("bert"), stakeholder=0, start_at=day, end_at=day, **more)
    assert (event["creator_id"], event["stakeholder"]) == (kona.id("bert"), 0)
    assert kona.one("bert", event["id"]) == event
    assert kona.refused("gwen", "GET", f"{EVENTS}/{event['id']}")[0] == 404


def _open_to_emil(kona: Kona, event: dict[str, Any]) -> int:
    kona.put("bert", event["id"], editor_ids=[kona.id("emil")])
    return event["id"]


def test_a_participant_whose_account_is_gone_is_forgotten(kona: Kona) -> None:
    event = made(kona, (1, 1, 1))
    with kona.house.service() as service:
        service.people.remove("dora@example.org")
    kona.put("bert", event["id"], visibility=2)
    assert kona.one("emil", event["id"])["visibility"] == 2
    kona.put("bert", event["id"], stakeholder=2, participant_ids=[kona.id("finn")])
    assert kona.one("finn", event["id"])["stakeholder"] == 2
