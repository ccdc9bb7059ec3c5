"""Days of a year, against a count of every day."""

from datetime import date, timedelta

import pytest
from tests.core.recurrence import expand

from kalends.core.recur.text import read_rule

FIRST, LAST = date(1997, 1, 1), date(2041, 1, 1)
DAYS = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days)]


def year_days(day: date) -> tuple[int, int]:
    """The number of a day in its year, counted from the front and from the end."""
    number = day.timetuple().tm_yday
    length = date(day.year, 12, 31).timetuple().tm_yday
    return number, number - length - 1


def weeks(day: date) -> tuple[int, int]:
    """The number of a day's ISO week, counted from the front and from the end of the year to which the week belongs."""
    year, week, _ = day.isocalendar()
    return week, week - date(year, 12, 28).isocalendar().week - 1


@pytest.mark.rfc("5545 §3.3.10")
@pytest.mark.parametrize("week", [1, 2, 52, 53, -1, -52, -53])
@pytest.mark.parametrize("day", [1, 3, 4, 7, 8, 358, 362, 363, 365, 366, -1, -2, -3, -7, -8, -362, -365, -366])
def test_a_day_of_the_year_in_a_week_of_the_year(day: int, week: int) -> None:
    """A week reaches over the edge of its year, and a day there has the number that it has in its own year."""
    rule = read_rule(f"FREQ=YEARLY;BYYEARDAY={day};BYWEEKNO={week}")[0]
    wanted = [each for each in DAYS if day in year_days(each) and week in weeks(each)]
    assert list(expand(rule, FIRST, before=LAST)) == wanted
