"""Calendars: days that everybody can look up, and laws that every year of every calendar keeps."""

from datetime import date

import pytest

from kalends.core.recur.calendars import CALENDARS, calendar_named
from kalends.errors import Fault, Kind

# name, day, year, month (L: leap), day of the month
FACTS = [
    ("CHINESE", "2020-01-25", 2020, "1", 1),
    ("CHINESE", "1987-07-26", 1987, "6L", 1),
    ("CHINESE", "2033-12-22", 2033, "11L", 1),
    ("CHINESE", "2099-01-21", 2099, "1", 1),
    ("DANGI", "2017-02-26", 2017, "2", 1),
    ("DANGI", "2024-02-10", 2024, "1", 1),
    ("COPTIC", "2024-09-11", 1741, "1", 1),
    ("COPTIC", "2023-09-11", 1739, "13", 6),
    ("HEBREW", "2024-10-03", 5785, "1", 1),
    ("HEBREW", "2024-02-10", 5784, "5L", 1),
    ("HEBREW", "2024-03-11", 5784, "6", 1),
    ("HEBREW", "2025-03-01", 5785, "6", 1),
    ("HEBREW", "1948-05-14", 5708, "8", 5),
    ("INDIAN", "1957-03-22", 1879, "1", 1),
    ("INDIAN", "2024-03-21", 1946, "1", 1),
    ("ISLAMIC-CIVIL", "0622-07-19", 1, "1", 1),
    ("ISLAMIC-TBLA", "0622-07-18", 1, "1", 1),
    ("ISLAMIC-UMALQURA", "2023-07-19", 1445, "1", 1),
    ("ISLAMIC-UMALQURA", "2077-11-16", 1500, "12", 30),
    ("PERSIAN", "2024-03-20", 1403, "1", 1),
    ("PERSIAN", "2025-03-20", 1403, "12", 30),
]


@pytest.mark.rfc("7529 §4.2")
@pytest.mark.parametrize(("name", "day", "number", "month", "of_month"), FACTS)
def test_a_day_has_its_name(name: str, day: str, number: int, month: str, of_month: int) -> None:
    calendar, ordinal = CALENDARS[name], date.fromisoformat(day).toordinal()
    year = calendar.year(calendar.number_at(ordinal))
    found = year.month_at(ordinal)
    assert (year.number, f"{found.number}{'L' * found.is_leap}") == (number, month)
    assert ordinal - year.first - found.offset + 1 == of_month


@pytest.mark.parametrize("name", sorted(CALENDARS))
def test_years_follow_one_another(name: str) -> None:
    calendar = CALENDARS[name]
    whole = [*calendar.years]
    some = whole if len(whole) < 1000 else [*whole[:300], *whole[5000:5300], *whole[-300:]]
    for number in some:
        year = calendar.year(number)
        assert calendar.number_at(year.first) == calendar.number_at(year.end - 1) == number
        assert date.min.toordinal() <= year.first < year.end <= date.max.toordinal() + 1
        if number + 1 in calendar.years:
            assert calendar.year(number + 1).first == year.end
            assert calendar.months_before(number + 1) - calendar.months_before(number) == len(year.months)


@pytest.mark.parametrize("name", sorted(CALENDARS))
def test_months_are_the_whole_year(name: str) -> None:
    calendar = CALENDARS[name]
    for number in [*calendar.years][:120]:
        months = calendar.year(number).months
        assert [month.offset for month in months] == [
            sum(each.length for each in months[:at]) for at in range(len(months))
        ]
        plain = [month.number for month in months if not month.is_leap]
        assert plain == [*range(1, len(plain) + 1)]
        assert all(months[at - 1].number == month.number for at, month in enumerate(months) if month.is_leap)


def test_a_calendar_that_is_not_known_is_a_fault_that_names_the_others() -> None:
    with pytest.raises(Fault) as caught:
        calendar_named("ISLAMIC-RGSA")
    assert caught.value.kind is Kind.UNSUPPORTED
    assert [flaw.field for flaw in caught.value.flaws] == ["RSCALE"]
    assert "ISLAMIC-UMALQURA" in caught.value.detail
