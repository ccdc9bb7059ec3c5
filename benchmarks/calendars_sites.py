"""What the calendars' benchmark asks of us: `kalends serve` on either database, and the events that it holds.

The ONLYOFFICE door is asked over HTTP. What changed since a token has no call there yet: that is asked of the verb, in
this process.
"""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, RemoteDisconnected
from pathlib import Path
from typing import Protocol

from kalends.service import calendars, sync
from kalends.service.access import caller_of
from kalends.service.calendars import NewCalendar
from kalends.service.house import Service
from kalends.service.people import NewAccount
from kalends.service.records import Look, Scope
from kalends.store.open import open_store

MONTH = ("20261101T000000Z", "20261201T000000Z")
HTTP_SECONDS = 1_200
FILE_EVENTS = 50_000
"""Events in one file of an import: a reader takes no more than a million lines."""
_FIRST_DAY = datetime(2026, 1, 1, tzinfo=UTC)
_DAYS = 730
_STEP = 7_919  # a prime, so that days that follow each other are not put one after another
_UID = re.compile(rb'"uniqueId":"(bench-\d+)@')
_NEXT = re.compile(r'<https?://[^/>]*([^>]*)>; rel="next"')
_EMAIL = "bench@example.org"
_DESCRIPTION = "We look at the figures of the quarter\\, and at what was promised: please bring your notes. " * 2


class Wire:
    """One connection that is kept, as far as the server keeps it."""

    def __init__(self, port: int, headers: dict[str, str]) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=HTTP_SECONDS)
        self._headers = headers
        self.link = ""
        """Where the last answer said that it goes on."""

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> bytes:
        """The body of the answer. Raises RuntimeError where that is no success."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            self._connection.request(method, path, body, self._headers | named)
            answer = self._connection.getresponse()
        except RemoteDisconnected:  # while others had their long turns, the server let it go
            self._connection.close()
            self._connection.request(method, path, body, self._headers | named)
            answer = self._connection.getresponse()
        told = answer.read()
        self.link = answer.headers.get("Link", "")
        if answer.status // 100 != 2:
            raise RuntimeError(f"{method} {path} answered {answer.status}: {told[:300].decode(errors='replace')}")
        return told


@dataclass(frozen=True)
class Running:
    """A server that listens."""

    port: int
    pid: int

    def megabytes(self) -> float | None:
        """The memory that it has now; None where the system does not tell as Linux does."""
        try:
            told = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii", errors="replace")
        except OSError:
            return None
        found = re.search(r"VmRSS:\s+(\d+) kB", told)
        return int(found[1]) / 1_024 if found else None


class Site(Protocol):
    """A server with one calendar, of events numbered from 0."""

    name: str

    def wire(self) -> Wire:
        """A connection."""

    def put(self, number: int, wire: Wire) -> None:
        """Put a new event."""

    def get(self, number: int, wire: Wire) -> None:
        """Get one of the first events."""

    def month(self, wire: Wire) -> int:
        """Get what is in the month; how many different events that is."""

    def token(self, wire: Wire) -> str:
        """The sync token of now."""

    def sync(self, token: str, wire: Wire) -> str:
        """What changed since the token, "" for everything; the token of now."""


def event(number: int) -> str:
    """The text of one VEVENT, about 600 octets; every tenth is a weekly series of ten."""
    start = _FIRST_DAY + timedelta(days=number * _STEP % _DAYS, hours=7 + number % 11)
    lines = [
        "BEGIN:VEVENT",
        f"UID:bench-{number}@example.org",
        "DTSTAMP:20261121T080000Z",
        f"DTSTART:{start:%Y%m%dT%H%M%SZ}",
        f"DTEND:{start + timedelta(minutes=45):%Y%m%dT%H%M%SZ}",
        f"SUMMARY:Quarterly review {number}",
        f"DESCRIPTION:{_DESCRIPTION[:60]}",
        f" {_DESCRIPTION[60:130]}",
        "LOCATION:Room 4",
        "ORGANIZER;CN=Ada Lovelace:mailto:ada@example.org",
        "ATTENDEE;CN=Grace Hopper;PARTSTAT=ACCEPTED:mailto:grace@example.org",
        *(["RRULE:FREQ=WEEKLY;COUNT=10"] if number % 10 == 0 else []),
        "END:VEVENT",
    ]
    return "\r\n".join(lines)


def file_of(numbers: range) -> bytes:
    """One VCALENDAR of those events."""
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Kalends//Benchmark//EN"
    return "\r\n".join([head, *map(event, numbers), "END:VCALENDAR", ""]).encode()


@contextmanager
def listening(*command: str) -> Iterator["Running"]:
    """A server while the block runs; PORT in its command stands for its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    plain = {name: text for name, text in os.environ.items() if not name.startswith("KALENDS_")}
    process = subprocess.Popen(
        [part.replace("PORT", str(port)) for part in command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=plain,
    )
    try:
        _wait_for(port, process)
        yield Running(port, process.pid)
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"{process.args!r} does not listen")


class Kalends:
    """Ours, on one database; filled by one import, and then started anew, so that the first question is a first one."""

    def __init__(self, name: str, place: str | Path, size: int, stack: ExitStack) -> None:
        self.name = name
        store = open_store(place)
        stack.callback(store.close)
        self._service = Service.of(store)
        self._me = caller_of(self._service.people.add(NewAccount(_EMAIL), now=_FIRST_DAY), None)
        key = self._service.people.keys.add(_EMAIL, label="bench", scope=Scope.FULL, now=_FIRST_DAY).secret
        self._headers = {"Authorization": key, "Content-Type": "application/json"}
        self._following = ""
        new = NewCalendar(Look("Work"))
        self._calendar = self._service.write(self._me, _FIRST_DAY, lambda unit: calendars.create(unit, new)).id
        named = ["--database", place] if isinstance(place, str) else ["--data", str(place)]
        command = [sys.executable, "-m", "kalends", "serve", "--port", "PORT", *named]
        with listening(*command) as self.running:
            self.import_seconds = self._import(size)
        with self._service.read(self._me) as unit:
            self._ids = [each.object_id for each in sync.get_changes(unit, self._calendar).items]
        self._command = command
        self.running = stack.enter_context(listening(*command))

    @contextmanager
    def of_workers(self, number: int) -> Iterator[None]:
        """Let a server with so many workers on the same database be asked while the block runs."""
        before = self.running
        with listening(*self._command, "--workers", str(number)) as self.running:
            yield
        self.running = before

    def _import(self, size: int) -> float:
        files = [range(start, min(start + FILE_EVENTS, size)) for start in range(0, size, FILE_EVENTS)]
        return sum(self._import_file(numbers) for numbers in files)

    def _import_file(self, numbers: range) -> float:
        path, body = f"/api/2.0/calendar/{self._calendar}/import", file_of(numbers)
        begun = time.perf_counter()
        told = json.loads(self.wire().ask("POST", path, body, Content_Type="text/calendar"))
        taken = time.perf_counter() - begun
        if told["response"] != len(numbers):
            raise RuntimeError(f"{told['response']} of {len(numbers)} events were taken")
        return taken

    def wire(self) -> Wire:
        """A connection with the key."""
        return Wire(self.running.port, self._headers)

    def put(self, number: int, wire: Wire) -> None:
        """POST icsevent."""
        ics = file_of(range(number, number + 1)).decode()
        body = json.dumps({"calendarId": self._calendar, "ics": ics}).encode()
        wire.ask("POST", "/api/2.0/calendar/icsevent", body)

    def get(self, number: int, wire: Wire) -> None:
        """GET the text of one."""
        wire.ask("GET", f"/api/2.0/calendar/events/{self._ids[number % len(self._ids)]}/historybyid")

    def month(self, wire: Wire) -> int:
        """GET calendars/{start}/{end}, of which there is one."""
        start, end = (f"{each[:4]}-{each[4:6]}-{each[6:8]}T00-00-00Z" for each in MONTH)
        told = wire.ask("GET", f"/api/2.0/calendar/calendars/{start}/{end}")
        return len(set(_UID.findall(told)))

    def page(self, wire: Wire, *, again: bool = True) -> None:
        """GET a page of 25 of the month through the Kona door: the first, or what follows the last one."""
        start, end = (f"{each[:4]}-{each[4:6]}-{each[6:8]}" for each in MONTH)
        first = f"/kona/calendar_events?date_range_start={start}&date_range_end={end}"
        path = first if again or not self._following else self._following
        told = wire.ask("GET", path, Authorization=f"Bearer {self._headers['Authorization']}")
        if not json.loads(told)["calendar_events"]:
            raise RuntimeError("the page is empty")
        found = _NEXT.search(wire.link)
        self._following = "" if found is None else found[1]

    def token(self, wire: Wire) -> str:  # noqa: ARG002 — others ask over HTTP
        """By the verb."""
        with self._service.read(self._me) as unit:
            return sync.get_token(unit, self._calendar)

    def sync(self, token: str, wire: Wire) -> str:  # noqa: ARG002 — others ask over HTTP
        """By the verb, part after part."""
        more = True
        while more:
            with self._service.read(self._me) as unit:
                found = sync.get_changes(unit, self._calendar, token)
            token, more = found.token, found.more
        return token
