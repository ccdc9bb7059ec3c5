"""Groups with their members, and the directory of principals: accounts, groups and everyone. One query a function."""

from collections.abc import Collection
from datetime import datetime

from kalends.errors import Fault, Kind
from kalends.service.records import EVERYONE, EVERYONE_GUID, Account, Group, Holder, HolderKind, Principal
from kalends.store.people import accounts
from kalends.store.sql import Executor, Row, require_inserted, require_row, to_datetime, to_microseconds

COLUMNS = "person_group.id, person_group.guid, person_group.name, person_group.created"
_MISSING = "There is no such group."
EVERYONE_AS_PRINCIPAL = Principal(EVERYONE, EVERYONE_GUID, "Everyone", "")
_ACCOUNTS = "SELECT 'account', id, guid, name, email FROM account"
_GROUPS = "SELECT 'group', id, guid, name, '' FROM person_group"


class GroupTable:
    """Implements `service.ports.Groups`."""

    def __init__(self, execute: Executor) -> None:
        self._execute = execute

    def add(self, name: str, guid: str, *, now: datetime) -> Group:
        rows = self._execute(
            "INSERT INTO person_group (guid, name, created) VALUES (?, ?, ?)"
            f" ON CONFLICT (guid) DO NOTHING RETURNING {COLUMNS}",
            guid,
            name,
            to_microseconds(now),
        )
        return group_of(require_inserted(rows, "There is a group of that GUID already."))

    def find(self, group_id: int) -> Group:
        return group_of(
            require_row(self._execute(f"SELECT {COLUMNS} FROM person_group WHERE id = ?", group_id), _MISSING)
        )

    def by_guid(self, guid: str) -> Group:
        return group_of(
            require_row(self._execute(f"SELECT {COLUMNS} FROM person_group WHERE guid = ?", guid), _MISSING)
        )

    def all(self) -> tuple[Group, ...]:
        return tuple(group_of(row) for row in self._execute(f"SELECT {COLUMNS} FROM person_group ORDER BY id"))

    def rename(self, group_id: int, name: str) -> None:
        require_row(
            self._execute("UPDATE person_group SET name = ? WHERE id = ? RETURNING id", name, group_id), _MISSING
        )

    def remove(self, group_id: int) -> None:
        require_row(self._execute("DELETE FROM person_group WHERE id = ? RETURNING id", group_id), _MISSING)

    def members(self, group_id: int) -> tuple[Account, ...]:
        rows = self._execute(
            f"SELECT {accounts.COLUMNS} FROM group_member JOIN account ON account.id = group_member.account_id"
            " WHERE group_member.group_id = ? ORDER BY account.id",
            group_id,
        )
        return tuple(accounts.account_of(row) for row in rows)

    def of(self, account_id: int) -> tuple[Group, ...]:
        rows = self._execute(
            f"SELECT {COLUMNS} FROM group_member JOIN person_group ON person_group.id = group_member.group_id"
            " WHERE group_member.account_id = ? ORDER BY person_group.id",
            account_id,
        )
        return tuple(group_of(row) for row in rows)

    def put_members(self, group_id: int, account_ids: Collection[int]) -> None:
        wanted = sorted(set(account_ids))
        require_row(self._execute("SELECT id FROM person_group WHERE id = ? $lock", group_id), _MISSING)
        self._demand_accounts(wanted)
        self._execute("DELETE FROM group_member WHERE group_id = ?", group_id)
        self._execute(
            "INSERT INTO group_member (group_id, account_id) SELECT person_group.id, account.id"
            " FROM person_group, account WHERE person_group.id = ? AND account.id $among",
            group_id,
            wanted,
        )

    def _demand_accounts(self, ids: list[int]) -> None:
        if len(self._execute("SELECT id FROM account WHERE id $among", ids)) < len(ids):
            raise Fault(Kind.NOT_FOUND, "There is no such account.")


def group_of(row: Row) -> Group:
    """Convert a row of `COLUMNS` to a group."""
    group_id, guid, name, created = row
    return Group(group_id, guid, name, to_datetime(created))


class DirectoryTable:
    """Implements `service.ports.Directory`."""

    def __init__(self, execute: Executor) -> None:
        self._execute = execute

    def by_guid(self, guid: str) -> Principal:
        if guid == EVERYONE_GUID:
            return EVERYONE_AS_PRINCIPAL
        rows = self._execute(f"{_ACCOUNTS} WHERE guid = ? UNION ALL {_GROUPS} WHERE guid = ?", guid, guid)
        return _principal_of(require_row(rows, "There is no account or group of that GUID."))

    def some(self, holders: Collection[Holder]) -> tuple[Principal, ...]:
        asked = {kind: sorted({holder.id for holder in holders if holder.kind is kind}) for kind in HolderKind}
        rows = self._execute(
            f"{_ACCOUNTS} WHERE id $among UNION ALL {_GROUPS} WHERE id $among ORDER BY 1, 2",
            asked[HolderKind.ACCOUNT],
            asked[HolderKind.GROUP],
        )
        everyone = (EVERYONE_AS_PRINCIPAL,) if EVERYONE in holders else ()
        return (*map(_principal_of, rows), *everyone)


def _principal_of(row: Row) -> Principal:
    kind, holder_id, guid, name, email = row
    return Principal(Holder(HolderKind(kind), holder_id), guid, name, email)
