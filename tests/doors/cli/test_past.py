"""`kalends history` and `kalends restore`."""

import json
from typing import Any

import pytest

from kalends.doors.cli.terminal import EXIT_CODES
from kalends.errors import Kind

ANNA = "anna@example.org"


def text(*summaries: str) -> str:
    events = "".join(
        f"BEGIN:VEVENT\r\nUID:u{number}\r\nDTSTAMP:20261101T000000Z\r\nDTSTART:20261124T100000Z\r\nSUMMARY:{summary}\r\n"
        "END:VEVENT\r\n"
        for number, summary in enumerate(summaries)
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//T//T//EN\r\n{events}END:VCALENDAR\r\n"


@pytest.fixture
def work(run) -> None:
    """A calendar with two objects, one of them in its second version."""
    run("user", "add", ANNA)
    run("calendar", "add", "Work")
    run("import", "-", "--into", "Work", text=text("First", "Other"))
    run("import", "-", "--into", "Work", text=text("Second", "Other"))


def history(run, *arguments: str) -> list[dict[str, Any]]:
    answer = run("history", *arguments, "--json")
    assert (answer.exit_code, answer.stderr) == (0, "")
    return json.loads(answer.stdout)


def seen(run, *arguments: str) -> list[tuple[Any, ...]]:
    return [(each["object"], each["version"], each["summary"], each["ending"]) for each in history(run, *arguments)]


def test_every_version_of_an_object(run, work: None) -> None:
    assert seen(run, "Work", "u0") == [(1, 2, "Second", None), (1, 1, "First", "replaced")]
    present, former = history(run, "Work", "u0")
    assert ("SUMMARY:First" in former["text"], "SUMMARY:Second" in present["text"]) == (True, True)
    assert (present["ended"], former["ended"]) == (None, present["written"])
    table = run("history", "Work", "u0").stdout
    assert ("First" in table, "BEGIN:" in table) == (True, False)
    assert seen(run, "Work", "u1") == [(2, 1, "Other", None)]
    assert "Nothing is kept" in run("history", "Work", "nothing").stdout
    assert "Nothing is kept" in run("history", "Work").stdout


def test_a_former_version_comes_back_and_nothing_is_lost(run, work: None) -> None:
    answer = run("restore", "1")
    assert (answer.exit_code, answer.stderr) == (0, "")
    assert answer.stdout == 'Restored version 1 of the object 1, "First", in calendar 1.\n'
    assert [each[2] for each in seen(run, "Work", "u0")] == ["First", "Second", "First"]
    assert run("restore", "1", "1", "--version", "2").stdout.count("Restored") == 1
    assert [each[2] for each in seen(run, "Work", "u0")] == ["Second", "First", "Second", "First"]


def test_a_calendar_that_was_removed(run, work: None) -> None:
    run("calendar", "remove", "Work", "--yes")
    assert seen(run, "1") == [(2, 1, "Other", "deleted"), (1, 2, "Second", "deleted")]
    assert run("restore", "1", "2").exit_code == EXIT_CODES[Kind.NOT_FOUND]
    run("calendar", "add", "New")
    assert run("restore", "1", "2", "--into", "New").exit_code == 0
    assert run("history", "1").exit_code == EXIT_CODES[Kind.NOT_FOUND]
    out = run("export", "New").stdout
    assert ("SUMMARY:Second" in out, "SUMMARY:Other" in out) == (True, True)


@pytest.mark.parametrize(
    ("command", "kind"),
    [
        (["history", "NoEffect"], Kind.NOT_FOUND),
        (["history", "99"], Kind.NOT_FOUND),
        (["restore", "99"], Kind.NOT_FOUND),
        (["restore", "2"], Kind.NOT_FOUND),
        (["restore", "1", "--version", "9"], Kind.NOT_FOUND),
        (["restore", "1", "2", "--version", "1"], Kind.INVALID),
        (["restore", "1", "--into", "NoEffect"], Kind.NOT_FOUND),
        (["restore", "99999999999999999999999"], Kind.NOT_FOUND),
        (["restore", "one"], Kind.INVALID),
    ],
)
def test_what_is_not_there(run, work: None, command: list[str], kind: Kind) -> None:
    answer = run(*command)
    assert (answer.exit_code, answer.stdout) == (EXIT_CODES[kind], "")
    assert [each[2] for each in seen(run, "Work", "u0")] == ["Second", "First"]


def test_the_past_of_others_is_theirs(run, work: None) -> None:
    run("user", "add", "bert@example.org")
    for command in (["history", "1"], ["history", "1", "u0"], ["restore", "1"]):
        assert run(*command, "--as", "bert@example.org").exit_code == EXIT_CODES[Kind.NOT_FOUND]


def test_all_that_was_deleted_comes_back_at_once(run, work: None) -> None:
    run("calendar", "remove", "Work", "--yes")
    assert "name another one" in run("restore", "--all-of", "1").stderr
    run("calendar", "add", "New")
    run("import", "-", "--into", "New", text=text("Mine"))
    answer = run("restore", "--all-of", "1", "--into", "New")
    assert (answer.exit_code, answer.stdout) == (EXIT_CODES[Kind.EXISTS], "Restored 1 object.\n")
    assert answer.stderr.startswith("kalends: object 1, UID u0: ")
    assert seen(run, "New", "u1")[0][2:] == ("Other", None)
    assert [each[2] for each in seen(run, "1")] == ["Second"]
    run("calendar", "add", "Other")
    answer = run("restore", "--all-of", "1", "--into", "Other")
    assert (answer.exit_code, answer.stdout, answer.stderr) == (0, "Restored 1 object.\n", "")


@pytest.mark.parametrize("command", [[], ["1", "--all-of", "1"], ["--all-of", "1", "--version", "1"]])
def test_objects_are_named_or_their_calendar(run, work: None, command: list[str]) -> None:
    answer = run("restore", *command)
    assert (answer.exit_code, answer.stdout, answer.stderr.count("\n")) == (EXIT_CODES[Kind.INVALID], "", 1)


def test_the_list_for_people_says_where_it_ends(run) -> None:
    run("user", "add", ANNA)
    run("calendar", "add", "Large")
    run("import", "-", "--into", "Large", text=text(*map(str, range(1_001))))
    run("calendar", "remove", "Large", "--yes")
    answer = run("history", "1")
    assert (answer.stdout.count("deleted"), "the latest 1,000" in answer.stderr) == (1_000, True)
    assert len(history(run, "1")) == 1_001
