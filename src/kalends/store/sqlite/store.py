"""SQLite behind the port: a pool of connections, and one writer at a time.

A write is on the disk when it returns (WAL, synchronous=FULL). Connections are lent to one thread at a time and used
again by the next, so there are never more than threads at work; writers of one process wait for each other in a
queue of ours, and only then for those of other processes, which SQLite lets wait by sleeping. Those who queue share a
commit (`turns`).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from kalends.errors import Fault, Kind
from kalends.store import migrate
from kalends.store.sqlite import backup
from kalends.store.sqlite.connection import Connection
from kalends.store.sqlite.folder import prepared
from kalends.store.sqlite.trouble import told_at_work, told_on_opening
from kalends.store.sqlite.turns import Batch, Turns
from kalends.store.tables import Tables

FILE_NAME = "kalends.sqlite3"


class SqliteStore:
    """Implements `service.ports.Store` on one database file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._idle: dict[bool, list[Connection]] = {True: [], False: []}  # those that only read apart from the others
        self._turns = Turns()
        self._closed = False

    @contextmanager
    def reading(self) -> Iterator[Tables]:
        """A transaction that sees one state and changes nothing."""
        with self._lent(only_read=True) as connection, connection.transaction("BEGIN"):
            yield connection.tables

    @contextmanager
    def writing(self) -> Iterator[Tables]:
        """A transaction that is the only one writing. Fault BUSY where it waited in vain."""
        with told_at_work():
            batch = self._turns.take() or self._begun()
            try:
                with batch.part():
                    yield batch.connection.tables
            finally:
                self._finish(batch)

    def backup(self, file: Path, *, told: Callable[[int], None] | None = None) -> None:  # noqa: ARG002 — it is done at once
        """Write one state of the database into a file that does not exist yet. Faults EXISTS, FORBIDDEN."""
        with self._lent() as connection:
            backup.save(connection, file)

    def damages(self) -> tuple[str, ...]:
        """What SQLite finds wrong with the file, a sentence each; reads all of it."""
        with self._lent() as connection:
            return connection.damages()

    def close(self) -> None:
        """Close every connection; one that is lent is closed when it comes back."""
        self._closed = True
        for idle in self._idle.values():
            while idle:
                idle.pop().close()

    def _begun(self) -> Batch:
        connection = self._borrowed(only_read=False)
        try:
            connection.say("BEGIN IMMEDIATE")
        except BaseException:
            self._give_back(connection, only_read=False)
            self._turns.leave()
            raise
        return Batch(connection)

    def _finish(self, batch: Batch) -> None:
        if self._turns.hand_on(batch):
            batch.wait()
            return
        try:
            batch.end()
        finally:
            self._give_back(batch.connection, only_read=False)
            self._turns.leave()

    @contextmanager
    def _lent(self, *, only_read: bool = False) -> Iterator[Connection]:
        with told_at_work():
            connection = self._borrowed(only_read=only_read)
            try:
                yield connection
            finally:
                self._give_back(connection, only_read=only_read)

    def _give_back(self, connection: Connection, *, only_read: bool) -> None:
        self._idle[only_read].append(connection)
        if self._closed:
            self.close()

    def _borrowed(self, *, only_read: bool) -> Connection:
        # Popping is atomic; asking first whether there is one would not be.
        with suppress(IndexError):
            return self._idle[only_read].pop()
        return Connection(self._file, only_read=only_read)


def open_store(path: Path, *, make: bool = True) -> SqliteStore:
    """Open the store in a data folder, make both where they are missing, and bring the schema up to date.

    With `make=False` a missing folder or database is Fault NOT_FOUND. Other Faults: INVALID where the file is no
    database of Kalends, UNSUPPORTED where a newer Kalends wrote it, FORBIDDEN where the folder cannot be used.
    """
    file = prepared(path, FILE_NAME, make=make)
    with told_on_opening(file):
        connection = Connection(file)
        try:
            _bring_up_to_date(connection, file)
        finally:
            connection.close()
    return SqliteStore(file)


def restore(file: Path, folder: Path, *, now: datetime) -> None:
    """Put a backup in the place of the store in a data folder, which is made where it is missing.

    Faults as those of `backup.restore` and of `open_store`.
    """
    backup.restore(file, prepared(folder, FILE_NAME, make=True), now=now)


def _bring_up_to_date(connection: Connection, file: Path) -> None:
    tables = connection.names_of_tables()
    if tables and "migration" not in tables:
        raise Fault(Kind.INVALID, f"{file} is a database of another program; take another data folder.")
    current = bool(tables) and migrate.is_current(connection.ask)
    connection.use_wal()
    if not current:
        with connection.transaction("BEGIN IMMEDIATE"):
            connection.ask(migrate.TABLE)
            migrate.migrate(connection.ask)
