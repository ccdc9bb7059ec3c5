"""Problem types, and the words in which refusals are told."""

from pathlib import Path

import pytest
from tests.house import House

from kalends.doors.kona.faults import fault_renderer
from kalends.errors import Fault, Kind


def test_too_many_requests_have_a_page_of_their_own(tmp_path: Path) -> None:
    house = House(tmp_path / "data", rate_limit=1)
    try:
        answers = [house.ask("GET", "/userinfo") for _ in range(3)]
        refused = answers[-1]
        assert refused.status == 429
        assert int(refused.headers["retry-after"]) > 0
        page = refused.json["problemType"].removeprefix("http://localhost:8080")
        assert page == "/docs/kona/too_many_requests"
        assert "Retry-After" in house.ask("GET", page, headers={}).text
    finally:
        house.close()


@pytest.mark.parametrize(
    ("kind", "status", "name"), [(Kind.BUSY, 503, "unavailable"), (Kind.RATE_LIMITED, 429, "too_many_requests")]
)
def test_each_has_its_problem_type(kind: Kind, status: int, name: str) -> None:
    answer = fault_renderer(lambda _: "http://here")(None, Fault(kind, "Not now.", retry_after=1))  # type: ignore[arg-type]
    assert answer.status_code == status
    assert f'"problemType":"http://here/docs/kona/{name}"'.encode() in bytes(answer.body)


def test_a_conflict_of_uids_is_told_in_the_words_of_this_door() -> None:
    fault = Fault(Kind.EXISTS, "The calendar has an object of that UID already.", precondition="no-uid-conflict")
    answer = fault_renderer(lambda _: "")(None, fault)  # type: ignore[arg-type]
    assert answer.status_code == 422
    assert b'"details":"The space has an event of that UID already."' in bytes(answer.body)
