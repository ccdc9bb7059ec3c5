"""Open a PostgreSQL database: connect, check that it is usable, and migrate its schema."""

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
"""Selects the tables of the schema, without views and without the tables of an extension."""

_OPENING = 0
"""The row of the table `migration` that a process locks while it migrates the database."""


def connection_options(url: str) -> dict[str, Any]:
    """Options of a connection, in addition to those of the URL. Fault INVALID for a malformed URL."""
    try:
        said = conninfo_to_dict(url)
    except psycopg.Error as error:
        raise Fault(Kind.INVALID, "The database URL is none: write it as in postgresql://user@host/name.") from error
    usual = {"client_encoding": "UTF8", "connect_timeout": BUSY_SECONDS, "application_name": "kalends"}
    return {name: value for name, value in usual.items() if name not in said or name == "client_encoding"}


def bring_up_to_date(url: str) -> None:
    """Migrate the schema. Of several processes that open a database at once, one does it and the others wait."""
    with translate_errors(), closing(connect(url)) as connection:
        configure(connection.bare)
        _require_utf8(connection)
        if _is_current(connection):  # so that a read-only database can be opened
            return
        # Where two processes create the table at once, one fails; the table exists either way.
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
    """Open a connection outside of the pool. Fault BUSY where that fails."""
    options = connection_options(url)
    try:
        return Connection(psycopg.connect(url, **options))
    except psycopg.Error as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        # Only this message tells the causes apart: no host, no database, no permission.
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
    """Whether the database has the table `migration`. Fault INVALID where it has only other tables."""
    rows = connection.execute(_TABLES)
    if rows and ("migration",) not in rows:
        raise Fault(Kind.INVALID, "The database belongs to another program; use a new one, or a schema of its own.")
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
