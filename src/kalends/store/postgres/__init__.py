"""The store on PostgreSQL; imported only where a database URL asks for it, since its driver is an extra."""

from kalends.store.postgres.copies import restore
from kalends.store.postgres.store import PostgresStore, open_store

__all__ = ["PostgresStore", "open_store", "restore"]
