"""What a check of a text may cost, whatever it holds: a file of a megabyte takes seconds, not minutes."""

import time

import pytest

from kalends.core.inspection import check_file

SECONDS = 20  # generous: each takes one or two, and took minutes where nothing bounded it
ROOM = 1_000_000
HEAD = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//EN"]


def event(uid: str, *lines: str) -> list[str]:
    return ["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260101T000000Z", *lines, "END:VEVENT"]


def zone(number: int) -> list[str]:
    lines = ["DTSTART:20200101T000000", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0100"]
    rule = "RRULE:FREQ=YEARLY;COUNT=9000"
    return ["BEGIN:VTIMEZONE", f"TZID:{number}", "BEGIN:STANDARD", *lines, rule, "END:STANDARD", "END:VTIMEZONE"]


def filled(piece: list[str]) -> list[str]:
    return piece * (ROOM // len("\r\n".join(piece)))


START = "DTSTART:20260101T090000Z"
TEXTS = {
    "a zone of thousands of onsets for each event": [
        line
        for number in range(4_000)
        for line in (*zone(number), *event(str(number), f"DTSTART;TZID={number}:20260101T090000"))
    ],
    "a costly rule in each event": [
        line
        for number in range(8_000)
        for line in event(str(number), START, "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;BYDAY=MO")
    ],
    "all that a rule gives is excluded by another": [
        line
        for number in range(8_000)
        for line in event(str(number), START, "RRULE:FREQ=SECONDLY", "EXRULE:FREQ=SECONDLY")
    ],
    "thousands of overrides of a counted rule": [
        *event("1", START, "RRULE:FREQ=MINUTELY;BYDAY=MO,WE;BYHOUR=9;COUNT=1000000"),
        *[
            line
            for day in range(5_000)
            for line in event("1", START, f"RECURRENCE-ID:{2026 + day // 365}0102T{day % 24:02}0000Z")
        ],
    ],
    "thousands of exceptions of a counted rule": event(
        "1",
        START,
        "RRULE:FREQ=MINUTELY;BYDAY=MO,WE;BYHOUR=9;COUNT=1000000",
        *[f"EXDATE:{2026 + number // 365}0105T{number % 24:02}{number % 60:02}00Z" for number in range(9_000)],
    ),
    "one event again and again": filled(event("1", START, "RRULE:FREQ=DAILY")),
    "a series again and again, each another": [
        line
        for number in range(6_000)
        for line in event("1", f"DTSTART:2026010{number % 9 + 1}T0900{number % 60:02}Z", "RRULE:FREQ=DAILY")
    ],
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_check_ends(name: str) -> None:
    text = "\r\n".join([*HEAD, *TEXTS[name], "END:VCALENDAR", ""])
    begun = time.process_time()
    check_file(text.encode())
    assert time.process_time() - begun < SECONDS
