"""What does not fit together between the tables, one query a function.

Nothing of it is made by the other statements; a fault of ours does, or somebody's hand.
"""

from kalends.service.records import Calendar, Remain
from kalends.store.rows import Ask

_OF_OBJECT = ("calendar_grant", "object_view", "object_words", "property")
_HOLDERS = {"account": "account", "group": "person_group"}
_SAME = "object.id = {0}.object_id AND object.owner_id = {0}.owner_id AND object.calendar_id = {0}.calendar_id"
_WORDS = (
    "object_words.object_id = object.id AND object_words.owner_id = object.owner_id"
    " AND object_words.calendar_id = object.calendar_id"
)
_PLACE = "owner_id = ? AND calendar_id = ?"


class RemainTable:
    """Implements `service.ports.Remains`."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def all(self, *, limit: int) -> tuple[Remain, ...]:
        found = [each for table in _OF_OBJECT for each in self._without_object(table, limit)]
        found += [each for kind in _HOLDERS for each in self._without_holder(kind, limit)]
        return (*found, *self._without_words(limit))

    def mend(self, remain: Remain) -> None:
        if remain.kind == "words":
            self._ask("DELETE FROM object_words WHERE object_id = ?", remain.object_id)
            self._ask(
                "INSERT INTO object_words (owner_id, calendar_id, object_id, words)"
                " SELECT owner_id, calendar_id, id, ' ' || words FROM object WHERE id = ?",
                remain.object_id,
            )
        elif remain.kind in _OF_OBJECT:
            self._ask(
                f"DELETE FROM {remain.kind} WHERE calendar_id = ? AND object_id = ? AND {_missing(remain.kind)}",
                remain.calendar_id,
                remain.object_id,
            )
        else:
            self._ask(
                f"DELETE FROM calendar_grant WHERE calendar_id = ? AND object_id = ? AND {_nobody(remain.kind)}",
                remain.calendar_id,
                remain.object_id,
            )

    def recount(self, calendar: Calendar) -> None:
        place = (calendar.owner_id, calendar.id)
        ((size, of_objects, of_removals),) = self._ask(
            f"SELECT (SELECT count(*) FROM object WHERE {_PLACE}),"
            f" (SELECT coalesce(max(counter), 0) FROM object WHERE {_PLACE}),"
            f" (SELECT coalesce(max(counter), 0) FROM removal WHERE {_PLACE})",
            *place,
            *place,
            *place,
        )
        counter = max(calendar.counter, calendar.swept, of_objects, of_removals)
        self._ask("UPDATE calendar SET size = ?, counter = ? WHERE owner_id = ? AND id = ?", size, counter, *place)

    def _without_object(self, table: str, limit: int) -> list[Remain]:
        rows = self._ask(
            f"SELECT DISTINCT calendar_id, object_id FROM {table} WHERE object_id > 0 AND {_missing(table)} LIMIT ?",
            limit,
        )
        return [Remain(table, *row) for row in rows]

    def _without_holder(self, kind: str, limit: int) -> list[Remain]:
        rows = self._ask(
            f"SELECT DISTINCT calendar_id, object_id FROM calendar_grant WHERE {_nobody(kind)} LIMIT ?", limit
        )
        return [Remain(kind, *row) for row in rows]

    def _without_words(self, limit: int) -> list[Remain]:
        rows = self._ask(
            "SELECT calendar_id, id FROM object WHERE NOT EXISTS (SELECT 1 FROM object_words"
            f" WHERE {_WORDS} AND object_words.words = ' ' || object.words) LIMIT ?",
            limit,
        )
        return [Remain("words", *row) for row in rows]


def _missing(table: str) -> str:
    return f"NOT EXISTS (SELECT 1 FROM object WHERE {_SAME.format(table)})"


def _nobody(kind: str) -> str:
    table = _HOLDERS[kind]
    return f"holder_kind = '{kind}' AND NOT EXISTS (SELECT 1 FROM {table} WHERE {table}.id = calendar_grant.holder_id)"
