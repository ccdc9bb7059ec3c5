"""The unit of work: one caller, one time, one transaction. Every verb takes it first, so verbs compose.

    with service.read(caller) as unit:                          one snapshot
        seen = objects.get(unit, object_id)

    def work(unit: Unit) -> Saved:                              one write transaction
        objects.move(unit, object_id, place)
        return objects.change(unit, object_id, extras)
    saved = service.write(caller, now, work)

Theory of operation. `work` runs inside the write transaction, so rights, versions and quotas are those of the
transaction that writes, later reads see earlier writes, and a fault undoes all of it. `work` may run several times, so
what it changes outside the transaction must not matter.

- Where it collides with another transaction, it runs again after a pause.
- While SQLite's one write lock is held, nobody else writes. So pure work upon a large text (`Unit.compute`) that this
  write has not done yet raises `HeavyWork`: the transaction is undone, the work is done without any lock, its result is
  kept under a key that names all it depends on, and `work` runs again. If the object was changed meanwhile, the
  key is another one, and the result is computed for what is there now. Nothing is ever reused that does not fit.
"""

import random
import re
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TypeVar, cast

from kalends.errors import Fault, Kind
from kalends.service.access import Caller, Right, Rights, demand
from kalends.service.access.rights import no_calendar
from kalends.service.limits import Limits
from kalends.service.ports import Collision, Store, Transaction
from kalends.service.records import Calendar, Grant, Stored

Result = TypeVar("Result")

SMALL_OCTETS = 16_384
"""Octets of text up to which pure work is done while the write lock is held: it takes some milliseconds."""
RULE_OCTETS = 6_000
"""Octets as which a recurrence rule counts: work upon one takes 60 ms at the worst, upon a hundred of them 10 s."""
PAUSES = (0.01, 0.02, 0.05, 0.1, 0.25, 0.5)
"""Seconds to wait before each further try after a collision, so that the other one goes on first; see `wait`."""
MOST_TRIES = 12
"""Transactions of one write, whether a collision or heavy work ended them."""

_BUSY = "Somebody else changed the same things again and again; try again."

_FOLD = re.compile(r"\r?\n[ \t]")

Results = list[tuple[object, object]]
"""Keys and results of heavy work; a Fault that the work raised is a result, too."""


class HeavyWork(Exception):  # noqa: N818 — a signal to `write`, not an error
    """Work that must not be done while the write lock is held."""

    def __init__(self, key: object, work: Callable[[], object]) -> None:
        super().__init__("work to be done outside of the transaction")
        self.key = key
        self.work = work


class _Undo(Exception):  # noqa: N818 — a signal, too
    """Ends the transaction of a dry run."""


class Unit:
    """What a verb works with: who calls, when, the limits, the transaction, and the caller's rights in it.

    `held` is what verbs have locked and read, by the ids of objects; it holds until the unit writes again.
    """

    __slots__ = ("_now", "_results", "afterwards", "caller", "held", "limits", "rights", "transaction")

    def __init__(
        self,
        caller: Caller,
        transaction: Transaction,
        limits: Limits,
        *,
        now: datetime | None = None,
        results: Results | None = None,
    ) -> None:
        self.caller = caller
        self.transaction = transaction
        self.limits = limits
        self.rights = Rights(caller, transaction)
        self.held: dict[int, object] = {}
        self._now = now
        self._results = results
        self.afterwards: list[Callable[[Store], None]] = []
        """What is to be done once a write is durable, in transactions of its own; it must survive a crash before it."""

    @property
    def by(self) -> int:
        """The account of the caller."""
        return self.caller.account_id

    @property
    def now(self) -> datetime:
        """The time at which everything in a write happens."""
        assert self._now is not None, "a unit that reads has no time"
        return self._now

    def compute(self, work: Callable[[], Result], *, text: str | bytes, key: object) -> Result:
        """The result of pure work upon a text.

        `key` is the work and all that it depends on; two that are equal have the same result.
        """
        if self._results is None or is_small(text):
            return work()
        for known, result in self._results:
            if known == key:
                if isinstance(result, Fault):
                    raise result
                return cast("Result", result)
        raise HeavyWork(key, work)

    def lock(self, calendar_ids: Collection[int], *, subject: str = "") -> tuple[Calendar, ...]:
        """Those of these calendars that are there, locked until the transaction ends, in the order of the ids.

        With a subject, its lock is taken first; see `ports.Calendars.lock`. Rights are looked up anew after it.
        """
        calendars = self.transaction.calendars.lock(calendar_ids, subject=subject)
        self.refresh()
        return calendars

    def refresh(self) -> None:
        """Believe nothing that was looked up before: a lock or a write of this unit may have made it different."""
        self.rights.refresh()
        self.held.clear()

    def lock_calendar(self, calendar_id: int, *, subject: str = "") -> Calendar:
        """One calendar, locked in the same way. Fault NOT_FOUND."""
        calendars = self.lock([calendar_id], subject=subject)
        if not calendars:
            raise no_calendar()
        return calendars[0]

    def share(self, stored: Stored, grants: Collection[Grant]) -> None:
        """Replace the grants on an object; the caller's own rights may be others from here on."""
        self.transaction.grants.put_object(stored, grants)
        self.refresh()

    def share_calendar(self, calendar: Calendar, grants: Collection[Grant]) -> None:
        """Replace the grants on a calendar, likewise."""
        self.transaction.grants.put_calendar(calendar, grants)
        self.refresh()


def is_small(text: str | bytes) -> bool:
    """Whether work upon a text may be done while the write lock is held: it is short, and has few rules."""
    if len(text) > SMALL_OCTETS:
        return False
    plain = _FOLD.sub("", text if isinstance(text, str) else text.decode("latin-1")).upper()
    return len(text) + RULE_OCTETS * plain.count("RULE") <= SMALL_OCTETS


@contextmanager
def read(store: Store, caller: Caller, limits: Limits) -> Iterator[Unit]:
    """A unit that sees one state of the store and changes nothing. Fault FORBIDDEN for a key that only generates."""
    demand(caller, Right.READ)
    with store.reading() as transaction:
        yield Unit(caller, transaction, limits)


def write(
    store: Store,
    caller: Caller,
    limits: Limits,
    now: datetime,
    work: Callable[[Unit], Result],
    *,
    dry_run: bool = False,
) -> Result:
    """Do `work` in one write transaction; its result, once that is durable.

    `dry_run` makes all checks and the result, and keeps nothing. Faults: FORBIDDEN for a key that only reads; BUSY
    after too many tries; and those of `work`.
    """
    demand(caller, Right.WRITE)
    results: Results = []
    pauses = iter(PAUSES)
    for _ in range(MOST_TRIES):
        try:
            with store.writing() as transaction:
                unit = Unit(caller, transaction, limits, now=now, results=results)
                result = work(unit)
                if dry_run:
                    raise _Undo
        except _Undo:
            return result
        except HeavyWork as heavy:
            results.append((heavy.key, _result_of(heavy.work)))
        except Collision:
            pause = next(pauses, None)
            if pause is None:
                raise
            wait(pause)
        else:
            for each in unit.afterwards:
                each(store)
            return result
    raise Fault(Kind.BUSY, _BUSY, retry_after=1)


def wait(pause: float) -> None:
    """Sleep for about that many seconds: two that collided must not come back at the same moment."""
    time.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 — nobody gains by guessing it


def _result_of(work: Callable[[], object]) -> object:
    try:
        return work()
    except Fault as fault:
        return fault
