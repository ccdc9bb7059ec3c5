"""What the vendor's own programs, and forms filled in by people, send beyond the document."""

from datetime import datetime

import pytest
from tests.doors.apyhub.conftest import GOOD, Send

from kalends.core.time.abbreviations import ABBREVIATIONS, OFFSETS
from kalends.core.time.names import closest, is_name
from kalends.core.time.zones import zone

_MOMENT = datetime(2026, 1, 15)


def test_the_name_that_the_npm_package_has_for_attendees(send: Send) -> None:
    lines = send(attendees_emails=..., attendees_email=["bo@example.com"]).lines
    assert "ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:bo@example.com" in lines


def test_both_names_are_one_list(send: Send) -> None:
    lines = send(attendees_email=["cy@example.com", "bo@example.com"]).lines
    guests = [line.rpartition(":")[2] for line in lines if line.startswith("ATTENDEE")]
    assert guests == ["bo@example.com", "cy@example.com"]


@pytest.mark.parametrize("field", ["id", "summary", "location", "end_time", "event_type", "organizer_name"])
def test_an_empty_text_is_left_out(send: Send, field: str) -> None:
    def without_stamp(lines: list[str]) -> list[str]:
        return [line for line in lines if not line.startswith(("DTSTAMP", "UID"))]

    assert without_stamp(send(**{field: ""}).lines) == without_stamp(send(**{field: None}).lines)


def test_empty_texts_inside_are_left_out(send: Send) -> None:
    recurrence = {"frequency": "DAILY", "count": 2, "until": ""}
    reminders = [{"minutes_before": 5, "action": ""}]
    answer = send("event_type=&output=", recurring=True, recurrence=recurrence, reminders=reminders)
    assert answer.status == 200
    assert {"METHOD:REQUEST", "RRULE:FREQ=DAILY;COUNT=2", "ACTION:DISPLAY"} <= set(answer.lines)
    assert "invite.ics" in answer.headers["content-disposition"]


def test_without_times_of_any_character_it_is_the_whole_day(send: Send) -> None:
    assert "DTSTART;VALUE=DATE:20261217" in send(start_time="", end_time="").lines


def test_every_value_of_the_dictionary_means_its_key(send: Send, house) -> None:
    entries = house.ask("GET", "/data/dictionary/timezone").json["data"]
    for entry in entries[::40]:
        sent = [send(time_zone=entry[name], id="x", sequence=0).lines for name in ("key", "value")]
        starts = [[line for line in lines if line.startswith("DTSTART")] for lines in sent]
        assert starts[0] == starts[1]


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("GMT+2", "DTSTART;TZID=Etc/GMT-2:20261217T093000"),
        ("UTC-3", "DTSTART;TZID=Etc/GMT+3:20261217T093000"),
        ("+02:00", "DTSTART;TZID=Etc/GMT-2:20261217T093000"),
        ("-0330", 'DTSTART;TZID="UTC-03:30":20261217T093000'),
        ("UTC+05:30", 'DTSTART;TZID="UTC+05:30":20261217T093000'),
        ("GMT+0", "DTSTART:20261217T093000Z"),
        ("+00:00", "DTSTART:20261217T093000Z"),
        ("Etc/GMT+2", "DTSTART;TZID=Etc/GMT+2:20261217T093000"),
    ],
)
def test_an_offset_is_one_of_that_sign(send: Send, name: str, start: str) -> None:
    lines = send(time_zone=name).lines
    assert start in lines
    offset = {"GMT+2": "+0200", "UTC-3": "-0300", "+02:00": "+0200", "-0330": "-0330", "UTC+05:30": "+0530"}.get(name)
    assert offset is None or f"TZOFFSETTO:{offset}" in lines


@pytest.mark.parametrize("name", ["GMT+2", "UTC-3", "+02:00", "utc+5", "(GMT -08:00)", "+05:30", "-12"])
def test_advice_never_turns_an_offset_round(name: str) -> None:
    sign = 1 if "+" in name else -1
    offsets = [zone(each).offset_at(zone(each).to_utc(_MOMENT)) for each in closest(name)]
    assert offsets
    assert all(offset * sign > 0 for offset in offsets)


def test_advice_for_abbreviations_names_zones_that_are_there() -> None:
    for advised in (*ABBREVIATIONS.values(), *OFFSETS.values()):
        assert all(map(is_name, advised))
    for offset, advised in OFFSETS.items():
        assert all(offset in zone(each).source.offsets for each in advised)
    assert not any(map(is_name, ABBREVIATIONS))
    assert closest("pst")[0] == "America/Los_Angeles"


def test_json_that_comes_as_plain_text_is_answered_so_that_the_npm_package_reads_it(house, send: Send) -> None:
    plain = {"apy-token": house.key, "content-type": "text/plain;charset=UTF-8"}
    media_type = 'text/calendar; charset=utf-8; method=REQUEST; x-readable-as="text/plain"'
    assert house.ask("POST", "/generate/ical/file", GOOD, headers=plain).headers["content-type"] == media_type
    address = house.ask("POST", "/generate/ical/url", GOOD, headers=plain).json["data"]
    kept = house.ask("GET", address.partition(":8080")[2], headers={})
    assert kept.headers["content-type"] == media_type
    assert send().headers["content-type"] == "text/calendar; charset=utf-8; method=REQUEST"
