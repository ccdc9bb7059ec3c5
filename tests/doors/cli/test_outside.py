"""Commands on both databases: broken off, done again, taken back."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from kalends.__main__ import ProgramRoot
from kalends.doors.cli import door
from kalends.store.open import open_store

ANNA = "anna@example.org"
MANY = 250
CONFIGURED = ("KALENDS_DATA", "KALENDS_DATABASE")
HALTING = str(Path(__file__).with_name("halting.py"))

Kalends = Callable[..., Result]


@pytest.fixture(params=["sqlite", "postgres"])
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """Where everything is kept: a data folder, or a database."""
    plain = {name: text for name, text in os.environ.items() if not name.startswith("KALENDS_")}
    plain["KALENDS_DATA"] = str(tmp_path / "data")
    if request.param == "postgres":
        plain["KALENDS_DATABASE"] = request.getfixturevalue("postgres_url")
    return plain


@pytest.fixture
def kalends(environment: dict[str, str]) -> Kalends:
    commands = door(ProgramRoot())

    def run(*arguments: str, code: int = 0) -> Result:
        done = CliRunner().invoke(commands, arguments, env={name: environment.get(name) for name in CONFIGURED})
        assert done.exit_code == code, done.output
        return done

    run("user", "add", ANNA)
    run("calendar", "add", "Work")
    return run


def event(uid: str, *lines: str) -> str:
    inner = [f"UID:{uid}", "DTSTAMP:20261101T000000Z", "DTSTART:20261124T100000Z", *lines]
    return "\r\n".join(["BEGIN:VEVENT", *inner, "END:VEVENT", ""])


def file_of(place: Path, *events: str) -> str:
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\n"
    place.write_text(head + "".join(events) + "END:VCALENDAR\r\n", newline="")
    return str(place)


def held(environment: dict[str, str]) -> int:
    """How many objects are there."""
    store = open_store(environment.get("KALENDS_DATABASE") or Path(environment["KALENDS_DATA"]))
    try:
        with store.reading() as transaction:
            return transaction.calendars.find(1).size
    finally:
        store.close()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_an_import_that_was_broken_off_goes_on(
    kalends: Kalends, environment: dict[str, str], tmp_path: Path, number: int
) -> None:
    bad = event("bad one").replace("DTSTART", "X-START")
    name = file_of(tmp_path / "many.ics", *(event(f"many-{each}") for each in range(MANY)), bad)
    command = [sys.executable, HALTING, "import", name, "--into", "Work"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as broken:
        assert broken.stdout
        assert broken.stdout.readline().split() == [b"100", b"251"]
        broken.send_signal(number)
    before = held(environment)
    assert before == 100
    assert kalends("doctor").stdout.endswith("nothing is wrong.\n")
    (told,) = json.loads(kalends("import", name, "--into", "Work", "--json", code=1).stdout)
    assert (told["added"], told["unchanged"], told["replaced"]) == (MANY - before, before, 0)
    assert [(each["uid"], "DTSTART" in each["reason"]) for each in told["skipped"]] == [("bad one", True)]
    again = kalends("import", name, "--into", "Work", code=1).stdout.splitlines()
    assert again[0] == f"{name}: {MANY:,} there already, 1 not taken"
    assert "UID bad one" in again[1]
    assert held(environment) == MANY


def test_what_was_is_listed_and_comes_back(kalends: Kalends, tmp_path: Path) -> None:
    name = tmp_path / "one.ics"
    for title in ("first", "second"):
        kalends("import", file_of(name, event("one", f"SUMMARY:{title}")), "--into", "Work")
    versions = json.loads(kalends("history", "Work", "one", "--json").stdout)
    assert [(each["version"], each["summary"], each["ending"]) for each in versions] == [
        (2, "second", None),
        (1, "first", "replaced"),
    ]
    assert "SUMMARY:first" in versions[1]["text"]
    assert "Restored version 1" in kalends("restore", "1").stdout
    assert "SUMMARY:first" in kalends("export", "Work").stdout
    kalends("calendar", "remove", "Work", "--yes")
    kalends("calendar", "add", "Home")
    assert [each["ending"] for each in json.loads(kalends("history", "1", "--json").stdout)] == ["deleted"]
    assert "in calendar 2" in kalends("restore", "1", "--into", "Home").stdout
    assert "SUMMARY:first" in kalends("export", "Home").stdout
    assert "0 objects were otherwise" in kalends("reindex").stdout
    assert kalends("doctor").stdout.endswith("nothing is wrong.\n")
