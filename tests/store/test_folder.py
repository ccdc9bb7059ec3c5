"""What is found in the place of the database when it is opened, and who may read what is made there."""

import os
import re
import shutil
import socket
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kalends.errors import Fault, Kind
from kalends.service.ports import Outage
from kalends.store.open import exposures
from kalends.store.sqlite import FILE_NAME, SqliteStore, folder, open_store, restore
from kalends.store.sqlite.folder import RESERVE

NOW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with a note in it."""
    store = open_store(tmp_path / "data")
    with store.writing() as transaction:
        transaction.notes.put("note", "x" * 20_000)
    store.close()
    return tmp_path / "data"


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    yield
    os.umask(before)


def noted(data: Path) -> str:
    store = open_store(data)
    with store.reading() as transaction:
        text = transaction.notes.find("note")
    store.close()
    return text


def refused(data: Path, *words: str) -> None:
    """Nobody opens it, and nothing is changed; the sentence says which file it is about, and these words."""
    before = states(data)
    for make in (True, False):
        with pytest.raises(Fault) as caught:
            open_store(data, make=make)
        assert caught.value.kind is Kind.INVALID
        for word in (str(data / FILE_NAME), *words):
            assert word in caught.value.detail
    # SQLite leaves an empty log beside what it cannot read
    assert {name: state for name, state in states(data).items() if name in before} == before
    told = subprocess.run(
        [sys.executable, "-m", "kalends", "--data", str(data), "user", "list"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (told.returncode, told.stdout) == (2, "")
    assert words[0] in told.stderr
    assert "Traceback" not in told.stderr


def states(data: Path) -> dict[str, tuple[int, int]]:
    return {entry.name: (entry.lstat().st_mode, entry.lstat().st_size) for entry in data.iterdir()}


@pytest.mark.parametrize("octets", [0, 1, 511])
def test_a_file_without_content_is_no_first_start(data: Path, octets: int) -> None:
    os.truncate(data / FILE_NAME, octets)
    refused(data, f"{octets} bytes", "restore a backup", "delete the file")
    (data / FILE_NAME).unlink()
    assert noted(data) == ""


@pytest.mark.parametrize("octets", [512, 4095, 4096, 40_960])
def test_a_file_that_was_cut_off(data: Path, octets: int) -> None:
    os.truncate(data / FILE_NAME, octets)
    refused(data, "cut off", "restore-backup")


def test_a_file_that_is_cut_off_by_its_last_octet(data: Path) -> None:
    os.truncate(data / FILE_NAME, (data / FILE_NAME).stat().st_size - 4096)
    refused(data, "cut off")


def make_socket(file: Path) -> None:
    before = Path.cwd()
    os.chdir(file.parent)  # the name of a socket is short
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(file.name)
    os.chdir(before)


@pytest.mark.parametrize(
    ("make", "word"),
    [(Path.mkdir, "a folder"), (os.mkfifo, "a pipe"), (make_socket, "a socket")],
)
def test_what_is_no_file(data: Path, make: Callable[[Path], object], word: str) -> None:
    (data / FILE_NAME).unlink()
    make(data / FILE_NAME)
    refused(data, word)


def test_a_link_to_nothing(data: Path) -> None:
    (data / FILE_NAME).rename(data / "there")
    (data / FILE_NAME).symlink_to(data / "nowhere")
    refused(data, "link", "mounted")
    (data / FILE_NAME).unlink()
    (data / FILE_NAME).symlink_to("there")
    assert noted(data).startswith("x")


@pytest.mark.parametrize("end", ["-wal", "-shm", "-journal"])
def test_what_belongs_beside_a_database_without_one(data: Path, end: str) -> None:
    (data / FILE_NAME).rename(data / f"{FILE_NAME}{end}")
    refused(data, f"{FILE_NAME}{end}", "put it back", "restore a backup")
    with pytest.raises(Fault) as caught:
        restore(data / f"{FILE_NAME}{end}", data, now=NOW)
    assert caught.value.kind is Kind.INVALID


def test_an_index_without_its_log(data: Path) -> None:
    (data / f"{FILE_NAME}-shm").write_bytes(b"x" * 32_768)
    refused(data, f"{FILE_NAME}-wal was removed", "SIGTERM")
    (data / f"{FILE_NAME}-shm").unlink()
    assert noted(data).startswith("x")


def test_a_log_of_a_killed_program_is_played_in(data: Path, tmp_path: Path) -> None:
    store = open_store(data)
    with store.writing() as transaction:
        transaction.notes.put("note", "in the log")
    for end in ("", "-wal", "-shm"):
        (tmp_path / "killed").mkdir(exist_ok=True)
        shutil.copy(data / f"{FILE_NAME}{end}", tmp_path / "killed")
    store.close()
    assert noted(tmp_path / "killed") == "in the log"


def test_a_first_start_that_fails_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise KeyError

    with monkeypatch.context() as patch:
        patch.setattr("kalends.store.migrations.migrate", fail)
        with pytest.raises(KeyError):
            open_store(tmp_path)
    assert list(tmp_path.iterdir()) == []
    open_store(tmp_path).close()


def test_a_file_system_without_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def link(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(folder.os, "link", link)
    open_store(tmp_path).close()
    assert noted(tmp_path) == ""


def test_an_empty_file_is_replaced_by_a_backup(data: Path, tmp_path: Path) -> None:
    store = open_store(data)
    store.backup(tmp_path / "copy")
    store.close()
    os.truncate(data / FILE_NAME, 0)
    restore(tmp_path / "copy", data, now=NOW)
    assert noted(data).startswith("x")
    assert stat.S_IMODE((data / FILE_NAME).stat().st_mode) == 0o600
    assert {entry.name for entry in data.iterdir()} == {FILE_NAME, FILE_NAME + RESERVE}


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077, 0o177])
def test_what_is_made_is_its_owners_alone_whatever_the_umask(tmp_path: Path, mask: int) -> None:
    data = tmp_path / "data"
    with umask(mask):
        store = open_store(data)
        with store.writing() as transaction:
            transaction.notes.put("a", "b")
        store.backup(data / "copy")
        modes = {entry.name: stat.S_IMODE(entry.stat().st_mode) for entry in data.iterdir()}
        store.close()
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    names = {FILE_NAME, f"{FILE_NAME}-wal", f"{FILE_NAME}-shm", FILE_NAME + RESERVE, "copy"}
    assert modes == dict.fromkeys(names, 0o600)


def test_what_others_can_read_is_told_and_left(data: Path) -> None:
    assert exposures(data) == ()
    (data / FILE_NAME).chmod(0o644)
    assert exposures(data) == ()  # nobody comes as far
    data.chmod(0o755)
    open_store(data).close()
    assert exposures(data) == (
        (str(data), "0755", f"chmod 700 {data}"),
        (str(data / FILE_NAME), "0644", f"chmod 600 {data / FILE_NAME}"),
    )
    for mode, count in ((0o701, 2), (0o740, 2), (0o700, 0)):
        data.chmod(mode)
        assert len(exposures(data)) == count


def test_a_server_warns_of_a_folder_that_others_can_read(tmp_path: Path, start_server: Callable[..., object]) -> None:
    (tmp_path / "data").mkdir(mode=0o755)
    (tmp_path / "data").chmod(0o755)
    server = start_server(tmp_path)
    log = server.log_when("others can read the data folder")
    assert re.search(f'"mode": *"0755", *"mend": *"chmod 700 {tmp_path}/data"', log)
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o755


def test_a_writer_that_finds_no_file_lets_the_next_one_try(data: Path) -> None:
    store = SqliteStore(data / FILE_NAME)
    data.rename(data.with_name("elsewhere"))
    for _ in range(3):
        with pytest.raises(Outage), store.writing():
            pytest.fail("wrote into nothing")
    assert store.outage is not None
    data.with_name("elsewhere").rename(data)
    with store.writing() as transaction:
        transaction.notes.put("note", "again")
    assert store.outage is None
    store.close()
