"""One application in this process for the tests of the doors."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.house import House


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """An application with default settings, shared by the tests of a session."""
    house = House(tmp_path_factory.mktemp("house") / "data")
    yield house
    house.close()


@pytest.fixture
def own_house(tmp_path: Path) -> Iterator[House]:
    """An application for one test."""
    house = House(tmp_path / "data")
    yield house
    house.close()


@pytest.fixture
def limited_house(tmp_path: Path) -> Iterator[House]:
    """An application that takes two requests a minute."""
    house = House(tmp_path / "data", rate_limit=2)
    yield house
    house.close()
