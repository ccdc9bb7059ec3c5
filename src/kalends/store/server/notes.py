"""What the store remembers about itself, one query a function."""

from kalends.store.sql import Executor


class NoteTable:
    """Implements `service.ports.Notes`."""

    def __init__(self, execute: Executor) -> None:
        self._execute = execute

    def find(self, name: str) -> str:
        rows = self._execute("SELECT text FROM note WHERE name = ?", name)
        return str(rows[0][0]) if rows else ""

    def put(self, name: str, text: str) -> None:
        self._execute(
            "INSERT INTO note (name, text) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET text = excluded.text",
            name,
            text,
        )
