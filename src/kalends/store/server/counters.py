"""The counters of throttles and quotas, one query a function."""

from datetime import datetime, timedelta

from kalends.service.records import Spent
from kalends.store.sql import Ask, micros, moment_of

LATE = 10_000_000
"""Microseconds by which a caller's time may be older than that of another who was quicker to write."""


class CounterTable:
    """Implements `service.ports.Counters`."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def spent(self, subject: str, *, now: datetime) -> Spent:
        moment = micros(now)
        rows = self._ask(
            "SELECT spent, ends FROM counter WHERE subject = ? AND begins <= ? AND ends > ?",
            subject,
            moment + LATE,
            moment,
        )
        return Spent(rows[0][0], moment_of(rows[0][1])) if rows else Spent(0, now)

    def spend(self, subject: str, *, seconds: int, now: datetime) -> Spent:
        rows = self._ask(
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
            micros(now),
            micros(now + timedelta(seconds=seconds)),
        )
        return Spent(rows[0][0], moment_of(rows[0][1]))

    def clear(self, subject: str) -> None:
        self._ask("DELETE FROM counter WHERE subject = ?", subject)

    def purge(self, *, now: datetime, at_most: int) -> int:
        rows = self._ask(
            "DELETE FROM counter WHERE subject IN (SELECT subject FROM counter WHERE ends <= ?"
            " ORDER BY ends LIMIT ? $skip) RETURNING subject",
            micros(now),
            at_most,
        )
        return len(rows)
