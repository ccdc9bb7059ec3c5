"""The data folder and the database file in it: readable by their owner only, and created atomically.

A database that lost its content is never mistaken for a missing one.
"""

import os
import shlex
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from kalends.errors import Fault, Kind

RESERVE = "-reserve"
"""Suffix of the reserve's file name; see `create_reserve`."""
_SMALLEST = 512  # octets; SQLite takes a file of one octet for a new database
_BESIDE = ("-wal", "-shm", "-journal")
_LOOKS = 3
_RESTORE = "restore a backup with `kalends restore-backup`"
_NO_FILE = "{file} is {kind}, and no database file: move it away, or name another folder with --data."
_EMPTY = (
    "{file} has {size} bytes, so the database that was there has lost its content: " + _RESTORE + ", or delete the file"
    " to start with an empty one."
)
_NO_DATABASE = (
    "{file} is missing, though {beside} beside it says that there was a database: put it back; or move {beside} away,"
    " and " + _RESTORE + " or start with an empty one."
)
_NO_LOG = (
    "{file}-wal was removed while the database was open, and {file}-shm is still there. Where a server runs, stop it by"
    " SIGTERM, which saves what the log held; where none does, the latest writes are lost: " + _RESTORE + ", or delete"
    " {file}-shm to go on without them."
)
_NO_TARGET = "{file} is a link to a file that is not there: is its disk mounted? Mend the link, or delete it."
_OCTETS = 131_072  # the index takes 32 kB for each 4,096 pages of the log


def locate_database(folder: Path, file_name: str) -> Path:
    """The database file of a data folder. Fault INVALID for a name that SQLite does not accept."""
    try:
        os.fsencode(folder / file_name).decode()  # SQLite takes no other names
    except UnicodeDecodeError as error:
        raise Fault(Kind.INVALID, f"The name of the data folder {printable_path(folder)} is not UTF-8.") from error
    return folder / file_name


def database_exists(file: Path, *, empty_is_none: bool = False) -> bool:
    """Whether there is a database file, judged without opening it.

    Fault INVALID for something else of that name, or where only the log of a database is there; FORBIDDEN where the
    folder cannot be read. With `empty_is_none`, an empty file without a log counts as missing.
    """
    try:
        status = os.lstat(file)
        if stat.S_ISLNK(status.st_mode):
            status = _stat_target(file)
    except FileNotFoundError:
        _demand_nothing_beside(file)
        return False
    except (OSError, ValueError) as error:  # ValueError: NUL in the path
        raise unusable_folder_fault(file.parent, error) from error
    if not stat.S_ISREG(status.st_mode):
        raise Fault(Kind.INVALID, _NO_FILE.format(file=printable_path(file), kind=_kind(status)))
    if not status.st_size and empty_is_none:
        _demand_nothing_beside(file)
        return False
    if status.st_size < _SMALLEST:
        raise Fault(Kind.INVALID, _EMPTY.format(file=printable_path(file), size=status.st_size))
    _demand_log(file)
    return True


def make_folder(folder: Path) -> None:
    """Create a data folder that only its owner can read, whatever the umask; an existing one is not changed."""
    try:
        folder.mkdir(mode=0o700, parents=True)
    except FileExistsError as error:
        if not folder.is_dir():
            raise unusable_folder_fault(folder, error) from error
    except (OSError, ValueError) as error:
        raise unusable_folder_fault(folder, error) from error
    else:
        folder.chmod(0o700)


@contextmanager
def create_beside(file: Path, *, over_empty: bool = False) -> Iterator[Path]:
    """Create a database atomically: the block fills it under another path, and it is renamed to `file` afterwards.

    Of several processes that do so at once, one succeeds. `over_empty`: replace an empty file.
    """
    place = Path(os.path.realpath(file))
    try:
        with TemporaryDirectory(prefix=f"{file.name}-new-", dir=place.parent) as folder:
            os.chmod(folder, 0o700)
            fresh = Path(folder) / file.name
            make_private(fresh)
            yield fresh
            if over_empty:
                fresh.replace(place)
            else:
                _rename_into_place(fresh, place)
        _sync(place.parent)
    except OSError as error:
        raise unusable_folder_fault(file.parent, error) from error


def make_private(file: Path) -> None:
    """Create an empty file that only its owner can read, whatever the umask. Raises OSError where it exists."""
    handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    os.close(handle)
    file.chmod(0o600)


def exposed_paths(folder: Path, file_name: str) -> tuple[tuple[Path, int], ...]:
    """What other users of the machine can read or write in a data folder, with the modes."""
    names = [file_name, *(file_name + end for end in _BESIDE), file_name + RESERVE, "kalends.toml"]
    modes: list[tuple[Path, int]] = []
    for path in (folder, *(folder / name for name in names)):
        with suppress(OSError):
            modes.append((path, stat.S_IMODE(path.stat().st_mode)))
    opened = [(path, mode) for path, mode in modes if mode & 0o077]
    return tuple(opened) if opened and opened[0][0] == folder else ()


def chmod_command(path: Path) -> str:
    """The command that makes a file or folder private."""
    return f"chmod {'700' if path.is_dir() else '600'} {shlex.quote(str(path))}"


def no_database_fault(folder: Path) -> Fault:
    """The Fault for a folder without a database."""
    return Fault(
        Kind.NOT_FOUND,
        f"There is no calendar data in {printable_path(folder)}: name its folder with --data,"
        " or make one with `kalends serve` or `kalends user add`.",
    )


def unusable_folder_fault(folder: Path, error: Exception) -> Fault:
    """The Fault for a folder that the operating system does not let us use."""
    if isinstance(error, FileExistsError | NotADirectoryError):
        return Fault(Kind.INVALID, f"{printable_path(folder)} is a file, or lies in one; name a folder with --data.")
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return Fault(Kind.FORBIDDEN, f"The data folder {printable_path(folder)} cannot be used: {reason}.")


def printable_path(path: Path) -> str:
    """A path as it is shown in a message."""
    return ascii(str(path)) if not str(path).isprintable() else str(path)


def _stat_target(file: Path) -> os.stat_result:
    try:
        return os.stat(file)
    except FileNotFoundError as error:
        raise Fault(Kind.INVALID, _NO_TARGET.format(file=printable_path(file))) from error


def _demand_nothing_beside(file: Path) -> None:
    """Check that a missing database left no log."""
    for end in _BESIDE:
        # checked again: another process may be creating it
        if os.path.lexists(f"{file}{end}") and not os.path.lexists(file):
            raise Fault(Kind.INVALID, _NO_DATABASE.format(file=printable_path(file), beside=f"{file.name}{end}"))


def _demand_log(file: Path) -> None:
    """Check that the log is not missing. SQLite creates it before its index, and removes it after that."""
    beside = os.path.realpath(file)
    for _ in range(_LOOKS):  # others may open or close the database between the two checks
        if os.path.lexists(f"{beside}-wal") or not os.path.lexists(f"{beside}-shm"):
            return
    raise Fault(Kind.INVALID, _NO_LOG.format(file=printable_path(file)))


def _kind(status: os.stat_result) -> str:
    return "a folder" if stat.S_ISDIR(status.st_mode) else "a socket, a pipe or a device"


def _rename_into_place(fresh: Path, file: Path) -> None:
    """Rename a new database, unless another one of that name exists by now."""
    try:
        os.link(fresh, file)
    except FileExistsError:
        return
    except OSError:  # a file system without links
        if os.path.lexists(file):
            return
        fresh.rename(file)


def _sync(folder: Path) -> None:
    """Flush the names in a folder to the disk, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def create_reserve(database: Path) -> None:
    """Create the reserve of a database, if it is missing and there is room.

    To read a database SQLite needs the index of its log (-shm), which the first program that opens it creates. On a
    full disk a server could not be started, not even to read. So a file of a few blocks is kept beside the database,
    and deleted to make room for the index. The next start with enough room creates it again.
    """
    reserve = _reserve_of(database)
    if reserve.exists():
        return
    try:
        make_private(reserve)
        # random, since some file systems store zeros without using any room
        reserve.write_bytes(os.urandom(_OCTETS))
    except OSError:
        with suppress(OSError):
            reserve.unlink()


def release_reserve(database: Path) -> bool:
    """Delete the reserve; whether there was one."""
    try:
        _reserve_of(database).unlink()
    except OSError:
        return False
    return True


def _reserve_of(database: Path) -> Path:
    return database.with_name(database.name + RESERVE)
