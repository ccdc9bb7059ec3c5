"""The example of the vendor's document, and ways to send it changed."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.house import Answer, House

GOOD: dict[str, Any] = {
    "action": "createcalendar",
    "event-title": "Dunder Mifflin Christmas Party",
    "event-description": "Ugly sweaters encouraged! Also bring a gift for Yankee Swap!",
    "event-location": "Fake Address",
    "event-start-datetime": "2021-12-17T11:30:00Z",
    "event-end-datetime": "2021-12-17T13:30:00Z",
    "event-timezone": "America/New_York",
    "all-day-event": False,
}

Send = Callable[..., Answer]


@pytest.fixture
def send(house: House) -> Send:
    """Sends the example with some fields changed; `...` as a value leaves a field out."""

    def send(**changes: Any) -> Answer:
        body = {name: value for name, value in (GOOD | changes).items() if value is not ...}
        return house.ask("POST", "/skycore/v2", body)

    return send
