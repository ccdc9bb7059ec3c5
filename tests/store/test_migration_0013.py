"""Migration 13: removals of the schema before become events, so that the sync tokens of before stay good."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.contracts.conftest import draft
from tests.units import sync_of

from kalends.errors import Fault, Kind
from kalends.service.access import Caller, caller_of
from kalends.service.house import Service
from kalends.service.records import EventKind
from kalends.service.sync import Item
from kalends.store import migrations
from kalends.store.open import OpenStore, open_store, restore_backup
from kalends.store.sql import to_microseconds

NOW = datetime(2026, 11, 21, tzinfo=UTC)
DAY = timedelta(days=1)
ANNA, BERT = 1, 2
WORK, HOME, THEIRS = 1, 2, 3
ACCOUNT = (
    "INSERT INTO account (id, email, email_folded, name, admin, time_zone, created, password_hash, guid)"
    " VALUES (?, ?, ?, '', 0, 'UTC', 0, '', ?)"
)
CALENDAR = (
    "INSERT INTO calendar (owner_id, id, name, title, description, colour, text_colour, time_zone, alert, kinds,"
    " is_default, created, generation, counter, access_epoch, swept, size)"
    " VALUES (?, ?, 'c', '', '', '', '', 'UTC', -1, 'VEVENT', 0, 0, 7, ?, 0, ?, ?)"
)
OBJECT = (
    "INSERT INTO object (owner_id, calendar_id, id, href, uid, kind, etag, version, counter, created, modified, method,"
    " summary, classification, status, transparent, sequence, recurs, zoned, local, words, content)"
    " VALUES (?, ?, ?, ?, ?, 'VEVENT', ?, 1, ?, 0, 0, '', '', '', '', 0, 0, 0, 0, 0, '', 'text')"
)
REMOVAL = "INSERT INTO removal (owner_id, calendar_id, href, object_id, counter, at) VALUES (?, ?, ?, ?, ?, ?)"

# In Anna's first calendar a.ics was put (counter 1), b.ics was removed (2) and put again (5), c.ics (3) and d.ics (4)
# were removed; earlier removals are forgotten. In her second calendar e.ics was removed (9).
ROWS: tuple[tuple[str, tuple[str | int, ...]], ...] = (
    *((ACCOUNT, (number, name, name, name)) for number, name in ((ANNA, "anna@x.y"), (BERT, "bert@x.y"))),
    (CALENDAR, (ANNA, WORK, 5, 1, 2)),
    (CALENDAR.replace("'c'", "'d'"), (ANNA, HOME, 9, 0, 0)),
    (CALENDAR, (BERT, THEIRS, 0, 0, 0)),
    (OBJECT, (ANNA, WORK, 1, "a.ics", "a", "ea", 1)),
    (OBJECT, (ANNA, WORK, 2, "b.ics", "b", "eb", 5)),
    (REMOVAL, (ANNA, WORK, "b.ics", 12, 2, to_microseconds(NOW - 40 * DAY))),
    (REMOVAL, (ANNA, WORK, "c.ics", 13, 3, to_microseconds(NOW - 3 * DAY))),
    (REMOVAL, (ANNA, WORK, "d.ics", 14, 4, to_microseconds(NOW - 2 * DAY))),
    (REMOVAL, (ANNA, HOME, "e.ics", 15, 9, to_microseconds(NOW - DAY))),
)


def make_old(place: str | Path, backup: Path | None = None) -> None:
    """A database of schema 12; `backup`: saved into that file, too."""
    known = tuple(each for each in migrations.migrations() if each.number < 13)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrations, "migrations", lambda: known)
        store = open_store(place)
        with store.writing() as transaction:
            for sql, values in ROWS:
                transaction._execute(sql, *values)
            transaction._execute(
                "INSERT INTO object_words (owner_id, calendar_id, object_id, words)"
                " SELECT owner_id, calendar_id, id, ' ' FROM object"
            )
            for table, number in (("calendar", 3), ("object", 2)):
                columns = f"{table}_id, owner_id"
                transaction._execute(f"INSERT INTO {table}_owner ({columns}) SELECT id, owner_id FROM {table}")
                if isinstance(place, str):  # the ids above were not given by the database
                    transaction._execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {number})")
        if backup:
            store.backup(backup)
        store.close()


@pytest.fixture(params=["sqlite", "postgres", "restored to sqlite", "restored to postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenStore]:
    kind = request.param.split()[-1]
    place = tmp_path / "data" if kind == "sqlite" else request.getfixturevalue("postgres_url")
    if request.param == kind:
        make_old(place)
    else:
        make_old(tmp_path / "old", tmp_path / "backup")
        restore_backup(tmp_path / "backup", place, now=NOW)
    store = open_store(place)
    yield store
    store.close()


@pytest.fixture
def anna(store: OpenStore) -> Caller:
    return caller_of(Service.of(store).people.find("anna@x.y"), None)


def changes(store: OpenStore, calendar_id: int, counter: int) -> list[tuple[int, str, bool]]:
    """For each href that changed after a counter: the counter of the change, and whether something is there."""
    with store.reading() as transaction:
        found = transaction.events.changes(transaction.calendars.find(calendar_id), counter, limit=99)
    return [(each.counter, each.href, each.etag is not None) for each in found]


def test_a_token_of_before_is_told_what_was_removed_since(store: OpenStore) -> None:
    removed = [(3, "c.ics", False), (4, "d.ics", False), (5, "b.ics", True)]
    assert changes(store, WORK, 1) == removed
    assert changes(store, WORK, 3) == removed[1:]
    assert changes(store, WORK, 5) == []
    assert changes(store, HOME, 0) == [(9, "e.ics", False)]
    assert changes(store, THEIRS, 0) == []


def test_a_token_of_before_goes_through_the_service(store: OpenStore, anna: Caller) -> None:
    sync, generation = sync_of(Service.of(store)), 0
    with store.reading() as transaction:
        generation = transaction.calendars.find(WORK).generation
    told = sync.get_changes(anna, WORK, f"{generation}-3-0-{WORK}")
    assert told.items == (Item("d.ics", 14, None), Item("b.ics", 2, "eb"))
    with pytest.raises(Fault) as refusal:
        sync.get_changes(anna, WORK, f"{generation}-0-0-{WORK}")
    assert refusal.value.kind is Kind.GONE


def test_the_first_event_is_above_all_counters(store: OpenStore) -> None:
    with store.writing() as transaction:
        [calendar] = transaction.calendars.lock([WORK])
        stored = transaction.objects.add(calendar, draft("new"), by=ANNA, now=NOW)
        [theirs] = transaction.calendars.lock([THEIRS])
        transaction.objects.add(theirs, draft("new"), by=BERT, now=NOW)
    with store.reading() as transaction:
        first = transaction.events.cursor(ANNA)
        assert first == 9 + 4 + 1  # the greatest counter, and one for each removal
        assert transaction.calendars.find(WORK).counter == first
        assert transaction.events.cursor(BERT) == 1
        [event] = transaction.events.since(ANNA, first - 1, limit=9)
        assert (event.what, event.object_id, event.href) == (EventKind.CREATED, stored.id, stored.href)
    assert changes(store, WORK, 5) == [(first, "new", True)]


def test_the_log_tells_of_nothing_before_it(store: OpenStore) -> None:
    with store.reading() as transaction:
        now = transaction.events.cursor(ANNA)
        assert transaction.events.since(ANNA, now, limit=9) == ()
        with pytest.raises(Fault) as refusal:
            transaction.events.since(ANNA, now - 1, limit=9)
    assert refusal.value.kind is Kind.GONE


def test_an_href_of_before_can_be_filled_and_left_again(store: OpenStore) -> None:
    with store.writing() as transaction:
        [calendar] = transaction.calendars.lock([WORK])
        stored = transaction.objects.add(calendar, replace(draft("c"), href="c.ics"), by=ANNA, now=NOW)
    assert changes(store, WORK, 4) == [(5, "b.ics", True), (14, "c.ics", True)]
    with store.writing() as transaction:
        transaction.calendars.lock([WORK])
        transaction.objects.remove(stored, by=ANNA, now=NOW)
    assert changes(store, WORK, 4) == [(5, "b.ics", True), (15, "c.ics", False)]
    assert changes(store, WORK, 1) == [(4, "d.ics", False), (5, "b.ics", True), (15, "c.ics", False)]


def test_removals_of_before_are_forgotten_by_their_age(store: OpenStore) -> None:
    with store.writing() as transaction:
        before = NOW - 2 * DAY - timedelta(hours=1)
        assert transaction.events.purgeable(before=before, limit=9) == (ANNA,)
        assert transaction.events.purge(ANNA, before=before, at_most=99) == 2
        assert transaction.events.purgeable(before=before, limit=9) == ()
    with store.reading() as transaction:
        work, home = transaction.calendars.some([WORK, HOME])
        assert (work.swept, home.swept) == (3, 0)
        now = transaction.events.cursor(ANNA)
        assert transaction.events.since(ANNA, now, limit=9) == ()
    assert changes(store, WORK, 3) == [(4, "d.ics", False), (5, "b.ics", True)]


def test_nothing_is_amiss_afterwards(store: OpenStore) -> None:
    with store.reading() as transaction:
        assert transaction.orphans.of(ANNA, limit=9) == ()
    assert store.damages() == ()
    with store.writing() as transaction:
        [calendar] = transaction.calendars.lock([WORK])
        transaction.orphans.recount(calendar)
        assert transaction.calendars.find(WORK).counter == calendar.counter
