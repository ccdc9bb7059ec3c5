"""A database whose write lock is held: every door says 503 and when to come again, and does nothing."""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw
import psycopg
import pytest
from tests.house import House

from kalends.__main__ import ProgramRoot
from kalends.service.people import NewAccount
from kalends.store.postgres import connection as postgres
from kalends.store.sqlite import connection as sqlite

ICS = "\r\n".join(
    [
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//T//T//EN", "BEGIN:VEVENT", "UID:one"),
        *("DTSTAMP:20261101T000000Z", "DTSTART:20261124T100000Z", "END:VEVENT", "END:VCALENDAR", ""),
    ]
)
MEETING = {
    "summary": "x",
    "description": "y",
    "organizer_email": "a@example.org",
    "attendees_emails": ["b@example.org"],
    "time_zone": "UTC",
    "meeting_date": "24-11-2026",
    "start_time": "10:00",
    "end_time": "11:00",
}
WRITES = [
    pytest.param("POST", "/api/2.0/calendar/icsevent", {"ics": ICS}, id="ONLYOFFICE: an event"),
    pytest.param("POST", "/api/2.0/calendar", {"name": "x"}, id="ONLYOFFICE: a calendar"),
    pytest.param("POST", "/api/2.0/calendar/importIcs", {"iCalString": ICS}, id="ONLYOFFICE: an import"),
    pytest.param("POST", "/calendar_events", {"calendar_events": [{"name": "x"}]}, id="Kona: an event"),
    pytest.param("POST", "/spaces", {"spaces": [{"name": "x"}]}, id="Kona: a space"),
    pytest.param("POST", "/generate/ical/url", MEETING, id="ApyHub: a kept file"),
]


@pytest.fixture(params=["sqlite", "postgres"])
def house(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.2)
    monkeypatch.setattr(postgres, "BUSY_SECONDS", 1)
    database = request.getfixturevalue("postgres_url") if request.param == "postgres" else ""
    house = House(tmp_path / "data", database=database)
    yield house
    house.close()


@contextmanager
def held(house: House) -> Iterator[None]:
    """The lock that every writer needs, taken by another process."""
    if house.database:
        with psycopg.connect(house.database) as elsewhere:
            names = "SELECT string_agg(tablename, ', ') FROM pg_tables WHERE schemaname = current_schema()"
            (tables,) = elsewhere.execute(names).fetchone() or ("",)
            elsewhere.execute(f"LOCK TABLE {tables} IN EXCLUSIVE MODE".encode())
            yield
        return
    elsewhere = apsw.Connection(str(house.data / "kalends.sqlite3"))
    elsewhere.execute("BEGIN IMMEDIATE")
    yield
    elsewhere.execute("ROLLBACK")
    elsewhere.close()


def test_a_change_that_cannot_have_the_lock(house: House) -> None:
    """Of an event and of a calendar, in both doors that keep them."""
    made = house.ask("POST", "/api/2.0/calendar/icsevent", {"ics": ICS}).json["response"][0]
    event = house.ask("GET", "/calendar_events").json["calendar_events"][0]
    asked = [
        ("PUT", f"/calendar_events/{event['id']}", {"calendar_events": [{"name": "other"}]}),
        ("DELETE", f"/calendar_events/{event['id']}", b""),
        ("PUT", f"/api/2.0/calendar/{made['sourceId']}/{made['objectId']}", {"name": "other"}),
        ("DELETE", f"/api/2.0/calendar/events/{made['objectId']}", b""),
        ("DELETE", f"/api/2.0/calendar/{made['sourceId']}", b""),
    ]
    before = house.rows()
    with held(house):
        answers = [house.ask(method, path, body) for method, path, body in asked]
    assert [answer.status for answer in answers] == [503] * len(asked)
    assert all(int(answer.headers["retry-after"]) >= 1 for answer in answers)
    assert house.rows() == before


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
def test_a_write_that_cannot_have_the_lock(house: House, method: str, path: str, body: object) -> None:
    before = house.rows()
    with held(house):
        answer = house.ask(method, path, body)
    assert answer.status == 503, answer.text
    assert int(answer.headers["retry-after"]) >= 1
    assert "busy" in answer.text
    assert house.rows() == before
    again = house.ask(method, path, body)
    assert again.status in (200, 201), again.text


def test_a_password_while_somebody_has_the_lock(house: House) -> None:
    """The right one signs in, also after a wrong one; wrong ones are counted all the same."""
    with house.service() as service:
        service.people.add(NewAccount("hedy@example.org", password="correct horse"), now=ProgramRoot().now())

    def signed_in(password: str) -> int:
        sent = b64encode(f"hedy@example.org:{password}".encode()).decode()
        return house.ask("GET", "/api/2.0/people/@self", headers={"authorization": f"Basic {sent}"}).status

    assert signed_in("wrong") == 401
    with held(house):
        assert signed_in("correct horse") == 200
        found = [signed_in(f"wrong {number}") for number in range(11)]
    assert found == [*[401] * 10, 429]
