"""Rights on calendars and on objects, one query a function."""

from collections.abc import Collection, Iterable
from itertools import groupby
from operator import itemgetter

from kalends.errors import Fault, Kind
from kalends.service.records import Calendar, Grant, Held, Holder, HolderKind, Level, Stored
from kalends.store.calendars.epochs import raise_epochs
from kalends.store.rows import Ask, Row

HELD = (
    "((holder_kind = 'account' AND holder_id = ?) OR (holder_kind = 'everyone' AND holder_id = 0)"
    " OR (holder_kind = 'group' AND holder_id IN (SELECT group_id FROM group_member WHERE account_id = ?)))"
)
"""What holds of the grants that reach a person, whose id is both values."""

_GRANT = "holder_kind, holder_id, level"
# The names of the kinds happen to be in another order than the port promises.
_ORDER = "CASE holder_kind WHEN 'account' THEN 0 WHEN 'group' THEN 1 ELSE 2 END, holder_id"
_WHOLE = 0  # in the place of an object: the calendar itself


class GrantTable:
    """Implements `service.ports.Grants`."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def of_calendar(self, calendar_id: int) -> tuple[Grant, ...]:
        return self.of_calendars([calendar_id]).get(calendar_id, ())

    def of_calendars(self, ids: Collection[int]) -> dict[int, tuple[Grant, ...]]:
        return _grouped(
            self._ask(
                f"SELECT calendar_id, {_GRANT} FROM calendar_grant WHERE calendar_id $among AND object_id = 0"
                f" ORDER BY calendar_id, {_ORDER}",
                list(ids),
            )
        )

    def of_object(self, object_id: int) -> tuple[Grant, ...]:
        return self.of_objects([object_id]).get(object_id, ())

    def of_objects(self, ids: Collection[int]) -> dict[int, tuple[Grant, ...]]:
        return _grouped(
            self._ask(
                f"SELECT object_id, {_GRANT} FROM calendar_grant WHERE object_id $among AND object_id > 0"
                f" ORDER BY object_id, {_ORDER}",
                list(ids),
            )
        )

    def held(self, account_id: int) -> tuple[Held, ...]:
        rows = self._ask(
            f"SELECT calendar_id, object_id, {_GRANT} FROM calendar_grant WHERE {HELD}"
            f" ORDER BY calendar_id, object_id, {_ORDER}",
            account_id,
            account_id,
        )
        return tuple(
            Held(calendar_id, object_id or None, Holder(HolderKind(kind), holder_id), Level(level))
            for calendar_id, object_id, kind, holder_id, level in rows
        )

    def put_calendar(self, calendar: Calendar, grants: Collection[Grant]) -> None:
        self._put(calendar.owner_id, calendar.id, _WHOLE, grants)

    def put_object(self, stored: Stored, grants: Collection[Grant]) -> None:
        self._put(stored.owner_id, stored.calendar_id, stored.id, grants)

    def hide(self, stored: Stored, account_id: int) -> None:
        self._ask(
            "INSERT INTO object_view (owner_id, calendar_id, object_id, account_id, hidden) VALUES (?, ?, ?, ?, 1)"
            " ON CONFLICT (account_id, object_id, owner_id) DO UPDATE SET hidden = 1",
            stored.owner_id,
            stored.calendar_id,
            stored.id,
            account_id,
        )
        raise_epochs(self._ask, [stored.calendar_id])

    def show(self, stored: Stored, account_id: int) -> None:
        self._ask("UPDATE object_view SET hidden = 0 WHERE account_id = ? AND object_id = ?", account_id, stored.id)
        raise_epochs(self._ask, [stored.calendar_id])

    def hidden(self, account_id: int) -> frozenset[int]:
        rows = self._ask("SELECT object_id FROM object_view WHERE account_id = ? AND hidden = 1", account_id)
        return frozenset(row[0] for row in rows)

    def _put(self, owner_id: int, calendar_id: int, object_id: int, grants: Collection[Grant]) -> None:
        raise_epochs(self._ask, [calendar_id])
        self._demand_holders([grant.holder for grant in grants])
        self._ask("DELETE FROM calendar_grant WHERE calendar_id = ? AND object_id = ?", calendar_id, object_id)
        for grant in grants:
            self._ask(
                f"INSERT INTO calendar_grant (owner_id, calendar_id, object_id, {_GRANT}) VALUES (?, ?, ?, ?, ?, ?)",
                owner_id,
                calendar_id,
                object_id,
                grant.holder.kind.value,
                grant.holder.id,
                grant.level.value,
            )

    def _demand_holders(self, holders: Collection[Holder]) -> None:
        accounts = {holder.id for holder in holders if holder.kind is HolderKind.ACCOUNT}
        groups = {holder.id for holder in holders if holder.kind is HolderKind.GROUP}
        found = self._ask(
            "SELECT id FROM account WHERE id $among UNION ALL SELECT id FROM person_group WHERE id $among",
            list(accounts),
            list(groups),
        )
        if len(found) < len(accounts) + len(groups):
            raise Fault(Kind.NOT_FOUND, "Somebody who is to have a right does not exist.")


def _grouped(rows: Iterable[Row]) -> dict[int, tuple[Grant, ...]]:
    return {
        key: tuple(Grant(Holder(HolderKind(kind), holder_id), Level(level)) for _, kind, holder_id, level in of_key)
        for key, of_key in groupby(rows, key=itemgetter(0))
    }
