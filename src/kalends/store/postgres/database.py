"""Opening a database: whether it can be used, and its schema."""

from contextlib import closing, suppress
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict

from kalends.errors import Fault, Kind
from kalends.store import migrations
from kalends.store.dialect import POSTGRES
from kalends.store.postgres.connection import BUSY_SECONDS, READING, WRITING, Connection, configure
from kalends.store.postgres.errors import translate_errors

_TABLES = (
    "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')"
    " AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid"
    "   AND deptype = 'e')"
)
"""The tables of the schema, without those of an extension; its views are no tables."""

_OPENING = 0
"""The row of the table of migrations by which processes that open a database wait for each other."""


def connection_options(url: str) -> dict[str, Any]:
    """What a connection is asked for beside what the URL says. Fault INVALID where it is no URL of PostgreSQL."""
    try:
        said = conninfo_to_dict(url)
    except psycopg.Error as error:
        raise Fault(Kind.INVALID, "The database URL is none: write it as in postgresql://user@host/name.") from error
    usual = {"client_encoding": "UTF8", "connect_timeout": BUSY_SECONDS, "application_name": "kalends"}
    return {name: value for name, value in usual.items() if name not in said or name == "client_encoding"}


def bring_up_to_date(url: str) -> None:
    """Bring the schema up to date; of many processes that open a new database at once, one does it."""
    with translate_errors(), closing(connect(url)) as connection:
        configure(connection.bare)
        _require_utf8(connection)
        if _is_current(connection):  # a database that takes no writes now can be read all the same
            return
        # Two that make the table at once: one fails, and it is there.
        with suppress(errors.UniqueViolation, errors.DuplicateTable, errors.DuplicateObject):
            _create_migration_table(connection)
        with connection.transaction(WRITING):
            connection.execute(
                "INSERT INTO migration (number, name) VALUES (?, 'opening') ON CONFLICT (number)"
                " DO UPDATE SET name = excluded.name",
                _OPENING,
            )
            migrations.migrate(connection.execute, POSTGRES)


def connect(url: str) -> Connection:
    """A connection of its own, as it was opened. Fault BUSY where there is none to be had."""
    options = connection_options(url)
    try:
        return Connection(psycopg.connect(url, **options))
    except psycopg.Error as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        # The driver tells the causes apart (no host, no database, no right) by nothing but this sentence.
        raise Fault(
            Kind.BUSY, f"The database at {_without_password(url)} cannot be opened: {reason}", retry_after=1
        ) from error


def _is_current(connection: Connection) -> bool:
    with connection.transaction(READING):
        return _has_migrations(connection) and migrations.is_current(connection.execute)


def _create_migration_table(connection: Connection) -> None:
    with connection.transaction(WRITING):
        if not _has_migrations(connection):
            connection.execute(migrations.TABLE)


def _has_migrations(connection: Connection) -> bool:
    """Whether the database has the table of migrations. Fault INVALID where it has only others."""
    rows = connection.execute(_TABLES)
    if rows and ("migration",) not in rows:
        raise Fault(Kind.INVALID, "The database is another program's; take a new one, or a schema of its own.")
    return bool(rows)


def _require_utf8(connection: Connection) -> None:
    with connection.transaction(READING):
        encoding = connection.execute("SHOW server_encoding")[0][0]
    if encoding != "UTF8":
        raise Fault(Kind.INVALID, f"The database keeps texts as {encoding}; take one that was made with UTF8.")


def _without_password(url: str) -> str:
    """A URL without its password."""
    parts = urlsplit(url)
    return f"{parts.hostname or 'localhost'}{parts.path}"
