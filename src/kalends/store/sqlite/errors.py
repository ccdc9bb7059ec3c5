"""Errors of SQLite as Faults that say what to do."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw

from kalends.errors import Fault, Kind
from kalends.service.ports import Outage
from kalends.store.health import Health

_BUSY = "The database is busy; try again."
_FULL = "The disk of the database is full: make room. What is there can be read; writes go on as soon as there is room."
_NO_ROOM = (
    "The disk of the database takes no more: it is full, or over a quota or a limit, or it fails. Make room, or look"
    " at the disk; writes go on as soon as it takes them."
)
_NOT_OURS = "The database cannot be written: look at who owns its file and folder."
_DAMAGED = "The database is damaged: stop the server, and restore a backup."

_WAITING = (apsw.BusyError, apsw.LockedError)
_OUTAGES: dict[type[apsw.Error], str] = {
    apsw.FullError: _FULL,
    apsw.ReadOnlyError: _NOT_OURS,
    apsw.PermissionsError: _NOT_OURS,
    apsw.CantOpenError: "The database cannot be opened: look at whether its folder is still there, and whose it is.",
    apsw.IOError: "The disk of the database fails; see to it.",
    apsw.CorruptError: _DAMAGED,
    apsw.NotADBError: _DAMAGED,
}
_WRITING = frozenset(
    {apsw.SQLITE_IOERR_WRITE, apsw.SQLITE_IOERR_TRUNCATE, apsw.SQLITE_IOERR_FSYNC, apsw.SQLITE_IOERR_SHMSIZE}
)


def is_full(error: apsw.Error) -> bool:
    """Whether the disk is full, or a quota or limit was reached; SQLite reports the latter like a failing disk."""
    return isinstance(error, apsw.FullError) or getattr(error, "extendedresult", 0) in _WRITING


def fault_of(error: BaseException) -> Fault | None:
    """The Fault for an error of SQLite; None where the error is a defect of this program."""
    if isinstance(error, _WAITING):
        return Fault(Kind.BUSY, _BUSY, retry_after=1)
    if isinstance(error, apsw.IOError) and is_full(error):
        return Outage(_NO_ROOM, cause=str(error))
    for kind, detail in _OUTAGES.items():
        if isinstance(error, kind):
            return Outage(detail, cause=str(error))
    if getattr(error, "extendedresult", 0) == apsw.SQLITE_CONSTRAINT_FOREIGNKEY:
        return Fault(Kind.NOT_FOUND, "What this belongs to is not there any more.")
    return None


@contextmanager
def translate_errors(health: Health | None = None) -> Iterator[None]:
    """Raise errors of SQLite as Fault BUSY: the request was valid, and may succeed later.

    It is an `Outage`, which `health` records, where the database needs attention first. Where a new row refers to
    something that was removed meanwhile, it is Fault NOT_FOUND.
    """
    try:
        yield
    except (apsw.Error, Outage) as error:
        fault = error if isinstance(error, Outage) else fault_of(error)
        if health is not None and isinstance(fault, Outage):
            health.note_outage(fault)
        if fault is None or fault is error:
            raise
        raise fault from error


@contextmanager
def translate_file_errors(file: Path) -> Iterator[None]:
    """Raise errors while a file is opened or filled as Faults that name the file: INVALID, BUSY."""
    try:
        yield
    except (apsw.NotADBError, apsw.CorruptError) as error:
        raise Fault(Kind.INVALID, _UNFIT.format(file=file)) from error
    except apsw.Error as error:
        if (fault := fault_of(error)) is None:
            raise
        detail = f"{file}: {fault.detail}" if isinstance(fault, Outage) else fault.detail
        raise Fault(fault.kind, detail, retry_after=fault.retry_after) from error


_UNFIT = (
    "{file} is no database, or it is cut off or damaged: move it and the files beside it (-wal, -shm) away, then"
    " restore a backup with `kalends restore-backup`, or start with an empty one; or name another folder with --data."
)
