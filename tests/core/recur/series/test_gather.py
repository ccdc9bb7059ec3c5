"""Properties that are there and say nothing."""

from datetime import UTC, datetime

from tests.core.recurrence import objects_of

from kalends.core.ics.read import read
from kalends.core.objects.index import index_of
from kalends.core.objects.object import CalendarObject
from kalends.core.recur.edit import delete_one, move
from kalends.core.recur.series import Window, series_of, zones_of
from kalends.core.time.dates import Utc

EMPTY = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:one\r\nDTSTAMP:20260101T000000Z\r\n"
    "DTSTART:20261124T100000Z\r\nRRULE:\r\nEXRULE:\r\nRDATE:\r\nEXDATE: \r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
CALENDAR = read(EMPTY, lenient=True).components[0]
(COMPONENTS,) = objects_of(CALENDAR)
ZONES = zones_of(CALENDAR)
YEAR = Window(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))


def test_an_empty_rule_is_none() -> None:
    """Calendars of German holidays are published so."""
    series = series_of(COMPONENTS, ZONES)
    (only,) = series.instances(YEAR)
    assert (only.begins, only.recurrence_id) == (datetime(2026, 11, 24, 10, tzinfo=UTC), None)
    assert not index_of(CalendarObject(CALENDAR), strict=True).recurs


def test_an_event_with_an_empty_rule_can_be_changed() -> None:
    later = Utc(datetime(2026, 11, 25, 9, tzinfo=UTC))
    (moved,) = move(COMPONENTS, later, ZONES)
    assert (moved.first("DTSTART").value, moved.first("RRULE").value) == ("20261125T090000Z", "")
    assert delete_one(COMPONENTS, Utc(datetime(2026, 11, 24, 10, tzinfo=UTC)), ZONES) is not None
