"""What PostgreSQL reports when it cannot work, told as Faults that say what to do.

The SQLSTATE decides, or its class (its first two characters); a connection that broke has none.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg_pool import PoolTimeout

from kalends.errors import Fault, Kind
from kalends.service.ports import Collision, Outage
from kalends.store.health import Health

_COLLISIONS = frozenset({"40001", "40P01"})
_TOLD: dict[str, tuple[Kind, str]] = {
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
    """While the store is used, trouble is Fault BUSY: the request was right, and may succeed another time.

    It is an `Outage` where somebody has to see to the database first, and `health` notes that.
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
    if told := _TOLD.get(state) or _TOLD.get(state[:2]):
        return Fault(*told)
    if told_out := _OUTAGES.get(state) or _OUTAGES.get(state[:2]):
        return Outage(told_out, cause=str(error).strip())
    if state[:2] in _BUSY:
        return Fault(Kind.BUSY, _BUSY[state[:2]], retry_after=1)
    if isinstance(error, psycopg.OperationalError):
        return Fault(Kind.BUSY, _NO_CONNECTION, retry_after=1)
    return None
