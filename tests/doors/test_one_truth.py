"""One truth of rights: what one door writes of who may do what, every other shows, and compares what is written with.

Bert makes the events, in Anna's space; Cleo edits, Dora takes part.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.doors.kona.conftest import EVENTS, HOUR, TEN, Kona
from tests.house import House
from tests.units import objects_of
from typer.testing import CliRunner

from kalends.__main__ import ProgramRoot
from kalends.doors.cli import door
from kalends.service.records import EVERYONE_GUID, Level

API = "/api/2.0/calendar"
NOVEMBER = f"{EVENTS}?date_range_start=2026-11-01&date_range_end=2026-12-01"


@dataclass
class Scene:
    """One server through Kona, ONLYOFFICE and the command line."""

    kona: Kona

    def __post_init__(self) -> None:
        with self.kona.house.service() as service:
            accounts = {who: service.people.find(f"{who}@example.org") for who in self.kona.callers}
        self.guids = {who: each.guid for who, each in accounts.items()} | {"everyone": EVERYONE_GUID}
        self.names = {guid: who for who, guid in self.guids.items()}

    def event(self, space: int | None = None, who: str = "bert", **more: Any) -> int:
        """An event of Bert's, or somebody else's, with Dora as participant."""
        where = {} if space is None else {"space_id": space}
        people = {"participant_ids": [self.kona.id("dora")]}
        return self.kona.post(who, name="Event", start_at=TEN, end_at=TEN + HOUR, **where, **people, **more)["id"]

    def office(self, who: str, method: str, path: str, body: Any = b"") -> Any:
        """What ONLYOFFICE answers to a call that succeeds."""
        answer = self.kona.ask(who, method, API + path, body)
        assert answer.status in (200, 201), answer.text
        return answer.json["response"]

    def share(self, who: str, number: int, **actions: str) -> None:
        """Let exactly these have an event, through ONLYOFFICE."""
        options = [{"actionId": action, "itemId": self.guids[name]} for name, action in actions.items()]
        self.office(who, "PUT", "/icsevent", {"eventId": number, "sharingOptions": options})

    def shared(self, who: str, number: int) -> dict[str, str]:
        """Who has an event, and how much of it, as ONLYOFFICE shows it to somebody; each once."""
        items = self.shown(who, number)["permissions"]["data"]["items"]
        assert len({each["id"] for each in items}) == len(items)
        return {self.names[each["id"]]: each["selectedAction"]["id"] for each in items}

    def shown(self, who: str, number: int) -> dict[str, Any]:
        """An event as ONLYOFFICE shows it to somebody."""
        lists = self.office(who, "GET", "/calendars/2026-11-01/2026-11-30")
        (event,) = [each for found in lists for each in found["events"] if each["objectId"] == str(number)]
        return event

    def seen_by(self, number: int) -> set[str]:
        """Who finds an event: the same people through both doors, in their lists and by its id."""
        finding = [
            {who for who in self.kona.callers if self.kona.ask(who, "GET", f"{EVENTS}/{number}").status == 200},
            {who for who in self.kona.callers if number in [each["id"] for each in self.kona.all(who, NOVEMBER)]},
            {
                who
                for who in self.kona.callers
                if self.kona.ask(who, "GET", f"{API}/events/{number}/historybyid").status == 200
            },
            {
                who
                for who in self.kona.callers
                for found in self.office(who, "GET", "/calendars/2026-11-01/2026-11-30")
                if str(number) in [each["objectId"] for each in found["events"]]
            },
        ]
        assert finding == finding[:1] * 4
        return finding[0]

    def guests(self, number: int) -> set[str]:
        """The names of those whom the text invites."""
        lines = self.kona.lines("bert", number)
        return {line.rpartition(":")[2].partition("@")[0] for line in lines if line.startswith("ATTENDEE")}

    def run(self, who: str, *words: str, code: int = 0) -> str:
        """What a command prints that somebody gives."""
        house = self.kona.house
        place = ["--database", house.database] if house.database else ["--data", str(house.data)]
        ran = CliRunner().invoke(door(ProgramRoot()), [*words, "--as", f"{who}@example.org", *place])
        assert ran.exit_code == code, ran.output
        return ran.output

    def history(self, who: str, calendar: int) -> list[tuple[int, str]]:
        """The history of a calendar, as the command line tells it: ids and endings."""
        told = json.loads(self.run(who, "history", str(calendar), "--json"))
        return [(each["object"], each["ending"]) for each in told]


@pytest.fixture(params=["sqlite", "postgres"])
def scene(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Scene]:
    url = request.getfixturevalue("postgres_url") if request.param == "postgres" else ""
    house = House(tmp_path / "data", database=url)
    yield Scene(Kona.of(house))
    house.close()


def space_of(scene: Scene) -> int:
    return scene.kona.space("anna", bert=Level.FULL, emil=Level.FULL)


def test_what_everybody_had_is_written_and_shown_through_both_doors(scene: Scene) -> None:
    """Case (a)."""
    number = scene.event(stakeholder=2, default_role=2)
    assert scene.shared("bert", number) == {"bert": "owner", "dora": "read", "everyone": "read"}
    scene.share("bert", number)
    assert scene.kona.one("bert", number)["stakeholder"] == 1
    assert scene.seen_by(number) == {"bert"}
    assert scene.kona.put("bert", number, stakeholder=2)["stakeholder"] == 2
    assert scene.seen_by(number) == set(scene.kona.callers)
    scene.share("bert", number, cleo="read")
    scene.share("bert", number, everyone="read")
    assert scene.kona.one("bert", number)["stakeholder"] == 2
    assert scene.kona.put("bert", number, stakeholder=1)["stakeholder"] == 1
    assert scene.shared("bert", number) == {"bert": "owner"}
    plain = scene.event(who="bert")
    scene.share("bert", plain, everyone="full_access")
    assert (scene.kona.one("bert", plain)["stakeholder"], scene.kona.one("finn", plain)["default_role"]) == (2, 1)


def test_a_participant_whom_another_door_took_out_comes_back(scene: Scene) -> None:
    """Case (b)."""
    number, dora = scene.event(), scene.kona.id("dora")
    scene.share("bert", number, cleo="full_access")
    assert scene.seen_by(number) == {"bert", "cleo"}
    scene.kona.put("bert", number, participant_ids=[dora])
    assert scene.shared("bert", number) == {"bert": "owner", "cleo": "full_access", "dora": "full_access"}
    assert (scene.seen_by(number), scene.guests(number)) == ({"bert", "cleo", "dora"}, {"dora"})
    text = scene.kona.text("bert", number)
    without = "\r\n".join(line for line in text.split("\r\n") if not line.startswith("ATTENDEE"))
    scene.office("bert", "PUT", "/icsevent", {"eventId": number, "ics": without})
    assert scene.guests(number) == set()
    scene.kona.put("bert", number, participant_ids=[dora])
    assert scene.guests(number) == {"dora"}
    scene.share("bert", number)
    scene.kona.put("bert", number, participant_ids=[])
    assert (scene.seen_by(number), scene.guests(number)) == ({"bert"}, set())
    scene.share("bert", number, dora="read")
    scene.kona.put("bert", number, participant_ids=[scene.kona.id("cleo")])
    assert (scene.shared("bert", number)["cleo"], scene.guests(number)) == ("full_access", {"cleo"})


def test_what_is_the_authors_alone_is_shared_with_nobody(scene: Scene) -> None:
    """Case (c)."""
    space = space_of(scene)
    number = scene.event(space)
    scene.share("bert", number, dora="full_access", finn="full_access")
    scene.kona.put("bert", number, stakeholder=0)
    assert scene.shared("bert", number) == {"bert": "owner"}
    assert scene.seen_by(number) == {"bert"}
    scene.share("bert", number)
    assert scene.kona.one("bert", number)["stakeholder"] == 0
    scene.share("bert", number, finn="read")
    shown = scene.kona.one("bert", number)
    assert (shown["stakeholder"], shown["visibility"]) == (1, 1), "the people of the space are not let in by the way"
    assert (scene.shared("bert", number), scene.seen_by(number)) == (
        {"bert": "owner", "finn": "read"},
        {"bert", "finn"},
    )


def test_a_participant_is_shown_the_role_that_holds(scene: Scene) -> None:
    """Case (d)."""
    number = scene.event()
    scene.share("bert", number, dora="read", cleo="full_access")
    before = scene.kona.text("bert", number)
    roles = {who: scene.kona.one(who, number)["default_role"] for who in ("bert", "dora", "cleo")}
    assert roles == {"bert": 1, "dora": 2, "cleo": 1}
    for who, role in roles.items():
        shown = scene.kona.one(who, number)
        assert scene.kona.put(who, number, default_role=role) == shown
        assert scene.kona.put(who, number, **shown) == shown
    assert scene.shared("bert", number) == {"bert": "owner", "cleo": "full_access", "dora": "read"}
    assert scene.kona.text("bert", number) == before
    assert scene.kona.put("bert", number, default_role=3)["default_role"] == 3
    assert scene.kona.one("dora", number)["default_role"] == 3
    assert (scene.shared("bert", number)["dora"], scene.kona.one("cleo", number)["default_role"]) == ("read", 1)
    scene.share("bert", number, dora="full_access")
    assert (scene.kona.one("dora", number)["default_role"], scene.kona.one("bert", number)["default_role"]) == (1, 3)


def test_who_becomes_the_owner_stands_in_the_list_once(scene: Scene) -> None:
    """Case (e)."""
    number = scene.event()
    scene.share("bert", number, cleo="read", dora="read")
    scene.office("bert", "PUT", "/icsevent", {"eventId": number, "ownerId": scene.guids["cleo"]})
    assert scene.shared("cleo", number) == {"cleo": "owner", "dora": "read"}
    assert scene.kona.one("cleo", number)["creator_id"] == scene.kona.id("cleo")
    options = scene.shown("cleo", number)["permissions"]["data"]["items"]
    sent = [{"itemId": each["id"], "actionId": each["selectedAction"]["id"]} for each in options]
    scene.office("cleo", "PUT", "/icsevent", {"eventId": number, "sharingOptions": sent})
    assert scene.shared("cleo", number) == {"cleo": "owner", "dora": "read"}
    scene.share("cleo", number)
    assert scene.shared("cleo", number) == {"cleo": "owner"}
    scene.kona.put("cleo", number, participant_ids=[scene.kona.id("finn")])
    assert scene.shared("cleo", number) == {"cleo": "owner", "finn": "full_access"}


@pytest.mark.parametrize("by", ["kona", "onlyoffice"])
def test_an_event_that_somebody_else_moves_away_stays_its_authors(scene: Scene, by: str) -> None:
    """Case (f), the first row: Emil takes an event out of Anna's space, into his own calendar."""
    space = space_of(scene)
    of_anna, of_bert = scene.event(space, "anna"), scene.event(space)
    own = scene.kona.calendar("emil")
    for number in (of_anna, of_bert):
        if by == "kona":
            assert scene.kona.put("emil", number, space_id=own)["space_id"] == own
        else:
            scene.office("emil", "PUT", "/icsevent", {"eventId": number, "calendarId": own})
    assert scene.seen_by(of_anna) == {"anna", "dora", "emil"}
    assert scene.seen_by(of_bert) == {"bert", "dora", "emil"}
    assert scene.shown("anna", of_anna)["sourceId"] == "shared_events"
    assert scene.shared("anna", of_anna) == {"anna": "owner", "dora": "full_access"}
    assert set(scene.history("anna", space)) == {(of_anna, "moved"), (of_bert, "moved")}
    assert scene.kona.put("anna", of_anna, name="Mine")["name"] == "Mine"
    scene.share("emil", of_anna)
    assert scene.seen_by(of_anna) == {"anna", "emil"}, "no list of grants takes it from her"
    with scene.kona.house.service() as service:
        uid = objects_of(service).get(scene.kona.callers["bert"], of_bert).stored.facts.uid
    told = json.loads(scene.run("anna", "history", str(space), uid, "--json"))
    assert [(each["object"], each["ending"]) for each in told] == [(of_bert, "moved")]
    assert "moved into a calendar that you cannot change" in scene.run("anna", "restore", str(of_bert), code=5)
    assert "Restored 0 objects" in scene.run("anna", "restore", "--all-of", str(space))
    scene.kona.delete("anna", of_anna)
    assert scene.seen_by(of_anna) == set()


@pytest.mark.parametrize("by", ["kona", "onlyoffice", "cli"])
def test_an_author_who_is_let_go_keeps_what_nobody_else_sees(scene: Scene, by: str) -> None:
    """Case (f), the second row and the last one."""
    space = space_of(scene)
    opened = scene.event(space)
    closed, alone = scene.event(space, visibility=1), scene.event(space, stakeholder=0)
    assert scene.seen_by(alone) == {"bert"}
    if by == "kona":
        assert scene.kona.ask("anna", "DELETE", f"/spaces/{space}/participants/{scene.kona.id('bert')}").status == 204
    elif by == "onlyoffice":
        emil = {"actionId": "full_access", "itemId": scene.guids["emil"]}
        scene.office("anna", "PUT", f"/{space}", {"sharingOptions": [emil]})
    else:
        scene.run("anna", "calendar", "share", str(space), "bert@example.org", "--level", "none")
    assert scene.seen_by(opened) == {"anna", "dora", "emil"}
    assert scene.seen_by(closed) == {"bert", "dora"}
    assert scene.seen_by(alone) == {"bert"}
    own = scene.kona.calendar("bert")
    assert scene.kona.put("bert", alone, space_id=own, stakeholder=1)["space_id"] == own
    assert scene.kona.put("bert", closed, visibility=2)["visibility"] == 2
    assert scene.seen_by(closed) == {"anna", "bert", "dora", "emil"}


@pytest.mark.parametrize("by", ["kona", "onlyoffice", "cli"])
def test_what_was_in_a_removed_calendar_comes_back_to_whose_it_is(scene: Scene, by: str) -> None:
    """Case (f), the third row."""
    space = space_of(scene)
    opened, alone = scene.event(space), scene.event(space, stakeholder=0)
    if by == "kona":
        assert scene.kona.ask("anna", "DELETE", f"/spaces/{space}").status == 204
    elif by == "onlyoffice":
        scene.office("anna", "DELETE", f"/{space}")
    else:
        scene.run("anna", "calendar", "remove", str(space), "--yes")
    assert scene.seen_by(opened) == scene.seen_by(alone) == set()
    assert scene.history("anna", space) == [(opened, "deleted")]
    scene.run("bert", "restore", str(opened), "--into", str(scene.kona.calendar("bert")), code=3)
    scene.run("anna", "restore", str(alone), "--into", str(scene.kona.calendar("anna")), code=3)
    scene.run("anna", "restore", str(opened), "--into", str(scene.kona.calendar("anna")))
    scene.run("bert", "restore", str(alone), "--into", str(scene.kona.calendar("bert")))
    assert scene.seen_by(opened) == {"anna", "bert", "dora"}
    assert scene.seen_by(alone) == {"bert"}


def test_a_closed_event_that_an_editor_moves_stays_its_authors(scene: Scene) -> None:
    """Case (f), closed: Emil edits it, has the space, and takes it away."""
    space = space_of(scene)
    number = scene.event(space, visibility=1, editor_ids=[scene.kona.id("emil")])
    scene.kona.put("emil", number, space_id=scene.kona.calendar("emil"))
    assert scene.seen_by(number) == {"bert", "dora", "emil"}
    assert scene.history("anna", space) == []
    assert scene.history("bert", space) == [(number, "moved")]


def test_whose_a_calendar_is_takes_part_in_what_is_closed_there(scene: Scene) -> None:
    space = space_of(scene)
    people = [scene.kona.id("dora"), scene.kona.id("anna")]
    number = scene.kona.post("bert", space_id=space, start_at=TEN, visibility=1, participant_ids=people)["id"]
    assert scene.seen_by(number) == {"anna", "bert", "dora"}
    scene.kona.put("bert", number, participant_ids=[scene.kona.id("dora")])
    assert scene.seen_by(number) == {"bert", "dora"}


def test_what_was_cancelled_is_not_in_progress(scene: Scene) -> None:
    """Case (g)."""
    number = scene.event()
    scene.office("bert", "PUT", f"/{scene.kona.calendar('bert')}/{number}", {"status": 2})
    assert scene.shown("bert", number)["status"] == 2
    shown = scene.kona.one("bert", number)
    assert shown["status"] == 3
    assert scene.kona.all("bert", NOVEMBER) == []
    assert [each["id"] for each in scene.kona.all("bert", f"{NOVEMBER}&status=3")] == [number]
    assert scene.kona.put("bert", number, **shown) == shown
    assert scene.shown("bert", number)["status"] == 2
    assert scene.kona.put("bert", number, status=1)["status"] == 1
    assert scene.shown("bert", number)["status"] == 1
    assert [each["id"] for each in scene.kona.all("bert", NOVEMBER)] == [number]
    scene.kona.put("bert", number, status=2)
    scene.office("bert", "PUT", f"/{scene.kona.calendar('bert')}/{number}", {"status": 2})
    assert scene.kona.one("bert", number)["status"] == 2
    scene.office("bert", "PUT", f"/{scene.kona.calendar('bert')}/{number}", {"status": 1})
    assert scene.kona.one("bert", number)["status"] == 2


def test_who_may_mark_an_event_does_not_take_back_that_it_is_cancelled(scene: Scene) -> None:
    number = scene.event(default_role=3)
    scene.office("bert", "PUT", f"/{scene.kona.calendar('bert')}/{number}", {"status": 2})
    assert scene.kona.refused("dora", "PUT", f"{EVENTS}/{number}", {"status": 1})[0] == 403
    assert scene.kona.put("dora", number, status=2)["status"] == 2
