"""API keys, and the networks from which accounts signed in lately. One query a function."""

from datetime import datetime

from kalends.service.records import Account, Key, KeyDraft, Scope
from kalends.store.people import accounts
from kalends.store.sql import (
    Executor,
    Row,
    require_inserted,
    require_row,
    to_datetime,
    to_datetime_or_none,
    to_microseconds,
)

COLUMNS = (
    "api_key.id, api_key.account_id, api_key.label, api_key.scope, api_key.created, api_key.last_used, api_key.revoked"
)
_WIDTH = COLUMNS.count(",") + 1
_ALL = 1_000_000


class KeyTable:
    """Implements `service.ports.Keys`."""

    def __init__(self, execute: Executor) -> None:
        self._execute = execute

    def add(self, draft: KeyDraft, *, now: datetime) -> Key:
        rows = self._execute(
            "INSERT INTO api_key (account_id, label, scope, digest, created) VALUES (?, ?, ?, ?, ?)"
            f" ON CONFLICT (account_id, label) WHERE revoked IS NULL DO NOTHING RETURNING {COLUMNS}",
            draft.account_id,
            draft.label,
            draft.scope.value,
            draft.digest,
            to_microseconds(now),
        )
        return key_of(require_inserted(rows, f'The account has a working key of the label "{draft.label}" already.'))

    def holder(self, digest: str) -> tuple[Key, Account]:
        rows = self._execute(
            f"SELECT {COLUMNS}, {accounts.COLUMNS} FROM api_key JOIN account ON account.id = api_key.account_id"
            " WHERE api_key.digest = ? AND api_key.revoked IS NULL",
            digest,
        )
        row = require_row(rows, "There is no such key.")
        return key_of(row[:_WIDTH]), accounts.account_of(row[_WIDTH:])

    def of(self, account_id: int) -> tuple[Key, ...]:
        rows = self._execute(f"SELECT {COLUMNS} FROM api_key WHERE account_id = ? ORDER BY id", account_id)
        return tuple(key_of(row) for row in rows)

    def revoke(self, key: Key, *, now: datetime) -> Key:
        rows = self._execute(
            f"UPDATE api_key SET revoked = ? WHERE account_id = ? AND id = ? AND revoked IS NULL RETURNING {COLUMNS}",
            to_microseconds(now),
            key.account_id,
            key.id,
        )
        return key_of(require_row(rows, "There is no such key, or it is revoked already."))

    def touch(self, key_id: int, *, now: datetime) -> None:
        used = to_microseconds(now)
        self._execute(
            "UPDATE api_key SET last_used = ? WHERE id = ? AND (last_used IS NULL OR last_used < ?)",
            used,
            key_id,
            used,
        )


def key_of(row: Row) -> Key:
    """Convert a row of `COLUMNS` to a key."""
    key_id, account_id, label, scope, created, last_used, revoked = row
    times = to_datetime(created), to_datetime_or_none(last_used), to_datetime_or_none(revoked)
    return Key(key_id, account_id, label, Scope(scope), *times)


class NetworkTable:
    """Implements `service.ports.Networks`."""

    def __init__(self, execute: Executor) -> None:
        self._execute = execute

    def last_seen(self, account_id: int, digest: str) -> datetime | None:
        rows = self._execute("SELECT seen FROM account_network WHERE account_id = ? AND digest = ?", account_id, digest)
        return to_datetime(rows[0][0]) if rows else None

    def note(self, account_id: int, digest: str, *, now: datetime, keep: int) -> None:
        self._execute(
            "INSERT INTO account_network (account_id, digest, seen) SELECT id, ?, ? FROM account WHERE id = ?"
            " ON CONFLICT (account_id, digest) DO UPDATE SET seen = excluded.seen",
            digest,
            to_microseconds(now),
            account_id,
        )
        self._execute(
            "DELETE FROM account_network WHERE account_id = ? AND digest IN (SELECT digest FROM account_network"
            f" WHERE account_id = ? ORDER BY seen DESC, digest LIMIT {_ALL} OFFSET ? $skip)",
            account_id,
            account_id,
            keep,
        )

    def purge(self, *, before: datetime, at_most: int) -> int:
        rows = self._execute(
            "DELETE FROM account_network WHERE (account_id, digest) IN (SELECT account_id, digest"
            " FROM account_network WHERE seen < ? ORDER BY seen LIMIT ? $skip) RETURNING account_id",
            to_microseconds(before),
            at_most,
        )
        return len(rows)
