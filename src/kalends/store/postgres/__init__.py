"""The store on PostgreSQL. Imported only for a database URL, since its driver is an optional dependency."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from kalends.store.postgres.store import PostgresStore, open_store

__all__ = ["PostgresStore", "open_store", "restore"]


def restore(file: Path, url: str, *, now: datetime, told: Callable[[int], None]) -> None:
    """See `copies.restore`."""
    # imports the SQLite driver, which nothing else needs here
    from kalends.store.postgres import backup  # noqa: PLC0415

    backup.restore(file, url, now=now, told=told)
