"""Cases of the field, through the command line and the doors: the tables in `kinds`, with the files in `files`."""

import json
from collections.abc import Iterator
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

import pytest
from tests.cases.calendar import API, Calendar, components, entries, matches
from tests.cases.case import FILES, Case, Check, Expansion, Generation, Import, Listing, Outcome, Requests
from tests.cases.marks import case
from tests.house import Answer, House

KINDS = sorted(path.stem for path in (Path(__file__).parent / "kinds").glob("[a-z]*.py"))
CASES: list[Case] = [case for kind in KINDS for case in import_module(f"tests.cases.kinds.{kind}").CASES]
T = TypeVar("T")


def of(kind: type[T]) -> list[T]:
    return [each for each in CASES if isinstance(each, kind)]


def every(kind: type[Any]) -> pytest.MarkDecorator:
    """For a test of every case of a kind."""
    return pytest.mark.parametrize("wanted", [case(each.name, each) for each in of(kind)])


def through(door: str) -> pytest.MarkDecorator:
    """For a test of every case that is the same through a door."""
    chosen = [each for each in CASES if isinstance(each, Import | Expansion) and door in each.doors]
    return pytest.mark.parametrize("wanted", [case(f"{each.name}@{door}", each) for each in chosen])


def outcome_of(wanted: Import | Expansion) -> Outcome:
    """What a calendar shows, whatever else the case is about."""
    outcome = wanted.outcome if isinstance(wanted, Import) else wanted
    return Outcome(shows=outcome.shows, or_shows=getattr(outcome, "or_shows", None), window=outcome.window)


def source(name: str) -> bytes:
    return (FILES / f"{name}.ics").read_bytes()


def demand_shown(shown: list[str], outcome: Outcome) -> None:
    """The occurrences are right, or second best."""
    choices = [each for each in (outcome.shows, outcome.or_shows) if each is not None]
    assert any(matches(shown, choice) for choice in choices), (sorted(shown), choices)


def demand(calendar: Calendar, outcome: Outcome) -> None:
    """The calendar holds what it should: in a window, in its export, and in what the export means elsewhere."""
    exported = calendar.export()
    held = components(exported)
    if outcome.shows is not None:
        demand_shown(calendar.shows(outcome.window), outcome)
        if any(each.first("STATUS") for each in held):  # `expand` lists what is cancelled, too
            assert written_spans(calendar.busy(exported, outcome.window)) == spans_of(outcome)
        else:
            demand_shown(calendar.expand(exported, outcome.window)[1], outcome)
    if outcome.uids is not None:
        assert len({uid.value for each in held for uid in each.all("UID") if uid.value}) == outcome.uids
    for text in outcome.never:
        assert text not in exported.decode()
    if outcome.zones is not None:
        tzids = [line.removeprefix("TZID:") for line in exported.decode().split("\r\n") if line.startswith("TZID:")]
        assert tuple(map(unescaped, tzids)) == outcome.zones
    demand_master(held, outcome)


def written_spans(busy: list[tuple[datetime, datetime]]) -> list[tuple[str, str]]:
    """Spans of time as a case writes them."""
    return [(f"{start:%Y-%m-%dT%H:%MZ}", f"{end:%Y-%m-%dT%H:%MZ}") for start, end in busy]


def spans_of(outcome: Outcome) -> list[tuple[str, str]]:
    """When the occurrences of a case make one busy, those that touch made one."""
    spans: list[tuple[str, str]] = []
    for start, _, end in sorted(each.partition(" ")[0].partition("/") for each in outcome.shows or ()):
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], end))
        elif start < end:
            spans.append((start, end))
    return spans


def unescaped(value: str) -> str:
    """A TEXT of an export, decoded."""
    return value.replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\")


def demand_master(held: list[Any], outcome: Outcome) -> None:
    """The one component without RECURRENCE-ID has the properties and the guests that it should."""
    if outcome.has is None and outcome.guests is None:
        return
    masters = [each for each in held if each.first("RECURRENCE-ID") is None]
    assert len(masters) == 1
    [master] = masters
    for name, value in (outcome.has or {}).items():
        assert [each.value for each in master.all(name)] == [value], name
    if outcome.guests is not None:
        guests = {each.value: each for each in master.all("ATTENDEE")}
        assert set(guests) == set(outcome.guests)
        assert len(master.all("ATTENDEE")) == len(guests)
        for address, parameters in outcome.guests.items():
            assert {name: guests[address].param(name) for name in parameters} == parameters


@every(Import)
def test_an_import_comes_out_right(wanted: Import, calendar: Calendar) -> None:
    before = FILES / f"{wanted.name}.before.ics"
    if before.exists():
        assert calendar.take(before).code == 0
    taken = calendar.take(FILES / f"{wanted.name}.ics")
    assert wanted.code in (None, taken.code), taken.text
    demand(calendar, wanted.outcome)
    for each in wanted.names:
        assert taken.has(each.line, each.words), (each, taken.text)
    assert taken.warns or not wanted.warns, taken.text
    for text in wanted.outcome.never:
        assert text not in taken.text


@through("import")
def test_an_import_shows_the_same(wanted: Expansion, calendar: Calendar) -> None:
    calendar.take(FILES / f"{wanted.name}.ics")
    demand(calendar, outcome_of(wanted))


@every(Expansion)
def test_an_expansion_comes_out_right(wanted: Expansion, calendar: Calendar) -> None:
    code, shown = calendar.expand(source(wanted.name), wanted.window)
    demand_shown(shown, outcome_of(wanted))
    assert code == wanted.code


@through("expand")
def test_expand_shows_the_same(wanted: Import, calendar: Calendar) -> None:
    code, shown = calendar.expand(source(wanted.name), wanted.outcome.window)
    demand_shown(shown, outcome_of(wanted))
    assert code in (0, 1)


@through("freebusy")
def test_freebusy_reads_the_same(wanted: Import | Expansion, calendar: Calendar) -> None:
    outcome = outcome_of(wanted)
    assert written_spans(calendar.busy(source(wanted.name), outcome.window)) == spans_of(outcome)


@through("icsevent")
def test_icsevent_shows_the_same(wanted: Import | Expansion, calendar: Calendar) -> None:
    answer = calendar.post(source(wanted.name).decode())
    assert answer.status == 201, answer.text
    demand_shown(calendar.shows(outcome_of(wanted).window), outcome_of(wanted))
    for each in wanted.names if isinstance(wanted, Import) else ():
        if each.line is not None:
            told = entries(answer.json, each.line)
            assert any(all(word in text for word in each.words) for text in told), (each, answer.text)


@through("importIcs")
def test_import_ics_shows_the_same(wanted: Import | Expansion, calendar: Calendar) -> None:
    body = {"calendarId": calendar.id, "iCalString": source(wanted.name).decode()}
    assert calendar.ask("POST", f"{API}/importIcs", body).status == 201
    demand_shown(calendar.shows(outcome_of(wanted).window), outcome_of(wanted))


def answers(calendar: Calendar, name: str) -> Iterator[Answer]:
    """The answers to the requests of a case, one after the other."""
    event = ""
    for step in json.loads((FILES / f"{name}.json").read_text())["steps"]:
        path, _, query = filled(step["path"], calendar.id, event).partition("?")
        answer = calendar.ask(step["method"], path, filled(step.get("body", b""), calendar.id, event), query=query)
        yield answer
        if not event and answer.status == 201:
            event = answer.json["response"][0]["objectId"]


def filled(value: Any, calendar: str, event: str) -> Any:
    """A path or a body with the ids of the calendar and the event."""
    if isinstance(value, str):
        return value.replace("{calendar}", calendar).replace("{event}", event)
    if isinstance(value, dict):
        return {name: filled(each, calendar, event) for name, each in value.items()}
    return value


def zone_of(name: str) -> str:
    return json.loads((FILES / f"{name}.json").read_text()).get("calendar_zone", "Europe/Berlin")


@pytest.mark.parametrize(
    ("calendar", "wanted"), [case(each.name, zone_of(each.name), each) for each in of(Requests)], indirect=["calendar"]
)
def test_requests_come_out_right(wanted: Requests, calendar: Calendar) -> None:
    received = list(answers(calendar, wanted.name))
    assert tuple(each.status for each in received) == wanted.statuses, [each.text for each in received]
    demand(calendar, wanted.outcome)
    for word in wanted.says:
        assert word in received[1].text


@every(Generation)
def test_a_generated_file_comes_out_right(wanted: Generation, house: House) -> None:
    answer = house.ask("POST", "/generate/ical/file", (FILES / f"{wanted.name}.json").read_text())
    assert answer.status == wanted.status, answer.text
    for line in wanted.lines:
        assert line in (answer.lines if answer.status == 200 else answer.text)


@every(Listing)
def test_a_listing_comes_out_right(wanted: Listing, calendar: Calendar) -> None:
    result = calendar.run("show", str(FILES / f"{wanted.name}.ics"))
    assert result.exit_code == 0
    shown = " ".join(result.stdout.split())
    for text in wanted.says:
        assert text in shown
    for text in wanted.never:
        assert text not in shown


@every(Check)
def test_a_check_names_the_fault(wanted: Check, calendar: Calendar) -> None:
    result = calendar.run("check", "--json", str(FILES / f"{wanted.name}.ics"))
    flaws = json.loads(result.stdout)
    for lines in wanted.faults:
        found = [flaw for flaw in flaws if flaw["line"] in lines]
        assert found, (lines, flaws)
        assert all(flaw["code"] for flaw in found)
        assert wanted.severity is None or wanted.severity in {flaw["severity"] for flaw in found}, found
    assert result.exit_code == any(flaw["severity"] == "error" for flaw in flaws)
    for text in wanted.never:
        assert text not in result.stdout


# what reads its deviations without loss is an error for `check` all the same
BROKEN = [each for kind in ("values", "rules", "days") for each in import_module(f"tests.cases.kinds.{kind}").CASES]
VALID = {"02-google-birthday-bymonthday", "071-todo-due-day"}


@pytest.mark.parametrize("wanted", [case(f"{each.name}@check", each) for each in BROKEN if each.name not in VALID])
def test_check_calls_it_an_error(wanted: Import | Expansion, calendar: Calendar) -> None:
    result = calendar.run("check", "--json", str(FILES / f"{wanted.name}.ics"))
    assert result.exit_code == 1
    assert "error" in {flaw["severity"] for flaw in json.loads(result.stdout)}
