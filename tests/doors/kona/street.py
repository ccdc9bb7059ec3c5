"""The house through the calls beside events: people, groups and spaces."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from tests.house import Answer, House
from tests.schemas.fit import demand_described
from tests.units import calendars_of

from kalends.__main__ import ProgramRoot
from kalends.service.access import Caller, caller_of
from kalends.service.calendars import NewCalendar
from kalends.service.people import NewAccount
from kalends.service.records import Grant, Holder, HolderKind, Level, Look

BOTH = pytest.mark.parametrize("database", ["sqlite", "postgres"], indirect=True)
NAMES = ("anna", "bert", "cleo", "dora", "emil")


@dataclass
class Street:
    """Anna and four others, and Gwen, who administers."""

    house: House
    keys: dict[str, str] = field(default_factory=dict)
    callers: dict[str, Caller] = field(default_factory=dict)

    def __post_init__(self) -> None:
        now = ProgramRoot().now()
        with self.house.service() as service:
            for name in (*NAMES, "gwen"):
                new = NewAccount(f"{name}@example.org", name.capitalize(), admin=name == "gwen")
                self.callers[name] = caller_of(service.people.add(new, now=now), None)
                self.keys[name] = service.people.keys.add(new.email, now=now).secret

    def id(self, who: str) -> int:
        """The id of somebody."""
        return self.callers[who].account_id

    def ask(self, who: str, method: str, path: str, body: Any = b"", query: str = "") -> Answer:
        """The answer to a call of somebody."""
        headers = {"authorization": f"Bearer {self.keys[who]}"} if who else {}
        return self.house.ask(method, path, body, query=query, headers=headers)

    def things(self, who: str, method: str, path: str, body: Any = b"", query: str = "") -> list[dict[str, Any]]:
        """The things that a call answers that has to succeed."""
        answer = self.ask(who, method, path, body, query)
        assert answer.status == (201 if method == "POST" else 200), answer.text
        demand_described(answer.json)
        [(_, found)] = answer.json.items()
        return found

    def refused(self, who: str, method: str, path: str, body: Any = b"", query: str = "") -> tuple[int, str]:
        """The status of a call that has to fail, and the kind of its problem."""
        answer = self.ask(who, method, path, body, query)
        assert set(answer.json) == {"problemType", "title", "details"}, answer.text
        return answer.status, answer.json["problemType"].rpartition("/")[2]

    def space(self, who: str, **levels: Level) -> int:
        """A space of somebody, with people in it."""
        grants = tuple(Grant(Holder(HolderKind.ACCOUNT, self.id(name)), level) for name, level in levels.items())
        with self.house.service() as service:
            new = NewCalendar(Look("Space"), grants=grants)
            return calendars_of(service).create(self.callers[who], new, now=ProgramRoot().now()).id

    def share(self, who: str, space: int, grant: Grant) -> None:
        """Let a group or everyone have a space."""
        with self.house.service() as service:
            calendars_of(service).grant(self.callers[who], space, grant, now=ProgramRoot().now())


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """The embedded database; for a test that is marked with `BOTH`, that and one elsewhere."""
    return request.getfixturevalue("postgres_url") if getattr(request, "param", "") == "postgres" else ""


@pytest.fixture
def street(tmp_path: Path, database: str) -> Iterator[Street]:
    house = House(tmp_path / "data", database=database)
    yield Street(house)
    house.close()
