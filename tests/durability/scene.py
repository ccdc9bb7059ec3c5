"""A store with two calendars, the programs that write into them, and the verdict on what they left."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from time import sleep
from typing import Any

from tests.durability.writer import NOW, WORD, text_of
from tests.units import calendars_of

from kalends.service.access import Caller, caller_of
from kalends.service.calendars import NewCalendar
from kalends.service.house import Service
from kalends.service.people import NewAccount
from kalends.service.ports import Store, Transaction
from kalends.service.records import Calendar, Event, EventKind, Look, Stored
from kalends.store.open import open_store

EMAIL = "anna@example.org"
ENDLESS = 1_000_000
THREADS = 2
ROOT = Path(__file__).parents[2]
ARRIVALS = {EventKind.CREATED, EventKind.MOVED_IN}
DEPARTURES = {EventKind.MOVED_OUT, EventKind.REMOVED}

State = tuple[int, int] | None
"""The calendar in which an object is and the serial number of its text; None where it is not there."""

Happening = tuple[str, int]
"""What an event of the log says: its kind and its calendar."""


@dataclass
class Told:
    """What the journals say: for every UID the states in which it may be, the last told one first.

    `events`: for every UID the events of the writes that were told done, in their order. `open`: for a UID whose last
    write was begun and not told done, the events of that one, if it was done.
    """

    states: dict[str, list[State]] = field(default_factory=dict)
    events: dict[str, list[Happening]] = field(default_factory=dict)
    open: dict[str, list[Happening]] = field(default_factory=dict)
    done: int = 0
    failed: list[str] = field(default_factory=list)


@dataclass
class Scene:
    """One database for one test."""

    place: str | Path
    journals: Path
    me: Caller
    calendars: tuple[int, ...]

    @classmethod
    def of(cls, place: str | Path, folder: Path) -> "Scene":
        folder.mkdir()
        store = open_store(place)
        service = Service.of(store)
        me = caller_of(service.people.add(NewAccount(EMAIL), now=NOW), None)
        made = [calendars_of(service).create(me, NewCalendar(Look(title)), now=NOW).id for title in ("Work", "Home")]
        store.close()
        return cls(place, folder, me, tuple(made))

    def start(self, name: str, *, processes: int, threads: int = THREADS, writes: int = ENDLESS) -> "Writers":
        """Programs that have opened the store, and are let loose together."""
        arguments = [EMAIL, str(self.journals)]
        rest = [str(threads), str(writes), name, *map(str, self.calendars)]
        commands = [
            [sys.executable, "-m", "tests.durability.writer", str(self.place), *arguments, f"{name}.{number}", *rest]
            for number in range(processes)
        ]
        pipe = subprocess.PIPE
        return Writers([subprocess.Popen(each, stdin=pipe, stdout=pipe, cwd=ROOT) for each in commands])

    def told(self) -> Told:
        """What all journals say."""
        told = Told()
        for file in sorted(self.journals.iterdir()):
            _read(file, told)
        return told

    def judge(self) -> Told:
        """Assert that everything told done is there, whole and counted, and nothing that was never begun."""
        told = self.told()
        store = open_store(self.place)
        try:
            self._judge(store, told)
            found = Service.of(store).upkeep.examine(mend=False)
            assert found.complaints == ()
        finally:
            store.close()
        return told

    def _judge(self, store: Store, told: Told) -> None:
        with store.writing() as transaction:  # waits until the dead let go
            calendars = transaction.calendars.lock(self.calendars)
            present = [stored for calendar in calendars for stored in transaction.objects.walk(calendar)]
            uids = Counter(stored.facts.uid for stored in present)
            assert not uids.keys() - told.states.keys()
            assert set(uids.values()) <= {1}
            states = _demand_states(told, {str(stored.facts.uid): stored for stored in present})
            events = transaction.events.since(self.me.account_id, 0, limit=ENDLESS)
            _demand_events(told, events, states)
            _demand_counters(calendars, events, states)
            words = transaction.objects.search(calendars, [WORD], limit=ENDLESS)
            assert {each.id for each in words} == {each.id for each in present}
            _demand_changes(transaction, calendars)
            _demand_history(transaction, present)


@dataclass
class Writers:
    """Programs that write; each has opened the store and waits."""

    processes: Sequence[subprocess.Popen[bytes]]

    def loose(self) -> None:
        """Wait until all are ready, and let them write."""
        for process in self.processes:
            assert process.stdout
            assert process.stdout.readline() == b"ready\n"
        for process in self.processes:
            assert process.stdin
            process.stdin.write(b"\n")
            process.stdin.flush()

    def killed_at(self, draw: Random, *, longest: float) -> None:
        """SIGKILL each at a moment of its own."""
        moments = sorted((draw.uniform(0.01, longest), number) for number in range(len(self.processes)))
        before = 0.0
        for moment, number in moments:
            sleep(moment - before)
            before = moment
            self.processes[number].kill()
        self.wait()

    def wait(self) -> list[int]:
        """Wait for their ends; the exit codes."""
        for process in self.processes:
            process.communicate()
        return [process.returncode for process in self.processes]


def _read(file: Path, told: Told) -> None:
    """Take in one journal, of one thread."""
    begun: dict[str, Any] | None = None
    for line in _lines(file):
        if "failed" in line:
            told.failed.append(f"{file.name}: {line['failed']}: {line['detail']}")
        elif "uid" in line:
            begun = line
        else:
            assert begun is not None
            assert begun["number"] == line["number"]
            told.states[begun["uid"]] = [_state(begun)]
            told.events.setdefault(begun["uid"], []).extend(_events(begun))
            told.done += 1
            begun = None
    if begun is not None:
        told.states[begun["uid"]] = [*told.states.get(begun["uid"], [None]), _state(begun)]
        told.open[begun["uid"]] = _events(begun)


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    for line in file.read_text().splitlines(keepends=True):
        if line.endswith("\n"):
            yield json.loads(line)


def _state(begun: dict[str, Any]) -> State:
    return None if begun["to"] is None else (begun["to"][0], begun["to"][1])


def _events(begun: dict[str, Any]) -> list[Happening]:
    return [(what, calendar) for what, calendar in begun["events"]]


def _demand_states(told: Told, present: dict[str, Stored]) -> dict[str, State]:
    """Every object is in a state in which it may be, to the last character; the states."""
    states: dict[str, State] = {}
    for uid, allowed in told.states.items():
        stored = present.get(uid)
        states[uid] = None if stored is None else (stored.calendar_id, int(stored.facts.summary))
        assert states[uid] in allowed, f"{uid}: {states[uid]}, not {allowed}"
        assert stored is None or stored.text == text_of(uid, int(stored.facts.summary))
    return states


def _demand_events(told: Told, events: Sequence[Event], states: dict[str, State]) -> None:
    """The log has the events of every write that was done, in their order, and no other; no cursor is skipped."""
    assert [event.cursor for event in events] == list(range(1, len(events) + 1))
    logged: dict[str, list[Event]] = {}
    for event in events:
        logged.setdefault(event.href.removesuffix(".ics"), []).append(event)
    assert not logged.keys() - told.states.keys()
    for uid, state in states.items():
        wanted = told.events.get(uid, [])
        if uid in told.open and state == told.states[uid][-1]:
            wanted = wanted + told.open[uid]
        log = logged.get(uid, [])
        assert [(event.what.value, event.calendar_id) for event in log] == wanted, uid
        _demand_versions(log)


def _demand_versions(log: Sequence[Event]) -> None:
    """The versions in the events of one object follow one another."""
    version = 0
    for event in log:
        assert event.version_before == (None if event.what in ARRIVALS else version)
        version += event.version_after is not None
        assert event.version_after == (None if event.what in DEPARTURES else version)


def _demand_counters(calendars: Sequence[Calendar], events: Sequence[Event], states: dict[str, State]) -> None:
    """The counter of a calendar is the cursor of its last event, its size the number of its objects."""
    counters = {event.calendar_id: event.cursor for event in events}
    sizes = Counter(state[0] for state in states.values() if state is not None)
    for calendar in calendars:
        assert (calendar.counter, calendar.size) == (counters.get(calendar.id, 0), sizes[calendar.id])


def _demand_changes(transaction: Transaction, calendars: Sequence[Calendar]) -> None:
    for calendar in calendars:
        numbers = [change.counter for change in transaction.events.changes(calendar, 0, limit=ENDLESS)]
        assert numbers == sorted(set(numbers))
        assert numbers[-1:] == ([calendar.counter] if calendar.counter else [])


def _demand_history(transaction: Transaction, present: Sequence[Stored]) -> None:
    """Every version of what is there is kept: none is missing between the first and the present one."""
    for stored in present:
        if stored.version > 1:
            former = [version.version for version in transaction.history.of(stored.id)]
            assert former == list(range(stored.version - 1, 0, -1))
