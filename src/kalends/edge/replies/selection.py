"""What of some occurrences one answer holds: decided before the first octet of it is sent (decision 48)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import accumulate

from kalends.service.query import SHORT, Occurrence, Query, TooWide

SHARE = 8
"""An event that alone takes more than this part of an answer is shown once before a window is refused for it."""
_SECOND = timedelta(seconds=1)

Measure = Callable[[Occurrence], int]


def count_of_first(sizes: Sequence[int], room: int) -> int:
    """How many of the first things have no more octets than `room` together; at least one."""
    return max(1, sum(1 for total in accumulate(sizes) if total <= room))


@dataclass(slots=True)
class OccurrenceSelection:
    """The occurrences of a window that an answer holds, and the ids of events of which only the first is among them.

    `forget` is called with the id of each of these, so that what was made to measure it can go.
    """

    query: Query
    room: int
    measure: Measure
    forget: Callable[[int], None]
    shortened: set[int] = field(default_factory=set)
    _octets: int = 0
    _firsts: dict[int, int] = field(default_factory=dict)
    _totals: dict[int, int] = field(default_factory=dict)

    def of(self, occurrences: Sequence[Occurrence]) -> list[Occurrence]:
        """Those of the occurrences, which are in the order of their starts, that the answer holds. Fault `TooWide`."""
        found: list[Occurrence] = []
        for each in occurrences:
            if each.seen.id in self.shortened:
                continue
            self._count(each)
            found.append(each)
            while self._octets > self.room:
                self._shorten_heaviest(each)
        return [each for each in found if each.seen.id not in self.shortened or self._is_first(each)]

    def _count(self, each: Occurrence) -> None:
        octets = self.measure(each)
        self._firsts.setdefault(each.seen.id, octets)
        self._totals[each.seen.id] = self._totals.get(each.seen.id, 0) + octets
        self._octets += octets

    def _shorten_heaviest(self, last: Occurrence) -> None:
        """Leave the event that takes most of the answer its first occurrence alone. Fault `TooWide`."""
        more = {each: total - self._firsts[each] for each, total in self._totals.items()}
        heaviest = max(more, key=lambda each: more[each])
        if more[heaviest] <= self.room // SHARE or not self._is_short():
            raise self._too_wide(last)
        self._octets -= more[heaviest]
        self._totals[heaviest] = self._firsts[heaviest]
        self.shortened.add(heaviest)
        self.forget(heaviest)

    def _is_first(self, each: Occurrence) -> bool:
        """Whether it is the first of its event; asked once of each."""
        return self._firsts.pop(each.seen.id, None) is not None

    def _is_short(self) -> bool:
        return self.query.end - self.query.start <= SHORT

    def _too_wide(self, last: Occurrence) -> TooWide:
        begins = last.instance.begins
        end = begins if begins >= self.query.start + _SECOND else None
        return TooWide("The window holds more than one answer can have", end)
