"""One connection to PostgreSQL, as the tables use it.

A statement that returns no rows is not sent at once, but together with the next one that does, or with the end of the
transaction; so is BEGIN. An error of such a statement is therefore raised later, and the transaction is rolled back.
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
        """Run one statement; all its rows. See `store.sql.Executor`."""
        octets, answers = _statement(sql)
        self._unsent.append((octets, [to_storable(value) for value in values]))
        return self._sent() if answers or len(self._unsent) > _MOST_UNSENT else []

    @contextmanager
    def transaction(self, begin: bytes) -> Iterator[None]:
        """A transaction: committed when the block ends, rolled back when it raises."""
        self._unsent = [(begin, ())]
        try:
            yield
            self._commit()
        except BaseException:
            self._undo()
            raise

    def driver(self) -> DriverConnection:
        """The driver's connection, once all statements so far were sent."""
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
    """A statement in the words of PostgreSQL, and whether it returns rows."""
    return translate(sql, POSTGRES).encode(), _ANSWERS.match(sql) is not None


def configure(bare: DriverConnection) -> None:
    """Configure a new connection: a lock timeout, and no sequential scans."""
    bare.execute(f"SET lock_timeout = '{BUSY_SECONDS}s'")
    # A plan is cached as long as the connection lives; one that was made for small tables would scan large ones.
    bare.execute("SET enable_seqscan = off")
    bare.commit()
