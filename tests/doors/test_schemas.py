"""What our OpenAPI may not say, since clients are generated from it and do what it says."""

from typing import Any

import pytest
from tests.doors.kona.conftest import Kona
from tests.house import House
from tests.schemas.fit import Json, Place, answers, bodies, schemas_within


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Any:
    house = House(tmp_path_factory.mktemp("house") / "data")
    yield house.ask("GET", "/openapi.json").json
    house.close()


def test_there_is_something_to_look_at(document: Json) -> None:
    calls = {call for call, _, _ in bodies(document, "put", "patch")}
    assert len(calls) >= 9
    assert {"PUT /calendar_events/{id}", "PUT /api/2.0/calendar/{calendarId}/{eventId}"} <= calls


def test_no_request_has_a_default(document: Json) -> None:
    found = bodies(document, "put", "patch", "post")
    assert not [(call, place) for call, place, schema in found if "default" in schema]


def test_a_default_inside_a_reference_is_found() -> None:
    components = {
        "A": {"properties": {"b": {"anyOf": [{"items": {"$ref": "#/components/schemas/B"}}]}}},
        "B": {"default": 1},
    }
    made = {"components": {"schemas": components}}
    found = [place for place, schema in schemas_within(made, {"$ref": "#/components/schemas/A"}) if "default" in schema]
    assert found == [("A", "b", "items", "B")]


@pytest.mark.parametrize(("methods", "flag"), [(("post", "put", "patch"), "readOnly"), ((), "writeOnly")])
def test_read_only_is_of_answers_and_write_only_of_requests(
    document: Json, methods: tuple[str, ...], flag: str
) -> None:
    found = bodies(document, *methods) if methods else answers(document)
    assert not [(call, place) for call, place, schema in found if schema.get(flag)]


def _conflicts(place: Place, schema: Json) -> list[Place]:
    return [
        (*place, name)
        for name in schema.get("required", ())
        if isinstance(schema["required"], list) and schema.get("properties", {}).get(name, {}).get("readOnly")
    ]


def test_nothing_that_is_demanded_of_a_request_is_read_only(document: Json) -> None:
    assert not [
        (call, conflict)
        for call, place, schema in bodies(document, "post", "put", "patch")
        for conflict in _conflicts(place, schema)
    ]


def test_what_changes_demands_no_attribute(document: Json) -> None:
    found = {
        call: schema["required"]
        for call, place, schema in bodies(document, "put", "patch")
        if call.startswith("PUT /") and place and place[-1].startswith("KonaChanged") and "required" in schema
    }
    assert not found


def test_null_is_a_type_of_a_list_and_never_a_word_of_its_own(document: Json) -> None:
    """`nullable` was OpenAPI 3.0, which 3.1 does not know."""
    components = document["components"]["schemas"]
    found = [
        place
        for name in components
        for place, schema in schemas_within(document, components[name])
        if "nullable" in schema
    ]
    assert not found


@pytest.mark.parametrize("plural", ["calendar_events", "spaces"])
def test_defaults_are_what_the_server_does(own_house: House, document: Json, plural: str) -> None:
    answer = Kona.of(own_house).ask("anna", "POST", f"/{plural}", {plural: [{"name": "x"}]})
    [made] = answer.json[plural]
    told = {
        place[-1]: schema["x-default"]
        for call, place, schema in bodies(document, "post")
        if call == f"POST /{plural}" and "x-default" in schema
    }
    assert told
    assert {name: made[name] for name in told} == told
