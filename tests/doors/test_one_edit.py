"""The rules of editing are those of the core, whichever door an edit comes through."""

from dataclasses import dataclass
from typing import Any

import pytest
from tests.doors.kona.street import BOTH, Street, database, street
from tests.units import history_of, objects_of

from kalends.__main__ import ProgramRoot
from kalends.service.records import Stored

__all__ = ("database", "street")

TITLE = "A title that is so long that it cannot stand on one line of a calendar, and is folded"
HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Strange//EN\r\n"
FOLDED = f"SUMMARY;LANGUAGE=en:{TITLE[:20]}\r\n {TITLE[20:50]}\r\n\t{TITLE[50:]}\r\n"
EVENT = (
    f"{HEAD}BEGIN:VEVENT\r\nUID:folded@example.org\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20261207T090000Z\r\n"
    f"DURATION:PT60M\r\n{FOLDED}RRULE:COUNT=3;FREQ=DAILY\r\nX-KEPT;A=b:c\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
CALENDAR = "/api/2.0/calendar"


@dataclass
class Kept:
    """An event in Anna's calendar, as it was put."""

    street: Street
    id: int

    @property
    def stored(self) -> Stored:
        with self.street.house.service() as service:
            return objects_of(service).get(self.street.callers["anna"], self.id).stored

    @property
    def methods(self) -> list[str]:
        """The METHOD of each version that is kept, the present one first."""
        with self.street.house.service() as service:
            past = history_of(service).get_past(self.street.callers["anna"], self.id)
            assert past.present is not None
            return [past.present.draft.method, *(each.method for each in past.former)]

    def ask(self, method: str, path: str, body: Any = b"", query: str = "") -> None:
        answer = self.street.ask("anna", method, path, body, query)
        assert answer.status in (200, 204), answer.text


@pytest.fixture
def kept(street: Street) -> Kept:
    answer = street.ask("anna", "POST", f"{CALENDAR}/icsevent", {"ics": EVENT})
    assert answer.status == 201, answer.text
    return Kept(street, int(answer.json["response"][0]["objectId"]))


NO_CHANGES = [
    ("PUT", "/calendar_events/{id}", {"name": TITLE}),
    ("PUT", "/calendar_events/{id}", {"name": TITLE, "details": "", "period": 1, "frequency": 1}),
    ("PUT", "/calendar_events/{id}", {"start_at": "2026-12-07T09:00:00Z", "end_at": "2026-12-07T10:00:00Z"}),
    ("PUT", CALENDAR + "/{calendar}/{id}", {"name": TITLE}),
    ("PUT", CALENDAR + "/{calendar}/{id}", {"name": TITLE, "description": "", "status": 1}),
    ("PUT", CALENDAR + "/{calendar}/{id}", {"startDate": "2026-12-07T09:00:00Z", "endDate": "2026-12-07T10:00:00Z"}),
    ("PUT", CALENDAR + "/{calendar}/{id}", {"repeatType": "freq=daily;count=3"}),
    ("PUT", CALENDAR + "/icsevent", {"eventId": "{id}", "ics": EVENT}),
]


@BOTH
@pytest.mark.parametrize(("method", "path", "body"), NO_CHANGES)
def test_what_changes_nothing_leaves_text_etag_and_history(kept: Kept, method: str, path: str, body: Any) -> None:
    before = kept.stored
    assert before.text == EVENT
    told = {name: kept.id if value == "{id}" else value for name, value in body.items()}
    kept.ask(method, path.format(id=kept.id, calendar=before.calendar_id), told)
    after = kept.stored
    assert (after.text, after.etag, after.modified) == (before.text, before.etag, before.modified)
    assert len(kept.methods) == 1


INSTANCE = "recurrence_id=2026-12-08T09:00:00Z"
CHANGES = [
    ("PUT", "/calendar_events/{id}", {"name": "x"}, ""),
    ("PUT", "/calendar_events/{id}", {"name": "x"}, INSTANCE),
    ("PUT", "/calendar_events/{id}", {"name": "x"}, INSTANCE + "&scope=following"),
    ("DELETE", "/calendar_events/{id}", b"", INSTANCE),
    ("DELETE", "/calendar_events/{id}", b"", INSTANCE + "&scope=following"),
    ("PUT", CALENDAR + "/{calendar}/{id}", {"name": "x"}, ""),
    ("DELETE", CALENDAR + "/events/{id}/custom", {"date": "2026-12-08T09:00:00Z", "type": 0}, ""),
    ("DELETE", CALENDAR + "/events/{id}/custom", {"date": "2026-12-08T09:00:00Z", "type": 1}, ""),
    ("PUT", CALENDAR + "/icsevent", {"eventId": "{id}", "ics": EVENT.replace("X-KEPT", "X-OTHER")}, ""),
]


@pytest.mark.parametrize(("method", "path", "body", "query"), CHANGES)
def test_the_history_notes_the_same_method_for_every_edit(
    kept: Kept, method: str, path: str, body: Any, query: str
) -> None:
    told = {name: kept.id if value == "{id}" else value for name, value in body.items()} if body else body
    kept.ask(method, path.format(id=kept.id, calendar=kept.stored.calendar_id), told, query)
    assert kept.methods[0] == "REQUEST"


@pytest.mark.parametrize(("method", "path", "body", "query"), CHANGES[:8])
def test_every_edit_of_a_time_raises_sequence_and_stamps(
    kept: Kept, method: str, path: str, body: Any, query: str
) -> None:
    kept.ask(method, path.format(id=kept.id, calendar=kept.stored.calendar_id), body, query)
    text = kept.stored.text
    renamed = body and query == ""
    assert ("SEQUENCE:1\r\n" in text) is not (bool(renamed) and "custom" not in path)
    assert f"DTSTAMP:{ProgramRoot().now():%Y%m%dT}" in text
