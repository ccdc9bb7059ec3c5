"""The program: the command line upon the composition root."""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kalends.doors.cli.installation import ProgressCallback
    from kalends.service.house import Service
    from kalends.settings import Settings


class ProgramRoot:
    """The composition root of the command line; imports the rest of the program only where a command needs it."""

    @contextmanager
    def service(self, data: Path, *, make: bool, database: str | None = None) -> "Iterator[Service]":
        """The verbs upon the store of a data folder, or upon a database elsewhere."""
        from kalends.service.house import Service
        from kalends.store.open import open_store

        settings = _settings(data, database)
        store = open_store(settings.place, make=make)
        try:
            yield Service.of(store, limits=settings.limits)
        finally:
            store.close()

    def backup(self, file: Path, data: Path, *, told: "ProgressCallback", database: str | None = None) -> None:
        """Save everything into a file that does not exist yet."""
        from contextlib import closing

        from kalends.store.open import open_store

        with closing(open_store(_settings(data, database).place, make=False)) as store:
            store.backup(file, told=told)

    def restore_backup(self, file: Path, data: Path, *, told: "ProgressCallback", database: str | None = None) -> None:
        """Put a backup in the place of everything, and bring its index to the tz data of this program."""
        from kalends.store.open import restore_backup

        restore_backup(file, _settings(data, database).place, now=self.now(), told=told)
        with self.service(data, make=False, database=database) as service:
            service.upkeep.follow_tz_data()

    def now(self) -> datetime:
        """The time, in UTC."""
        return datetime.now(UTC)

    def version(self) -> str:
        """The version of the package that is installed."""
        from importlib.metadata import version

        return version("kalends")

    def serve(self, *, config: Path | None, **options: object) -> None:
        """Run the server until it is told to stop, which it may be before all of it is loaded."""
        from kalends.edge.server.signals import exit_on_signal

        exit_on_signal()
        gc.disable()  # all that is loaded stays: to look for what may go takes a tenth of the time
        from kalends import app

        gc.enable()
        app.serve(config=config, **options)


def _settings(data: Path, database: str | None) -> "Settings":
    from kalends.settings import load

    return load({"data": str(data)} | ({"database": database} if database else {}), os.environ)


def main() -> None:
    """Run the command that was typed."""
    from kalends.doors.cli import door

    door(ProgramRoot())()


if __name__ == "__main__":
    main()
