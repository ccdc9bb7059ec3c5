"""Calendars that follow the moon as it is: a table tells each year's months, where no arithmetic does.

A year is a number: from its lowest bit on, one bit for each month, 1 where that has 30 days and 0 where it has 29; and
above 13 of these, the number of the month that a leap month follows, 0 in years of twelve months. A rule reaches no
further than the table.
"""

from bisect import bisect_right
from collections.abc import Sequence
from functools import cache

from kalends.core.recur.calendars import chinese, dangi, umalqura
from kalends.core.recur.calendars.system import Month, Year, months_of

_MOST_MONTHS = 13


class TabularCalendar:
    """A calendar whose years stand in a table, from one on that begins on some day."""

    def __init__(self, first_year: int, first_day: int, coded: Sequence[int]) -> None:
        self.years = range(first_year, first_year + len(coded))
        self._coded = coded
        self._firsts = [first_day]
        self._months_before = [0]
        for code in coded:
            months = _months(code)
            self._firsts.append(self._firsts[-1] + months[-1].offset + months[-1].length)
            self._months_before.append(self._months_before[-1] + len(months))

    def year(self, number: int) -> Year:
        """One of its years."""
        place = number - self.years.start
        return Year(number, self._firsts[place], _months(self._coded[place]))

    def number_at(self, ordinal: int) -> int:
        """The number of the year that has a day; one that is none of `years` for a day in none of them."""
        return self.years.start + bisect_right(self._firsts, ordinal) - 1

    def months_before(self, number: int) -> int:
        """How many months lie before a year, counted from the first of the table."""
        return self._months_before[number - self.years.start]


@cache
def _months(code: int) -> tuple[Month, ...]:
    leap = code >> _MOST_MONTHS
    return months_of([29 + (code >> place & 1) for place in range(13 if leap else 12)], leap)


CHINESE = TabularCalendar(chinese.FIRST_YEAR, chinese.FIRST_DAY, chinese.YEARS)
DANGI = TabularCalendar(dangi.FIRST_YEAR, dangi.FIRST_DAY, dangi.YEARS)
ISLAMIC_UMALQURA = TabularCalendar(umalqura.FIRST_YEAR, umalqura.FIRST_DAY, umalqura.YEARS)
