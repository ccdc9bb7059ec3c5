"""PostgreSQL behind the port: a pool of connections, and as many writers as it has.

Reading is REPEATABLE READ: one state. Writing is READ COMMITTED with locked rows, see docs/decisions: each statement
sees what others have committed, and what a verb relies on is locked by it, in one order. So nothing is undone by the
database for having happened beside something else, but for a dead lock where the order was not kept (`Collision`).
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
"""The most connections of one process: as many verbs run at once; others wait for their turn."""
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
        """None: there are no files here that others could take the place of."""
        return ()

    @property
    def outage(self) -> Outage | None:
        """Why the last transaction failed for which the database could not work; None after a write that was kept."""
        return self._health.outage

    @contextmanager
    def reading(self) -> Iterator[Tables]:
        """A transaction that sees one state and changes nothing."""
        with self._lent() as lent, lent.transaction(READING):
            yield lent.tables

    @contextmanager
    def writing(self) -> Iterator[Tables]:
        """A transaction that may write, beside others."""
        with self._lent() as lent:
            with lent.transaction(WRITING):
                yield lent.tables
            self._statistics.wrote(lent)
        self._health.note_success()

    def backup(self, file: Path, *, told: Callable[[int], None] | None = None) -> None:
        """Write one state of the database into a file that does not exist yet. Faults EXISTS, FORBIDDEN."""
        # the file is one of SQLite, whose driver is needed for nothing else
        from kalends.store.postgres import backup  # noqa: PLC0415

        with self._lent() as lent:
            backup.save(lent, file, told or (lambda _: None))

    def damages(self) -> tuple[str, ...]:
        """None: PostgreSQL checks references as they are written, and its files with its own tools."""
        return ()

    def close(self) -> None:
        """Close every connection; one that is lent is closed when it comes back."""
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
