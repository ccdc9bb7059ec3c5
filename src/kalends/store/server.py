"""Counters of throttles and quotas, kept files, secrets, notes and the outbox. One query a function."""

from collections.abc import Collection
from datetime import datetime, timedelta

from kalends.service.records import FileUsage, KeptFile, OutboxItem, WindowCount
from kalends.store.sql import Executor, require_inserted, require_row, to_datetime, to_datetime_or_none, to_microseconds

LATE = 10_000_000
"""Microseconds by which a caller's time may lag behind that of another caller who wrote first."""


class CounterTable:
    """Implements `service.ports.Counters`."""

    def __init__(self, execute: Executor) -> None:
        self._execute = execute

    def spent(self, subject: str, *, now: datetime) -> WindowCount:
        moment = to_microseconds(now)
        rows = self._execute(
            "SELECT spent, ends FROM counter WHERE subject = ? AND begins <= ? AND ends > ?",
            subject,
            moment + LATE,
            moment,
        )
        return WindowCount(rows[0][0], to_datetime(rows[0][1])) if rows else WindowCount(0, now)

    def spend(self, subject: str, *, seconds: int, now: datetime) -> WindowCount:
        rows = self._execute(
            # A window that begins well after now was written by a wrong clock, and does not count.
            "INSERT INTO counter (subject, begins, ends, spent) VALUES (?, ?, ?, 1)"
            " ON CONFLICT (subject) DO UPDATE SET"
            f" spent = CASE WHEN excluded.begins BETWEEN counter.begins - {LATE} AND counter.ends - 1"
            "   THEN counter.spent + 1 ELSE 1 END,"
            f" begins = CASE WHEN excluded.begins BETWEEN counter.begins - {LATE} AND counter.ends - 1"
            "   THEN counter.begins ELSE excluded.begins END,"
            f" ends = CASE WHEN excluded.begins BETWEEN counter.begins - {LATE} AND counter.ends - 1"
            "   THEN counter.ends ELSE excluded.ends END"
            " RETURNING spent, ends",
            subject,
            to_microseconds(now),
            to_microseconds(now + timedelta(seconds=seconds)),
        )
        return WindowCount(rows[0][0], to_datetime(rows[0][1]))

    def clear(self, subject: str) -> None:
        self._execute("DELETE FROM counter WHERE subject = ?", subject)

    def purge(self, *, now: datetime, at_most: int) -> int:
        rows = self._execute(
            "DELETE FROM counter WHERE subject IN (SELECT subject FROM counter WHERE ends <= ?"
            " ORDER BY ends LIMIT ? $skip) RETURNING subject",
            to_microseconds(now),
            at_most,
        )
        return len(rows)


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


class OutboxTable:
    """Implements `service.ports.Outbox`."""

    def __init__(self, execute: Executor) -> None:
        self._execute = execute

    def append(self, kind: str, payload: str, *, due: datetime) -> int:
        rows = self._execute(
            "INSERT INTO errand (kind, payload, due, tries) VALUES (?, ?, ?, 0) RETURNING id",
            kind,
            payload,
            to_microseconds(due),
        )
        return int(rows[0][0])

    def take(self, kinds: Collection[str], *, now: datetime, until: datetime, at_most: int) -> tuple[OutboxItem, ...]:
        due = self._execute(
            "SELECT id, kind, payload, due, tries + 1 FROM errand WHERE due <= ? AND kind $among"
            " ORDER BY due, id LIMIT ? $skip",
            to_microseconds(now),
            list(kinds),
            at_most,
        )
        taken = [row[0] for row in due]
        self._execute("UPDATE errand SET due = ?, tries = tries + 1 WHERE id $among", to_microseconds(until), taken)
        return tuple(
            OutboxItem(number, kind, payload, to_datetime(at), tries) for number, kind, payload, at, tries in due
        )

    def remove(self, item_id: int) -> None:
        self._execute("DELETE FROM errand WHERE id = ?", item_id)
