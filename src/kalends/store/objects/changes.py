"""What happened in each calendar, one query a function.

An object holds the counter of its last change itself; only what was taken away has a row of its own.
"""

from datetime import datetime

from kalends.service.records import Calendar, Change
from kalends.store.rows import Ask, micros, moment_of

_SINCE = (
    "SELECT counter, href, id, etag, modified FROM object WHERE owner_id = ? AND calendar_id = ? AND counter > ?"
    " UNION ALL SELECT counter, href, object_id, NULL, at FROM removal"
    " WHERE owner_id = ? AND calendar_id = ? AND counter > ? AND NOT EXISTS (SELECT 1 FROM object"
    "   WHERE object.owner_id = removal.owner_id AND object.calendar_id = removal.calendar_id"
    "   AND object.href = removal.href)"
    " ORDER BY 1 LIMIT ?"
)


class ChangeTable:
    """Implements `service.ports.Changes`."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def since(self, calendar: Calendar, counter: int, *, limit: int) -> tuple[Change, ...]:
        place = (calendar.owner_id, calendar.id, counter)
        return tuple(
            Change(number, href, object_id, etag, moment_of(at))
            for number, href, object_id, etag, at in self._ask(_SINCE, *place, *place, limit)
        )

    def sweepable(self, *, before: datetime, limit: int) -> tuple[int, ...]:
        rows = self._ask(
            "SELECT calendar.id FROM account JOIN calendar ON calendar.owner_id = account.id WHERE EXISTS"
            " (SELECT 1 FROM removal WHERE removal.owner_id = calendar.owner_id AND removal.calendar_id = calendar.id"
            "   AND at < ?) ORDER BY calendar.id LIMIT ?",
            micros(before),
            limit,
        )
        return tuple(row[0] for row in rows)

    def sweep(self, calendar: Calendar, *, before: datetime, at_most: int) -> int:
        place = (calendar.owner_id, calendar.id)
        rows = self._ask(
            "DELETE FROM removal WHERE owner_id = ? AND calendar_id = ? AND counter IN (SELECT counter FROM removal"
            "   WHERE owner_id = ? AND calendar_id = ? AND at < ? ORDER BY counter LIMIT ?) RETURNING counter",
            *place,
            *place,
            micros(before),
            at_most,
        )
        if rows:
            newest = max(row[0] for row in rows)
            self._ask(
                "UPDATE calendar SET swept = ? WHERE owner_id = ? AND id = ? AND swept < ?", newest, *place, newest
            )
        return len(rows)
