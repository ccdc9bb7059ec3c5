"""What the store remembers about itself, one query a function."""

from kalends.store.sql import Ask


class NoteTable:
    """Implements `service.ports.Notes`."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def find(self, name: str) -> str:
        rows = self._ask("SELECT text FROM note WHERE name = ?", name)
        return str(rows[0][0]) if rows else ""

    def put(self, name: str, text: str) -> None:
        self._ask(
            "INSERT INTO note (name, text) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET text = excluded.text",
            name,
            text,
        )
