"""Listings in parts: put together they are the whole, in order, each occurrence once, also while others write."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.service.household import BOTH, NOW, Household, at, grant_to, refused, text_of
from tests.units import objects_of, query_of

from kalends.errors import Kind
from kalends.service.house import Service
from kalends.service.limits import Limits
from kalends.service.ports import Store
from kalends.service.query import Cursor, Occurrence, Order, PageRequest, Query, listing
from kalends.service.records import Level

NOVEMBER = Query(at(1), at(1, month=12))

STARTS = st.builds(
    lambda day, hour: datetime(2026, 10, 20, hour) + timedelta(days=day),
    st.integers(0, 50),
    st.sampled_from((0, 9, 23)),
)
FORMS = st.sampled_from(("utc", "zone", "floating", "day"))
RULES = st.sampled_from(("", "", "", "FREQ=DAILY", "FREQ=WEEKLY;COUNT=4", "FREQ=DAILY;INTERVAL=5;UNTIL=20261115"))
LENGTHS = st.sampled_from(("P1D", "P3D", "P40D"))


def event(number: int, start: datetime, form: str, rule: str, length: str) -> str:
    """An event of some form, with the zone that it names."""
    written = {
        "utc": f"DTSTART:{start:%Y%m%dT%H%M%S}Z",
        "zone": f"DTSTART;TZID=Europe/Berlin:{start:%Y%m%dT%H%M%S}",
        "floating": f"DTSTART:{start:%Y%m%dT%H%M%S}",
        "day": f"DTSTART;VALUE=DATE:{start:%Y%m%d}",
    }[form]
    more = [f"DURATION:{length}"] if length and (form == "day" or number % 2) else []
    return text_of(f"uid-{number}", f"SUMMARY:{number}", *more, *([f"RRULE:{rule}"] if rule else []), start=written)


def key_of(each: Occurrence) -> tuple[datetime, int, datetime]:
    key = each.instance.key
    place = key if isinstance(key, datetime) else datetime(key.year, key.month, key.day)
    return each.instance.begins, each.seen.id, place


def pages(service: Service, me, listed: PageRequest, limit: int) -> list[Occurrence]:
    """All parts of a listing, one after the other."""
    items: list[Occurrence] = []
    after: Cursor | None = None
    for _ in range(2_000):
        part = query_of(service).list_occurrences(me, replace(listed, after=after, limit=limit))
        items += part.items
        after = part.following
        if after is None:
            return items
    raise AssertionError("the listing does not end")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    drawn=st.lists(st.tuples(STARTS, FORMS, RULES, LENGTHS), min_size=1, max_size=14),
    limit=st.integers(1, 5),
    batch=st.integers(1, 4),
)
def test_the_parts_are_the_whole(household: Household, drawn, limit: int, batch: int) -> None:
    house, calendar = household, household.own("anna").id
    other = household.own("anna").id
    for number, each in enumerate(drawn):
        place = other if number % 3 == 0 else calendar
        house.objects.put(house.anna, place, event(number, *each), now=NOW + timedelta(seconds=number % 4))
    asked = Query(NOVEMBER.start, NOVEMBER.end, (calendar, other))
    whole = house.query.find_occurrences(house.anna, asked).items
    patched, listing.BATCH = listing.BATCH, batch
    try:
        found = pages(house.service, house.anna, PageRequest(asked), limit)
        made = pages(house.service, house.anna, PageRequest(asked, Order.CREATED), limit)
        first = house.query.list_occurrences(house.anna, PageRequest(asked, skipped=2, limit=limit))
    finally:
        listing.BATCH = patched
    assert [key_of(each) for each in found] == sorted(key_of(each) for each in whole)
    assert [key_of(each) for each in first.items] == [key_of(each) for each in found][2 : 2 + limit]
    uncounted = len(whole) - 2 - limit - 1 >= listing.COUNTED
    assert first.total == (None if uncounted else len(whole))
    newest = sorted(whole, key=lambda each: (-each.seen.stored.created.timestamp(), -each.seen.id, key_of(each)))
    assert [key_of(each) for each in made] == [key_of(each) for each in newest]


@BOTH
def test_each_is_seen_once_while_others_write(house: Household) -> None:
    put = house.objects.put
    for day in range(1, 29):
        put(house.anna, house.calendar.id, event(day, datetime(2026, 11, day), "utc", "", ""), now=NOW)
    put(house.anna, house.calendar.id, event(99, datetime(2026, 10, 1, 9), "zone", "FREQ=DAILY", ""), now=NOW)
    seen: list[tuple[int, datetime]] = []
    after = None
    for turn in range(40):
        part = house.query.list_occurrences(house.anna, PageRequest(NOVEMBER, after=after, limit=5))
        seen += [(each.seen.id, each.instance.begins) for each in part.items]
        for hour in (1, 22):  # one before the mark and one behind it, most of the time
            start = datetime(2026, 11, 1 + turn % 28, hour)
            put(house.anna, house.calendar.id, event(1000 + turn * 2 + hour, start, "utc", "", ""), now=NOW)
        after = part.following
        if after is None:
            break
    assert after is None
    assert len(seen) == len(set(seen))
    assert [begins for _, begins in seen] == sorted(begins for _, begins in seen)
    everything = house.query.find_occurrences(house.anna, NOVEMBER).items
    at_first = {(each.seen.id, each.instance.begins) for each in everything if int(_summary(each)) < 1000}
    assert at_first <= set(seen)


def _summary(each: Occurrence) -> str:
    return each.seen.stored.facts.summary


@BOTH
def test_orders_filters_and_what_was_shared_alone(house: Household) -> None:
    ids = [
        objects_of(house.service)
        .put(
            house.anna,
            house.calendar.id,
            text_of(f"e{number}", f"SUMMARY:{number}"),
            now=NOW + timedelta(seconds=number),
        )
        .id
        for number in range(5)
    ]
    alone = house.own("bert").id
    shared = house.objects.put(house.bert, alone, text_of("alone"), now=NOW + timedelta(seconds=2)).id
    house.objects.share(house.bert, shared, [grant_to(house.anna, Level.READ)], now=NOW)
    house.objects.put(house.anna, house.calendar.id, text_of("e0", "SUMMARY:new"), now=NOW + timedelta(hours=1))

    def listed(order: Order, **more) -> list[int]:
        found = house.query.list_occurrences(house.anna, PageRequest(NOVEMBER, order, limit=9, **more))
        assert found.following is None
        assert found.total == len(found.items)
        return [each.seen.id for each in found.items]

    created = [ids[4], ids[3], shared, ids[2], ids[1], ids[0]]
    assert listed(Order.START) == sorted([*ids, shared])
    assert listed(Order.CREATED) == created
    assert listed(Order.MODIFIED) == [ids[0], *created[:-1]]
    assert listed(Order.CREATED, fits=lambda seen: seen.id != ids[3]) == [each for each in created if each != ids[3]]
    assert [
        each.seen.id for each in pages(house.service, house.anna, PageRequest(NOVEMBER, Order.CREATED), 1)
    ] == created


def test_a_part_ends_where_too_much_would_have_to_be_passed(house: Household, monkeypatch) -> None:
    monkeypatch.setattr(listing, "BATCH", 2)
    monkeypatch.setattr(listing, "MOST_LOOKED_AT", 4)
    for number in range(12):
        house.put("anna", f"e{number:02}", f"SUMMARY:{number}", start=f"DTSTART:202611{number + 1:02}T100000Z")
    for order in Order:
        part = house.query.list_occurrences(
            house.anna,
            PageRequest(NOVEMBER, order, limit=1, fits=lambda seen: seen.stored.facts.summary in ("11", "0")),
        )
        found = pages(
            house.service,
            house.anna,
            PageRequest(NOVEMBER, order, fits=lambda seen: seen.stored.facts.summary in ("11", "0")),
            1,
        )
        assert len(part.items) <= 1
        assert sorted(_summary(each) for each in found) == ["0", "11"]


def test_what_cannot_be_read_is_left_out(house: Household) -> None:
    text = text_of("odd", "RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30")
    house.objects.put(house.anna, house.calendar.id, text, now=NOW)
    house.put("anna", "sound")
    found = house.query.list_occurrences(house.anna, PageRequest(NOVEMBER))
    assert "sound" in [each.seen.stored.facts.uid for each in found.items]


def test_nobody_counts_for_ever(store: Store, house: Household) -> None:
    few = Service.of(store, limits=Limits(occurrences=10))
    with refused(Kind.INVALID):
        query_of(few).list_occurrences(house.anna, PageRequest(NOVEMBER, skipped=11))
    assert query_of(few).list_occurrences(house.emil, PageRequest(NOVEMBER)).items == ()


def test_a_rule_of_every_second_is_not_counted_to_its_end(house: Household) -> None:
    house.put("anna", "ticks", "RRULE:FREQ=SECONDLY", start="DTSTART:20261101T000000Z")
    found = house.query.list_occurrences(house.anna, PageRequest(NOVEMBER, limit=3))
    assert [each.instance.begins.second for each in found.items] == [0, 1, 2]
    assert found.total is None
    last = Cursor(int(datetime(2026, 11, 30, 23, 59, 58, tzinfo=UTC).timestamp()) * 1_000_000, 2**30, 0)
    assert len(house.query.list_occurrences(house.anna, PageRequest(NOVEMBER, after=last)).items) == 1


@pytest.fixture
def household(house: Household) -> Household:
    return house
