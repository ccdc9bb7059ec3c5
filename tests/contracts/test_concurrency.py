"""What every store promises to many threads and many processes: counters without gaps, no half of a write."""

import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path

import pytest

from kalends.service.ports import Collision, Store, Transaction
from kalends.service.records import Calendar
from kalends.service.retry import retry_collisions

WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from kalends.service.records import Facts, ObjectDraft, ObjectKind, Span
from kalends.store.open import open_store

place, calendar_id, name, writes = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
store = open_store(place if "://" in place else Path(place))
now = datetime(2026, 11, 21, tzinfo=UTC)
print("ready", flush=True)
sys.stdin.readline()
for number in range(writes):
    href = f"{name}-{number}"
    facts = Facts(href, ObjectKind.EVENT, Span(0, 1), words=href)
    draft = ObjectDraft(href, "BEGIN" + "x" * 2000 + "END", href, facts, None)
    with store.writing() as transaction:
        [calendar] = transaction.calendars.lock([calendar_id])
        transaction.objects.add(calendar, draft, by=None, now=now)
    print(href, flush=True)
"""


def writers(
    database: str | Path, calendar_id: int, *, count: int, writes: int, generation: int = 0
) -> list[subprocess.Popen]:
    """Processes that have opened the store and wait for a line."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(database), str(calendar_id), f"p{number}-{generation}", str(writes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(count)
    ]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    return processes


def start(processes: list[subprocess.Popen]) -> None:
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()


def demand_sound(store: Store, calendar_id: int, hrefs: set[str]) -> None:
    """Everything that is there is whole, and counted once."""
    with store.reading() as transaction:
        calendar = transaction.calendars.find(calendar_id)
        entries = transaction.objects.entries(calendar)
        changes = transaction.events.changes(calendar, 0, limit=1_000_000)
        found = transaction.objects.search([calendar], ["p"], limit=1_000_000)
        whole = [stored for stored in transaction.objects.walk(calendar) if stored.text.endswith("END")]
    assert {entry.href for entry in entries} == hrefs
    assert [change.counter for change in changes] == list(range(1, len(hrefs) + 1))
    assert calendar.counter == calendar.size == len(found) == len(whole) == len(hrefs)
    assert store.damages() == ()


def test_eight_threads_leave_exact_counters(store: Store, hand, draft, now: datetime) -> None:
    calendar = hand.calendar(hand.account("anna"))
    trouble: list[BaseException] = []

    def write(name: str) -> None:
        try:
            for number in range(30):
                with store.writing() as transaction:
                    [locked] = transaction.calendars.lock([calendar.id])
                    href = f"{name}-{number}"
                    transaction.objects.add(locked, draft(href, text="END", words=href), by=None, now=now)
        except BaseException as error:
            trouble.append(error)

    threads = [threading.Thread(target=write, args=(f"p{number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert trouble == []
    demand_sound(store, calendar.id, {f"p{name}-{number}" for name in range(8) for number in range(30)})


def test_a_reader_of_events_never_skips_one(store: Store, hand, draft, now: datetime) -> None:
    """Several write into several calendars of one account, while another reads on from the last event it saw."""
    anna = hand.account("anna")
    calendars = [hand.calendar(anna, f"c{number}") for number in range(4)]
    writers, seen, trouble = 8, list[int](), list[BaseException]()

    def write(number: int) -> None:
        try:
            for count in range(20):
                with store.writing() as transaction:
                    [locked] = transaction.calendars.lock([calendars[number % 4].id])
                    href = f"{number}-{count}"
                    transaction.objects.add(locked, draft(href), by=None, now=now)
                    if count % 3 == 0:  # some transactions append two
                        stored = transaction.objects.at(locked, href)
                        transaction.objects.put(stored, draft(href, text="new"), by=None, now=now)
        except BaseException as error:
            trouble.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(writers)]
    for thread in threads:
        thread.start()
    going = True
    while going:
        going = any(thread.is_alive() for thread in threads)
        with store.reading() as transaction:
            found = transaction.events.since(anna.id, seen[-1] if seen else 0, limit=7 if going else 10_000)
        seen += [event.cursor for event in found]
    assert trouble == []
    assert seen == list(range(1, writers * 27 + 1))


def test_four_processes_leave_exact_counters(database: str | Path, store: Store, hand) -> None:
    calendar = hand.calendar(hand.account("anna"))
    processes = writers(database, calendar.id, count=4, writes=40)
    start(processes)
    told = [process.communicate()[0].split() for process in processes]
    assert [process.returncode for process in processes] == [0] * 4
    demand_sound(store, calendar.id, {f"p{name}-0-{number}" for name in range(4) for number in range(40)})
    assert all(len(hrefs) == 40 for hrefs in told)


def test_twenty_processes_that_are_killed_leave_what_they_told_of(database: str | Path, store: Store, hand) -> None:
    calendar = hand.calendar(hand.account("anna"))
    there: set[str] = set()
    for generation in range(5):
        processes = writers(database, calendar.id, count=4, writes=100_000, generation=generation)
        start(processes)
        told = {href for number, process in enumerate(processes) for href in killed(process, after=5 + 5 * number)}
        with store.writing() as transaction:  # waits until the dead let go
            [locked] = transaction.calendars.lock([calendar.id])
            found = {entry.href for entry in transaction.objects.entries(locked)}
        assert there | told <= found
        assert len(found - there - told) <= len(processes)  # one that was written, and not told of any more
        there = found
    demand_sound(store, calendar.id, there)


def killed(process: subprocess.Popen, *, after: int) -> set[str]:
    """Kill a process after it has told of so many writes; all that it told of."""
    told = {process.stdout.readline().strip() for _ in range(after)}
    process.kill()
    told |= {line.strip() for line in process.stdout if line.endswith("\n")}
    process.wait()
    process.stdin.close()
    process.stdout.close()
    return told


@pytest.mark.parametrize("with_a_calendar", [False, True])
def test_who_is_alone_with_a_subject_lets_others_wait(store: Store, hand, now: datetime, with_a_calendar: bool) -> None:
    one, other = (hand.calendar(hand.account(name)) for name in ("anna", "bert"))
    order: list[str] = []

    def alone(transaction: Transaction, calendar: Calendar) -> None:
        if with_a_calendar:
            assert transaction.calendars.lock([calendar.id], subject="subject") == (calendar,)
        else:
            transaction.lock_named("subject")

    inside, waiting = threading.Event(), threading.Event()

    def second() -> None:
        inside.wait()
        waiting.set()
        with store.writing() as transaction:
            alone(transaction, other)
            order.append(f"second sees {transaction.notes.find('x')}")

    thread = threading.Thread(target=second)
    thread.start()
    with store.writing() as transaction:
        alone(transaction, one)
        inside.set()
        waiting.wait()
        thread.join(0.1)
        transaction.notes.put("x", "first")
        order.append("first")
    thread.join()
    assert order == ["first", "second sees first"]


def test_what_others_have_ended_is_seen_after_locking(store: Store, hand, draft, now: datetime) -> None:
    calendar = hand.calendar(hand.account("anna"))
    started, done = threading.Event(), threading.Event()

    def second() -> None:
        started.wait()
        hand.put(calendar, "a")
        done.set()

    thread = threading.Thread(target=second)
    thread.start()
    with store.writing() as transaction:
        transaction.calendars.lock([calendar.id])
        started.set()
        assert not done.wait(0.1)
        assert transaction.objects.entries(calendar) == ()
    thread.join()
    with store.writing() as transaction:
        [locked] = transaction.calendars.lock([calendar.id])
        assert (locked.counter, locked.size) == (1, 1)


def test_a_verb_that_collided_is_done_again_once() -> None:
    tries: list[int] = []

    @retry_collisions
    def verb(collisions: int) -> str:
        tries.append(collisions)
        if len(tries) <= collisions:
            raise Collision
        return "done"

    assert verb(0) == verb(1) == "done"
    assert len(tries) == 2
    tries.clear()
    assert verb(1) == "done"
    assert len(tries) == 2
