"""Messages and files that are hostile: what they cost is bounded, and none of them is a 500."""

from collections.abc import Iterator

import pytest
from tests.bombs.measure import bounded
from tests.bombs.messages import FILES, MESSAGES, SERIES
from tests.bombs.pieces import MIB
from tests.house import House

ICS = "/api/2.0/calendar/icsevent"
OF_A_FILE = 30.0  # seconds; a quadratic one takes minutes


@pytest.fixture
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = House(tmp_path_factory.mktemp("house") / "data")
    house.ask("POST", "/calendar_events", {"calendar_events": [{"name": "warm é"}]})
    yield house
    house.close()


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message(house: House, name: str) -> None:
    text = MESSAGES[name]
    assert len(text) <= MIB
    stored = house.ask("POST", ICS, {"ics": SERIES})
    assert stored.status == 201
    number = stored.json["response"][0]["objectId"]
    with bounded():
        answer = house.ask("POST", ICS, {"ics": text})
    assert answer.status < 500, answer.text[:300]
    with bounded():
        answer = house.ask("PUT", ICS, {"eventId": number, "ics": text})
    assert answer.status < 500, answer.text[:300]


@pytest.mark.parametrize("name", FILES)
def test_a_file(house: House, name: str) -> None:
    text = FILES[name]
    assert len(text) <= MIB
    with bounded(OF_A_FILE):
        answer = house.ask("POST", "/api/2.0/calendar/importIcs", {"iCalString": text})
    assert answer.status == 201, answer.text[:300]
