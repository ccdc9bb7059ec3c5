"""The contract of the Skycore dialect: request → status, headers and lines, and what must not stand in them."""

import json
import re
from datetime import UTC, datetime

import pytest
from tests.doors.skycore.conftest import GOOD

HEAD = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//GENERIC//NONSGML iCal v1.0//EN", "BEGIN:VEVENT"]
LABEL = ";ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8"
FOLDED = "Ugly sweaters encouraged! Also bring a gift for Yankee Swap!"


def test_the_seeds_example_letter_by_letter(send, time_machine):
    time_machine.move_to(datetime(2021, 12, 10, 14, 12, 5, tzinfo=UTC), tick=False)
    answer = send()
    assert answer.status == 200
    lines = answer.lines
    uid = lines.pop(4)
    assert re.fullmatch(r"UID:20211210T141205Z-[1-9]\d{9,}", uid)
    assert lines == [
        *HEAD,
        "DTSTAMP:20211210T141205Z",
        f"SUMMARY{LABEL}:Dunder Mifflin Christmas Party",
        "DTSTART:20211217T163000Z",
        "DTEND:20211217T183000Z",
        f"LOCATION{LABEL}:Fake Address",
        f"DESCRIPTION{LABEL}:{FOLDED}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    assert all(len(line) <= 75 for line in answer.body.split(b"\r\n"))


def test_the_headers_as_printed_in_the_seed(send):
    answer = send()
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8;"
    assert answer.headers["content-disposition"] == "inline; filename=calendar.ics;"


def test_what_this_dialect_does_not_have(send):
    for absent in ("METHOD", "VTIMEZONE", "CALSCALE", "SEQUENCE", "STATUS", "TZID"):
        assert absent not in send().text


@pytest.mark.parametrize("action", ["createcalendar", "CreateCalendar", "CREATECALENDAR"])
def test_the_action_in_any_case(send, action):
    assert send(action=action).status == 200


@pytest.mark.parametrize(
    ("sent", "zone", "start"),
    [
        ("2021-12-17T11:30:00Z", "America/New_York", "20211217T163000Z"),
        ("2021-12-17T11:30:00+09:00", "America/New_York", "20211217T163000Z"),
        ("2021-12-17T11:30:00", "America/New_York", "20211217T163000Z"),
        ("20211217T1130-0800", "America/New_York", "20211217T163000Z"),
        ("2021-12-17T11:30:00.75", "America/New_York", "20211217T163000Z"),
        ("2021-12-17", "America/New_York", "20211217T050000Z"),
        ("2021-07-17T11:30", "America/New_York", "20210717T153000Z"),
        ("2021-12-17T11:30", "UTC", "20211217T113000Z"),
        ("2021-12-17T11:30", "Asia/Kathmandu", "20211217T054500Z"),
        ("2021-12-17T11:30", "Asia/Calcutta", "20211217T060000Z"),
        ("2021-03-14T02:30", "America/New_York", "20210314T073000Z"),
        ("2021-11-07T01:30", "America/New_York", "20211107T053000Z"),
    ],
    ids=str,
)
def test_the_zone_decides_and_utc_is_written(send, sent, zone, start):
    """The last two are RFC 5545 §3.3.5: a time that does not exist, and one that exists twice."""
    answer = send(**{"event-start-datetime": sent, "event-end-datetime": "2022-01-01T00:00:00", "event-timezone": zone})
    assert f"DTSTART:{start}" in answer.lines


def test_all_day(send):
    answer = send(
        **{
            "all-day-event": True,
            "event-start-datetime": "2021-12-17T11:30:00Z",
            "event-end-datetime": "2021-12-18T09:00:00Z",
        }
    )
    assert "DTSTART:20211217T000000Z" in answer.lines
    assert "DTEND:20211218T235900Z" in answer.lines
    same = send(**{"all-day-event": True, "event-end-datetime": "2021-12-17T08:00:00Z"})
    assert "DTEND:20211217T235900Z" in same.lines


@pytest.mark.parametrize("value", [False, None, ...])
def test_not_all_day(send, value):
    assert "DTSTART:20211217T163000Z" in send(**{"all-day-event": value}).lines


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("Party", f"{LABEL}:Party"),
        ("Fête à Noël 🎄", f"{LABEL}:Fête à Noël 🎄"),
        ("a, b", ":a\\, b"),
        ("a; b", ":a\\; b"),
        ("a\\b", ":a\\\\b"),
        ("E=mc2", ":E=mc2"),
        ("one\ntwo", ":one\\ntwo"),
        ("one\r\ntwo", ":one\\ntwo"),
        ("one\ttwo", ":one\ttwo"),
        ("x\r\nATTENDEE:mailto:evil@example.com", ":x\\nATTENDEE:mailto:evil@example.com"),
        ("x\nEND:VEVENT\nBEGIN:VALARM", ":x\\nEND:VEVENT\\nBEGIN:VALARM"),
    ],
)
@pytest.mark.parametrize("name", ["title", "location", "description"])
def test_the_label_stands_where_both_readings_agree(send, name, value, line):
    answer = send(**{f"event-{name}": value})
    prop = {"title": "SUMMARY", "location": "LOCATION", "description": "DESCRIPTION"}[name]
    assert prop + line in answer.lines
    assert len(answer.lines) == 13


def test_lines_are_folded_at_75_octets_and_never_inside_a_character(send):
    text = "Fête 日本 𝄞 " * 50
    answer = send(**{"event-description": text + "."})
    assert max(map(len, answer.body.split(b"\r\n"))) == 75
    for line in answer.body.split(b"\r\n"):
        line.decode()
    assert f"DESCRIPTION{LABEL}:{text}." in answer.lines


# what is changed → code, words of the sentence
FAILURES = {
    "no action": ({"action": ...}, "E107", "action"),
    "another action": ({"action": "deletecalendar"}, "E107", "createcalendar"),
    "an action that is no text": ({"action": 7}, "E107", "action"),
    "no title": ({"event-title": ...}, "E1703", "Title cannot be empty for iCalendar."),
    "title null": ({"event-title": None}, "E1703", "Title cannot be empty for iCalendar."),
    "title empty": ({"event-title": ""}, "E1703", "Title cannot be empty for iCalendar."),
    "title blank": ({"event-title": " \t\n"}, "E1703", "Title cannot be empty for iCalendar."),
    "title of another type": ({"event-title": 7}, "E1703", "Title must be a string"),
    "NUL in the title": ({"event-title": "a\0"}, "E1703", "control character"),
    "no description": ({"event-description": ...}, "E1702", "Description cannot be empty for iCalendar."),
    "description empty": ({"event-description": " "}, "E1702", "Description cannot be empty for iCalendar."),
    "no location": ({"event-location": None}, "E1704", "Location cannot be empty for iCalendar."),
    "a control character": ({"event-location": "a\x1b"}, "E1704", "control character"),
    "no start": ({"event-start-datetime": ""}, "E1705", "Start date and time cannot be empty for iCalendar."),
    "start is none": ({"event-start-datetime": "17/12/2021"}, "E1705", "ISO 8601"),
    "start is a number": ({"event-start-datetime": 20211217}, "E1705", "must be a string"),
    "no end": ({"event-end-datetime": ...}, "E1706", "End date and time cannot be empty for iCalendar."),
    "end is in no calendar": ({"event-end-datetime": "2021-02-30T10:00"}, "E1706", "in no calendar"),
    "no zone": ({"event-timezone": ...}, "E1707", "Time zone cannot be empty for iCalendar."),
    "an unknown zone": ({"event-timezone": "America/New_Yorkk"}, "E1707", "America/New_York"),
    "a zone like nothing": ({"event-timezone": "日本"}, "E1707", "Time zone"),
    "end before start": ({"event-end-datetime": "2021-12-17T11:29:59Z"}, "E1708", "before"),
    "all day, end before start": (
        {"all-day-event": True, "event-end-datetime": "2021-12-16T23:00:00Z"},
        "E1708",
        "before",
    ),
    "the flag as text": ({"all-day-event": "true"}, "E1709", "true or false"),
    "the flag as a number": ({"all-day-event": 1}, "E1709", "true or false"),
    "the first in the seed's order": (
        {"event-title": "", "event-description": "", "event-timezone": "x"},
        "E1703",
        "Title",
    ),
    "the second in the seed's order": ({"event-location": "", "event-description": ""}, "E1702", "Description"),
    "the year before the first": (
        {"event-start-datetime": "0001-01-01T00:00", "event-timezone": "Asia/Tokyo"},
        "E1705",
        "years 1 to 9999",
    ),
    "the year after the last": ({"event-end-datetime": "9999-12-31T23:59"}, "E1706", "years 1 to 9999"),
}


def failed(answer, status, code):
    """The shape of every failure; its sentence."""
    assert (answer.status, answer.headers["content-type"]) == (status, "application/json")
    assert "content-disposition" not in answer.headers
    told = answer.json
    assert set(told) == {"status", "error-code", "error-info"}
    assert (told["status"], told["error-code"]) == ("failure", code)
    return told["error-info"]


@pytest.mark.parametrize("row", FAILURES, ids=str)
def test_a_failure_has_its_code_and_sentence(house, send, row):
    before = house.rows()
    changes, code, words = FAILURES[row]
    assert words in failed(send(**changes), 400, code)
    assert house.rows() == before


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "E108"),
        (b"{", "E108"),
        (b"\xff\xfe", "E108"),
        (b'{"event-title": "\\ud800"}', "E108"),
        (b'{"a":' * 100_000, "E108"),
        (b"[]", "E100"),
        (b"null", "E100"),
        (b'"createcalendar"', "E100"),
        (b"{}", "E107"),
        (b'{"action": ""}', "E107"),
        (b'{"action": "createcalendar"}', "E1701"),
        (b'{"action": "createcalendar", "all-day-event": true}', "E1701"),
        (b'{"action": "createcalendar", "event-": 1}', "E1703"),
        (b'{"event-title": ""}', "E107"),
    ],
)
def test_the_order_of_checks(house, body, code):
    failed(house.ask("POST", "/skycore/v2", body, headers={}), 401, "E104")
    failed(house.ask("POST", "/skycore/v2", body), 400, code)


def test_malformed_json_is_told_with_its_place(house):
    info = failed(house.ask("POST", "/skycore/v2", b'{\n "action": oops}'), 400, "E108")
    assert "line 2, column 12" in info


@pytest.mark.parametrize("headers", [{}, {"x-api-key": ""}, {"x-api-key": "x" * 48}, {"authorization": "Basic eA=="}])
def test_a_missing_or_wrong_key(house, headers):
    answer = house.ask("POST", "/skycore/v2", GOOD, headers=headers)
    failed(answer, 401, "E104")


def test_the_key_is_case_sensitive_and_its_header_is_one_of_several(house):
    def status(name, key):
        return house.ask("POST", "/skycore/v2", GOOD, headers={name: key}).status

    assert status("x-api-key", house.key) == 200
    assert status("x-api-key", house.key.swapcase()) == 401
    assert status("apy-token", house.key) == 200
    assert status("authorization", f"Bearer {house.key}") == 200


def test_a_key_without_the_right(own_house):
    assert (
        own_house.ask("POST", "/skycore/v2", GOOD, headers={"x-api-key": own_house.add_key("generate")}).status == 200
    )
    answer = own_house.ask("POST", "/skycore/v2", GOOD, headers={"x-api-key": own_house.add_key("read")})
    failed(answer, 403, "E105")


def test_too_many_requests(limited_house):
    answers = [limited_house.ask("POST", "/skycore/v2", GOOD) for _ in range(3)]
    assert [answer.status for answer in answers] == [200, 200, 429]
    failed(answers[2], 429, "E106")
    assert 1 <= int(answers[2].headers["retry-after"]) <= 60


def test_too_large_a_body(house):
    failed(house.ask("POST", "/skycore/v2", GOOD | {"event-title": "x" * 1_100_000}), 413, "E109")
    assert house.ask("POST", "/skycore/v2", GOOD | {"event-title": "x" * 1_000_000}).status == 200


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH"])
def test_other_methods(house, method):
    answer = house.ask(method, "/skycore/v2")
    failed(answer, 405, "E111")
    assert answer.headers["allow"] == "OPTIONS, POST"


def test_options(house):
    answer = house.ask("OPTIONS", "/skycore/v2", headers={})
    assert (answer.status, answer.headers["allow"], answer.body) == (204, "OPTIONS, POST", b"")


@pytest.mark.parametrize("path", ["/skycore", "/skycore/", "/skycore/v1", "/skycore/v2/"])
def test_an_unknown_path(house, path):
    failed(house.ask("POST", path, GOOD), 404, "E110")


def test_the_path_is_not_at_the_root(house):
    assert house.ask("POST", "/v2", GOOD).json == {"error": "not found"}


def test_the_key_never_comes_back(house):
    for body in (GOOD, b"{", GOOD | {"event-title": ""}):
        answer = house.ask("POST", "/skycore/v2", body, headers={"x-api-key": house.key})
        assert house.key not in answer.text + json.dumps(answer.headers)
