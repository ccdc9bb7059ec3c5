"""The errands, one query a function."""

from collections.abc import Collection
from datetime import datetime

from kalends.service.records import Errand
from kalends.store.sql import Ask, micros, moment_of


class OutboxTable:
    """Implements `service.ports.Outbox`."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def append(self, kind: str, payload: str, *, due: datetime) -> int:
        rows = self._ask(
            "INSERT INTO errand (kind, payload, due, tries) VALUES (?, ?, ?, 0) RETURNING id",
            kind,
            payload,
            micros(due),
        )
        return int(rows[0][0])

    def take(self, kinds: Collection[str], *, now: datetime, until: datetime, at_most: int) -> tuple[Errand, ...]:
        due = self._ask(
            "SELECT id, kind, payload, due, tries + 1 FROM errand WHERE due <= ? AND kind $among"
            " ORDER BY due, id LIMIT ? $skip",
            micros(now),
            list(kinds),
            at_most,
        )
        taken = [row[0] for row in due]
        self._ask("UPDATE errand SET due = ?, tries = tries + 1 WHERE id $among", micros(until), taken)
        return tuple(Errand(number, kind, payload, moment_of(at), tries) for number, kind, payload, at, tries in due)

    def done(self, errand_id: int) -> None:
        self._ask("DELETE FROM errand WHERE id = ?", errand_id)
