"""What an expansion may cost, so that no rule can hang a server.

request    one question about one rule: `REQUEST_UNITS`
answer     all objects of one answer together: `service.query.matching.ANSWER_UNITS`
share      what one object may take of an answer: `service.query.matching.SHARE_UNITS`
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import chain, islice

from kalends.core.recur.rule import Rule
from kalends.core.recur.text import write_rule
from kalends.errors import Fault, Kind

REQUEST_UNITS = 3_000_000
"""300 years of an hourly rule pass; a century of seconds does not."""
LOOK = 8
"""Units for a day or a year that is looked at, which takes as long as that many hits."""

_FEWEST, _MOST = 16, 1024  # hits paid for together out of a shared budget: few at first, since most callers want few


class Budget:
    """Units of work that many requests share, about one series or about all series of an answer.

    It has some units of its own; when they are used up, those of its `parent` are taken.
    """

    __slots__ = ("_left", "_parent")

    def __init__(self, units: int, parent: Budget | None = None) -> None:
        self._left = units
        self._parent = parent

    @property
    def left(self) -> int:
        """Units that can still be taken."""
        return self._left + (0 if self._parent is None else self._parent.left)

    def take(self, units: int) -> bool:
        """Take units; false where fewer are left."""
        if self._left >= units:
            self._left -= units
            return True
        return self._parent is not None and self._parent.take(units)


class RuleBudget:
    """Units of work left for one request: one for each hit, and `LOOK` for each day or year with hardly any.

    Units are taken from the shared budget too, if there is one.
    """

    __slots__ = ("_left", "_rule", "_shared")

    def __init__(self, rule: Rule, units: int, shared: Budget | None = None) -> None:
        self._rule = rule
        self._left = units
        self._shared = shared

    def spend(self, units: int, at: date) -> None:
        """Take units. Fault TOO_LARGE where fewer are left."""
        self._left -= units
        if self._left < 0 or not (self._shared is None or self._shared.take(units)):
            raise self.fault(at)

    def pay(self, hits: Iterator[date], count: int, at: date) -> Iterator[date]:
        """The `count` hits from `at` on, as far as the budget reaches; Fault only if the caller takes more."""
        if self._shared is not None:
            return chain.from_iterable(self._parts(hits, count, at))
        left = self._left
        self._left = left - count
        return hits if count <= left else chain(islice(hits, max(left, 0)), self._refuse(at))

    def _parts(self, hits: Iterator[date], count: int, at: date) -> Iterator[Iterator[date]]:
        """The hits in parts, each paid for when it is asked for."""
        size = _FEWEST
        while count > 0:
            part = min(size, count)
            self.spend(part, at)
            yield islice(hits, part)
            count, size = count - part, min(size * 2, _MOST)

    def _refuse(self, at: date) -> Iterator[date]:
        raise self.fault(at)
        yield at

    def fault(self, at: date) -> Fault:
        """The fault that names the rule and where it stopped."""
        detail = f"The recurrence rule {write_rule(self._rule)} asks for too much: stopped in the part from {at} on."
        return Fault(Kind.TOO_LARGE, detail)
