"""A client that openapi-python-client makes from the server's description does what its caller says, and no more.

Twice each: only the changed attribute is sent, as careful callers do; and all that was answered is sent back with that
one changed, as most do. What the caller did not touch has to be as it was.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest

PACKAGE = "kalends_client_of_tests"
TEN, HOUR, DAY = 1795514400000, 3_600_000, 86_400_000
CHANGES_BY_ITSELF = {"updated_at"}


class Client:
    """The generated package, signed in at a server."""

    def __init__(self, server: Any) -> None:
        self.server = server
        self.models: ModuleType = import_module(f"{PACKAGE}.models")
        client = import_module(f"{PACKAGE}.client").AuthenticatedClient
        self._signed_in = client(base_url=server.url, token=server.key, raise_on_unexpected_status=True)

    def close(self) -> None:
        """Close its connections."""
        self._signed_in.get_httpx_client().close()

    def call(self, module: str, **arguments: Any) -> Any:
        """The answer of one generated function; fails where it is a refusal."""
        function = import_module(f"{PACKAGE}.api.{module}").sync_detailed
        answer = function(client=self._signed_in, **arguments)
        assert answer.status_code < 300, answer.content
        return answer.parsed

    def wrapped(self, name: str, plural: str, *things: Any) -> Any:
        """Things in the list of their plural name."""
        return getattr(self.models, name)(**{plural: list(things)})


@pytest.fixture(scope="module")
def client(start_shared: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    server, folder = start_shared(), tmp_path_factory.mktemp("generated")
    (folder / "openapi.json").write_bytes(server.ask("GET", "/openapi.json").content)
    (folder / "config.json").write_text(json.dumps({"post_hooks": []}))
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none"]
    command += ["--path", "openapi.json", "--config", "config.json", "--output-path", PACKAGE]
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60)
    assert done.returncode == 0, done.stdout
    sys.path.insert(0, str(folder))
    client = Client(server)
    yield client
    client.close()
    sys.path.remove(str(folder))
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        del sys.modules[name]


def changed(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """What is different, and how it is now."""
    names = (before.keys() | after.keys()) - CHANGES_BY_ITSELF
    return {name: after.get(name) for name in names if before.get(name) != after.get(name)}


class Events:
    """The calls about Kona's events."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def make(self, **attributes: Any) -> Any:
        new = self.client.models.KonaNewCalendarEvent(**attributes)
        return self.client.call("kona.kona_post_calendar_events", body=new).calendar_events[0]

    def get(self, number: int) -> Any:
        return self.client.call("kona.kona_get_calendar_events_id", id=number).calendar_events[0]

    def listed(self, start: int, end: int) -> list[Any]:
        window = {"date_range_start": start, "date_range_end": end}
        return self.client.call("kona.kona_get_calendar_events", **window).calendar_events

    def put(self, number: int, event: Any) -> Any:
        body = self.client.wrapped("KonaPutCalendarEventsIdBodyType0", "calendar_events", event)
        return self.client.call("kona.kona_put_calendar_events_id", id=number, body=body).calendar_events[0]

    def whole(self, event: Any) -> Any:
        """The model of a change, filled with all that was answered."""
        return self.client.models.KonaChangedCalendarEvent.from_dict(event.to_dict())


@pytest.fixture(scope="module")
def events(client: Client) -> Events:
    return Events(client)


CLOSED = {"status": 4, "visibility": 1, "stakeholder": 0, "default_role": 2}
"""No term is as every event begins, so none can be overwritten unseen."""


def closed(events: Events, **more: Any) -> Any:
    models = events.client.models
    terms = {
        "status": models.KonaNewCalendarEventStatus(4),
        "visibility": models.KonaNewCalendarEventVisibility(1),
        "stakeholder": models.KonaNewCalendarEventStakeholder(0),
        "default_role": models.KonaNewCalendarEventDefaultRole(2),
    }
    made = events.make(name="Doctor", start_at=TEN, end_at=TEN + HOUR, location="At home", **terms, **more)
    assert {name: made.to_dict()[name] for name in CLOSED} == CLOSED
    return made


def test_a_model_of_a_change_sends_what_was_set_alone(client: Client) -> None:
    assert client.models.KonaChangedCalendarEvent(name="x").to_dict() == {"name": "x"}
    assert client.models.KonaChangedSpace(name="x").to_dict() == {"name": "x"}
    assert client.models.KonaChangedGroup(name="x").to_dict() == {"name": "x"}


def test_a_rename_of_a_closed_event_changes_its_name_alone(events: Events) -> None:
    before = events.get(closed(events).id)
    events.put(before.id, events.client.models.KonaChangedCalendarEvent(name="Dentist"))
    assert changed(before.to_dict(), events.get(before.id).to_dict()) == {"name": "Dentist"}


def test_so_does_the_whole_event_with_another_name(events: Events) -> None:
    before = events.get(closed(events).id)
    whole = events.whole(before)
    whole.name = "Dentist"
    events.put(before.id, whole)
    assert changed(before.to_dict(), events.get(before.id).to_dict()) == {"name": "Dentist"}


def test_an_occurrence_of_a_list_that_is_renamed_leaves_the_series_where_it_is(events: Events) -> None:
    models = events.client.models
    rule = {
        "period": models.KonaNewCalendarEventPeriod(1),
        "frequency": models.KonaNewCalendarEventFrequency(1),
        "series_end_at": TEN + 4 * DAY,
    }
    number = closed(events, **rule).id
    before = events.get(number)
    third = [each for each in events.listed(TEN, TEN + 10 * DAY) if each.id == number][2]
    whole = events.whole(third)
    whole.name = "Dentist"
    events.put(number, whole)
    assert changed(before.to_dict(), events.get(number).to_dict()) == {"name": "Dentist"}


def test_null_takes_away_what_may_be_null(events: Events) -> None:
    before = events.get(closed(events).id)
    events.put(before.id, events.client.models.KonaChangedCalendarEvent(location=None))
    assert changed(before.to_dict(), events.get(before.id).to_dict()) == {"location": ""}


@pytest.mark.parametrize("whole", [False, True])
def test_a_rename_of_a_space_changes_its_name_alone(client: Client, whole: bool) -> None:
    new = client.models.KonaNewSpace(name="Team", details="All of us", color="#8800ff", welcome_message="Hello")
    before = client.call("kona.kona_post_spaces", body=new).spaces[0]
    wanted = client.models.KonaChangedSpace.from_dict(before.to_dict() if whole else {})
    wanted.name = "Crew"
    body = client.wrapped("KonaPutSpacesIdBodyType0", "spaces", wanted)
    client.call("kona.kona_put_spaces_id", id=before.id, body=body)
    after = client.call("kona.kona_get_spaces_id", id=before.id).spaces[0]
    assert changed(before.to_dict(), after.to_dict()) == {"name": "Crew"}


def test_the_personal_space_stays_personal(client: Client) -> None:
    before = next(each for each in client.call("kona.kona_get_spaces").spaces if each.category == 0)
    wanted = client.models.KonaChangedSpace.from_dict(before.to_dict())
    wanted.details = "Mine"
    body = client.wrapped("KonaPutSpacesIdBodyType0", "spaces", wanted)
    after = client.call("kona.kona_put_spaces_id", id=before.id, body=body).spaces[0]
    assert changed(before.to_dict(), after.to_dict()) == {"details": "Mine"}


@pytest.mark.parametrize("whole", [False, True])
def test_a_rename_of_a_group_keeps_who_is_in_it(client: Client, whole: bool) -> None:
    me = client.call("kona.kona_get_userinfo").users[0].id
    new = client.models.KonaNewGroup(name=f"Choir {whole}", user_ids=[me])
    before = client.call("kona.kona_post_groups", body=new).groups[0]
    wanted = client.models.KonaChangedGroup.from_dict(before.to_dict() if whole else {})
    wanted.name = f"Band {whole}"
    body = client.wrapped("KonaPutGroupsIdBodyType0", "groups", wanted)
    after = client.call("kona.kona_put_groups_id", id=before.id, body=body).groups[0]
    assert changed(before.to_dict(), after.to_dict()) == {"name": f"Band {whole}"}


OFFICE = "/onlyoffice/api/2.0/calendar"


def test_onlyoffice_changes_the_fields_that_were_set_alone(client: Client) -> None:
    """What is changed is made by hand: the generator's functions that demand one of several bodies do not import."""
    put, models = "onlyoffice.onlyoffice_put_api_2_0_calendar_calendar_id", client.models
    with client.server.client() as bare:
        sent = {"name": "Team", "description": "All of us", "backgroundColor": "#8800ff", "timeZone": "Asia/Tokyo"}
        calendar = bare.post(OFFICE, json=sent).json()["response"]
        number = calendar["objectId"]
        times = {"startDate": "2026-11-24T10:00:00Z", "endDate": "2026-11-24T11:00:00Z"}
        sent = {"name": "Review", "description": "Figures", "alertType": "hour", **times}
        event = bare.post(f"{OFFICE}/{number}/event", json=sent).json()["response"][0]

    wanted = models.OnlyofficePutApi20CalendarCalendarIdJsonBody(name="Crew")
    assert wanted.to_dict() == {"name": "Crew"}
    after = client.call(put, calendar_id=number, body=wanted).response.to_dict()
    assert changed(calendar, after) == {"title": "Crew"}

    seen = models.OnlyofficePutApi20CalendarCalendarIdViewJsonBody(name="Mine")
    assert seen.to_dict() == {"name": "Mine"}
    mine = client.call(f"{put}_view", calendar_id=number, body=seen).response.to_dict()
    assert changed(after, mine) == {"title": "Mine"}

    talk = models.OnlyofficePutApi20CalendarCalendarIdEventIdJsonBody(name="Talk")
    assert talk.to_dict() == {"name": "Talk"}
    [renamed] = client.call(f"{put}_event_id", calendar_id=number, event_id=event["objectId"], body=talk).response
    assert changed(event, renamed.to_dict()) == {"title": "Talk"}


def test_a_person_who_is_let_in_by_a_generated_model_may_read_only(client: Client) -> None:
    """An option without an action is `read`: the model of one must not be made to say more."""
    items = [name for name in dir(client.models) if name.endswith("JsonBodySharingOptionsItem")]
    assert items
    for name in items:
        assert getattr(client.models, name)(item_id="x").to_dict() == {"itemId": "x"}
