"""The event log of each account: what happened in its calendars, in one order. One query a function.

Every write of an object appends an event. Its cursor is the account's next one. `Calendars.lock` has locked the row of
that cursor until the transaction ends, so events are committed in the order of their cursors, and a reader who has read
up to a cursor never misses an earlier event. The counter of an object or a calendar is the cursor of its last event.
"""

from datetime import datetime

from kalends.errors import Fault, Kind
from kalends.service.records import Calendar, Change, Event, EventKind
from kalends.store.sql import Executor, Row, to_datetime, to_microseconds

LEFT = "what IN ('moved-out', 'removed')"
"""The condition of the index event_gone: events after which there is nothing at the href."""
_CHANGES = (
    "SELECT counter, href, id, etag, modified FROM object WHERE owner_id = ? AND calendar_id = ? AND counter > ?"
    " UNION ALL SELECT event.counter, event.href, event.object_id, NULL, event.at FROM"
    " (SELECT owner_id, max(cursor) AS cursor FROM event"
    f"   WHERE owner_id = ? AND calendar_id = ? AND counter > ? AND {LEFT}"
    "   GROUP BY owner_id, href) AS last"
    " JOIN event ON event.owner_id = last.owner_id AND event.cursor = last.cursor"
    " WHERE NOT EXISTS (SELECT 1 FROM object WHERE object.owner_id = event.owner_id"
    "   AND object.calendar_id = event.calendar_id AND object.href = event.href)"
    " ORDER BY 1 LIMIT ?"
)
_COLUMNS = "owner_id, cursor, at, by_id, what, calendar_id, object_id, href, version_before, version_after"
_GONE = "Events from before are no longer stored: read the current state instead."
_NOTHING = (0, "")  # in the place of an object: the calendar itself


class EventTable:
    """Implements `service.ports.Events`."""

    def __init__(self, execute: Executor) -> None:
        self._execute = execute

    def cursor(self, owner_id: int) -> int:
        rows = self._execute("SELECT cursor FROM event_cursor WHERE owner_id = ?", owner_id)
        return int(rows[0][0]) if rows else 0

    def since(self, owner_id: int, cursor: int, *, limit: int) -> tuple[Event, ...]:
        rows = self._execute("SELECT cursor, purged FROM event_cursor WHERE owner_id = ?", owner_id)
        if not rows or not rows[0][1] <= cursor <= rows[0][0]:
            raise Fault(Kind.GONE, _GONE)
        rows = self._execute(
            f"SELECT {_COLUMNS} FROM event WHERE owner_id = ? AND cursor > ? ORDER BY cursor LIMIT ?",
            owner_id,
            cursor,
            limit,
        )
        return tuple(_event_of(row) for row in rows)

    def changes(self, calendar: Calendar, counter: int, *, limit: int) -> tuple[Change, ...]:
        place = (calendar.owner_id, calendar.id, counter)
        return tuple(
            Change(number, href, object_id, etag, to_datetime(at))
            for number, href, object_id, etag, at in self._execute(_CHANGES, *place, *place, limit)
        )

    def purgeable(self, *, before: datetime, limit: int) -> tuple[int, ...]:
        rows = self._execute(
            "SELECT id FROM account WHERE (SELECT at FROM event WHERE event.owner_id = account.id"
            "   ORDER BY cursor LIMIT 1) < ? ORDER BY id LIMIT ?",
            to_microseconds(before),
            limit,
        )
        return tuple(row[0] for row in rows)

    def purge(self, owner_id: int, *, before: datetime, at_most: int) -> int:
        # Every writer takes this lock first, so that there is no deadlock.
        self._execute("SELECT cursor FROM event_cursor WHERE owner_id = ? $lock", owner_id)
        rows = self._execute(
            "DELETE FROM event WHERE owner_id = ? AND cursor IN (SELECT cursor FROM"
            "   (SELECT cursor, at FROM event WHERE owner_id = ? ORDER BY cursor LIMIT ?) AS oldest WHERE at < ?)"
            " RETURNING cursor, counter, calendar_id, what",
            owner_id,
            owner_id,
            at_most,
            to_microseconds(before),
        )
        if rows:
            self._raise_purged(owner_id, rows)
        return len(rows)

    def _raise_purged(self, owner_id: int, rows: list[Row]) -> None:
        newest = max(row[0] for row in rows)
        raised = "UPDATE event_cursor SET purged = ? WHERE owner_id = ? AND purged < ?"
        self._execute(raised, newest, owner_id, newest)
        swept: dict[int, int] = {}
        for _, counter, calendar_id, what in rows:
            if what in (EventKind.MOVED_OUT, EventKind.REMOVED):
                swept[calendar_id] = max(counter, swept.get(calendar_id, 0))
        for calendar_id, counter in sorted(swept.items()):
            raised = "UPDATE calendar SET swept = ? WHERE owner_id = ? AND id = ? AND swept < ?"
            self._execute(raised, counter, owner_id, calendar_id, counter)


def _event_of(row: Row) -> Event:
    owner_id, cursor, at, by_id, what, calendar_id, object_id, href, before, after = row
    return Event(
        owner_id=owner_id,
        cursor=cursor,
        at=to_datetime(at),
        by=by_id,
        what=EventKind(what),
        calendar_id=calendar_id,
        object_id=object_id or None,
        href=href,
        version_before=before,
        version_after=after,
    )


def append_event(
    execute: Executor,
    place: tuple[int, int],
    what: EventKind,
    *,
    thing: tuple[int, str] = _NOTHING,
    versions: tuple[int | None, int | None] = (None, None),
    by: int | None,
    now: datetime,
) -> None:
    """Append an event about an object (id and href) in a locked calendar (owner and id).

    Without a version before, the calendar's size grows by one; without one after, it shrinks by one.
    """
    owner_id, calendar_id = place
    before, after = versions
    execute("UPDATE event_cursor SET cursor = cursor + 1 WHERE owner_id = ?", owner_id)
    execute(
        "UPDATE calendar SET counter = (SELECT cursor FROM event_cursor"
        " WHERE event_cursor.owner_id = calendar.owner_id), size = size + ? WHERE owner_id = ? AND id = ?",
        (after is not None) - (before is not None),
        owner_id,
        calendar_id,
    )
    execute(
        "INSERT INTO event (owner_id, cursor, counter, at, by_id, what, calendar_id, object_id, href, version_before,"
        " version_after) SELECT owner_id, cursor, cursor, ?, ?, ?, ?, ?, ?, ?, ? FROM event_cursor WHERE owner_id = ?",
        to_microseconds(now),
        by,
        what.value,
        calendar_id,
        *thing,
        before,
        after,
        owner_id,
    )
