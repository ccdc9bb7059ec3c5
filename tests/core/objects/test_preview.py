"""What an edit would do to the occurrences in a window."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.drawn import LAWS, Drawn, series

from kalends.core.objects.object import CalendarObject
from kalends.core.objects.patch import WHOLE, Extent, FollowingInstances, OneInstance, Patch
from kalends.core.objects.preview import MOST, Preview, preview
from kalends.core.objects.revise import Editor
from kalends.core.recur.rule import Freq, Rule
from kalends.core.recur.series import Window
from kalends.core.time.dates import Utc
from kalends.core.time.zones import zone
from kalends.errors import Fault, Kind

BY = Editor("anna@example.org", datetime(2026, 11, 29, tzinfo=UTC), zone("Etc/UTC"))
MARCH = Window(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC))


def daily(rule: str) -> CalendarObject:
    return CalendarObject.read(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:u\r\nDTSTAMP:20260101T000000Z\r\n"
        f"DTSTART:20260302T090000Z\r\nDURATION:PT1H\r\nRRULE:{rule}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )


def at(day: int, hour: int = 9) -> Utc:
    return Utc(datetime(2026, 3, day, hour, tzinfo=UTC))


def days(found: Preview) -> tuple[list[int], list[int], list[tuple[int, int]]]:
    return (
        [each.begins.day for each in found.appearing],
        [each.begins.day for each in found.vanishing],
        [(one.begins.day, other.begins.day) for one, other in found.moving],
    )


@pytest.mark.parametrize(
    ("patch", "extent", "expected"),
    [
        (Patch(summary="x"), WHOLE, ([], [], [])),
        (Patch(start=at(5, 11)), WHOLE, ([], [], [(2, 5), (3, 6), (4, 7), (5, 8)])),
        (Patch(start=at(4, 11)), OneInstance(at(3)), ([], [], [(3, 4)])),
        (Patch(start=at(5)), FollowingInstances(at(4), "v"), ([], [], [(4, 5), (5, 6)])),
        (Patch(rule=Rule(Freq.DAILY, count=2)), WHOLE, ([], [4, 5], [])),
        (Patch(rule=Rule(Freq.DAILY, count=6)), WHOLE, ([6, 7], [], [])),
        (Patch(rule=Rule(Freq.DAILY, interval=2, count=2)), FollowingInstances(at(3), "v"), ([], [4], [])),
        (Patch(rule=None), WHOLE, ([], [3, 4, 5], [])),
        (Patch(excluded=(at(3),)), WHOLE, ([], [3], [])),
        (Patch(added=(at(9),)), WHOLE, ([9], [], [])),
    ],
)
def test_what_appears_vanishes_and_moves(patch: Patch, extent: Extent, expected: object) -> None:
    assert days(preview(daily("FREQ=DAILY;COUNT=4"), patch, extent, MARCH, BY)) == expected


def test_what_moves_out_of_the_window_moves() -> None:
    window = Window(datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 3, tzinfo=UTC))
    found = preview(daily("FREQ=DAILY;COUNT=2"), Patch(start=at(9)), WHOLE, window, BY)
    assert days(found) == ([], [], [(2, 9)])


def test_a_window_has_to_be_of_a_size_that_can_be_looked_at() -> None:
    with pytest.raises(Fault) as caught:
        preview(daily("FREQ=MINUTELY"), Patch(start=at(2, 10)), WHOLE, MARCH, BY)
    assert caught.value.kind is Kind.TOO_LARGE
    assert f"{MOST:,}" in caught.value.detail


@LAWS
@given(series(overridden=False), st.sampled_from([0, 60, -90, 1440]))
def test_what_is_there_before_and_after_is_told_once(drawn: Drawn, minutes: int) -> None:
    old = CalendarObject(drawn.calendar)
    start = old.first(BY.zone).start
    if not isinstance(start, Utc):
        return
    patch = Patch(start=Utc(start.moment + timedelta(minutes=minutes)))
    found = preview(old, patch, WHOLE, drawn.window, BY)
    named = [each.key for each in (*found.vanishing, *(one for one, _ in found.moving))]
    assert len(named) == len(set(named))
    assert (not named and not found.appearing) if not minutes else found
