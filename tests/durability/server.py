"""A server with workers, clients that put events into it, and SIGKILL for all of its processes at once."""

import os
import re
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from threading import Thread
from time import monotonic, sleep

import httpx2
from tests.durability.scene import ENDLESS
from tests.durability.writer import NOW, text_of
from tests.units import calendars_of

from kalends.service.access import Caller, caller_of
from kalends.service.calendars import NewCalendar
from kalends.service.house import Service
from kalends.service.people import NewAccount
from kalends.service.ports import Store
from kalends.service.records import EventKind, Look, Scope
from kalends.store.open import open_store

EMAIL = "anna@example.org"
CLIENTS = 6
LONGEST = 0.8
START_SECONDS = 20


@dataclass
class Put:
    """What one client did: how often it began, and how often it was answered."""

    name: str
    begun: int = 0
    answered: int = 0
    statuses: set[int] = field(default_factory=set)


@dataclass
class Site:
    """A place with one calendar, whose owner has a key."""

    place: str | Path
    folder: Path
    key: str
    me: Caller
    calendar: int
    clients: list[Put] = field(default_factory=list)

    @classmethod
    def of(cls, place: str | Path, folder: Path) -> "Site":
        folder.mkdir(exist_ok=True)
        store = open_store(place)
        service = Service.of(store)
        me = caller_of(service.people.add(NewAccount(EMAIL), now=NOW), None)
        key = service.people.keys.add(EMAIL, label="durable", scope=Scope.FULL, now=NOW).secret
        calendar = calendars_of(service).create(me, NewCalendar(Look("Work")), now=NOW).id
        store.close()
        return cls(place, folder, key, me, calendar)

    def kill_in_rounds(self, rounds: int, *, seed: int) -> None:
        """Start a server, load it, kill all of it at a drawn moment, and judge; over and over."""
        draw = Random(seed)
        for number in range(rounds):
            self._round(number, draw.uniform(0, LONGEST))
            self._judge()

    def _round(self, number: int, moment: float) -> None:
        process, url = self._serve()
        clients = [Put(f"r{number}c{client}") for client in range(CLIENTS)]
        threads = [Thread(target=self._load, args=(url, client)) for client in clients]
        for thread in threads:
            thread.start()
        try:
            _wait_for_an_answer(clients)
            sleep(moment)
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
        for thread in threads:
            thread.join()
        self.clients += clients

    def _serve(self) -> tuple[subprocess.Popen[str], str]:
        named = ["--database", self.place] if isinstance(self.place, str) else ["--data", str(self.place)]
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "kalends", "serve", "--port", "0", "--workers", "2", *named],
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                cwd=self.folder,
                start_new_session=True,
            )
        assert process.stdout
        for line in process.stdout:
            if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                return process, found[0]
        raise AssertionError((self.folder / "log").read_text())

    def _load(self, url: str, client: Put) -> None:
        """Put events until there is no server any more."""
        with httpx2.Client(base_url=url, headers={"Authorization": self.key}, timeout=10) as http:
            while True:
                client.begun += 1
                text = text_of(f"{client.name}-{client.begun}", client.begun)
                try:
                    body = {"calendarId": self.calendar, "ics": text}
                    answer = http.post("/api/2.0/calendar/icsevent", json=body)
                except httpx2.TransportError:
                    return
                client.statuses.add(answer.status_code)
                client.answered += 1

    def _judge(self) -> None:
        store = open_store(self.place)
        try:
            self._demand_all(store)
            assert Service.of(store).upkeep.examine(mend=False).complaints == ()
        finally:
            store.close()

    def _demand_all(self, store: Store) -> None:
        """Everything answered is there, whole; at most one more of each client; each counted once."""
        with store.writing() as transaction:  # waits until the dead let go
            [calendar] = transaction.calendars.lock([self.calendar])
            there = {stored.facts.uid: stored for stored in transaction.objects.walk(calendar)}
            counters = [change.counter for change in transaction.events.changes(calendar, 0, limit=ENDLESS)]
            events = transaction.events.since(calendar.owner_id, 0, limit=ENDLESS)
        for client in self.clients:
            assert client.statuses <= {200, 201}, client
            for number in range(1, client.answered + 1):
                assert f"{client.name}-{number}" in there
        for uid, stored in there.items():
            assert f"SUMMARY:{stored.facts.summary}\r\n" in stored.text
            assert uid == f"{str(uid).partition('-')[0]}-{stored.facts.summary}"
            assert stored.text.endswith("END:VCALENDAR\r\n")
        assert 0 <= len(there) - sum(each.answered for each in self.clients) <= len(self.clients)
        assert counters == list(range(1, len(there) + 1))
        assert [event.cursor for event in events] == counters
        assert {event.what for event in events} <= {EventKind.CREATED}
        assert sorted(event.object_id or 0 for event in events) == sorted(stored.id for stored in there.values())
        assert (calendar.counter, calendar.size) == (len(there), len(there))


def _wait_for_an_answer(clients: list[Put]) -> None:
    deadline = monotonic() + START_SECONDS
    while not any(client.answered for client in clients):
        assert monotonic() < deadline, "the server does not answer"
        sleep(0.01)
