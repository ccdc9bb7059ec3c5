"""Saving the embedded database while it is used, and putting the file in its place."""

import resource
import stat
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import apsw
import pytest

from kalends.errors import Fault, Kind
from kalends.service.ports import Store
from kalends.service.records import AccountDraft, Calendar, CalendarDraft, Look
from kalends.store import migrations
from kalends.store.open import open_store, restore_backup
from kalends.store.sqlite import FILE_NAME

NOW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path):
    opened = open_store(tmp_path / "data")
    yield opened
    opened.close()


def note(store: Store, text: str) -> None:
    with store.writing() as transaction:
        transaction.notes.put("a", text)
        transaction.notes.put("b", text)


def noted(store: Store) -> set[str]:
    with store.reading() as transaction:
        return {transaction.notes.find(name) for name in "ab"}


def calendar_in(store: Store) -> Calendar:
    with store.writing() as transaction:
        anna = AccountDraft("a@x", "a", False, "UTC", password_hash="", guid="g")
        account = transaction.accounts.add(anna, "a@x", now=NOW)
        return transaction.calendars.add(CalendarDraft(account.id, "work", Look("Work")), now=NOW)


def kind_of(act) -> Kind:
    with pytest.raises(Fault) as caught:
        act()
    return caught.value.kind


def test_a_backup_is_one_state_of_a_store_that_is_written(store: Store, tmp_path: Path) -> None:
    note(store, "0")
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            note(store, str(number))

    writer = threading.Thread(target=write)
    writer.start()
    files = [tmp_path / f"backup {number}" for number in range(5)]
    try:
        for file in files:
            store.backup(file)
    finally:
        stop.set()
        writer.join()
    for number, file in enumerate(files):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        restore_backup(file, tmp_path / f"copy {number}", now=NOW)
        copy = open_store(tmp_path / f"copy {number}")
        assert len(noted(copy)) == 1
        assert copy.damages() == ()
        copy.close()
    assert {file.name for file in tmp_path.iterdir() if file.is_file()} == {file.name for file in files}


def test_a_backup_takes_the_place_of_what_was_there(store: Store, tmp_path: Path) -> None:
    calendar = calendar_in(store)
    note(store, "saved")
    store.backup(tmp_path / "backup")
    note(store, "later")
    restore_backup(tmp_path / "backup", tmp_path / "data", now=NOW + timedelta(days=1))
    assert noted(store) == {"saved"}  # who has it open sees it too
    with store.reading() as transaction:
        assert transaction.calendars.find(calendar.id).generation > calendar.generation
    note(store, "new")
    again = open_store(tmp_path / "data")
    assert noted(again) == {"new"}
    again.close()


def test_a_file_is_not_written_over(store: Store, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    assert kind_of(lambda: store.backup(tmp_path / "file")) is Kind.EXISTS
    assert kind_of(lambda: store.backup(tmp_path / "none" / "file")) is Kind.FORBIDDEN
    assert kind_of(lambda: store.backup(tmp_path / "nul\0")) is Kind.FORBIDDEN
    assert (tmp_path / "file").read_text() == "mine"


def test_what_is_no_backup_changes_nothing(store: Store, tmp_path: Path) -> None:
    note(store, "mine")
    store.backup(tmp_path / "newer")
    newer = apsw.Connection(str(tmp_path / "newer"))
    newer.execute("INSERT INTO migration (number, name) VALUES (9999, '9999_moon.sql')")
    newer.close()
    (tmp_path / "text").write_text("BEGIN:VCALENDAR" * 1000)
    other = apsw.Connection(str(tmp_path / "other"))
    other.execute("CREATE TABLE recipe (name TEXT)")
    other.close()
    for name, kind in (
        ("none", Kind.NOT_FOUND),
        ("text", Kind.INVALID),
        ("other", Kind.INVALID),
        ("newer", Kind.UNSUPPORTED),
    ):
        assert kind_of(lambda name=name: restore_backup(tmp_path / name, tmp_path / "data", now=NOW)) is kind
    assert noted(store) == {"mine"}


def test_a_backup_of_before_is_brought_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    all_of_them = migrations.migrations()
    monkeypatch.setattr(migrations, "migrations", lambda: all_of_them[:3])
    old = open_store(tmp_path / "old")
    note(old, "of before")
    old.backup(tmp_path / "backup")
    old.close()
    monkeypatch.undo()
    restore_backup(tmp_path / "backup", tmp_path / "data", now=NOW)
    store = open_store(tmp_path / "data")
    assert noted(store) == {"of before"}
    with store.reading() as transaction:
        assert transaction.accounts.all() == ()
    store.close()


def test_damages_are_told(store: Store, tmp_path: Path) -> None:
    calendar_in(store)
    assert store.damages() == ()
    other = apsw.Connection(str(tmp_path / "data" / FILE_NAME))
    other.execute("DELETE FROM account")
    other.close()
    assert any("calendar" in each and "account" in each for each in store.damages())


def test_reading_writes_nothing(store: Store) -> None:
    with pytest.raises(Fault), store.reading() as transaction:
        transaction.notes.put("a", "b")
    assert noted(store) == {""}
    note(store, "again")
    assert noted(store) == {"again"}


def test_a_backup_can_be_read_where_nothing_can_be_written(store: Store, tmp_path: Path) -> None:
    store.backup(tmp_path / "copy")
    copy = apsw.Connection(str(tmp_path / "copy"))
    assert list(copy.execute("PRAGMA journal_mode")) == [("delete",)]
    copy.close()


def test_a_backup_for_which_there_is_no_room_is_no_outage_of_the_store(store: Store, tmp_path: Path) -> None:
    (tmp_path / "copies").mkdir()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(Fault) as caught:
            store.backup(tmp_path / "copies" / "copy")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert caught.value.kind is Kind.BUSY
    assert caught.value.detail.startswith(str(tmp_path / "copies" / "copy"))
    assert list((tmp_path / "copies").iterdir()) == []
    assert store.outage is None
