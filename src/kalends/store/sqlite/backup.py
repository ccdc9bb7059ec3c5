"""Backup files: save the database into one while others work, restore it, and read or fill one table by table.

The latter is for a database of another kind (`store.postgres.backup`).
"""

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kalends.errors import Fault, Kind
from kalends.store import migrations
from kalends.store.calendars.calendars import renew_all_calendars
from kalends.store.dialect import SQLITE
from kalends.store.sql import Row
from kalends.store.sqlite.connection import Connection
from kalends.store.sqlite.errors import translate_file_errors
from kalends.store.sqlite.folder import make_private


def save(source: Connection, file: Path) -> None:
    """Write a snapshot of a database into a new file. Faults EXISTS, FORBIDDEN."""
    with new_file(file), translate_file_errors(file), closing(Connection(file)) as target:
        target.copy_from(source)
        target.disable_wal()


def restore(file: Path, target: Path, *, now: datetime) -> None:
    """Replace a database with a backup, atomically; others may use it meanwhile.

    Every calendar gets a new generation, since clients may have seen states that are lost. Faults NOT_FOUND; INVALID
    for a file that is no intact database of Kalends; UNSUPPORTED for one of a newer version.
    """
    if not file.is_file():
        raise Fault(Kind.NOT_FOUND, f"There is no file {file}.")
    with translate_file_errors(file), closing(Connection(file)) as source:
        require_sound_backup(source, file)
        with translate_file_errors(target), closing(Connection(target)) as other:
            other.copy_from(source)
            with other.transaction("BEGIN IMMEDIATE"):
                migrations.migrate(other.execute, SQLITE)
                renew_all_calendars(other.execute, now)
            other.enable_wal()


@contextmanager
def new_file(file: Path) -> Iterator[None]:
    """Create a file that only its owner can read; it is deleted if the block raises. Faults EXISTS, FORBIDDEN."""
    _create(file)
    try:
        yield
    except BaseException:
        with suppress(OSError):
            file.unlink()
        raise


def _create(file: Path) -> None:
    try:
        make_private(file)
    except FileExistsError as error:
        raise Fault(Kind.EXISTS, f"There is a file {file} already; name another one.") from error
    except (OSError, ValueError) as error:  # ValueError: NUL in the path
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise Fault(Kind.FORBIDDEN, f"The file {file} cannot be written: {reason}.") from error


@dataclass(frozen=True, slots=True)
class Table:
    """A table and its columns."""

    name: str
    columns: tuple[str, ...]

    @property
    def listed(self) -> str:
        """The columns as they are listed in a statement."""
        return ", ".join(self.columns)


class Archive(Connection):
    """A connection to a backup file that reads and writes whole tables."""

    def tables_in_order(self) -> tuple[Table, ...]:
        """The tables in the order of their creation: a referenced table comes first."""
        rows = self.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid")
        names = [name for (name,) in rows if name != "migration" and not name.startswith("sqlite_")]
        return tuple(Table(name, self._columns(name)) for name in names)

    def _columns(self, table: str) -> tuple[str, ...]:
        return tuple(name for _, name, *_ in self.execute(f"PRAGMA table_info({table})"))

    @contextmanager
    def creating_schema(self) -> Iterator[None]:
        """Create the schema, and let the block fill it, in one transaction."""
        self.execute("PRAGMA foreign_keys = OFF")  # the rows come from a consistent database
        with self.transaction("BEGIN IMMEDIATE"):
            self.execute(migrations.TABLE)
            migrations.migrate(self.execute, SQLITE)
            yield

    def write_rows(self, table: Table, rows: Iterable[Row]) -> None:
        """Insert rows into a table, one after the other."""
        signs = ", ".join("?" * len(table.columns))
        self.execute_many(f"INSERT INTO {table.name} ({table.listed}) VALUES ({signs})", rows)

    def rows(self, table: Table) -> Iterator[Row]:
        """The rows of a table, read one after the other."""
        return self.each(f"SELECT {table.listed} FROM {table.name}")

    def last_ids(self) -> dict[str, int]:
        """The greatest id that each table ever generated."""
        return dict(self.execute("SELECT name, seq FROM sqlite_sequence"))

    def note_last_id(self, table: str, last: int) -> None:
        """Set the greatest id that a table ever generated."""
        self.execute("DELETE FROM sqlite_sequence WHERE name = ?", table)
        self.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", table, last)


@contextmanager
def open_backup(file: Path) -> Iterator[Archive]:
    """Open an intact backup, migrated to the schema of this program. Faults NOT_FOUND, INVALID, UNSUPPORTED (newer)."""
    if not file.is_file():
        raise Fault(Kind.NOT_FOUND, f"There is no file {file}.")
    with translate_file_errors(file), closing(Archive(file)) as archive:
        require_sound_backup(archive, file)
        if migrations.is_current(archive.execute):
            yield archive
            return
    with tempfile.TemporaryDirectory(prefix="kalends-") as folder:
        copy = Path(shutil.copy(file, Path(folder) / "backup"))  # the backup itself is not changed
        with translate_file_errors(file), closing(Archive(copy)) as archive:
            with archive.transaction("BEGIN IMMEDIATE"):
                migrations.migrate(archive.execute, SQLITE)
            yield archive


def require_sound_backup(source: Connection, file: Path) -> None:
    """Check that a file is an intact backup of Kalends. Faults INVALID; UNSUPPORTED for one of a newer version."""
    if "migration" not in source.table_names():
        raise Fault(Kind.INVALID, f"{file} is no backup of Kalends.")
    migrations.is_current(source.execute)
    if damages := source.damages():
        raise Fault(Kind.INVALID, f"The backup {file} is damaged: {damages[0]}")
