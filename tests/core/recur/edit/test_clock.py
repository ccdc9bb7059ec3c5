"""A rule on two clocks: the same moments, or no rule."""

from datetime import datetime, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kalends.core.recur.edit.clock import depends_on_clock, turned_rule
from kalends.core.recur.rule import Rule
from kalends.core.recur.series.axis import axis_of
from kalends.core.recur.series.pattern import Hits
from kalends.core.recur.text import read_rule, write_rule
from kalends.core.time.dates import Floating
from kalends.errors import Fault

SOME = 12
PARTS = [
    *("BYDAY=MO", "BYDAY=MO,WE,FR", "BYDAY=SA,SU;WKST=SU", "INTERVAL=2;BYDAY=SU,MO", "INTERVAL=3", ""),
    *("BYMONTHDAY=-1", "BYMONTHDAY=13", "BYMONTH=2", "BYMONTH=12;BYMONTHDAY=31", "BYHOUR=9", "BYHOUR=9,21"),
    *("BYDAY=2TU", "BYMONTHDAY=1,15", "BYYEARDAY=100", "BYDAY=MO;BYSETPOS=1", "BYMINUTE=0,30"),
]


def rule(text: str) -> Rule:
    return read_rule(text)[0]


def hits(of: Rule, wall: datetime) -> list[datetime]:
    axis = axis_of(Floating(wall))
    return [axis.digits(each) for each in islice(Hits(of, axis, wall, 20_000).between(None, None), SOME)]


@st.composite
def cases(draw: st.DrawFn) -> tuple[Rule, datetime, datetime]:
    """A rule by its own start or by some day, where its start is by one clock, and where by another."""
    wall = draw(st.datetimes(datetime(2024, 1, 1), datetime(2028, 12, 31))).replace(second=0, microsecond=0)
    own = ("BYMONTHDAY={0.day}", "BYMONTH={0.month};BYMONTHDAY={0.day}", "BYHOUR={0.hour}")
    freq = draw(st.sampled_from(["HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    try:
        of = rule(f"FREQ={freq};{draw(st.sampled_from([*PARTS, *own])).format(wall)}".rstrip(";"))
    except Fault:
        of = rule(f"FREQ={freq}")
    offset = draw(st.integers(-26 * 4, 26 * 4).map(lambda quarters: timedelta(minutes=15 * quarters)))
    return of, wall, wall + offset


@given(cases())
def test_a_turned_rule_strikes_at_the_same_moments(case: tuple[Rule, datetime, datetime]) -> None:
    of, one, other = case
    try:
        expected = [each + (other - one) for each in hits(of, one)]
        turned = turned_rule(of, one, other)
        if turned is not None:
            assert hits(turned, other) == expected
            assert turned_rule(turned, other, one) == of
        if not depends_on_clock(of, one, other):
            assert turned is of
    except Fault:  # it comes true too rarely
        return


@pytest.mark.parametrize(
    ("text", "one", "other", "turned"),
    [
        ("FREQ=WEEKLY;BYDAY=SU", "2026-07-05T21:00", "2026-07-06T03:00", "FREQ=WEEKLY;BYDAY=MO"),
        ("FREQ=WEEKLY;BYDAY=SU", "2026-07-05T12:00", "2026-07-05T18:00", "FREQ=WEEKLY;BYDAY=SU"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO", "2026-07-05T21:00", "2026-07-06T03:00", "WKST=TU"),
        ("FREQ=MONTHLY;BYMONTHDAY=5", "2026-07-05T21:00", "2026-07-06T03:00", "BYMONTHDAY=6"),
        ("FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=31", "2026-01-31T21:00", "2026-02-01T03:00", "BYMONTHDAY=1;BYMONTH=2"),
        ("FREQ=DAILY;BYHOUR=21", "2026-07-05T21:00", "2026-07-06T03:00", "BYHOUR=3"),
        ("FREQ=MONTHLY;BYDAY=1SU", "2026-07-05T21:00", "2026-07-06T03:00", None),
        ("FREQ=MONTHLY", "2026-07-31T21:00", "2026-08-01T03:00", None),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-07-31T21:00", "2026-08-01T03:00", None),
        ("FREQ=YEARLY;BYMONTHDAY=28", "2026-02-28T21:00", "2026-03-01T03:00", None),
        ("FREQ=WEEKLY;BYMONTH=7;BYDAY=SU", "2026-07-05T21:00", "2026-07-06T03:00", None),
        ("FREQ=HOURLY;BYDAY=SU", "2026-07-05T12:00", "2026-07-05T18:00", None),
    ],
)
def test_what_can_be_said_on_another_clock(text: str, one: str, other: str, turned: str | None) -> None:
    found = turned_rule(rule(text), datetime.fromisoformat(one), datetime.fromisoformat(other))
    assert found is None if turned is None else found is not None and turned in write_rule(found)
