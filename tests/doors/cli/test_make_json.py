"""`kalends make FILE.json`: from JSON, one event or many."""

import json
from pathlib import Path

import pytest

from kalends.core.ics.check import check
from kalends.core.ics.read import read

FULL = {
    "title": "Review",
    "start": "2026-11-17 09:30",
    "end": "2026-11-17 10:15",
    "zone": "Europe/Lisbon",
    "all_day": False,
    "description": "Figures",
    "location": "Room 4",
    "organizer": {"name": "Ana Sousa", "email": "ana@example.com"},
    "attendees": ["bo@example.com", "Cy <cy@example.com>", {"email": "di@example.com"}],
    "rule": {"frequency": "monthly", "interval": 2, "until": "2027-12-31", "by_day": ["-1fr"], "by_month": [1, 3]},
    "exclude": ["2027-03-26"],
    "reminders": [15, "1h", {"before": "1d", "action": "email"}],
    "uid": "review@example.com",
    "method": "request",
    "status": "tentative",
    "sequence": 3,
}


def made(run, value: object) -> str:
    answer = run("make", "-", text=json.dumps(value))
    assert (answer.exit_code, answer.stderr) == (0, "")
    assert check(read(answer.stdout_bytes)) == []
    return answer.stdout_bytes.decode().replace("\r\n ", "")


def faults(run, text: str | bytes) -> list[str]:
    answer = run("make", "-", text=text)
    assert (answer.exit_code, answer.stdout) == (2, "")
    return [line.removeprefix("kalends: standard input") for line in answer.stderr.splitlines()]


def test_every_field(run) -> None:
    lines = made(run, FULL).split("\r\n")
    event = lines[lines.index("BEGIN:VEVENT") + 1 : lines.index("END:VEVENT")]
    asked = "ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE"
    assert [line for line in event if not line.startswith("DTSTAMP")] == [
        "UID:review@example.com",
        "DTSTART;TZID=Europe/Lisbon:20270129T093000",
        "DTEND;TZID=Europe/Lisbon:20270129T101500",
        "RRULE:FREQ=MONTHLY;INTERVAL=2;UNTIL=20271231T235959Z;BYMONTH=1,3;BYDAY=-1FR",
        "EXDATE;TZID=Europe/Lisbon:20270326T093000",
        "SUMMARY:Review",
        "DESCRIPTION:Figures",
        "LOCATION:Room 4",
        "ORGANIZER;CN=Ana Sousa:mailto:ana@example.com",
        f"{asked}:mailto:bo@example.com",
        f"{asked};CN=Cy:mailto:cy@example.com",
        f"{asked}:mailto:di@example.com",
        "SEQUENCE:3",
        "STATUS:TENTATIVE",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "TRIGGER:-PT15M",
        "DESCRIPTION:Review",
        "END:VALARM",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "TRIGGER:-PT60M",
        "DESCRIPTION:Review",
        "END:VALARM",
        "BEGIN:VALARM",
        "ACTION:EMAIL",
        "TRIGGER:-PT1440M",
        "DESCRIPTION:Review",
        "SUMMARY:Review",
        "ATTENDEE;CN=Ana Sousa:mailto:ana@example.com",
        "END:VALARM",
    ]


def test_null_is_the_same_as_nothing(run) -> None:
    assert "SUMMARY" not in made(run, {"start": "2026-12-17", "title": None, "rule": None, "attendees": None})


@pytest.mark.parametrize(
    "rule",
    ["weekly", "FREQ=WEEKLY", {"frequency": "WEEKLY"}],
)
def test_a_rule_in_three_ways(run, rule) -> None:
    text = made(run, {"start": "2026-12-17", "rule": rule, "count": 3})
    assert "RRULE:FREQ=WEEKLY;COUNT=3\r\n" in text


def test_many_events_in_one_calendar(run) -> None:
    berlin = {"start": "2026-12-17 15:00", "zone": "Europe/Berlin"}
    text = made(run, [berlin, berlin | {"start": "1980-12-17 15:00"}, berlin | {"zone": "Asia/Tokyo"}])
    assert text.count("BEGIN:VEVENT") == 3
    assert [text.count(f"TZID:{name}\r\n") for name in ("Europe/Berlin", "Asia/Tokyo")] == [1, 1]


def test_a_file_by_its_name(run, tmp_path: Path) -> None:
    file = tmp_path / "party.json"
    file.write_text(json.dumps({"start": "2026-12-17"}))
    assert run("make", str(file)).exit_code == 0
    file.write_text("{")
    answer = run("make", str(file))
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr == f"kalends: {file}:1:2: this is not JSON: the JSON ends too early\n"


def test_a_file_that_is_not_there(run, tmp_path: Path) -> None:
    answer = run("make", str(tmp_path / "none.json"))
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert "cannot be read" in answer.stderr


@pytest.mark.parametrize("option", [["--title", "x"], ["--all-day"], ["--attendee", "a@b"], ["--sequence", "0"]])
def test_a_file_says_everything(run, option) -> None:
    answer = run("make", "-", *option, text='{"start": "2026-12-17"}')
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert "--output" in answer.stderr


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({}, ": start: is required"),
        ([], ": there is no event in it"),
        (3, ": an event is an object of JSON"),
        ({"start": 3}, ": start: expected a string, got an integer"),
        ({"start": "2026-12-17", "titel": "x"}, ": titel: is no field; did you mean title?"),
        ({"start": "2026-12-17", "all_day": False}, ": start: needs a time of day, since all_day is false"),
        ({"start": "2026-12-17", "rule": {"frequency": "weekly", "freq": 1}}, "frequency?"),
        ({"start": "2026-12-17", "rule": {}}, ": rule.frequency: must be DAILY, WEEKLY, MONTHLY or YEARLY"),
        ({"start": "2026-12-17", "rule": {"frequency": "hourly"}}, ": rule.frequency: must be"),
        ({"start": "2026-12-17", "rule": {"frequency": "daily", "interval": 0}}, ": rule.interval: must be"),
        ({"start": "2026-12-17", "rule": {"frequency": "daily", "by_month": [13]}}, ": rule.by_month[0]: must be"),
        ({"start": "2026-12-17", "rule": {"frequency": "daily", "until": "2026-01-01"}}, ": rule.until: is before"),
        (
            {"start": "2026-12-17", "rule": {"frequency": "daily", "count": 2}, "count": 2},
            ": count: stands in the rule",
        ),
        (
            {"start": "2026-12-17", "rule": {"frequency": "monthly", "interval": 2, "by_month": [1]}},
            ": rule: never comes",
        ),
        ({"start": "2026-12-17", "rule": "daily", "count": 1, "exclude": ["2026-12-17"]}, ": rule: has no occurrence"),
        ({"start": "2026-12-31T23:30-05:00", "rule": "monthly"}, ": start: is Thursday 23:30 where it is written"),
        ({"start": "2026-12-17", "organizer": {"name": "x"}}, ": organizer.email: is required"),
        ({"start": "2026-12-17", "organizer": {"email": "x", "name": "\x01"}}, ": organizer.email: has no @"),
        ({"start": "2026-12-17", "reminders": [True]}, ": reminders[0]: expected"),
        ({"start": "2026-12-17", "reminders": [-1]}, ": reminders[0]: must be"),
        ({"start": "2026-12-17", "reminders": [{}]}, ": reminders[0].before: is required"),
        ({"start": "2026-12-17", "reminders": [{"before": 1, "action": "audio"}]}, ": reminders[0].action: must be"),
        ({"start": "2026-12-17", "reminders": [{"before": 1, "when": 2}]}, ": reminders[0].when: is no field"),
        (
            {"start": "2026-12-17", "reminders": [{"before": 1, "action": "email"}]},
            ": organizer: is required with a rem",
        ),
        ([{"start": "2026-12-17"}, {"start": "x"}], ": event 2: start: "),
        ([{"start": "2026-12-17"}, None], ": event 2: an event is"),
        ([{"start": "2026-12-17", "uid": "a"}] * 2, ': the uid "a" is used twice'),
        (
            [
                {"start": "2026-12-17", "organizer": "a@b"},
                {"start": "2026-12-17", "organizer": "a@b", "method": "publish"},
            ],
            ": one file has one method",
        ),
        ([FULL | {"uid": "a"}, FULL | {"uid": "b"}], ": an invitation or a cancellation holds one event"),
    ],
)
def test_a_fault_names_its_field(run, sent, told) -> None:
    assert told in faults(run, json.dumps(sent))[0]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ": this is not JSON: the file is empty"),
        ('{"start":\n "2026-12-17",}', ":2:15: this is not JSON"),
        (b'{"start": "\xff"}', "not UTF-8"),
        ('{"start": "\\ud800"}', "surrogate"),
        ("[" * 100_000, "nested deeper than 100"),
    ],
)
def test_what_is_no_json(run, text, told) -> None:
    [fault] = faults(run, text)
    assert told in fault
