"""Where accounts signed in lately, one query a function."""

from datetime import datetime

from kalends.store.sql import Executor, to_datetime, to_microseconds

_ALL = 1_000_000


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
