"""Yearly rules against dateutil's engine."""

from datetime import datetime

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from kalends.core.ics.values import parse_recur
from kalends.core.time.yearly import YearlyRule, yearly_rule

START = datetime(2000, 3, 26, 2, 0)
DAYS = st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"])
ORDINALS = st.sampled_from(["1", "2", "3", "4", "5", "-1", "-2", "-5", "+1"])
LAST = datetime(2040, 12, 31)


def joined(values: st.SearchStrategy[object], most: int = 3) -> st.SearchStrategy[str]:
    return st.lists(values, min_size=1, max_size=most, unique=True).map(lambda some: ",".join(map(str, some)))


def nonzero(most: int) -> st.SearchStrategy[int]:
    return st.integers(-most, most).filter(bool)


MONTHS = joined(st.integers(1, 12))
ORDINAL_DAYS = joined(st.builds(str.__add__, ORDINALS, DAYS))
IN_MONTHS = [
    st.fixed_dictionaries({"BYMONTH": MONTHS, "BYDAY": ORDINAL_DAYS}),
    st.fixed_dictionaries({"BYMONTH": MONTHS, "BYDAY": joined(DAYS)}, optional={"BYSETPOS": joined(nonzero(5))}),
    st.fixed_dictionaries({"BYMONTHDAY": joined(nonzero(31), 8)}, optional={"BYMONTH": MONTHS, "BYDAY": joined(DAYS)}),
    st.fixed_dictionaries({}, optional={"BYMONTH": MONTHS}),
]
IN_YEARS = [
    st.fixed_dictionaries({"BYYEARDAY": joined(nonzero(366), 8)}, optional={"BYMONTH": MONTHS, "BYDAY": joined(DAYS)}),
    st.fixed_dictionaries({"BYDAY": joined(st.builds(str.__add__, st.sampled_from(["1", "20", "-52", "52"]), DAYS))}),
]
PARTS = st.one_of(
    st.tuples(st.just("YEARLY"), st.one_of(IN_MONTHS + IN_YEARS)), st.tuples(st.just("MONTHLY"), st.one_of(IN_MONTHS))
)
TEXT_LIMITS = st.fixed_dictionaries(
    {"UNTIL": st.sampled_from(["20401231T000000", "20310101T000000", "20050327T020000"])},
    optional={"INTERVAL": st.integers(1, 4)},
)


def rule_of(text: str, start: datetime = START) -> YearlyRule:
    return yearly_rule(parse_recur(text), start, 0)[0]


@pytest.mark.oracle
@given(PARTS, TEXT_LIMITS)
def test_a_rule_has_the_days_that_dateutil_finds(rule: tuple[str, dict[str, str]], limits: dict[str, object]) -> None:
    frequency, parts = rule
    text = ";".join(f"{name}={value}" for name, value in ({"FREQ": frequency} | parts | limits).items())
    theirs = rrulestr(text, dtstart=START).between(START, LAST, inc=True)
    found = rule_of(text)
    ours = [wall for year in range(2000, 2041) for wall in found.in_year(year)]
    assert ours == theirs
    for wall in (datetime(2020, 6, 1), *theirs[-1:]):
        earlier = [each for each in ours if each < wall]
        assert found.latest(wall) == (earlier[-1] if earlier else None)


def test_the_day_of_dtstart_is_the_rule_where_no_part_says_one() -> None:
    assert rule_of("FREQ=YEARLY").in_year(2026) == [datetime(2026, 3, 26, 2)]
    assert rule_of("FREQ=YEARLY", datetime(2000, 2, 29)).in_year(2026) == []


def test_a_rule_that_finds_nothing_is_given_up() -> None:
    assert rule_of("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30").latest(datetime(9999, 1, 1)) is None


def test_a_leap_day_on_a_sunday_is_found_over_forty_years() -> None:
    rule = rule_of("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=SU", datetime(1804, 2, 29))
    assert rule.latest(datetime(1920, 2, 29)) == datetime(1880, 2, 29)


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=WEEKLY;BYDAY=SU",
        "FREQ=YEARLY;BYWEEKNO=12",
        "FREQ=YEARLY;BYHOUR=3",
        "FREQ=YEARLY;BYHOUR=2,3",
        "FREQ=YEARLY;BYMONTH=13",
        "FREQ=YEARLY;BYMONTH=5L",
        "FREQ=YEARLY;RSCALE=HEBREW",
    ],
)
def test_rules_of_other_kinds_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"time zone|DTSTART|calendar|takes"):
        rule_of(text)
