"""A server with people of every sort of right on one space, and a way to ask it as each of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.house import Answer, House
from tests.schemas.fit import demand_described
from tests.units import calendars_of, objects_of

from kalends.__main__ import ProgramRoot
from kalends.service.access import Caller, caller_of
from kalends.service.calendars import CalendarChange, NewCalendar
from kalends.service.people import AccountChange, NewAccount
from kalends.service.records import Grant, Holder, HolderKind, Level, Look

NAMES = ("anna", "bert", "cleo", "dora", "emil", "finn")
EVENTS = "/calendar_events"
TEN = 1795514400000
"""2026-11-24T10:00:00Z."""
HOUR = 3_600_000
DAY = 24 * HOUR

BOTH = pytest.mark.parametrize("database", ["sqlite", "postgres"], indirect=True)
"""For a test that is to hold on every database."""


@dataclass
class Kona:
    """The house through this door; Gwen administers."""

    house: House
    keys: dict[str, str] = field(default_factory=dict)
    callers: dict[str, Caller] = field(default_factory=dict)

    @classmethod
    def of(cls, house: House) -> "Kona":
        kona = cls(house)
        now = ProgramRoot().now()
        with house.service() as service:
            for name in (*NAMES, "gwen"):
                new = NewAccount(f"{name}@example.org", name.capitalize(), admin=name == "gwen")
                kona.callers[name] = caller_of(service.people.add(new, now=now), None)
                kona.keys[name] = service.people.keys.add(new.email, now=now).secret
        return kona

    def id(self, who: str) -> int:
        """The id of somebody."""
        return self.callers[who].account_id

    def space(self, who: str, **levels: Level) -> int:
        """A space of somebody, with people in it."""
        grants = tuple(Grant(Holder(HolderKind.ACCOUNT, self.id(name)), level) for name, level in levels.items())
        with self.house.service() as service:
            new = NewCalendar(Look("Space"), grants=grants)
            return calendars_of(service).create(self.callers[who], new, now=ProgramRoot().now()).id

    def zone(self, who: str, time_zone: str) -> None:
        """Let somebody live elsewhere; the key that was remembered is one of before."""
        with self.house.service() as service:
            email = f"{who}@example.org"
            service.people.change(email, AccountChange(time_zone=time_zone))
            self.callers[who] = replace(self.callers[who], time_zone=time_zone)
            label = time_zone.replace("/", " ")
            self.keys[who] = service.people.keys.add(email, label=label, now=ProgramRoot().now()).secret

    def ask(self, who: str, method: str, path: str, body: Any = b"", **more: Any) -> Answer:
        """The answer to a call of somebody."""
        headers = {"authorization": f"Bearer {self.keys[who]}"} if who else {}
        path, _, query = path.partition("?")
        answer = self.house.ask(method, path, body, query=query, headers=headers, **more)
        if answer.status < 300 and path.removeprefix("/api").startswith(EVENTS) and answer.body:
            demand_described(answer.json)
        return answer

    def all(self, who: str, path: str = EVENTS) -> list[dict[str, Any]]:
        """The events that somebody is told at a path."""
        answer = self.ask(who, "GET", path)
        assert answer.status == 200, answer.text
        assert set(answer.json) == {"calendar_events"}
        return answer.json["calendar_events"]

    def one(self, who: str, path: str | int) -> dict[str, Any]:
        """The one event at a path, or of an id."""
        found = self.all(who, f"{EVENTS}/{path}" if isinstance(path, int) else path)
        assert len(found) == 1
        return found[0]

    def post(self, who: str, **event: Any) -> dict[str, Any]:
        """Make an event."""
        answer = self.ask(who, "POST", EVENTS, {"calendar_events": [{"name": "x", **event}]})
        assert answer.status == 201, answer.text
        (made,) = answer.json["calendar_events"]
        assert answer.headers["location"] == made["href"]
        return made

    def put(self, who: str, path: str | int, **event: Any) -> dict[str, Any]:
        """Change an event."""
        path = f"{EVENTS}/{path}" if isinstance(path, int) else path
        answer = self.ask(who, "PUT", path, {"calendar_events": [event]})
        assert answer.status == 200, answer.text
        (changed,) = answer.json["calendar_events"]
        return changed

    def delete(self, who: str, path: str | int) -> None:
        """Delete an event."""
        answer = self.ask(who, "DELETE", f"{EVENTS}/{path}" if isinstance(path, int) else path)
        assert (answer.status, answer.body) == (204, b""), answer.text

    def refused(self, who: str, method: str, path: str, body: Any = b"") -> tuple[int, str, str]:
        """Status, kind of problem and details of a call that has to fail."""
        answer = self.ask(who, method, path, body)
        assert answer.status >= 400, answer.text
        told = answer.json
        assert set(told) == {"problemType", "title", "details"}
        return answer.status, told["problemType"].rpartition("/")[2], told["details"]

    def text(self, who: str, event_id: int) -> str:
        """The stored text of an event."""
        with self.house.service() as service:
            return objects_of(service).get(self.callers[who], event_id).stored.text

    def lines(self, who: str, event_id: int) -> list[str]:
        """Its unfolded lines."""
        return self.text(who, event_id).replace("\r\n ", "").split("\r\n")

    def calendar(self, who: str) -> int:
        """The id of somebody's own calendar."""
        with self.house.service() as service:
            return calendars_of(service).ensure_default(self.callers[who], now=ProgramRoot().now()).id

    def place(self, who: str, time_zone: str) -> None:
        """Let somebody's own calendar be elsewhere."""
        change, now = CalendarChange(time_zone=time_zone), ProgramRoot().now()
        with self.house.service() as service:
            calendars_of(service).change(self.callers[who], self.calendar(who), change, now=now)

    def put_text(self, who: str, text: str) -> int:
        """Put a text into somebody's own calendar, as another door would; the id of the event."""
        with self.house.service() as service:
            me, now = self.callers[who], ProgramRoot().now()
            return objects_of(service).put(me, calendars_of(service).ensure_default(me, now=now).id, text, now=now).id


def path_of(href: str) -> str:
    """The path and query of an address."""
    parts = urlsplit(href)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """The embedded database; for a test that is marked with `BOTH`, that and one elsewhere."""
    return request.getfixturevalue("postgres_url") if getattr(request, "param", "") == "postgres" else ""


@pytest.fixture
def kona(tmp_path: Path, database: str) -> Iterator[Kona]:
    house = House(tmp_path / "data", database=database)
    yield Kona.of(house)
    house.close()
