"""What SQLite reports when it cannot work, told as Faults that say what to do."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw

from kalends.errors import Fault, Kind

_AT_WORK: dict[type[apsw.Error], str] = {
    apsw.BusyError: "The database is busy; try again.",
    apsw.LockedError: "The database is busy; try again.",
    apsw.FullError: "The disk of the data folder is full: make room, and try again.",
    apsw.ReadOnlyError: "The database cannot be written: look at who owns its file and folder.",
    apsw.PermissionsError: "The database cannot be written: look at who owns its file and folder.",
    apsw.CantOpenError: "The database cannot be opened: look at whether its folder is still there.",
    apsw.IOError: "The disk of the data folder fails; see to it.",
    apsw.CorruptError: "The database is damaged: put a copy from before in its place.",
    apsw.NotADBError: "The database is damaged: put a copy from before in its place.",
}


@contextmanager
def told_at_work() -> Iterator[None]:
    """While the store is used, all of it is Fault BUSY: the request was right, and may succeed another time.

    Only where something was removed meanwhile that a new row belongs to, that is Fault NOT_FOUND.
    """
    try:
        yield
    except tuple(_AT_WORK) as error:
        raise Fault(Kind.BUSY, _AT_WORK[type(error)], retry_after=1) from error
    except apsw.ConstraintError as error:
        if getattr(error, "extendedresult", 0) == apsw.SQLITE_CONSTRAINT_FOREIGNKEY:
            raise Fault(Kind.NOT_FOUND, "What this belongs to is not there any more.") from error
        raise


@contextmanager
def told_on_opening(file: Path) -> Iterator[None]:
    """While a store is opened, the file itself may be what is wrong."""
    try:
        with told_at_work():
            yield
    except Fault as fault:
        cause = fault.__cause__
        if isinstance(cause, apsw.NotADBError | apsw.CorruptError):
            detail = f"{file} is no database, or is damaged; take another data folder, or put a copy in its place."
            raise Fault(Kind.INVALID, detail) from cause
        raise
