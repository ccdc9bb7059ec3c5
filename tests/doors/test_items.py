"""How many of everything a calendar object may hold, through the doors: the limit passes, one more is told."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.house import House
from tests.items import DATE, KINDS, event, text_of
from typer.testing import CliRunner, Result

from kalends.__main__ import ProgramRoot
from kalends.core.ics.limits import OBJECT_LIMITS, RULE_PART_LIMITS, TEXT_LIMITS
from kalends.doors.cli import door
from kalends.service.limits import Limits

ICS = "/api/2.0/calendar/icsevent"
EVENTS = "/calendar_events"
MONTH = ("--from", "2026-11-01", "--to", "2026-12-01")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = House(tmp_path_factory.mktemp("house") / "data", object_limit=10_000_000)
    yield house
    house.close()


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], str]:
    """Writes a text into a file, and gives its name."""

    def write(text: str) -> str:
        (tmp_path / "a.ics").write_bytes(text.encode())
        return str(tmp_path / "a.ics")

    return write


def run(*arguments: str, data: Path | None = None) -> Result:
    options = ["--data", str(data)] if data else []
    return CliRunner().invoke(door(ProgramRoot()), [*arguments, *options])


def posted(house: House, text: str) -> tuple[int, dict]:
    """The status of a text that is put in, and the first fault."""
    answer = house.ask("POST", ICS, {"ics": text})
    for number in {each["id"] for each in house.ask("GET", EVENTS).json["calendar_events"]}:
        assert house.ask("DELETE", f"{EVENTS}/{number}").status == 204
    faults = answer.json["error"]["data"].get("faults", [{}]) if answer.status >= 400 else [{}]
    return answer.status, faults[0]


@pytest.mark.parametrize(("made", "most", "what", "field"), KINDS)
def test_an_object_that_is_put_in(house: House, made: Callable[[int], str], most: int, what: str, field: str) -> None:
    assert posted(house, made(most))[0] == 201
    status, fault = posted(house, made(most + 1))
    assert (status, fault["field"], fault["message"]) == (413, field, f"there are more than {most:,} {what}")
    assert fault["line"] > 1


@pytest.mark.parametrize(("made", "most", "what", "field"), KINDS)
def test_an_object_in_a_file(
    file: Callable[[str], str], made: Callable[[int], str], most: int, what: str, field: str
) -> None:
    """`kalends check` tells it with its line."""
    answer = run("check", "--json", file(made(most)))
    assert "too-many" not in answer.stdout
    answer = run("check", "--json", file(made(most + 1)))
    assert answer.exit_code == 1
    (fault,) = [each for each in json.loads(answer.stdout) if each["code"] == "too-many"]
    assert fault["message"] == f"there are more than {most:,} {what}"
    assert fault["line"] > 1
    assert field


@pytest.mark.parametrize(("made", "most", "what"), [each.values[:3] for each in KINDS[:6]])
def test_an_object_that_is_expanded(
    file: Callable[[str], str], made: Callable[[int], str], most: int, what: str
) -> None:
    answer = run("expand", file(made(most)), *MONTH)
    assert (answer.exit_code, answer.stderr) == (0, "")
    answer = run("expand", file(made(most + 1)), *MONTH)
    assert answer.exit_code == 1
    assert f"VEVENT one: there are more than {most:,} {what}" in answer.stderr
    assert answer.stdout == ""


@pytest.mark.parametrize("made", [each.values[0] for each in KINDS[-3:]])
@pytest.mark.parametrize("more", [0, 1])
def test_an_object_that_is_imported(
    tmp_path: Path, file: Callable[[str], str], made: Callable[[int], str], more: int
) -> None:
    most = {each.values[0]: each.values[1] for each in KINDS}[made]
    data = tmp_path / "data"
    run("user", "add", "anna@example.org", data=data)
    run("calendar", "add", "Work", "--name", "work", data=data)
    answer = run("import", file(made(most + more)), "--into", "work", data=data)
    assert (answer.exit_code != 0) == bool(more), answer.output
    assert ("there are more than" in answer.output) == bool(more)


def test_a_rule_of_too_many_values(house: House, file: Callable[[str], str]) -> None:
    def made(number: int) -> str:
        return text_of(event(f"RRULE:FREQ=YEARLY;BYYEARDAY={','.join(['1'] * number)}"))

    most = RULE_PART_LIMITS["BYYEARDAY"]
    assert posted(house, made(most))[0] == 201
    status, fault = posted(house, made(most + 1))
    assert (status, fault["line"], fault["column"]) == (400, 8, len("RRULE:FREQ=YEARLY;BYYEARDAY=") + 1)
    assert fault["message"] == "BYYEARDAY takes at most 732 values, each once"
    assert run("expand", file(made(most)), *MONTH).exit_code == 0
    refused = run("expand", file(made(most + 1)), *MONTH)
    assert refused.exit_code == 1
    assert "at most 732 values" in refused.stderr


@pytest.mark.parametrize(
    ("made", "most", "what"),
    [
        (
            lambda number: ["X-A" + "".join(f";P{at}=v" for at in range(number)) + ":x"],
            TEXT_LIMITS.parameters,
            "parameters",
        ),
        (lambda number: [f"X-A;P={','.join(['v'] * number)}:x"], TEXT_LIMITS.values, "values of the parameter P"),
        (lambda number: ["BEGIN:X"] * (number - 2) + ["END:X"] * (number - 2), TEXT_LIMITS.depth, "nest deeper"),
    ],
    ids=["parameters", "values", "depth"],
)
def test_a_text_that_is_not_read(
    house: House, file: Callable[[str], str], made: Callable[[int], list[str]], most: int, what: str
) -> None:
    assert posted(house, text_of(event(*made(most))))[0] == 201
    status, fault = posted(house, text_of(event(*made(most + 1))))
    assert status == 413
    assert fault["field"] in ("X-A", "X")
    assert what in fault["message"]
    for command in (["check"], ["expand", *MONTH]):
        assert run(*command, file(text_of(event(*made(most))))).exit_code in (0, 1)
        refused = run(*command, file(text_of(event(*made(most + 1)))))
        assert refused.exit_code == 2
        assert what in refused.stderr


def test_lines_of_a_text(house: House) -> None:
    text = text_of(event())
    room = OBJECT_LIMITS.lines - text.count("\n")
    assert posted(house, text.replace("END:VEVENT", "\r\n" * room + "END:VEVENT"))[0] == 201
    answer = house.ask("POST", ICS, {"ics": text.replace("END:VEVENT", "\r\n" * (room + 1) + "END:VEVENT")})
    assert answer.status == 413
    assert "200,001 lines of text" in answer.text


def test_attendees(house: House) -> None:
    guests = ["ATTENDEE:mailto:a@b.example"] * Limits().attendees
    assert posted(house, text_of(event(*guests)))[0] == 201
    assert posted(house, text_of(event(*guests, guests[0])))[0] == 413


def test_a_text_that_was_edited_keeps_to_the_limits_too(house: House) -> None:
    """What a door makes of an object is an object: here a name that is one property more."""
    text = text_of(event(*["COMMENT:"] * (OBJECT_LIMITS.properties - 3)))
    assert house.ask("POST", ICS, {"ics": text}).status == 201
    (made,) = house.ask("GET", EVENTS).json["calendar_events"]
    answer = house.ask("PUT", f"{EVENTS}/{made['id']}", {"calendar_events": [{"name": "x"}]})
    assert answer.status == 413
    assert DATE not in answer.text
    house.ask("DELETE", f"{EVENTS}/{made['id']}")
