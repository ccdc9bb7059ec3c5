"""The store on PostgreSQL: a pool of connections, and as many writers.

A reading transaction is REPEATABLE READ: it sees one state. A writing one is READ COMMITTED with row locks (decision
14): each statement sees what others have committed, and a verb locks what it relies on, always in the same order. So
the database never rolls a transaction back because of another one, except for a deadlock where the order was not kept
(`Collision`).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
from psycopg_pool import ConnectionPool

from kalends.service.ports import Outage
from kalends.store.health import Health
from kalends.store.owners import OwnerCaches
from kalends.store.postgres.connection import BUSY_SECONDS, READING, WRITING, Connection, configure
from kalends.store.postgres.database import bring_up_to_date, connection_options
from kalends.store.postgres.errors import translate_errors
from kalends.store.postgres.pipeline import DriverConnection
from kalends.store.tables import Tables

CONNECTIONS = 16
"""Connections of one process, and so verbs that run at once; others wait."""
_AFTER_WRITES = frozenset({4, 32, 256, 2048})
_FEW_ROWS = 20_000


class PostgresStore:
    """Implements `service.ports.Store` on one database."""

    def __init__(self, url: str) -> None:
        self._health = Health()
        self._statistics = Statistics()
        self._caches = OwnerCaches()
        self._known: dict[DriverConnection, Connection] = {}
        self._pool: ConnectionPool[DriverConnection] = ConnectionPool(
            url,
            kwargs=connection_options(url),
            configure=configure,
            min_size=1,
            max_size=CONNECTIONS,
            timeout=BUSY_SECONDS,
            name="kalends",
            open=True,
        )

    @property
    def marks(self) -> tuple[tuple[int, int], ...]:
        """None: there are no files that could be replaced."""
        return ()

    @property
    def outage(self) -> Outage | None:
        """The current outage: why the database does not work. None after a successful write."""
        return self._health.outage

    @contextmanager
    def reading(self) -> Iterator[Tables]:
        """A read-only transaction that sees one state."""
        with self._lent() as lent, lent.transaction(READING):
            yield lent.tables

    @contextmanager
    def writing(self) -> Iterator[Tables]:
        """A writing transaction, concurrent with others."""
        with self._lent() as lent:
            with lent.transaction(WRITING):
                yield lent.tables
            self._statistics.wrote(lent)
        self._health.note_success()

    def backup(self, file: Path, *, told: Callable[[int], None] | None = None) -> None:
        """Write a snapshot of the database into a new file. Faults EXISTS, FORBIDDEN."""
        # imports the SQLite driver, which nothing else needs here
        from kalends.store.postgres import backup  # noqa: PLC0415

        with self._lent() as lent:
            backup.save(lent, file, told or (lambda _: None))

    def damages(self) -> tuple[str, ...]:
        """None: PostgreSQL enforces references itself, and has tools of its own to check its files."""
        return ()

    def close(self) -> None:
        """Close every connection; one in use is closed when it is returned."""
        self._pool.close()

    @contextmanager
    def _lent(self) -> Iterator[Connection]:
        with translate_errors(self._health):
            bare = self._pool.getconn()
            try:
                yield self._connection(bare)
            finally:
                broken = bare.broken
                self._pool.putconn(bare)
                if broken:
                    self._look_at_the_others()

    def _connection(self, bare: DriverConnection) -> Connection:
        if (known := self._known.get(bare)) is None:
            for gone in [each for each in list(self._known) if each.closed]:
                self._known.pop(gone, None)
            known = self._known[bare] = Connection(bare, self._caches)
        return known

    def _look_at_the_others(self) -> None:
        # What broke one connection (the database was started again) has mostly broken all of them.
        with suppress(psycopg.Error):
            self._pool.check()


def open_store(url: str) -> PostgresStore:
    """Open the store at a URL, and bring the schema up to date.

    Faults: INVALID where the URL is none or the database is another program's, UNSUPPORTED where a newer Kalends
    wrote it, BUSY where it cannot be reached or lets us not in.
    """
    bring_up_to_date(url)
    return PostgresStore(url)


class Statistics:
    """Has PostgreSQL gather statistics of new tables, after some of the first writes of a process.

    Without statistics its planner considers all indexes equally good, and it keeps such a plan. PostgreSQL gathers them
    by itself, but checks only once a minute, and an import fills a calendar in seconds.
    """

    def __init__(self) -> None:
        self._writes = 0

    def wrote(self, connection: Connection) -> None:
        """Count a writing transaction. Not locked: an uncounted one does no harm."""
        self._writes += 1
        if self._writes in _AFTER_WRITES:
            self._gather(connection)

    def _gather(self, connection: Connection) -> None:
        # The write is committed already, so a failure is ignored, and the wait is short.
        with suppress(psycopg.Error), connection.transaction(WRITING):
            connection.execute("SET LOCAL lock_timeout = '100ms'")
            known = connection.execute("SELECT reltuples FROM pg_class WHERE oid = 'object'::regclass")[0][0]
            if known < _FEW_ROWS:
                connection.execute("ANALYZE object, object_words, calendar, event, former_version")
