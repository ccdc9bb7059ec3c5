"""Appending an event to the log of an account."""

from datetime import datetime

from kalends.service.records import EventKind
from kalends.store.sql import Executor, to_microseconds

_NOTHING = (0, "")  # in the place of an object: the calendar itself


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
    """Append what happened in a calendar (owner and id), which is locked, to an object (id and href).

    The calendar holds one object more where there is no version before, one less where there is none after.
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
