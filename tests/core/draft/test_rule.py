"""The rule of a draft: its flaws, its text, and UNTIL in the type of DTSTART."""

from datetime import UTC, date, datetime

import pytest

from kalends.core.draft import BasicFrequency, BasicRule, rule_flaws
from kalends.core.draft.values import rule_text, until_of
from kalends.core.recur.rule import Freq, Rule
from kalends.core.recur.until import day_of
from kalends.core.time.dates import Date, Floating, Utc, Zoned
from kalends.core.time.zones import zone

BERLIN = zone("Europe/Berlin")
DAY = Date(date(2026, 12, 17))
WALL = datetime(2026, 12, 17, 15)
FLOATING, ZONED, INSTANT = Floating(WALL), Zoned(WALL, BERLIN), Utc(WALL.replace(tzinfo=UTC))
STARTS = [DAY, FLOATING, ZONED, INSTANT]
LAST = Date(date(2027, 1, 31))

WEEKLY, MONTHLY, YEARLY = (
    BasicRule(each) for each in (BasicFrequency.WEEKLY, BasicFrequency.MONTHLY, BasicFrequency.YEARLY)
)


@pytest.mark.rfc("5545 §3.3.10")
@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (WEEKLY, "FREQ=WEEKLY"),
        (BasicRule(BasicFrequency.DAILY, interval=2, count=10), "FREQ=DAILY;INTERVAL=2;COUNT=10"),
        (BasicRule(BasicFrequency.WEEKLY, by_day=("MO", "WE")), "FREQ=WEEKLY;BYDAY=MO,WE"),
        (BasicRule(BasicFrequency.MONTHLY, by_month_day=(1, -1)), "FREQ=MONTHLY;BYMONTHDAY=1,-1"),
        (
            BasicRule(BasicFrequency.YEARLY, by_month=(1, 7), by_day=("-1FR",), by_month_day=(13,)),
            "FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=13;BYDAY=-1FR",
        ),
        (Rule(Freq.HOURLY, by_hour=(9, 17), by_set_pos=(-1,)), "FREQ=HOURLY;BYHOUR=9,17;BYSETPOS=-1"),
    ],
)
@pytest.mark.parametrize("start", STARTS)
def test_text(rule, text, start) -> None:
    assert rule_text(rule, start) == text
    assert rule_flaws(rule, start) == []


@pytest.mark.rfc("5545 §3.3.10")
@pytest.mark.parametrize(
    ("start", "until", "written"),
    [
        (DAY, LAST, "20270131"),
        (DAY, Floating(datetime(2027, 1, 31, 15)), "20270131"),
        (DAY, Utc(datetime(2027, 1, 31, 15, tzinfo=UTC)), "20270131"),
        (FLOATING, LAST, "20270131T235959"),
        (FLOATING, Floating(datetime(2027, 1, 31, 15)), "20270131T150000"),
        (FLOATING, Zoned(datetime(2027, 1, 31, 15), BERLIN), "20270131T150000"),
        (FLOATING, Utc(datetime(2027, 1, 31, 15, tzinfo=UTC)), "20270131T150000"),
        (ZONED, LAST, "20270131T225959Z"),
        (ZONED, Floating(datetime(2027, 1, 31, 15)), "20270131T140000Z"),
        (ZONED, Zoned(datetime(2027, 1, 31, 15), zone("Asia/Tokyo")), "20270131T060000Z"),
        (ZONED, Utc(datetime(2027, 1, 31, 15, tzinfo=UTC)), "20270131T150000Z"),
        (INSTANT, LAST, "20270131T235959Z"),
        (INSTANT, Floating(datetime(2027, 1, 31, 15)), "20270131T150000Z"),
        (INSTANT, Zoned(datetime(2027, 1, 31, 15), BERLIN), "20270131T140000Z"),
    ],
)
def test_until_has_the_type_of_the_start(start, until, written) -> None:
    assert rule_text(BasicRule(BasicFrequency.WEEKLY, until=until), start) == f"FREQ=WEEKLY;UNTIL={written}"


@pytest.mark.parametrize(
    ("until", "when", "written"),
    [
        (None, None, "FREQ=WEEKLY"),
        (date(2027, 1, 31), LAST, "FREQ=WEEKLY;UNTIL=20270131T225959Z"),
        (datetime(2027, 1, 31, 15), Floating(datetime(2027, 1, 31, 15)), "FREQ=WEEKLY;UNTIL=20270131T140000Z"),
        (
            datetime(2027, 1, 31, 15, tzinfo=UTC),
            Utc(datetime(2027, 1, 31, 15, tzinfo=UTC)),
            "FREQ=WEEKLY;UNTIL=20270131T150000Z",
        ),
    ],
)
def test_until_of_any_rule(until, when, written) -> None:
    rule = Rule(Freq.WEEKLY, until=until)
    assert until_of(rule) == when
    assert rule_text(rule, ZONED) == written


@pytest.mark.parametrize(
    ("rule", "part"),
    [
        (BasicRule(BasicFrequency.WEEKLY, by_day=("MO", "XX")), "by_day[1]"),
        (BasicRule(BasicFrequency.MONTHLY, by_day=("0MO",)), "by_day[0]"),
        (BasicRule(BasicFrequency.MONTHLY, by_day=("54MO",)), "by_day[0]"),
        (BasicRule(BasicFrequency.WEEKLY, by_day=("2MO",)), "by_day[0]"),
        (BasicRule(BasicFrequency.DAILY, by_day=("-1FR",)), "by_day[0]"),
        (BasicRule(BasicFrequency.WEEKLY, by_month_day=(1,)), "by_month_day"),
        (BasicRule(BasicFrequency.MONTHLY, by_month_day=(1, 0)), "by_month_day[1]"),
        (BasicRule(BasicFrequency.MONTHLY, by_month_day=(-32,)), "by_month_day[0]"),
        (BasicRule(BasicFrequency.YEARLY, by_month=(13,)), "by_month[0]"),
        (BasicRule(BasicFrequency.YEARLY, by_month=(0,)), "by_month[0]"),
        (BasicRule(BasicFrequency.DAILY, count=2, until=LAST), "until"),
        (Rule(Freq.DAILY, count=2, until=LAST.day), "until"),
    ],
)
def test_flaws(rule, part) -> None:
    [(found, reason)] = rule_flaws(rule, DAY)
    assert found == part
    assert reason


def test_every_flaw_is_told() -> None:
    rule = BasicRule(BasicFrequency.WEEKLY, count=2, until=LAST, by_day=("2MO",), by_month_day=(40,), by_month=(13,))
    assert [part for part, _ in rule_flaws(rule, DAY)] == [
        "by_day[0]",
        "by_month_day",
        "by_month_day[0]",
        "by_month[0]",
        "until",
    ]


@pytest.mark.parametrize("start", STARTS)
def test_until_before_the_start(start) -> None:
    assert rule_flaws(BasicRule(BasicFrequency.DAILY, until=Date(date(2026, 12, 16))), start) == [
        ("until", "is before the start of the event")
    ]
    assert rule_flaws(BasicRule(BasicFrequency.DAILY, until=Date(date(2026, 12, 17))), start) == []


@pytest.mark.parametrize("start", STARTS)
def test_day_of(start) -> None:
    assert day_of(start) == date(2026, 12, 17)
