"""Saving the whole database into one file while others work, and putting such a file in its place."""

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
    """Write one state of a database into a file that does not exist yet. Faults EXISTS, FORBIDDEN."""
    with new_file(file), translate_file_errors(file), closing(Connection(file)) as target:
        target.copy_from(source)
        target.disable_wal()


def restore(file: Path, target: Path, *, now: datetime) -> None:
    """Put a saved database in the place of another one, wholly or not at all; others may work on it meanwhile.

    Faults NOT_FOUND; INVALID where the file is no sound database of Kalends, UNSUPPORTED where it is a newer one's.
    Every calendar gets a new generation: what clients have seen since the backup was made is not there any more.
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
    """A file that was not there before, for its owner's eyes only; it is gone again where it could not be filled."""
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
    """A table and its columns, in their order."""

    name: str
    columns: tuple[str, ...]

    @property
    def listed(self) -> str:
        """The columns as a statement lists them."""
        return ", ".join(self.columns)


class Archive(Connection):
    """A connection to a backup file, which sees whole tables."""

    def tables_in_order(self) -> tuple[Table, ...]:
        """The tables in the order in which they were made: what others refer to stands first."""
        rows = self.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid")
        names = [name for (name,) in rows if name != "migration" and not name.startswith("sqlite_")]
        return tuple(Table(name, self._columns(name)) for name in names)

    def _columns(self, table: str) -> tuple[str, ...]:
        return tuple(name for _, name, *_ in self.execute(f"PRAGMA table_info({table})"))

    @contextmanager
    def creating_schema(self) -> Iterator[None]:
        """Make the schema, and let it be filled; wholly or not at all."""
        self.execute("PRAGMA foreign_keys = OFF")  # what is poured in fits together already
        with self.transaction("BEGIN IMMEDIATE"):
            self.execute(migrations.TABLE)
            migrations.migrate(self.execute, SQLITE)
            yield

    def write_rows(self, table: Table, rows: Iterable[Row]) -> None:
        """Put rows into a table, never all in memory."""
        signs = ", ".join("?" * len(table.columns))
        self.execute_many(f"INSERT INTO {table.name} ({table.listed}) VALUES ({signs})", rows)

    def rows(self, table: Table) -> Iterator[Row]:
        """The rows of a table, never all in memory."""
        return self.each(f"SELECT {table.listed} FROM {table.name}")

    def last_ids(self) -> dict[str, int]:
        """The greatest id that was ever given, by the table."""
        return dict(self.execute("SELECT name, seq FROM sqlite_sequence"))

    def note_last_id(self, table: str, last: int) -> None:
        """Note the greatest id that was ever given in a table."""
        self.execute("DELETE FROM sqlite_sequence WHERE name = ?", table)
        self.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", table, last)


@contextmanager
def open_backup(file: Path) -> Iterator[Archive]:
    """A sound backup in the schema of this program. Faults NOT_FOUND, INVALID, UNSUPPORTED (a newer one)."""
    if not file.is_file():
        raise Fault(Kind.NOT_FOUND, f"There is no file {file}.")
    with translate_file_errors(file), closing(Archive(file)) as archive:
        require_sound_backup(archive, file)
        if migrations.is_current(archive.execute):
            yield archive
            return
    with tempfile.TemporaryDirectory(prefix="kalends-") as folder:
        copy = Path(shutil.copy(file, Path(folder) / "backup"))  # the backup itself stays as it is
        with translate_file_errors(file), closing(Archive(copy)) as archive:
            with archive.transaction("BEGIN IMMEDIATE"):
                migrations.migrate(archive.execute, SQLITE)
            yield archive


def require_sound_backup(source: Connection, file: Path) -> None:
    """Pass where a file is a backup of Kalends without damage. Faults INVALID; UNSUPPORTED for a newer one's."""
    if "migration" not in source.table_names():
        raise Fault(Kind.INVALID, f"{file} is no backup of Kalends.")
    migrations.is_current(source.execute)
    if damages := source.damages():
        raise Fault(Kind.INVALID, f"The backup {file} is damaged: {damages[0]}")
