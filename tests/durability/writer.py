"""A program that writes with the verbs, and notes each write before it is begun and after it was told done.

    python -m tests.durability.writer PLACE EMAIL JOURNALS NAME THREADS WRITES SEED CALENDAR…

Each thread writes its own objects, and into its own journal. A line is one system call, so what is in a journal stays
there when the program is killed:

    {"number": 7, "uid": …, "to": [calendar, serial] or null, "events": [[kind, calendar]…]}    begun
    {"number": 7}                                                                      done
    {"failed": kind, "detail": …}                                                      a Fault; the thread ends
"""

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from threading import Barrier, Thread

from tests.units import edited, objects_of

from kalends.errors import Fault
from kalends.service.access import Caller, caller_of
from kalends.service.house import Service
from kalends.service.objects import Place
from kalends.store.open import open_store

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
WORD = "durable"


def text_of(uid: str, serial: int) -> str:
    """The object of a UID in its state of that serial number; long, so that half of it could be seen."""
    day = 1 + serial % 28
    body = f"{WORD} {serial} " + "x" * (serial * 37 % 3000)
    lines = [
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Kalends//Durability//EN", "BEGIN:VEVENT", f"UID:{uid}"),
        *("DTSTAMP:20261101T000000Z", f"DTSTART:202611{day:02}T100000Z", f"SUMMARY:{serial}", f"DESCRIPTION:{body}"),
        *("END:VEVENT", "END:VCALENDAR", ""),
    ]
    return "\r\n".join(lines)


@dataclass
class Own:
    """An object of this writer: its id, where it is, and the serial number of its text."""

    id: int
    calendar: int
    serial: int


@dataclass
class Writer:
    """One thread: draws writes, notes them, does them."""

    service: Service
    me: Caller
    calendars: Sequence[int]
    name: str
    journal: Path
    draw: Random
    own: dict[str, Own] = field(default_factory=dict)
    serial: int = 0

    def run(self, writes: int) -> None:
        file = os.open(self.journal, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        for number in range(writes):
            self.serial += 1
            try:
                self._write(file, number)
            except Fault as fault:
                _note(file, {"failed": fault.kind, "detail": fault.detail})
                return
            _note(file, {"number": number})

    def _write(self, file: int, number: int) -> None:
        kind = self.draw.choices(("put", "change", "delete", "move"), (6, 3, 1, 2))[0] if self.own else "put"
        if kind == "put":
            self._put(file, number)
            return
        uid = self.draw.choice(list(self.own))
        {"change": self._change, "delete": self._delete, "move": self._move}[kind](file, number, uid)

    def _put(self, file: int, number: int) -> None:
        uid, calendar = f"{self.name}-{number}", self.draw.choice(self.calendars)
        _begin(file, number, uid, (calendar, self.serial), ("created", calendar))
        saved = objects_of(self.service).put(self.me, calendar, text_of(uid, self.serial), now=NOW)
        self.own[uid] = Own(saved.id, calendar, self.serial)

    def _change(self, file: int, number: int, uid: str) -> None:
        own, text = self.own[uid], text_of(uid, self.serial)
        _begin(file, number, uid, (own.calendar, self.serial), ("changed", own.calendar))
        objects_of(self.service).edit(self.me, own.id, edited(text), now=NOW)
        own.serial = self.serial

    def _delete(self, file: int, number: int, uid: str) -> None:
        own = self.own.pop(uid)
        _begin(file, number, uid, None, ("removed", own.calendar))
        objects_of(self.service).delete(self.me, own.id, now=NOW)

    def _move(self, file: int, number: int, uid: str) -> None:
        own = self.own[uid]
        other = next(each for each in self.calendars if each != own.calendar)
        _begin(file, number, uid, (other, own.serial), ("moved-out", own.calendar), ("moved-in", other))
        objects_of(self.service).move(self.me, own.id, Place(other), now=NOW)
        own.calendar = other


def _begin(file: int, number: int, uid: str, to: tuple[int, int] | None, *events: tuple[str, int]) -> None:
    _note(file, {"number": number, "uid": uid, "to": to, "events": events})


def _note(file: int, line: dict[str, object]) -> None:
    os.write(file, (json.dumps(line) + "\n").encode())


def main(place: str, email: str, journals: str, name: str, threads: str, writes: str, seed: str, *ids: str) -> None:
    """Open the store, tell that, wait for a line, write."""
    store = open_store(place if "://" in place else Path(place))
    service = Service.of(store)
    me = caller_of(service.people.find(email), None)
    names = [f"{name}.{number}" for number in range(int(threads))]
    start = Barrier(len(names))

    def work(each: str) -> None:
        draw = Random(f"{seed} {each}")
        writer = Writer(service, me, [int(one) for one in ids], each, Path(journals) / each, draw)
        start.wait()
        writer.run(int(writes))

    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    workers = [Thread(target=work, args=(each,)) for each in names]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
