"""Whatever is sent, the answer is one that the document knows: never a fault of ours."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.doors.kona.conftest import EVENTS, TEN, Kona
from tests.house import House

KNOWN = {200, 201, 204, 400, 403, 404, 413, 422}
ATTRIBUTES = (
    *("name", "location", "details", "all_day", "start_at", "end_at", "space_id", "creator_id", "participant_ids"),
    *("editor_ids", "status", "visibility", "stakeholder", "default_role", "period", "frequency", "sel_days"),
    *("series_end_at", "rrule", "external_object", "external_objects", "id", "tags"),
)
NUMBERS = (
    st.integers(-2, 8) | st.integers(-(2**70), 2**70) | st.sampled_from((TEN, TEN // 1000, -(10**11), 253402300799))
)
TEXTS = (
    st.sampled_from(("", "x", "2026-11-24", "9999-12-31T23:59:59-14:00", "0001-01-01 00:00:00.000", "1", "true"))
    | st.text()
)
RULES = st.sampled_from(
    (
        "FREQ=DAILY",
        "FREQ=SECONDLY",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=WEEKLY;COUNT=2;UNTIL=20270101",
        "RRULE:FREQ=DAILY;COUNT=3",
    )
)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.floats() | TEXTS | RULES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(("id", "name", "url", "x")), inner, max_size=3)
    ),
    max_leaves=4,
)
EVENTS_SENT = st.dictionaries(st.sampled_from(ATTRIBUTES), VALUES, max_size=7)
EDGES = st.sampled_from(
    (TEN, TEN // 1000, 0, -(10**11), 253402300799, -62135596800, "0001-01-01", "9999-12-31", "2027-03-28T01:30:00Z")
)
SOUND = st.fixed_dictionaries(
    {},
    optional={
        "all_day": st.booleans(),
        "start_at": EDGES,
        "end_at": EDGES | st.just("9999-12-31T23:59:59Z"),
        "status": st.integers(0, 4),
        "visibility": st.integers(1, 2),
        "stakeholder": st.integers(0, 2),
        "default_role": st.integers(1, 3),
        "period": st.integers(0, 5),
        "frequency": st.integers(0, 3),
        "sel_days": st.integers(0, 6) | st.lists(st.integers(0, 6), max_size=7),
        "series_end_at": st.none() | EDGES,
        "rrule": RULES,
        "name": st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1),
    },
)
QUERIES = st.dictionaries(
    st.sampled_from(
        (
            "num_in_series",
            "recurrence_id",
            "scope",
            "page",
            "per_page",
            "cursor",
            "order_by",
            "date_range_start",
            "date_range_end",
            "q",
            "status",
            "space_id",
        )
    ),
    st.sampled_from(
        (
            "1",
            "2",
            "-1",
            "0",
            "following",
            "created_at",
            "x",
            str(TEN),
            "2026-11-01",
            "9999-12-31",
            "0001-01-01",
            "%00",
            "%F0%9F%98%80",
        )
    ),
    max_size=3,
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kona]:
    house = House(tmp_path_factory.mktemp("kona") / "data")
    kona = Kona.of(house)
    kona.zone("bert", "Europe/Berlin")
    yield kona
    house.close()


def encoded(value: Any) -> bytes | None:
    """The value as JSON; None for what JSON has no words for."""
    try:
        return json.dumps(value, allow_nan=False).encode()
    except ValueError:
        return None


def tried(kona: Kona, made: Any, changed: Any, query: dict[str, str], method: str) -> None:
    """Make an event in a space of its own, with which all goes that comes of it."""
    space = kona.ask("bert", "POST", "/spaces", b'{"name": "s"}').json["spaces"][0]["id"]
    try:
        walk(kona, {"name": "x", "space_id": space} | made, changed, query, method)
    finally:
        assert kona.ask("bert", "DELETE", f"/spaces/{space}").status == 204


def walk(kona: Kona, made: Any, changed: Any, query: dict[str, str], method: str) -> None:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    first, second = encoded(made), encoded({"calendar_events": [changed]})
    if first is None or second is None:
        return
    answer = kona.ask("bert", "POST", EVENTS, first)
    assert answer.status in KNOWN, answer.text
    assert kona.ask("bert", "GET", f"{EVENTS}?{asked}").status in KNOWN
    if answer.status == 201:
        path = f"{EVENTS}/{answer.json['calendar_events'][0]['id']}"
        assert kona.ask("bert", "GET", path).json == answer.json
        found = kona.ask("bert", method, f"{path}?{asked}", second)
        assert found.status in KNOWN, found.text
        assert kona.ask("bert", "DELETE", path).status in (204, 404)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=EVENTS_SENT, changed=EVENTS_SENT, query=QUERIES, method=st.sampled_from(("GET", "PUT", "DELETE")))
def test_never_a_fault_of_ours(shared: Kona, made: Any, changed: Any, query: dict[str, str], method: str) -> None:
    tried(shared, made, changed, query, method)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=SOUND, changed=SOUND, query=QUERIES, method=st.sampled_from(("GET", "PUT", "DELETE")))
def test_nor_of_what_is_nearly_right(shared: Kona, made: Any, changed: Any, query: dict[str, str], method: str) -> None:
    tried(shared, made, changed, query, method)
