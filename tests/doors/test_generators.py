"""What the doors that make an event make of the same words: one meaning, whoever is asked."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from tests.core.recurrence import objects_of
from tests.doors.onlyoffice.conftest import Office
from tests.house import House
from typer.testing import CliRunner

from kalends.__main__ import ProgramRoot
from kalends.core.ics.read import read
from kalends.core.recur.series import Instance, Window, series_of, zones_of
from kalends.core.time.zones import zone
from kalends.doors.cli import door

BERLIN = "Europe/Berlin"
NIGHT = "2026-03-29"
"""In it 02:00 to 03:00 is left out in Berlin."""


@dataclass
class Makers:
    """The doors that make an event of wall times, each as a function of a start and an end."""

    office: Office

    def apyhub(self, start: str, end: str) -> bytes:
        people = {"organizer_email": "a@example.com", "attendees_emails": ["b@example.com"]}
        times = {"meeting_date": NIGHT, "start_time": start, "end_time": end, "time_zone": BERLIN}
        answer = self.office.house.ask("POST", "/generate/ical/file", {"description": "x", **people, **times})
        assert answer.status == 200, answer.text
        return answer.body

    def skycore(self, start: str, end: str) -> bytes:
        texts = {"event-title": "x", "event-description": "x", "event-location": "x", "event-timezone": BERLIN}
        times = {"event-start-datetime": f"{NIGHT}T{start}", "event-end-datetime": f"{NIGHT}T{end}"}
        key = {"x-api-key": self.office.house.key}
        body = {"action": "createcalendar", **texts, **times}
        answer = self.office.house.ask("POST", "/skycore/v2", body, headers=key)
        assert answer.status == 200, answer.text
        return answer.body

    def make(self, start: str, end: str) -> bytes:
        options = ["--start", f"{NIGHT} {start}", "--end", f"{NIGHT} {end}", "--zone", BERLIN]
        result = CliRunner().invoke(door(ProgramRoot()), ["make", *options])
        assert result.exit_code == 0, result.output
        return result.stdout_bytes

    def post(self, start: str, end: str) -> bytes:
        times = {"startDate": f"{NIGHT}T{start}:00", "endDate": f"{NIGHT}T{end}:00"}
        [event] = self.office.done("anna", "POST", "/calendar/event", {"name": "x", **times})
        return self.office.text("anna", event["objectId"]).encode()

    def put(self, start: str, end: str) -> bytes:
        times = {"startDate": f"{NIGHT}T12:00:00", "endDate": f"{NIGHT}T13:00:00"}
        [event] = self.office.done("anna", "POST", "/calendar/event", {"name": "x", **times})
        times = {"startDate": f"{NIGHT}T{start}:00", "endDate": f"{NIGHT}T{end}:00"}
        self.office.done("anna", "PUT", f"/calendar/{event['sourceId']}/{event['objectId']}", times)
        return self.office.text("anna", event["objectId"]).encode()

    def text(self, start: str, end: str) -> bytes:
        """The text that says it letter by letter."""
        times = [f"{name};TZID={BERLIN}:20260329T{each.replace(':', '')}00\r\n" for name, each in _named(start, end)]
        inside = f"BEGIN:VEVENT\r\nUID:u\r\nDTSTAMP:20260101T000000Z\r\n{''.join(times)}END:VEVENT\r\n"
        return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{inside}END:VCALENDAR\r\n".encode()


def _named(start: str, end: str) -> tuple[tuple[str, str], ...]:
    return ("DTSTART", start), ("DTEND", end)


@pytest.fixture(scope="module")
def makers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Makers]:
    house = House(Path(tmp_path_factory.mktemp("makers")) / "data")
    office = Office.of(house)
    office.zone("anna", BERLIN)
    yield Makers(office)
    house.close()


def instances(text: bytes) -> list[Instance]:
    [calendar] = read(text).components
    [components] = objects_of(calendar)
    series = series_of(components, zones_of(calendar))
    return list(series.instances(Window(None, None), zone("Etc/UTC")))


DOORS = [Makers.apyhub, Makers.skycore, Makers.make, Makers.post, Makers.put, Makers.text]


@pytest.mark.rfc("5545 §3.3.5")
@pytest.mark.parametrize("ask", DOORS, ids=lambda ask: ask.__name__)
@pytest.mark.parametrize(
    ("start", "end", "last"),
    [
        ("02:30", "03:30", "02:30"),
        ("02:45", "03:15", "02:15"),
        ("02:15", "02:45", "01:45"),
        ("02:30", "04:00", "02:00"),
        ("01:30", "02:30", "01:30"),
        ("01:30", "03:30", "01:30"),
    ],
)
def test_an_hour_that_is_skipped(
    makers: Makers, ask: Callable[[Makers, str, str], bytes], start: str, end: str, last: str
) -> None:
    hour, minute = map(int, start.split(":"))
    [instance] = instances(ask(makers, start, end))
    begins = datetime(2026, 3, 29, hour - 1, minute)
    assert (instance.begins.replace(tzinfo=None), f"{instance.ends:%H:%M}") == (begins, last)
