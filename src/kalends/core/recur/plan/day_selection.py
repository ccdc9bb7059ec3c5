"""Which days of a year or month the BY parts of a rule leave, in any calendar (RFC 5545 §3.3.10, RFC 7529 §4.1).

Days are ordinals as of `date.toordinal`, in sets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kalends.core.recur.calendars import CalendarSystem, Month, Year
from kalends.core.recur.plan.steps import first_week, landing
from kalends.core.recur.rule import Freq, Rule, Skip

_WEEK = 7
_MOST_KNOWN = 16


class DaySelection:
    """The days of a filled rule's periods, without INTERVAL and BYSETPOS."""

    def __init__(self, rule: Rule, calendar: CalendarSystem) -> None:
        self._rule = rule
        self._calendar = calendar
        self._asked = frozenset([(month, False) for month in rule.by_month] + [(m, True) for m in rule.leap_months])
        self._weekdays = frozenset([day for nth, day in rule.by_day if not nth])
        self._limited: dict[int, set[int]] = {}
        self._nth = [(nth, day) for nth, day in rule.by_day if nth]

    def names(self, month: Month) -> bool:
        """Whether BYMONTH allows a month; without that part, all."""
        return not self._asked or (month.number, month.is_leap) in self._asked

    def of_year(self, year: Year) -> set[int]:
        """The days of a year, for a YEARLY rule; one that SKIP moves may lie on the first day of the next."""
        if self._rule.by_week_no:
            return self._weeks(year) & self.around(year)
        months = self._months(year)
        if self._rule.by_month_day or not self._rule.by_year_day:
            return self.of_months(year, months)
        days = self._year_days(year)
        return {day for day in days if self._is_within(day, year, months) and self._on_weekday(day, year)}

    def of_months(self, year: Year, months: Iterable[Month]) -> set[int]:
        """The days of some months of a year."""
        days = {day for month in months for day in self._month_days(year, month)}
        if self._rule.by_year_day:
            days &= self._year_days(year)
        return {day for day in days if self._on_weekday(day, year)}

    def limited(self, year: Year) -> set[int]:
        """The days of a year that remain where every part is a limit."""
        found = self._limited.get(year.number)
        if found is None:
            if len(self._limited) >= _MOST_KNOWN:
                self._limited.clear()
            found = self._limited[year.number] = self._limit(year)
        return found

    def _limit(self, year: Year) -> set[int]:
        days = {day for month in self._months(year) for day in self._month_days(year, month, Skip.OMIT)}
        if self._rule.by_year_day:
            days &= {year.first + at for at in _landed(self._rule.by_year_day, year.length, Skip.OMIT)}
        return {day for day in days if self._on_weekday(day, year)}

    def around(self, year: Year) -> set[int]:
        """The same of a year and of both its neighbours, for weeks that reach over its edge."""
        near = [number for number in (year.number - 1, year.number, year.number + 1) if number in self._calendar.years]
        return set().union(*[self.limited(self._calendar.year(number)) for number in near])

    def _months(self, year: Year) -> Sequence[Month]:
        """The months that BYMONTH asks for; for a leap month that the year lacks, SKIP tells the one that stands in."""
        if not self._asked:
            return year.months
        asked = self._asked
        skip = self._rule.skip if self._rule.freq is Freq.YEARLY else Skip.OMIT
        if skip is not Skip.OMIT:
            there = {month.number for month in year.months if month.is_leap}
            step = 1 if skip is Skip.FORWARD else 0
            asked |= {(month + step, False) for month in self._rule.leap_months if month not in there}
        return [month for month in year.months if (month.number, month.is_leap) in asked]

    def _month_days(self, year: Year, month: Month, skip: Skip | None = None) -> Iterable[int]:
        first = year.first + month.offset
        if not self._rule.by_month_day:
            return range(first, first + month.length)
        return [first + at for at in _landed(self._rule.by_month_day, month.length, skip or self._rule.skip)]

    def _year_days(self, year: Year) -> set[int]:
        skip = self._rule.skip if self._rule.freq is Freq.YEARLY else Skip.OMIT
        return {year.first + at for at in _landed(self._rule.by_year_day, year.length, skip)}

    def _is_within(self, day: int, year: Year, months: Sequence[Month]) -> bool:
        return not self._asked or (year.first <= day < year.end and year.month_at(day) in months)

    def _weeks(self, year: Year) -> set[int]:
        """BYWEEKNO: whole weeks, days over the year's edge included; week 1 is the first with four days in the year."""
        first, after = self._edges(year)
        count = (after - first) // _WEEK
        places = [number - 1 if number > 0 else count + number for number in self._rule.by_week_no]
        return {first + _WEEK * at + day for at in places if 0 <= at < count for day in range(_WEEK)}

    def _edges(self, year: Year) -> tuple[int, int]:
        """The first day of week 1 of a year, and of the year after it."""
        wkst = self._rule.wkst
        first, end = [day + first_week((day - 1) % _WEEK, wkst) for day in (year.first, year.end)]
        return first, end

    def week_year(self, day: int) -> int:
        """The year to which the week of a day belongs."""
        number = self._calendar.number_at(day)
        first, end = self._edges(self._calendar.year(number))
        return number - (day < first) + (day >= end)

    def _on_weekday(self, day: int, year: Year) -> bool:
        """BYDAY: a week day, or the n-th one of the month, or of the year where neither FREQ nor BYMONTH is a month."""
        weekday = (day - 1) % _WEEK
        if not self._rule.by_day or weekday in self._weekdays:
            return True
        if not any(weekday == wanted for _, wanted in self._nth):
            return False
        low, length = self._stretch(day, year)
        places = (day - low) // _WEEK + 1, -((low + length - 1 - day) // _WEEK + 1)
        return any(nth in places and weekday == wanted for nth, wanted in self._nth)

    def _stretch(self, day: int, year: Year) -> tuple[int, int]:
        """The first day, and the length, of the month or year in which ordinals of week days are counted."""
        if not year.first <= day < year.end:
            number = self._calendar.number_at(day)
            if number not in self._calendar.years:
                return day, 1
            year = self._calendar.year(number)
        if self._rule.freq is Freq.YEARLY and not self._asked:
            return year.first, year.length
        month = year.month_at(day)
        return year.first + month.offset, month.length


def _landed(days: Sequence[int], size: int, skip: Skip) -> Iterator[int]:
    for day in days:
        at = landing(day, size, skip)
        if at is not None:
            yield at
