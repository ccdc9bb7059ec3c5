"""Opening a store, wherever it is."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Protocol

from kalends.errors import Fault, Kind
from kalends.service.ports import Store

FileIdentities = tuple[tuple[int, int], ...]

_SCHEMES = ("postgresql://", "postgres://")


class OpenStore(Store, Protocol):
    """A store as this program opens it."""

    @property
    def marks(self) -> FileIdentities:
        """What tells the files of a data folder from any others that take their place; none of a database elsewhere."""


def open_store(database: str | Path, *, make: bool = True) -> OpenStore:
    """Open the store at a URL of PostgreSQL, or in a data folder; the schema is brought up to date.

    `make` says whether a data folder that is missing is made (Fault NOT_FOUND else). Other Faults: INVALID,
    UNSUPPORTED (a newer Kalends wrote it, or the driver is not installed), FORBIDDEN, BUSY.
    """
    store: OpenStore
    if isinstance(database, Path):
        store = _sqlite().open_store(database, make=make)
    else:
        store = _postgres(database).open_store(database)
    return store


def attach_store(database: str | Path, marks: FileIdentities) -> OpenStore:
    """The store that another process of this server holds open, whose `marks` these are.

    Nothing is made, and it need not be in order now.
    """
    store: OpenStore
    if isinstance(database, Path):
        store = _sqlite().attach_store(database, marks)
    else:
        store = _postgres(database).PostgresStore(database)
    return store


def exposures(database: str | Path) -> tuple[tuple[str, str, str], ...]:
    """What other users of the machine can read of a store: each path, its mode, and what to type to end that."""
    found: tuple[tuple[str, str, str], ...] = _sqlite().exposures(database) if isinstance(database, Path) else ()
    return found


def restore_backup(
    file: Path, database: str | Path, *, now: datetime, told: Callable[[int], None] = lambda _: None
) -> None:
    """Put a backup in the place of all that a data folder or a database holds; of whichever kind it was saved.

    See `sqlite.backup.restore` and `postgres.backup.restore`.
    """
    if isinstance(database, Path):
        _sqlite().restore(file, database, now=now)
    else:
        _postgres(database).restore(file, database, now=now, told=told)


def _sqlite() -> ModuleType:
    # A server on PostgreSQL has no use for this driver, which takes 2 MB.
    from kalends.store import sqlite  # noqa: PLC0415

    return sqlite


def _postgres(database: str) -> ModuleType:
    if not database.startswith(_SCHEMES):
        raise Fault(Kind.INVALID, "A database is named as in postgresql://user@host/name; a folder with --data.")
    try:
        # The driver is an extra, and takes longer to import than many commands run.
        from kalends.store import postgres  # noqa: PLC0415
    except ImportError as error:
        raise Fault(Kind.UNSUPPORTED, "PostgreSQL needs a driver: install kalends[postgres].") from error
    return postgres
