"""The files that are kept for a while, and the server's secrets, one query a function."""

from datetime import datetime

from kalends.service.records import KeptFile
from kalends.store.rows import Ask, added, micros, only


class FileTable:
    """Implements `service.ports.Files`."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def add(self, file_id: str, file: KeptFile, *, expires: datetime) -> None:
        rows = self._ask(
            "INSERT INTO kept_file (id, name, content, media_type, expires) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO NOTHING RETURNING id",
            file_id,
            file.name,
            file.text,
            file.media_type,
            micros(expires),
        )
        added(rows, "There is a file of that id already.")

    def find(self, file_id: str) -> KeptFile:
        rows = self._ask("SELECT name, content, media_type FROM kept_file WHERE id = ?", file_id)
        return KeptFile(*only(rows, "There is no such file."))

    def purge(self, *, now: datetime, at_most: int) -> int:
        rows = self._ask(
            "DELETE FROM kept_file WHERE id IN (SELECT id FROM kept_file WHERE expires <= ?"
            " ORDER BY expires LIMIT ? $skip) RETURNING id",
            micros(now),
            at_most,
        )
        return len(rows)


class SecretTable:
    """Implements `service.ports.Secrets`."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def find(self, name: str) -> str:
        rows = self._ask("SELECT value FROM server_secret WHERE name = ?", name)
        return str(rows[0][0]) if rows else ""

    def settle(self, name: str, proposal: str) -> str:
        self._ask("INSERT INTO server_secret (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING", name, proposal)
        return self.find(name)
