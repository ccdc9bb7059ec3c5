"""The directory of holders: in whose calendars an account or a group has grants, views or alerts; and access epochs.

An entry says where to look, not that there is something: it may outlive the last grant.
"""

from kalends.service.records import Holder, HolderKind
from kalends.store.sql import Executor

OWNERS_OF_ACCOUNT = "SELECT owner_id FROM holder_owner WHERE holder_kind = 'account' AND holder_id = ?"
"""Selects the owners of calendars in which an account has grants, views or alerts of its own."""

_REACHING = (
    "SELECT holder_kind, holder_id, owner_id FROM holder_owner WHERE holder_kind = 'account' AND holder_id = ?"
    " UNION ALL SELECT holder_kind, holder_id, owner_id FROM holder_owner WHERE holder_kind = 'everyone'"
    " UNION ALL SELECT holder_kind, holder_id, owner_id FROM holder_owner WHERE holder_kind = 'group'"
    "   AND holder_id IN (SELECT group_id FROM group_member WHERE account_id = ?)"
)

GRANTS_IN_REACH = (
    f"FROM ({_REACHING}) AS reaching JOIN calendar_grant ON calendar_grant.owner_id = reaching.owner_id"
    " AND calendar_grant.holder_kind = reaching.holder_kind AND calendar_grant.holder_id = reaching.holder_id"
)
"""Selects from the grants that an account has: its own, its groups' and everyone's.

The account's id is passed twice.
"""

_GRANTED = "FROM calendar_grant WHERE owner_id = ? AND holder_kind = ? AND holder_id = ?"


class HolderTable:
    """Implements `service.ports.Holders`."""

    def __init__(self, execute: Executor) -> None:
        self._execute = execute

    def owners(self, holder: Holder) -> tuple[int, ...]:
        rows = self._execute(
            "SELECT owner_id FROM holder_owner WHERE holder_kind = ? AND holder_id = ? ORDER BY owner_id",
            *_key(holder),
        )
        return tuple(row[0] for row in rows)

    def renew(self, owner_id: int, holder: Holder) -> None:
        rows = self._execute(f"SELECT DISTINCT calendar_id {_GRANTED}", owner_id, *_key(holder))
        if rows:
            raise_epochs(self._execute, owner_id, [row[0] for row in rows])

    def remove(self, owner_id: int, holder: Holder) -> None:
        self.renew(owner_id, holder)
        self._execute(f"DELETE {_GRANTED}", owner_id, *_key(holder))
        if holder.kind is HolderKind.ACCOUNT:
            for table in ("calendar_view", "object_view"):
                self._execute(f"DELETE FROM {table} WHERE owner_id = ? AND account_id = ?", owner_id, holder.id)
        self._execute(
            "DELETE FROM holder_owner WHERE holder_kind = ? AND holder_id = ? AND owner_id = ?",
            *_key(holder),
            owner_id,
        )


def note_holder(execute: Executor, holder: Holder, owner_id: int) -> None:
    """Record that a holder has something in the calendars of an owner."""
    execute(
        "INSERT INTO holder_owner (holder_kind, holder_id, owner_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        *_key(holder),
        owner_id,
    )


def account_holder(account_id: int) -> Holder:
    """An account as a holder."""
    return Holder(HolderKind.ACCOUNT, account_id)


def _key(holder: Holder) -> tuple[str, int]:
    return holder.kind.value, holder.id


def raise_epochs(execute: Executor, owner_id: int, ids: list[int]) -> None:
    """Raise the access epochs of calendars of one owner: their users may see something else from now on."""
    # Always locked in the order of the ids, so that two transactions do not deadlock.
    execute("SELECT id FROM calendar WHERE owner_id = ? AND id $among ORDER BY id $lock", owner_id, ids)
    execute("UPDATE calendar SET access_epoch = access_epoch + 1 WHERE owner_id = ? AND id $among", owner_id, ids)
