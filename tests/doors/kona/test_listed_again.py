"""An occurrence of a list that is changed and sent back to the series: what a client does that keeps whole things."""

import pytest
from tests.doors.kona.conftest import BOTH, DAY, EVENTS, HOUR, TEN, Kona

WINDOW = f"{EVENTS}?date_range_start={TEN}&date_range_end={TEN + 10 * DAY}"


def series(kona: Kona, **more: object) -> int:
    """A series of five days, ten to eleven."""
    made = kona.post(
        "anna", name="Daily", start_at=TEN, end_at=TEN + HOUR, series_end_at=TEN + 4 * DAY, period=1, **more
    )
    return made["id"]


def places(kona: Kona) -> list[tuple[int, int, str]]:
    return [
        ((each["start_at"] - TEN) // HOUR, each["end_at"] - each["start_at"], each["name"]) for each in listed(kona)
    ]


def listed(kona: Kona) -> list[dict[str, object]]:
    return kona.all("anna", WINDOW)


@BOTH
def test_a_renamed_occurrence_renames_the_series_and_moves_nothing(kona: Kona) -> None:
    number = series(kona)
    kona.put("anna", number, **(listed(kona)[2] | {"name": "Renamed"}))
    assert places(kona) == [(24 * day, HOUR, "Renamed") for day in range(5)]


def test_the_series_is_shifted_as_the_occurrence_was(kona: Kona) -> None:
    number, third = series(kona), listed(kona)[2]
    moved = third | {"start_at": third["start_at"] + HOUR, "end_at": third["end_at"] + 2 * HOUR}
    kona.put("anna", number, **moved)
    assert places(kona) == [(24 * day + 1, 2 * HOUR, "Daily") for day in range(5)]  # its end moves along
    third = listed(kona)[2]
    kona.put("anna", number, **(third | {"start_at": third["start_at"] + HOUR}))
    assert places(kona) == [(24 * day + 2, HOUR, "Daily") for day in range(5)]
    third = listed(kona)[2]
    ended = third["series_end_at"] - 24 * HOUR
    kona.put("anna", number, **(third | {"start_at": third["start_at"] - HOUR, "series_end_at": ended}))
    assert places(kona) == [(24 * day + 1, 2 * HOUR, "Daily") for day in range(4)]  # one that was sent is what it is


@BOTH
def test_a_number_names_the_occurrence_as_well(kona: Kona) -> None:
    number, third = series(kona), listed(kona)[2]
    bare = {name: value for name, value in third.items() if name not in ("recurrence_id", "series_id", "href")}
    kona.put("anna", number, **(bare | {"name": "Renamed"}))
    assert places(kona) == [(24 * day, HOUR, "Renamed") for day in range(5)]
    kona.put("anna", number, num_in_series=3, start_at=third["start_at"] + HOUR, end_at=third["end_at"] + HOUR)
    assert places(kona) == [(24 * day + 1, HOUR, "Renamed") for day in range(5)]
    kona.put("anna", number, num_in_series=3, location="Room 4")
    assert {each["location"] for each in listed(kona)} == {"Room 4"}
    sent = {"num_in_series": 9, "start_at": TEN, "end_at": TEN + HOUR}
    assert kona.refused("anna", "PUT", f"{EVENTS}/{number}", sent)[0] == 422


def test_a_series_whose_first_was_deleted_comes_back_as_it_is_shown(kona: Kona) -> None:
    number = series(kona)
    kona.delete("anna", f"{EVENTS}/{number}?num_in_series=1")
    shown = kona.one("anna", number)
    assert shown["num_in_series"] == 1
    kona.put("anna", number, **(shown | {"name": "Renamed"}))
    assert places(kona) == [(24 * day, HOUR, "Renamed") for day in range(1, 5)]
    once = kona.post("anna", name="Once", start_at=TEN, end_at=TEN + HOUR)
    assert kona.put("anna", once["id"], num_in_series=4, start_at=TEN, end_at=TEN + HOUR)["start_at"] == TEN


def test_one_that_was_moved_by_itself_stays_there(kona: Kona) -> None:
    number = series(kona)
    kona.put(
        "anna", f"{EVENTS}/{number}?num_in_series=3", start_at=TEN + 2 * DAY + HOUR, end_at=TEN + 2 * DAY + 2 * HOUR
    )
    kona.put("anna", number, **(listed(kona)[2] | {"location": "Room 4"}))
    assert [place[0] for place in places(kona)] == [0, 24, 49, 72, 96]
    assert {each["location"] for each in listed(kona)} == {"Room 4"}


def test_days_come_back_as_days(kona: Kona) -> None:
    midnight = TEN - 10 * HOUR
    number = kona.post("anna", all_day=True, start_at=midnight, end_at=midnight + DAY, period=2, name="Weekly")["id"]
    second = listed(kona)[1]
    kona.put("anna", number, **(second | {"name": "Renamed", "start_at": second["start_at"] - DAY}))
    assert [(each["start_at"] - midnight) // DAY for each in listed(kona)] == [-1, 6]
    assert {each["end_at"] - each["start_at"] for each in listed(kona)} == {2 * DAY}


def test_near_1970_too(kona: Kona) -> None:
    number = kona.post("anna", name="Old", start_at="1970-01-01", end_at="1970-01-01 01:00:00.000", period=1)["id"]
    third = kona.one("anna", f"{EVENTS}/{number}?num_in_series=3")
    assert third["recurrence_id"] == 2 * DAY
    kona.put("anna", number, **(third | {"name": "Renamed"}))
    again = kona.one("anna", number)
    assert (again["start_at"], again["end_at"], again["name"]) == (0, HOUR, "Renamed")


def test_of_one_that_is_gone_the_times_mean_nothing(kona: Kona) -> None:
    number, third = series(kona), listed(kona)[2]
    kona.delete("anna", f"{EVENTS}/{number}?num_in_series=3")
    status, kind, details = kona.refused("anna", "PUT", f"{EVENTS}/{number}", {"calendar_events": [third]})
    assert (status, kind) == (422, "unprocessable_entity")
    assert "recurrence_id" in details
    timeless = {name: value for name, value in third.items() if name not in ("start_at", "end_at")}
    kona.put("anna", number, **(timeless | {"name": "Renamed"}))
    assert [place[0] for place in places(kona)] == [0, 24, 72, 96]


@pytest.mark.parametrize("start", ["0001-01-01", "9999-12-31T23:59:59Z"])
def test_a_shift_out_of_the_calendar_is_refused(kona: Kona, start: str) -> None:
    number, third = series(kona), listed(kona)[2]
    body = {"calendar_events": [third | {"start_at": start, "end_at": "9999-12-31T23:59:59Z"}]}
    assert kona.refused("anna", "PUT", f"{EVENTS}/{number}", body)[0] == 422


def test_what_names_no_occurrence_is_passed_over_in_an_event_of_one(kona: Kona) -> None:
    number = kona.post("anna", start_at=TEN, end_at=TEN + HOUR)["id"]
    kona.put("anna", number, start_at=TEN + HOUR, end_at=TEN + HOUR, recurrence_id=TEN)
    assert kona.one("anna", number)["start_at"] == TEN + HOUR
