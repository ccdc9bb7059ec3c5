"""The files that are kept for a while, and the server's secrets, one query a function."""

from datetime import datetime

from kalends.service.records import FileUsage, KeptFile
from kalends.store.sql import Executor, require_inserted, require_row, to_datetime_or_none, to_microseconds


class FileTable:
    """Implements `service.ports.Files`."""

    def __init__(self, execute: Executor) -> None:
        self._execute = execute

    def add(self, file_id: str, file: KeptFile, *, owner_id: int, expires: datetime) -> None:
        rows = self._execute(
            "INSERT INTO kept_file (id, name, content, media_type, expires, owner_id, octets)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING RETURNING id",
            file_id,
            file.name,
            file.text,
            file.media_type,
            to_microseconds(expires),
            owner_id,
            file.octets,
        )
        require_inserted(rows, "There is a file of that id already.")

    def find(self, file_id: str) -> KeptFile:
        rows = self._execute("SELECT name, content, media_type FROM kept_file WHERE id = ?", file_id)
        return KeptFile(*require_row(rows, "There is no such file."))

    def usage(self, owner_id: int, *, now: datetime) -> FileUsage:
        [(number, octets, expires)] = self._execute(
            "SELECT count(*), coalesce(sum(octets), 0), min(expires) FROM kept_file WHERE owner_id = ? AND expires > ?",
            owner_id,
            to_microseconds(now),
        )
        return FileUsage(int(number), int(octets), to_datetime_or_none(expires))

    def purge(self, *, now: datetime, at_most: int) -> int:
        rows = self._execute(
            "DELETE FROM kept_file WHERE id IN (SELECT id FROM kept_file WHERE expires <= ?"
            " ORDER BY expires LIMIT ? $skip) RETURNING id",
            to_microseconds(now),
            at_most,
        )
        return len(rows)


class SecretTable:
    """Implements `service.ports.Secrets`."""

    def __init__(self, execute: Executor) -> None:
        self._execute = execute

    def find(self, name: str) -> str:
        rows = self._execute("SELECT value FROM server_secret WHERE name = ?", name)
        return str(rows[0][0]) if rows else ""

    def settle(self, name: str, proposal: str) -> str:
        self._execute(
            "INSERT INTO server_secret (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING", name, proposal
        )
        return self.find(name)
