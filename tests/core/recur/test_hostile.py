"""What hostile rules may cost, in units of the budget: a quick answer, or a fault that names the rule."""

from datetime import datetime
from itertools import islice

import pytest

from kalends.core.recur.budget import REQUEST_UNITS, Budget
from kalends.core.recur.expand import Expansion
from kalends.core.recur.text import read_rule, write_rule
from kalends.errors import Fault, Kind

START = datetime(2024, 1, 1, 9)
SIXTY, DAY = ",".join(map(str, range(60))), ",".join(map(str, range(24)))
EVERY_SECOND = f"BYSECOND={SIXTY};BYMINUTE={SIXTY};BYHOUR={DAY}"


def asked(rule: str, units: int) -> Expansion:
    return Expansion(read_rule(rule, START)[0], START, units=units)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=HOURLY;BYMONTH=4;BYMONTHDAY=31",
        "FREQ=YEARLY;BYYEARDAY=366;BYMONTH=1",
        "FREQ=SECONDLY;INTERVAL=7;BYYEARDAY=366;BYMONTH=1",
        "FREQ=YEARLY;BYWEEKNO=30;BYMONTH=1",
        "FREQ=YEARLY;BYWEEKNO=30;BYYEARDAY=1",
        "FREQ=YEARLY;BYDAY=53MO;BYMONTH=2",
        "FREQ=MONTHLY;INTERVAL=12;BYMONTH=2",
        "FREQ=DAILY;INTERVAL=7;BYDAY=TU",
        "FREQ=SECONDLY;INTERVAL=2;BYSECOND=1",
        "FREQ=SECONDLY;BYMONTHDAY=1;BYSETPOS=2",
        "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1;BYSETPOS=5",
        "RSCALE=GREGORIAN;FREQ=YEARLY;BYYEARDAY=366;BYMONTH=6;SKIP=FORWARD",
    ],
)
def test_a_rule_whose_parts_never_meet_is_known_as_empty(rule: str) -> None:
    empty = asked(rule, units=8 * 402)  # one cycle of the calendar
    assert empty.first() is None
    assert [*empty.between(datetime(2500, 1, 1), datetime(2501, 1, 1))] == []
    assert (empty.last(), empty.rank(datetime(2400, 1, 1))) == (None, 0)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=YEARLY;INTERVAL=9999999999",
        "FREQ=MONTHLY;INTERVAL=9999999999;BYMONTHDAY=1",
        "FREQ=WEEKLY;INTERVAL=9999999999;BYMONTH=1",
        "FREQ=DAILY;INTERVAL=9999999999;BYMONTH=1",
        "FREQ=MINUTELY;INTERVAL=9999999999;BYMONTH=1",
    ],
)
def test_an_interval_longer_than_the_calendar_hits_once(rule: str) -> None:
    assert [*asked(rule, units=8 * 8000).between()] == [START]


@pytest.mark.parametrize(
    "rule",
    ["FREQ=SECONDLY", "FREQ=SECONDLY;COUNT=2147483647", "FREQ=MINUTELY;INTERVAL=7;COUNT=2147483647", "FREQ=DAILY"],
)
def test_a_hit_centuries_away_costs_a_division(rule: str) -> None:
    far = asked(rule, units=100)
    assert len([*far.between(datetime(2060, 3, 1), datetime(2060, 3, 1, 0, 0, 9))]) <= 10
    assert far.nth(10**6) is not None
    assert far.rank(datetime(2060, 3, 1)) > 10**4


@pytest.mark.parametrize(
    "rule",
    [
        f"FREQ=YEARLY;{EVERY_SECOND};BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=-1",
        f"FREQ=MONTHLY;{EVERY_SECOND};BYMONTHDAY=1;BYSETPOS=366",
        f"FREQ=WEEKLY;{EVERY_SECOND};BYSETPOS=366,-366",
        f"FREQ=DAILY;{EVERY_SECOND};BYSETPOS=366",
    ],
)
def test_a_position_among_all_seconds_costs_like_its_hits(rule: str) -> None:
    assert len([*asked(rule, units=400).between(before=datetime(2025, 1, 1))]) > 0


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        f"FREQ=YEARLY;{EVERY_SECOND}",
        "FREQ=SECONDLY;INTERVAL=3601;BYMINUTE=0;BYSECOND=0;BYHOUR=0",
        "FREQ=MINUTELY;BYMONTH=1;COUNT=2147483647",
        "FREQ=SECONDLY;BYSECOND=1;COUNT=2147483647",
    ],
)
def test_a_rule_that_asks_for_too_much_is_named_with_its_place(rule: str) -> None:
    hostile = asked(rule, units=REQUEST_UNITS // 10)
    with pytest.raises(Fault) as raised:
        for _ in hostile.between():
            pass
    assert raised.value.kind is Kind.TOO_LARGE
    assert f"The recurrence rule {write_rule(read_rule(rule)[0])} asks for too much" in raised.value.detail
    assert "stopped in the part from 2" in raised.value.detail


@pytest.mark.parametrize("rule", ["FREQ=HOURLY", "FREQ=HOURLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=9,10,11,12,13,14,15,16,17"])
def test_three_hundred_years_of_hours_pass(rule: str) -> None:
    assert len([*asked(rule, REQUEST_UNITS).between(before=datetime(2324, 1, 1))]) > 10**5


def test_the_rank_of_days_that_are_looked_at_one_by_one_is_bounded() -> None:
    with pytest.raises(Fault):
        asked("FREQ=SECONDLY;INTERVAL=3601;BYMINUTE=0;BYSECOND=0;BYHOUR=0", REQUEST_UNITS).last()


def test_the_last_hit_of_a_count_is_found_from_the_start() -> None:
    assert asked("FREQ=HOURLY;BYHOUR=9;BYDAY=MO;COUNT=3", units=200).last() == datetime(2024, 1, 15, 9)


def test_nonsense_is_refused_by_its_name() -> None:
    with pytest.raises(Fault) as raised:
        read_rule("FREQ=YEARLY;BYEASTER=0")
    assert raised.value.flaws[0].field == "BYEASTER"


def test_a_pot_is_what_many_questions_may_cost() -> None:
    shared = Budget(1_000)
    ticks = [asked("FREQ=SECONDLY", REQUEST_UNITS).within(shared, REQUEST_UNITS) for _ in range(3)]
    # what nobody asks for is not paid for
    assert [len([*islice(each.between(), 10)]) for each in ticks] == [10, 10, 10]
    for each in ticks:
        with pytest.raises(Fault) as caught:
            [*each.between()]
        assert caught.value.kind is Kind.TOO_LARGE
    assert not shared.take(1_000)
    assert len([*asked("FREQ=SECONDLY;COUNT=5000", REQUEST_UNITS).between()]) == 5_000


def test_a_pot_has_its_own_and_then_that_of_another() -> None:
    shared = Budget(100)
    one, other = Budget(10, shared), Budget(10, shared)
    assert one.take(10)
    assert one.take(60)
    assert not other.take(60)
    assert other.take(40)
    assert (other.left, shared.left) == (10, 0)
    assert other.take(10)
    assert not other.take(1)
    assert other.left == 0


def test_a_series_under_a_pot_is_the_same_series() -> None:
    rule = "FREQ=MINUTELY;BYHOUR=9;BYMONTHDAY=1;COUNT=200"
    plain = asked(rule, REQUEST_UNITS)
    assert [*plain.within(Budget(REQUEST_UNITS), REQUEST_UNITS).between()] == [*plain.between()]
    assert plain.within(Budget(REQUEST_UNITS), REQUEST_UNITS).last() == plain.last()
