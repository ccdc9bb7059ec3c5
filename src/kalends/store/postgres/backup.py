"""Backups of a PostgreSQL database: save it into a file, and restore it from one.

The file is an SQLite database, like a backup of the embedded store, so a backup can be restored into either kind.
"""

from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

import psycopg

from kalends.store.calendars.calendars import renew_all_calendars
from kalends.store.postgres.connection import READING, WRITING, Connection, configure
from kalends.store.postgres.database import bring_up_to_date, connect
from kalends.store.postgres.errors import translate_errors
from kalends.store.sql import Row
from kalends.store.sqlite.backup import Archive, Table, new_file, open_backup
from kalends.store.sqlite.errors import translate_file_errors

AT_ONCE = 1000

ProgressCallback = Callable[[int], None]


def save(source: Connection, file: Path, told: ProgressCallback) -> None:
    """Write a snapshot of a database into a new file. Faults EXISTS, FORBIDDEN.

    `told` is called from time to time with the number of rows written so far.
    """
    snapshot = source.transaction(READING)
    with (
        new_file(file),
        translate_file_errors(file),
        closing(Archive(file)) as target,
        target.creating_schema(),
        snapshot,
    ):
        _fill(target, source, _RowCounter(told))


def _fill(target: Archive, source: Connection, count: "_RowCounter") -> None:
    for table in target.tables_in_order():
        target.write_rows(table, count.of(_rows(source, table)))
        if (last := _last_id(source, table)) is not None:
            target.note_last_id(table.name, last)


def restore(file: Path, url: str, *, now: datetime, told: ProgressCallback) -> None:
    """Replace everything in a PostgreSQL database with a backup, in one transaction.

    Others may read meanwhile; writers wait. Every calendar gets a new generation. Faults: see `open_backup`.
    """
    with open_backup(file) as source:
        bring_up_to_date(url)
        with translate_errors(), closing(connect(url)) as target:
            configure(target.bare)
            with target.transaction(WRITING):
                _replace(source, target, _RowCounter(told))
                renew_all_calendars(target.execute, now)
            # the planner has no statistics of the new rows; a failure here does no harm
            with suppress(psycopg.Error), target.transaction(WRITING):
                target.execute("ANALYZE")


class _RowCounter:
    """Counts rows as they pass, and reports the progress."""

    def __init__(self, told: ProgressCallback) -> None:
        self._told = told
        self._number = 0

    def of(self, rows: Iterator[Row]) -> Iterator[Row]:
        for row in rows:
            yield row
            self._number += 1
            if self._number % AT_ONCE == 0:
                self._told(self._number)
        self._told(self._number)


def _rows(source: Connection, table: Table) -> Iterator[Row]:
    """The rows of a table, read in parts from a server-side cursor."""
    with source.driver().cursor("kalends_backup") as cursor:
        cursor.itersize = AT_ONCE
        cursor.execute(f"SELECT {table.listed} FROM {table.name}".encode())
        yield from cursor


def _last_id(source: Connection, table: Table) -> int | None:
    """The greatest id that a table ever generated; None where it generates none."""
    if "id" not in table.columns:
        return None
    (named,) = source.execute("SELECT pg_get_serial_sequence(?, 'id')", table.name)
    if named[0] is None:
        return None
    ((last, called),) = source.execute(f"SELECT last_value, is_called FROM {named[0]}")
    return int(last) if called else 0


def _replace(source: Archive, target: Connection, count: _RowCounter) -> None:
    tables = source.tables_in_order()
    target.execute(f"LOCK TABLE {', '.join(table.name for table in tables)} IN EXCLUSIVE MODE")
    for table in reversed(tables):
        target.execute(f"DELETE FROM {table.name}")
    for table in tables:
        with target.driver().cursor() as cursor, cursor.copy(_copy_statement(table)) as copy:
            for row in count.of(source.rows(table)):
                copy.write_row(row)
    for name, last in source.last_ids().items():
        if last:
            target.execute("SELECT setval(pg_get_serial_sequence(?, 'id'), CAST(? AS BIGINT))", name, last)


def _copy_statement(table: Table) -> bytes:
    return f"COPY {table.name} ({table.listed}) FROM STDIN".encode()
