"""The readers, and the application whose files they read."""

import zoneinfo
from collections.abc import Iterator
from types import ModuleType

import pytest
from tests.house import House
from tests.oracles.readers import IcalendarReader, IcalJsReader, LibicalReader, Reader


@pytest.fixture(scope="session")
def readers(libical: ModuleType) -> Iterator[list[Reader]]:
    """icalendar, libical and ical.js; the test is left out where one is missing, and fails there in CI."""
    javascript = IcalJsReader()
    path, _ = zoneinfo.TZPATH, zoneinfo.reset_tzpath(())  # icalendar asks zoneinfo: both from the tzdata package
    yield [IcalendarReader(), LibicalReader(libical), javascript]
    zoneinfo.reset_tzpath(path)
    javascript.close()


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """An application with default settings."""
    house = House(tmp_path_factory.mktemp("oracles") / "data")
    yield house
    house.close()
