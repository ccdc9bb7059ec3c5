"""One connection to PostgreSQL, as the tables see it.

A statement that answers nothing is not sent at once, but together with the next one that does, or with the end of the
transaction; so is the beginning. Where one fails, that is told there, and the transaction is undone as ever.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from psycopg.pq import TransactionStatus

from kalends.store.dialect import POSTGRES, translate
from kalends.store.owners import OwnerCaches
from kalends.store.postgres.pipeline import DriverConnection, Pipeline, Statement
from kalends.store.sql import Row, Value, to_storable
from kalends.store.tables import Tables

BUSY_SECONDS = 10
WRITING = b"BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
READING = b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

_MOST_UNSENT = 100
_ANSWERS = re.compile(r"\s*(SELECT|SHOW|WITH)\b|.*\bRETURNING\b", re.DOTALL)


class Connection:
    """A connection, and the tables upon it; for one thread at a time."""

    def __init__(self, bare: DriverConnection, caches: OwnerCaches | None = None) -> None:
        self.bare = bare
        self._line = Pipeline(bare)
        self._unsent: list[Statement] = []
        self.tables = Tables(self.execute, caches or OwnerCaches())

    def execute(self, sql: str, *values: Value) -> list[Row]:
        """Run one statement, and read all that it answers."""
        octets, answers = _statement(sql)
        self._unsent.append((octets, [to_storable(value) for value in values]))
        return self._sent() if answers or len(self._unsent) > _MOST_UNSENT else []

    @contextmanager
    def transaction(self, begin: bytes) -> Iterator[None]:
        """Everything inside is done when the block ends, or undone when it is left by an exception."""
        self._unsent = [(begin, ())]
        try:
            yield
            self._commit()
        except BaseException:
            self._undo()
            raise

    def driver(self) -> DriverConnection:
        """The driver's connection, inside the transaction."""
        self._sent()
        return self.bare

    def close(self) -> None:
        """Close it."""
        self.bare.close()

    def _sent(self) -> list[Row]:
        said, self._unsent = self._unsent, []
        return self._line.send(said) if said else []

    def _commit(self) -> None:
        begun = self.bare.pgconn.transaction_status != TransactionStatus.IDLE
        if begun or len(self._unsent) > 1:
            self._unsent.append((b"COMMIT", ()))
            self._sent()

    def _undo(self) -> None:
        self._unsent = []
        if not self.bare.closed:
            self.bare.rollback()


@cache
def _statement(sql: str) -> tuple[bytes, bool]:
    """A statement in the words of PostgreSQL, and whether it answers anything."""
    return translate(sql, POSTGRES).encode(), _ANSWERS.match(sql) is not None


def configure(bare: DriverConnection) -> None:
    """Make a fresh connection fit for use: nobody waits for a lock for ever, and every question uses its index."""
    bare.execute(f"SET lock_timeout = '{BUSY_SECONDS}s'")
    # A plan is kept for the life of a connection; made while the tables are small, it would read all of them later.
    bare.execute("SET enable_seqscan = off")
    bare.commit()
