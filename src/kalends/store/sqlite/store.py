"""The store on SQLite: a pool of connections, and one writer at a time.

A write is on the disk when it returns (WAL, synchronous=FULL). A connection is used by one thread at a time and then
reused, so there are no more connections than busy threads. Writers of one process wait for each other in a queue, and
only the first of them waits for other processes, which SQLite does by sleeping. Queued writers share a commit
(`commit_queue`). No transaction begins or is acknowledged on files other than those that were opened (`identity`).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from kalends.errors import Fault, Kind
from kalends.service.ports import Outage
from kalends.store import migrations
from kalends.store.dialect import SQLITE
from kalends.store.health import Health
from kalends.store.owners import OwnerCaches
from kalends.store.sqlite import backup
from kalends.store.sqlite.commit_queue import CommitQueue, SharedTransaction
from kalends.store.sqlite.connection import Connection, open_connection
from kalends.store.sqlite.errors import translate_errors, translate_file_errors
from kalends.store.sqlite.folder import (
    chmod_command,
    create_beside,
    create_reserve,
    database_exists,
    exposed_paths,
    locate_database,
    make_folder,
    no_database_fault,
)
from kalends.store.sqlite.identity import DatabaseFiles, FileIdentities
from kalends.store.tables import Tables

FILE_NAME = "kalends.sqlite3"


class SqliteStore:
    """Implements `service.ports.Store` on one database file."""

    def __init__(self, file: Path, marks: FileIdentities = ()) -> None:
        self._file = file
        self._files = DatabaseFiles(file, marks)
        self._health = Health()
        self._idle: dict[bool, list[Connection]] = {True: [], False: []}  # by whether they only read
        self._queue = CommitQueue()
        self._caches = OwnerCaches()
        self._closed = False

    @property
    def marks(self) -> FileIdentities:
        """The identities of this store's files; empty before they were opened."""
        return self._files.marks

    @property
    def outage(self) -> Outage | None:
        """The current outage: why the database does not work. None after a successful write."""
        return self._health.outage

    @contextmanager
    def reading(self) -> Iterator[Tables]:
        """A read-only transaction that sees one state."""
        with self._lent(only_read=True) as connection, connection.transaction("BEGIN"):
            yield connection.tables

    @contextmanager
    def writing(self) -> Iterator[Tables]:
        """A writing transaction, the only one at a time. Fault BUSY after a long wait."""
        with translate_errors(self._health):
            shared = self._queue.take() or self._begun()
            try:
                with shared.part():
                    yield shared.connection.tables
            finally:
                self._finish(shared)
        self._health.note_success()

    def backup(self, file: Path, *, told: Callable[[int], None] | None = None) -> None:  # noqa: ARG002 — not reported: it is quick
        """Write a snapshot of the database into a new file. Faults EXISTS, FORBIDDEN."""
        with self._lent() as connection:
            backup.save(connection, file)

    def damages(self) -> tuple[str, ...]:
        """What SQLite finds wrong with the file, one sentence each. Reads the whole file."""
        with self._lent() as connection:
            return connection.damages()

    def close(self) -> None:
        """Close every connection; one in use is closed when it is returned."""
        self._closed = True
        for idle in self._idle.values():
            while idle:
                idle.pop().close()

    def _begun(self) -> SharedTransaction:
        try:
            connection = self._borrowed(only_read=False)
            try:
                connection.run("BEGIN IMMEDIATE")
            except BaseException:
                self._give_back(connection, only_read=False)
                raise
        except BaseException:
            self._queue.leave()
            raise
        return SharedTransaction(connection, self._files.demand_same)

    def _finish(self, shared: SharedTransaction) -> None:
        if self._queue.hand_on(shared):
            shared.wait()
            return
        try:
            shared.end()
        finally:
            self._give_back(shared.connection, only_read=False)
            self._queue.leave()

    @contextmanager
    def _lent(self, *, only_read: bool = False) -> Iterator[Connection]:
        with translate_errors(self._health):
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
        self._files.demand_same()
        # pop is atomic; checking first whether there is one would not be.
        with suppress(IndexError):
            return self._idle[only_read].pop()
        return self._connected(only_read=only_read)

    def _connected(self, *, only_read: bool) -> Connection:
        """Open a new connection; the first one determines the identities of the files."""
        mark = self._files.demand_database()
        connection = open_connection(self._file, only_read=only_read, caches=self._caches)
        try:
            self._files.adopt(mark)
        except BaseException:
            connection.close()
            raise
        return connection


def open_store(path: Path, *, make: bool = True) -> SqliteStore:
    """Open the store in a data folder, create both if missing, and migrate the schema.

    With `make=False` a missing folder or database is Fault NOT_FOUND. Other Faults: INVALID for a file that is no
    database of Kalends, is empty, or has lost its log; UNSUPPORTED for one of a newer version; FORBIDDEN for an
    unusable folder.
    """
    file = locate_database(path, FILE_NAME)
    if not database_exists(file):
        if not make:
            raise no_database_fault(path)
        make_folder(path)
        with create_beside(file) as fresh:
            _bring_up_to_date(fresh, file)
    _bring_up_to_date(file, file)
    create_reserve(file)
    return SqliteStore(file)


def attach_store(path: Path, marks: FileIdentities) -> SqliteStore:
    """Open the store in a data folder that another process has opened; nothing is created or checked yet.

    Where the files were replaced since, each transaction raises an Outage.
    """
    return SqliteStore(locate_database(path, FILE_NAME), marks)


def exposures(path: Path) -> tuple[tuple[str, str, str], ...]:
    """What other users can read in a data folder: path, mode, and the command that prevents it."""
    return tuple((str(each), f"{mode:04o}", chmod_command(each)) for each, mode in exposed_paths(path, FILE_NAME))


def restore(file: Path, folder: Path, *, now: datetime) -> None:
    """Replace the store in a data folder, which is created if missing, with a backup.

    Faults: see `backup.restore` and `open_store`; an empty database file is replaced.
    """
    target = locate_database(folder, FILE_NAME)
    if database_exists(target, empty_is_none=True):
        backup.restore(file, target, now=now)
        return
    make_folder(folder)
    with create_beside(target, over_empty=target.exists()) as fresh:
        backup.restore(file, fresh, now=now)


def _bring_up_to_date(file: Path, named: Path) -> None:
    """Migrate the schema of a file. `named` is the path for messages."""
    with translate_file_errors(named):
        connection = open_connection(file)
        try:
            _migrate(connection, named)
        finally:
            connection.close()


def _migrate(connection: Connection, file: Path) -> None:
    tables = connection.table_names()
    if tables and "migration" not in tables:
        raise Fault(Kind.INVALID, f"{file} is a database of another program; take another data folder.")
    current = bool(tables) and migrations.is_current(connection.execute)
    connection.enable_wal()
    if not current:
        with connection.transaction("BEGIN IMMEDIATE"):
            connection.execute(migrations.TABLE)
            migrations.migrate(connection.execute, SQLITE)
