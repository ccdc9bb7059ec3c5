"""The line of a series: walls and instants around changes of the clocks."""

from datetime import UTC, datetime, time, timedelta

import pytest

from kalends.core.recur.series.axis import InstantAxis, walls_around
from kalends.core.time.zones import zone

ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Antarctica/Troll",
    "Pacific/Apia",
    "Africa/Casablanca",
]


@pytest.mark.parametrize("name", ZONES)
@pytest.mark.parametrize("minutes", [13, 45, 60, 600])
@pytest.mark.rfc("5545 §3.3.5")
def test_rising_walls_become_rising_instants_each_once(name: str, minutes: int) -> None:
    where = zone(name)
    for change in where.transitions(datetime(2011, 1, 1), datetime(2013, 1, 1)):
        first = change.at.replace(tzinfo=None) - timedelta(days=2)
        walls = [first + timedelta(minutes=minutes * n) for n in range(5 * 1440 // minutes)]
        expected = sorted({where.to_utc(wall).replace(tzinfo=None) for wall in walls})
        assert list(InstantAxis(where, time(0)).keys(walls)) == expected


@pytest.mark.parametrize("name", ZONES)
def test_walls_around_an_instant_are_around_it(name: str) -> None:
    where = zone(name)
    for change in where.transitions(datetime(2011, 1, 1), datetime(2013, 1, 1)):
        for hours in range(-60, 61, 3):
            moment = change.at.replace(tzinfo=UTC) + timedelta(hours=hours)
            low, high = walls_around(where, moment)
            for minutes in range(0, 3 * 1440, 120):
                assert where.to_utc(low - timedelta(minutes=minutes + 1)) < moment
                assert where.to_utc(high + timedelta(minutes=minutes)) >= moment
