"""A good body, and ways to send it changed."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.house import Answer, House

GOOD: dict[str, Any] = {
    "summary": "Quarterly review",
    "description": "We look at the figures.",
    "organizer_email": "ana@example.com",
    "attendees_emails": ["bo@example.com"],
    "location": "Room 4",
    "time_zone": "Europe/Lisbon",
    "meeting_date": "17-12-2026",
    "start_time": "09:30",
    "end_time": "10:15",
}

Send = Callable[..., Answer]


@pytest.fixture
def send(house: House) -> Send:
    """Sends the good body with some fields changed; `...` as a value leaves a field out."""

    def send(query: str = "", path: str = "/generate/ical/file", **changes: Any) -> Answer:
        body = {name: value for name, value in (GOOD | changes).items() if value is not ...}
        return house.ask("POST", path, body, query=query)

    return send
