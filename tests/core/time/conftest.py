"""What the tests of time share: the tz database as the standard library reads it, and vectors."""

import tomllib
from collections.abc import Callable
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from kalends.core.time.offsets import Zone

SECOND = timedelta(seconds=1)
VECTORS = Path(__file__).parents[2] / "vectors" / "time"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that takes `fact` runs once for each vector of the folder that its mark `facts` names."""
    mark = metafunc.definition.get_closest_marker("facts")
    if mark is None or "fact" not in metafunc.fixturenames:
        return
    places = sorted((VECTORS / mark.args[0]).glob("*.toml"))
    assert places
    facts = [tomllib.loads(place.read_text()) | {"place": place} for place in places]
    metafunc.parametrize("fact", facts, ids=[place.stem for place in places])


def pytest_configure(config: pytest.Config) -> None:
    """Make the mark known."""
    config.addinivalue_line("markers", "facts(folder): run once for each vector of a folder")


@pytest.fixture(scope="session")
def oracle() -> Callable[[str], ZoneInfo]:
    """`zoneinfo` on the tzdata package alone, whatever the host has."""

    def load(name: str) -> ZoneInfo:
        with files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as file:
            return ZoneInfo.from_file(file, key=name)

    return load


@pytest.fixture(scope="session")
def edges() -> Callable[[Zone, datetime, datetime], list[datetime]]:
    """Every change of the clocks between two instants, a second before, at, and a second after it (naive UTC)."""

    def find(zone: Zone, first: datetime, last: datetime) -> list[datetime]:
        changes = [change.at.replace(tzinfo=None) for change in zone.transitions(first, last)]
        return [at + by for at in changes for by in (-SECOND, 0 * SECOND, SECOND)]

    return find


@pytest.fixture
def expected() -> Callable[[dict[str, Any]], list[tuple[datetime, int, str | None]]]:
    """The instants of a fact, each with its offset in seconds and, where the fact says it, the abbreviation."""

    def rows(fact: dict[str, Any]) -> list[tuple[datetime, int, str | None]]:
        assert fact["at"]
        return [(datetime.fromisoformat(at), _seconds(offset), *(name or [None])) for at, offset, *name in fact["at"]]

    return rows


def _seconds(text: str) -> int:
    hours, minutes, seconds = int(text[1:3]), int(text[3:5]), int(text[5:] or 0)
    return (-1 if text[0] == "-" else 1) * (hours * 3600 + minutes * 60 + seconds)
