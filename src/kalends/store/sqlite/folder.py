"""The data folder, and the database file in it: for their owner's eyes only."""

import os
from pathlib import Path

from kalends.errors import Fault, Kind


def prepared(folder: Path, file_name: str, *, make: bool) -> Path:
    """The database file, which exists then. Faults NOT_FOUND (`make` is false), FORBIDDEN, INVALID."""
    file = folder / file_name
    try:
        str(folder).encode()  # SQLite takes no other names
        if make:
            _make(folder, file)
        elif not file.is_file():
            raise Fault(Kind.NOT_FOUND, _missing(folder))
    except UnicodeEncodeError as error:
        raise Fault(Kind.INVALID, f"The name of the data folder {_shown(folder)} is not UTF-8.") from error
    except (OSError, ValueError) as error:  # ValueError: NUL in the path
        raise _unusable(folder, error) from error
    return file


def _make(folder: Path, file: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # SQLite gives the files beside it (-wal, -shm) the same mode.
    os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))


def _missing(folder: Path) -> str:
    return (
        f"There is no calendar data in {_shown(folder)}: name its folder with --data,"
        " or make one with `kalends serve` or `kalends user add`."
    )


def _unusable(folder: Path, error: Exception) -> Fault:
    if isinstance(error, FileExistsError | NotADirectoryError):
        return Fault(Kind.INVALID, f"{_shown(folder)} is a file, or lies in one; name a folder with --data.")
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return Fault(Kind.FORBIDDEN, f"The data folder {_shown(folder)} cannot be used: {reason}.")


def _shown(folder: Path) -> str:
    return ascii(str(folder)) if not str(folder).isprintable() else str(folder)
