"""`kalends expand` and `kalends freebusy`."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from kalends.core.ics.check import check_text

Write = Callable[..., str]

BERLIN = "TZID=Europe/Berlin"
DAILY = (
    f"DTSTART;{BERLIN}:20260327T090000\nDTEND;{BERLIN}:20260327T100000\n"
    "RRULE:FREQ=DAILY;COUNT=4\nSUMMARY:Stand-up\\, daily"
)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a calendar of events, each a UID and its lines, and gives its name."""

    def make(name: str = "a.ics", **events: str) -> str:
        bodies = [
            f"BEGIN:VEVENT\nUID:{uid}\nDTSTAMP:20260101T000000Z\n{body}\nEND:VEVENT\n" for uid, body in events.items()
        ]
        text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//EN\n{''.join(bodies)}END:VCALENDAR\n"
        (tmp_path / name).write_bytes(text.replace("\n", "\r\n").encode())
        return str(tmp_path / name)

    return make


MARCH = ("--from", "2026-03-01", "--to", "2026-04-01")


def test_one_occurrence_a_line(run: Callable, write: Write) -> None:
    answer = run("expand", write(a=DAILY), *MARCH)
    assert (answer.exit_code, answer.stderr) == (0, "")
    assert answer.stdout.splitlines()[1:3] == [
        "2026-03-28T09:00:00+01:00  2026-03-28T10:00:00+01:00  Stand-up, daily",
        "2026-03-29T09:00:00+02:00  2026-03-29T10:00:00+02:00  Stand-up, daily",
    ]


def test_json(run: Callable, write: Write) -> None:
    answer = run(
        "expand", write(a=DAILY, b="DTSTART;VALUE=DATE:20260328\nSUMMARY:Day"), *MARCH, "--json", "--limit", "3"
    )
    assert json.loads(answer.stdout)[1:] == [
        {
            "uid": "b",
            "recurrence_id": None,
            "start": "2026-03-28",
            "end": "2026-03-29",
            "all_day": True,
            "time_zone": None,
            "summary": "Day",
        },
        {
            "uid": "a",
            "recurrence_id": "2026-03-28T09:00:00+01:00",
            "start": "2026-03-28T09:00:00+01:00",
            "end": "2026-03-28T10:00:00+01:00",
            "all_day": False,
            "time_zone": "Europe/Berlin",
            "summary": "Stand-up, daily",
        },
    ]


def test_nothing_is_an_empty_list(run: Callable, write: Write) -> None:
    answer = run("expand", write(a=DAILY), "--from", "2020-01-01", "--to", "2021-01-01", "--json")
    assert json.loads(answer.stdout) == []
    assert json.loads(run("expand", write(a=DAILY), *MARCH, "--json", "--limit", "0").stdout) == []


def test_all_files_in_order_of_start_then_uid(run: Callable, write: Write) -> None:
    one = write("one.ics", b="DTSTART:20260302T090000Z", d="DTSTART:20260301T090000Z")
    two = write("two.ics", a="DTSTART:20260302T090000Z", c="DTSTART;TZID=Asia/Tokyo:20260302T000000")
    rows = json.loads(run("expand", one, two, *MARCH, "--json").stdout)
    assert [row["uid"] for row in rows] == ["d", "c", "a", "b"]


def test_a_faulty_component_does_not_stop_the_others(run: Callable, write: Write) -> None:
    name = write(bad="DTSTART:x", good="DTSTART:20260301T090000Z\nSUMMARY:here")
    answer = run("expand", name, *MARCH)
    assert answer.exit_code == 1
    assert answer.stdout == "2026-03-01T09:00:00Z  2026-03-01T09:00:00Z  here\n"
    assert answer.stderr.startswith(f"kalends: {name}: VEVENT bad: DTSTART: 'x' is not a date")
    assert answer.stderr.count("\n") == 1


def test_a_faulty_instance_does_not_stop_its_series(run: Callable, write: Write) -> None:
    text = Path(write(a=DAILY, b="RECURRENCE-ID:20260328T080000Z\nDTSTART:x")).read_text().replace("UID:b", "UID:a")
    answer = run("expand", "-", *MARCH, text=text)
    assert (answer.exit_code, answer.stdout.count("Stand-up")) == (1, 4)
    assert re.fullmatch(r"kalends: -: line \d+: RECURRENCE-ID: the override is left out: .+\n", answer.stderr)


def test_a_faulty_master_does_not_stop_its_instances(run: Callable, write: Write) -> None:
    own = "RECURRENCE-ID:20260328T080000Z\nDTSTART:20260328T100000Z\nSUMMARY:moved"
    text = Path(write(a="DTSTART:x\nRRULE:FREQ=DAILY", b=own)).read_text().replace("UID:b", "UID:a")
    answer = run("expand", "-", *MARCH, text=text)
    assert (answer.exit_code, answer.stderr.count("\n")) == (1, 1)
    assert answer.stdout == "2026-03-28T10:00:00Z  2026-03-28T10:00:00Z  moved\n"


def test_an_event_without_a_start_is_told(run: Callable, write: Write) -> None:
    answer = run("expand", write(a="SUMMARY:some time", b="DTSTART:20260301T090000Z"), *MARCH)
    assert (answer.exit_code, answer.stdout.count("\n")) == (1, 1)
    assert "VEVENT a: it has no DTSTART" in answer.stderr


def test_an_event_that_does_not_end_does_not_stop_the_others(run: Callable, write: Write) -> None:
    name = write(open=DAILY, next="DTSTART:20260301T090000Z\nSUMMARY:next")
    text = Path(name).read_text().replace("END:VEVENT\n", "", 1)
    answer = run("expand", "-", *MARCH, text=text)
    assert (answer.exit_code, answer.stdout.count("Stand-up"), answer.stdout.count("next")) == (0, 4, 1)
    assert answer.stderr == "kalends: -: VEVENT next: it stands inside another component\n"


def event(uid: str, *lines: str) -> str:
    return "\n".join(["BEGIN:VEVENT", f"UID:{uid}", *lines, "END:VEVENT", ""])


def calendar(*parts: str) -> str:
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//EN\n{''.join(parts)}END:VCALENDAR\n"


def test_several_events_of_one_uid_are_listed_as_an_import_keeps_them(run: Callable) -> None:
    own = [event("a", f"DTSTART:2026030{day}T090000Z", f"SUMMARY:{day}") for day in (1, 2)]
    older = event("a", "DTSTART:20260301T090000Z", "SUMMARY:1, older").replace("UID:a", "UID:a\nSEQUENCE:-1")
    newer = own[0].replace("UID:a", "UID:a\nSEQUENCE:1")
    answer = run("expand", "-", *MARCH, "--json", text=calendar(newer, own[1], own[1], older))
    rows = json.loads(answer.stdout)
    assert [row["summary"] for row in rows] == ["1", "2"]
    assert rows[0]["uid"] == "a"
    assert rows[1]["uid"].endswith("@imported")
    assert answer.exit_code == 1  # the older revision is left out
    assert [line.split(": ")[2] for line in answer.stderr.splitlines()] == ["line 20", "line 10"]


def test_a_series_in_two_calendars_in_any_order(run: Callable) -> None:
    master = calendar(event("a", "DTSTART:20260301T090000Z", "RRULE:FREQ=DAILY;COUNT=3"))
    override = calendar(event("a", "RECURRENCE-ID:20260302T090000Z", "DTSTART:20260302T150000Z"))
    answers = [run("expand", "-", *MARCH, text=text) for text in (master + override, override + master)]
    assert answers[0].stdout == answers[1].stdout
    assert [line[8:13] for line in answers[0].stdout.splitlines()] == ["01T09", "02T15", "03T09"]
    assert [(answer.exit_code, answer.stderr) for answer in answers] == [(0, "")] * 2


def test_an_event_without_a_uid_gets_one_and_is_named_without(run: Callable) -> None:
    text = calendar(
        event("", "DTSTART:20260301T090000Z"), event("", "DTSTART:x"), event("", "DTSTART:20260302T090000Z")
    )
    answer = run("expand", "-", *MARCH, "--json", text=text)
    uids = [row["uid"] for row in json.loads(answer.stdout)]
    assert len({*uids}) == len(uids) == 2
    assert answer.stderr.startswith("kalends: -: VEVENT without UID: DTSTART: ")


def test_a_zone_that_nobody_knows_is_that_of_whoever_asks(run: Callable) -> None:
    text = calendar(event("a", "DTSTART;TZID=Nowhere:20260301T090000", "DURATION:PT1H"))
    for command, hour in (("expand", "T09:00:00-05:00"), ("freebusy", "20260301T140000Z/")):
        answer = run(command, "-", *MARCH, "--zone", "America/New_York", text=text)
        assert hour in answer.stdout
        assert answer.exit_code == 0
        assert "no time zone is called 'Nowhere'" in answer.stderr


def test_an_event_outside_of_a_calendar(run: Callable) -> None:
    text = "BEGIN:VEVENT\nUID:a\nDTSTART:20260301T090000Z\nEND:VEVENT\n"
    answer = run("expand", "-", *MARCH, text=text)
    assert (answer.exit_code, answer.stdout.count("\n")) == (0, 1)
    assert answer.stderr == "kalends: -: VEVENT a: it stands outside of a VCALENDAR\n"


def test_the_second_hour_of_a_fold_is_told_in_its_zone(run: Callable, write: Write) -> None:
    fold = f"DTSTART;{BERLIN}:20261024T023000\nDURATION:PT1H\nRDATE:20261025T013000Z"
    answer = run("expand", write(a=fold), "--from", "2026-10-25", "--to", "2026-10-26", "--json")
    (row,) = json.loads(answer.stdout)
    assert row["start"] == row["recurrence_id"] == "2026-10-25T02:30:00+01:00"
    assert (row["end"], row["time_zone"]) == ("2026-10-25T03:30:00+01:00", "Europe/Berlin")


def test_a_file_that_is_not_there_does_not_stop_the_others(run: Callable, write: Write) -> None:
    answer = run("expand", "/no/such/file.ics", write(a=DAILY), *MARCH)
    assert answer.exit_code == 2
    assert answer.stdout.count("Stand-up") == 4


def test_standard_input(run: Callable, write: Write) -> None:
    text = Path(write(a=DAILY)).read_text()
    assert run("expand", "-", *MARCH, text=text).stdout.count("Stand-up") == 4


def test_three_hundred_years(run: Callable, write: Write) -> None:
    name = write(a="DTSTART:19000101T090000Z\nRRULE:FREQ=DAILY")
    answer = run("expand", name, "--from", "1900-01-01", "--to", "2200-01-01", "--json")
    assert answer.exit_code == 0
    assert len(json.loads(answer.stdout)) == 109_573  # 300 years with 73 leap days: not in 1900 and 2100


@pytest.mark.parametrize(
    ("since", "until", "zone", "count"),
    [
        ("2026-03-28", "2026-03-29", "UTC", 1),
        ("2026-03-28T08:00Z", "2026-03-28T09:00Z", "UTC", 1),
        ("2026-03-28T09:00+01:00", "2026-03-28T10:00+01:00", "UTC", 1),
        ("20260328T090000", "20260328T100000", "Europe/Berlin", 1),
        ("2026-03-28T09:00", "2026-03-28T10:00", "UTC", 0),
        ("2026-03-28", "2026-03-28", "UTC", 0),
    ],
)
def test_times_that_are_typed(run: Callable, write: Write, since: str, until: str, zone: str, count: int) -> None:
    answer = run("expand", write(a=DAILY), "--from", since, "--to", until, "--zone", zone)
    assert (answer.exit_code, answer.stdout.count("\n")) == (0, count)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--from", "soon", "--to", "2026-01-01"], "--from takes a date"),
        (["--from", "2026-02-01", "--to", "2026-01-01"], "--to is before --from"),
        (["--from", "0001-01-01", "--to", "2026-01-01", "--zone", "Asia/Tokyo"], "years 1 to 9999"),
        (["--from", "0001-01-01T00:00+14:00", "--to", "2026-01-01"], "years 1 to 9999"),
        (["--from", "2026-01-01", "--to", "2026-01-02", "--zone", "Europe/Belrin"], "Europe/Berlin"),
    ],
)
def test_what_cannot_be_asked(run: Callable, write: Write, options: list[str], said: str) -> None:
    answer = run("expand", write(a=DAILY), *options)
    assert answer.exit_code == 2
    assert said in answer.stderr
    assert answer.stdout == ""


def test_what_is_shown_does_not_move_the_cursor(run: Callable, write: Write) -> None:
    answer = run("expand", write(a="DTSTART:20260301T090000Z\nSUMMARY:one\\ntwo"), *MARCH)
    assert answer.stdout.count("\n") == 1


def test_freebusy_is_a_calendar(run: Callable, write: Write) -> None:
    answer = run("freebusy", write(a=DAILY), *MARCH)
    assert answer.exit_code == 0
    assert check_text(answer.stdout_bytes) == []
    unfolded = answer.stdout.replace("\r\n ", "").splitlines()
    assert "FREEBUSY;FBTYPE=BUSY:20260327T080000Z/20260327T090000Z" in unfolded[8]


def test_freebusy_as_json(run: Callable, write: Write) -> None:
    answer = run("freebusy", write(a=DAILY, bad="DTSTART:x"), "--from", "2026-03-27", "--to", "2026-03-28", "--json")
    assert answer.exit_code == 1
    assert json.loads(answer.stdout) == [
        {"start": "2026-03-27T08:00:00Z", "end": "2026-03-27T09:00:00Z", "type": "BUSY"}
    ]
