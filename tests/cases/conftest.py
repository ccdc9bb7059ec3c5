"""The house in which the cases live: the embedded database, and one account in Europe/Berlin."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
import pytest
import typer
from tests.cases.calendar import API, ZONE, Calendar
from tests.house import OWNER, House

from kalends.__main__ import ProgramRoot
from kalends.doors.cli import door

New = Callable[[str], Calendar]


@pytest.fixture(scope="session")
def commands() -> click.Command:
    """The command line; to build it takes as long as a command."""
    return typer.main.get_command(door(ProgramRoot()))


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory, commands: click.Command) -> Iterator[House]:
    """An application with default settings."""
    house = House(tmp_path_factory.mktemp("cases") / "data")
    result = Calendar(house, commands, "").run("user", "set", OWNER, "--time-zone", ZONE)
    assert result.exit_code == 0, result.output
    yield house
    house.close()


@contextmanager
def new_calendar(house: House, commands: click.Command, zone: str = ZONE) -> Iterator[Calendar]:
    """A calendar that is gone afterwards, so that a UID of one case is free for the next."""
    made = Calendar(house, commands, "").ask("POST", API, {"name": "Case", "timeZone": zone})
    assert made.status == 201, made.text
    calendar = Calendar(house, commands, made.json["response"]["objectId"])
    yield calendar
    assert calendar.ask("DELETE", f"{API}/{calendar.id}").status == 200


@pytest.fixture
def calendar(request: pytest.FixtureRequest, house: House, commands: click.Command) -> Iterator[Calendar]:
    """An empty calendar, in Europe/Berlin or, as the parameter of a test, in another zone."""
    with new_calendar(house, commands, getattr(request, "param", ZONE)) as calendar:
        yield calendar
