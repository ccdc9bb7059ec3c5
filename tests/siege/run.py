"""The siege itself: clients in threads, each with a household, that play scenes until enough was asked."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from threading import Event, Semaphore, Thread
from time import monotonic, sleep
from traceback import format_exc

from tests.siege import confusion, filling, matrix, people, races, raw, signing, texts
from tests.siege.client import Client, Halted
from tests.siege.oracle import Words
from tests.siege.report import Report, Tally
from tests.siege.server import Site
from tests.siege.wire import PATIENCE

Scene = Callable[[Client], None]
# how often a scene of each kind is played; one is some ten or twenty requests
KINDS: dict[str, tuple[Scene, int]] = {
    "people": (people.play, 40),
    "matrix": (matrix.play, 15),
    "texts": (texts.play, 20),
    "confusion": (confusion.play, 20),
    "raw": (raw.play, 15),
    "races": (races.play, 6),
    "signing": (signing.play, 1),
}
LONG = 50_000
"""From so many requests on it is watched whether memory goes on growing."""
WARM_CLIENTS = 12
WARM_PATHS = ("/userinfo", "/openapi.json", "/api/2.0/people", "/calendar_events", "/data/dictionary/timezone")
_REST_SECONDS = 0.3
_PROGRESS_SECONDS = 5.0
_LOOK_SECONDS = 0.05
_SWITCH_SECONDS = 0.0005


@dataclass
class Siege:
    """A siege of one server. `requests` are at least asked, unless `seconds` are over before."""

    site: Site
    database: str
    seed: int
    requests: int
    seconds: float
    kinds: Sequence[str] = tuple(KINDS)
    words: Words = field(default_factory=Words)
    memory: list[int] = field(default_factory=list)
    _ends: Event = field(default_factory=Event)
    _going: Event = field(default_factory=Event)
    _resting: Semaphore = field(default_factory=lambda: Semaphore(0))

    def run(self) -> Report:
        """Play scenes; the report."""
        clients = [Client(self.site, home, self.words) for home in self.site.households]
        threads = [Thread(target=self._play_all, args=(client,)) for client in clients]
        self._warm_up()
        if self.requests >= LONG:
            filling.fill(Client(self.site, self.site.households[0], self.words, draw=Random(0)))
        self._going.set()
        self.memory.append(self.site.memory())
        began = monotonic()
        with _quick_switches():
            for thread in threads:
                thread.start()
            try:
                self._watch(clients, began)
                self._look_at_memory(len(clients))
            finally:
                self._ends.set()
                self._going.set()
                for thread in threads:
                    thread.join()
                for client in clients:
                    client.hang_up()
        return self._report(clients, monotonic() - began)

    def replay(self, number: int) -> Report:
        """Play one scene alone."""
        client = Client(self.site, self.site.households[number % len(self.site.households)], self.words)
        self._warm_up()
        began = monotonic()
        self._play(client, number)
        client.hang_up()
        return self._report([client], monotonic() - began)

    def _report(self, clients: Sequence[Client], wall_seconds: float) -> Report:
        tally = Tally.sum(client.tally for client in clients)
        kinds = () if tuple(self.kinds) == tuple(KINDS) else tuple(self.kinds)
        return Report(self.database, self.seed, kinds, tally, wall_seconds, tuple(self.memory))

    def _play_all(self, client: Client) -> None:
        """Play every scene that is this client's, in the order of the numbers."""
        number = client.household.number
        while not self._ends.is_set():
            if not self._going.is_set():
                self._resting.release()
                self._going.wait()
            self._play(client, number)
            number += len(self.site.households)

    def _play(self, client: Client, number: int) -> None:
        """One scene; all that it draws comes of the seed and its number."""
        draw = Random(f"{self.seed} {number}")
        weights = [KINDS[kind][1] for kind in self.kinds]
        [kind] = draw.choices(self.kinds, weights)
        client.begin(kind, number, draw)
        try:
            KINDS[kind][0](client)
        except Halted:
            pass
        except Exception:
            client.find(kind, format_exc())
            client.hang_up()

    def _watch(self, clients: Sequence[Client], began: float) -> None:
        """Wait until enough was asked; look at the memory at each quarter, and show how far it is."""
        shown = began
        while self.site.is_up() and monotonic() - began < self.seconds:
            asked = sum(client.tally.total for client in clients)
            if asked >= self.requests:
                return
            if len(self.memory) < 4 and asked >= len(self.memory) * self.requests / 4:
                self._look_at_memory(len(clients))
            if monotonic() - shown > _PROGRESS_SECONDS:
                shown = monotonic()
                self._show(asked, sum(len(client.tally.findings) for client in clients), shown - began)
            self._ends.wait(_LOOK_SECONDS)

    def _look_at_memory(self, clients: int) -> None:
        """Note what the server holds while nobody asks anything: what a request needs is given back after it."""
        self._going.clear()
        for _ in range(clients):
            self._resting.acquire(timeout=PATIENCE)
        sleep(_REST_SECONDS)
        self.memory.append(self.site.memory())
        self._going.set()

    def _warm_up(self) -> None:
        """Wait until every worker has begun, and has loaded what it loads with its first requests."""
        self.site.settle()
        home = self.site.households[0]
        clients = [Client(self.site, home, self.words, draw=Random(number)) for number in range(WARM_CLIENTS)]
        for path in WARM_PATHS:
            threads = [Thread(target=client.ask, args=("owner", "GET", path)) for client in clients]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        statuses = Tally.sum(client.tally for client in clients).statuses
        assert set(statuses) <= {200, 503}, statuses
        for client in clients:
            client.hang_up()

    def _show(self, asked: int, findings: int, seconds: float) -> None:
        done = f"{self.database}: {asked:,} of {self.requests:,} requests, {asked / seconds:,.0f} a second"
        print(f"{done}, {findings} findings", file=sys.stderr, flush=True)  # noqa: T201


@contextmanager
def _quick_switches() -> Iterator[None]:
    """Let a thread that was answered go on soon, so that what is measured is the server."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(before)
