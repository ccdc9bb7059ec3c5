"""What rules that strike too often may cost an answer: one bound for all of them, and each that is cut short named."""

import pytest
from tests.service.household import Household, at, refused

from kalends.errors import Kind
from kalends.service.query import Cursor, Listing, Order, PageRequest, Query

NOVEMBER = Query(at(1), at(1, month=12))
START = "DTSTART:20261101T000000Z"
TICKS = "RRULE:FREQ=SECONDLY"
IN_VAIN = ("RRULE:FREQ=SECONDLY;COUNT=40000", "EXRULE:FREQ=SECONDLY;COUNT=40000")
"""A rule that costs as much as any, and shows nothing; one of it is within what an answer may cost."""


def uids(found: Listing) -> list[str]:
    return [each.seen.stored.facts.uid for each in found.items]


def part(house: Household, order: Order = Order.START, after: Cursor | None = None) -> Listing:
    return house.query.list_occurrences(house.anna, PageRequest(NOVEMBER, order, after))


def test_all_rules_of_an_answer_share_what_it_may_cost(house: Household) -> None:
    plain = house.put("anna", "plain")
    first = house.put("anna", "vain", *IN_VAIN, start=START)
    alone = house.query.find_occurrences(house.anna, NOVEMBER)
    assert ([each.seen.id for each in alone.items], dict(alone.unreadable)) == ([plain.id], {})
    assert (uids(part(house)), dict(part(house).unreadable), part(house).total) == (["plain"], {}, 1)
    others = {house.put("anna", f"vain {number}", *IN_VAIN, start=START).id for number in range(3)}
    together = house.query.find_occurrences(house.anna, NOVEMBER)
    assert [each.seen.id for each in together.items] == [plain.id]
    assert set(together.unreadable) >= others - {first.id}
    for order in (Order.START, Order.CREATED):
        found = part(house, order)
        assert uids(found) == ["plain"]
        assert found.total is None
        assert len(found.unreadable) >= 2


def test_those_that_need_little_have_it_before_those_that_need_much(house: Household) -> None:
    ticks = [house.put("anna", f"tick {number}", TICKS, start=START).id for number in range(4)]
    hours = house.put("anna", "hours", "RRULE:FREQ=HOURLY", start=START)
    days = house.put("anna", "days", "RRULE:FREQ=DAILY", start=START)
    found = house.query.find_occurrences(house.anna, NOVEMBER)
    shown = [each.seen.id for each in found.items]
    assert (shown.count(hours.id), shown.count(days.id)) == (720, 30)
    assert (set(found.unreadable), [shown.count(each) for each in ticks]) == (set(ticks), [1, 1, 1, 1])
    assert found.total == 720 + 30 + 4


def test_minutes_that_are_too_many_together_leave_the_rest_to_be_seen(house: Household) -> None:
    first = house.put("anna", "minutes", "RRULE:FREQ=MINUTELY", start=START)
    assert house.query.find_occurrences(house.anna, NOVEMBER).total == 30 * 24 * 60
    house.put("anna", "more minutes", "RRULE:FREQ=MINUTELY", start=START)
    house.put("anna", "plain")
    found = house.query.find_occurrences(house.anna, NOVEMBER)
    assert "plain" in [each.seen.stored.facts.uid for each in found.items]
    assert len(found.unreadable) == 1
    assert found.total == 30 * 24 * 60 + 2
    days = house.query.find_days(house.anna, NOVEMBER)
    assert (len(days.days), len(days.unreadable)) == (30, 1)
    assert first.id not in found.unreadable


def test_a_long_window_is_refused_where_it_holds_too_much(house: Household) -> None:
    house.put("anna", "ticks", TICKS, start=START)
    with refused(Kind.TOO_LARGE):
        house.query.find_occurrences(house.anna, Query(at(1), at(1, year=2028)))


def test_busy_time_is_whole_or_refused(house: Household) -> None:
    house.put("anna", "vain", *IN_VAIN, start=START)
    assert house.query.find_free_busy(house.anna, NOVEMBER) == ()
    house.put("anna", "vain 2", *IN_VAIN, start=START)
    house.put("anna", "vain 3", *IN_VAIN, start=START)
    with refused(Kind.TOO_LARGE):
        house.query.find_free_busy(house.anna, NOVEMBER)


def test_what_cannot_be_looked_into_is_not_missing_among_objects(house: Household) -> None:
    saved = {house.put("anna", f"vain {number}", *IN_VAIN, start=START).id for number in range(3)}
    calendar = house.calendar.id
    found = house.query.find_objects(house.anna, calendar, start=NOVEMBER.start, end=NOVEMBER.end)
    assert {each.id for each in found} < saved
    assert found


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("limit", [1, 2, 3, 5])
def test_instances_that_begin_together_are_each_there_once(house: Household, order: Order, limit: int) -> None:
    moved = [
        line
        for day in (4, 5)
        for line in (
            *("END:VEVENT", "BEGIN:VEVENT", "UID:one", "DTSTAMP:20261101T000000Z"),
            *(f"RECURRENCE-ID:2026110{day}T100000Z", "DTSTART:20261103T100000Z"),
        )
    ]
    house.put("anna", "one", "RRULE:FREQ=DAILY;COUNT=6", *moved, start="DTSTART:20261101T100000Z")
    found, after = [], None
    while True:
        some = house.query.list_occurrences(house.anna, PageRequest(NOVEMBER, order, after, limit=limit))
        found += [(each.instance.begins.day, each.instance.key) for each in some.items]
        after = some.following
        if after is None:
            break
    assert [day for day, _ in found] == [1, 2, 3, 3, 3, 6]
    assert len(set(found)) == 6


@pytest.mark.parametrize("order", [Order.START, Order.CREATED])
def test_a_part_goes_on_within_a_series_without_beginning_anew(house: Household, order: Order) -> None:
    """Of instances that last for years, all that began before the mark still run: they are passed without a look."""
    house.put("anna", "ticks", TICKS, "DURATION:P3000D", start=START)
    first = part(house, order)
    assert first.following is not None
    mark = first.following
    late = at(30, 23)
    micros = int(late.timestamp() * 1_000_000)
    further = Cursor(micros if order is Order.START else mark.moment, mark.object_id, micros)
    found = part(house, order, further)
    assert ([each.instance.begins for each in found.items][:1], len(found.items)) == ([late.replace(second=1)], 25)
    assert not found.unreadable


def test_what_began_before_the_window_is_there_once(house: Household) -> None:
    house.put("anna", "long", "RRULE:FREQ=DAILY", "DURATION:P4D", start="DTSTART:20261025T100000Z")
    for order in (Order.START, Order.CREATED):
        found, after = [], None
        while True:
            listed = PageRequest(Query(at(1), at(8)), order, after, limit=2)
            some = house.query.list_occurrences(house.anna, listed)
            found += [each.instance.begins.day for each in some.items]
            after = some.following
            if after is None:
                break
        assert found == [28, 29, 30, 31, 1, 2, 3, 4, 5, 6, 7]
