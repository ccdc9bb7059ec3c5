"""The counters of throttles and quotas, one query a function."""

from datetime import datetime, timedelta

from kalends.service.records import WindowCount
from kalends.store.sql import Executor, to_datetime, to_microseconds

LATE = 10_000_000
"""Microseconds by which a caller's time may be older than that of another who was quicker to write."""


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
            # A window is over at its end; it is void when it begins well after now: a clock that went wrong wrote it.
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
