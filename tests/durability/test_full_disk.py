"""A full disk under a running server, and under one that is started on it: reads go on, writes are refused.

Once by a small file system of its own, where the tests may mount one; once by the limit of the size of files, which
everybody may set, and which SQLite meets as it meets a quota.
"""

import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from time import monotonic

import psycopg
import pytest
from tests.conftest import Running
from tests.durability.ledger import KEPT, Entry, Ledger
from tests.durability.server import Site

from kalends.store.open import open_store
from kalends.store.sqlite import FILE_NAME

Start = Callable[..., Running]
MONTH = "/api/2.0/calendar/calendars/2026-11-01/2026-11-30"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A data folder on a file system of 6 MB."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    mount = ["mount", "-t", "tmpfs", "-o", "size=6m,mode=0700", "tmpfs", str(folder)]
    with suppress(FileNotFoundError):
        if os.geteuid() == 0 and subprocess.run(mount, capture_output=True, check=False).returncode == 0:
            yield folder
            subprocess.run(["umount", "-l", str(folder)], check=True)
            return
    pytest.skip("no file system can be mounted here")


def fill(disk: Path) -> Path:
    """Fill a disk to its last octet."""
    filler = disk / "filler"
    with filler.open("ab", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"x" * 4096)
    return filler


def any_refused(entries: list[Entry]) -> bool:
    return sum(entry.status == 503 for entry in entries) > 10


def many_kept(entries: list[Entry]) -> bool:
    return sum(entry.status in KEPT for entry in entries) > 10


def demand_full(server: Running, ledger: Ledger) -> None:
    """Writes were refused with what to do, and nothing but that; reads are answered."""
    refused = [entry for entry in ledger.entries if entry.status not in KEPT]
    assert {entry.status for entry in refused} == {503}
    assert all("full" in entry.text and "ake room" in entry.text and entry.retry_after for entry in refused)
    read = server.ask("GET", MONTH, headers={"Authorization": ledger.site.key})
    assert (read.status_code, "Work" in read.text) == (200, True)


def test_a_disk_that_fills_and_has_room_again(small_disk: Path, tmp_path: Path, start_server: Start) -> None:
    ledger = Ledger(Site.of(small_disk, tmp_path))
    server = start_server(tmp_path, workers=2)
    with ledger.writing(server, "a"):
        ledger.wait(many_kept)
        filler = fill(small_disk)
        ledger.wait(any_refused)
        demand_full(server, ledger)
        ready = [server.ask("GET", "/readyz") for _ in range(8)]
        assert any(each.status_code == 503 and "full" in each.text for each in ready)
        filler.unlink()
        room = monotonic()
        ledger.wait(many_kept, room)
    assert server.ask("GET", "/readyz").status_code == 200
    assert "database in order again" in server.log_when("database in order again")
    server.stop()
    ledger.demand_all_on_disk(small_disk)


def test_a_server_that_is_started_on_a_full_disk(small_disk: Path, tmp_path: Path, start_server: Start) -> None:
    ledger = Ledger(Site.of(small_disk, tmp_path))
    filler = fill(small_disk)
    server = start_server(tmp_path, workers=2, rate_limit=1_000_000)  # it waits for /readyz
    listed = [sys.executable, "-m", "kalends", "--data", str(small_disk), "user", "list"]
    assert "anna@example.org" in subprocess.run(listed, check=True, capture_output=True, text=True).stdout
    fill(small_disk)
    with ledger.writing(server, "a"):
        ledger.wait(any_refused)
        demand_full(server, ledger)
        filler.unlink()
        room = monotonic()
        ledger.wait(many_kept, room)
    server.stop()
    ledger.demand_all_on_disk(small_disk)


def test_an_index_that_cannot_be_brought_up_to_date(small_disk: Path, tmp_path: Path, start_server: Start) -> None:
    Site.of(small_disk, tmp_path)
    with closing(open_store(small_disk)) as store, store.writing() as transaction:
        transaction.notes.put("tzdata", "of another time")
    (small_disk / f"{FILE_NAME}-reserve").unlink()
    filler = fill(small_disk)
    os.truncate(filler, filler.stat().st_size - 36_864)  # room for the index of the log, and none for the log
    server = start_server(tmp_path)
    assert "full" in server.log_when("index not brought up to date")


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="the system sets no limits of other processes")
def test_a_limit_or_a_quota_that_is_met(tmp_path: Path, start_server: Start) -> None:
    ledger = Ledger(Site.of(tmp_path / "data", tmp_path))
    server = start_server(tmp_path, workers=1)
    _, hard = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
    with ledger.writing(server, "a"):
        ledger.wait(many_kept)
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (100_000, hard))
        ledger.wait(any_refused)
        demand_full(server, ledger)
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (hard, hard))
        room = monotonic()
        ledger.wait(many_kept, room)
    server.stop()
    ledger.demand_all_on_disk(tmp_path / "data")


@pytest.mark.parametrize(("state", "word"), [("53100", "full"), ("25006", "only be read")])
def test_a_database_elsewhere_that_takes_no_writes(
    postgres_url: str, tmp_path: Path, start_server: Start, state: str, word: str
) -> None:
    ledger = Ledger(Site.of(postgres_url, tmp_path))
    server = start_server(tmp_path, database=postgres_url, workers=1)
    with psycopg.connect(postgres_url, autocommit=True) as other:
        other.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{state}'; END $$"
        )
        for table in ("object", "note"):
            other.execute(f"CREATE TRIGGER refuse BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION refuse()")
        with ledger.writing(server, "a"):
            ledger.wait(any_refused)
        assert {entry.status for entry in ledger.entries} == {503}
        assert all(word in entry.text and entry.retry_after for entry in ledger.entries)
        read = server.ask("GET", MONTH, headers={"Authorization": ledger.site.key})
        assert (read.status_code, "Work" in read.text) == (200, True)
        ready = server.ask("GET", "/readyz")
        assert (ready.status_code, word in ready.text) == (503, True)
        for table in ("object", "note"):
            other.execute(f"DROP TRIGGER refuse ON {table}")
    assert server.ask("GET", "/readyz").status_code == 200
    with ledger.writing(server, "b"):
        ledger.wait(many_kept)


def test_a_database_elsewhere_whose_tables_go_away(postgres_url: str, tmp_path: Path, start_server: Start) -> None:
    ledger = Ledger(Site.of(postgres_url, tmp_path))
    server = start_server(tmp_path, database=postgres_url, workers=1)
    with psycopg.connect(postgres_url, autocommit=True) as other:
        [schema] = other.execute("SELECT current_schema()").fetchone()
        other.execute(f"ALTER SCHEMA {schema} RENAME TO elsewhere_{schema}")
    with ledger.writing(server, "a"):
        ledger.wait(any_refused)
    assert {entry.status for entry in ledger.entries} == {503}
    ready = server.ask("GET", "/readyz")
    assert (ready.status_code, "not there any more" in ready.text) == (503, True)
