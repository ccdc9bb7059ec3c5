"""Runs the command line in this process, upon the real composition root and a data folder of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from kalends.__main__ import ProgramRoot
from kalends.doors.cli import door

Run = Callable[..., Result]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def run(data: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command with the data folder in its environment."""
    monkeypatch.setenv("KALENDS_DATA", str(data))
    commands = door(ProgramRoot())

    def run_command(*arguments: str, text: str | bytes = "") -> Result:
        return CliRunner().invoke(commands, list(arguments), input=text)

    return run_command
