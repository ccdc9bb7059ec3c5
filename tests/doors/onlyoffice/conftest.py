"""A server with people of every sort of right, and a way to ask it as each of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from tests.house import Answer, House
from tests.units import groups_of

from kalends.__main__ import ProgramRoot
from kalends.service.access import caller_of
from kalends.service.people import AccountChange, NewAccount
from kalends.service.records import EVERYONE_GUID

API = "/api/2.0"
NAMES = ("anna", "bert", "cleo", "dora", "emil")
FINN = "finn"

BOTH = pytest.mark.parametrize("database", ["sqlite", "postgres"], indirect=True)
"""For a test that is to hold on every database."""


def ics(uid: str | None = "one", *lines: str, start: str = "DTSTART:20261124T100000Z", kind: str = "VEVENT") -> str:
    """An iCalendar text of one component."""
    named = [f"UID:{uid}"] if uid else []
    inner = [*named, "DTSTAMP:20261101T000000Z", *([start] if start else []), *lines]
    framed = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Test//Test//EN", f"BEGIN:{kind}", *inner, f"END:{kind}"]
    return "\r\n".join([*framed, "END:VCALENDAR", ""])


@dataclass
class Office:
    """The house through this door, and the people in it: Anna, who owns; Gwen administers; Finn is in a group."""

    house: House
    keys: dict[str, str] = field(default_factory=dict)
    guids: dict[str, str] = field(default_factory=dict)
    group: str = ""
    everyone: str = EVERYONE_GUID

    @classmethod
    def of(cls, house: House) -> "Office":
        office = cls(house)
        now = ProgramRoot().now()
        with house.service() as service:
            accounts = {}
            for name in (*NAMES, FINN, "gwen"):
                new = NewAccount(f"{name}@example.org", name.capitalize(), admin=name == "gwen")
                accounts[name] = service.people.add(new, now=now)
                office.guids[name] = accounts[name].guid
                office.keys[name] = service.people.keys.add(new.email, now=now).secret
            gwen = caller_of(accounts["gwen"], None)
            office.group = groups_of(service).create(gwen, "Readers", [accounts[FINN].id], now=now).guid
        return office

    def ask(self, who: str, method: str, path: str, body: Any = b"", **more: Any) -> Answer:
        """The answer to a call of somebody; the path is below the base."""
        headers = {"authorization": self.keys[who]} if who else {}
        return self.house.ask(method, API + path, body, headers=headers | more.pop("headers", {}), **more)

    def done(self, who: str, method: str, path: str, body: Any = b"", **more: Any) -> Any:
        """What a call answers that has to succeed."""
        answer = self.ask(who, method, path, body, **more)
        assert answer.status == (201 if method == "POST" else 200), answer.text
        assert answer.json["status"] == 0
        assert answer.json["statusCode"] == answer.status
        return answer.json["response"]

    def refused(self, who: str, method: str, path: str, body: Any = b"", **more: Any) -> tuple[int, str]:
        """The status and message of a call that has to fail."""
        answer = self.ask(who, method, path, body, **more)
        assert answer.status >= 400, answer.text
        told = answer.json
        assert set(told) == {"status", "statusCode", "error"}
        assert (told["status"], told["statusCode"]) == (1, answer.status)
        assert set(told["error"]) == {"message", "data"}
        return answer.status, told["error"]["message"]

    def post(self, who: str, text: str | None = None, **more: Any) -> dict[str, Any]:
        """Put an event in; its first occurrence."""
        return self.done(who, "POST", "/calendar/icsevent", {"ics": text or ics(), **more})[0]

    def calendar(self, who: str, name: str = "Work", **more: Any) -> str:
        """The id of a new calendar."""
        return self.done(who, "POST", "/calendar", {"name": name, **more})["objectId"]

    def text(self, who: str, event_id: str) -> str:
        """The stored text of an event."""
        return self.done(who, "GET", f"/calendar/events/{event_id}/historybyid")["mergedIcs"]

    def month(self, who: str, start: str = "2026-11-01", end: str = "2026-12-31") -> dict[str, list[Any]]:
        """The events of each calendar that somebody sees, by the calendars' ids."""
        found = self.done(who, "GET", f"/calendar/calendars/{start}/{end}")
        return {each["objectId"]: each["events"] for each in found}

    def todos(self, who: str) -> list[Any]:
        """The to-dos that somebody sees in November."""
        found = self.done(who, "GET", "/calendar/calendars/2026-11-01/2026-11-30")
        return [todo for each in found for todo in each["todos"]]

    def zone(self, who: str, time_zone: str) -> None:
        """Let somebody live elsewhere; the key that was remembered is one of before."""
        with self.house.service() as service:
            email = f"{who}@example.org"
            service.people.change(email, AccountChange(time_zone=time_zone))
            label = time_zone.replace("/", " ")
            self.keys[who] = service.people.keys.add(email, label=label, now=ProgramRoot().now()).secret

    def option(self, who: str, action: str = "read") -> dict[str, Any]:
        """A sharing option."""
        guid = {"everyone": self.everyone, "readers": self.group}.get(who) or self.guids[who]
        return {"actionId": action, "itemId": guid, "isGroup": who in ("everyone", "readers")}


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """The embedded database; for a test that is marked with `BOTH`, that and one elsewhere."""
    return request.getfixturevalue("postgres_url") if getattr(request, "param", "") == "postgres" else ""


@pytest.fixture
def office(tmp_path: Path, database: str) -> Iterator[Office]:
    house = House(tmp_path / "data", database=database)
    yield Office.of(house)
    house.close()
