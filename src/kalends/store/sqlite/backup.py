"""Saving the whole database into one file while others work, and putting such a file in its place."""

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from kalends.errors import Fault, Kind
from kalends.store import migrations
from kalends.store.dialect import SQLITE
from kalends.store.epochs import renew_all
from kalends.store.sqlite.archive import require_sound_backup
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
                renew_all(other.execute, now)
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
