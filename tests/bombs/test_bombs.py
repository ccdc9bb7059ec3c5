"""Every bomb of the table, thrown at the whole application: CPU seconds and memory stay below a bound.

Each took eight seconds or more, or hundreds of megabytes, before it was found, or it is the costliest of its kind that
the limits let pass; so the bound is generous, and a machine that is busy passes.
"""

import time
from collections.abc import Iterator
from contextlib import suppress

import pytest
from tests.bombs.measure import bounded
from tests.bombs.pieces import MIB
from tests.bombs.table import REQUESTS, TEXTS, Request, Text
from tests.house import Answer, House

from kalends.core.inspection import check_file
from kalends.errors import Fault

MONTH = "/api/2.0/calendar/calendars/2026-11-01/2026-11-30"
EVENTS = "/calendar_events"
TEN = 1_795_514_400_000


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = House(tmp_path_factory.mktemp("house") / "data")
    for text in ("", "é"):  # what is made once for a process is no part of a bomb
        house.ask("POST", EVENTS, {"calendar_events": [{"name": f"warm {text}"}]})
    house.ask("GET", "/api/2.0/calendar/utcoffset", query="timeZone=Berlin")
    _clear(house)
    yield house
    house.close()


def _clear(house: House) -> None:
    for number in {each["id"] for each in house.ask("GET", EVENTS).json["calendar_events"]}:
        house.ask("DELETE", f"{EVENTS}/{number}")


def thrown(house: House, request: Request) -> Answer:
    path, _, query = request.path.partition("?")
    headers = {"apy-token": house.key, **request.headers}
    return house.ask(request.method, path, request.body, query=query, headers=headers)


@pytest.mark.parametrize("name", TEXTS)
def test_a_text(house: House, name: str) -> None:
    bomb: Text = TEXTS[name]
    assert len(bomb.ics.encode()) <= MIB
    with bounded():
        stored = house.ask("POST", "/api/2.0/calendar/icsevent", {"ics": bomb.ics})
    assert stored.status in ((201,) if bomb.stored else (400, 413)), stored.text[:300]
    with bounded(), suppress(Fault):  # TOO_LARGE, where a text cannot even be read
        check_file(bomb.ics)
    if not bomb.stored:
        return
    with bounded():
        listed = house.ask("GET", EVENTS)
    with bounded():
        assert house.ask("GET", MONTH).status in (200, 413, 422)
    assert listed.status == 200
    for event in listed.json["calendar_events"][:1]:
        path = f"{EVENTS}/{event['id']}"
        for change in ({"name": "other"}, {"start_at": TEN, "end_at": TEN + 3_600_000}):
            with bounded():
                assert house.ask("PUT", path, {"calendar_events": [change]}).status < 500
    _clear(house)


@pytest.mark.parametrize("name", REQUESTS)
def test_a_request(house: House, name: str) -> None:
    request = REQUESTS[name]
    with bounded():
        answer = thrown(house, request)
    assert answer.status < 500, answer.text
    _clear(house)


def test_numbers_of_instances_in_a_far_year(house: House) -> None:
    """To number them, eight thousand springs are looked at, in each of which two hits may come together."""
    seconds = ",".join(map(str, range(60)))
    rule = f"RRULE:FREQ=DAILY;BYSECOND={seconds}"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "BEGIN:VEVENT", "UID:far", "DTSTAMP:20260101T000000Z"]
    lines += ["DTSTART;TZID=America/New_York:20261124T100000", rule, "END:VEVENT", "END:VCALENDAR", ""]
    assert house.ask("POST", "/api/2.0/calendar/icsevent", {"ics": "\r\n".join(lines)}).status == 201
    begun = time.process_time()
    for year in (2990, 9990):
        found = house.ask("GET", EVENTS, query=f"date_range_start={year}-01-01&date_range_end={year}-12-31")
        numbers = [each.get("num_in_series") for each in found.json["calendar_events"]]
        assert numbers[0] == (21_106_021 if year == 2990 else None)
    assert time.process_time() - begun < 1
    _clear(house)
