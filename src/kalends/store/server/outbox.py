"""The errands, one query a function."""

from collections.abc import Collection
from datetime import datetime

from kalends.service.records import OutboxItem
from kalends.store.sql import Executor, to_datetime, to_microseconds


class OutboxTable:
    """Implements `service.ports.Outbox`."""

    def __init__(self, execute: Executor) -> None:
        self._execute = execute

    def append(self, kind: str, payload: str, *, due: datetime) -> int:
        rows = self._execute(
            "INSERT INTO errand (kind, payload, due, tries) VALUES (?, ?, ?, 0) RETURNING id",
            kind,
            payload,
            to_microseconds(due),
        )
        return int(rows[0][0])

    def take(self, kinds: Collection[str], *, now: datetime, until: datetime, at_most: int) -> tuple[OutboxItem, ...]:
        due = self._execute(
            "SELECT id, kind, payload, due, tries + 1 FROM errand WHERE due <= ? AND kind $among"
            " ORDER BY due, id LIMIT ? $skip",
            to_microseconds(now),
            list(kinds),
            at_most,
        )
        taken = [row[0] for row in due]
        self._execute("UPDATE errand SET due = ?, tries = tries + 1 WHERE id $among", to_microseconds(until), taken)
        return tuple(
            OutboxItem(number, kind, payload, to_datetime(at), tries) for number, kind, payload, at, tries in due
        )

    def done(self, errand_id: int) -> None:
        self._execute("DELETE FROM errand WHERE id = ?", errand_id)
