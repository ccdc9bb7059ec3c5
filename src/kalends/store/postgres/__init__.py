"""The store on PostgreSQL; imported only where a database URL asks for it, since its driver is an extra."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from kalends.store.postgres.store import PostgresStore, open_store

__all__ = ["PostgresStore", "open_store", "restore"]


def restore(file: Path, url: str, *, now: datetime, told: Callable[[int], None]) -> None:
    """See `copies.restore`."""
    # it reads a file of SQLite, whose driver is needed for nothing else
    from kalends.store.postgres import backup  # noqa: PLC0415

    backup.restore(file, url, now=now, told=told)
