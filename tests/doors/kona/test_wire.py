"""How this dialect writes and reads: times, bodies, refusals and the pages that explain them."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.house import House

from kalends.doors.kona.attributes import SECONDS_BELOW, milliseconds, moment_of, object_in
from kalends.doors.kona.faults import PROBLEMS
from kalends.edge.requests.fields import UnreadableError
from kalends.errors import Fault

TEN = datetime(2026, 11, 24, 10, tzinfo=UTC)
MILLIS = 1795514400000


@pytest.mark.parametrize(
    "sent",
    [
        MILLIS,
        MILLIS // 1000,
        MILLIS / 1000,
        str(MILLIS),
        str(MILLIS // 1000),
        "2026-11-24 10:00:00.000",
        "2026-11-24 10:00",
        "2026-11-24T10:00:00Z",
        "2026-11-24T11:00:00+01:00",
        "2026-11-24T11:00:00 01:00",
        "2026-11-24T04:30:00-0530",
    ],
)
def test_every_way_to_tell_a_time(sent: object) -> None:
    assert moment_of(sent) == TEN
    assert milliseconds(TEN) == MILLIS


def test_size_tells_seconds_from_milliseconds() -> None:
    assert moment_of(SECONDS_BELOW - 1).year == 5138
    assert moment_of(SECONDS_BELOW) == datetime(1973, 3, 3, 9, 46, 40, tzinfo=UTC)
    assert moment_of(-1) == datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert moment_of("2026-11-24 10:00:00.250") == TEN + timedelta(milliseconds=250)


@pytest.mark.parametrize("sent", ["", "soon", "2026-02-30", "2026-11-24T25:00:00Z", True, [1], {}, 1e300, "9" * 17])
def test_what_is_no_time(sent: object) -> None:
    with pytest.raises(UnreadableError):
        moment_of(sent)


def test_an_object_comes_in_a_list_or_bare() -> None:
    event = {"name": "x"}
    for root in ({"calendar_events": [event]}, {"calendar_events": event}, {**event, "per_page": 3}):
        assert object_in(root, "calendar_events") == event
    for listed in ([], [event, event], "x", [1], None):
        with pytest.raises(Fault):
            object_in({"calendar_events": listed}, "calendar_events")


@pytest.mark.parametrize("path", ["/kona/nothing", "/api/nothing", "/kona", "/calendar_events/1/2/3"])
def test_a_refusal_leads_to_the_page_that_explains_it(house: House, path: str) -> None:
    answer = house.ask("GET", path)
    assert answer.status == 404
    assert set(answer.json) == {"problemType", "title", "details"}
    assert answer.json["problemType"] == "http://localhost:8080/docs/kona/not_found"


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda each: each.name)
def test_every_kind_has_a_page(house: House, problem) -> None:
    page = house.ask("GET", f"/docs/kona/{problem.name}", headers={})
    assert page.status == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert problem.title in page.text
