from datetime import datetime

import pytest

from kalends.doors.skycore.event import read_wall
from kalends.edge.requests.fields import UnreadableError


@pytest.mark.parametrize(
    "text",
    [
        "2021-12-17T11:30:00Z",
        "2021-12-17T11:30:00",
        "2021-12-17T11:30",
        "20211217T113000",
        "20211217T1130Z",
        "2021-12-17 11:30:00",
        "2021-12-17t11:30:00z",
        "2021-12-17T11:30:00.123456789Z",
        "2021-12-17T11:30:00,5+05:30",
        "2021-12-17T11:30:00-0800",
        "2021-12-17T11:30:00+14",
        "2021-12-17T11:30:00\u221205:00",
        "2021-W50-5T11:30",
        "2021W505T1130",
        "2021-351T11:30",
        "2021351T1130",
        " 2021-12-17T11:30:00 ",
        "2021-12-17T11.5",
        "20211217T11,500Z",
    ],
)
def test_every_form_of_iso_8601_shows_the_same_wall_time(text: str) -> None:
    assert read_wall(text) == datetime(2021, 12, 17, 11, 30)


def test_a_date_alone_is_midnight_and_24_is_the_next() -> None:
    assert read_wall("2021-12-17") == datetime(2021, 12, 17)
    assert read_wall("2021-12-17T24:00") == datetime(2021, 12, 18)


def test_a_fraction_is_one_of_the_last_part() -> None:
    assert read_wall("2021-12-17T11:30.25") == datetime(2021, 12, 17, 11, 30, 15)
    assert read_wall("2021-12-17T1130,999Z") == datetime(2021, 12, 17, 11, 30, 59)
    assert read_wall("2021-12-17T11:30:59.999") == datetime(2021, 12, 17, 11, 30, 59)


@pytest.mark.parametrize(
    "text",
    [
        "17.12.2021",
        "2021-12",
        "2021",
        "2021-13-01",
        "2021-02-30",
        "2021-366",
        "2021-000",
        "2021-W54-1",
        "2021-12-17T",
        "2021-12-17TT11:30",
        "2021-12-17T25:00",
        "2021-12-17T11:60",
        "2021-12-17T24:01",
        "9999-12-31T24:00",
        "2021-12-17T11:30:00 CET",
        "tomorrow",
        "٢٠٢١-12-17",
        "2021-12-17T11:30\r\nX:y",
    ],
)
def test_what_is_no_date_time_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError):
        read_wall(text)
