"""`kalends show`."""

import re
from pathlib import Path

import pytest

from kalends.core.ics.lines import fold


def calendar(*lines: str) -> str:
    return "\r\n".join(map(fold, ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *lines, "END:VCALENDAR", "")))


def event(*lines: str, uid: str = "u", kind: str = "VEVENT") -> list[str]:
    return [f"BEGIN:{kind}", f"UID:{uid}", "DTSTAMP:20260101T000000Z", *lines, f"END:{kind}"]


def shown(run, *lines: str) -> str:
    answer = run("show", "-", text=calendar(*lines))
    assert (answer.exit_code, answer.stderr) == (0, "")
    return answer.stdout


def cells(text: str) -> list[list[str]]:
    """The texts of the lines of the table, below its head."""
    rows = text.splitlines()[3:]
    return [[cell.strip() for cell in row.split("   ") if cell.strip()] for row in rows]


@pytest.mark.parametrize(
    ("lines", "when"),
    [
        (["DTSTART;VALUE=DATE:20261217"], ["Thu 2026-12-17"]),
        (["DTSTART;VALUE=DATE:20261217", "DTEND;VALUE=DATE:20261218"], ["Thu 2026-12-17", "all day"]),
        (
            ["DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261227"],
            ["Thu 2026-12-24 – Sat 2026-12-26", "3 days"],
        ),
        (["DTSTART;VALUE=DATE:20261217", "DURATION:P2D"], ["Thu 2026-12-17 – Fri 2026-12-18", "2 days"]),
        (["DTSTART:20261217T150000Z"], ["Thu 2026-12-17 15:00 UTC"]),
        (["DTSTART:20261217T150000Z", "DTEND:20261217T160000Z"], ["Thu 2026-12-17 15:00–16:00", "UTC, 1 h"]),
        (["DTSTART:20261217T150000", "DURATION:PT90M"], ["Thu 2026-12-17 15:00–16:30", "floating, 1 h 30 min"]),
        (
            ["DTSTART;TZID=Europe/Berlin:20261217T220000", "DTEND;TZID=Europe/Berlin:20261218T013005"],
            ["Thu 2026-12-17 22:00 – Fri 2026-12-18 01:30:05", "Europe/Berlin, 3 h 30 min 5 s"],
        ),
        (
            ["DTSTART;TZID=Europe/London:20261217T220000", "DTEND;TZID=Asia/Tokyo:20261218T120000"],
            ["Thu 2026-12-17 22:00 Europe/London –", "Fri 2026-12-18 12:00 Asia/Tokyo", "5 h"],
        ),
        (
            ["DTSTART;TZID=W. Europe Standard Time:20260329T013000", "DURATION:PT1H"],
            ["Sun 2026-03-29 01:30–03:30", "Europe/Berlin, 1 h"],
        ),
        (["DTSTART:20261217T150000Z", "DTEND:20261217T140000Z"], ["Thu 2026-12-17 15:00 UTC"]),
        (["DTEND:20261217T140000Z"], ["until Thu 2026-12-17 14:00 UTC"]),
        ([], ["no date"]),
        (["DTSTART:00010101T000000", "DTEND:99991231T235959"], None),
    ],
)
def test_when(run, lines, when) -> None:
    found = cells(shown(run, *event(*lines)))
    assert when is None or [row[0] for row in found] == when


@pytest.mark.parametrize(
    ("lines", "when"),
    [
        (["DUE;VALUE=DATE:20261218"], ["due Fri 2026-12-18"]),
        (
            ["DTSTART:20261217T150000Z", "DUE:20261218T150000Z"],
            ["Thu 2026-12-17 15:00 UTC", "due Fri 2026-12-18 15:00 UTC"],
        ),
    ],
)
def test_a_task(run, lines, when) -> None:
    text = shown(run, *event(*lines, "SUMMARY:Slides", "STATUS:IN-PROCESS", "PERCENT-COMPLETE:40", kind="VTODO"))
    assert text.splitlines()[0] == "-: 1 task"
    found = cells(text)
    assert [row[0] for row in found] == when
    assert found[0][1:] == ["task: Slides", "in-process, 40 %"]


def test_a_journal_entry(run) -> None:
    text = shown(run, *event("DTSTART;VALUE=DATE:20261217", "SUMMARY:Notes", "STATUS:FINAL", kind="VJOURNAL"))
    assert cells(text) == [["Thu 2026-12-17", "journal entry: Notes", "final"]]


def test_what_where_who_and_more(run) -> None:
    text = shown(
        run,
        "METHOD:REQUEST",
        "X-WR-CALNAME:Team",
        *event(
            "DTSTART:20261217T150000Z",
            "SUMMARY:Review\\, weekly\\nfor all",
            "LOCATION:Room 4",
            "ORGANIZER;CN=Ana Sousa:mailto:ana@example.com",
            "ATTENDEE;PARTSTAT=ACCEPTED:mailto:bo%3F@example.com",
            "ATTENDEE;PARTSTAT=NEEDS-ACTION:MAILTO:cy@example.com",
            "ATTENDEE:urn:uuid:7",
            "STATUS:TENTATIVE",
            "RRULE:FREQ=WEEKLY;COUNT=4",
            "EXDATE:20261224T150000Z,20261231T150000Z",
            "RDATE:20270101T150000Z",
            *("BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:x", "TRIGGER:-PT15M", "END:VALARM"),
            *("BEGIN:VALARM", "ACTION:AUDIO", "TRIGGER;RELATED=END:PT0S", "END:VALARM"),
            *("BEGIN:VALARM", "ACTION:AUDIO", "TRIGGER;RELATED=END:P1DT2H", "END:VALARM"),
            *(
                "BEGIN:VALARM",
                "ACTION:DISPLAY",
                "DESCRIPTION:x",
                "TRIGGER;VALUE=DATE-TIME:20261217T090000Z",
                "END:VALARM",
            ),
        ),
    )
    assert text.splitlines()[0] == "-: 1 event (REQUEST, Team)"
    assert text.splitlines()[1].split() == ["When", "What", "Who", "More"]
    assert cells(text) == [
        [
            "Thu 2026-12-17 15:00 UTC",
            "Review, weekly for all",
            "Ana Sousa (organizer)",
            "every week, 4 times, 1 more by date, 2 left out",
        ],
        ["Room 4", "bo?@example.com (accepted)", "tentative"],
        ["cy@example.com", "reminder 15 min before"],
        ["urn:uuid:7", "reminder at the end (audio)"],
        ["reminder 1 day 2 h after the end (audio)"],
        ["reminder Thu 2026-12-17 09:00 UTC"],
    ]


@pytest.mark.parametrize(
    ("start", "rule", "words"),
    [
        ("DTSTART;VALUE=DATE:20261217", "FREQ=DAILY;UNTIL=20261231", "every day until 31 December 2026"),
        # the last second of 31 December in New York is 1 January in UTC
        (
            "DTSTART;TZID=America/New_York:20261217T150000",
            "FREQ=DAILY;UNTIL=20270101T045959Z",
            "every day until 31 December 2026",
        ),
    ],
)
def test_a_rule_ends_by_the_clocks_of_its_start(run, start, rule, words) -> None:
    assert words in shown(run, *event(start, f"RRULE:{rule}"))


def test_of_many_people_the_first_few(run) -> None:
    people = [f"ATTENDEE:mailto:a{n}@example.com" for n in range(2000)]
    text = shown(run, *event("DTSTART:20261217T150000Z", *people))
    assert "a4@example.com" in text
    assert "a5@example.com" not in text
    assert "and 1,995 more" in text


def test_the_order_is_that_of_the_starts(run) -> None:
    text = shown(
        run,
        *event("SUMMARY:fourth", uid="1"),
        *event("DTSTART;TZID=America/New_York:20261217T090000", "SUMMARY:third", uid="2"),
        *event("DTSTART;TZID=Asia/Tokyo:20261217T220000", "SUMMARY:second", uid="3"),
        *event("DTSTART;VALUE=DATE:20261217", "SUMMARY:first", uid="4"),
        *event("DUE:20261217T133000Z", "SUMMARY:between", uid="5", kind="VTODO"),
    )
    assert [row[1] for row in cells(text) if len(row) == 2] == ["first", "second", "task: between", "third", "fourth"]


def test_overrides_stand_under_their_series(run) -> None:
    text = shown(
        run,
        *event("RECURRENCE-ID:20261231T150000Z", "DTSTART:20261230T150000Z", "SUMMARY:later"),
        *event("DTSTART;VALUE=DATE:20261220", "SUMMARY:other", uid="o"),
        *event("RECURRENCE-ID:20261224T150000Z", "DTSTART:20261223T150000Z", "SUMMARY:sooner"),
        *event("DTSTART:20261217T150000Z", "RRULE:FREQ=WEEKLY", "SUMMARY:series"),
    )
    assert cells(text) == [
        ["Thu 2026-12-17 15:00 UTC", "series", "every week"],
        ["↳ Wed 2026-12-23 15:00 UTC", "sooner"],
        ["instead of Thu 2026-12-24 15:00 UTC"],
        ["↳ Wed 2026-12-30 15:00 UTC", "later"],
        ["instead of Thu 2026-12-31 15:00 UTC"],
        ["Sun 2026-12-20", "other"],
    ]


def test_a_zone_of_the_text_itself(run) -> None:
    zone = [
        *("BEGIN:VTIMEZONE", "TZID:Nowhere", "BEGIN:STANDARD", "DTSTART:19700101T000000"),
        *("TZOFFSETFROM:+0430", "TZOFFSETTO:+0430", "END:STANDARD", "END:VTIMEZONE"),
    ]
    text = shown(run, *zone, *event("DTSTART;TZID=Nowhere:20261217T150000", "DTEND:20261217T113000Z"))
    assert [row[0] for row in cells(text)] == ["Thu 2026-12-17 15:00 Nowhere –", "Thu 2026-12-17 11:30 UTC", "1 h"]


def test_what_cannot_be_understood_is_said_and_the_rest_is_shown(run) -> None:
    text = calendar(
        *event("DTSTART:20261301T150000Z", "SUMMARY:bad date", uid="1"),
        *event("DTSTART;TZID=Atlantis:20261217T150000", "SUMMARY:bad zone", uid="2"),
        *event("DTSTART;VALUE=DATE:20261217", "DURATION:PT5H", "SUMMARY:bad length", uid="3"),
        *event("DTSTART;VALUE=DATE:20261218", "DURATION:5", "SUMMARY:worse", uid="4"),
        *event("DTSTART;VALUE=DATE:20261219", "RRULE:FREQ=DAILY;COUNT=0", "SUMMARY:bad rule", uid="5"),
        *event("DTSTART;VALUE=PERIOD:20261217T150000Z/PT1H", "SUMMARY:a period", uid="6"),
        *event("BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:soon", "END:VALARM", "SUMMARY:bad alarm", uid="7"),
        *event("BEGIN:VALARM", "ACTION:DISPLAY", "END:VALARM", "SUMMARY:no trigger", uid="8"),
    )
    answer = run("show", "-", text=text)
    assert answer.exit_code == 1
    for title in ("bad date", "bad zone", "bad length", "worse", "bad rule", "a period", "bad alarm", "no trigger"):
        assert title in answer.stdout
    assert answer.stderr.count("warning: '5' is no duration; it is left out") == 1
    assert answer.stderr.count("warning: 'COUNT=0' cannot be understood; it is left out") == 1
    places = re.findall(r"^-:([0-9]+):([0-9]+): error: [A-Z]+: .+$", answer.stderr, re.MULTILINE)
    lines = text.splitlines()
    assert [lines[int(line) - 1][int(column) - 1 :] for line, column in places] == [
        "20261301T150000Z",
        "20261217T150000",
        "PT5H",
        "20261217T150000Z/PT1H",
        "soon",
    ]


def test_a_text_that_breaks_the_grammar(run) -> None:
    answer = run(
        "show", "-", text="BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261217T150000Z\nSUMMARY:cut short\nhello\n"
    )
    assert answer.exit_code == 0
    assert "cut short" in answer.stdout
    assert "-:5:" in answer.stderr
    assert "line-feed" not in answer.stderr


@pytest.mark.parametrize("text", ["", "hello", "\x00" * 100])
def test_a_text_that_is_no_calendar(run, text) -> None:
    answer = run("show", "-", text=text)
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert answer.stderr.startswith("-:1:1: ")


def test_nothing_to_show(run) -> None:
    assert shown(run, "BEGIN:VFREEBUSY", "UID:f", "DTSTAMP:20260101T000000Z", "END:VFREEBUSY") == "-: nothing to show\n"


def test_several_files_and_one_that_is_not_there(run, tmp_path: Path) -> None:
    file = tmp_path / "a.ics"
    file.write_text(calendar(*event("SUMMARY:Tea")), newline="")
    answer = run("show", str(file), str(tmp_path / "none.ics"), str(file))
    assert answer.exit_code == 2
    assert answer.stdout.count("Tea") == 2
    assert "none.ics cannot be read" in answer.stderr


@pytest.mark.parametrize("character", ["\x1b", "\x9b", "\x07", "\u202e", "\u2028"])
def test_no_character_moves_the_cursor(run, character: str) -> None:
    evil = f"a{character}[2Jb"
    text = calendar(
        f"X-WR-CALNAME:{evil}",
        *event(
            f"SUMMARY:{evil}",
            f"LOCATION:{evil}",
            f"ORGANIZER;CN={evil}:mailto:{evil}",
            f"STATUS:{evil}",
            f"RRULE:{evil}",
            f"DTSTART;TZID={evil}:20261217T150000",
            f"BEGIN:VALARM\r\nACTION:{evil}\r\nTRIGGER:{evil}\r\nEND:VALARM",
        ),
    )
    answer = run("show", "-", text=text)
    assert answer.exit_code == 1
    assert "[2Jb" in answer.stdout
    assert character not in answer.stdout
    assert character not in answer.stderr


def test_plain_where_no_color_is_wanted(run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "60")
    lines = event("DTSTART:20261217T150000Z", f"SUMMARY:{'word ' * 30}")
    assert "\x1b[" in shown(run, *lines)
    monkeypatch.setenv("NO_COLOR", "1")
    plain = shown(run, *lines)
    assert "\x1b[" not in plain
    assert max(map(len, plain.splitlines())) <= 60


def test_what_make_makes(run) -> None:
    made = run("make", "--title", "Tea", "--start", "2026-12-17 15:00", "--zone", "Europe/London", "--remind", "1d")
    answer = run("show", "-", text=made.stdout_bytes)
    assert (answer.exit_code, answer.stderr) == (0, "")
    assert cells(answer.stdout) == [
        ["Thu 2026-12-17 15:00–16:00", "Tea", "confirmed"],
        ["Europe/London, 1 h", "reminder 1 day before"],
    ]
