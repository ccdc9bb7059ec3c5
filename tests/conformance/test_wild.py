"""Thousands of objects of the wild, kept and posted: the long run of `tests/wild`.

The tables of what was refused, and why, are left beside the archives: .cache/corpus/kept-….txt.
"""

from pathlib import Path

import pytest
from tests.doors.onlyoffice.conftest import Office, database, office  # noqa: F401 — fixtures
from tests.wild.corpus import CACHE, Wild, fetched, objects_in
from tests.wild.keeping import keep_all
from tests.wild.posting import post_all

BOTH = pytest.mark.parametrize("database", ["sqlite", "postgres"], indirect=True)


@pytest.fixture(scope="module")
def texts() -> list[Wild]:
    found = objects_in(fetched())
    assert len(found) > 5_000, "make corpus fetches the archives"
    return found


@pytest.mark.oracle
@BOTH
def test_what_is_kept_comes_back(database: str, texts: list[Wild], tmp_path: Path) -> None:  # noqa: F811
    tally = keep_all(database or tmp_path / "data", texts)
    tally.write("PostgreSQL" if database else "SQLite", CACHE / f"kept-{'postgres' if database else 'sqlite'}.txt")
    assert tally.wrong == []
    assert tally.kept >= 6_000, tally.lines("kept")


@pytest.mark.oracle
@BOTH
def test_what_is_posted_comes_back(office: Office, texts: list[Wild]) -> None:  # noqa: F811
    assert post_all(office, texts) >= 6_000
