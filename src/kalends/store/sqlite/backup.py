"""Saving the whole database into one file while others work, and putting such a file in its place."""

import os
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from kalends.errors import Fault, Kind
from kalends.store import migrate
from kalends.store.rows import micros
from kalends.store.sqlite.connection import Connection
from kalends.store.sqlite.trouble import told_on_opening


def save(source: Connection, file: Path) -> None:
    """Write one state of a database into a file that does not exist yet. Faults EXISTS, FORBIDDEN."""
    _make(file)
    try:
        with told_on_opening(file), closing(Connection(file)) as target:
            target.fill_from(source)
    except BaseException:
        with suppress(OSError):
            file.unlink()
        raise


def restore(file: Path, target: Path, *, now: datetime) -> None:
    """Put a saved database in the place of another one, wholly or not at all; others may work on it meanwhile.

    Faults NOT_FOUND; INVALID where the file is no sound database of Kalends, UNSUPPORTED where it is a newer one's.
    Every calendar gets a new generation: what clients have seen since the backup was made is not there any more.
    """
    if not file.is_file():
        raise Fault(Kind.NOT_FOUND, f"There is no file {file}.")
    with told_on_opening(file), closing(Connection(file)) as source:
        _demand_sound(source, file)
        with told_on_opening(target), closing(Connection(target)) as other:
            other.fill_from(source)
            with other.transaction("BEGIN IMMEDIATE"):
                migrate.migrate(other.ask)
                _renew_calendars(other, micros(now))
            other.use_wal()


def _renew_calendars(connection: Connection, moment: int) -> None:
    connection.ask(
        "UPDATE calendar SET generation = CASE WHEN generation < ? THEN ? ELSE generation + 1 END", moment, moment
    )


def _make(file: Path) -> None:
    try:
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    except FileExistsError as error:
        raise Fault(Kind.EXISTS, f"There is a file {file} already; name another one.") from error
    except (OSError, ValueError) as error:  # ValueError: NUL in the path
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise Fault(Kind.FORBIDDEN, f"The file {file} cannot be written: {reason}.") from error


def _demand_sound(source: Connection, file: Path) -> None:
    if "migration" not in source.names_of_tables():
        raise Fault(Kind.INVALID, f"{file} is no backup of Kalends.")
    migrate.is_current(source.ask)
    if damages := source.damages():
        raise Fault(Kind.INVALID, f"The backup {file} is damaged: {damages[0]}")
