"""ETag, If-Match and If-None-Match, for events and spaces."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.doors.gaps import house_with_gaps
from tests.doors.kona.conftest import BOTH, EVENTS, HOUR, TEN, Kona
from tests.house import Answer
from tests.units import objects_of

from kalends import app
from kalends.service.records import Level, ObjectPolicy, Progress

SPACES = "/spaces"


def ask(kona: Kona, who: str, method: str, path: str, body: Any = b"", **fields: str) -> Answer:
    """The answer to a call with conditions: `if_match`, `if_none_match`."""
    path, _, query = path.partition("?")
    headers = {name.replace("_", "-"): value for name, value in fields.items()}
    headers |= {"authorization": f"Bearer {kona.keys[who]}"}
    return kona.house.ask(method, path, body, query=query, headers=headers)


def event(kona: Kona, **more: Any) -> str:
    return f"{EVENTS}/{kona.post('anna', name='Old', start_at=TEN, end_at=TEN + HOUR, **more)['id']}"


def space(kona: Kona) -> str:
    return f"{SPACES}/{kona.space('anna')}"


THINGS = pytest.mark.parametrize("make", [event, space])


@BOTH
@THINGS
def test_every_answer_about_one_thing_has_its_tag(kona: Kona, make: Callable[[Kona], str]) -> None:
    path = make(kona)
    first = ask(kona, "anna", "GET", path).headers["etag"]
    assert first == ask(kona, "anna", "HEAD", path).headers["etag"]
    changed = ask(kona, "anna", "PUT", path, {"name": "New"})
    second = ask(kona, "anna", "GET", path)
    assert changed.headers["etag"] == second.headers["etag"] != first
    assert changed.json == second.json
    assert ask(kona, "anna", "PUT", path, {}).headers["etag"] == second.headers["etag"]
    collection = path.rpartition("/")[0]
    posted = ask(kona, "anna", "POST", collection, {"name": "Made"})
    made = posted.headers["location"].removeprefix("http://localhost:8080")
    assert posted.headers["etag"] == ask(kona, "anna", "GET", made).headers["etag"]
    assert "etag" not in ask(kona, "anna", "GET", collection).headers


@THINGS
@pytest.mark.rfc("9110 §15.4.5")
def test_what_is_known_is_not_told_again(kona: Kona, make: Callable[[Kona], str]) -> None:
    path = make(kona)
    etag = ask(kona, "anna", "GET", path).headers["etag"]
    for value in (etag, f"W/{etag}", f'"x", {etag}', "*"):
        for method in ("GET", "HEAD"):
            same = ask(kona, "anna", method, path, if_none_match=value)
            assert (same.status, same.body, same.headers["etag"]) == (304, b"", etag)
    assert ask(kona, "anna", "GET", path, if_none_match='"x"').status == 200
    assert ask(kona, "anna", "GET", path, if_match='"x"').status == 412
    assert ask(kona, "anna", "GET", path, if_match=etag).status == 200
    ask(kona, "anna", "PUT", path, {"name": "New"})
    assert ask(kona, "anna", "GET", path, if_none_match=etag).status == 200


@BOTH
@THINGS
@pytest.mark.rfc("9110 §13.1.1")
def test_a_write_wants_what_is_there(kona: Kona, make: Callable[[Kona], str]) -> None:
    path = make(kona)
    etag = ask(kona, "anna", "GET", path).headers["etag"]
    for refused in ({"if_match": '"x"'}, {"if_match": f"W/{etag}"}, {"if_none_match": etag}, {"if_none_match": "*"}):
        for method, body in (("PUT", {"name": "New"}), ("PUT", {}), ("DELETE", b"")):
            answer = ask(kona, "anna", method, path, body, **refused)
            assert answer.status == 412, (refused, method)
            assert answer.json["problemType"].endswith("/precondition_failed")
    assert ask(kona, "anna", "GET", path).headers["etag"] == etag
    changed = ask(kona, "anna", "PUT", path, {"name": "New"}, if_match=f'"x", {etag}', if_none_match='"y"')
    assert changed.status == 200
    assert ask(kona, "anna", "PUT", path, {"name": "Newer"}, if_match=etag).status == 412
    assert ask(kona, "anna", "PUT", path, {"name": "Newest"}, if_match="*").status == 200
    assert ask(kona, "anna", "DELETE", path, if_match=changed.headers["etag"]).status == 412
    latest = ask(kona, "anna", "GET", path).headers["etag"]
    assert ask(kona, "anna", "DELETE", path, if_match=latest).status == 204


def test_what_stands_beside_the_text_counts(kona: Kona) -> None:
    path = event(kona, space_id=kona.space("anna", bert=Level.FULL))
    for change in ({"status": 2}, {"editor_ids": [kona.id("bert")]}, {"external_object": {"id": "1", "name": "x"}}):
        before = ask(kona, "anna", "GET", path).headers["etag"]
        ask(kona, "bert", "PUT", path, change)
        assert ask(kona, "anna", "PUT", path, {"name": "Mine"}, if_match=before).status == 412, change


def test_the_tag_of_an_instance_is_good_for_the_series(kona: Kona) -> None:
    path = event(kona, period=1)
    whole, one = (ask(kona, "anna", "GET", each).headers["etag"] for each in (path, f"{path}?num_in_series=2"))
    assert whole != one
    assert ask(kona, "anna", "GET", path, if_none_match=one).status == 200
    second, third = f"{path}?num_in_series=2", f"{path}?num_in_series=3"
    assert ask(kona, "anna", "PUT", second, {"name": "Own"}, if_match=one).status == 200
    assert ask(kona, "anna", "DELETE", third, if_match=whole).status == 412
    latest = ask(kona, "anna", "GET", path).headers["etag"]
    assert ask(kona, "anna", "DELETE", third, if_match=latest).status == 204


def test_what_a_post_makes_was_not_there(kona: Kona) -> None:
    for path in (EVENTS, SPACES):
        rows = kona.house.rows()
        for value in ("*", '"x"'):
            assert ask(kona, "anna", "POST", path, {"name": "x"}, if_match=value).status == 412
        assert kona.house.rows()["object"] == rows["object"]
        assert ask(kona, "anna", "POST", path, {"name": "x"}, if_none_match="*").status == 201


def test_rights_come_before_conditions(kona: Kona) -> None:
    path = event(kona, space_id=kona.space("anna", cleo=Level.READ))
    assert ask(kona, "cleo", "PUT", path, {"name": "New"}, if_match='"x"').status == 403
    assert ask(kona, "emil", "PUT", path, {"name": "New"}, if_match='"x"').status == 404
    assert ask(kona, "anna", "PUT", f"{EVENTS}/99999", {"name": "New"}, if_match="*").status == 404


def test_the_tags_of_two_people_differ_where_what_they_see_does(kona: Kona) -> None:
    path = event(kona, space_id=kona.space("anna", cleo=Level.BUSY))
    anna, cleo = (ask(kona, who, "GET", path).headers["etag"] for who in ("anna", "cleo"))
    assert anna != cleo
    assert ask(kona, "cleo", "GET", path, if_none_match=cleo).status == 304


def test_nothing_is_passed_over_where_there_are_no_tags(kona: Kona) -> None:
    group = {"name": "Readers", "user_ids": []}
    made = ask(kona, "gwen", "POST", "/groups", group).json["groups"][0]["id"]
    assert ask(kona, "gwen", "PUT", f"/groups/{made}", {"name": "x"}, if_match='"x"').status == 412
    assert ask(kona, "gwen", "DELETE", f"/groups/{made}", if_none_match="*").status == 412
    assert ask(kona, "gwen", "PUT", f"/groups/{made}", {"name": "x"}, if_match="*").status == 200


@pytest.mark.parametrize("value", ["x", '"x', '*, "x"'])
def test_what_is_malformed_is_400(kona: Kona, value: str) -> None:
    path = event(kona)
    for name in ("if_match", "if_none_match"):
        for method, where in (("GET", path), ("PUT", path), ("DELETE", path), ("POST", EVENTS), ("GET", EVENTS)):
            answer = ask(kona, "anna", method, where, {"name": "x"}, **{name: value})
            assert (answer.status, answer.json["problemType"].rpartition("/")[2]) == (400, "bad_request")
    assert kona.one("anna", path)["name"] == "Old"


@BOTH
def test_a_condition_is_checked_where_it_is_written(tmp_path: Path, database: str) -> None:
    """Whenever somebody else writes before a request is done: it is refused, since all of it is one transaction."""
    with house_with_gaps(tmp_path / "data", database) as (house, store), house.service() as service:
        kona = Kona.of(house)
        path, anna = event(kona), kona.callers["anna"]
        number = int(path.rpartition("/")[2])
        found: list[str] = []

        def write_in(gap: int, method: str) -> Callable[[int], None]:
            def write(each: int) -> None:
                if each == gap:
                    store.disarm()
                    found.append(objects_of(service).get(anna, number).stored.facts.summary)
                    objects_of(service).set_properties(anna, number, {("a", "b"): f"{method} {gap}"}, now=app.now())

            return write

        outcomes = set()
        for method in ("PUT", "DELETE"):
            for gap in range(1, 9):
                etag = ask(kona, "anna", "GET", path).headers["etag"]
                found.clear()
                store.arm(write_in(gap, method))
                status = ask(kona, "anna", method, path, {"name": f"Mine {gap}"}, if_match=etag).status
                store.disarm()
                if not found:
                    break
                outcomes.add((method, gap, status))
        assert outcomes == {("PUT", 1, 412), ("DELETE", 1, 412)}


@BOTH
def test_a_value_that_was_so_when_it_was_looked_at_is_written_all_the_same(tmp_path: Path, database: str) -> None:
    with house_with_gaps(tmp_path / "data", database) as (house, store), house.service() as service:
        kona = Kona.of(house)
        path, anna = event(kona, status=1), kona.callers["anna"]
        number = int(path.rpartition("/")[2])

        complete = ObjectPolicy(progress=Progress.COMPLETE)

        def marked(gap: int) -> Callable[[int], None]:
            def mark(each: int) -> None:
                if each == gap:
                    store.disarm()
                    objects_of(service).set_policy(anna, number, complete, now=app.now())

            return mark

        for gap in range(1, 9):
            kona.put("anna", path, status=1)
            store.arm(marked(gap))
            assert kona.put("anna", path, status=1)["status"] == 1
            store.disarm()
