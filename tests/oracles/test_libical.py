"""The binding to libical reads what a test asks of it."""

from datetime import UTC, datetime
from types import ModuleType

import pytest

from kalends.core.ics.write import write
from kalends.core.time.vtimezone import vtimezone
from kalends.core.time.zones import zone

EVENT = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:test
{zone}BEGIN:VEVENT
UID:1
DTSTART;TZID=Europe/Berlin:20260701T120000
DTEND:20260701T110000Z
SUMMARY:One\\, two\\nthree
ATTENDEE;CN="A, B";RSVP=TRUE:mailto:a@example.org
RDATE;TZID=Europe/Berlin:20260702T120000,20260703T120000
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTART:20260701T120000
END:VEVENT
END:VCALENDAR
"""


def calendar(libical: ModuleType) -> object:
    berlin = write(vtimezone(zone("Europe/Berlin"), datetime(2026, 1, 1))).decode()
    return libical.parse(EVENT.format(zone=berlin))


@pytest.mark.oracle
def test_components_properties_and_parameters(libical: ModuleType) -> None:
    found = calendar(libical)
    assert found.name == "VCALENDAR"
    assert [each.name for each in found.components()] == ["VTIMEZONE", "VEVENT", "VEVENT"]
    one, two = found.components("VEVENT")
    assert (one.values("UID"), two.values("UID")) == (["1"], ["2"])
    assert one.values("SUMMARY") == ["One, two\nthree"]
    assert one.properties("SUMMARY")[0].value == "One\\, two\\nthree"
    [attendee] = one.properties("ATTENDEE")
    assert attendee.parameters == ['CN="A, B"', "RSVP=TRUE"]
    assert repr(attendee) == 'ATTENDEE;CN="A, B";RSVP=TRUE:mailto:a@example.org'
    assert one.values("RDATE") == ["20260702T120000", "20260703T120000"]


@pytest.mark.oracle
def test_times_of_an_event(libical: ModuleType) -> None:
    one, two = calendar(libical).components("VEVENT")
    assert one.start() == datetime(2026, 7, 1, 10, tzinfo=UTC).timestamp()
    assert one.end() == datetime(2026, 7, 1, 11, tzinfo=UTC).timestamp()
    assert two.start() == datetime(2026, 7, 1, 12)


@pytest.mark.oracle
def test_offsets_of_a_zone(libical: ModuleType) -> None:
    berlin = libical.Zone(calendar(libical).components("VTIMEZONE")[0])
    assert [berlin.offset_at(datetime(2026, month, 1)) for month in (2, 7)] == [3600, 7200]
    assert berlin.offset_at_wall(datetime(2026, 7, 1)) == 7200


@pytest.mark.oracle
def test_what_is_no_calendar_is_refused(libical: ModuleType) -> None:
    with pytest.raises(ValueError, match="no component"):
        libical.parse("nothing")
    with pytest.raises(ValueError, match="no zone"):
        libical.Zone(libical.parse("BEGIN:VTIMEZONE\r\nEND:VTIMEZONE\r\n"))
