"""Each person's own alerts, one query a function."""

from collections.abc import Collection

from kalends.service.records import Stored
from kalends.store.calendars.epochs import raise_epochs
from kalends.store.rows import Ask, small


class AlertTable:
    """Implements `service.ports.Alerts`."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def put(self, stored: Stored, account_id: int, minutes: int | None) -> None:
        self._ask(
            "INSERT INTO object_view (owner_id, calendar_id, object_id, account_id, hidden, alert)"
            " VALUES (?, ?, ?, ?, 0, ?)"
            " ON CONFLICT (account_id, object_id, owner_id) DO UPDATE SET alert = excluded.alert",
            stored.owner_id,
            stored.calendar_id,
            stored.id,
            account_id,
            None if minutes is None else small(minutes),
        )
        raise_epochs(self._ask, [stored.calendar_id])

    def of(self, account_id: int, object_ids: Collection[int]) -> dict[int, int]:
        rows = self._ask(
            "SELECT object_id, alert FROM object_view WHERE account_id = ? AND object_id $among AND alert IS NOT NULL",
            account_id,
            list(object_ids),
        )
        return dict(rows)
