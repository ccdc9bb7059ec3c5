"""Random requests at both doors: an answer of the contract to each, and never a 500, a forged line or a stored row."""

import re
from collections import Counter
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.doors import nasty
from tests.doors.apyhub.conftest import GOOD as APYHUB
from tests.doors.skycore.conftest import GOOD as SKYCORE
from tests.house import Answer, House

from kalends.core.ics.check import check
from kalends.core.ics.read import read
from kalends.core.ics.tree import Stream
from kalends.errors import Severity

QUICK = settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
_HEADERS = {"content-type", "content-length", "x-request-id", "x-content-type-options"}
_STATUSES = {200, 400, 401, 408, 413, 415, 429}

_RECURRENCE = {"frequency": "MONTHLY", "count": 3, "by_day": ["2TU"], "exclude_dates": ["2026-12-24"]}
_FULL = APYHUB | {"id": "x", "organizer_name": "Ana", "reminders": [5], "recurring": True, "recurrence": _RECURRENCE}
_RECURRENCE_FIELDS = [*_RECURRENCE, "interval", "until", "by_month_day", "by_month"]
_FIELDS = [*_FULL, "all_day", "sequence", "event_type", "color"]


def _recurring() -> st.SearchStrategy[dict[str, Any]]:
    inner = nasty.mutated(_RECURRENCE, _RECURRENCE_FIELDS)
    return inner.map(lambda recurrence: _FULL | {"recurrence": recurrence})


def _worded(good: dict[str, Any], *fields: str) -> st.SearchStrategy[dict[str, Any]]:
    """A good body with strange words in its texts: most of them are taken."""
    return st.fixed_dictionaries({}, optional=dict.fromkeys(fields, nasty.strings)).map(lambda texts: good | texts)


apyhub_bodies = nasty.octets(
    st.one_of(
        _worded(_FULL, "summary", "description", "location", "organizer_name", "id"),
        _worded(_FULL, "meeting_date", "start_time", "end_time", "time_zone"),
        nasty.mutated(_FULL, _FIELDS),
        _recurring(),
        nasty.values,
    )
)
skycore_bodies = nasty.octets(
    st.one_of(
        _worded(SKYCORE, "event-title", "event-description", "event-location"),
        _worded(SKYCORE, "event-start-datetime", "event-end-datetime", "event-timezone"),
        nasty.mutated(SKYCORE, list(SKYCORE)),
        nasty.values,
    )
)


PATHS = st.sampled_from(["/generate/ical/file", "/generate/ical/url"])
METHODS = st.sampled_from(["GET", "HEAD", "POST", "PUT", "OPTIONS", "PROPFIND", "X", ""])


@QUICK
@given(body=apyhub_bodies, query=nasty.queries, path=PATHS)
def test_apyhub_bodies(house: House, body: bytes, query: str, path: str) -> None:
    check_apyhub(house, body, query, path)


@QUICK
@given(body=skycore_bodies)
def test_skycore_bodies(house: House, body: bytes) -> None:
    check_skycore(house, body)


@QUICK
@given(headers=nasty.headers, query=nasty.queries, with_key=st.booleans())
def test_headers_and_queries(house: House, headers: list[tuple[bytes, bytes]], query: str, with_key: bool) -> None:
    sent = [*headers, (b"apy-token", house.key.encode())] if with_key else headers
    check_requests(house, sent, query)


@QUICK
@given(method=METHODS, path=st.text())
def test_paths(house: House, method: str, path: str) -> None:
    check_paths(house, method, path)


def check_apyhub(house: House, body: bytes, query: str, path: str) -> None:
    """An answer of the ApyHub contract, and nothing kept of what was refused."""
    before = house.rows()
    answer = house.ask("POST", path, body, query=query)
    check_headers(answer)
    if answer.status != 200:
        check_faults(answer)
        assert house.rows() == before
        return
    if answer.headers["content-type"] == "application/json":
        answer = house.ask("GET", "/" + answer.json["data"].split("/", 3)[3], headers={})
        assert answer.status == 200
    check_lines(answer, {"UID", "DTSTAMP", "DTSTART", "SEQUENCE", "STATUS", "DESCRIPTION", "ORGANIZER"})


def check_skycore(house: House, body: bytes) -> None:
    """An answer of the Skycore contract."""
    before = house.rows()
    answer = house.ask("POST", "/skycore/v2", body)
    check_headers(answer)
    if answer.status == 200:
        check_lines(answer, {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "LOCATION", "DESCRIPTION"})
        assert len(answer.lines) == 13
    else:
        assert answer.status in _STATUSES
        told = answer.json
        assert set(told) == {"status", "error-code", "error-info"}
        assert told["status"] == "failure"
        assert re.fullmatch(r"E\d{3,4}", told["error-code"])
        assert told["error-info"].isprintable()
    assert house.rows() == before


def check_requests(house: House, headers: list[tuple[bytes, bytes]], query: str) -> None:
    """Whatever the headers and the query say, there is an answer of the contracts."""
    for method, path, body in (
        ("POST", "/generate/ical/file", APYHUB),
        ("POST", "/skycore/v2", SKYCORE),
        ("GET", "/data/dictionary/timezone", {}),
    ):
        answer = house.ask(method, path, body, query=query, headers=headers)
        assert answer.status in _STATUSES
        check_headers(answer)


def check_paths(house: House, method: str, path: str) -> None:
    """Whatever the path says, there is an answer."""
    for start in ("/", "/apyhub/files/", "/generate/", "/skycore/", ""):
        answer = house.ask(method, start + path.encode("utf-8", "replace").decode(), headers={})
        assert answer.status in {200, 204, 400, 401, 404, 405}  # 400: an application asks a person for nothing
        check_headers(answer)


def check_headers(answer: Answer) -> None:
    """No header that we do not know, and none that holds a control character."""
    assert set(answer.headers) <= _HEADERS | {
        *("content-disposition", "www-authenticate", "allow", "retry-after", "connection", "cache-control", "etag"),
        *("content-security-policy", "referrer-policy", "accept-encoding"),
    }
    assert all(value.isprintable() and value.isascii() for value in answer.headers.values())
    assert "content-length" in answer.headers or answer.status == 204


def check_faults(answer: Answer) -> None:
    """The shape of a refusal, and that each fault names its field."""
    assert answer.status in _STATUSES
    told = answer.json
    assert set(told) <= {"error", "details"}
    assert told["error"]
    for detail in told.get("details", ()):
        assert set(detail) <= {"field", "message", "line", "column"}
        assert detail["message"]
    if answer.status == 400:
        assert told["details"]


def check_lines(answer: Answer, once: set[str]) -> None:
    """A text that our strict reader takes, that has no fault, and no line more than it must have."""
    assert max(map(len, answer.body.split(b"\r\n"))) <= 75
    assert b"\n" not in answer.body.replace(b"\r\n", b"")
    stream = read(answer.body)
    errors = [flaw for flaw in check(stream) if flaw.severity is Severity.ERROR]
    unexpected = [flaw for flaw in errors if not flaw.message.startswith("ENCODING ")]  # Skycore's label
    if _of_no_length(stream):  # Skycore's file has a DTEND, whatever is asked for
        unexpected = [flaw for flaw in unexpected if flaw.code != "end-before-start"]
    assert unexpected == []
    [calendar] = stream.components
    [event] = calendar.children("VEVENT")
    names = Counter(item.name for item in event.properties)
    assert {name for name, count in names.items() if count == 1} >= once
    assert set(names) <= once | {"DTEND", "SUMMARY", "LOCATION", "RRULE", "EXDATE", "ATTENDEE"}
    assert {each.name for each in calendar.components} <= {"VEVENT", "VTIMEZONE"}
    assert {each.name for each in event.components} <= {"VALARM"}
    assert answer.lines.count("BEGIN:VEVENT") == answer.lines.count("END:VCALENDAR") == 1


def _of_no_length(stream: Stream) -> bool:
    [event] = [each for each in stream.walk() if each.name == "VEVENT"]
    start, end = event.first("DTSTART"), event.first("DTEND")
    return start is not None and end is not None and start.value == end.value
