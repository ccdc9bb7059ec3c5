"""Each database in turn, with two calendars in it."""

from pathlib import Path

import pytest
from tests.durability.scene import Scene


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str | Path:
    return tmp_path / "data" if request.param == "sqlite" else request.getfixturevalue("postgres_url")


@pytest.fixture
def scene(place: str | Path, tmp_path: Path) -> Scene:
    return Scene.of(place, tmp_path / "journals")
