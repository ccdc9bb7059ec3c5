"""The data folder, and the database file in it: for their owner's eyes only, and made wholly or not at all.

A file is told from none: a database that lost its content is not taken for one that was never there.
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
"""What the name of the reserve (see `reserve`) has behind the database's."""
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
    """The database file of a data folder. Fault INVALID where SQLite could not be told its name."""
    try:
        os.fsencode(folder / file_name).decode()  # SQLite takes no other names
    except UnicodeDecodeError as error:
        raise Fault(Kind.INVALID, f"The name of the data folder {printable_path(folder)} is not UTF-8.") from error
    return folder / file_name


def database_exists(file: Path, *, empty_is_none: bool = False) -> bool:
    """Whether there is a database file, as far as can be seen from outside.

    Fault INVALID where what is there is none, or where only what belongs beside one is there; FORBIDDEN where that
    cannot be seen. With `empty_is_none` an empty file, with nothing beside it, counts as none.
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
    """Make a data folder that only its owner can read, whatever the umask; one that is there stays as it is."""
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
    """A path in a folder of its own for a database that takes its place as `file` when the block ends without error.

    So a database is there wholly or not at all, and of many processes that make one, one does. `over_empty` lets it
    take the place of an empty file.
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
    """Make an empty file that only its owner can read, whatever the umask. Raises OSError where there is one."""
    handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    os.close(handle)
    file.chmod(0o600)


def exposed_paths(folder: Path, file_name: str) -> tuple[tuple[Path, int], ...]:
    """What other users of the machine could read or write in a data folder that is open to them, and its mode."""
    names = [file_name, *(file_name + end for end in _BESIDE), file_name + RESERVE, "kalends.toml"]
    modes: list[tuple[Path, int]] = []
    for path in (folder, *(folder / name for name in names)):
        with suppress(OSError):
            modes.append((path, stat.S_IMODE(path.stat().st_mode)))
    opened = [(path, mode) for path, mode in modes if mode & 0o077]
    return tuple(opened) if opened and opened[0][0] == folder else ()


def chmod_command(path: Path) -> str:
    """What to type so that a file or a folder is its owner's alone."""
    return f"chmod {'700' if path.is_dir() else '600'} {shlex.quote(str(path))}"


def no_database_fault(folder: Path) -> Fault:
    """The fault of a folder without a database."""
    return Fault(
        Kind.NOT_FOUND,
        f"There is no calendar data in {printable_path(folder)}: name its folder with --data,"
        " or make one with `kalends serve` or `kalends user add`.",
    )


def unusable_folder_fault(folder: Path, error: Exception) -> Fault:
    """The fault of a folder that the operating system does not let us use."""
    if isinstance(error, FileExistsError | NotADirectoryError):
        return Fault(Kind.INVALID, f"{printable_path(folder)} is a file, or lies in one; name a folder with --data.")
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return Fault(Kind.FORBIDDEN, f"The data folder {printable_path(folder)} cannot be used: {reason}.")


def printable_path(path: Path) -> str:
    """A path as a message shows it."""
    return ascii(str(path)) if not str(path).isprintable() else str(path)


def _stat_target(file: Path) -> os.stat_result:
    try:
        return os.stat(file)
    except FileNotFoundError as error:
        raise Fault(Kind.INVALID, _NO_TARGET.format(file=printable_path(file))) from error


def _demand_nothing_beside(file: Path) -> None:
    """Pass where a database that is not there left nothing."""
    for end in _BESIDE:
        # looked at once more: another process may be making it
        if os.path.lexists(f"{file}{end}") and not os.path.lexists(file):
            raise Fault(Kind.INVALID, _NO_DATABASE.format(file=printable_path(file), beside=f"{file.name}{end}"))


def _demand_log(file: Path) -> None:
    """Pass where the log is not missing. SQLite makes it before its index, and removes it after that."""
    beside = os.path.realpath(file)
    for _ in range(_LOOKS):  # others may open or close the database between two looks
        if os.path.lexists(f"{beside}-wal") or not os.path.lexists(f"{beside}-shm"):
            return
    raise Fault(Kind.INVALID, _NO_LOG.format(file=printable_path(file)))


def _kind(status: os.stat_result) -> str:
    return "a folder" if stat.S_ISDIR(status.st_mode) else "a socket, a pipe or a device"


def _rename_into_place(fresh: Path, file: Path) -> None:
    """Give a database its name, unless there is one of that name by now."""
    try:
        os.link(fresh, file)
    except FileExistsError:
        return
    except OSError:  # a file system without links
        if os.path.lexists(file):
            return
        fresh.rename(file)


def _sync(folder: Path) -> None:
    """Let the names in a folder outlive a power cut, where the system can do that."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def create_reserve(database: Path) -> None:
    """Make the reserve of a database, if it is not there and there is room for it."""
    reserve = _reserve_of(database)
    if reserve.exists():
        return
    try:
        make_private(reserve)
        # chance, since there are disks that keep zeros in no room at all
        reserve.write_bytes(os.urandom(_OCTETS))
    except OSError:
        with suppress(OSError):
            reserve.unlink()


def release_reserve(database: Path) -> bool:
    """Make room; whether there was a reserve."""
    try:
        _reserve_of(database).unlink()
    except OSError:
        return False
    return True


def _reserve_of(database: Path) -> Path:
    return database.with_name(database.name + RESERVE)
