"""What one client or one account can take of the server, and how each door says that there is no room."""

import asyncio
import threading
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.house import House

from kalends.__main__ import ProgramRoot
from kalends.edge.capacity import executor
from kalends.edge.capacity.executor import ACCOUNT, ADDRESS, LONG_BODIES, LONG_OCTETS, MOST_THREADS, Executor
from kalends.edge.context import CURRENT, RequestContext
from kalends.edge.identity.origin import Proxies
from kalends.errors import Fault, Kind
from kalends.service.access import Caller, caller_of
from kalends.service.people import NewAccount
from kalends.service.people.oauth import NewClient
from kalends.service.records import Account, Scope

NOW = ProgramRoot().now()
BACK = "https://app.example/back"
NO_ROOM = {"at_once": 0, "waiting": 0}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path / "data")
    with house.service() as service:
        gwen = caller_of(service.people.add(NewAccount("gwen@example.org", admin=True), now=NOW), None)
        service.oauth.applications.add(gwen, NewClient("Shop", (BACK,), Scope.READ), now=NOW)
    yield house
    house.close()


EVENT = {"summary": "s", "description": "d", "organizer_email": "a@example.org", "attendees_emails": ["b@example.org"]}
EVENT |= {"time_zone": "Europe/Berlin", "meeting_date": "24-11-2026"}


@pytest.mark.parametrize(
    ("method", "path", "body", "told"),
    [
        ("POST", "/generate/ical/url", EVENT, '{"error":"'),
        ("POST", "/skycore/v2", {}, '{"status":"failure"'),
        ("GET", "/api/2.0/people", b"", '{"status":1,"statusCode":503'),
        ("POST", "/api/2.0/authentication", {"userName": "a@b.c", "password": "x"}, '{"status":1,"statusCode":503'),
        ("GET", "/calendar_events", b"", '{"problemType":"'),
        ("POST", "/oauth/token", b"grant_type=x", '{"error":"temporarily_unavailable"'),
        ("GET", "/oauth/authorize", b"", "<!doctype html>"),
        ("POST", "/oauth/authorize", b"", "<!doctype html>"),
        ("GET", "/readyz", b"", '{"status":"not ready"'),
    ],
)
def test_every_door_says_that_it_is_busy_and_when_to_come_back(
    house: House, monkeypatch: pytest.MonkeyPatch, method: str, path: str, body: Any, told: str
) -> None:
    monkeypatch.setattr(executor, "SERVER", replace(executor.SERVER, **NO_ROOM))
    answer = house.ask(method, path, body)
    assert answer.status == 503, answer.text
    assert answer.text.startswith(told)
    if path != "/readyz":
        assert int(answer.headers["retry-after"]) > 0


def test_a_password_for_which_there_is_no_room_is_told_likewise(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executor, "PASSWORDS", replace(executor.PASSWORDS, **NO_ROOM))
    basic = {"authorization": f"Basic {b64encode(b'gwen@example.org:x').decode()}"}
    body = {"userName": "gwen@example.org", "password": "x"}
    for answer in (
        house.ask("GET", "/api/2.0/people", headers=basic),
        house.ask("POST", "/api/2.0/authentication", body, headers={}),
        house.ask("GET", "/calendar_events", headers=basic),
        house.ask("POST", "/generate/ical/file", EVENT, headers=basic),
    ):
        assert (answer.status, answer.headers["content-type"].partition(";")[0]) == (503, "application/json")
        assert int(answer.headers["retry-after"]) > 0
    assert house.ask("GET", "/api/2.0/people").status == 200  # who has a key goes on


def caller(number: int) -> Caller:
    account = Account(number, f"a{number}@example.org", "", False, "UTC", NOW, False, str(number))
    return caller_of(account, None)


class Crowd:
    """Requests that hold their threads until they are let go."""

    def __init__(self) -> None:
        self.executor = Executor(wait_seconds=120)
        self.go = threading.Event()
        self.at_work: list[str] = []

    async def request(self, name: str, client: str, account: int | None = None, octets: int = 0) -> None:
        who = caller(account) if account else None
        CURRENT.set(RequestContext({}, client=client, caller=who, body_octets=octets))
        await self.executor.run(self._work, name)

    def _work(self, name: str) -> None:
        self.at_work.append(name)
        self.go.wait(60)

    async def come(
        self, number: int, name: str, client: str = "", account: int | None = None, octets: int = 0
    ) -> list[Any]:
        tasks = [asyncio.create_task(self.request(name, client, account, octets)) for _ in range(number)]
        for _ in range(100):
            await asyncio.sleep(0.001)
        return tasks

    async def end(self, *tasks: Any) -> list[Any]:
        self.go.set()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        self.executor.close()
        return outcomes


def run(scene: Any) -> None:
    asyncio.run(scene(Crowd()))


def test_an_account_has_so_many_threads_and_no_more() -> None:
    async def scene(crowd: Crowd) -> None:
        heavy = []
        for number in range(4):  # from several addresses, so that none of these has its share
            heavy += await crowd.come(10, "heavy", f"192.0.2.{number}", account=1)
        assert crowd.at_work == ["heavy"] * ACCOUNT.at_once
        other = await crowd.come(1, "other", "192.0.2.1", account=2)
        assert crowd.at_work[ACCOUNT.at_once :] == ["other"]
        outcomes = await crowd.end(*heavy, *other)
        assert outcomes == [None] * 41

    run(scene)


def test_more_than_may_wait_are_refused() -> None:
    async def scene(crowd: Crowd) -> None:
        most = ACCOUNT.at_once + ACCOUNT.waiting
        heavy = []
        for number in range(most + 3):
            heavy += await crowd.come(1, "heavy", f"192.0.2.{number}", account=1)
        outcomes = await crowd.end(*heavy)
        assert outcomes[:most] == [None] * most
        assert [(each.kind, each.retry_after) for each in outcomes[most:]] == [(Kind.BUSY, 2)] * 3
        assert isinstance(outcomes[-1], Fault)
        assert "of this account" in outcomes[-1].detail

    run(scene)


def test_long_bodies_are_read_one_by_one_for_an_account() -> None:
    async def scene(crowd: Crowd) -> None:
        long = await crowd.come(3, "long", account=1, octets=LONG_OCTETS + 1)
        assert crowd.at_work == ["long"]
        short = await crowd.come(2, "short", account=1, octets=LONG_OCTETS)
        assert crowd.at_work == ["long", "short", "short"]
        for number in range(2, 9):
            long += await crowd.come(1, "long", account=number, octets=LONG_OCTETS + 1)
        assert crowd.at_work.count("long") == LONG_BODIES.at_once
        assert await crowd.end(*long, *short) == [None] * 12

    run(scene)


def test_an_address_has_its_share_and_a_network_of_ipv6_is_one() -> None:
    async def scene(crowd: Crowd) -> None:
        heavy = []
        for number in range(20):  # many accounts, or none
            heavy += await crowd.come(1, "heavy", f"2001:db8:1:2::{number:x}", account=number)
        assert len(crowd.at_work) == ADDRESS.at_once
        other = await crowd.come(1, "other", "2001:db8:1:3::1")
        assert crowd.at_work[ADDRESS.at_once :] == ["other"]
        await crowd.end(*heavy, *other)

    run(scene)


def test_what_a_trusted_proxy_asks_for_nobody_is_bounded_by_the_server_alone() -> None:
    async def scene(crowd: Crowd) -> None:
        tasks = await crowd.come(MOST_THREADS + 4, "proxy", "")
        assert len(crowd.at_work) == MOST_THREADS
        await crowd.end(*tasks)

    run(scene)


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("127.0.0.1", None, ""),
        ("127.0.0.1", "unknown", ""),
        ("127.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        ("192.0.2.9", "203.0.113.7", "192.0.2.9"),
        ("192.0.2.9", None, "192.0.2.9"),
    ],
)
def test_whose_request_it_is_behind_a_proxy(peer: str, forwarded: str | None, client: str) -> None:
    context = RequestContext({b"x-forwarded-for": forwarded.encode()} if forwarded else {}, client=peer)
    scope: dict[str, Any] = {"type": "http", "scheme": "http", "client": (peer, 1)}
    Proxies(["127.0.0.1"]).resolve(scope, context)
    assert context.client == client
