"""`kalends user`."""

import json
from pathlib import Path

import pytest

from kalends.__main__ import ProgramRoot
from kalends.doors.cli.terminal import EXIT_CODES
from kalends.errors import Kind
from kalends.service.people import Credentials

ANNA = "Anna@example.org"


def listed(run) -> list[dict]:
    answer = run("user", "list", "--json")
    assert (answer.exit_code, answer.stderr) == (0, "")
    return json.loads(answer.stdout)


def refused(answer, code: int, *words: str) -> None:
    """One plain line on standard error, nothing on standard output, and that exit code."""
    assert (answer.exit_code, answer.stdout) == (code, "")
    assert answer.stderr.startswith("kalends: ")
    assert answer.stderr.count("\n") == 1
    assert answer.stderr[:-1].isprintable()
    for word in words:
        assert word in answer.stderr


def signs_in(data: Path, login: str, secret: str) -> bool:
    root = ProgramRoot()
    with root.service(data, make=False) as service:
        caller = service.people.authenticate(Credentials(login, secret), address="192.0.2.1", now=root.now())
    return caller.email == login


def test_the_first_account_makes_the_folder(run, data: Path) -> None:
    answer = run("user", "add", ANNA, "--name", "Anna A.", "--admin", "--time-zone", "Europe/Berlin")
    assert (answer.exit_code, answer.stderr) == (0, "")
    assert ANNA in answer.stdout
    assert data.is_dir()
    [account] = listed(run)
    created = account.pop("created")
    assert created.endswith("Z")
    assert account == {
        "id": 1,
        "email": ANNA,
        "name": "Anna A.",
        "admin": True,
        "time_zone": "Europe/Berlin",
        "password": False,
    }


@pytest.mark.parametrize("line", ["pass word\n", "pass word\r\n", "pass word", "pass word\nanother line\n"])
def test_a_password_is_the_first_line_of_standard_input(run, data: Path, line: str) -> None:
    assert run("user", "add", ANNA, "--password-stdin", text=line).exit_code == 0
    assert listed(run)[0]["password"] is True
    assert signs_in(data, ANNA, "pass word")


@pytest.mark.parametrize("line", ["", "\n", b"\xff\xfe\n", "nul\0\n", "x" * 9000])
def test_a_bad_password_adds_nobody(run, data: Path, line: str | bytes) -> None:
    refused(run("user", "add", ANNA, "--password-stdin", text=line), 2, "password")
    assert not (data / "kalends.sqlite3").exists() or listed(run) == []


def test_a_table_for_people(run) -> None:
    run("user", "add", ANNA, "--admin", "--name", "[red]Anna[/red] :smile:")
    run("user", "add", "a-rather-long-address-of-somebody@a-rather-long-domain-of-some-company.example.org")
    answer = run("user", "list")
    assert answer.exit_code == 0
    heading, _, *lines = answer.stdout.splitlines()
    assert heading.split("  ")[0] == "id"
    assert len(lines) == 2
    assert "a-rather-long-domain-of-some-company.example.org" in lines[0]
    assert "[red]Anna[/red] :smile:" in lines[1]


@pytest.mark.parametrize(
    "email", ["", "anna", "an na@example.org", "a\nb@example.org", "a\x1b[31m@x", "a\udcff@x", "x" * 10_000 + "@x"]
)
def test_a_bad_address_adds_nobody(run, email: str) -> None:
    refused(run("user", "add", email), 2, "address")
    assert listed(run) == []


@pytest.mark.parametrize("option", ["--name", "--time-zone"])
@pytest.mark.parametrize("text", ["x" * 10_000, "a\nb", "\x1b[31m", "half \udcff", "a\0b"])
def test_bad_texts_change_nothing(run, option: str, text: str) -> None:
    refused(run("user", "add", ANNA, option, text), 2)
    run("user", "add", ANNA)
    before = listed(run)
    refused(run("user", "set", ANNA, option, text), 2)
    assert listed(run) == before


def test_an_address_is_added_once(run) -> None:
    run("user", "add", ANNA)
    refused(run("user", "add", ANNA.upper()), 4, "already")
    assert [account["email"] for account in listed(run)] == [ANNA]


def test_set_changes_what_is_given(run, data: Path) -> None:
    run("user", "add", "root@example.org", "--admin")
    run("user", "add", ANNA, "--name", "Anna")
    assert run("user", "set", ANNA.lower(), "--admin", "--time-zone", "Asia/Tokyo").exit_code == 0
    anna = listed(run)[0]
    assert (anna["name"], anna["admin"], anna["time_zone"], anna["password"]) == ("Anna", True, "Asia/Tokyo", False)
    assert run("user", "set", ANNA, "--no-admin", "--name", "A", "--password-stdin", text="secret\n").exit_code == 0
    anna = listed(run)[0]
    assert (anna["name"], anna["admin"], anna["time_zone"], anna["password"]) == ("A", False, "Asia/Tokyo", True)
    assert signs_in(data, ANNA, "secret")


def test_set_wants_to_know_what(run) -> None:
    run("user", "add", ANNA)
    refused(run("user", "set", ANNA), 2, "--name", "--no-admin")
    refused(run("user", "set", "nobody@example.org", "--name", "N"), 3, "nobody@example.org")


def test_the_last_administrator_stays(run) -> None:
    run("user", "add", ANNA, "--admin")
    refused(run("user", "set", ANNA, "--no-admin"), 4, "administrator")
    refused(run("user", "remove", ANNA, "--yes"), 4, "administrator")
    assert listed(run)[0]["admin"] is True


@pytest.mark.parametrize(("answer", "left"), [("y\n", 0), ("n\n", 1), ("\n", 1), ("", 1)])
def test_remove_asks(run, answer: str, left: int) -> None:
    run("user", "add", ANNA)
    result = run("user", "remove", ANNA, text=answer)
    assert (result.exit_code, ANNA in result.stderr) == (0 if left == 0 else 4, True)
    assert len(listed(run)) == left


def test_remove_does_not_ask_with_yes(run) -> None:
    run("user", "add", ANNA)
    assert run("user", "remove", "anna@EXAMPLE.org", "--yes").stdout == f"Removed {ANNA}.\n"
    assert listed(run) == []
    refused(run("user", "remove", ANNA, "--yes"), 3)


@pytest.mark.parametrize(
    "command",
    [
        ("user", "list"),
        ("user", "set", ANNA, "--admin"),
        ("user", "remove", ANNA),
        ("key", "add", ANNA),
        ("key", "list", ANNA),
        ("key", "reset", ANNA),
        ("key", "revoke", ANNA),
    ],
)
def test_a_folder_that_is_missing_is_not_made(run, data: Path, command: tuple[str, ...]) -> None:
    refused(run(*command), 3, str(data), "--data")
    assert not data.exists()


def test_the_folder_can_be_named_in_three_places(run, data: Path, tmp_path: Path) -> None:
    one, two = str(tmp_path / "one"), str(tmp_path / "two")
    run("user", "add", "environment@example.org")
    run("--data", one, "user", "add", "before@example.org")
    run("--data", one, "user", "add", "after@example.org", "--data", two)
    for folder, name in ((str(data), "environment"), (one, "before"), (two, "after")):
        accounts = json.loads(run("user", "list", "--json", "--data", folder).stdout)
        assert [account["email"] for account in accounts] == [f"{name}@example.org"]


def test_a_database_that_is_none(run, data: Path) -> None:
    data.mkdir()
    (data / "kalends.sqlite3").write_text("BEGIN:VCALENDAR\n" * 500)
    refused(run("user", "list"), 2, "no database")


def test_every_kind_of_fault_has_an_exit_code() -> None:
    assert set(EXIT_CODES) == set(Kind)
    assert 1 not in EXIT_CODES.values()
    assert 0 not in EXIT_CODES.values()
