"""Rows whose counterpart in another table is missing. One query a function.

No statement of ours leaves such rows; a defect does, or a change by hand.
"""

from kalends.service.records import Calendar, Orphan
from kalends.store.objects.events import LEFT
from kalends.store.sql import Executor

_OF_OBJECT = ("calendar_grant", "object_view", "object_words", "property")
_HOLDERS = {"account": "account", "group": "person_group"}
_SAME = "object.id = {0}.object_id AND object.owner_id = {0}.owner_id AND object.calendar_id = {0}.calendar_id"
_WORDS = (
    "object_words.object_id = object.id AND object_words.owner_id = object.owner_id"
    " AND object_words.calendar_id = object.calendar_id"
)
_PLACE = "owner_id = ? AND calendar_id = ?"
_PAIR = f"{_PLACE} AND object_id = ?"


class OrphanTable:
    """Implements `service.ports.Orphans`."""

    def __init__(self, execute: Executor) -> None:
        self._execute = execute

    def of(self, owner_id: int, *, limit: int) -> tuple[Orphan, ...]:
        found = [each for table in _OF_OBJECT for each in self._without_object(owner_id, table, limit)]
        found += [each for kind in _HOLDERS for each in self._without_holder(owner_id, kind, limit)]
        return (*found, *self._without_words(owner_id, limit))

    def repair(self, owner_id: int, remain: Orphan) -> None:
        pair = (owner_id, remain.calendar_id, remain.object_id)
        if remain.kind == "words":
            self._execute(f"DELETE FROM object_words WHERE {_PAIR}", *pair)
            self._execute(
                "INSERT INTO object_words (owner_id, calendar_id, object_id, words)"
                f" SELECT owner_id, calendar_id, id, ' ' || words FROM object WHERE {_PLACE} AND id = ?",
                *pair,
            )
        elif remain.kind in _OF_OBJECT:
            self._execute(f"DELETE FROM {remain.kind} WHERE {_PAIR} AND {_no_object(remain.kind)}", *pair)
        else:
            self._execute(f"DELETE FROM calendar_grant WHERE {_PAIR} AND {_no_holder(remain.kind)}", *pair)

    def recount(self, calendar: Calendar) -> None:
        place = (calendar.owner_id, calendar.id)
        ((size, of_objects, of_events),) = self._execute(
            f"SELECT (SELECT count(*) FROM object WHERE {_PLACE}),"
            f" (SELECT coalesce(max(counter), 0) FROM object WHERE {_PLACE}),"
            f" (SELECT coalesce(max(counter), 0) FROM event WHERE {_PLACE} AND {LEFT})",
            *place,
            *place,
            *place,
        )
        counter = max(calendar.counter, calendar.swept, of_objects, of_events)
        self._execute("UPDATE calendar SET size = ?, counter = ? WHERE owner_id = ? AND id = ?", size, counter, *place)
        raised = "UPDATE event_cursor SET cursor = ? WHERE owner_id = ? AND cursor < ?"
        self._execute(raised, counter, calendar.owner_id, counter)

    def _without_object(self, owner_id: int, table: str, limit: int) -> list[Orphan]:
        rows = self._execute(
            f"SELECT DISTINCT calendar_id, object_id FROM {table} WHERE owner_id = ? AND object_id > 0"
            f" AND {_no_object(table)} LIMIT ?",
            owner_id,
            limit,
        )
        return [Orphan(table, *row) for row in rows]

    def _without_holder(self, owner_id: int, kind: str, limit: int) -> list[Orphan]:
        rows = self._execute(
            "SELECT DISTINCT calendar_id, object_id FROM calendar_grant"
            f" WHERE owner_id = ? AND {_no_holder(kind)} LIMIT ?",
            owner_id,
            limit,
        )
        return [Orphan(kind, *row) for row in rows]

    def _without_words(self, owner_id: int, limit: int) -> list[Orphan]:
        rows = self._execute(
            "SELECT calendar_id, id FROM object WHERE owner_id = ? AND NOT EXISTS (SELECT 1 FROM object_words"
            f" WHERE {_WORDS} AND object_words.words = ' ' || object.words) LIMIT ?",
            owner_id,
            limit,
        )
        return [Orphan("words", *row) for row in rows]


def _no_object(table: str) -> str:
    return f"NOT EXISTS (SELECT 1 FROM object WHERE {_SAME.format(table)})"


def _no_holder(kind: str) -> str:
    table = _HOLDERS[kind]
    return f"holder_kind = '{kind}' AND NOT EXISTS (SELECT 1 FROM {table} WHERE {table}.id = calendar_grant.holder_id)"
