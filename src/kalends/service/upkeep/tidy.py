"""Forgetting what is too old, in steps so small that nobody waits for them.

Of all processes that share a store one does it at a time: a note tells when it was last begun. Writes forget a little
by themselves, too; this is for what is written no more. What belongs to accounts is forgotten owner by owner.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from kalends.service.limits import Limits
from kalends.service.people.completion import complete_due
from kalends.service.people.networks import REMEMBERED as NETWORKS
from kalends.service.people.oauth.granting import REMEMBERED
from kalends.service.ports import Events, History, Store, Transaction
from kalends.service.retry import retry_collisions

STEP = 500
"""Rows that one transaction forgets."""

REST = 0.05
"""Seconds between two of them, for those who wait to write."""

_NOTE = "tidied"
_Step = Callable[[Transaction], int]
_Table = Callable[[Transaction], History | Events]


@dataclass(frozen=True, slots=True)
class Tidied:
    """How many were forgotten."""

    versions: int
    events: int
    files: int
    counters: int
    oauth: int
    networks: int


def _always() -> bool:
    """Go on."""
    return True


class Tidy:
    """The verb that forgets."""

    def __init__(self, store: Store, limits: Limits, *, rest: Callable[[float], None] = time.sleep) -> None:
        self._store = store
        self._limits = limits
        self._rest = rest

    def in_turn(self, *, now: datetime, every: timedelta, going: Callable[[], bool] = _always) -> Tidied | None:
        """Forget what is too old, unless some process began with that less than `every` ago: None then."""
        return self.run(now=now, going=going) if self._is_ours(now, every) else None

    def run(self, *, now: datetime, going: Callable[[], bool] = _always) -> Tidied:
        """Forget former versions and events older than the limits keep them, and what has ended.

        That is files, counters, where accounts signed in more than 30 days ago, and of OAuth all that was remembered
        long enough for a thief of it to be noticed.

        What was left to do for an account or a group that was removed is done last.

        `going` is asked before each step; where it says no, the rest is left to the next time.
        """
        unnoticed = now - REMEMBERED
        tidied = Tidied(
            versions=self._purge(lambda it: it.history, now - self._limits.history, going),
            events=self._purge(lambda it: it.events, now - self._limits.events, going),
            files=self._in_steps(lambda it: it.files.purge(now=now, at_most=STEP), going),
            counters=self._in_steps(lambda it: it.counters.purge(now=now, at_most=STEP), going),
            oauth=self._in_steps(
                lambda it: it.consents.purge(tickets=unnoticed, consents=unnoticed, at_most=STEP), going
            ),
            networks=self._in_steps(lambda it: it.networks.purge(before=now - NETWORKS, at_most=STEP), going),
        )
        complete_due(self._store, now=now, going=going)
        return tidied

    @retry_collisions
    def _is_ours(self, now: datetime, every: timedelta) -> bool:
        with self._store.writing() as transaction:
            transaction.lock_named(_NOTE)
            last = _moment(transaction.notes.find(_NOTE))
            # a moment to come was written by a clock that went wrong
            if last is not None and timedelta() <= now - last < every:
                return False
            transaction.notes.put(_NOTE, now.isoformat())
            return True

    def _in_steps(self, step: _Step, going: Callable[[], bool]) -> int:
        total = 0
        while going():
            done = self._step(step)
            total += done
            if done < STEP:
                break
            self._rest(REST)
        return total

    @retry_collisions
    def _step(self, step: _Step) -> int:
        with self._store.writing() as transaction:
            return step(transaction)

    def _purge(
        self, table: Callable[[Transaction], History | Events], before: datetime, going: Callable[[], bool]
    ) -> int:
        """Forget what is too old in a table, owner by owner."""

        def step(owner_id: int) -> _Step:
            return lambda transaction: table(transaction).purge(owner_id, before=before, at_most=STEP)

        total = 0
        while True:
            with self._store.reading() as transaction:
                owners = table(transaction).purgeable(before=before, limit=STEP)
            purged = sum(self._in_steps(step(owner_id), going) for owner_id in owners)
            total += purged
            if not purged:
                return total


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
