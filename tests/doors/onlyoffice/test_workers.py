"""Four worker processes on one database behave as one server."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from threading import Barrier
from typing import Any

import httpx2
import pytest
from tests.conftest import PATIENCE, Running
from tests.doors.onlyoffice.conftest import API, BOTH, ics

CLIENTS = 8
EVENT = "/calendar/icsevent"
pytestmark = BOTH


@dataclass
class Crowd:
    """Clients with a connection of each his own, so that they reach different workers."""

    clients: list[httpx2.Client]

    def done(self, number: int, method: str, path: str, body: object = None) -> Any:
        """What one client is answered, who has to succeed."""
        answer = self.clients[number % CLIENTS].request(method, API + path, json=body)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()["response"]

    def at_once(self, method: str, path: str, body: Callable[[int], object]) -> list[httpx2.Response]:
        """What all are answered who ask at the same time."""
        begin = Barrier(CLIENTS)

        def ask(number: int) -> httpx2.Response:
            begin.wait()
            return self.clients[number].request(method, API + path, json=body(number))

        with ThreadPoolExecutor(CLIENTS) as threads:
            return list(threads.map(ask, range(CLIENTS)))

    def text(self, event: str) -> str:
        """The stored text of an event, which everybody sees alike."""
        texts = {self.done(n, "GET", f"/calendar/events/{event}/historybyid")["mergedIcs"] for n in range(CLIENTS)}
        assert len(texts) == 1
        return texts.pop()


@pytest.fixture
def crowd(start_server: Callable[..., Running], database: str) -> Iterator[Crowd]:
    running = start_server(workers=4, **({"database": database} if database else {}))
    with ExitStack() as stack:
        headers = {"authorization": running.key}
        made = [httpx2.Client(base_url=running.url, headers=headers, timeout=PATIENCE) for _ in range(CLIENTS)]
        yield Crowd([stack.enter_context(each) for each in made])


def test_four_workers_are_one(crowd: Crowd) -> None:
    calendars = [crowd.done(n, "POST", "/calendar", {"name": f"C{n}"})["objectId"] for n in range(2)]
    demand_seen_by_all(crowd, calendars[0])
    demand_one_default_calendar(crowd)
    for number in range(6):
        event = demand_one_event_of_a_uid(crowd, calendars, f"raced {number}")
        demand_the_newest_revision(crowd, event, f"raced {number}")
        demand_one_deletion(crowd, event)


def demand_seen_by_all(crowd: Crowd, calendar: str) -> None:
    """What was done through one worker is seen through all others, at once."""
    event = crowd.done(0, "POST", EVENT, {"ics": ics("seen"), "calendarId": calendar})[0]["objectId"]
    for number in range(CLIENTS):
        text = ics("seen", f"SUMMARY:By {number}")
        crowd.done(number, "PUT", EVENT, {"eventId": event, "ics": text})
        assert crowd.text(event) == text


def demand_one_default_calendar(crowd: Crowd) -> None:
    """All who need the default calendar first get the same one."""
    answers = crowd.at_once("POST", EVENT, lambda number: {"ics": ics(f"first {number}")})
    assert {each.status_code for each in answers} == {201}
    assert len({each.json()["response"][0]["sourceId"] for each in answers}) == 1


def demand_one_event_of_a_uid(crowd: Crowd, calendars: list[str], uid: str) -> str:
    """One of those who make an event makes it, wherever they want it; the others change it; its id."""
    texts = [ics(uid, f"SUMMARY:Of {number}") for number in range(CLIENTS)]
    answers = crowd.at_once("POST", EVENT, lambda number: {"ics": texts[number], "calendarId": calendars[number % 2]})
    assert {each.status_code for each in answers} == {201}
    [event] = {each.json()["response"][0]["objectId"] for each in answers}
    assert crowd.text(event) in texts
    return str(event)


def demand_the_newest_revision(crowd: Crowd, event: str, uid: str) -> None:
    """Of several revisions the newest wins, whichever comes first; who comes too late with an older one is told."""
    texts = [ics(uid, f"SEQUENCE:{number}", f"SUMMARY:Revision {number}") for number in range(CLIENTS)]
    body = {"eventId": event, "fromCalDavServer": True}
    answers = crowd.at_once("PUT", EVENT, lambda number: {**body, "ics": texts[number]})
    assert {each.status_code for each in answers} <= {200, 409}
    assert answers[-1].status_code == 200
    assert crowd.text(event) == texts[-1]


def demand_one_deletion(crowd: Crowd, event: str) -> None:
    """One of those who delete it deletes it."""
    answers = crowd.at_once("DELETE", f"/calendar/events/{event}", lambda _: {})
    assert sorted(each.status_code for each in answers) == [200] + [404] * (CLIENTS - 1)
