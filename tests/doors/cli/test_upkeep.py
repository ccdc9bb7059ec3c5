"""`kalends backup`, `restore-backup`, `reindex` and `doctor`."""

import json
import stat
from pathlib import Path

import apsw
import pytest
from tests.units import sync_of

from kalends.__main__ import ProgramRoot
from kalends.doors.cli.terminal import EXIT_CODES
from kalends.doors.cli.upkeep import SOUND, WRONG
from kalends.errors import Fault, Kind
from kalends.service.access import caller_of

ANNA = "anna@example.org"
EVENT = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//T//T//EN\r\nBEGIN:VEVENT\r\nUID:one\r\nDTSTAMP:20261101T000000Z\r\n"
    "DTSTART:20261124T100000Z\r\nSUMMARY:Tea\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


@pytest.fixture
def work(run) -> None:
    run("user", "add", ANNA)
    run("calendar", "add", "Work")
    assert run("import", "-", "--into", "Work", text=EVENT).exit_code == 0


def spoil(data: Path, sql: str) -> None:
    """Do to the database what only a fault of ours, or somebody's hand, could do."""
    connection = apsw.Connection(str(data / "kalends.sqlite3"))
    connection.execute(sql)
    assert connection.changes() > 0
    connection.close()


def titles(run) -> list[str]:
    return [each["title"] for each in json.loads(run("calendar", "list", "--json").stdout)]


def test_a_backup_brings_everything_back(run, work: None, tmp_path: Path) -> None:
    file = tmp_path / "b.sqlite3"
    saved = run("backup", str(file))
    assert (saved.exit_code, saved.stderr, str(file) in saved.stdout) == (0, "", True)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    run("calendar", "add", "Later")
    run("calendar", "remove", "Work", "--yes")
    asked = run("restore-backup", str(file), text="n\n")
    assert (asked.exit_code, titles(run)) == (EXIT_CODES[Kind.RULE], ["Later"])
    assert run("restore-backup", str(file), text="y\n").exit_code == 0
    assert titles(run) == ["Work"]
    assert "SUMMARY:Tea" in run("export", "Work").stdout
    assert run("doctor").exit_code == SOUND


def test_a_backup_into_a_folder_that_is_not_there_yet(run, work: None, tmp_path: Path) -> None:
    run("backup", str(tmp_path / "b"))
    other = tmp_path / "other"
    assert run("restore-backup", str(tmp_path / "b"), "--yes", "--data", str(other)).exit_code == 0
    assert "Work" in run("calendar", "list", "--data", str(other)).stdout


def test_a_backup_replaces_no_file(run, work: None, tmp_path: Path) -> None:
    file = tmp_path / "b"
    file.write_text("mine")
    assert run("backup", str(file)).exit_code == EXIT_CODES[Kind.EXISTS]
    assert file.read_text() == "mine"
    assert run("backup", str(tmp_path / "no" / "b")).exit_code == EXIT_CODES[Kind.FORBIDDEN]


def test_what_is_no_backup_changes_nothing(run, work: None, tmp_path: Path) -> None:
    file = tmp_path / "b"
    file.write_text("no database")
    assert run("restore-backup", str(file), "--yes").exit_code == EXIT_CODES[Kind.INVALID]
    assert run("restore-backup", str(tmp_path / "missing"), "--yes").exit_code == EXIT_CODES[Kind.NOT_FOUND]
    assert titles(run) == ["Work"]


def test_nothing_to_save(run, data: Path, tmp_path: Path) -> None:
    assert run("backup", str(tmp_path / "b")).exit_code == EXIT_CODES[Kind.NOT_FOUND]
    assert not data.exists()
    assert not (tmp_path / "b").exists()


def test_from_a_folder_to_postgresql_and_back(run, work: None, tmp_path: Path, postgres_url: str) -> None:
    place = ("--database", postgres_url)
    there = run("calendar", "list", "--json").stdout
    run("backup", str(tmp_path / "a"))
    assert run("restore-backup", str(tmp_path / "a"), *place, text="n\n").exit_code == EXIT_CODES[Kind.RULE]
    assert run("restore-backup", str(tmp_path / "a"), "--yes", *place).exit_code == 0
    assert run("calendar", "list", "--json", *place).stdout == there
    assert run("calendar", "add", "Later", *place).exit_code == 0
    assert run("doctor", *place).exit_code == SOUND
    assert run("backup", str(tmp_path / "b"), *place).exit_code == 0
    assert run("restore-backup", str(tmp_path / "b"), "--yes").exit_code == 0
    assert "Later" in run("calendar", "list").stdout
    assert run("doctor").exit_code == SOUND
    assert run("reindex", *place).exit_code == 0


def test_a_server_goes_on_while_it_is_saved_and_restored(start_server, run, tmp_path: Path) -> None:
    running = start_server(workers=2)
    place = ("--data", str(running.data))
    run("calendar", "add", "Work", *place)
    assert run("backup", str(tmp_path / "b"), *place).exit_code == 0
    run("calendar", "add", "Later", *place)
    assert run("restore-backup", str(tmp_path / "b"), "--yes", *place).exit_code == 0
    with running.client() as client:
        assert client.get("/readyz").status_code == 200
    assert "Later" not in run("calendar", "list", *place).stdout
    assert run("doctor", *place).exit_code == SOUND


def test_a_sound_store(run, work: None) -> None:
    answer = run("doctor")
    assert (answer.exit_code, answer.stdout) == (SOUND, "1 object in 1 calendar: nothing is wrong.\n")
    assert run("reindex").stdout == "The index is as the texts say; 0 objects were otherwise.\n"
    assert json.loads(run("doctor", "--json").stdout) == {
        "healthy": True,
        "calendars": 1,
        "objects": 1,
        "complaints": [],
    }


def test_after_pg_restore_no_old_sync_token_holds(run, data: Path, postgres_url: str) -> None:
    place = ("--database", postgres_url)
    run("user", "add", ANNA, *place)
    run("calendar", "add", "Work", *place)
    root = ProgramRoot()
    with root.service(data, make=False, database=postgres_url) as service:
        me = caller_of(service.people.find(ANNA), None)
        token = sync_of(service).get_token(me, 1)
        assert run("reindex", *place).exit_code == 0
        assert sync_of(service).get_token(me, 1) == token
        assert run("reindex", "--restored", *place).exit_code == 0
        with pytest.raises(Fault) as caught:
            sync_of(service).get_changes(me, 1, token)
    assert caught.value.kind is Kind.GONE


def test_what_is_derived_is_mended_when_that_is_asked_for(run, work: None, data: Path) -> None:
    spoil(data, "UPDATE object SET summary = 'wrong', first = 0, last = 1")
    for _ in range(2):
        told = run("doctor")
        assert told.exit_code == WRONG
        assert "calendar 1, object 1: The index" in told.stdout
    mended = run("doctor", "--mend")
    assert (mended.exit_code, "Mended." in mended.stdout) == (SOUND, True)
    assert run("doctor").stdout.endswith("nothing is wrong.\n")
    spoil(data, "UPDATE object SET summary = 'wrong'")
    assert "1 object was otherwise" in run("reindex").stdout
    assert run("doctor").exit_code == SOUND


def test_what_cannot_be_derived_is_told(run, work: None, data: Path) -> None:
    spoil(data, "UPDATE object SET content = 'x'")
    answer = run("doctor", "--mend", "--json")
    assert answer.exit_code == WRONG
    told = json.loads(answer.stdout)
    assert told["healthy"] is False
    assert [(each["code"], each["calendar"], each["object"], each["mended"]) for each in told["complaints"]] == [
        ("unreadable", 1, 1, False)
    ]
    assert "1 wrong" in run("doctor").stdout
