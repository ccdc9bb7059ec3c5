"""Laws of expansion, over drawn rules: what RFC 5545 §3.3.10 and RFC 7529 §4.1 define, however one asks for it."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.core.recurrence import expand
from tests.oracles.recur import definition
from tests.oracles.recur.draws import Case, cases

from kalends.core.recur.expand import Expansion
from kalends.core.recur.rule import Freq, Rule, Skip
from kalends.core.recur.text import read_rule, write_rule

LAWS = settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
SECOND = timedelta(seconds=1)
MOST = 400
DAY_31 = date(2019, 12, 31)
YEARS = timedelta(days=9 * 365)


def until_horizon(case: Case) -> list[date]:
    """All hits, for a rule that has not too many of them."""
    found = [*expand(case.rule, case.start, before=case.horizon + SECOND)]
    assume(len(found) <= MOST)
    return found


@st.composite
def moments(draw: st.DrawFn, case: Case) -> datetime:
    """A moment around the hits of a rule, often a hit itself."""
    length = int((case.horizon - case.start).total_seconds())
    drawn = case.start + timedelta(seconds=draw(st.integers(-length // 8, length + length // 8)))
    near = next(expand(case.rule, case.start, after=drawn, before=case.horizon), None)
    return near if isinstance(near, datetime) and draw(st.booleans()) else drawn


@pytest.mark.rfc("5545 §3.3.10")
@LAWS
@given(cases())
def test_a_rule_hits_what_is_defined(case: Case) -> None:
    assert until_horizon(case) == [*definition.hits(case.rule, case.start, case.horizon + SECOND)]


@pytest.mark.rfc("5545 §3.3.10")
@LAWS
@given(cases().filter(lambda case: case.rule.freq >= Freq.DAILY))
def test_a_rule_of_days_hits_what_is_defined(case: Case) -> None:
    rule = replace(case.rule, by_hour=(), by_minute=(), by_second=())
    assume(any((rule.by_day, rule.by_month_day, rule.by_year_day, rule.by_week_no, rule.by_month, not rule.by_set_pos)))
    day, end = case.start.date(), case.horizon.date()
    assert [*expand(rule, day, before=end)] == [*definition.hits(rule, day, end)]


@st.composite
def skipping(draw: st.DrawFn) -> tuple[Rule, date]:
    """A rule that asks for days which some months or years lack, and its start."""
    freq, skip = draw(st.sampled_from([Freq.MONTHLY, Freq.YEARLY])), draw(st.sampled_from(Skip))
    rule = Rule(freq, draw(st.integers(1, 5)), rscale="GREGORIAN", skip=skip)
    days = st.lists(st.sampled_from([1, 15, 28, 29, 30, 31, -1, -2, -29, -30, -31]), max_size=3, unique=True)
    if freq is Freq.YEARLY and draw(st.booleans()):
        days = st.lists(st.sampled_from([1, 60, 365, 366, -1, -365, -366]), min_size=1, max_size=3, unique=True)
        rule = replace(rule, by_year_day=tuple(draw(days)))
    else:
        months = draw(st.lists(st.integers(1, 12), max_size=3, unique=True))
        rule = replace(rule, by_month_day=tuple(draw(days)), by_month=tuple(months))
    if rule.by_month_day or rule.by_year_day:
        rule = replace(rule, by_set_pos=draw(st.sampled_from([(), (1,), (-1,), (2, -2)])))
        rule = replace(rule, by_day=draw(st.sampled_from([(), ((0, 0), (0, 4), (0, 6))])))
    return rule, draw(st.sampled_from([DAY_31, date(2020, 2, 29), date(2021, 1, 30), date(2022, 6, 1)]))


@pytest.mark.rfc("7529 §4.1")
@LAWS
@given(skipping())
def test_a_day_that_is_not_there_is_where_skip_puts_it(drawn: tuple[Rule, date]) -> None:
    rule, start = drawn
    assert [*expand(rule, start, before=start + YEARS)] == [*definition.hits(rule, start, start + YEARS)]


@LAWS
@given(cases(), st.data())
def test_adjoining_windows_are_one_window(case: Case, data: st.DataObject) -> None:
    found = until_horizon(case)
    middle, end = data.draw(moments(case)), case.horizon + SECOND
    assert [
        *expand(case.rule, case.start, before=middle),
        *expand(case.rule, case.start, after=middle, before=max(middle, end)),
    ] == [*found, *(hit for hit in expand(case.rule, case.start, after=end, before=max(middle, end)))]


@LAWS
@given(cases(), st.data())
def test_seeking_is_filtering(case: Case, data: st.DataObject) -> None:
    found = until_horizon(case)
    low, high = data.draw(moments(case)), min(data.draw(moments(case)), case.horizon + SECOND)
    wanted = [hit for hit in found if low <= hit < high]
    assert [*expand(case.rule, case.start, after=low, before=high)] == wanted


@pytest.mark.rfc("5545 §3.3.10")
@LAWS
@given(cases(), st.integers(1, 40))
def test_count_gives_so_many(case: Case, number: int) -> None:
    endless = replace(case, rule=replace(case.rule, count=None))
    found = until_horizon(endless)
    counted = [*expand(replace(endless.rule, count=number), case.start, before=endless.horizon + SECOND)]
    assert counted == found[:number]
    assert len(counted) == min(number, len(found))


@LAWS
@given(cases())
def test_hits_rise_and_keep_to_their_bounds(case: Case) -> None:
    found = until_horizon(case)
    assert all(one < other for one, other in pairwise(found))
    assert all(case.start <= hit <= case.horizon for hit in found)


@LAWS
@given(cases(), st.data())
def test_rank_and_nth_agree_with_the_list(case: Case, data: st.DataObject) -> None:
    ended = replace(case, rule=replace(case.rule, until=case.horizon, count=None))
    found = until_horizon(ended)
    asked, moment = Expansion(ended.rule, case.start), data.draw(moments(ended))
    assert asked.rank(moment) == sum(hit < moment for hit in found)
    assert [asked.nth(at) for at in range(len(found))] == found
    assert (asked.nth(len(found)), asked.nth(-1)) == (None, None)
    assert (asked.first(), asked.last()) == ((found[0], found[-1]) if found else (None, None))


@LAWS
@given(cases(), st.integers(1, 30))
def test_rank_and_nth_end_with_count(case: Case, number: int) -> None:
    found = until_horizon(replace(case, rule=replace(case.rule, count=None)))
    assume(len(found) >= number and case.rule.until is None)
    asked = Expansion(replace(case.rule, count=number), case.start)
    assert (asked.nth(number - 1), asked.nth(number)) == (found[number - 1], None)
    assert (asked.last(), asked.rank(case.horizon + SECOND)) == (found[number - 1], number)


@pytest.mark.rfc("5545 §3.3.10")
@LAWS
@given(cases())
def test_a_rule_is_read_as_it_was_written(case: Case) -> None:
    assert read_rule(write_rule(case.rule))[0] == case.rule


_DAYS = st.lists(st.integers(1, 31) | st.integers(-31, -1), min_size=1, max_size=4, unique=True).map(tuple)


@pytest.mark.rfc("5545 §3.3.10")
@LAWS
@given(st.datetimes(datetime(1990, 1, 1), datetime(2035, 1, 1)), _DAYS, st.integers(1, 5), st.sampled_from(Skip))
def test_days_of_a_year_without_a_month_are_in_the_month_of_dtstart(
    start: datetime, days: tuple[int, ...], interval: int, skip: Skip
) -> None:
    start = start.replace(microsecond=0)
    rule = Rule(Freq.YEARLY, interval, by_month_day=days, rscale="GREGORIAN", skip=skip)
    end = start + timedelta(days=9_000)
    found = [*expand(rule, start, before=end)]
    assert found == [*expand(replace(rule, by_month=(start.month,)), start, before=end)]
    if skip is Skip.OMIT:
        assert {hit.month for hit in found} <= {start.month}


@pytest.mark.rfc("5545 §3.3.10")
@LAWS
@given(st.dates(date(1990, 1, 1), date(2035, 1, 1)), st.integers(1, 5), st.integers(1, 53), st.integers(0, 6))
def test_years_of_weeks_are_counted_from_the_one_of_dtstart(start: date, interval: int, number: int, wkst: int) -> None:
    every_year = Rule(Freq.YEARLY, by_week_no=(number, -1), wkst=wkst)
    end = start + timedelta(days=9_000)

    def year(day: date) -> int:
        return (day - timedelta(days=(day.weekday() - wkst) % 7) + timedelta(days=3)).year

    wanted = [hit for hit in expand(every_year, start, before=end) if (year(hit) - year(start)) % interval == 0]
    assert [*expand(replace(every_year, interval=interval), start, before=end)] == wanted
