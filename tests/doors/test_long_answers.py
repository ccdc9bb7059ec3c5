"""Answers that would be far longer than what is stored: each has a bound in octets, decided before it begins."""

import re
import socket
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.conftest import Running
from tests.doors.apyhub.conftest import GOOD
from tests.doors.onlyoffice.conftest import Office, ics
from tests.house import Answer, House
from tests.units import objects_of

from kalends.__main__ import ProgramRoot
from kalends.doors.onlyoffice.wire.envelope import ENVELOPE
from kalends.service.access import caller_of
from kalends.service.people import NewAccount

MONTH = ("2026-11-01", "2026-11-30")
MOST = 16_777_216
SMALL = 100_000
MEGABYTE = 1_000_000
PEAK = 100_000_000

CALENDARS = "/calendar/calendars/{}/{}"
EVENTS = "/api/calendar_events"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    house = House(tmp_path / "data")
    yield Office.of(house)
    house.close()


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Office]:
    """A server whose answers have at most 100,000 octets."""
    house = House(tmp_path / "data", answer_limit=SMALL)
    yield Office.of(house)
    house.close()


def bomb(uid: str, octets: int, *rules: str, letter: str = "x", start: str = "20261101T000000Z") -> str:
    """An event with a long description."""
    return ics(uid, f"SUMMARY:{uid}", f"DESCRIPTION:{letter * octets}", *rules, start=f"DTSTART:{start}")


def kona(office: Office, query: str, path: str = EVENTS) -> Answer:
    return office.house.ask("GET", path, query=query, headers={"authorization": f"Bearer {office.keys['anna']}"})


def frugal(ask: Any, *args: Any, **more: Any) -> Answer:
    """The answer to a question for which no more than 100 MB were taken at any time."""
    tracemalloc.start()
    try:
        answer = ask(*args, **more)
        assert tracemalloc.get_traced_memory()[1] < PEAK
    finally:
        tracemalloc.stop()
    assert len(answer.body) <= MOST
    return answer


def events_in(answer: Answer) -> list[Any]:
    found = answer.json["response"]
    return [event for calendar in (found if isinstance(found, list) else [found]) for event in calendar["events"]]


def window_told(answer: Answer) -> str:
    """The end of the narrower window that a refusal names."""
    assert answer.status == 413, answer.text
    told = re.search(r"ends at (\S+Z) fits", answer.text)
    assert told, answer.text
    return told[1].replace(":", "-")


@pytest.mark.parametrize("ending", ["", ".xml"])
@pytest.mark.parametrize(
    ("octets", "rule", "total"),
    [(100_000, "HOURLY", 2_208), (100_000, "MINUTELY", 50_000), (MEGABYTE, "DAILY", 92)],
)
def test_what_was_written_is_answered_with_what_fits(
    office: Office, octets: int, rule: str, total: int, ending: str
) -> None:
    text = bomb("bomb", octets, f"RRULE:FREQ={rule}")
    posted = frugal(office.ask, "anna", "POST", f"/calendar/icsevent{ending}", {"ics": text})
    assert posted.status == 201
    event_id = posted.headers["x-incomplete"]
    assert len(posted.body) > MOST - 1.1 * octets - 1_000
    if not ending:
        told = posted.json
        assert {each["objectId"] for each in told["response"]} == {event_id}
        assert told["count"] == len(told["response"]) == MOST // octets if octets > 500_000 else True
        assert told["total"] == total
    changed = frugal(
        office.ask,
        "anna",
        "PUT",
        f"/calendar/icsevent{ending}",
        {"eventId": event_id, "ics": text.replace("SUMMARY:", "SUMMARY:2")},
    )
    assert (changed.status, changed.headers["x-incomplete"]) == (200, event_id)
    calendar = re.search(r"sourceId\W+(\d+)", changed.text)
    assert calendar
    fields = frugal(office.ask, "anna", "PUT", f"/calendar/{calendar[1]}/{event_id}{ending}", {"name": "Renamed"})
    assert (fields.status, fields.headers["x-incomplete"]) == (200, event_id)
    body = {"date": "2026-11-01T00:00:00Z", "type": "Single"}
    left = frugal(office.ask, "anna", "DELETE", f"/calendar/events/{event_id}/custom{ending}", body)
    assert (left.status, left.headers["x-incomplete"]) == (200, event_id)


@pytest.mark.parametrize("ending", ["", ".xml"])
@pytest.mark.parametrize(("octets", "rule"), [(100_000, "HOURLY"), (100_000, "MINUTELY"), (MEGABYTE, "DAILY")])
def test_a_month_shows_once_what_would_fill_it(office: Office, octets: int, rule: str, ending: str) -> None:
    office.post("anna", bomb("bomb", octets, f"RRULE:FREQ={rule}", start="20261020T000000Z"))
    plain = [office.post("anna", ics(f"plain {day}", start=f"DTSTART:202611{day}T100000Z")) for day in (10, 20)]
    calendar = plain[0]["sourceId"]
    for path in (CALENDARS, f"/calendar/calendar/{calendar}/{{}}/{{}}"):
        answer = frugal(office.ask, "anna", "GET", path.format(*MONTH) + ending)
        assert answer.status == 200
        assert answer.headers["x-incomplete"].isdigit()
        if not ending:
            assert [each["title"] for each in events_in(answer)] == ["bomb", "", ""]
    days = frugal(office.ask, "anna", "GET", "/calendar/eventdays/{}/{}".format(*MONTH))
    assert days.status == 200
    page = frugal(kona, office, f"date_range_start={MONTH[0]}&date_range_end={MONTH[1]}&per_page=200")
    assert page.status == 200
    assert page.headers["x-incomplete"]
    assert 'rel="next"' in page.headers["link"]


def test_a_year_is_refused_for_what_a_month_shows_once(office: Office) -> None:
    office.post("anna", bomb("bomb", 100_000, "RRULE:FREQ=DAILY"))
    narrower = window_told(office.ask("anna", "GET", CALENDARS.format("2026-11-01", "2028-11-30")))
    answer = office.ask("anna", "GET", CALENDARS.format("2026-11-01", narrower))
    assert answer.status == 200
    assert "x-incomplete" not in answer.headers
    assert len(answer.body) > MOST - 110_000


@pytest.mark.parametrize("letter", ["x", "&", "ä"])
def test_a_month_of_long_events_names_a_window_that_fits(office: Office, letter: str) -> None:
    octets = MEGABYTE // len(letter.encode())
    for day in range(1, 20):
        text = bomb(f"{day}", octets, letter=letter, start=f"202611{day:02}T100000Z")
        assert office.ask("anna", "POST", "/calendar/icsevent", {"ics": text}).status == 201
    for ending in ("", ".xml"):
        refused = frugal(office.ask, "anna", "GET", CALENDARS.format(*MONTH) + ending)
        narrower = window_told(refused)
        answer = frugal(office.ask, "anna", "GET", CALENDARS.format(MONTH[0], narrower) + ending)
        assert answer.status == 200
        assert "x-incomplete" not in answer.headers
        assert len(answer.body) > MOST // 2


@pytest.mark.parametrize("path", ["/calendar/calendars/{}/{}", "/calendar/eventdays/{}/{}"])
@pytest.mark.parametrize("end", ["2036-11-30", "9999-12-31"])
def test_a_window_of_too_many_occurrences_names_one_that_fits(office: Office, path: str, end: str) -> None:
    office.post("anna", bomb("often", 10, "RRULE:FREQ=HOURLY"))
    narrower = window_told(office.ask("anna", "GET", path.format("2026-11-01", end)))
    assert office.ask("anna", "GET", path.format("2026-11-01", narrower)).status == 200


def test_more_text_than_is_read_for_a_window_is_not_read(office: Office) -> None:
    with office.house.service() as service:
        calendar = int(office.calendar("anna"))
        me = caller_of(service.people.find("anna@example.org"), None)
        for day in range(1, 19):
            for hour in (8, 9):
                text = bomb(f"{day} {hour}", MEGABYTE, start=f"202611{day:02}T{hour:02}0000Z")
                objects_of(service).put(me, calendar, text, now=ProgramRoot().now())
    narrower = window_told(frugal(office.ask, "anna", "GET", CALENDARS.format(*MONTH)))
    answer = frugal(office.ask, "anna", "GET", CALENDARS.format(MONTH[0], narrower))
    assert answer.status == 200
    assert len(events_in(answer)) == 16
    days = frugal(office.ask, "anna", "GET", "/calendar/eventdays/{}/{}".format(*MONTH))
    end = window_told(days)
    assert office.ask("anna", "GET", f"/calendar/eventdays/{MONTH[0]}/{end}").status == 200
    window = f"date_range_start={MONTH[0]}&date_range_end={MONTH[1]}"
    seen, query = [], f"{window}&per_page=200"
    for order in ("", "&order_by=updated_at"):
        seen, query = [], f"{window}&per_page=200{order}"
        while query:
            page = frugal(kona, office, query)
            assert page.status == 200
            seen += [each["id"] for each in page.json["calendar_events"]]
            following = re.search(r'\?(\S+)>; rel="next"', page.headers.get("link", ""))
            query = following[1] if following else ""
        assert len(seen) == len(set(seen)) == 36


def test_the_budget_counts_to_the_octet(small: Office) -> None:
    small.post("anna", bomb("first", 80_000, start="20261102T000000Z"))
    event = small.post("anna", bomb("second", 10, start="20261103T000000Z"))

    def answer(octets: int) -> Answer:
        text = bomb("second", octets, start="20261103T000000Z")
        small.done("anna", "PUT", "/calendar/icsevent", {"eventId": event["objectId"], "ics": text})
        return small.ask("anna", "GET", CALENDARS.format(*MONTH))

    fits, does_not = 10_000, 20_000
    while does_not - fits > 1:
        middle = (fits + does_not) // 2
        fits, does_not = (middle, does_not) if answer(middle).status == 200 else (fits, middle)
    assert SMALL - ENVELOPE <= len(answer(fits).body) <= SMALL
    assert window_told(answer(does_not)) == "2026-11-03T00-00-00Z"
    assert small.ask("anna", "GET", CALENDARS.format(MONTH[0], "2026-11-03T00-00-00Z")).status == 200


def test_slow_readers_of_a_long_answer_cost_no_memory(start_server: Callable[..., Running]) -> None:
    server = start_server()
    if not Path(f"/proc/{server.process.pid}/status").exists():
        pytest.skip("nothing tells here what a process takes")
    path = "/api/2.0" + CALENDARS.format(*MONTH)
    with server.client() as client, ExitStack() as stack:
        put = {"ics": bomb("series", 20_000, "RRULE:FREQ=HOURLY")}
        assert client.post("/api/2.0/calendar/icsevent", json=put).status_code == 201
        whole = client.get(path)
        assert (whole.status_code, len(whole.content) > 15_000_000) == (200, True)
        before = resident(server)
        for _ in range(20):
            reader = stack.enter_context(server.connect())
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            reader.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\napy-token: {server.key}\r\n\r\n".encode())
            assert reader.recv(1_000).startswith(b"HTTP/1.1 200")
        assert resident(server) - before < PEAK
        assert client.post("/api/2.0/calendar/icsevent", json={"ics": ics("written meanwhile")}).status_code == 201


def test_slow_readers_of_a_file_that_was_made_for_them_cost_none_either(start_server: Callable[..., Running]) -> None:
    server = start_server()
    if not Path(f"/proc/{server.process.pid}/status").exists():
        pytest.skip("nothing tells here what a process takes")
    guests = [f"{number:x}@b.c" for number in range(80_000)]
    with server.client() as client, ExitStack() as stack:
        made = client.post("/generate/ical/url", json=GOOD | {"attendees_emails": guests})
        path = urlsplit(made.json()["data"]).path
        whole = client.get(path).content
        assert whole.count(b"ATTENDEE") == len(guests)
        before = resident(server)
        for _ in range(50):
            reader = stack.enter_context(server.connect())
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            reader.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            assert reader.recv(1_000).startswith(b"HTTP/1.1 200")
        assert resident(server) - before < PEAK
        assert client.get(path).content == whole


def resident(server: Running) -> int:
    """The octets of memory that a server takes."""
    text = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(text.partition("VmRSS:")[2].split()[0]) * 1_024


def test_a_list_says_how_much_of_it_can_be_asked_for(small: Office) -> None:
    with small.house.service() as service:
        for number in range(600):
            service.people.add(NewAccount(f"{number}@example.org", f"Somebody {number}"), now=ProgramRoot().now())
    for ending in ("", ".xml"):
        refused = small.ask("anna", "GET", f"/people{ending}")
        assert refused.status == 413
        count = re.search(r"count=(\d+)", refused.text)
        assert count
        part = small.ask("anna", "GET", f"/people{ending}", query=f"count={count[1]}")
        assert part.status == 200
        assert SMALL - 2_000 < len(part.body) <= SMALL
    members = small.ask("anna", "GET", f"/group/{small.everyone}")
    assert members.status == 200, "one thing alone is always answered"


def test_a_page_of_spaces_names_one_that_fits(small: Office) -> None:
    for number in range(30):
        small.calendar("anna", f"{number}", description="x" * 4_500)
    for query, skipped in (("per_page=28", 0), ("per_page=28&page=1", 0)):
        refused = kona(small, query, "/api/spaces")
        assert refused.status == 413
        told = re.search(r"per_page=(\d+)&page=(\d+)", refused.text)
        assert told
        assert (int(told[2]) - 1) * int(told[1]) == skipped
        assert kona(small, told[0], "/api/spaces").status == 200
    assert kona(small, "per_page=10", "/api/spaces").status == 200


def test_one_thing_alone_is_always_answered(small: Office) -> None:
    event = small.ask("anna", "POST", "/calendar/icsevent", {"ics": bomb("one", 300_000, "RRULE:FREQ=DAILY")})
    assert event.status == 201
    assert event.json["count"] == 1
    assert event.json["total"] == 92
    number = event.json["response"][0]["objectId"]
    history = small.ask("anna", "GET", f"/calendar/events/{number}/historybyid")
    assert history.status == 200
    assert len(history.json["response"]["mergedIcs"]) > 300_000
    page = kona(small, f"date_range_start={MONTH[0]}&date_range_end={MONTH[1]}")
    assert len(page.json["calendar_events"]) == 1
    assert kona(small, "", f"{EVENTS}/{number}").status == 200
