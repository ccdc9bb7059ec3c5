"""The zone of a file counts for its floating times, and for nothing else."""

import pytest

from kalends.core.ics.read import read
from kalends.core.ics.write import write
from kalends.core.objects.zones import with_file_zone

HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//T//EN\r\nX-WR-TIMEZONE:{}\r\n"
EVENT = "BEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\n{}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"


def located(line: str, zone: str = "Europe/Berlin", maker: str = "-//T//EN") -> str:
    text = (HEAD.format(zone) + EVENT.format(line)).replace("-//T//EN", maker)
    calendar = read(text, lenient=True).components[0]
    made = with_file_zone(calendar)
    return "" if made is calendar else write(made).decode()


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("DTSTART:20260101T100000", "DTSTART;TZID=Europe/Berlin:20260101T100000"),
        ("EXDATE:20260101T100000,20260102T100000", "EXDATE;TZID=Europe/Berlin:20260101T100000,20260102T100000"),
        ("DTSTART;X-A=1:20260101T100000", "DTSTART;X-A=1;TZID=Europe/Berlin:20260101T100000"),
    ],
)
def test_a_floating_time_is_in_the_zone_of_its_file(line: str, wanted: str) -> None:
    text = located(line)
    assert f"\r\n{wanted}\r\n" in text
    assert text.count("BEGIN:VTIMEZONE") == 1


@pytest.mark.parametrize(
    "line",
    [
        "DTSTART:20260101T100000Z",
        "DTSTART;VALUE=DATE:20260101",
        "DTSTART:20260101",
        "DTSTART;TZID=Asia/Tokyo:20260101T100000",
        "SUMMARY:T",
    ],
)
def test_every_other_time_stays(line: str) -> None:
    assert located(line) == ""


@pytest.mark.parametrize(("zone", "maker"), [("Nowhere", "-//T//EN"), ("Europe/Berlin", "-//Kalends//Kalends//EN")])
def test_no_zone_is_taken_that_is_not_known_or_that_we_wrote_ourselves(zone: str, maker: str) -> None:
    assert located("DTSTART:20260101T100000", zone, maker) == ""
