"""Errors of PostgreSQL as Faults that say what to do.

Decided by the SQLSTATE, or its class (the first two characters); a broken connection has none.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg_pool import PoolTimeout

from kalends.errors import Fault, Kind
from kalends.service.ports import Collision, Outage
from kalends.store.health import Health

_COLLISIONS = frozenset({"40001", "40P01"})
_FAULTS: dict[str, tuple[Kind, str]] = {
    "22": (Kind.INVALID, "A number or a text is of a kind that no database keeps."),
    "23503": (Kind.NOT_FOUND, "What this belongs to is not there any more."),
}
_BUSY: dict[str, str] = {
    "08": "The connection to the database broke; try again.",
    "25": "The database cannot be written at the moment; try again.",
    "40": "Somebody else changed the same things; try again.",
    "53": "The database has no room left for a connection or for its work; try again.",
    "55": "The database is busy; try again.",
    "57": "The database is being stopped, or was; try again.",
}
_GONE = "The tables of the database are not there any more: restore a backup, and start the server again."
_OUTAGES: dict[str, str] = {
    "25006": "The database can only be read now: see to it. Writes go on as soon as it takes them.",
    "3D": "The database is not there any more: bring it back, or restore a backup, and start the server again.",
    "3F": _GONE,
    "42P01": _GONE,
    "42501": "The database does not allow this: give the user that the URL names all rights on it.",
    "53100": (
        "The disk of the database is full: make room. What is there can be read; writes go on as soon as there is room."
    ),
    "58": "The disk of the database fails; see to it.",
    "XX": "The database is damaged: see to it.",
}
_NO_CONNECTION = "The database cannot be reached; try again."


@contextmanager
def translate_errors(health: Health | None = None) -> Iterator[None]:
    """Raise errors of the driver as Fault BUSY: the request was valid, and may succeed later.

    It is an `Outage`, which `health` records, where the database needs attention first.
    """
    try:
        yield
    except PoolTimeout as error:
        raise Fault(Kind.BUSY, "The database is busy; try again.", retry_after=1) from error
    except psycopg.Error as error:
        fault = _fault_of(error)
        if health is not None and isinstance(fault, Outage):
            health.note_outage(fault)
        raise (fault or error) from error


def _fault_of(error: psycopg.Error) -> Fault | None:
    state = error.sqlstate or ""
    if state in _COLLISIONS:
        return Collision()
    if known := _FAULTS.get(state) or _FAULTS.get(state[:2]):
        return Fault(*known)
    if detail := _OUTAGES.get(state) or _OUTAGES.get(state[:2]):
        return Outage(detail, cause=str(error).strip())
    if state[:2] in _BUSY:
        return Fault(Kind.BUSY, _BUSY[state[:2]], retry_after=1)
    if isinstance(error, psycopg.OperationalError):
        return Fault(Kind.BUSY, _NO_CONNECTION, retry_after=1)
    return None
