"""What is refused: the status, the kind of problem, the attribute that is named; and nothing is stored."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.doors.kona.conftest import DAY, EVENTS, TEN, Kona
from tests.house import House

from kalends.service.records import Scope

E = "{event}"
S = "{series}"
F = "{foreign}"
BAD, RULE, MISSING = (400, "bad_request"), (422, "unprocessable_entity"), (404, "not_found")


def ev(**attributes: Any) -> dict[str, Any]:
    return {"calendar_events": [{"name": "x", **attributes}]}


TABLE: list[tuple[str, str, Any, tuple[int, str], str]] = [
    ("POST", EVENTS, b"", RULE, "name"),
    ("POST", EVENTS, {}, RULE, "name"),
    ("POST", EVENTS, ev(name=""), RULE, "name"),
    ("POST", EVENTS, ev(name=" "), RULE, "name"),
    ("POST", EVENTS, ev(name=7), BAD, "name"),
    ("POST", EVENTS, ev(name="\x00"), BAD, "name"),
    ("POST", EVENTS, b"{", BAD, "JSON"),
    ("POST", EVENTS, b"name=x&start_at=1", BAD, "it is a form; send a JSON object"),
    ("POST", EVENTS, [], BAD, "object"),
    ("POST", EVENTS, [{"name": "x"}], BAD, "object"),
    ("POST", EVENTS, b'"x"', BAD, "object"),
    ("POST", EVENTS, {"calendar_events": []}, BAD, "one object"),
    ("POST", EVENTS, {"calendar_events": [{"name": "a"}, {"name": "b"}]}, BAD, "one object"),
    ("POST", EVENTS, {"calendar_events": ["x"]}, BAD, "one object"),
    ("POST", EVENTS, ev(status=5), BAD, "status"),
    ("POST", EVENTS, ev(status="done"), BAD, "status"),
    ("POST", EVENTS, ev(visibility=0), BAD, "visibility"),
    ("POST", EVENTS, ev(stakeholder=3), BAD, "stakeholder"),
    ("POST", EVENTS, ev(stakeholder=-1), BAD, "stakeholder"),
    ("POST", EVENTS, ev(default_role=0), BAD, "default_role"),
    ("POST", EVENTS, ev(default_role=1.5), BAD, "default_role"),
    ("POST", EVENTS, ev(period=6), BAD, "period"),
    ("POST", EVENTS, ev(period=1, frequency=4), BAD, "frequency"),
    ("POST", EVENTS, ev(period=2, sel_days=7), BAD, "sel_days"),
    ("POST", EVENTS, ev(period=2, sel_days=[1, -1]), BAD, "sel_days"),
    ("POST", EVENTS, ev(period=2, sel_days="x"), BAD, "sel_days"),
    ("POST", EVENTS, ev(period=2, sel_days={}), BAD, "sel_days"),
    ("POST", EVENTS, ev(sel_days=1), RULE, "sel_days"),
    ("POST", EVENTS, ev(period=0, sel_days=1), RULE, "sel_days"),
    ("POST", EVENTS, ev(period=1, sel_days=[1, 2]), RULE, "sel_days"),
    ("POST", EVENTS, ev(frequency=1), RULE, "frequency"),
    ("POST", EVENTS, ev(series_end_at=TEN + DAY), RULE, "series_end_at"),
    ("POST", EVENTS, ev(start_at=TEN, period=1, series_end_at=TEN - DAY), RULE, "series_end_at"),
    ("POST", EVENTS, ev(all_day=True, start_at=TEN, period=1, series_end_at="2026-11-23"), RULE, "series_end_at"),
    ("POST", EVENTS, ev(rrule="FREQ=NEVER"), BAD, "rrule"),
    ("POST", EVENTS, ev(rrule=7), BAD, "rrule"),
    ("POST", EVENTS, ev(rrule="FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"), BAD, "its rrule, or of its period and sel_days"),
    ("POST", EVENTS, ev(start_at=TEN, period=2, sel_days=1, series_end_at=TEN + DAY), BAD, "The series has no event:"),
    ("POST", EVENTS, ev(start_at=TEN, end_at=TEN - 1000), RULE, "end_at"),
    ("POST", EVENTS, ev(all_day=True, start_at=TEN, end_at=TEN - DAY), RULE, "end_at"),
    ("POST", EVENTS, ev(start_at=TEN, end_at="9999-12-31T23:59:59Z"), RULE, "end_at"),
    ("POST", EVENTS, ev(start_at=TEN, end_at="9999-12-30", all_day=True), RULE, "end_at"),
    ("POST", EVENTS, ev(start_at=TEN, end_at="9999-12-29", period=2), RULE, "end_at"),
    ("PUT", f"{EVENTS}/{E}", {"end_at": "9999-12-31T23:59:59Z"}, RULE, "end_at"),
    ("PUT", f"{EVENTS}/{S}?num_in_series=2", {"end_at": "9999-12-31"}, RULE, "end_at"),
    ("POST", EVENTS, ev(start_at="soon"), BAD, "start_at"),
    ("POST", EVENTS, ev(start_at=[1]), BAD, "start_at"),
    ("POST", EVENTS, ev(start_at=10**18), BAD, "start_at"),
    ("POST", EVENTS, ev(start_at=True), BAD, "start_at"),
    ("POST", EVENTS, ev(all_day="maybe"), BAD, "all_day"),
    ("POST", EVENTS, ev(space_id="x"), BAD, "space_id"),
    ("POST", EVENTS, ev(space_id=0), RULE, "space_id"),
    ("POST", EVENTS, ev(space_id=2**40), MISSING, ""),
    ("POST", EVENTS, ev(space_id="{others}"), MISSING, ""),
    ("POST", EVENTS, ev(participant_ids=[10**6]), RULE, "participant_ids"),
    ("POST", EVENTS, ev(participant_ids=[0]), RULE, "participant_ids"),
    ("POST", EVENTS, ev(participant_ids="x"), BAD, "participant_ids"),
    ("POST", EVENTS, ev(participant_ids=[None]), BAD, "participant_ids"),
    ("POST", EVENTS, ev(editor_ids=[2**70]), RULE, "editor_ids"),
    ("POST", EVENTS, ev(external_object=7), BAD, "external_object"),
    ("POST", EVENTS, ev(external_object={"id": 7, "name": "x"}), BAD, "id"),
    ("POST", EVENTS, ev(external_object={"name": "x"}), RULE, "external_object"),
    ("POST", EVENTS, ev(external_objects=[{}, {}]), BAD, "external_objects"),
    ("GET", f"{EVENTS}?per_page=0", b"", BAD, "per_page"),
    ("GET", f"{EVENTS}?per_page=-1", b"", BAD, "per_page"),
    ("GET", f"{EVENTS}?per_page=1000000000", b"", BAD, "per_page"),
    ("GET", f"{EVENTS}?per_page=x", b"", BAD, "per_page"),
    ("GET", f"{EVENTS}?page=0", b"", BAD, "page"),
    ("GET", f"{EVENTS}?page=999999", b"", BAD, "page"),
    ("GET", EVENTS, {"per_page": 0}, BAD, "per_page"),
    ("GET", f"{EVENTS}?order_by=name", b"", BAD, "order_by"),
    ("GET", f"{EVENTS}?date_range_start={TEN}", b"", BAD, "date_range_end"),
    ("GET", f"{EVENTS}?date_range_end={TEN}", b"", BAD, "date_range_start"),
    ("GET", f"{EVENTS}?date_range_start={TEN}&date_range_end={TEN}", b"", BAD, "date_range_end"),
    ("GET", f"{EVENTS}?date_range_start={TEN}&date_range_end={TEN - DAY}", b"", BAD, "date_range_end"),
    ("GET", f"{EVENTS}?date_range_start=2026-01-01&date_range_end=2031-01-07", b"", BAD, "date_range_end"),
    ("GET", f"{EVENTS}?date_range_start=soon&date_range_end=later", b"", BAD, "date_range_start"),
    ("GET", f"{EVENTS}?status=9", b"", BAD, "status"),
    ("GET", f"{EVENTS}?space_id=x", b"", BAD, "space_id"),
    ("GET", f"{EVENTS}?space_id=999999", b"", MISSING, ""),
    ("GET", f"{EVENTS}?cursor=x", b"", BAD, "cursor"),
    ("GET", f"{EVENTS}?cursor=WyJzdGFydCIsMSwxLDFd&order_by=created_at", b"", BAD, "cursor"),
    ("GET", f"{EVENTS}?q=%ff", b"", BAD, "UTF-8"),
    ("GET", f"{EVENTS}/{F}", b"", MISSING, ""),
    ("GET", f"{EVENTS}/0", b"", MISSING, ""),
    ("GET", f"{EVENTS}/99999999999", b"", MISSING, ""),
    ("GET", f"{EVENTS}/x", b"", MISSING, ""),
    ("GET", f"{EVENTS}/{S}?num_in_series=4", b"", MISSING, ""),
    ("GET", f"{EVENTS}/{S}?num_in_series=0", b"", MISSING, ""),
    ("GET", f"{EVENTS}/{S}?num_in_series=-1", b"", MISSING, ""),
    ("GET", f"{EVENTS}/{S}?num_in_series=999999999999", b"", MISSING, ""),
    ("GET", f"{EVENTS}/{S}?num_in_series=x", b"", BAD, "num_in_series"),
    ("GET", f"{EVENTS}/{S}?recurrence_id={TEN + 1000}", b"", MISSING, ""),
    ("GET", f"{EVENTS}/{E}?num_in_series=2", b"", MISSING, ""),
    ("PUT", f"{EVENTS}/{F}", {"name": "y"}, MISSING, ""),
    ("PUT", f"{EVENTS}/{E}", {"name": ""}, RULE, "name"),
    ("PUT", f"{EVENTS}/{E}", {"start_at": TEN + DAY}, RULE, "end_at"),
    ("PUT", f"{EVENTS}/{E}", {"status": 9}, BAD, "status"),
    ("PUT", f"{EVENTS}/{E}", {"series_end_at": TEN + DAY}, RULE, "series_end_at"),
    ("PUT", f"{EVENTS}/{E}", {"space_id": 999999}, MISSING, ""),
    ("PUT", f"{EVENTS}/{E}", {"editor_ids": [999999]}, RULE, "editor_ids"),
    ("PUT", f"{EVENTS}/{E}", {"participant_ids": [999999]}, RULE, "participant_ids"),
    ("PUT", f"{EVENTS}/{E}?scope=following", {"name": "y"}, BAD, "scope"),
    ("PUT", f"{EVENTS}/{S}?num_in_series=2&scope=x", {"name": "y"}, BAD, "scope"),
    ("PUT", f"{EVENTS}/{S}?num_in_series=2", {"period": 2}, RULE, "period"),
    ("PUT", f"{EVENTS}/{S}?num_in_series=2", {"status": 2}, RULE, "status"),
    ("PUT", f"{EVENTS}/{S}?num_in_series=2", {"participant_ids": ["{me}"]}, RULE, "participant_ids"),
    ("PUT", f"{EVENTS}/{S}?num_in_series=9", {"name": "y"}, MISSING, ""),
    ("PUT", f"{EVENTS}/{S}", {"sel_days": [1]}, RULE, "sel_days"),
    ("DELETE", f"{EVENTS}/{F}", b"", MISSING, ""),
    ("DELETE", f"{EVENTS}/{S}?num_in_series=9", b"", MISSING, ""),
    ("DELETE", f"{EVENTS}/{S}?recurrence_id=x", b"", BAD, "recurrence_id"),
]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Kona, dict[str, int]]]:
    """A server for all refusals, since they leave nothing."""
    house = House(tmp_path_factory.mktemp("kona") / "data")
    kona = Kona.of(house)
    names = {
        "{event}": kona.post("anna", start_at=TEN, end_at=TEN)["id"],
        "{series}": kona.post("anna", start_at=TEN, end_at=TEN, period=1, series_end_at=TEN + 2 * DAY)["id"],
        "{foreign}": kona.post("bert", start_at=TEN, end_at=TEN)["id"],
        "{others}": kona.calendar("bert"),
        "{me}": kona.id("anna"),
    }
    yield kona, names
    house.close()


def named(value: Any, names: dict[str, int]) -> Any:
    """The value with ids in the place of their names."""
    if isinstance(value, dict):
        return {name: named(each, names) for name, each in value.items()}
    if isinstance(value, list):
        return [named(each, names) for each in value]
    if isinstance(value, str):
        return names.get(value, value)
    return value


@pytest.mark.parametrize(("method", "path", "body", "kind", "told"), TABLE, ids=lambda each: str(each)[:70])
def test_refused(shared: Any, method: str, path: str, body: Any, kind: tuple[int, str], told: str) -> None:
    kona, names = shared
    for name, number in names.items():
        path = path.replace(name, str(number))
    before = kona.house.rows()
    status, problem, details = kona.refused("anna", method, path, named(body, names))
    assert (status, problem) == kind
    assert told in details
    assert kona.house.rows() == before


def test_without_a_key_and_with_a_wrong_one(kona: Kona) -> None:
    plain = 'Bearer realm="Kalends"'
    wrong = f'{plain}, error="invalid_token"'  # RFC 6750 §3.1: told to nobody who sent no token
    for headers, challenge in (
        ({}, plain),
        ({"authorization": "Bearer nonsense"}, wrong),
        ({"authorization": "bearer oa.unknown"}, wrong),
        ({"authorization": "Bearer"}, wrong),
        ({"authorization": "Nonsense x"}, plain),
        ({"apy-token": "nonsense"}, plain),
    ):
        answer = kona.house.ask("GET", EVENTS, headers=headers)
        assert answer.status == 401
        assert answer.json["problemType"].endswith("/docs/kona/unauthenticated")
        assert answer.headers["www-authenticate"] == challenge


def test_a_key_that_reads_does_not_write(kona: Kona) -> None:
    made = kona.post("anna")
    kona.keys["anna"] = _key(kona, Scope.READ)
    assert kona.one("anna", made["id"]) == made
    for method, path in (("POST", EVENTS), ("PUT", f"{EVENTS}/{made['id']}"), ("DELETE", f"{EVENTS}/{made['id']}")):
        assert kona.refused("anna", method, path, {"name": "y"})[:2] == (403, "render_forbidden")
    kona.keys["anna"] = _key(kona, Scope.GENERATE)
    assert kona.refused("anna", "GET", EVENTS)[:2] == (403, "render_forbidden")


def _key(kona: Kona, scope: Scope) -> str:
    with kona.house.service() as service:
        add = service.people.keys.add
        return add("anna@example.org", label=scope, scope=scope, now=datetime.now(UTC)).secret


def test_another_method(kona: Kona) -> None:
    answer = kona.ask("anna", "PATCH", EVENTS)
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS, POST")
    assert answer.json["problemType"].endswith("/bad_request")


def test_refusals_have_the_words_of_this_door(kona: Kona) -> None:
    mine = kona.post("anna", name="Mine", start_at=TEN)["id"]
    hidden, own = kona.space("bert"), kona.space("anna")
    for method, path, body, said in (
        ("GET", f"{EVENTS}/999999", b"", "There is no such event."),
        ("PUT", f"{EVENTS}/999999", {"name": "x"}, "There is no such event."),
        ("PUT", f"{EVENTS}/{mine}", {"space_id": hidden}, "There is no such space."),
        ("POST", EVENTS, {"name": "x", "space_id": hidden}, "There is no such space."),
        ("GET", f"/spaces/{hidden}", b"", "There is no such space."),
        ("DELETE", f"/spaces/{hidden}", b"", "There is no such space."),
        ("POST", f"/spaces/{hidden}/participants", {"participants": [{"id": 1}]}, "There is no such space."),
        ("GET", f"/ics_feeds/{hidden}", b"", "There is no such space."),
        ("GET", "/users/999999", b"", "There is no such person."),
        ("DELETE", f"/spaces/{own}/participants/999999", b"", "There is no such person."),
        (
            "POST",
            f"/spaces/{own}/participants",
            {"participants": [{"id": 999999}]},
            "participants names nobody: the id 999999 has no account; an administrator adds one.",
        ),
        (
            "POST",
            f"/spaces/{own}/participants",
            {"participants": [{"email": "nobody@example.net"}]},
            "participants names nobody: nobody@example.net has no account; an administrator adds one.",
        ),
        (
            "GET",
            f"{EVENTS}?space_id={hidden}&date_range_start=2026-11-01&date_range_end=2026-11-30",
            b"",
            "There is no such space.",
        ),
    ):
        answer = kona.ask("anna", method, path, body)
        assert answer.status in (404, 422), (method, path, answer.text)
        assert answer.json["details"] == said, (method, path)
