"""How each person sees calendars, one query a function."""

from kalends.errors import Fault, Kind
from kalends.service.records import View
from kalends.store.rows import Ask, Row, only, small

_COLUMNS = "calendar_id, account_id, title, colour, text_colour, time_zone, alert, hidden"


class ViewTable:
    """The part of `service.ports.Calendars` that is about views."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def view(self, calendar_id: int, account_id: int) -> View:
        rows = self._ask(
            f"SELECT {_COLUMNS} FROM calendar_view WHERE account_id = ? AND calendar_id = ?", account_id, calendar_id
        )
        return _view_of(rows[0]) if rows else View(calendar_id, account_id)

    def views(self, account_id: int) -> tuple[View, ...]:
        rows = self._ask(f"SELECT {_COLUMNS} FROM calendar_view WHERE account_id = ? ORDER BY calendar_id", account_id)
        return tuple(_view_of(row) for row in rows)

    def put_view(self, view: View) -> None:
        rows = self._ask("SELECT owner_id FROM calendar WHERE id = ? $lock", view.calendar_id)
        owner_id = only(rows, "There is no such calendar.")[0]
        if not self._ask("SELECT 1 FROM account WHERE id = ?", view.account_id):
            raise Fault(Kind.NOT_FOUND, "There is no such account.")
        self._ask(
            f"INSERT INTO calendar_view (owner_id, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (account_id, calendar_id, owner_id) DO UPDATE SET title = excluded.title,"
            " colour = excluded.colour, text_colour = excluded.text_colour, time_zone = excluded.time_zone,"
            " alert = excluded.alert, hidden = excluded.hidden",
            owner_id,
            view.calendar_id,
            view.account_id,
            view.title,
            view.colour,
            view.text_colour,
            view.time_zone,
            None if view.alert is None else small(view.alert),
            int(view.hidden),
        )


def _view_of(row: Row) -> View:
    calendar_id, account_id, title, colour, text_colour, time_zone, alert, hidden = row
    return View(calendar_id, account_id, title, colour, text_colour, time_zone, alert, bool(hidden))
