"""Opening a store, wherever it is."""

from datetime import datetime
from pathlib import Path

from kalends.errors import Fault, Kind
from kalends.service.ports import Store
from kalends.store import sqlite

_SCHEMES = ("postgresql://", "postgres://")


def open_store(database: str | Path, *, make: bool = True) -> Store:
    """Open the store at a URL of PostgreSQL, or in a data folder; the schema is brought up to date.

    `make` says whether a data folder that is missing is made (Fault NOT_FOUND else). Other Faults: INVALID,
    UNSUPPORTED (a newer Kalends wrote it, or the driver is not installed), FORBIDDEN, BUSY.
    """
    if isinstance(database, Path):
        return sqlite.open_store(database, make=make)
    if not database.startswith(_SCHEMES):
        raise Fault(Kind.INVALID, "A database is named as in postgresql://user@host/name; a folder with --data.")
    try:
        # The driver is an extra, and takes longer to import than many commands run.
        from kalends.store import postgres  # noqa: PLC0415
    except ImportError as error:
        raise Fault(Kind.UNSUPPORTED, "PostgreSQL needs a driver: install kalends[postgres].") from error
    return postgres.open_store(database)


def restore_backup(file: Path, database: str | Path, *, now: datetime) -> None:
    """Put a backup in the place of all that a data folder holds. See `sqlite.backup.restore`.

    Fault UNSUPPORTED for PostgreSQL, whose own tools do that.
    """
    if not isinstance(database, Path):
        raise Fault(Kind.UNSUPPORTED, f"A PostgreSQL database is restored with its own tools: pg_restore {file} …")
    sqlite.restore(file, database, now=now)
