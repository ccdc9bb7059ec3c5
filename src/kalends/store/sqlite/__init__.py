"""The embedded store: one SQLite file in the data folder."""

from kalends.store.sqlite.store import (
    FILE_NAME,
    SqliteStore,
    attach_store,
    exposures,
    open_store,
    restore,
)

__all__ = ["FILE_NAME", "SqliteStore", "attach_store", "exposures", "open_store", "restore"]
