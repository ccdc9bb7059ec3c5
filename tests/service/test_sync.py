"""What a client is told that keeps up with a calendar."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.service.household import BOTH, NOW, Household, grant_to, refused

from kalends.errors import Kind
from kalends.service.objects import Place
from kalends.service.records import Level


@BOTH
def test_the_changes_since_a_token(house: Household) -> None:
    sync, calendar_id = house.sync, house.calendar.id
    first, second = house.put("anna", "first"), house.put("anna", "second")
    begun = sync.get_changes(house.anna, calendar_id)
    assert {(item.href, item.etag) for item in begun.items} == {(each.href, each.etag) for each in (first, second)}
    assert sync.get_changes(house.anna, calendar_id, begun.token).items == ()
    changed = house.put("anna", "first", "SUMMARY:new")
    house.objects.delete(house.anna, second.id, now=NOW)
    third = house.put("anna", "third")
    house.objects.delete(house.anna, third.id, now=NOW)
    told = sync.get_changes(house.anna, calendar_id, begun.token)
    assert [(item.href, item.etag) for item in told.items] == [
        ("first.ics", changed.etag),
        ("second.ics", None),
        ("third.ics", None),
    ]
    assert [item.href for item in sync.get_changes(house.anna, calendar_id).items] == ["first.ics"]


@BOTH
@pytest.mark.parametrize("limit", [1, 2, 3, 7, 100])
def test_parts_skip_nothing(house: Household, limit: int) -> None:
    ids = [house.put("anna", f"{number}").id for number in range(7)]
    for object_id in ids[:3]:
        house.objects.delete(house.anna, object_id, now=NOW)
    known: dict[str, str] = {}
    token, rounds = "", 0
    while True:
        part = house.sync.get_changes(house.anna, house.calendar.id, token, limit=limit)
        assert len(part.items) <= limit
        for item in part.items:
            if item.etag is None:
                known.pop(item.href, None)
            else:
                known[item.href] = item.etag
        token, rounds = part.token, rounds + 1
        if rounds == 2:
            house.put("anna", "4", "SUMMARY:while it goes on")
        if not part.more and rounds > 2:
            break
    entries = house.query.find_objects(house.anna, house.calendar.id)
    assert known == {each.stored.href: each.stored.etag for each in entries}


def test_many_changes_are_listed_at_once(house: Household) -> None:
    text = "".join(
        f"BEGIN:VEVENT\r\nUID:{number}\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20261110T100000Z\r\nEND:VEVENT\r\n"
        for number in range(300)
    )
    house.service.transfer.take_in(
        house.anna, house.calendar.id, f"BEGIN:VCALENDAR\r\n{text}END:VCALENDAR\r\n", now=NOW
    )
    etags = {each.stored.href: each.stored.etag for each in house.query.find_objects(house.anna, house.calendar.id)}
    for who, suffix in (("anna", ""), ("cleo", ""), ("dora", "-busy")):
        items = house.sync.get_changes(house.people[who], house.calendar.id).items
        assert {item.href: item.etag for item in items} == {href: etag + suffix for href, etag in etags.items()}


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "1-2-3",
        "1-2-3-4-5",
        "0-0-0-1",
        "-1-0-0-1",
        "9" * 19 + "-0-0-1",
        "http://example.org/sync/1",
        "\x00",
        "١-0-0-1",
    ],
)
def test_a_token_that_is_none_of_ours_is_gone(house: Household, token: str) -> None:
    with refused(Kind.GONE, "valid-sync-token"):
        house.sync.get_changes(house.anna, house.calendar.id, token)


def test_a_token_is_of_one_calendar_and_not_of_its_future(house: Household) -> None:
    house.put("anna")
    token = house.sync.get_token(house.anna, house.calendar.id)
    with refused(Kind.GONE, "valid-sync-token"):
        house.sync.get_changes(house.anna, house.own("anna").id, token)
    generation, counter, epoch, calendar_id = token.split("-")
    future = f"{generation}-{int(counter) + 1}-{epoch}-{calendar_id}"
    with refused(Kind.GONE, "valid-sync-token"):
        house.sync.get_changes(house.anna, house.calendar.id, future)


@BOTH
def test_tokens_from_before_a_sweep_are_gone(house: Household) -> None:
    saved = house.put("anna")
    old = house.sync.get_token(house.anna, house.calendar.id)
    house.objects.delete(house.anna, saved.id, now=NOW)
    fresh = house.sync.get_token(house.anna, house.calendar.id)
    house.put("anna", "two")
    later = NOW + timedelta(days=30, seconds=1)
    assert house.service.tidy.run(now=later).events == 3
    with refused(Kind.GONE, "valid-sync-token"):
        house.sync.get_changes(house.anna, house.calendar.id, old)
    assert [item.href for item in house.sync.get_changes(house.anna, house.calendar.id, fresh).items] == ["two.ics"]


@BOTH
def test_a_changed_right_tells_everything_again(house: Household) -> None:
    saved = house.put("anna", "one", "SUMMARY:x")
    gone = house.put("anna", "gone")
    token = house.sync.get_token(house.cleo, house.calendar.id)
    house.objects.delete(house.anna, gone.id, now=NOW)
    house.calendars.grant(house.anna, house.calendar.id, grant_to(house.cleo, Level.BUSY), now=NOW)
    told = house.sync.get_changes(house.cleo, house.calendar.id, token)
    assert {(item.href, item.etag) for item in told.items} == {("one.ics", f"{saved.etag}-busy"), ("gone.ics", None)}
    assert house.sync.get_changes(house.cleo, house.calendar.id, told.token).items == ()


def test_a_private_event_has_the_etag_of_what_is_seen(house: Household) -> None:
    house.put("anna", "one", "CLASS:PRIVATE")
    seen = house.objects.at(house.cleo, house.calendar.id, "one.ics")
    (item,) = house.sync.get_changes(house.cleo, house.calendar.id).items
    assert item.etag == seen.stored.etag
    assert seen.stored.etag.endswith("-busy")


def test_a_move_is_told_on_both_sides(house: Household) -> None:
    saved, other = house.put("anna"), house.own("anna")
    tokens = {each: house.sync.get_token(house.anna, each) for each in (house.calendar.id, other.id)}
    house.objects.move(house.anna, saved.id, Place(other.id), now=NOW)
    told = {each: house.sync.get_changes(house.anna, each, token).items for each, token in tokens.items()}
    assert [item.etag for item in told[house.calendar.id]] == [None]
    assert [item.etag for item in told[other.id]] == [saved.etag]


def test_a_limit_of_nothing_is_one(house: Household) -> None:
    house.put("anna")
    house.put("anna", "two")
    for limit in (0, -5):
        part = house.sync.get_changes(house.anna, house.calendar.id, limit=limit)
        assert (len(part.items), part.more) == (1, True)
    assert replace(part, token="") != part
