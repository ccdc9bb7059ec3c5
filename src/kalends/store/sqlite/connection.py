"""One connection to SQLite, as the tables use it."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw
import msgspec

from kalends.store.dialect import SQLITE, translate
from kalends.store.owners import OwnerCaches
from kalends.store.sql import GREATEST, Row, Value, to_storable
from kalends.store.sqlite.errors import is_full
from kalends.store.sqlite.folder import release_reserve
from kalends.store.tables import Tables

BUSY_SECONDS = 10

_SHORTEST, _LONGEST = 0.0001, 0.002  # seconds between two tries
_PRAGMAS = "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF"


class Connection:
    """A connection with its tables. For one thread at a time. With `only_read`, every write is refused."""

    def __init__(self, file: Path, *, only_read: bool = False, caches: OwnerCaches | None = None) -> None:
        self._apsw = apsw.Connection(str(file), flags=apsw.SQLITE_OPEN_READWRITE)
        self._apsw.set_busy_handler(_BusyHandler())
        self._apsw.execute(_PRAGMAS)
        if only_read:
            self._apsw.execute("PRAGMA query_only = ON")
        self.tables = Tables(self.execute, caches or OwnerCaches())

    def execute(self, sql: str, *values: Value) -> list[Row]:
        """Run one statement; all its rows, so that no cursor stays open. See `store.sql.Executor`."""
        bound: list[str | int | None] = []
        for each in values:  # most values are storable as they are, and need no call
            is_fit = each is None or (type(each) is str and each.isascii() and "\0" not in each)
            is_fit = is_fit or (type(each) is int and -GREATEST <= each <= GREATEST)
            bound.append(each if is_fit else _to_bindable(each))  # type: ignore[arg-type]  # not a list
        return list(self._apsw.execute(translate(sql, SQLITE), bound))

    def each(self, sql: str) -> Iterator[Row]:
        """The rows of a constant statement, one by one; to be read to the end."""
        return iter(self._apsw.execute(sql))

    def execute_many(self, sql: str, rows: Iterable[Row]) -> None:
        """Run a constant statement for each of many rows."""
        self._apsw.executemany(sql, rows)

    @contextmanager
    def transaction(self, begin: str) -> Iterator[None]:
        """A transaction: committed when the block ends, rolled back when it raises."""
        self._apsw.execute(begin)
        try:
            yield
            self._apsw.execute("COMMIT")
        except BaseException:
            # Some failures (a full disk) have rolled it back already.
            if self._apsw.in_transaction:
                self._apsw.execute("ROLLBACK")
            raise

    def run(self, statement: str) -> None:
        """Run a statement without values, such as BEGIN or COMMIT."""
        self._apsw.execute(statement)

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return self._apsw.in_transaction

    def table_names(self) -> set[str]:
        """The names of the tables. Raises NotADBError where the file is no database."""
        return {row[0] for row in self.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}

    def copy_from(self, source: "Connection") -> None:
        """Overwrite this database with a snapshot of another one, atomically."""
        with self._apsw.backup("main", source._apsw, "main") as copy:
            copy.step()

    def damages(self) -> tuple[str, ...]:
        """What SQLite finds wrong with the file, one sentence each. Reads the whole file."""
        found = [row[0] for row in self.execute("PRAGMA integrity_check(100)") if row[0] != "ok"]
        orphans = [
            f"A row of the table {table} belongs to one of {parent} that is not there."
            for table, _, parent, _ in self.execute("PRAGMA foreign_key_check")
        ]
        return (*found, *orphans)

    def enable_wal(self) -> None:
        """Switch the file to write-ahead logging, permanently.

        SQLite does not wait where several processes do that with a new file at once, so this does.
        """
        deadline = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                self.execute("PRAGMA journal_mode = WAL")
                return
            except apsw.BusyError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.01)

    def disable_wal(self) -> None:
        """Switch write-ahead logging off, so that the file can be read in a read-only folder."""
        self.execute("PRAGMA journal_mode = DELETE")

    def close(self) -> None:
        """Close it. The last connection to a file removes the write-ahead log."""
        self._apsw.close()


def open_connection(file: Path, *, only_read: bool = False, caches: OwnerCaches | None = None) -> Connection:
    """Open a connection and its log. On a full disk, the reserve is released for that."""
    try:
        return _open_with_log(file, only_read=only_read, caches=caches)
    except apsw.Error as error:
        if not (is_full(error) and release_reserve(file)):
            raise
    return _open_with_log(file, only_read=only_read, caches=caches)


def _open_with_log(file: Path, *, only_read: bool, caches: OwnerCaches | None) -> Connection:
    connection = Connection(file, only_read=only_read, caches=caches)
    try:
        connection.table_names()
    except BaseException:
        connection.close()
        raise
    return connection


class _BusyHandler:
    """Waits for the writers of other processes. For one thread at a time.

    SQLite's own handler tries again after 1, 2, 5, 10, 15 ms and so on, while a write takes half a millisecond.
    """

    def __init__(self) -> None:
        self._since = 0.0

    def __call__(self, looks: int) -> bool:
        """Wait a little; whether to try again after that many tries."""
        if not looks:
            self._since = time.monotonic()
        time.sleep(min(_SHORTEST * (looks + 1), _LONGEST))
        return time.monotonic() - self._since < BUSY_SECONDS


def _to_bindable(value: Value) -> str | int | None:
    value = to_storable(value)
    return msgspec.json.encode(value).decode() if isinstance(value, list) else value
