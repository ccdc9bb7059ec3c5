"""Each person's own alerts, one query a function."""

from collections.abc import Collection

from kalends.service.records import Stored
from kalends.store.epochs import raise_epochs
from kalends.store.holders import note_holder, person
from kalends.store.owners import parts_of_objects
from kalends.store.sql import Ask, small


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
        note_holder(self._ask, person(account_id), stored.owner_id)
        raise_epochs(self._ask, stored.owner_id, [stored.calendar_id])

    def of(self, account_id: int, objects: Collection[Stored]) -> dict[int, int]:
        alerts: dict[int, int] = {}
        for owners, ids in parts_of_objects(objects):
            alerts.update(
                self._ask(
                    "SELECT object_id, alert FROM object_view WHERE account_id = ? AND owner_id $among"
                    " AND object_id $among AND alert IS NOT NULL",
                    account_id,
                    owners,
                    ids,
                )
            )
        return alerts
