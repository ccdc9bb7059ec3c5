"""The identity of the three files of an open database, to notice when one is removed or replaced (decision 50).

SQLite continues to write to a file that was removed or replaced: nothing fails, and everything written is lost. So a
transaction does not begin, and a commit is not acknowledged, unless the database, its write-ahead log (-wal) and the
index of the log (-shm) are the files that were opened, by device and inode. While a connection is open, no other file
can get their inodes. The files are never opened here: closing one would release the locks that SQLite holds for this
process.
"""

import os
import stat
from pathlib import Path
from threading import Lock

from kalends.service.ports import Outage

FileIdentity = tuple[int, int]
"""The device and the inode of a file."""

FileIdentities = tuple[FileIdentity, ...]
"""The identities of the three files; empty before they were opened."""

_GONE = (
    "The database file is not there any more, or its disk is not: nothing is read or written. Bring it back, or restore"
    " a backup, and start the server again."
)
_OTHER = (
    "The database file is another one than the server opened: nothing is read or written. Start the server again, so"
    " that it works on this one."
)
_EMPTIED = "The database file was emptied: nothing is read or written. Stop the server and restore a backup."
_LOG_GONE = (
    "The write-ahead log of the database was removed or replaced: nothing is read or written. Stop the server by"
    " SIGTERM, which saves what the log held, and start it again."
)


class DatabaseFiles:
    """The files of one database. `marks`: their identities, where another process of this server has opened them."""

    def __init__(self, file: Path, marks: FileIdentities = ()) -> None:
        beside = os.path.realpath(file)  # SQLite follows links first
        self._names = (str(file), f"{beside}-wal", f"{beside}-shm")
        self.marks = marks
        self._adopting = Lock()

    def demand_same(self) -> None:
        """Check that every file is the one that was opened. Raises Outage."""
        try:
            for name, mark in zip(self._names, self.marks, strict=False):  # no marks before the first was opened
                status = os.stat(name)
                if (status.st_dev, status.st_ino) != mark or (not status.st_size and name is self._names[0]):
                    raise self._outage()
        except OSError as error:
            raise self._outage() from error

    def demand_database(self) -> FileIdentity:
        """The identity of the database file, before it is opened. Raises Outage where it is missing or another one.

        SQLite would apply the log of another database to the file.
        """
        self.demand_same()
        mark = _identify(self._names[0])
        if mark is None:
            raise self._outage()
        return mark

    def adopt(self, opened: FileIdentity) -> None:
        """Record the identities of the files that were opened, or check them against those recorded before."""
        with self._adopting:
            if not self.marks:
                found = tuple(map(_identify, self._names))
                if found[0] != opened or None in found:
                    raise self._outage()
                self.marks = tuple(mark for mark in found if mark)
        self.demand_same()

    def _outage(self) -> Outage:
        """Look again at what is wrong; the outage, with the paths for the log."""
        try:
            database = os.stat(self._names[0])
        except OSError as error:
            return Outage(_GONE, cause=f"{self._names[0]}: {error.strerror}")
        if self.marks and (database.st_dev, database.st_ino) != self.marks[0]:
            return Outage(_OTHER, cause=self._names[0] + self._set_aside(database))
        if not database.st_size:
            return Outage(_EMPTIED, cause=self._names[0])
        return Outage(_LOG_GONE, cause=", ".join(self._names[1:]))

    def _set_aside(self, database: os.stat_result) -> str:
        """Rename our log beside a foreign database, since SQLite would apply it to that; what was done."""
        log, index = self._names[1:]
        if not stat.S_ISREG(database.st_mode) or _identify(log) != self.marks[1]:
            return ""
        aside = f"{log}-of-the-former-{self.marks[0][1]}"
        try:
            os.rename(log, aside)
            if _identify(index) == self.marks[2]:
                os.unlink(index)
        except OSError as error:
            return f"; {log}, which belongs to the former one, cannot be set aside: {error.strerror}"
        return f"; what belonged to the former one was set aside as {aside}"


def _identify(name: str) -> FileIdentity | None:
    """The identity of a file; None where there is no file."""
    try:
        status = os.stat(name)
    except OSError:
        return None
    return status.st_dev, status.st_ino
