"""The files that are kept for a while, and the server's secrets, one query a function."""

from datetime import datetime

from kalends.service.records import Holding, KeptFile
from kalends.store.sql import Ask, added, micros, moment_or_none, only


class FileTable:
    """Implements `service.ports.Files`."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def add(self, file_id: str, file: KeptFile, *, owner_id: int, expires: datetime) -> None:
        rows = self._ask(
            "INSERT INTO kept_file (id, name, content, media_type, expires, owner_id, octets)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING RETURNING id",
            file_id,
            file.name,
            file.text,
            file.media_type,
            micros(expires),
            owner_id,
            file.octets,
        )
        added(rows, "There is a file of that id already.")

    def find(self, file_id: str) -> KeptFile:
        rows = self._ask("SELECT name, content, media_type FROM kept_file WHERE id = ?", file_id)
        return KeptFile(*only(rows, "There is no such file."))

    def held(self, owner_id: int, *, now: datetime) -> Holding:
        [(number, octets, expires)] = self._ask(
            "SELECT count(*), coalesce(sum(octets), 0), min(expires) FROM kept_file WHERE owner_id = ? AND expires > ?",
            owner_id,
            micros(now),
        )
        return Holding(int(number), int(octets), moment_or_none(expires))

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
