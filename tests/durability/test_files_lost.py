"""The files of the database go away under a running server: nothing is acknowledged that is not on the disk."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import httpx2
import pytest
from tests.conftest import Running
from tests.durability.ledger import Entry, Ledger, uids_in, until
from tests.durability.server import Site

from kalends.store.sqlite import FILE_NAME

MONTH = "/api/2.0/calendar/calendars/2026-11-01/2026-11-30"
Start = Callable[..., Running]


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(Site.of(tmp_path / "data", tmp_path))


def names(data: Path) -> list[Path]:
    return [data / FILE_NAME, data / f"{FILE_NAME}-wal", data / f"{FILE_NAME}-shm"]


def each_kept(entries: list[Entry]) -> bool:
    return sum(entry.status in {200, 201} for entry in entries) > 20


def each_told(entries: list[Entry]) -> bool:
    return len(entries) > 20


def demand_refused(server: Running, ledger: Ledger, since: float, reason: str) -> None:
    """Every request since a moment was refused with the reason, reads too, and the server says that it is not ready."""
    for entry in ledger.since(since):
        assert entry.status == 503, entry
        assert int(entry.retry_after) >= 1
        assert reason in entry.text
    for _ in range(4):  # each of the workers
        ready = server.ask("GET", "/readyz")
        assert (ready.status_code, reason in ready.text) == (503, True)
        assert ready.headers["retry-after"]
    read = server.ask("GET", MONTH, headers={"Authorization": ledger.site.key})
    assert (read.status_code, reason in read.text) == (503, True)
    assert server.ask("GET", "/healthz").status_code == 200


@pytest.mark.parametrize("workers", [1, 2])
def test_the_folder_is_removed(ledger: Ledger, tmp_path: Path, start_server: Start, workers: int) -> None:
    server = start_server(tmp_path, workers=workers)
    with ledger.writing(server, "a"):
        ledger.wait(each_kept)
        shutil.rmtree(server.data)
        removed = monotonic()
        ledger.wait(each_told, removed)
    demand_refused(server, ledger, removed, "not there any more")
    assert "database out of order" in server.log_when(str(server.data / FILE_NAME))
    assert not server.data.exists()  # nothing is made in its place


def test_the_folder_comes_back(ledger: Ledger, tmp_path: Path, start_server: Start) -> None:
    server = start_server(tmp_path, workers=2)
    with ledger.writing(server, "a"):
        ledger.wait(each_kept)
        server.data.rename(tmp_path / "elsewhere")
        moved = monotonic()
        ledger.wait(each_told, moved)
        demand_refused(server, ledger, moved, "not there any more")
        (tmp_path / "elsewhere").rename(server.data)
        back = monotonic()
        ledger.wait(each_kept, back)
    assert {entry.status for entry in ledger.since(back)} == {201}
    for _ in range(4):
        assert server.ask("GET", "/readyz").status_code == 200
    server.stop()
    ledger.demand_all_on_disk(server.data)


@pytest.mark.parametrize("which", [1, 2])
def test_the_log_or_its_index_is_removed(ledger: Ledger, tmp_path: Path, start_server: Start, which: int) -> None:
    server = start_server(tmp_path, workers=2)
    with ledger.writing(server, "a"):
        ledger.wait(each_kept)
        names(server.data)[which].unlink()
        removed = monotonic()
        ledger.wait(each_told, removed)
    demand_refused(server, ledger, removed, "SIGTERM")
    if which == 1:
        command = [sys.executable, "-m", "kalends", "--data", str(server.data), "user", "list"]
        told = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (told.returncode, "SIGTERM" in told.stderr) == (2, True)
    server.stop()
    ledger.demand_all_on_disk(server.data)


def test_another_database_takes_its_place(ledger: Ledger, tmp_path: Path, start_server: Start) -> None:
    server = start_server(tmp_path, workers=2)
    copy = tmp_path / "copy"
    with ledger.writing(server, "a"):
        ledger.wait(each_kept)
        saved = ledger.kept()
        subprocess.run([sys.executable, "-m", "kalends", "--data", str(server.data), "backup", str(copy)], check=True)
        before = monotonic()
        ledger.wait(each_kept, before)  # so the log holds what the copy does not
        former = tmp_path / "former"
        names(server.data)[0].rename(former)
        copy.rename(names(server.data)[0])
        replaced = monotonic()
        ledger.wait(each_told, replaced)
    demand_refused(server, ledger, replaced, "another one")
    server.log_when("set aside")
    server.stop()
    assert saved <= uids_in(server.data, ledger.site.calendar)  # the former log was not played into it
    # nothing is lost: the former database with its log has what was acknowledged
    [log] = server.data.glob(f"{FILE_NAME}-wal-of-the-former-*")
    (tmp_path / "old").mkdir()
    former.rename(tmp_path / "old" / FILE_NAME)
    log.rename(tmp_path / "old" / f"{FILE_NAME}-wal")
    ledger.demand_all_on_disk(tmp_path / "old")
    again = start_server(tmp_path, workers=2)
    assert again.ask("GET", "/readyz").status_code == 200


def test_the_database_is_emptied(ledger: Ledger, tmp_path: Path, start_server: Start) -> None:
    server = start_server(tmp_path)
    names(server.data)[0].write_bytes(b"")
    emptied = monotonic()
    with ledger.writing(server, "a"):
        ledger.wait(each_told, emptied)
    demand_refused(server, ledger, emptied, "emptied")


def test_a_worker_that_is_started_again_makes_no_database(ledger: Ledger, tmp_path: Path, start_server: Start) -> None:
    server = start_server(tmp_path, workers=2)
    shutil.rmtree(server.data)
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
    if not children.exists():
        pytest.skip("the system does not tell the children of a process")
    workers = set(children.read_text().split())
    for worker in workers:
        if "spawn_main" in Path(f"/proc/{worker}/cmdline").read_text():
            os.kill(int(worker), signal.SIGKILL)
            killed = worker
    until(lambda: killed not in (now := set(children.read_text().split())) and len(now) == len(workers))
    until(lambda: all(_ready(server) == 503 for _ in range(8)))
    assert server.process.poll() is None
    assert not server.data.exists()


def _ready(server: Running) -> int:
    try:
        return server.ask("GET", "/readyz").status_code
    except httpx2.TransportError:
        return 0
