"""The contract of the ApyHub dialect: a request → what stands in the file, and what must not."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from kalends.doors.apyhub.event import ID_MAX, REMINDER_MAX

DAILY = {"recurring": True, "recurrence": {"frequency": "DAILY"}}


def rule(**recurrence):
    return {"recurring": True, "recurrence": {"frequency": "WEEKLY"} | recurrence}


# what is sent → lines that stand in the file (or begin so, where they end with …), and beginnings that must not
FILES = {
    "the good body": (
        {},
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Kalends//…",
            "CALSCALE:GREGORIAN",
            "METHOD:REQUEST",
            "BEGIN:VTIMEZONE",
            "TZID:Europe/Lisbon",
            "DTSTART;TZID=Europe/Lisbon:20261217T093000",
            "DTEND;TZID=Europe/Lisbon:20261217T101500",
            "SUMMARY:Quarterly review",
            "DESCRIPTION:We look at the figures.",
            "LOCATION:Room 4",
            "ORGANIZER:mailto:ana@example.com",
            "ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:bo@example.com",
            "SEQUENCE:0",
            "STATUS:CONFIRMED",
        ],
        ["RRULE", "EXDATE", "BEGIN:VALARM"],
    ),
    "summary is not mandatory": ({"summary": ...}, ["DESCRIPTION:We look at the figures."], ["SUMMARY"]),
    "null is the same as missing": ({"summary": None, "location": None}, [], ["SUMMARY", "LOCATION"]),
    "a date with the year first": ({"meeting_date": "2026-12-17"}, ["DTSTART;TZID=Europe/Lisbon:20261217T093000"], []),
    "one digit for the hour": (
        {"start_time": "9:05", "end_time": "9:10"},
        ["DTSTART;TZID=Europe/Lisbon:20261217T090500", "DTEND;TZID=Europe/Lisbon:20261217T091000"],
        [],
    ),
    "midnight with one digit": ({"start_time": "0:00"}, ["DTSTART;TZID=Europe/Lisbon:20261217T000000"], []),
    "seconds": ({"start_time": "09:30:15"}, ["DTSTART;TZID=Europe/Lisbon:20261217T093015"], []),
    "no times: the whole day": (
        {"start_time": ..., "end_time": ...},
        ["DTSTART;VALUE=DATE:20261217", "DTEND;VALUE=DATE:20261218"],
        ["BEGIN:VTIMEZONE", "DTSTART;TZID"],
    ),
    "all_day, whatever times are sent": (
        {"all_day": True},
        ["DTSTART;VALUE=DATE:20261217", "DTEND;VALUE=DATE:20261218"],
        ["BEGIN:VTIMEZONE", "DTSTART;TZID"],
    ),
    "all_day false with times": ({"all_day": False}, ["DTSTART;TZID=Europe/Lisbon:20261217T093000"], []),
    "only a start: one hour": ({"end_time": ...}, ["DTEND;TZID=Europe/Lisbon:20261217T103000"], ["DURATION"]),
    "one hour through midnight": (
        {"start_time": "23:30", "end_time": ...},
        ["DTSTART;TZID=Europe/Lisbon:20261217T233000", "DTEND;TZID=Europe/Lisbon:20261218T003000"],
        [],
    ),
    "an end that is earlier is the next day's": (
        {"start_time": "22:00", "end_time": "01:00"},
        ["DTSTART;TZID=Europe/Lisbon:20261217T220000", "DTEND;TZID=Europe/Lisbon:20261218T010000"],
        [],
    ),
    "equal times: no duration": (
        {"start_time": "09:30", "end_time": "9:30:00"},
        ["DTSTART;TZID=Europe/Lisbon:20261217T093000"],
        ["DTEND", "DURATION"],
    ),
    "an alias of a zone": (
        {"time_zone": "Asia/Calcutta"},
        ["TZID:Asia/Calcutta", "DTSTART;TZID=Asia/Calcutta:20261217T093000"],
        [],
    ),
    "a Windows zone": (
        {"time_zone": "W. Europe Standard Time"},
        ["TZID:Europe/Berlin", "DTSTART;TZID=Europe/Berlin:20261217T093000"],
        ["TZID:W."],
    ),
    "UTC": (
        {"time_zone": "Etc/UTC"},
        ["DTSTART:20261217T093000Z", "DTEND:20261217T101500Z"],
        ["BEGIN:VTIMEZONE", "DTSTART;TZID"],
    ),
    "UTC by another name": ({"time_zone": "Zulu"}, ["DTSTART:20261217T093000Z"], ["BEGIN:VTIMEZONE"]),
    "a recurrence without the flag": ({"recurrence": {"frequency": "DAILY", "count": 3}}, [], ["RRULE"]),
    "a recurrence with the flag off": ({"recurring": False, "recurrence": {"count": 0}}, [], ["RRULE"]),
    "a frequency in any case": (
        {"recurring": True, "recurrence": {"frequency": "mOnthly"}},
        ["RRULE:FREQ=MONTHLY"],
        [],
    ),
    "count and interval": (rule(count=10, interval=2), ["RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=10"], []),
    "until, a date, in UTC at its end": (rule(until="31-03-2027"), ["RRULE:FREQ=WEEKLY;UNTIL=20270331T225959Z"], []),
    "until, a date-time in the zone": (
        rule(until="2027-07-01T09:30"),
        ["RRULE:FREQ=WEEKLY;UNTIL=20270701T083000Z"],
        [],
    ),
    "until, with an offset": (rule(until="2027-07-01T09:30-05:00"), ["RRULE:FREQ=WEEKLY;UNTIL=20270701T143000Z"], []),
    "until of an all-day event is a date": (
        rule(until="2027-03-31") | {"all_day": True},
        ["RRULE:FREQ=WEEKLY;UNTIL=20270331"],
        [],
    ),
    "by_day": (rule(by_day=["mo", "TH"]), ["RRULE:FREQ=WEEKLY;BYDAY=MO,TH"], []),
    "by_day with numbers": (
        rule(frequency="monthly", by_day=["2TU", "-1FR"]),
        ["RRULE:FREQ=MONTHLY;BYDAY=2TU,-1FR"],
        [],
    ),
    "by_month_day and by_month": (
        rule(frequency="YEARLY", by_month_day=[1, -1], by_month=[1, 7]),
        ["RRULE:FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=1,-1"],
        [],
    ),
    "exclude_dates names the start of that day": (
        rule(exclude_dates=["24-12-2026", "2026-12-31T09:30"]),
        ["EXDATE;TZID=Europe/Lisbon:20261224T093000", "EXDATE;TZID=Europe/Lisbon:20261231T093000"],
        [],
    ),
    "exclude_dates of an all-day event": (
        rule(exclude_dates=["24-12-2026"]) | {"all_day": True},
        ["EXDATE;VALUE=DATE:20261224"],
        [],
    ),
    "an id is the UID": ({"id": "a,b;c@example.com"}, ["UID:a\\,b\\;c@example.com"], []),
    "the longest id": ({"id": "x" * ID_MAX}, ["UID:" + "x" * ID_MAX], []),
    "a hundred reminders": ({"reminders": [*range(99), REMINDER_MAX]}, [f"TRIGGER:-PT{REMINDER_MAX}M"], []),
    "a sequence that is sent": ({"id": "x", "sequence": 7}, ["SEQUENCE:7"], []),
    "a whole number written with a fraction of 0": (
        {"sequence": 7.0, "reminders": [5.0]} | rule(count=3.0),
        ["SEQUENCE:7", "TRIGGER:-PT5M", "RRULE:FREQ=WEEKLY;COUNT=3"],
        [],
    ),
    "a sequence without an id": ({"sequence": 2147483647}, ["SEQUENCE:2147483647"], []),
    "a reminder of a blank summary shows the description": (
        {"summary": " ", "reminders": [15]},
        ["TRIGGER:-PT15M", "DESCRIPTION:We look at the figures."],
        [],
    ),
    "reminders as minutes": (
        {"reminders": [15, 0]},
        ["BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT15M", "TRIGGER:PT0S", "DESCRIPTION:Quarterly review"],
        ["ACTION:EMAIL"],
    ),
    "a reminder by mail goes to the organizer": (
        {"reminders": [{"minutes_before": 60, "action": "email"}]},
        ["ACTION:EMAIL", "TRIGGER:-PT60M", "ATTENDEE:mailto:ana@example.com"],
        ["ACTION:DISPLAY", "ATTENDEE:mailto:bo"],
    ),
    "a reminder without action": ({"reminders": [{"minutes_before": 5}]}, ["ACTION:DISPLAY", "TRIGGER:-PT5M"], []),
    "the organizer's name": (
        {"organizer_name": 'Ana "Nô" Sousa, Lda.'},
        ["ORGANIZER;CN=\"Ana ^'Nô^' Sousa, Lda.\":mailto:ana@example.com"],
        [],
    ),
    "several attendees, one of them twice": (
        {"attendees_emails": ["bo@example.com", "cy@example.com", "bo@example.com"]},
        ["ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:cy@example.com"],
        [],
    ),
    "event_type in the body": ({"event_type": "cancel"}, ["METHOD:CANCEL", "STATUS:CANCELLED"], ["METHOD:REQUEST"]),
    "unknown fields are ignored": ({"color": "red", "x": {"y": [1]}}, ["SUMMARY:Quarterly review"], ["COLOR", "X"]),
    "text is escaped": (
        {"summary": "a,b;c\\d", "description": "one\ntwo\r\nthree\tfour"},
        ["SUMMARY:a\\,b\\;c\\\\d", "DESCRIPTION:one\\ntwo\\nthree\tfour"],
        ["two", "three"],
    ),
    "a content line cannot be forged": (
        {"summary": "x\nATTENDEE:mailto:evil@example.com", "location": "y\r\nEND:VEVENT"},
        ["SUMMARY:x\\nATTENDEE:mailto:evil@example.com", "LOCATION:y\\nEND:VEVENT"],
        ["ATTENDEE:mailto:evil"],
    ),
}


@pytest.mark.parametrize("row", FILES, ids=str)
def test_what_stands_in_the_file(send, row):
    changes, there, absent = FILES[row]
    answer = send(**changes)
    assert answer.status == 200, answer.text
    for line in there:
        assert line in answer.lines or (line[-1] == "…" and any(each.startswith(line[:-1]) for each in answer.lines))
    told = without_rules_of_zones(answer.lines)
    for beginning in absent:
        assert not [line for line in told if line.startswith(beginning)]
    for name in ("VCALENDAR", "VEVENT"):
        assert [answer.lines.count(f"{word}:{name}") for word in ("BEGIN", "END")] == [1, 1]
    assert len([line for line in answer.lines if line.startswith(("UID:", "DTSTAMP:"))]) == 2


def without_rules_of_zones(lines):
    """The lines of a calendar without those inside STANDARD and DAYLIGHT."""
    text = re.sub(r"\nBEGIN:(STANDARD|DAYLIGHT)\n.*?\nEND:\1", "", "\n".join(lines), flags=re.DOTALL)
    return text.split("\n")


def test_the_headers_of_the_file(send):
    answer = send()
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8; method=REQUEST"
    assert answer.headers["content-disposition"] == "attachment; filename=\"invite.ics\"; filename*=UTF-8''invite.ics"
    assert answer.headers["content-length"] == str(len(answer.body))


def test_cancel_in_the_query_wins_over_the_body(send):
    answer = send("event_type=cancel", event_type="request")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8; method=CANCEL"
    assert "METHOD:CANCEL" in answer.lines
    assert "STATUS:CANCELLED" in answer.lines
    assert "ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION:mailto:bo@example.com" in answer.lines
    assert "RSVP" not in answer.text
    assert "METHOD:REQUEST" in send("event_type=request", event_type="cancel").lines


@pytest.mark.parametrize(
    ("output", "plain", "exact"),
    [
        ("review", "review.ics", "review.ics"),
        ("review.ics", "review.ics", "review.ics"),
        (
            "Besprechung%20f%C3%BCr%20J%C3%BCrgen",
            "Besprechung f_r J_rgen.ics",
            "Besprechung%20f%C3%BCr%20J%C3%BCrgen.ics",
        ),
        ("..%2F..%2Fetc%2Fpasswd", "_.._etc_passwd.ics", "_.._etc_passwd.ics"),
        ("a%22%3B%20x%3D%22", "a__ x=_.ics", "a_%3B%20x%3D_.ics"),
        ("a%0D%0ASet-Cookie%3A%20b", "a_Set-Cookie_ b.ics", "a_Set-Cookie_%20b.ics"),
        ("%00", "invite.ics", "invite.ics"),
        ("", "invite.ics", "invite.ics"),
    ],
)
def test_output_names_the_file_and_forges_no_header(send, output, plain, exact):
    answer = send(f"output={output}")
    assert answer.status == 200
    assert answer.headers["content-disposition"] == f"attachment; filename=\"{plain}\"; filename*=UTF-8''{exact}"
    assert "set-cookie" not in answer.headers


def test_without_an_id_every_file_has_a_new_uuid(send):
    uids = {line for _ in range(5) for line in send().lines if line.startswith("UID:")}
    assert len(uids) == 5
    assert all(re.fullmatch(r"UID:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", uid) for uid in uids)


def test_the_same_id_again_has_a_higher_sequence(send, time_machine):
    moment = datetime(2026, 11, 21, 9, 0, 0, tzinfo=UTC)
    sequences = []
    for second in (0, 1, 86_400):
        time_machine.move_to(moment.timestamp() + second, tick=False)
        answer = send(id="meeting-1")
        assert "UID:meeting-1" in answer.lines
        sequences += [int(line.partition(":")[2]) for line in answer.lines if line.startswith("SEQUENCE:")]
    seconds = int((moment - datetime(2020, 1, 1, tzinfo=UTC)).total_seconds())
    assert sequences == [seconds, seconds + 1, seconds + 86_400]


def test_lines_are_folded_at_75_octets_and_never_inside_a_character(send):
    text = "ação € 日本語 𝄞 " * 40
    answer = send(summary=text, description="x" * 5000)
    raw = answer.body.split(b"\r\n")
    assert max(map(len, raw)) == 75
    assert b"\n" not in answer.body.replace(b"\r\n", b"")
    for line in raw:
        line.decode()
    assert f"SUMMARY:{text}" in answer.lines


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [("02:30", "03:15", 45), ("02:30", "03:30", 60), ("02:15", None, 60), ("01:30", None, 60), ("01:30", "03:30", 60)],
)
def test_an_event_at_a_gap_never_ends_before_it_starts(send, start, end, minutes):
    """New York, 8 March 2026: 02:00 to 03:00 do not exist, and mean an hour later (RFC 5545 §3.3.5)."""
    answer = send(time_zone="America/New_York", meeting_date="08-03-2026", start_time=start, end_time=end)
    first, last = (instant_of(answer, name) for name in ("DTSTART", "DTEND"))
    assert (last - first).total_seconds() == minutes * 60


def test_one_hour_is_one_hour_at_a_fold_too(send):
    """New York, 1 November 2026: 01:00 to 02:00 come twice; the first are meant."""
    answer = send(time_zone="America/New_York", meeting_date="01-11-2026", start_time="01:30", end_time=None)
    assert (instant_of(answer, "DTEND") - instant_of(answer, "DTSTART")).total_seconds() == 3600


def instant_of(answer, name):
    """The instant of a property, by zoneinfo's reading of its wall time."""
    event = answer.lines[answer.lines.index("BEGIN:VEVENT") :]
    line = next(line for line in event if re.match(f"{name}[;:]", line))
    value = line.rpartition(":")[2]
    wall = datetime.strptime(value.rstrip("Z"), "%Y%m%dT%H%M%S")
    return wall.replace(tzinfo=UTC if value.endswith("Z") else ZoneInfo("America/New_York")).astimezone(UTC)


def test_the_dictionary_of_time_zones(house):
    answer = house.ask("GET", "/data/dictionary/timezone")
    assert answer.status == 200
    zones = answer.json["data"]
    keys = [zone["key"] for zone in zones]
    assert keys == sorted(keys)
    assert len(keys) > 590
    assert {"Europe/Lisbon", "Asia/Calcutta", "Asia/Kolkata", "Etc/UTC", "UTC"} <= set(keys)
    for zone in zones:
        assert set(zone) == {"key", "value", "abbreviation", "utc_time"}
        assert isinstance(zone["abbreviation"], list)
        assert zone["abbreviation"]
        assert re.fullmatch(r"UTC[+-]\d{2}:\d{2}", zone["utc_time"])


def test_every_zone_of_the_dictionary_can_be_sent(house, send):
    keys = [zone["key"] for zone in house.ask("GET", "/data/dictionary/timezone").json["data"]]
    assert {send(time_zone=key).status for key in keys} == {200}
