"""Accounts. One query a function."""

from collections.abc import Collection
from datetime import datetime

from kalends.service.records import Account, AccountDraft
from kalends.store.sql import Executor, Row, require_inserted, require_row, to_datetime, to_microseconds

COLUMNS = (
    "account.id, account.email, account.name, account.admin, account.time_zone, account.created,"
    " account.password_hash <> '', account.guid"
)
_MISSING = "There is no such account."


class AccountTable:
    """Implements `service.ports.Accounts`."""

    def __init__(self, execute: Executor) -> None:
        self._execute = execute

    def add(self, draft: AccountDraft, folded: str, *, now: datetime) -> Account:
        rows = self._execute(
            "INSERT INTO account (email, email_folded, name, admin, time_zone, created, password_hash, guid)"
            f" VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (email_folded) DO NOTHING RETURNING {COLUMNS}",
            draft.email,
            folded,
            draft.name,
            int(draft.admin),
            draft.time_zone,
            to_microseconds(now),
            draft.password_hash,
            draft.guid,
        )
        account = account_of(require_inserted(rows, f"{draft.email} has an account already."))
        self._execute("INSERT INTO event_cursor (owner_id, cursor, purged) VALUES (?, 0, 0)", account.id)
        return account

    def find(self, folded: str) -> Account:
        rows = self._execute(f"SELECT {COLUMNS} FROM account WHERE email_folded = ?", folded)
        return account_of(require_row(rows, f"There is no account of the address {folded}."))

    def by_id(self, account_id: int) -> Account:
        return account_of(
            require_row(self._execute(f"SELECT {COLUMNS} FROM account WHERE id = ?", account_id), _MISSING)
        )

    def by_guid(self, guid: str) -> Account:
        return account_of(require_row(self._execute(f"SELECT {COLUMNS} FROM account WHERE guid = ?", guid), _MISSING))

    def some(self, ids: Collection[int]) -> tuple[Account, ...]:
        rows = self._execute(f"SELECT {COLUMNS} FROM account WHERE id $among ORDER BY id", list(ids))
        return tuple(account_of(row) for row in rows)

    def all(self) -> tuple[Account, ...]:
        rows = self._execute(f"SELECT {COLUMNS} FROM account ORDER BY email_folded")
        return tuple(account_of(row) for row in rows)

    def any(self) -> bool:
        return bool(self._execute("SELECT 1 FROM account LIMIT 1"))

    def put(self, account: Account) -> None:
        rows = self._execute(
            "UPDATE account SET name = ?, admin = ?, time_zone = ? WHERE id = ? RETURNING id",
            account.name,
            int(account.admin),
            account.time_zone,
            account.id,
        )
        require_row(rows, _MISSING)

    def remove(self, account_id: int) -> None:
        for things, thing_id in (("object", "id"), ("former_version", "object_id")):
            self._execute(
                "DELETE FROM object_owner WHERE owner_id = ?"
                f" AND object_id IN (SELECT {thing_id} FROM {things} WHERE owner_id = ?)",
                account_id,
                account_id,
            )
        self._execute(
            "DELETE FROM calendar_owner WHERE calendar_id IN (SELECT id FROM calendar WHERE owner_id = ?)", account_id
        )
        require_row(self._execute("DELETE FROM account WHERE id = ? RETURNING id", account_id), _MISSING)
        # Last: the statement above waited for writers in the account's calendars.
        self._execute("DELETE FROM event WHERE owner_id = ?", account_id)

    def administrators(self) -> int:
        return int(self._execute("SELECT count(*) FROM account WHERE admin = 1")[0][0])

    def password_hash(self, account_id: int) -> str:
        rows = self._execute("SELECT password_hash FROM account WHERE id = ?", account_id)
        return str(rows[0][0]) if rows else ""

    def put_password_hash(self, account_id: int, password_hash: str) -> None:
        rows = self._execute(
            "UPDATE account SET password_hash = ? WHERE id = ? RETURNING id", password_hash, account_id
        )
        require_row(rows, _MISSING)


def account_of(row: Row) -> Account:
    """Convert a row of `COLUMNS` to an account."""
    account_id, email, name, admin, time_zone, created, has_password, guid = row
    return Account(account_id, email, name, bool(admin), time_zone, to_datetime(created), bool(has_password), guid)
