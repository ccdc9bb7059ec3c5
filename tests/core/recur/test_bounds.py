"""Bounds of series."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from kalends.core.recur.bounds import bounds
from kalends.errors import Fault, Kind


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("bodies", "first", "last"),
    [
        (["DTSTART:20260301T090000Z\nDTEND:20260301T100000Z"], utc(2026, 3, 1, 9), utc(2026, 3, 1, 10)),
        (
            ["DTSTART:20260301T090000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3"],
            utc(2026, 3, 1, 9),
            utc(2026, 3, 3, 10),
        ),
        (["DTSTART:20260301T090000Z\nRRULE:FREQ=DAILY;UNTIL=20260309T090000Z"], utc(2026, 3, 1, 9), utc(2026, 3, 9, 9)),
        (["DTSTART:20260301T090000Z\nRRULE:FREQ=DAILY"], utc(2026, 3, 1, 9), None),
        (["DTSTART;VALUE=DATE:20260301"], utc(2026, 2, 28, 10), utc(2026, 3, 2, 14)),
        (["DTSTART:20260301T120000"], utc(2026, 2, 28, 22), utc(2026, 3, 2, 2)),
        (["DTSTART:20260310T090000Z\nRDATE:20260301T090000Z"], utc(2026, 3, 1, 9), utc(2026, 3, 10, 9)),
        (
            ["DTSTART:20260310T090000Z\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"],
            utc(2026, 3, 10, 9),
            utc(2026, 3, 10, 9),
        ),
        (
            [
                "DTSTART:20260310T090000Z\nRRULE:FREQ=DAILY;COUNT=2",
                "RECURRENCE-ID:20260310T090000Z\nDTSTART:20250101T090000Z",
            ],
            utc(2025, 1, 1, 9),
            utc(2026, 3, 11, 9),
        ),
    ],
)
def test_bounds(make: Callable, bodies: list[str], first: datetime, last: datetime | None) -> None:
    found = bounds(make(*bodies).series)
    assert found
    assert (found.first, found.last) == (first, last)


def test_a_change_for_the_future_is_within(make: Callable) -> None:
    made = make(
        "DTSTART:20260301T090000Z\nRRULE:FREQ=DAILY;COUNT=9",
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20260305T090000Z\nDTSTART:20260205T090000Z\nDURATION:P60D",
    )
    found = bounds(made.series)
    assert found
    assert found.last
    assert found.first <= utc(2026, 2, 5, 9)
    assert utc(2026, 4, 10) <= found.last <= utc(2026, 4, 10) + timedelta(days=3)


def test_what_has_no_date_has_no_bounds(make: Callable) -> None:
    assert bounds(make("SUMMARY:some time", kind="VTODO").series) is None


def test_all_rules_of_a_series_share_one_budget(make: Callable) -> None:
    days = ",".join(map(str, range(1, 121)))
    rule = f"RRULE:RSCALE=CHINESE;FREQ=YEARLY;BYYEARDAY={days};COUNT=99999\n"
    assert bounds(make("DTSTART:20260301T090000Z\n" + rule).series)
    with pytest.raises(Fault) as raised:
        bounds(make("DTSTART:20260301T090000Z\n" + rule * 100).series)
    assert raised.value.kind is Kind.TOO_LARGE
