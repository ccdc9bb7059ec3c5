"""Calendars that plain arithmetic makes: Coptic and Ethiopic, Hebrew, Indian, two Islamic ones, Persian.

In each of them the length of a year tells the lengths of its months, so that two functions are a whole calendar: on
which day a year begins, and the months of a year of some length. The formulas are the common ones, held against ICU and
other programs by the tests:

    COPTIC, ETHIOPIC    Julian leap years; twelve months of 30 days, and a thirteenth of 5 or 6
    HEBREW              mean moons, and the postponements of the new year; leap month 5L (Adar I) in 7 of 19 years
    INDIAN              from 22 March, 21 in leap years of the Gregorian calendar
    ISLAMIC-CIVIL       11 leap days in 30 years, the years 2 5 7 10 13 16 18 21 24 26 29; from a Friday
    ISLAMIC-TBLA        the same from the Thursday before
    PERSIAN             8 leap days in 33 years, which meets the equinox of Tehran from 1800 to 2250
"""

from collections.abc import Callable
from datetime import date
from functools import cache, lru_cache

from kalends.core.recur.calendars.system import Month, Year, months_of

_LAST = date.max.toordinal()
_COPTIC_EPOCH = 103_605
_ISLAMIC_EPOCH = 227_015
_PERSIAN_EPOCH = 226_895
_HEBREW_EPOCH = -1_373_427


class ArithmeticCalendar:
    """A calendar of a rule for its new year, and one for the months of a year of some length.

    `per_cycle` is how many months lie in how many years: (235, 19) where 7 of 19 years have a leap month.
    """

    def __init__(
        self,
        new_year: Callable[[int], int],
        months: Callable[[int], tuple[Month, ...]],
        *,
        per_cycle: tuple[int, int] = (12, 1),
    ) -> None:
        self._new_year = lru_cache(maxsize=512)(new_year)
        self._months = cache(months)
        self._per_cycle = per_cycle
        self._epoch = self._new_year(0)
        self.years = range(self.number_at(1) + 1, self.number_at(_LAST))

    def year(self, number: int) -> Year:
        """One of its years."""
        first = self._new_year(number)
        return Year(number, first, self._months(self._new_year(number + 1) - first))

    def number_at(self, ordinal: int) -> int:
        """The number of the year that has a day."""
        # 4000 years are enough to tell the mean length of a year
        number = (ordinal - self._epoch) * 4000 // (self._new_year(4000) - self._epoch)
        while self._new_year(number) > ordinal:
            number -= 1
        while self._new_year(number + 1) <= ordinal:
            number += 1
        return number

    def months_before(self, number: int) -> int:
        """How many months lie before a year, counted from some year on."""
        months, years = self._per_cycle
        return (months * number - (months - 1 if years > 1 else 0)) // years


def _coptic_new_year(number: int) -> int:
    return _COPTIC_EPOCH + 365 * (number - 1) + number // 4


def _coptic_months(length: int) -> tuple[Month, ...]:
    return months_of([30] * 12 + [length - 360])


def _islamic_new_year(number: int) -> int:
    return _ISLAMIC_EPOCH + 354 * (number - 1) + (3 + 11 * number) // 30


def _islamic_months(length: int) -> tuple[Month, ...]:
    return months_of([30, 29] * 5 + [30, length - 325])


def _persian_new_year(number: int) -> int:
    return _PERSIAN_EPOCH + 365 * (number - 1) + (8 * number + 21) // 33


def _persian_months(length: int) -> tuple[Month, ...]:
    return months_of([31] * 6 + [30] * 5 + [length - 336])


def _indian_new_year(number: int) -> int:
    year = number + 78
    # proleptic, so that the years at the edges of 1 to 9999 can be told too
    return 365 * (year - 1) + (year - 1) // 4 - (year - 1) // 100 + (year - 1) // 400 + 81


def _indian_months(length: int) -> tuple[Month, ...]:
    return months_of([length - 335] + [31] * 5 + [30] * 6)


def _hebrew_new_year(number: int) -> int:
    before, here, after = [_hebrew_molad(number + near) for near in (-1, 0, 1)]
    # no year may have 356 or 382 days
    late = 2 if after - here == 356 else 1 if here - before == 382 else 0
    return _HEBREW_EPOCH + here + late


@lru_cache(maxsize=512)
def _hebrew_molad(number: int) -> int:
    """The day of the mean new moon that begins a year, moved from Sunday, Wednesday, Friday and from the afternoon."""
    months = (235 * number - 234) // 19
    day = 29 * months + (12_084 + 13_753 * months) // 25_920
    return day + 1 if 3 * (day + 1) % 7 < 3 else day


def _hebrew_months(length: int) -> tuple[Month, ...]:
    leap, kind = divmod(length, 10)[0] > 36, length % 10
    autumn = [30, 30 if kind == 5 else 29, 29 if kind == 3 else 30, 29, 30]
    spring = [29, 30, 29, 30, 29, 30, 29]
    return months_of([*autumn, 30, *spring], leap=5) if leap else months_of([*autumn, *spring])


COPTIC = ArithmeticCalendar(_coptic_new_year, _coptic_months, per_cycle=(13, 1))
HEBREW = ArithmeticCalendar(_hebrew_new_year, _hebrew_months, per_cycle=(235, 19))
INDIAN = ArithmeticCalendar(_indian_new_year, _indian_months)
ISLAMIC_CIVIL = ArithmeticCalendar(_islamic_new_year, _islamic_months)
ISLAMIC_TBLA = ArithmeticCalendar(lambda number: _islamic_new_year(number) - 1, _islamic_months)
PERSIAN = ArithmeticCalendar(_persian_new_year, _persian_months)
