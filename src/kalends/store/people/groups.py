"""The groups and who is in them, one query a function."""

from collections.abc import Collection
from datetime import datetime

from kalends.errors import Fault, Kind
from kalends.service.records import Account, Group
from kalends.store.people import accounts
from kalends.store.sql import Ask, Row, added, micros, moment_of, only

COLUMNS = "person_group.id, person_group.guid, person_group.name, person_group.created"
_MISSING = "There is no such group."


class GroupTable:
    """Implements `service.ports.Groups`."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def add(self, name: str, guid: str, *, now: datetime) -> Group:
        rows = self._ask(
            "INSERT INTO person_group (guid, name, created) VALUES (?, ?, ?)"
            f" ON CONFLICT (guid) DO NOTHING RETURNING {COLUMNS}",
            guid,
            name,
            micros(now),
        )
        return group_of(added(rows, "There is a group of that GUID already."))

    def find(self, group_id: int) -> Group:
        return group_of(only(self._ask(f"SELECT {COLUMNS} FROM person_group WHERE id = ?", group_id), _MISSING))

    def by_guid(self, guid: str) -> Group:
        return group_of(only(self._ask(f"SELECT {COLUMNS} FROM person_group WHERE guid = ?", guid), _MISSING))

    def all(self) -> tuple[Group, ...]:
        return tuple(group_of(row) for row in self._ask(f"SELECT {COLUMNS} FROM person_group ORDER BY id"))

    def rename(self, group_id: int, name: str) -> None:
        only(self._ask("UPDATE person_group SET name = ? WHERE id = ? RETURNING id", name, group_id), _MISSING)

    def remove(self, group_id: int) -> None:
        only(self._ask("DELETE FROM person_group WHERE id = ? RETURNING id", group_id), _MISSING)

    def members(self, group_id: int) -> tuple[Account, ...]:
        rows = self._ask(
            f"SELECT {accounts.COLUMNS} FROM group_member JOIN account ON account.id = group_member.account_id"
            " WHERE group_member.group_id = ? ORDER BY account.id",
            group_id,
        )
        return tuple(accounts.account_of(row) for row in rows)

    def of(self, account_id: int) -> tuple[Group, ...]:
        rows = self._ask(
            f"SELECT {COLUMNS} FROM group_member JOIN person_group ON person_group.id = group_member.group_id"
            " WHERE group_member.account_id = ? ORDER BY person_group.id",
            account_id,
        )
        return tuple(group_of(row) for row in rows)

    def put_members(self, group_id: int, account_ids: Collection[int]) -> None:
        wanted = sorted(set(account_ids))
        only(self._ask("SELECT id FROM person_group WHERE id = ? $lock", group_id), _MISSING)
        self._demand_accounts(wanted)
        self._ask("DELETE FROM group_member WHERE group_id = ?", group_id)
        self._ask(
            "INSERT INTO group_member (group_id, account_id) SELECT person_group.id, account.id"
            " FROM person_group, account WHERE person_group.id = ? AND account.id $among",
            group_id,
            wanted,
        )

    def _demand_accounts(self, ids: list[int]) -> None:
        if len(self._ask("SELECT id FROM account WHERE id $among", ids)) < len(ids):
            raise Fault(Kind.NOT_FOUND, "There is no such account.")


def group_of(row: Row) -> Group:
    """The group in a row of `COLUMNS`."""
    group_id, guid, name, created = row
    return Group(group_id, guid, name, moment_of(created))
