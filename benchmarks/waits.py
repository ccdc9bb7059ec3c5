"""How long somebody's POST waits while another account's event is edited, as heavy an event as the limits allow.

A real `kalends serve` of one worker on each database. One connection renames a series of nearly 1 MiB again and again
through the Kona door (all its overrides and guests are written each time), in whole, or from its middle on; beside it
another account posts small events through the ONLYOFFICE door. The goal: none of them waits 0.2 s.
"""

import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count, cycle, islice, repeat
from pathlib import Path
from statistics import median
from threading import Event
from time import perf_counter

from benchmarks.calendars import postgres, schema
from benchmarks.calendars_sites import Wire, file_of, listening
from kalends.service import calendars
from kalends.service.access import caller_of
from kalends.service.calendars import NewCalendar
from kalends.service.house import Service
from kalends.service.people import NewAccount
from kalends.service.records import Look, Scope
from kalends.store.open import open_store

GOAL = 200
POSTS = 150
OCTETS = 940_000  # a move writes SEQUENCE into each override
GUESTS = 4_000
LATE = 4_000  # the number of the instance from which on the first of the later halves begins
_BEGUN = datetime(2026, 1, 1, 9, tzinfo=UTC)
_UID = "heaviest"
Edit = tuple[str, dict[str, str]]
"""A path and the body that is PUT there."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody with a calendar, and a key to it."""

    calendar: int
    key: str

    def wire(self, port: int) -> Wire:
        """A connection to the server at that port."""
        return Wire(port, {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"})


def run() -> None:
    """Print a row for each kind of edit, on each database."""
    print(f"\na POST of one account beside the heaviest edits of another, ms (goal: none over {GOAL})")
    print(f"{'':34} {'edits':>6} {'each':>8} {'POST: median':>13} {'slowest':>8}")
    with postgres() as server, tempfile.TemporaryDirectory(prefix="kalends-bench-") as folder:
        places: dict[str, str | Path] = {"SQLite": Path(folder) / "data"}
        if server:
            places["PostgreSQL"] = schema(server)
        for name, place in places.items():
            _measure(name, place)


def _measure(name: str, place: str | Path) -> None:
    with ExitStack() as stack:
        editor, other = _accounts(place)
        named = ["--database", place] if isinstance(place, str) else ["--data", str(place)]
        running = stack.enter_context(listening(sys.executable, "-m", "kalends", "serve", "--port", "PORT", *named))
        numbers = count()
        path = f"/calendar_events/{_series(editor, running.port)}"
        names = ({"name": f"Choir {number}"} for number in count())
        late = (f"{path}?num_in_series={number}&scope=following" for number in count(LATE, -1))
        edits: dict[str, Iterator[Edit]] = {
            "alone": iter(()),
            "beside a rename": zip(repeat(path), names),
            "beside a move": zip(repeat(path), map(_moved, cycle((10, 9)))),
            "beside a rename from late on": zip(late, names, strict=False),
        }
        for kind, bodies in edits.items():
            with _editing(editor.wire(running.port), bodies) as times:
                waits = _waits(other, other.wire(running.port), numbers)
            each = f"{median(times):8,.0f}" if times else f"{'–':>8}"
            print(f"{name + ', ' + kind:34} {len(times):6} {each} {median(waits):13.1f} {max(waits):8.1f}")


def _waits(account: Account, wire: Wire, numbers: Iterator[int]) -> list[float]:
    return [_milliseconds(partial(_post, account, wire, number)) for number in islice(numbers, POSTS)]


@contextmanager
def _editing(wire: Wire, edits: Iterator[Edit]) -> Iterator[list[float]]:
    """Make one edit after the other while the block runs; the milliseconds of each."""
    times: list[float] = []
    ended = Event()

    def edit() -> None:
        for path, body in edits:
            if ended.is_set():
                return
            times.append(_milliseconds(partial(wire.ask, "PUT", path, json.dumps(body).encode())))

    with ThreadPoolExecutor(1) as executor:
        editing = executor.submit(edit)
        try:
            yield times
        finally:
            ended.set()
            editing.result()


def _moved(hour: int) -> dict[str, str]:
    return {"start_at": f"{_BEGUN:%Y-%m-%d}T{hour:02}:00:00Z", "end_at": f"{_BEGUN:%Y-%m-%d}T{hour + 1:02}:00:00Z"}


def _post(account: Account, wire: Wire, number: int) -> None:
    body = json.dumps({"calendarId": account.calendar, "ics": file_of(range(number, number + 1)).decode()}).encode()
    wire.ask("POST", "/api/2.0/calendar/icsevent", body)


def _milliseconds(work: Callable[[], object]) -> float:
    begun = perf_counter()
    work()
    return (perf_counter() - begun) * 1_000


def _accounts(place: str | Path) -> tuple[Account, Account]:
    store = open_store(place)
    try:
        service = Service.of(store)
        return _account(service, "editor@example.org"), _account(service, "other@example.org")
    finally:
        store.close()


def _account(service: Service, email: str) -> Account:
    me = caller_of(service.people.add(NewAccount(email), now=_BEGUN), None)
    key = service.people.keys.add(email, label="bench", scope=Scope.FULL, now=_BEGUN).secret
    new = NewCalendar(Look("Work"))
    return Account(service.write(me, _BEGUN, lambda unit: calendars.create(unit, new)).id, key)


def _series(account: Account, port: int) -> int:
    """Store the heaviest series; its id."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Kalends//Benchmark//EN", *_event()]
    lines += [f"ATTENDEE:mailto:guest{number:05}@example.org" for number in range(GUESTS)] + ["END:VEVENT"]
    room = OCTETS - sum(len(line) + 2 for line in lines)
    for number in count(1):
        override = _override(number)
        room -= sum(len(line) + 2 for line in override)
        if room < 0:
            break
        lines += override
    text = "\r\n".join([*lines, "END:VCALENDAR", ""])
    body = json.dumps({"calendarId": account.calendar, "ics": text}).encode()
    told = account.wire(port).ask("POST", "/api/2.0/calendar/icsevent", body)
    return int(json.loads(told)["response"][0]["objectId"])


def _event() -> list[str]:
    stamp = f"{_BEGUN:%Y%m%dT%H%M%SZ}"
    head = ["BEGIN:VEVENT", f"UID:{_UID}", f"DTSTAMP:{stamp}", "SUMMARY:Choir", "ORGANIZER:mailto:editor@example.org"]
    return [*head, f"DTSTART:{stamp}", "DURATION:PT1H", "RRULE:FREQ=DAILY"]


def _override(number: int) -> list[str]:
    day = _BEGUN + timedelta(days=number)
    head = ["BEGIN:VEVENT", f"UID:{_UID}", f"DTSTAMP:{_BEGUN:%Y%m%dT%H%M%SZ}", f"RECURRENCE-ID:{day:%Y%m%dT%H%M%SZ}"]
    return [*head, "SUMMARY:Choir", f"DTSTART:{day:%Y%m%dT%H}3000Z", "DURATION:PT2H", "END:VEVENT"]


if __name__ == "__main__":
    run()
