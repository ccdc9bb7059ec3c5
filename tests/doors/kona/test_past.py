"""Former versions of events: what comes back with them, and what stays."""

from datetime import timedelta

from tests.doors.kona.conftest import BOTH, EVENTS, HOUR, TEN, Kona
from tests.units import history_of

from kalends.__main__ import ProgramRoot
from kalends.service.records import Level


def restore(kona: Kona, who: str, event: int, version: int = 1) -> None:
    with kona.house.service() as service:
        history_of(service).restore(kona.callers[who], event, version, now=ProgramRoot().now() + timedelta(seconds=1))


@BOTH
def test_a_restored_version_is_the_event_as_it_was(kona: Kona) -> None:
    thing = {"id": "7", "name": "Ticket"}
    event = kona.post("anna", name="Old", start_at=TEN, end_at=TEN + HOUR, status=0, external_object=thing)
    kona.put("anna", event["id"], name="New", start_at=TEN + HOUR, end_at=TEN + HOUR)
    kona.put("anna", event["id"], status=2, external_object={})
    restore(kona, "anna", event["id"])
    now = kona.one("anna", event["id"])
    assert {**now, "updated_at": 0} == {**event, "updated_at": 0}
    restore(kona, "anna", event["id"], 2)
    assert (kona.one("anna", event["id"])["name"], kona.one("anna", event["id"])["status"]) == ("New", 2)
    assert "external_object" not in kona.one("anna", event["id"])


@BOTH
def test_a_restored_version_lets_nobody_in_and_shuts_nobody_out(kona: Kona) -> None:
    space = kona.space("anna", bert=Level.FULL, cleo=Level.FULL)
    people = {"participant_ids": [kona.id("dora")], "editor_ids": [kona.id("emil")]}
    event = kona.post("anna", name="Old", space_id=space, **people)
    closed = {"visibility": 1, "default_role": 3, "participant_ids": [kona.id("finn")], "editor_ids": []}
    kona.put("anna", event["id"], name="New", **closed)
    restore(kona, "anna", event["id"])
    shown = kona.one("anna", event["id"])
    assert (shown["name"], shown["visibility"], shown["default_role"]) == ("Old", 1, 3)
    for who in ("bert", "dora", "emil"):
        assert kona.refused(who, "GET", f"{EVENTS}/{event['id']}")[0] == 404
    assert kona.one("finn", event["id"])["name"] == "Old"


def test_an_event_of_another_door_has_nothing_beside_it_before(kona: Kona) -> None:
    framed = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Test//Test//EN", "BEGIN:VEVENT", "UID:one"]
    inner = ["DTSTAMP:20261101T000000Z", "DTSTART:20261124T100000Z", "SUMMARY:Old", "END:VEVENT", "END:VCALENDAR", ""]
    event = kona.put_text("anna", "\r\n".join([*framed, *inner]))
    kona.put("anna", event, name="New", status=2, visibility=1)
    restore(kona, "anna", event)
    shown = kona.one("anna", event)
    assert (shown["name"], shown["status"], shown["visibility"]) == ("Old", 1, 1)
