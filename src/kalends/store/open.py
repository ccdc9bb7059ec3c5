"""Open a store: a data folder or a PostgreSQL database."""

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
    """A store together with the identities of its files."""

    @property
    def marks(self) -> FileIdentities:
        """The identities of the files in a data folder, to notice when others replace them; none for PostgreSQL."""


def open_store(database: str | Path, *, make: bool = True) -> OpenStore:
    """Open the store at a PostgreSQL URL or in a data folder, and migrate its schema.

    `make`: create a missing data folder instead of Fault NOT_FOUND. Other Faults: INVALID, UNSUPPORTED (a newer Kalends
    wrote it, or the driver is not installed), FORBIDDEN, BUSY.
    """
    store: OpenStore
    if isinstance(database, Path):
        store = _sqlite().open_store(database, make=make)
    else:
        store = _postgres(database).open_store(database)
    return store


def attach_store(database: str | Path, marks: FileIdentities) -> OpenStore:
    """Open a store that another process of this server has opened already, with the `marks` of that process.

    Nothing is created or migrated, and the store may be out of order at the moment.
    """
    store: OpenStore
    if isinstance(database, Path):
        store = _sqlite().attach_store(database, marks)
    else:
        store = _postgres(database).PostgresStore(database)
    return store


def exposures(database: str | Path) -> tuple[tuple[str, str, str], ...]:
    """What other users of the machine can read of a store: path, mode, and the command that prevents it."""
    found: tuple[tuple[str, str, str], ...] = _sqlite().exposures(database) if isinstance(database, Path) else ()
    return found


def restore_backup(
    file: Path, database: str | Path, *, now: datetime, told: Callable[[int], None] = lambda _: None
) -> None:
    """Replace all that a data folder or a database holds with a backup of either.

    See `sqlite.backup.restore` and `postgres.backup.restore`.
    """
    if isinstance(database, Path):
        _sqlite().restore(file, database, now=now)
    else:
        _postgres(database).restore(file, database, now=now, told=told)


def _sqlite() -> ModuleType:
    # A server on PostgreSQL does not need this driver, which takes 2 MB.
    from kalends.store import sqlite  # noqa: PLC0415

    return sqlite


def _postgres(database: str) -> ModuleType:
    if not database.startswith(_SCHEMES):
        raise Fault(Kind.INVALID, "A database is named as in postgresql://user@host/name; a folder with --data.")
    try:
        # The driver is an optional dependency, and importing it takes longer than many commands.
        from kalends.store import postgres  # noqa: PLC0415
    except ImportError as error:
        raise Fault(Kind.UNSUPPORTED, "PostgreSQL needs a driver: install kalends[postgres].") from error
    return postgres
