"""The API keys, one query a function."""

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
    """The key in a row of `COLUMNS`."""
    key_id, account_id, label, scope, created, last_used, revoked = row
    times = to_datetime(created), to_datetime_or_none(last_used), to_datetime_or_none(revoked)
    return Key(key_id, account_id, label, Scope(scope), *times)
