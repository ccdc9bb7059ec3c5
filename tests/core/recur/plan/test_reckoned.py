"""Rules in other calendars: drawn ones held to a plain count through the days, and to the laws of every expansion."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.recurrence import expand

from kalends.core.recur.calendars import CALENDARS, Month, Year
from kalends.core.recur.expand import Expansion
from kalends.core.recur.rule import Rule
from kalends.core.recur.text import read_rule
from kalends.errors import Fault, Kind

NAMES = ("CHINESE", "COPTIC", "HEBREW", "INDIAN", "ISLAMIC-CIVIL", "ISLAMIC-UMALQURA", "PERSIAN")
HITS = 12
LAWS = settings(max_examples=150, deadline=None, derandomize=True)


@st.composite
def rules(draw: st.DrawFn, *, skips: bool = True) -> tuple[Rule, date]:
    parts = [f"RSCALE={draw(st.sampled_from(NAMES))}", f"FREQ={draw(st.sampled_from(['YEARLY', 'MONTHLY', 'DAILY']))}"]
    parts += draw(st.sampled_from([[], [], ["INTERVAL=2"], ["INTERVAL=3"]]))
    parts += draw(st.sampled_from([[], ["BYMONTH=1,9"], ["BYMONTH=12"], ["BYMONTH=5L"], ["BYMONTH=2L,6"]]))
    parts += draw(st.sampled_from([[], ["BYMONTHDAY=1"], ["BYMONTHDAY=30,-1"], ["BYMONTHDAY=-30"]]))
    parts += draw(st.sampled_from([[], ["BYDAY=MO,FR"], ["BYDAY=SA"]]))
    parts += draw(st.sampled_from([[], ["SKIP=FORWARD"], ["SKIP=BACKWARD"]])) if skips else []
    start = date(1985, 1, 1) + timedelta(days=draw(st.integers(0, 12_000)))
    return read_rule(";".join(parts), start)[0], start


def named(rule: Rule, day: date) -> tuple[Year, Month, int]:
    calendar, ordinal = CALENDARS[rule.rscale], day.toordinal()
    year = calendar.year(calendar.number_at(ordinal))
    month = year.month_at(ordinal)
    return year, month, ordinal - year.first - month.offset + 1


def counted(rule: Rule, start: date) -> Iterator[date]:
    """The days of a rule without SKIP, each day looked at by itself; MONTHLY counts the first days of months."""
    origin, start_month, start_day = named(rule, start)
    says_day = rule.by_month_day or rule.by_day
    by_month_day = rule.by_month_day or (() if says_day or rule.freq.name == "DAILY" else (start_day,))
    asked = {(month, False) for month in rule.by_month} | {(month, True) for month in rule.leap_months}
    if not asked and not rule.by_day and rule.freq.name == "YEARLY":
        asked = {(start_month.number, start_month.is_leap)}
    months = 0
    for days in range(14_000):
        day = start + timedelta(days=days)
        year, month, of_month = named(rule, day)
        months += of_month == 1 and days > 0
        period = {"YEARLY": year.number - origin.number, "MONTHLY": months, "DAILY": days}[rule.freq.name]
        is_named = not asked or (month.number, month.is_leap) in asked
        is_day = not by_month_day or of_month in by_month_day or of_month - month.length - 1 in by_month_day
        is_weekday = not rule.by_day or day.weekday() in [weekday for _, weekday in rule.by_day]
        if period % rule.interval == 0 and is_named and is_day and is_weekday:
            yield day


@LAWS
@given(rules(skips=False))
def test_a_rule_is_a_count_through_the_days(drawn: tuple[Rule, date]) -> None:
    rule, start = drawn
    end = start + timedelta(days=14_000)
    assert list(islice(expand(rule, start, before=end), HITS)) == list(islice(counted(rule, start), HITS))


@LAWS
@given(rules(), st.integers(0, 15_000))
def test_seeking_is_filtering(drawn: tuple[Rule, date], days: int) -> None:
    rule, start = drawn
    after = start + timedelta(days=days)
    whole = [hit for hit in expand(rule, start, before=after + timedelta(days=900)) if hit >= after]
    assert list(expand(rule, start, after=after, before=after + timedelta(days=900))) == whole


@LAWS
@given(rules())
def test_rank_and_nth_are_places_in_the_list(drawn: tuple[Rule, date]) -> None:
    rule, start = drawn
    asked = Expansion(rule, start)
    hits = list(islice(asked.between(), HITS))
    assert [asked.rank(hit) for hit in hits] == [*range(len(hits))]
    assert [asked.nth(at) for at in range(len(hits))] == hits
    assert hits == sorted(set(hits))


@LAWS
@given(rules())
def test_a_date_and_its_midnight_are_alike(drawn: tuple[Rule, date]) -> None:
    rule, start = drawn
    midnight = datetime.combine(start, datetime.min.time())
    times = [hit.date() for hit in islice(expand(rule, midnight), HITS) if isinstance(hit, datetime)]
    assert times == list(islice(expand(rule, start), HITS))


def test_a_start_that_a_table_does_not_reach_is_a_fault() -> None:
    rule, _ = read_rule("RSCALE=CHINESE;FREQ=YEARLY")
    for start in (date(1850, 1, 1), date(2150, 1, 1)):
        with pytest.raises(Fault) as caught:
            next(expand(rule, start))
        assert caught.value.kind is Kind.UNSUPPORTED
        assert "1901-02-19" in caught.value.detail
    assert next(expand(read_rule("RSCALE=CHINESE;FREQ=DAILY")[0], date(2150, 1, 1))) == date(2150, 1, 1)


@pytest.mark.parametrize("part", ["FREQ=YEARLY;BYMONTH=3L", "FREQ=HOURLY;BYMONTH=3L", "FREQ=DAILY;BYMONTHDAY=31"])
def test_a_rule_that_never_hits_comes_to_an_end(part: str) -> None:
    rule, _ = read_rule(f"RSCALE=HEBREW;{part}")
    assert list(Expansion(rule, datetime(2026, 1, 1), units=4000).between()) == []


@pytest.mark.parametrize(
    "part",
    [
        "FREQ=DAILY;INTERVAL=9999999999;BYMONTH=1,2,3,4,5,7,8,9,10,11,12",
        "FREQ=WEEKLY;INTERVAL=3;BYMONTH=1;BYDAY=MO,TU,WE;BYHOUR=1,2,3,4,5;BYMINUTE=1,2,3;BYSETPOS=1;COUNT=99999999",
        "FREQ=MONTHLY;BYMONTHDAY=1,2,3,4,5,6;BYHOUR=1,2,3;BYMINUTE=1,2,3,4;BYSETPOS=1,-1;COUNT=99999999",
    ],
)
def test_a_hostile_rule_meets_the_budget(part: str) -> None:
    rule, _ = read_rule(f"RSCALE=HEBREW;{part}")
    with pytest.raises(Fault) as caught:
        Expansion(rule, datetime(2026, 3, 2), units=50_000).last()
    assert caught.value.kind is Kind.TOO_LARGE
    assert "RSCALE=HEBREW" in caught.value.detail


def test_the_last_of_many_years_is_in_the_year_9999() -> None:
    rule, _ = read_rule("RSCALE=HEBREW;FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1;COUNT=100000")
    last = Expansion(rule, date(2026, 9, 12)).last()
    assert last
    assert last.year in (9998, 9999)
