"""What an expansion may cost, so that no rule can hang a server."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import chain, islice

from kalends.core.recur.rule import Rule
from kalends.core.recur.text import write_rule
from kalends.errors import Fault, Kind

# 300 years of an hourly rule pass; a century of seconds does not
BUDGET = 3_000_000
# a day or year that is looked at takes as long as so many hits: a question stays below two seconds or so
LOOK = 8


class Purse:
    """Units of work left for one question: one for each hit, and `LOOK` for each day or year with hardly any."""

    __slots__ = ("_left", "_rule")

    def __init__(self, rule: Rule, budget: int) -> None:
        self._rule = rule
        self._left = budget

    def spend(self, units: int, at: date) -> None:
        """Take the units out; raises `Fault("too-large")` where that many are not left."""
        self._left -= units
        if self._left < 0:
            raise self.fault(at)

    def pay(self, hits: Iterator[date], count: int, at: date) -> Iterator[date]:
        """The `count` hits from `at` on, as far as the purse reaches; the fault comes only when one asks for more."""
        left = self._left
        self._left = left - count
        return hits if count <= left else chain(islice(hits, max(left, 0)), self._refuse(at))

    def _refuse(self, at: date) -> Iterator[date]:
        raise self.fault(at)
        yield at

    def fault(self, at: date) -> Fault:
        """The fault that names the rule and where it stopped."""
        detail = f"The recurrence rule {write_rule(self._rule)} asks for too much: stopped in the part from {at} on."
        return Fault(Kind.TOO_LARGE, detail)
