"""What the command line asks of the composition root; nothing heavy is imported before a command needs it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import typer

if TYPE_CHECKING:
    from kalends.service.house import Service

DATA_FOLDER = Path("data")

ProgressCallback = Callable[[int], None]
"""Called with the number of rows or objects that are done."""


class CompositionRoot(Protocol):
    """What only the composition root can make."""

    def service(self, data: Path, *, make: bool, database: str | None = None) -> "AbstractContextManager[Service]":
        """The verbs upon the store of a data folder, or upon a database elsewhere; it is closed afterwards.

        Where no database is named, the settings of that folder may still name one. `make` says whether a folder that
        is missing is made; Fault NOT_FOUND else.
        """
        ...

    def backup(self, file: Path, data: Path, *, told: ProgressCallback, database: str | None = None) -> None:
        """Save everything into a file that does not exist yet. Faults EXISTS, FORBIDDEN, NOT_FOUND."""
        ...

    def restore_backup(self, file: Path, data: Path, *, told: ProgressCallback, database: str | None = None) -> None:
        """Put a backup in the place of everything, wholly or not at all. Faults NOT_FOUND, INVALID, UNSUPPORTED."""
        ...

    def now(self) -> datetime:
        """The time, aware, in UTC."""
        ...

    def version(self) -> str:
        """The version of the program."""
        ...

    def serve(self, *, config: Path | None, **options: object) -> None:
        """Run the server until it is asked to stop. `options` are settings; None leaves one to its other sources."""
        ...


@dataclass(frozen=True, slots=True)
class Installation:
    """What every command finds in its context: the root, and the place that was named for all commands."""

    root: CompositionRoot
    data: Path
    database: str | None = None


def installation_of(context: typer.Context) -> Installation:
    """The installation in a context."""
    installation = context.obj
    assert isinstance(installation, Installation)
    return installation


def open_service(
    context: typer.Context, data: Path | None, database: str | None = None, *, make: bool = False
) -> "AbstractContextManager[Service]":
    """The verbs upon the place that a command was given, or that all commands were given."""
    installation = installation_of(context)
    return installation.root.service(data or installation.data, make=make, database=database or installation.database)
