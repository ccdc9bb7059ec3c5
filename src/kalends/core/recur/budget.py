"""What an expansion may cost, so that no rule can hang a server."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import chain, islice

from kalends.core.recur.rule import Rule
from kalends.core.recur.text import write_rule
from kalends.errors import Fault, Kind

# 300 years of an hourly rule pass; a century of seconds does not
QUESTION_UNITS = 3_000_000
# a day or year that is looked at takes as long as so many hits: a question stays below two seconds or so
LOOK = 8

# hits that are paid for together out of a shared budget: few at first, since most who ask want few
_FEWEST, _MOST = 16, 1024


class Budget:
    """Units of work that many questions share, about one series or about all that go into an answer.

    It has some of its own; when they are gone, those of its `parent` are taken.
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
        """Take units out; false where they are not left."""
        if self._left >= units:
            self._left -= units
            return True
        return self._parent is not None and self._parent.take(units)


class RuleBudget:
    """Units of work left for one question: one for each hit, and `LOOK` for each day or year with hardly any.

    Where there is a shared budget, they are taken out of that as well.
    """

    __slots__ = ("_left", "_rule", "_shared")

    def __init__(self, rule: Rule, units: int, shared: Budget | None = None) -> None:
        self._rule = rule
        self._left = units
        self._shared = shared

    def spend(self, units: int, at: date) -> None:
        """Take the units out; raises `Fault("too-large")` where that many are not left."""
        self._left -= units
        if self._left < 0 or not (self._shared is None or self._shared.take(units)):
            raise self.fault(at)

    def pay(self, hits: Iterator[date], count: int, at: date) -> Iterator[date]:
        """The `count` hits from `at` on, as far as the budget reaches; the fault comes only when one asks for more."""
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
