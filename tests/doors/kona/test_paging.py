"""Windows, orders, filters and pages: which events are listed, and how one goes on."""

import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from tests.doors.kona.conftest import BOTH, DAY, EVENTS, HOUR, TEN, Kona, path_of

from kalends.service.records import Level

NOVEMBER = f"{EVENTS}?date_range_start=2026-11-01&date_range_end=2026-11-30"
_LINK = re.compile(r'<([^>]*)>; rel="(\w+)"')


def links_of(headers: dict[str, str]) -> dict[str, str]:
    return {relation: path_of(address) for address, relation in _LINK.findall(headers.get("link", ""))}


def followed(kona: Kona, who: str, path: str, limit: int = 50) -> list[dict[str, Any]]:
    """All pages from a path on."""
    found: list[dict[str, Any]] = []
    for _ in range(limit):
        answer = kona.ask(who, "GET", path)
        assert answer.status == 200, answer.text
        found += answer.json["calendar_events"]
        following = links_of(answer.headers).get("next")
        if following is None:
            return found
        path = following
    raise AssertionError("the pages do not end")


def ids(events: list[dict[str, Any]]) -> list[int]:
    return [each["id"] for each in events]


def test_the_current_month_of_the_callers_zone_and_what_is_active_in_it(kona: Kona) -> None:
    kona.zone("anna", "Asia/Tokyo")
    with time_machine.travel(datetime(2026, 11, 30, 20, tzinfo=UTC), tick=False):  # December in Tokyo
        times = ("2026-11-30T14:30:00Z", "2026-11-30T15:00:00Z", "2026-12-31T14:59:00Z", "2026-12-31T15:00:00Z")
        made = [kona.post("anna", start_at=each, end_at=each)["id"] for each in times]
        assert ids(kona.all("anna")) == made[1:3]
        for status, there in ((0, True), (1, True), (2, False), (3, False), (4, True)):
            kona.put("anna", made[1], status=status)
            assert (made[1] in ids(kona.all("anna"))) is there
            assert (made[1] in ids(kona.all("anna", f"{EVENTS}?status={status}"))) is True


def test_a_window_holds_what_overlaps_it(kona: Kona) -> None:
    event = kona.post("anna", start_at=TEN, end_at=TEN + HOUR)["id"]
    for start, end, there in (
        (TEN - HOUR, TEN, False),
        (TEN - HOUR, TEN + 1000, True),
        (TEN + 1000, TEN + 2000, True),
        (TEN + HOUR - 1000, TEN + DAY, True),
        (TEN + HOUR, TEN + DAY, False),
    ):
        path = f"{EVENTS}?date_range_start={start}&date_range_end={end}"
        assert ids(kona.all("anna", path)) == [event] * there
    assert ids(kona.all("anna", f"{EVENTS}?date_range_start={TEN // 1000}&date_range_end=2031-11-23T10:00:00Z")) == [
        event
    ]


def test_a_window_may_stand_in_the_body_of_a_get(kona: Kona) -> None:
    event = kona.post("anna", start_at=TEN, end_at=TEN + HOUR)["id"]
    for start, end, there in (
        (TEN - HOUR, TEN, False),
        (TEN - HOUR, TEN + 1000, True),
        ("2026-11-24", "2026-11-24", True),
    ):
        body = {"date_range_start": start, "date_range_end": end, "per_page": 5}
        assert ids(kona.ask("anna", "GET", EVENTS, body).json["calendar_events"]) == [event] * there
    assert kona.ask("anna", "GET", EVENTS, {"date_range_start": TEN}).status == 400
    answer = kona.ask("anna", "GET", f"{EVENTS}?date_range_start={TEN}&date_range_end={TEN + 1}", {"date_range_end": 0})
    assert ids(answer.json["calendar_events"]) == [event]


def test_a_date_without_a_time_counts_whole_as_an_end(kona: Kona) -> None:
    late = kona.post("anna", start_at="2030-05-31T23:30:00Z", end_at="2030-05-31")
    assert late["end_at"] - late["start_at"] == HOUR // 2
    day = kona.post("anna", start_at="2030-05-02", end_at="2030-05-03", all_day=True)
    assert day["end_at"] - day["start_at"] == DAY
    series = kona.post(
        "anna", start_at="2030-05-30T22:00:00Z", end_at="2030-05-30T22:15:00Z", period=1, series_end_at="2030-05-31"
    )
    listed = kona.all("anna", f"{EVENTS}?date_range_start=2030-05-31&date_range_end=2030-05-31")
    assert ids(listed) == [series["id"], late["id"]]
    assert kona.all("anna", f"{EVENTS}?date_range_start=2030-06-01&date_range_end=2030-06-01") == []
    assert kona.ask("anna", "GET", f"{EVENTS}?date_range_start=2026-01-01&date_range_end=2031-01-01").status == 200
    assert kona.ask("anna", "GET", f"{EVENTS}?date_range_start=9999-12-31&date_range_end=9999-12-31").status == 200


def test_filters(kona: Kona) -> None:
    space = kona.space("bert", anna=Level.FULL)
    mine = kona.post("anna", name="Review of #q4", start_at=TEN, status=0)["id"]
    theirs = kona.post("bert", name="Lunch", details="a review too", start_at=TEN + HOUR, space_id=space)["id"]
    other = kona.post("anna", name="Other", start_at=TEN + 2 * HOUR)["id"]
    for query, expected in (
        ("", [mine, theirs, other]),
        (f"&space_id={space}", [theirs]),
        (f"&space_id={kona.calendar('anna')}", [mine, other]),
        ("&q=REV", [mine, theirs]),
        ("&q=rev%20q4", [mine]),
        ("&q=nothing", []),
        ("&status=0", [mine]),
        ("&status=0,1", [mine, theirs, other]),
        ("&status=2", []),
        ("&order_by=created_at", [other, theirs, mine]),
    ):
        assert ids(kona.all("anna", NOVEMBER + query)) == expected, query


@BOTH
def test_the_latest_come_first_where_that_is_asked_for(kona: Kona) -> None:
    made = []
    for number in range(4):
        with time_machine.travel(datetime(2026, 11, 21, 12, min(number, 2), tzinfo=UTC), tick=False):
            made.append(kona.post("anna", start_at=TEN - number * HOUR, end_at=TEN)["id"])
    with time_machine.travel(datetime(2026, 11, 21, 13, tzinfo=UTC), tick=False):
        kona.put("anna", made[0], details="new")
    with time_machine.travel(datetime(2026, 11, 21, 14, tzinfo=UTC), tick=False):
        kona.put("anna", made[1], status=0)
    newest = [made[3], made[2], made[1], made[0]]  # two of one moment: the greater id first
    assert ids(kona.all("anna", f"{NOVEMBER}&order_by=created_at")) == newest
    changed = [made[1], made[0], made[3], made[2]]
    assert ids(kona.all("anna", f"{NOVEMBER}&order_by=updated_at")) == changed
    for order, expected in (("created_at", newest), ("updated_at", changed)):
        assert ids(followed(kona, "anna", f"{NOVEMBER}&order_by={order}&per_page=1")) == expected
    assert ids(kona.all("anna", NOVEMBER)) == newest[:2] + newest[2:]


def test_pages_by_number_and_what_they_say_of_themselves(kona: Kona) -> None:
    made = [kona.post("anna", start_at=TEN + number * HOUR)["id"] for number in range(60)]
    first = kona.ask("anna", "GET", NOVEMBER)
    assert (ids(first.json["calendar_events"]), first.headers["x-total-count"]) == (made[:25], "60")
    assert set(first.json) == {"calendar_events"}
    assert set(links_of(first.headers)) == {"next"}
    third = kona.ask("anna", "GET", f"{NOVEMBER}&page=3")
    assert ids(third.json["calendar_events"]) == made[50:]
    assert set(links_of(third.headers)) == {"prev"}
    assert ids(kona.all("anna", links_of(third.headers)["prev"])) == made[25:50]
    assert ids(kona.all("anna", f"{NOVEMBER}&page=9")) == []
    assert ids(kona.all("anna", f"{NOVEMBER}&per_page=200")) == made
    body = kona.ask("anna", "GET", NOVEMBER, {"per_page": 7, "page": 2})
    assert ids(body.json["calendar_events"]) == made[7:14]
    assert ids(followed(kona, "anna", f"{NOVEMBER}&per_page=7")) == made


def test_links_keep_what_was_asked_for(kona: Kona) -> None:
    for number in range(3):
        kona.post("anna", name="of q", start_at=TEN + number * HOUR)
    space = kona.calendar("anna")
    answer = kona.ask(
        "anna", "GET", f"/kona/api{NOVEMBER}&per_page=1&q=of&status=1&space_id={space}&order_by=created_at"
    )
    following = links_of(answer.headers)["next"]
    assert following.startswith("/kona/api/calendar_events?")
    query = {name: value[0] for name, value in parse_qs(urlsplit(following).query).items()}
    told = {"per_page": "1", "q": "of", "status": "1", "space_id": str(space), "order_by": "created_at"}
    assert {name: query[name] for name in told} == told
    assert {"cursor", "date_range_start", "date_range_end"} <= set(query)


@BOTH
def test_each_event_is_seen_once_while_others_write(kona: Kona) -> None:
    kona.post("anna", name="0", start_at=TEN - 20 * DAY, end_at=TEN - 20 * DAY, period=1)
    for number in range(30):
        kona.post("anna", name="1", start_at=TEN + (number % 7 - 9) * DAY + number * HOUR)
    expected = {(each["id"], each["start_at"]) for each in followed(kona, "anna", f"{NOVEMBER}&per_page=200")}
    seen, path, turn = [], f"{NOVEMBER}&per_page=4", 0
    while path:
        answer = kona.ask("anna", "GET", path)
        seen += [(each["id"], each["start_at"], each["name"]) for each in answer.json["calendar_events"]]
        path = links_of(answer.headers).get("next", "")
        for start in (TEN - 23 * DAY + turn * HOUR, TEN + 6 * DAY - turn * HOUR):
            kona.post("anna", name="new", start_at=start)
        turn += 1
    places = [(event_id, start) for event_id, start, _ in seen]
    assert len(places) == len(set(places))
    assert expected <= set(places)
    assert [start for _, start in places] == sorted(start for _, start in places)


@pytest.mark.parametrize("order", ["", "&order_by=created_at", "&order_by=updated_at"])
def test_long_lists_are_followed_to_the_end(kona: Kona, order: str) -> None:
    kona.post("anna", name="days", all_day=True, start_at="2026-11-10", end_at="2026-11-10", period=1)
    kona.post("anna", name="hours", rrule="FREQ=HOURLY", start_at="2026-11-20T00:30:00Z", end_at="2026-11-20T00:40:00Z")
    whole = kona.all("anna", f"{NOVEMBER}{order}&per_page=200")
    rest = followed(kona, "anna", f"{NOVEMBER}{order}&per_page=9")
    assert rest[:200] == whole
    assert len(rest) == 21 + 11 * 24
    assert len({(each["id"], each["num_in_series"]) for each in rest}) == len(rest)
