"""Telling PostgreSQL how its tables look, as long as they are new.

Without statistics its planner takes every index for as good as any other, and it keeps such a plan. It gathers them
by itself, but looks only once a minute, and an import fills a calendar in seconds.
"""

from contextlib import suppress

import psycopg

from kalends.store.postgres.connection import WRITING, Connection

_AFTER_WRITES = frozenset({4, 32, 256, 2048})
_FEW_ROWS = 20_000


class Statistics:
    """Gathers them after some of the first writes of a process, where the tables are new."""

    def __init__(self) -> None:
        self._writes = 0

    def wrote(self, connection: Connection) -> None:
        """Count a transaction that wrote; a number lost between threads does no harm."""
        self._writes += 1
        if self._writes in _AFTER_WRITES:
            self._gather(connection)

    def _gather(self, connection: Connection) -> None:
        # What was written is written: nobody is told that this failed, and nobody waits long for it.
        with suppress(psycopg.Error), connection.transaction(WRITING):
            connection.execute("SET LOCAL lock_timeout = '100ms'")
            known = connection.execute("SELECT reltuples FROM pg_class WHERE oid = 'object'::regclass")[0][0]
            if known < _FEW_ROWS:
                connection.execute("ANALYZE object, object_words, calendar, event, former_version")
