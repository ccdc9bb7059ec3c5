"""The law of the check: what has no fault is told none, and one damage is told once, where it is."""

import pytest
from hypothesis import find, given, settings
from tests.core.inspection.drawn import DAMAGES, Calendar, Damage, calendars, text

from kalends.core.inspection import check_file

LAW = settings(max_examples=60, deadline=None, derandomize=True)


@LAW
@given(calendars())
def test_what_has_no_fault_is_told_none(calendar: Calendar) -> None:
    assert check_file(text(calendar.lines)) == []


@LAW
@given(calendars())
@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_one_damage_is_told_once_and_where_it_is(damage: Damage, calendar: Calendar) -> None:
    for item in calendar.items:
        for lines, wanted in damage(calendar, item):
            assert [(flaw.code, flaw.line) for flaw in check_file(text(lines))] == [wanted]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_every_damage_is_done_to_some_calendar(damage: Damage) -> None:
    find(calendars(), lambda calendar: any(True for item in calendar.items for _ in damage(calendar, item)))
