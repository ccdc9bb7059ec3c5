"""A little room on the disk of the data folder, kept for the day on which it is full.

To read a database SQLite needs the index of its log (-shm), which is made when the first program opens it. On a disk
without any room left a server could not be started then, not even to read. So a file of a few blocks lies in the data
folder, and is given up for that index where it cannot be made otherwise. The next start with room makes it again.
"""

import os
from contextlib import suppress
from pathlib import Path

from kalends.store.sqlite.folder import RESERVE, make_private

_OCTETS = 131_072  # the index takes 32 kB for each 4,096 pages of the log


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
