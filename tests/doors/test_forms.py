"""A form where JSON is expected is told to be JSON, whatever the door."""

import pytest

PATHS = ["/generate/ical/file", "/generate/ical/url", "/skycore/v2", "/calendar_events"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "body", [b"action=createcalendar&event-title=x", b"--b\r\nContent-Disposition: form-data\r\n\r\nx"]
)
def test_a_form_is_asked_to_be_json(house, path, body) -> None:
    headers = {"authorization": f"Bearer {house.key}", "content-type": "application/x-www-form-urlencoded"}
    answer = house.ask("POST", path, body, headers=headers)
    assert answer.status == 400, answer.text
    assert "JSON" in answer.text


@pytest.mark.parametrize("name", ["america/new_york", "AMERICA/NEW_YORK", "America/New_York"])
def test_a_zone_of_skycore_in_any_case(house, name) -> None:
    texts = {"event-title": "x", "event-description": "x", "event-location": "x", "event-timezone": name}
    times = {"event-start-datetime": "2026-12-17T09:00", "event-end-datetime": "2026-12-17T10:00"}
    answer = house.ask("POST", "/skycore/v2", {"action": "createcalendar", **texts, **times})
    assert "DTSTART:20261217T140000Z" in answer.lines
