"""Grants on calendars and objects. One query a function."""

from collections.abc import Collection, Iterable

from kalends.errors import Fault, Kind
from kalends.service.records import Calendar, Grant, HeldGrant, Holder, HolderKind, Level, Stored
from kalends.store.holders import GRANTS_IN_REACH, OWNERS_OF_ACCOUNT, account_holder, note_holder, raise_epochs
from kalends.store.owners import batch_calendars, batch_objects
from kalends.store.sql import Executor, Row

_GRANT = "holder_kind, holder_id, level"
_HELD_GRANT = "calendar_grant.holder_kind, calendar_grant.holder_id, calendar_grant.level"
# The port promises an order that is not that of the names.
_ORDER = (
    "CASE calendar_grant.holder_kind WHEN 'account' THEN 0 WHEN 'group' THEN 1 ELSE 2 END, calendar_grant.holder_id"
)
_WHOLE = 0  # the object_id of a grant on the calendar itself


class GrantTable:
    """Implements `service.ports.Grants`."""

    def __init__(self, execute: Executor) -> None:
        self._execute = execute

    def of_calendar(self, calendar: Calendar) -> tuple[Grant, ...]:
        return self.of_calendars([calendar]).get(calendar.id, ())

    def of_calendars(self, calendars: Collection[Calendar]) -> dict[int, tuple[Grant, ...]]:
        sql = (
            f"SELECT calendar_id, {_GRANT} FROM calendar_grant WHERE owner_id $among AND calendar_id $among"
            f" AND object_id = 0 ORDER BY {_ORDER}"
        )
        return _grouped(row for owners, ids in batch_calendars(calendars) for row in self._execute(sql, owners, ids))

    def of_object(self, stored: Stored) -> tuple[Grant, ...]:
        return self.of_objects([stored]).get(stored.id, ())

    def of_objects(self, objects: Collection[Stored]) -> dict[int, tuple[Grant, ...]]:
        sql = (
            f"SELECT object_id, {_GRANT} FROM calendar_grant WHERE owner_id $among AND object_id $among"
            f" AND object_id > 0 ORDER BY {_ORDER}"
        )
        return _grouped(row for owners, ids in batch_objects(objects) for row in self._execute(sql, owners, ids))

    def held(self, account_id: int) -> tuple[HeldGrant, ...]:
        rows = self._execute(
            f"SELECT calendar_grant.calendar_id, calendar_grant.object_id, {_HELD_GRANT} {GRANTS_IN_REACH}"
            f" ORDER BY calendar_grant.calendar_id, calendar_grant.object_id, {_ORDER}",
            account_id,
            account_id,
        )
        return tuple(
            HeldGrant(calendar_id, object_id or None, Holder(HolderKind(kind), holder_id), Level(level))
            for calendar_id, object_id, kind, holder_id, level in rows
        )

    def put_calendar(self, calendar: Calendar, grants: Collection[Grant]) -> None:
        self._put(calendar.owner_id, calendar.id, _WHOLE, grants)

    def put_object(self, stored: Stored, grants: Collection[Grant]) -> None:
        self._put(stored.owner_id, stored.calendar_id, stored.id, grants)

    def hide(self, stored: Stored, account_id: int) -> None:
        self._execute(
            "INSERT INTO object_view (owner_id, calendar_id, object_id, account_id, hidden) VALUES (?, ?, ?, ?, 1)"
            " ON CONFLICT (account_id, object_id, owner_id) DO UPDATE SET hidden = 1",
            stored.owner_id,
            stored.calendar_id,
            stored.id,
            account_id,
        )
        note_holder(self._execute, account_holder(account_id), stored.owner_id)
        raise_epochs(self._execute, stored.owner_id, [stored.calendar_id])

    def show(self, stored: Stored, account_id: int) -> None:
        self._execute(
            "UPDATE object_view SET hidden = 0 WHERE account_id = ? AND owner_id = ? AND object_id = ?",
            account_id,
            stored.owner_id,
            stored.id,
        )
        raise_epochs(self._execute, stored.owner_id, [stored.calendar_id])

    def hidden(self, account_id: int) -> frozenset[int]:
        rows = self._execute(
            f"SELECT object_id FROM object_view WHERE account_id = ? AND owner_id IN ({OWNERS_OF_ACCOUNT})"
            " AND hidden = 1",
            account_id,
            account_id,
        )
        return frozenset(row[0] for row in rows)

    def _put(self, owner_id: int, calendar_id: int, object_id: int, grants: Collection[Grant]) -> None:
        raise_epochs(self._execute, owner_id, [calendar_id])
        self._demand_holders([grant.holder for grant in grants])
        self._execute(
            "DELETE FROM calendar_grant WHERE owner_id = ? AND calendar_id = ? AND object_id = ?",
            owner_id,
            calendar_id,
            object_id,
        )
        for grant in grants:
            self._execute(
                f"INSERT INTO calendar_grant (owner_id, calendar_id, object_id, {_GRANT}) VALUES (?, ?, ?, ?, ?, ?)",
                owner_id,
                calendar_id,
                object_id,
                grant.holder.kind.value,
                grant.holder.id,
                grant.level.value,
            )
            note_holder(self._execute, grant.holder, owner_id)

    def _demand_holders(self, holders: Collection[Holder]) -> None:
        accounts = {holder.id for holder in holders if holder.kind is HolderKind.ACCOUNT}
        groups = {holder.id for holder in holders if holder.kind is HolderKind.GROUP}
        found = self._execute(
            "SELECT id FROM account WHERE id $among UNION ALL SELECT id FROM person_group WHERE id $among",
            list(accounts),
            list(groups),
        )
        if len(found) < len(accounts) + len(groups):
            raise Fault(Kind.NOT_FOUND, "An account or group of the share list does not exist.")


def _grouped(rows: Iterable[Row]) -> dict[int, tuple[Grant, ...]]:
    grants: dict[int, list[Grant]] = {}
    for thing_id, kind, holder_id, level in rows:
        grants.setdefault(thing_id, []).append(Grant(Holder(HolderKind(kind), holder_id), Level(level)))
    return {thing_id: tuple(each) for thing_id, each in grants.items()}
