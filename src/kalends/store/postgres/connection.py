"""One connection to PostgreSQL, as the tables see it."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import psycopg
from psycopg import IsolationLevel

from kalends.store.rows import Row, Value, fit
from kalends.store.tables import Tables
from kalends.store.wording import POSTGRES, worded

BUSY_SECONDS = 10

Bare = psycopg.Connection[tuple[Any, ...]]


class Connection:
    """A connection, and the tables upon it; for one thread at a time."""

    def __init__(self, bare: Bare) -> None:
        self.bare = bare
        self._cursor = bare.cursor()
        self.tables = Tables(self.ask)

    def ask(self, sql: str, *values: Value) -> list[Row]:
        """Run one statement, and read all that it answers."""
        # Every statement is one of ours, with its values apart; the driver's type wants a literal to see that.
        cursor = self._cursor.execute(_octets(sql), [fit(value) for value in values])
        # `description` would answer that too, and makes an object for each column
        return cursor.fetchall() if cursor.pgresult is not None and cursor.pgresult.nfields else []

    @contextmanager
    def transaction(self, level: IsolationLevel, *, read_only: bool = False) -> Iterator[None]:
        """Everything inside is done when the block ends, or undone when it is left by an exception."""
        self.bare.isolation_level = level
        self.bare.read_only = read_only
        try:
            yield
            self.bare.commit()
        except BaseException:
            if not self.bare.closed:
                self.bare.rollback()
            raise

    def close(self) -> None:
        """Close it."""
        self.bare.close()


@cache
def _octets(sql: str) -> bytes:
    return worded(sql, POSTGRES).encode()


def set_up(bare: Bare) -> None:
    """Make a fresh connection fit for use: nobody waits for a lock for ever, and every question uses its index."""
    bare.execute(f"SET lock_timeout = '{BUSY_SECONDS}s'")
    # A plan is kept for the life of a connection; made while the tables are small, it would read all of them later.
    bare.execute("SET enable_seqscan = off")
    bare.commit()
