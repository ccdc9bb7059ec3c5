"""Each person's own settings for calendars, and alerts for objects. One query a function."""

from collections.abc import Collection

from kalends.errors import Fault, Kind
from kalends.service.records import Calendar, Stored, View
from kalends.store.holders import OWNERS_OF_ACCOUNT, account_holder, note_holder, raise_epochs
from kalends.store.owners import batch_objects
from kalends.store.sql import Executor, Row, clamp_small, require_row

_COLUMNS = "calendar_id, account_id, title, colour, text_colour, time_zone, alert, hidden"


class ViewTable:
    """The part of `service.ports.Calendars` about views."""

    def __init__(self, execute: Executor) -> None:
        self._execute = execute

    def view(self, calendar: Calendar, account_id: int) -> View:
        rows = self._execute(
            f"SELECT {_COLUMNS} FROM calendar_view WHERE account_id = ? AND calendar_id = ? AND owner_id = ?",
            account_id,
            calendar.id,
            calendar.owner_id,
        )
        return _view_of(rows[0]) if rows else View(calendar.id, account_id)

    def views(self, account_id: int) -> tuple[View, ...]:
        rows = self._execute(
            f"SELECT {_COLUMNS} FROM calendar_view WHERE account_id = ? AND owner_id IN ({OWNERS_OF_ACCOUNT})"
            " ORDER BY calendar_id",
            account_id,
            account_id,
        )
        return tuple(_view_of(row) for row in rows)

    def put_view(self, calendar: Calendar, view: View) -> None:
        place = (calendar.owner_id, calendar.id)
        require_row(
            self._execute("SELECT id FROM calendar WHERE owner_id = ? AND id = ? $lock", *place),
            "There is no such calendar.",
        )
        if not self._execute("SELECT 1 FROM account WHERE id = ?", view.account_id):
            raise Fault(Kind.NOT_FOUND, "There is no such account.")
        self._execute(
            f"INSERT INTO calendar_view (owner_id, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (account_id, calendar_id, owner_id) DO UPDATE SET title = excluded.title,"
            " colour = excluded.colour, text_colour = excluded.text_colour, time_zone = excluded.time_zone,"
            " alert = excluded.alert, hidden = excluded.hidden",
            *place,
            view.account_id,
            view.title,
            view.colour,
            view.text_colour,
            view.time_zone,
            None if view.alert is None else clamp_small(view.alert),
            int(view.hidden),
        )
        note_holder(self._execute, account_holder(view.account_id), calendar.owner_id)


def _view_of(row: Row) -> View:
    calendar_id, account_id, title, colour, text_colour, time_zone, alert, hidden = row
    return View(calendar_id, account_id, title, colour, text_colour, time_zone, alert, bool(hidden))


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
