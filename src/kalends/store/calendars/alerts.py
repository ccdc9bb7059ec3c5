"""Each person's own alerts, one query a function."""

from collections.abc import Collection

from kalends.service.records import Stored
from kalends.store.epochs import raise_epochs
from kalends.store.holders import account_holder, note_holder
from kalends.store.owners import batch_objects
from kalends.store.sql import Executor, clamp_small


class AlertTable:
    """Implements `service.ports.Alerts`."""

    def __init__(self, execute: Executor) -> None:
        self._execute = execute

    def put(self, stored: Stored, account_id: int, minutes: int | None) -> None:
        self._execute(
            "INSERT INTO object_view (owner_id, calendar_id, object_id, account_id, hidden, alert)"
            " VALUES (?, ?, ?, ?, 0, ?)"
            " ON CONFLICT (account_id, object_id, owner_id) DO UPDATE SET alert = excluded.alert",
            stored.owner_id,
            stored.calendar_id,
            stored.id,
            account_id,
            None if minutes is None else clamp_small(minutes),
        )
        note_holder(self._execute, account_holder(account_id), stored.owner_id)
        raise_epochs(self._execute, stored.owner_id, [stored.calendar_id])

    def of(self, account_id: int, objects: Collection[Stored]) -> dict[int, int]:
        alerts: dict[int, int] = {}
        for owners, ids in batch_objects(objects):
            alerts.update(
                self._execute(
                    "SELECT object_id, alert FROM object_view WHERE account_id = ? AND owner_id $among"
                    " AND object_id $among AND alert IS NOT NULL",
                    account_id,
                    owners,
                    ids,
                )
            )
        return alerts
