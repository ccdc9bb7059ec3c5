"""Clients that put events into a server that is in trouble, and the ledger of what each was told."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep

import httpx2
from tests.conftest import PATIENCE, Running
from tests.durability.server import Site
from tests.durability.writer import text_of

from kalends.service.house import Service
from kalends.store.open import open_store

CLIENTS = 4
KEPT = {200, 201}


@dataclass(frozen=True)
class Entry:
    """One request: what it put, when it was begun, and how it was answered (0: not at all)."""

    uid: str
    begun: float
    status: int
    retry_after: str
    text: str


@dataclass
class Ledger:
    """Everything that the clients of one server were told."""

    site: Site
    entries: list[Entry] = field(default_factory=list)

    @contextmanager
    def writing(self, server: Running, name: str) -> Iterator[None]:
        """Let clients write for as long as the block lasts."""
        ended = Event()
        threads = [Thread(target=self._write, args=(server, f"{name}{number}", ended)) for number in range(CLIENTS)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            ended.set()
            for thread in threads:
                thread.join()

    def _write(self, server: Running, name: str, ended: Event) -> None:
        with httpx2.Client(base_url=server.url, headers={"Authorization": self.site.key}, timeout=PATIENCE) as http:
            number = 0
            while not ended.is_set():
                number += 1
                self.entries.append(put(http, self.site.calendar, f"{name}-{number}", number))

    def since(self, moment: float) -> list[Entry]:
        """The requests that were begun after a moment."""
        return [entry for entry in self.entries if entry.begun > moment]

    def kept(self) -> set[str]:
        """The UIDs of what was acknowledged."""
        return {entry.uid for entry in self.entries if entry.status in KEPT}

    def wait(self, holds: Callable[[list[Entry]], bool], since: float = 0.0) -> None:
        """Wait until the requests since a moment are as they should be."""
        until(lambda: holds(self.since(since)))

    def demand_all_on_disk(self, place: Path) -> None:
        """Everything acknowledged is in the database, and nothing in it is amiss."""
        missing = self.kept() - uids_in(place, self.site.calendar)
        assert not missing, f"acknowledged and lost: {sorted(missing)}"


def put(http: httpx2.Client, calendar: int, uid: str, number: int) -> Entry:
    """Put one event."""
    begun = monotonic()
    try:
        answer = http.post("/api/2.0/calendar/icsevent", json={"calendarId": calendar, "ics": text_of(uid, number)})
    except httpx2.TransportError:
        return Entry(uid, begun, 0, "", "")
    return Entry(uid, begun, answer.status_code, answer.headers.get("retry-after", ""), answer.text)


def uids_in(place: Path, calendar_id: int) -> set[str]:
    """The UIDs of a calendar, as a program finds them that opens the database anew."""
    store = open_store(place, make=False)
    try:
        assert Service.of(store).upkeep.examine(mend=False).complaints == ()
        with store.reading() as transaction:
            [calendar] = transaction.calendars.some([calendar_id])
            return {str(stored.facts.uid) for stored in transaction.objects.walk(calendar)}
    finally:
        store.close()


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    deadline = monotonic() + PATIENCE
    while not holds():
        assert monotonic() < deadline
        sleep(0.02)
