from datetime import UTC, date, datetime, time

import pytest

from kalends.core.time.dates import Date, Utc, Zoned
from kalends.core.time.zones import zone
from kalends.doors.apyhub.times import read_clock, read_day, read_moment
from kalends.edge.requests.fields import UnreadableError

BERLIN = zone("Europe/Berlin")


@pytest.mark.parametrize("text", ["17-12-2026", "2026-12-17"])
def test_a_day_in_either_form(text: str) -> None:
    assert read_day(text) == date(2026, 12, 17)


@pytest.mark.parametrize("text", ["1-2-2023", "01-2-2023", "1-02-2023", "2023-2-1"])
def test_a_day_of_one_digit(text: str) -> None:
    assert read_day(text) == date(2023, 2, 1)
    assert read_moment(f"{text}T9:05", BERLIN) == Zoned(datetime(2023, 2, 1, 9, 5), BERLIN)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "17/12/2026",
        "12-17-2026",
        "17-12-26",
        "1-7-26",
        "001-7-2026",
        "17-12-2026 ",
        "20261217",
        "31-02-2026",
        "٢٠٢٦-12-17",
    ],
)
def test_an_ambiguous_or_impossible_day_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError):
        read_day(text)


@pytest.mark.parametrize(
    ("text", "clock"),
    [("9:05", time(9, 5)), ("0:00", time(0)), ("23:59", time(23, 59)), ("09:05:30", time(9, 5, 30))],
)
def test_a_time_of_day(text: str, clock: time) -> None:
    assert read_clock(text) == clock


@pytest.mark.parametrize(
    "text", ["", "24:00", "9:5", "9", "9.05", "09:60", "09:00:60", "9:05 pm", "-1:00", "009:00", "٩:05"]
)
def test_what_is_no_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError):
        read_clock(text)


def test_a_moment_counts_in_the_zone_unless_it_says_its_own() -> None:
    assert read_moment("2026-12-17", BERLIN) == Date(date(2026, 12, 17))
    assert read_moment("17-12-2026T09:30", BERLIN) == Zoned(datetime(2026, 12, 17, 9, 30), BERLIN)
    assert read_moment("2026-12-17T09:30:15Z", BERLIN) == Utc(datetime(2026, 12, 17, 9, 30, 15, tzinfo=UTC))
    assert read_moment("2026-12-17 09:30+05:30", BERLIN) == Utc(datetime(2026, 12, 17, 4, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    "text", ["2026-12-17T", "2026-12-17T25:00", "2026-12-17T09:30+25:00", "0001-01-01T00:00+10:00"]
)
def test_an_impossible_moment_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError):
        read_moment(text, BERLIN)
