"""Days of a repeat rule are those of the clock on which its sender, and its reader, has the start."""

from typing import Any

import pytest
from tests.doors.onlyoffice.conftest import Office, ics

SUNDAYS = "RRULE:FREQ=WEEKLY;BYDAY=SU;COUNT=4"
START = "DTSTART;TZID=America/New_York:20260705T210000"


@pytest.fixture
def event(office: Office) -> dict[str, Any]:
    """A series of Sunday evenings in New York, which are Monday mornings for Anna in Berlin, who may change it."""
    office.zone("anna", "Europe/Berlin")
    office.zone("cleo", "America/New_York")
    return office.post("cleo", ics("u", SUNDAYS, start=START), sharingOptions=[office.option("anna", "full_access")])


def put(office: Office, event: dict[str, Any], **body: object) -> list[dict[str, Any]]:
    return office.done("anna", "PUT", f"/calendar/{event['sourceId']}/{event['objectId']}", body)


def starts(shown: list[dict[str, Any]]) -> list[str]:
    return [each["start"][:16] for each in shown]


def line(office: Office, event: dict[str, Any], name: str) -> str:
    return next(each for each in office.text("cleo", event["objectId"]).splitlines() if each.startswith(name))


def test_the_days_shown_are_those_of_the_start_shown(office: Office, event: dict[str, Any]) -> None:
    [shown] = [each for found in office.month("anna", "2026-07-01", "2026-07-09").values() for each in found]
    assert (shown["start"][:16], shown["repeatRule"]) == ("2026-07-06T03:00", "freq=weekly;count=4;byday=mo")
    assert event["repeatRule"] == "freq=weekly;count=4;byday=su"


def test_what_is_shown_can_be_sent_back(office: Office, event: dict[str, Any]) -> None:
    before = office.text("cleo", event["objectId"])
    put(office, event, repeatType="freq=weekly;count=4;byday=mo")
    assert office.text("cleo", event["objectId"]) == before


def test_a_changed_rule_is_turned_back(office: Office, event: dict[str, Any]) -> None:
    shown = put(office, event, repeatType="freq=weekly;count=3;byday=mo,tu;exdates=20260707")
    assert starts(shown) == ["2026-07-06T03:00", "2026-07-13T03:00"]
    assert line(office, event, "RRULE:FREQ=W") == "RRULE:FREQ=WEEKLY;COUNT=3;BYDAY=SU,MO"
    assert line(office, event, "DTSTART;") == START


def test_until_a_day_is_a_day_of_the_sender(office: Office, event: dict[str, Any]) -> None:
    shown = put(office, event, repeatType="freq=weekly;until=20260713;byday=mo")
    assert starts(shown) == ["2026-07-06T03:00", "2026-07-13T03:00"]


def test_a_rule_that_cannot_be_turned_takes_the_start_along(office: Office, event: dict[str, Any]) -> None:
    shown = put(office, event, repeatType="freq=monthly;count=3;byday=1mo")
    assert starts(shown) == ["2026-07-06T03:00", "2026-08-03T03:00", "2026-09-07T03:00"]
    assert line(office, event, "DTSTART;") == "DTSTART;TZID=Europe/Berlin:20260706T030000"
    assert shown[0]["repeatRule"] == "freq=monthly;count=3;byday=1mo"


def test_a_rule_that_cannot_be_turned_is_kept_when_it_comes_back(office: Office) -> None:
    office.zone("anna", "Europe/Berlin")
    event = office.post("anna", ics("m", "RRULE:FREQ=MONTHLY;BYDAY=1SU;COUNT=2", start=START))
    assert event["repeatRule"] == "freq=monthly;count=2;byday=1su"
    before = office.text("anna", event["objectId"])
    put(office, event, repeatType=event["repeatRule"])
    assert office.text("anna", event["objectId"]) == before


def test_an_event_that_becomes_a_series_goes_into_the_zone_of_who_makes_it_one(office: Office) -> None:
    office.zone("anna", "Europe/Berlin")
    event = office.post("anna", ics("n", start=START))
    shown = put(office, event, repeatType="freq=weekly;count=2;byday=mo")
    assert starts(shown) == ["2026-07-06T03:00", "2026-07-13T03:00"]
    assert "DTSTART;TZID=Europe/Berlin:20260706T030000" in office.text("anna", event["objectId"])


@pytest.mark.parametrize(
    ("start", "repeat", "shown"),
    [
        ("2026-12-17T23:30:00-05:00", "freq=weekly;byday=th;count=2", ["2026-12-18T05:30", "2026-12-25T05:30"]),
        ("2026-12-17T23:30:00-05:00", "freq=weekly;byday=th;count=2;exdates=20261217", ["2026-12-25T05:30"]),
        ("2026-12-17T22:30:00Z", "freq=weekly;byday=th;count=1", ["2026-12-17T23:30"]),
        ("2026-12-17T23:30:00Z", "freq=weekly;byday=fr;count=1", ["2026-12-18T00:30"]),
    ],
)
def test_an_offset_is_a_clock_but_utc_is_none(office: Office, start: str, repeat: str, shown: list[str]) -> None:
    office.zone("anna", "Europe/Berlin")
    body = {"name": "x", "startDate": start, "endDate": start, "repeatType": repeat}
    assert starts(office.done("anna", "POST", "/calendar/event", body))[: len(shown)] == shown


def test_days_that_an_offset_counts_and_no_rule_can_say_are_refused(office: Office) -> None:
    office.zone("anna", "Europe/Berlin")
    start = "2026-12-31T23:30:00-05:00"
    body = {"name": "x", "startDate": start, "endDate": start, "repeatType": "freq=monthly"}
    status, message = office.refused("anna", "POST", "/calendar/event", body)
    assert (status, message.partition(" ")[0]) == (400, "startDate")
    assert "Thursday 23:30" in message


def test_a_series_keeps_an_occurrence(office: Office, event: dict[str, Any]) -> None:
    body = {"repeatType": "freq=weekly;count=2;byday=mo;exdates=20260706,20260713"}
    path = f"/calendar/{event['sourceId']}/{event['objectId']}"
    assert office.refused("anna", "PUT", path, body)[0] == 400
    times = {"startDate": "2026-07-06T03:00:00", "endDate": "2026-07-06T04:00:00"}
    assert office.refused("anna", "POST", "/calendar/event", {"name": "x", **times, **body})[0] == 400
