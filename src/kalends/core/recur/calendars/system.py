"""What a calendar is to a rule: years that begin on some day and are cut into months (RFC 7529 §4.2).

Days are ordinals as of `date.toordinal`: 1 is 1 January of the year 1. Months have the numbers that CLDR gives them; a
leap month has the number of the month before it, which RFC 7529 writes with an L behind.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Month:
    """One month of a year; `offset` counts days from the first of the year."""

    number: int
    is_leap: bool
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Year:
    """One year: its number, the ordinal of its first day, and its months in order."""

    number: int
    first: int
    months: tuple[Month, ...]

    length: int = field(init=False)
    """How many days it has."""

    def __post_init__(self) -> None:
        last = self.months[-1]
        object.__setattr__(self, "length", last.offset + last.length)

    @property
    def end(self) -> int:
        """The ordinal of the first day that it has no more."""
        return self.first + self.length

    def month_at(self, ordinal: int) -> Month:
        """The month of one of its days."""
        return self.months[bisect_right(self.months, ordinal - self.first, key=_offset) - 1]


class CalendarSystem(Protocol):
    """A calendar, for the years that lie within 1 to 9999 and that it knows."""

    @property
    def years(self) -> range:
        """The numbers of its years."""

    def year(self, number: int) -> Year:
        """One of its years."""

    def number_at(self, ordinal: int) -> int:
        """The number of the year that has a day; one that is none of `years` for a day in none of them."""

    def months_before(self, number: int) -> int:
        """How many months lie before a year, counted from some year on."""


def months_of(lengths: Sequence[int], leap: int = 0) -> tuple[Month, ...]:
    """Months of these lengths, numbered from 1; the one after month `leap` is its leap month."""
    months: list[Month] = []
    offset = 0
    for place, length in enumerate(lengths, 1):
        after_leap = leap and place > leap
        months.append(Month(place - 1 if after_leap else place, bool(leap) and place == leap + 1, offset, length))
        offset += length
    return tuple(months)


def _offset(month: Month) -> int:
    return month.offset
