"""The SQLite store beyond the contract: its folder and file, its schema, many processes at once."""

import stat
import subprocess
import sys
from pathlib import Path

import apsw
import pytest

from kalends.errors import Fault, Kind
from kalends.store import migrations
from kalends.store.sqlite import FILE_NAME, open_store


def database(folder: Path) -> apsw.Connection:
    return apsw.Connection(str(folder / FILE_NAME))


def kind_of(folder: Path, *, make: bool = True) -> Kind:
    with pytest.raises(Fault) as caught:
        open_store(folder, make=make)
    assert str(folder) in caught.value.detail or caught.value.kind is Kind.UNSUPPORTED
    return caught.value.kind


def test_folder_and_files_are_their_owners_alone(tmp_path: Path) -> None:
    store = open_store(tmp_path / "a" / "data")
    with store.writing() as transaction:
        transaction.secrets.settle("a", "b")
    folder = tmp_path / "a" / "data"
    files = {entry.name: stat.S_IMODE(entry.stat().st_mode) for entry in folder.iterdir()}
    store.close()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert set(files) == {FILE_NAME, f"{FILE_NAME}-wal", f"{FILE_NAME}-shm", f"{FILE_NAME}-reserve"}
    assert set(files.values()) == {0o600}


def test_closing_leaves_one_file_and_the_reserve(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    with store.reading() as one, store.reading() as two:
        assert not one.accounts.any()
        assert not two.accounts.any()
    store.close()
    assert {entry.name for entry in tmp_path.iterdir()} == {FILE_NAME, f"{FILE_NAME}-reserve"}


def test_writes_are_durable_and_keys_are_held_to_their_accounts(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    with store._lent() as connection:
        assert connection.execute("PRAGMA journal_mode") == [("wal",)]
        assert connection.execute("PRAGMA synchronous") == [(2,)]
        assert connection.execute("PRAGMA foreign_keys") == [(1,)]
    store.close()


def test_a_missing_folder_is_made_only_on_request(tmp_path: Path) -> None:
    assert kind_of(tmp_path / "none", make=False) is Kind.NOT_FOUND
    assert kind_of(tmp_path, make=False) is Kind.NOT_FOUND
    assert list(tmp_path.iterdir()) == []
    open_store(tmp_path / "none").close()
    open_store(tmp_path / "none", make=False).close()


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert kind_of(tmp_path / "file") is Kind.INVALID
    assert kind_of(tmp_path / "file" / "data") is Kind.INVALID


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    assert kind_of(tmp_path / ("x" * 300)) is Kind.FORBIDDEN


@pytest.mark.parametrize("name", ["nul\0nul", "half\udcff"])
def test_a_folder_with_a_strange_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(Fault):
        open_store(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"BEGIN:VCALENDAR\r\n" * 1000)
    assert kind_of(tmp_path) is Kind.INVALID
    assert (tmp_path / FILE_NAME).read_bytes().startswith(b"BEGIN:VCALENDAR")


def test_a_database_of_another_program(tmp_path: Path) -> None:
    other = database(tmp_path)
    other.execute("CREATE TABLE recipe (name TEXT)")
    other.close()
    assert kind_of(tmp_path) is Kind.INVALID
    assert list(database(tmp_path).execute("SELECT name FROM sqlite_schema")) == [("recipe",)]


def test_a_database_of_a_newer_kalends(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    newer = database(tmp_path)
    newer.execute("INSERT INTO migration (number, name) VALUES (9999, '9999_moon.sql')")
    newer.close()
    assert kind_of(tmp_path) is Kind.UNSUPPORTED


def test_a_database_of_before_is_brought_up_to_date(tmp_path: Path) -> None:
    before = database(tmp_path)
    before.execute("CREATE TABLE migration (number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL)")
    before.close()
    open_store(tmp_path).close()
    applied = list(database(tmp_path).execute("SELECT number, name FROM migration"))
    assert applied == [(migration.number, migration.name) for migration in migrations.migrations()]


def test_migrations_have_numbers_that_rise() -> None:
    numbers = [migration.number for migration in migrations.migrations()]
    assert numbers[0] == 1
    assert numbers == sorted(set(numbers))


def test_a_schema_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = migrations.migrations()[0]
    bad = migrations.Migration(2, "0002_bad.sql", "CREATE TABLE half (a TEXT); CREATE TABLE half (a TEXT)")
    monkeypatch.setattr(migrations, "migrations", lambda: (good, bad))
    with pytest.raises(apsw.SQLError):
        open_store(tmp_path)
    assert list(database(tmp_path).execute("SELECT name FROM sqlite_schema")) == []


def test_a_store_that_is_locked_is_busy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kalends.store.sqlite.connection.BUSY_SECONDS", 0)
    store = open_store(tmp_path)
    other = database(tmp_path)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Fault) as caught, store.writing():
        pytest.fail("wrote beside another writer")
    assert caught.value.kind is Kind.BUSY
    assert caught.value.retry_after == 1
    other.execute("ROLLBACK")
    with store.writing() as transaction:
        assert transaction.secrets.settle("a", "b") == "b"
    store.close()
    other.close()


def test_a_database_that_breaks_while_it_is_used(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    store = open_store(tmp_path)
    (tmp_path / FILE_NAME).write_bytes(b"x" * 8192)
    with pytest.raises(Fault) as caught, store.reading() as transaction:
        transaction.accounts.any()
    assert caught.value.kind is Kind.BUSY
    assert "damaged" in caught.value.detail
    store.close()


OPEN = """
import sys
from pathlib import Path
from kalends.store.sqlite import open_store
sys.stdin.readline()
open_store(Path(sys.argv[1])).close()
"""


def test_four_processes_make_one_database(tmp_path: Path) -> None:
    command = [sys.executable, "-c", OPEN, str(tmp_path / "data")]
    together = [subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    for process in together:  # all have imported what they need by then
        process.stdin.write("\n")
        process.stdin.flush()
    errors = [process.communicate()[1] for process in together]
    assert errors == [""] * 4
    assert list(database(tmp_path / "data").execute("SELECT number FROM migration")) == [
        (migration.number,) for migration in migrations.migrations()
    ]
