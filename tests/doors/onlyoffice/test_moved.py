"""Occurrences that were moved: what is shown of them, and how they are named to be deleted."""

from typing import Any

import pytest
from tests.doors.onlyoffice.conftest import Office, ics

RULE = "RRULE:FREQ=WEEKLY;COUNT=3"
START = "DTSTART;TZID=Europe/Berlin:20260323T090000"
FIRST, SECOND, THIRD = ("2026-03-23T09:00:00", "2026-03-30T09:00:00", "2026-04-06T09:00:00")


def moved(recurrence_id: str, start: str) -> list[str]:
    """The lines that end a component, and begin one of an instance at another time."""
    lines = ["UID:u", "DTSTAMP:20260101T000000Z", f"RECURRENCE-ID{recurrence_id}", f"DTSTART{start}", "SUMMARY:moved"]
    return ["END:VEVENT", "BEGIN:VEVENT", *lines]


def series(office: Office, *lines: str, start: str = START) -> dict[str, Any]:
    office.zone("anna", "Europe/Berlin")
    return office.post("anna", ics("u", RULE, "SUMMARY:x", *lines, start=start))


def delete(office: Office, event: dict[str, Any], date: str, how: str = "Single") -> list[str]:
    path = f"/calendar/events/{event['objectId']}/custom"
    left = office.done("anna", "DELETE", path, query=f"date={date.replace('+', '%2B')}&type={how}")
    return [each["start"][:19] for each in left]


def rows(office: Office) -> list[tuple[str, str]]:
    found = office.month("anna", "2026-03-01", "2026-04-30")
    return [(each["start"], each["recurrenceId"]) for events in found.values() for each in events]


def shown(office: Office) -> int:
    return sum(map(len, office.month("anna", "2026-03-01", "2026-04-30").values()))


MONDAY = moved(";TZID=Europe/Berlin:20260330T090000", ";TZID=Europe/Berlin:20260331T150000")


def test_the_answer_names_the_start_that_the_series_gives(office: Office) -> None:
    series(office, *MONDAY)
    zero, dst = ".0000000+01:00", ".0000000+02:00"
    assert rows(office) == [
        (f"{FIRST}{zero}", f"{FIRST}{zero}"),
        (f"2026-03-31T15:00:00{dst}", f"{SECOND}{dst}"),
        (f"{THIRD}{dst}", f"{THIRD}{dst}"),
    ]


def test_an_event_that_does_not_recur_has_none(office: Office) -> None:
    assert "recurrenceId" not in office.post("anna")


@pytest.mark.parametrize(
    "date",
    ["2026-03-31T15:00:00", "2026-03-31T15:00:00+02:00", "2026-03-31T13:00:00Z", "2026-03-31", SECOND, "2026-03-30"],
)
def test_a_moved_occurrence_is_deleted_by_either_time(office: Office, date: str) -> None:
    assert delete(office, series(office, *MONDAY), date) == [FIRST, THIRD]


def test_all_that_follow_are_named_so_too(office: Office) -> None:
    assert delete(office, series(office, *MONDAY), "2026-03-31T15:00:00", "AllFollowing") == [FIRST]


def test_what_is_shown_at_a_time_goes_before_what_was_there(office: Office) -> None:
    third = moved(";TZID=Europe/Berlin:20260406T090000", ";TZID=Europe/Berlin:20260330T090000")
    assert delete(office, series(office, *MONDAY, *third), SECOND) == [FIRST, "2026-03-31T15:00:00"]


def test_of_two_at_one_time_the_one_of_the_series_goes(office: Office) -> None:
    third = moved(";TZID=Europe/Berlin:20260406T090000", ";TZID=Europe/Berlin:20260330T090000")
    event = series(office, *third)
    assert delete(office, event, SECOND) == [FIRST, SECOND]
    assert rows(office)[1][1].startswith(THIRD)


def test_days_that_were_moved(office: Office) -> None:
    days = moved(";VALUE=DATE:20260330", ";VALUE=DATE:20260401")
    event = series(office, *days, start="DTSTART;VALUE=DATE:20260323")
    assert rows(office)[1] == ("2026-04-01T00:00:00.0000000Z", "2026-03-30T00:00:00.0000000Z")
    assert delete(office, event, "2026-04-01T00:00:00.0000000Z") == ["2026-03-23T00:00:00", "2026-04-06T00:00:00"]


def test_floating_times_that_were_moved(office: Office) -> None:
    event = series(office, *moved(":20260330T090000", ":20260331T150000"), start="DTSTART:20260323T090000")
    assert delete(office, event, "2026-03-31T15:00:00+02:00") == [FIRST, THIRD]


def test_a_time_at_which_nothing_is(office: Office) -> None:
    event = series(office, *MONDAY)
    path = f"/calendar/events/{event['objectId']}/custom"
    assert office.refused("anna", "DELETE", path, query="date=2026-03-31T09:00:00")[0] == 404


@pytest.mark.parametrize(
    ("start", "other", "own"),
    [
        (START, "2030-03-23T09:00:00", "2026-03-23T09:00:00"),
        (START, "2026-03-23T10:00:00", "2026-03-23T08:00:00Z"),
        ("DTSTART;VALUE=DATE:20260323", "2026-03-24", "2026-03-23"),
    ],
)
@pytest.mark.parametrize("how", ["Single", "AllFollowing"])
def test_a_date_that_a_single_event_does_not_have_deletes_nothing(
    office: Office, start: str, other: str, own: str, how: str
) -> None:
    office.zone("anna", "Europe/Berlin")
    event = office.post("anna", ics("u", "SUMMARY:x", start=start))
    path = f"/calendar/events/{event['objectId']}/custom"
    status, message = office.refused("anna", "DELETE", path, query=f"date={other}&type={how}")
    assert status == 404
    assert "date" in message
    assert shown(office) == 1
    assert delete(office, event, own, how) == []
    assert shown(office) == 0
