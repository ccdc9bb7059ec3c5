"""Calendar files of the wild that the tests' own packages hold; `tests/conformance/test_wild.py` has many more."""

from pathlib import Path

import pytest
from tests.doors.onlyoffice.conftest import Office
from tests.wild.corpus import installed, objects_in
from tests.wild.keeping import keep_all
from tests.wild.posting import post_all


@pytest.mark.oracle
@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_what_is_kept_comes_back(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    database = tmp_path / "data" if kind == "sqlite" else request.getfixturevalue("postgres_url")
    tally = keep_all(database, objects_in(installed()))
    assert tally.wrong == []
    assert tally.kept >= 65, tally.lines("kept")


@pytest.mark.oracle
@pytest.mark.parametrize("database", ["sqlite", "postgres"], indirect=True)
def test_what_is_posted_comes_back(office: Office) -> None:
    assert post_all(office, objects_in(installed())) >= 60
