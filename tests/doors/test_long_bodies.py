"""Long bodies: they lie in a file until they are read, as long as the disk has room."""

import tempfile

import pytest
from tests.house import House

from kalends.edge.requests.body import HELD_OCTETS

EVENT = b'{"calendar_events":[{"name":"a long body"}]}'
PATHS = {"/generate/ical/file": (b"{}", 400), "/calendar_events": (EVENT, 201)}


@pytest.mark.parametrize("path", PATHS)
def test_a_disk_without_room_for_a_long_body_is_told(house: House, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    body, status = PATHS[path]
    assert house.ask("POST", path, body.ljust(HELD_OCTETS + 1)).status == status
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere/at/all")
    answer = house.ask("POST", path, body.ljust(HELD_OCTETS + 1))
    assert (answer.status, answer.headers["retry-after"]) == (503, "30")
    assert "room" in answer.text
    assert house.ask("POST", path, body.ljust(HELD_OCTETS)).status == status
