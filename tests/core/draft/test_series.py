"""A draft begins at the first hit of its rule (RFC 5545 §3.8.5.3)."""

from datetime import UTC, date, datetime

import pytest

from kalends.core.draft import BasicFrequency, BasicRule, Draft, begin_at_first_hit
from kalends.core.time.dates import Date, When, Zoned
from kalends.core.time.zones import zone
from kalends.errors import Fault

BERLIN = zone("Europe/Berlin")


def begun(rule: BasicRule, start: When, end: When, *excluded: When) -> Draft:
    stamp = datetime(2026, 1, 1, tzinfo=UTC)
    return begin_at_first_hit(Draft(uid="u", stamp=stamp, start=start, end=end, rule=rule, excluded=excluded))


@pytest.mark.rfc("5545 §3.8.5.3")
def test_a_start_moves_to_the_first_hit_and_the_end_by_the_clock() -> None:
    start, end = Zoned(datetime(2026, 3, 29, 1, 30), BERLIN), Zoned(datetime(2026, 3, 29, 3, 30), BERLIN)
    moved = begun(BasicRule(BasicFrequency.WEEKLY, by_day=("MO",)), start, end)
    assert (moved.start, moved.end) == (
        Zoned(datetime(2026, 3, 30, 1, 30), BERLIN),
        Zoned(datetime(2026, 3, 30, 3, 30), BERLIN),
    )


def test_days_of_a_year_name_their_month() -> None:
    moved = begun(BasicRule(BasicFrequency.YEARLY, by_month_day=(2,)), Date(date(2026, 10, 2)), Date(date(2026, 10, 3)))
    assert isinstance(moved.rule, BasicRule)
    assert moved.rule.by_month == (10,)


@pytest.mark.parametrize(
    ("rule", "excluded"),
    [
        (BasicRule(BasicFrequency.YEARLY, by_month=(2,), by_month_day=(30,)), ()),
        (BasicRule(BasicFrequency.DAILY, count=1), (Date(date(2026, 10, 2)),)),
    ],
)
def test_a_series_without_an_occurrence_is_refused(rule: BasicRule, excluded: tuple[When, ...]) -> None:
    with pytest.raises(Fault):
        begun(rule, Date(date(2026, 10, 2)), Date(date(2026, 10, 3)), *excluded)


def test_what_is_excluded_before_the_first_hit_excludes_nothing() -> None:
    rule, saturday = BasicRule(BasicFrequency.WEEKLY, by_day=("MO",)), date(2026, 10, 3)
    days = (Date(date(2026, 10, 4)), Date(date(2026, 10, 12)))
    assert begun(rule, Date(saturday), Date(date(2026, 10, 4)), *days).excluded == days[1:]
