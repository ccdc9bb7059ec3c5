"""`kalends calendar` and `kalends group`, and who acts."""

import json
from typing import Any

import pytest

from kalends.doors.cli.terminal import EXIT_CODES
from kalends.errors import Kind

ANNA, BERT = "anna@example.org", "bert@example.org"


@pytest.fixture
def people(run) -> None:
    """Anna, who administers, and Bert."""
    assert run("user", "add", ANNA, "--admin", "--time-zone", "Europe/Berlin").exit_code == 0
    assert run("user", "add", BERT).exit_code == 0


def told(answer) -> Any:
    """The JSON of an answer that went well."""
    assert (answer.exit_code, answer.stderr) == (0, "")
    return json.loads(answer.stdout)


def refused(answer, kind: Kind, *words: str) -> None:
    """One plain line that says what to do."""
    assert (answer.exit_code, answer.stdout) == (EXIT_CODES[kind], "")
    assert answer.stderr.startswith("kalends: ")
    assert answer.stderr.count("\n") == 1
    for word in words:
        assert word in answer.stderr


def calendars(run, email: str) -> list[dict]:
    return told(run("calendar", "list", "--as", email, "--json"))


def test_the_only_account_acts(run) -> None:
    run("user", "add", ANNA, "--time-zone", "Europe/Berlin")
    assert "kalends calendar add" in run("calendar", "list").stdout
    added = run("calendar", "add", "Work", "--name", "work", "--colour", "#8800ff")
    assert (added.exit_code, "Work" in added.stdout, ANNA in added.stdout) == (0, True, True)
    [calendar] = told(run("calendar", "list", "--json"))
    assert calendar == {
        "id": 1,
        "title": "Work",
        "name": "work",
        "owner": ANNA,
        "access": "owner",
        "objects": 0,
        "default": False,
        "shared": False,
        "time_zone": "Europe/Berlin",
    }


def test_of_several_accounts_one_is_named(run, people: None) -> None:
    refused(run("calendar", "list"), Kind.INVALID, "--as EMAIL")
    refused(run("calendar", "list", "--as", "nobody@example.org"), Kind.NOT_FOUND)
    assert run("calendar", "add", "Work", "--as", BERT.upper()).exit_code == 0
    assert (len(calendars(run, BERT)), calendars(run, ANNA)) == (1, [])


def test_there_has_to_be_an_account(run, data) -> None:
    refused(run("calendar", "list"), Kind.NOT_FOUND, "no calendar data")
    run("user", "add", ANNA)
    run("user", "remove", ANNA, "--yes")
    refused(run("calendar", "list"), Kind.NOT_FOUND, "kalends user add EMAIL")
    refused(run("group", "list"), Kind.NOT_FOUND, "kalends user add EMAIL")


def test_bad_fields(run) -> None:
    run("user", "add", ANNA)
    for wrong in (["  "], ["x", "--time-zone", "Mars/Olympus"], ["x", "--name", "a/b"], ["x", "--colour", "c" * 99]):
        refused(run("calendar", "add", *wrong), Kind.INVALID)
    assert run("calendar", "add", "x", "--kind", "alarm").exit_code == 2
    run("calendar", "add", "x", "--name", "x")
    refused(run("calendar", "add", "y", "--name", "x"), Kind.EXISTS)


def test_a_calendar_is_named_by_id_name_or_title(run, people: None) -> None:
    for title, name in (("Work", "a"), ("Home", "Work"), ("Twice", "b"), ("Twice", "c"), ("2", "d"), ("77", "e")):
        run("calendar", "add", title, "--name", name, "--as", ANNA)
    meant = {
        said: run("export", said, "--as", ANNA).stdout.split("X-WR-CALNAME:")[1].split()[0]
        for said in ("Home", "Work", "a", "2", "77", "3")
    }
    assert meant == {"Home": "Home", "Work": "Home", "a": "Work", "2": "Home", "77": "77", "3": "Twice"}
    refused(run("export", "Twice", "--as", ANNA), Kind.INVALID, "3, 4")
    refused(run("export", "NoEffect", "--as", ANNA), Kind.NOT_FOUND, "kalends calendar list")
    refused(run("export", "99999999999999999999", "--as", ANNA), Kind.NOT_FOUND)
    for foreign in ("1", "Work", "a"):
        refused(run("export", foreign, "--as", BERT), Kind.NOT_FOUND)


def test_a_calendar_is_shared_with_people_groups_and_everyone(run, people: None) -> None:
    run("calendar", "add", "Work", "--as", ANNA)
    run("group", "add", "Team", "--member", BERT)
    assert "with nobody" in run("calendar", "share", "Work", "--as", ANNA).stdout
    assert calendars(run, BERT) == []
    shared = told(run("calendar", "share", "Work", BERT, "Team", "everyone", "--level", "busy", "--as", ANNA, "--json"))
    assert [(each["who"], each["kind"], each["level"]) for each in shared] == [
        (BERT, "account", "busy"),
        ("Team", "group", "busy"),
        ("Everyone", "everyone", "busy"),
    ]
    told(run("calendar", "share", "Work", "1", "--level", "full", "--as", ANNA, "--json"))
    assert [each["access"] for each in calendars(run, BERT)] == ["full"]
    left = told(run("calendar", "share", "Work", "Team", "everyone", "--level", "none", "--as", ANNA, "--json"))
    assert [each["who"] for each in left] == [BERT]
    assert [each["access"] for each in calendars(run, BERT)] == ["busy"]
    refused(run("calendar", "share", "Work", "Nobody", "--as", ANNA), Kind.NOT_FOUND, "kalends group list")
    refused(run("calendar", "share", "Work", "nobody@example.org", "--as", ANNA), Kind.NOT_FOUND, "kalends user list")
    refused(run("calendar", "share", "Work", "everyone", "--as", BERT), Kind.FORBIDDEN)


def test_an_administrator_shares_what_he_does_not_see(run, people: None) -> None:
    run("calendar", "add", "Private", "--as", BERT)
    assert calendars(run, ANNA) == []
    assert told(run("calendar", "share", "1", ANNA, "--as", ANNA, "--json"))[0]["level"] == "read"
    assert [each["owner"] for each in calendars(run, ANNA)] == [BERT]


def test_a_calendar_is_removed_after_a_question(run, people: None) -> None:
    run("calendar", "add", "Work", "--as", ANNA)
    assert run("calendar", "remove", "Work", "--as", ANNA, text="").exit_code == EXIT_CODES[Kind.RULE]
    assert "It was kept" in run("calendar", "remove", "Work", "--as", ANNA, text="n\n").stderr
    refused(run("calendar", "remove", "1", "--yes", "--as", BERT), Kind.NOT_FOUND)
    assert len(calendars(run, ANNA)) == 1
    assert run("calendar", "remove", "Work", "--as", ANNA, text="y\n").exit_code == 0
    assert calendars(run, ANNA) == []


def test_groups(run, people: None) -> None:
    assert "kalends group add NAME" in run("group", "list").stdout
    assert run("group", "add", "Team", "--member", ANNA, "--member", BERT).exit_code == 0
    [group] = told(run("group", "list", "--json"))
    assert group.pop("created").endswith("Z")
    assert group == {"id": 1, "name": "Team", "members": 2}
    assert run("group", "rename", "Team", "Crew").exit_code == 0
    assert [each["email"] for each in told(run("group", "members", "Crew", "--remove", BERT, "--json"))] == [ANNA]
    swapped = told(run("group", "members", "1", "--add", BERT, "--remove", ANNA, "--json"))
    assert [each["email"] for each in swapped] == [BERT]
    refused(run("group", "members", "Team"), Kind.NOT_FOUND)
    refused(run("group", "members", "Crew", "--add", "nobody@example.org"), Kind.NOT_FOUND)
    assert run("group", "remove", "Crew", text="n\n").exit_code == EXIT_CODES[Kind.RULE]
    assert run("group", "remove", "Crew", "--yes").exit_code == 0
    assert told(run("group", "list", "--json")) == []


def test_groups_of_one_name_are_told_apart_by_id(run, people: None) -> None:
    run("group", "add", "Team")
    run("group", "add", "Team", "--member", BERT)
    refused(run("group", "members", "Team"), Kind.INVALID, "1, 2")
    assert [each["email"] for each in told(run("group", "members", "2", "--json"))] == [BERT]


def test_groups_need_an_administrator(run) -> None:
    run("user", "add", ANNA)
    refused(run("group", "add", "Team"), Kind.FORBIDDEN, "--admin")


def test_on_postgresql(run, data, postgres_url: str) -> None:
    place = ("--database", postgres_url)
    run("user", "add", ANNA, *place)
    assert run("calendar", "add", "Work", *place).exit_code == 0
    assert [each["title"] for each in told(run("--database", postgres_url, "calendar", "list", "--json"))] == ["Work"]
    assert not data.exists()
