"""`kalends make`: from options."""

import re
from pathlib import Path

import pytest

from kalends.core.ics.check import check
from kalends.core.ics.read import read

TEA = ("--title", "Tea", "--start", "2026-12-17 15:00", "--zone", "Europe/London", "--uid", "tea@example.com")


def made(run, *options: str) -> list[str]:
    """The lines of the file; it is valid by every rule that we know."""
    answer = run("make", *options)
    assert (answer.exit_code, answer.stderr) == (0, "")
    assert check(read(answer.stdout_bytes)) == []
    text = answer.stdout_bytes.decode()
    assert text.endswith("END:VCALENDAR\r\n")
    return text.replace("\r\n ", "").split("\r\n")


def event(run, *options: str) -> dict[str, str]:
    lines = made(run, *options)
    inside = lines[lines.index("BEGIN:VEVENT") : lines.index("END:VEVENT")]
    return dict(line.partition(":")[::2] for line in inside)


def faults(run, *options: str) -> list[str]:
    answer = run("make", *options)
    assert (answer.exit_code, answer.stdout) == (2, "")
    lines = answer.stderr.splitlines()
    assert all(line.startswith("kalends: ") for line in lines)
    return [line.removeprefix("kalends: ") for line in lines]


def test_an_event(run) -> None:
    lines = made(run, *TEA)
    assert lines[:5] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Kalends//Kalends//EN",
        "CALSCALE:GREGORIAN",
        "BEGIN:VTIMEZONE",
    ]
    found = event(run, *TEA)
    assert re.fullmatch(r"\d{8}T\d{6}Z", found.pop("DTSTAMP"))
    assert found == {
        "BEGIN": "VEVENT",
        "UID": "tea@example.com",
        "DTSTART;TZID=Europe/London": "20261217T150000",
        "DTEND;TZID=Europe/London": "20261217T160000",
        "SUMMARY": "Tea",
        "SEQUENCE": "0",
        "STATUS": "CONFIRMED",
    }


def test_a_uid_is_made_each_time(run) -> None:
    uids = {event(run, "--start", "2026-12-17")["UID"] for _ in range(3)}
    assert len(uids) == 3


@pytest.mark.rfc("5545 §3.3.4", "5545 §3.3.5")
@pytest.mark.parametrize(
    ("options", "start", "end"),
    [
        (["--start", "2026-12-17"], "DTSTART;VALUE=DATE:20261217", "DTEND;VALUE=DATE:20261218"),
        (["--start", "2026-12-24", "--end", "2026-12-26"], "DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261227"),
        (["--start", "2026-12-17", "--duration", "2d"], "DTSTART;VALUE=DATE:20261217", "DTEND;VALUE=DATE:20261219"),
        (
            ["--start", "2026-12-17 15:00", "--end", "2026-12-18 9:00", "--all-day"],
            "DTSTART;VALUE=DATE:20261217",
            "DTEND;VALUE=DATE:20261219",
        ),
        (["--start", "2026-12-17T15:00:30Z"], "DTSTART:20261217T150030Z", "DTEND:20261217T160030Z"),
        (["--start", "2026-12-17 15:00+01:00"], "DTSTART:20261217T140000Z", "DTEND:20261217T150000Z"),
        (["--start", "2026-12-17t15:00-0530"], "DTSTART:20261217T203000Z", "DTEND:20261217T213000Z"),
        (["--start", "2026-12-17 9:05", "--zone", "UTC"], "DTSTART:20261217T090500Z", "DTEND:20261217T100500Z"),
        (
            ["--start", "2026-12-17 15:00+09:00", "--zone", "Europe/Berlin", "--end", "2026-12-17 08:00"],
            "DTSTART;TZID=Europe/Berlin:20261217T070000",
            "DTEND;TZID=Europe/Berlin:20261217T080000",
        ),
        (
            ["--start", "2026-12-17 15:00", "--zone", "W. Europe Standard Time", "--duration", "1h30m"],
            "DTSTART;TZID=Europe/Berlin:20261217T150000",
            "DTEND;TZID=Europe/Berlin:20261217T163000",
        ),
        # an hour of exact time across the night in which clocks go forward
        (
            ["--start", "2026-03-29 01:30", "--zone", "Europe/Berlin"],
            "DTSTART;TZID=Europe/Berlin:20260329T013000",
            "DTEND;TZID=Europe/Berlin:20260329T033000",
        ),
        (
            ["--start", "2026-12-17T15:00Z", "--duration", "PT90M"],
            "DTSTART:20261217T150000Z",
            "DTEND:20261217T163000Z",
        ),
    ],
)
def test_times(run, options, start, end) -> None:
    found = [f"{name}:{value}" for name, value in event(run, *options).items() if name.startswith(("DTSTART", "DTEND"))]
    assert found == [start, end]


@pytest.mark.parametrize("options", [["--duration", "0m"], ["--end", "2026-12-17T15:00Z"]])
def test_an_event_without_a_length(run, options) -> None:
    assert not any(name.startswith("DTEND") for name in event(run, "--start", "2026-12-17T15:00Z", *options))


def test_a_time_that_floats_is_said(run) -> None:
    answer = run("make", "--start", "2026-12-17 15:00", "--end", "2026-12-17 15:45")
    assert answer.exit_code == 0
    assert "DTSTART:20261217T150000\r\n" in answer.stdout_bytes.decode()
    assert answer.stderr == ("kalends: note: without a zone, times float: the same on every clock, wherever it is.\n")


def test_texts_and_people(run) -> None:
    found = event(
        run,
        *TEA,
        *("--description", "a;b,c\nd", "--location", "Room 4", "--organizer", "Ana Sousa <ana@example.com>"),
        *("--attendee", "bo@example.com", "--attendee", '"Cy, Jr." <cy@example.com>', "--attendee", "BO@example.com"),
        *("--status", "tentative", "--sequence", "7", "--method", "request"),
    )
    assert found["DESCRIPTION"] == "a\\;b\\,c\\nd"
    assert found["LOCATION"] == "Room 4"
    assert found["ORGANIZER;CN=Ana Sousa"] == "mailto:ana@example.com"
    asked = "ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE"
    assert [name for name in found if name.startswith("ATTENDEE")] == [asked, f'{asked};CN="Cy, Jr."']
    assert (found["STATUS"], found["SEQUENCE"]) == ("TENTATIVE", "7")


@pytest.mark.parametrize("method", ["publish", "Request", "CANCEL"])
def test_a_method(run, method) -> None:
    people = ["--attendee", "bo@example.com"] if method == "Request" else []
    lines = made(run, *TEA, "--method", method, "--organizer", "ana@example.com", *people)
    assert f"METHOD:{method.upper()}" in lines
    assert ("STATUS:CANCELLED" in lines) == (method == "CANCEL")


@pytest.mark.rfc("5545 §3.3.10")
@pytest.mark.parametrize(
    ("options", "rule"),
    [
        (["--repeat", "weekly"], "FREQ=WEEKLY"),
        (["--repeat", "Daily", "--count", "3"], "FREQ=DAILY;COUNT=3"),
        (["--repeat", "weekdays", "--until", "2026-12-31"], "FREQ=WEEKLY;UNTIL=20261231T235959Z;BYDAY=MO,TU,WE,TH,FR"),
        (["--repeat", "every 2 weeks"], "FREQ=WEEKLY;INTERVAL=2"),
        (["--repeat", "FREQ=MONTHLY;BYDAY=MO,FR;BYSETPOS=-1"], "FREQ=MONTHLY;BYDAY=MO,FR;BYSETPOS=-1"),
        (["--repeat", "RRULE:freq=hourly;interval=4;count=9"], "FREQ=HOURLY;COUNT=9;INTERVAL=4"),
        (["--repeat", "FREQ=WEEKLY", "--until", "2026-12-31 12:00"], "FREQ=WEEKLY;UNTIL=20261231T120000Z"),
        (["--repeat", "FREQ=WEEKLY;UNTIL=20261231", "--exclude", "2026-12-24"], "FREQ=WEEKLY;UNTIL=20261231T235959Z"),
    ],
)
def test_rules(run, options, rule) -> None:
    assert event(run, *TEA, *options)["RRULE"] == rule


def test_days_left_out(run) -> None:
    lines = made(run, *TEA, "--repeat", "daily", "--exclude", "2026-12-24", "--exclude", "2026-12-25 15:00")
    assert [line for line in lines if line.startswith("EXDATE")] == [
        "EXDATE;TZID=Europe/London:20261224T150000",
        "EXDATE;TZID=Europe/London:20261225T150000",
    ]


@pytest.mark.parametrize(
    ("length", "trigger"),
    [
        ("15m", "-PT15M"),
        ("1h", "-PT60M"),
        ("1d", "-PT1440M"),
        ("1w 2d", "-PT12960M"),
        ("0m", "PT0S"),
        ("PT5M", "-PT5M"),
    ],
)
def test_reminders(run, length, trigger) -> None:
    lines = made(run, *TEA, "--remind", length, "--remind", "5 min".replace(" ", ""))
    assert [line for line in lines if line.startswith("TRIGGER")] == [f"TRIGGER:{trigger}", "TRIGGER:-PT5M"]


def test_output_goes_to_a_file(run, tmp_path: Path) -> None:
    answer = run("make", *TEA, "--output", str(tmp_path / "tea.ics"))
    assert (answer.exit_code, answer.stdout, answer.stderr) == (0, "", "")
    assert (tmp_path / "tea.ics").read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("name", ["nowhere/tea.ics", "."])
def test_a_file_that_cannot_be_written(run, tmp_path: Path, name: str) -> None:
    [fault] = faults(run, *TEA, "--output", f"{tmp_path}/{name}")
    assert "cannot be written" in fault


@pytest.mark.parametrize(
    ("options", "option", "words"),
    [
        ([], "--start", "is required"),
        (["--start", "tomorrow"], "--start", "write 2026-12-17"),
        (["--start", "2026-02-30"], "--start", "in no calendar"),
        (["--start", "2026-12-17 24:30"], "--start", "in no calendar"),
        (["--start", "0001-01-01 00:30+01:00"], "--start", "in no calendar"),
        (["--start", "9999-12-31 23:30", "--zone", "America/New_York"], "--start", "in no calendar"),
        (["--start", "2026-12-17", "--end", "x"], "--end", "is not a date"),
        (["--start", "2026-12-17", "--end", "2026-12-16"], "--end", "before the start"),
        (["--start", "2026-12-17T15:00Z", "--end", "2026-12-17T14:59Z"], "--end", "before the start"),
        (["--start", "2026-12-17 15:00", "--end", "2026-12-17 14:00"], "--end", "before the start"),
        (["--start", "2026-12-17", "--end", "2026-12-17 15:00"], "--end", "another kind"),
        (["--start", "2026-12-17 15:00", "--end", "2026-12-17T16:00Z"], "--end", "another kind"),
        (["--start", "2026-12-17", "--end", "2026-12-18", "--duration", "1d"], "--duration", "beside an end"),
        (["--start", "2026-12-17", "--duration", "90m"], "--duration", "whole days"),
        (["--start", "2026-12-17", "--duration", "0d"], "--duration", "whole days"),
        (["--start", "2026-12-17", "--duration", "long"], "--duration", "write 15m"),
        (["--start", "2026-12-17", "--duration", "-PT5M"], "--duration", "write 15m"),
        (["--start", "2026-12-17", "--duration", "P99X"], "--duration", "not a duration"),
        (["--start", "2026-12-17", "--duration", "999999w"], "--duration", "calendar"),
        (["--start", "9999-12-31"], "--start", "9999"),
        (["--start", "9999-12-31T23:30Z"], "--start", "9999"),
        (["--start", "9999-12-31", "--end", "9999-12-31"], "--end", "9999"),
        (["--start", "9999-12-30", "--duration", "5d"], "--duration", "9999"),
        (["--start", "2026-12-17 15:00", "--zone", "Europe/Lisbonn"], "--zone", "Europe/Lisbon"),
        (["--start", "2026-12-17", "--title", "a\x1bb"], "--title", "U+001B"),
        (["--start", "2026-12-17", "--organizer", "ana"], "--organizer", "no @"),
        (["--start", "2026-12-17", "--organizer", "a\x07na <a@b>"], "--organizer", "U+0007"),
        (
            ["--start", "2026-12-17", "--organizer", "a@b", "--attendee", "x@y", "--attendee", "bo"],
            "--attendee (number 2)",
            "no @",
        ),
        (["--start", "2026-12-17", "--attendee", "bo@x"], "--organizer", "with attendees"),
        (["--start", "2026-12-17", "--method", "publish"], "--organizer", "with a method"),
        (["--start", "2026-12-17", "--method", "request", "--organizer", "a@b"], "--attendee", "required"),
        (
            ["--start", "2026-12-17", "--method", "publish", "--organizer", "a@b", "--attendee", "c@d"],
            "--attendee",
            "publish",
        ),
        (["--start", "2026-12-17", "--method", "reply"], "--method", "publish, request, cancel"),
        (["--start", "2026-12-17", "--status", "done"], "--status", "tentative, confirmed, cancelled"),
        (
            ["--start", "2026-12-17", "--status", "tentative", "--method", "cancel", "--organizer", "a@b"],
            "--status",
            "cancelled",
        ),
        (["--start", "2026-12-17", "--sequence", "-1"], "--sequence", "from 0"),
        (["--start", "2026-12-17", "--sequence", "2147483648"], "--sequence", "2147483647"),
        (["--start", "2026-12-17", "--uid", " "], "--uid", "empty"),
        (["--start", "2026-12-17", "--uid", "a\nb"], "--uid", "line break"),
        (["--start", "2026-12-17", "--uid", "x" * 1025], "--uid", "1024"),
        (["--start", "2026-12-17", "--repeat", "fortnightly"], "--repeat", "every 2 weeks"),
        (["--start", "2026-12-17", "--repeat", "FREQ=WEEKLY;BYDAY=2MO"], "--repeat", "number before the week day"),
        (["--start", "2026-12-17", "--repeat", "FREQ=HOURLY"], "--repeat", "needs a DTSTART with a time"),
        (["--start", "2026-12-17", "--repeat", "FREQ=DAILY;COUNT=x"], "--repeat", "COUNT takes"),
        (["--start", "2026-12-17", "--repeat", "FREQ=DAILY;UNTIL=20261216"], "--repeat", "before the start"),
        (["--start", "2026-12-17", "--repeat", "daily", "--until", "2026-12-16"], "--until", "before the start"),
        (["--start", "2026-12-17", "--repeat", "daily", "--until", "x"], "--until", "is not a date"),
        (
            ["--start", "2026-12-17", "--repeat", "daily", "--until", "2027-01-01", "--count", "2"],
            "--until",
            "beside count",
        ),
        (["--start", "2026-12-17", "--repeat", "FREQ=DAILY;COUNT=2", "--count", "2"], "--count", "say it once"),
        (["--start", "2026-12-17", "--repeat", "daily", "--count", "0"], "--count", "from 1"),
        (["--start", "2026-12-17", "--count", "2"], "--count", "give a rule"),
        (["--start", "2026-12-17", "--until", "2027-01-01"], "--until", "give a rule"),
        (["--start", "2026-12-17", "--exclude", "2026-12-18"], "--exclude", "give a rule"),
        (["--start", "2026-12-17", "--repeat", "daily", "--exclude", "x"], "--exclude (number 1)", "is not a date"),
        (["--start", "2026-12-17", "--remind", "soon"], "--remind (number 1)", "write 15m"),
        (["--start", "2026-12-17", "--remind", "99999d"], "--remind (number 1)", "minutes"),
        (["--start", "2026-12-17", "--remind", "PT30S"], "--remind (number 1)", "whole minutes"),
    ],
)
def test_a_fault_names_its_option(run, options, option, words) -> None:
    [fault] = faults(run, *options)
    assert fault.startswith(f"{option}: ")
    assert words in fault


def test_every_fault_is_told_on_its_own_line(run) -> None:
    told = faults(run, "--start", "x", "--zone", "y", "--remind", "z", "--title", "\x00", "--repeat", "w")
    assert [line.partition(":")[0] for line in told] == [
        "--zone",
        "--start",
        "--title",
        "--repeat",
        "--remind (number 1)",
    ]


def test_what_a_fault_repeats_cannot_move_the_cursor(run) -> None:
    [fault] = faults(run, "--start", "\x1b[2J\r\n")
    assert "\x1b" not in fault
    assert "\\x1b[2J" in fault
