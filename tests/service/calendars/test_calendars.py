"""Calendars: made, seen, changed, viewed, shared, removed."""

from threading import Barrier, Thread

import pytest
from tests.service.household import BOTH, NOW, Household, grant_to, refused

from kalends.errors import Kind
from kalends.service.calendars import CalendarChange, NewCalendar, ViewChange
from kalends.service.house import Service
from kalends.service.limits import Limits
from kalends.service.ports import Store
from kalends.service.records import Level, Look, ObjectKind


@BOTH
def test_the_default_calendar_is_made_once_whoever_asks(house: Household) -> None:
    barrier = Barrier(4)
    made: list[int] = []

    def ask() -> None:
        barrier.wait()
        made.append(house.calendars.ensure_default(house.emil, now=NOW).id)

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 1
    (calendar,) = house.calendars.get_all(house.emil)
    assert (calendar.look.title, calendar.look.alert, calendar.calendar.default) == ("My calendar", 15, True)


def test_another_calendar_becomes_the_default_one(house: Household) -> None:
    first = house.calendars.ensure_default(house.anna, now=NOW)
    house.calendars.set_default(house.anna, house.calendar.id, now=NOW)
    assert house.calendars.ensure_default(house.anna, now=NOW).id == house.calendar.id
    house.calendars.remove(house.anna, house.calendar.id, now=NOW)
    again = house.calendars.ensure_default(house.anna, now=NOW)
    assert again.id not in (first.id, house.calendar.id)


def test_own_calendars_come_first(house: Household) -> None:
    own = house.own("cleo")
    listed = house.calendars.get_all(house.cleo)
    assert [each.id for each in listed] == [own.id, house.calendar.id]
    assert [each.access.name for each in listed] == ["OWNER", "READ"]
    assert [each.owner.name for each in listed] == ["Cleo", "Anna"]
    assert [each.shared for each in listed] == [False, True]
    assert house.calendars.get_all(house.emil) == ()


@BOTH
def test_a_calendar_is_changed_for_everybody(house: Household) -> None:
    change = CalendarChange(
        title="Ours", colour="#9bb845", time_zone="Europe/Berlin", alert=5, properties={("a", "b"): "c"}
    )
    changed = house.calendars.change(house.bert, house.calendar.id, change, now=NOW)
    assert (changed.look.title, changed.look.time_zone, changed.look.description) == ("Ours", "Europe/Berlin", "")
    seen = house.calendars.get(house.dora, house.calendar.id)
    assert seen.look == changed.look
    assert seen.properties == {("a", "b"): "c"}
    named = house.calendars.get_named(house.dora, house.anna.account_id, "annas")
    assert named == seen
    with refused(Kind.NOT_FOUND):
        house.calendars.get_named(house.dora, house.anna.account_id, "x")


def test_a_view_is_one_persons_own(house: Household) -> None:
    wanted = ViewChange(title="Anna at work", colour="#123456", hidden=True)
    seen = house.calendars.change_view(house.cleo, house.calendar.id, wanted, now=NOW)
    assert (seen.look.title, seen.look.colour, seen.view.hidden) == ("Anna at work", "#123456", True)
    assert house.calendars.get(house.anna, house.calendar.id).look.title == "Anna's"
    more = house.calendars.change_view(house.cleo, house.calendar.id, ViewChange(alert=5), now=NOW)
    assert (more.look.title, more.look.alert) == ("Anna at work", 5)
    looks = house.calendars.get_looks(house.cleo, [house.calendar.id, 2**31 - 1])
    assert looks == {house.calendar.id: more.look}
    assert house.calendars.get_looks(house.anna, [house.calendar.id])[house.calendar.id].title == "Anna's"
    bare = house.calendars.change_view(house.cleo, house.calendar.id, ViewChange(reset=True), now=NOW)
    assert (bare.look.title, bare.view.hidden) == ("Anna's", False)


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        (CalendarChange(title=" "), ["title"]),
        (CalendarChange(title="a\x00"), ["title"]),
        (CalendarChange(title="a" * 501, colour="x" * 65), ["title", "colour"]),
        (CalendarChange(description="\ud800"), ["description"]),
        (CalendarChange(time_zone="Mars/Base"), ["time_zone"]),
        (CalendarChange(alert=-2), ["alert"]),
        (CalendarChange(alert=10**9), ["alert"]),
    ],
)
def test_every_flaw_is_told(house: Household, change: CalendarChange, fields: list[str]) -> None:
    with refused(Kind.INVALID) as caught:
        house.calendars.change(house.anna, house.calendar.id, change, now=NOW)
    assert [flaw.field for flaw in caught.fault.flaws] == fields


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "a\n", "x" * 256, "\ud800"])
def test_a_name_is_a_segment_of_a_path(house: Household, name: str) -> None:
    with refused(Kind.INVALID):
        house.calendars.create(house.anna, NewCalendar(Look("x"), name), now=NOW)


def test_a_name_is_taken_once(house: Household) -> None:
    with refused(Kind.EXISTS):
        house.calendars.create(house.anna, NewCalendar(Look("x"), "annas"), now=NOW)
    assert house.calendars.create(house.emil, NewCalendar(Look("x"), "annas"), now=NOW).id


def test_a_person_has_so_many_calendars(store: Store) -> None:
    house = Household.of(Service.of(store, limits=Limits(calendars=2)))
    house.own("anna")
    with refused(Kind.TOO_LARGE):
        house.own("anna")


@BOTH
def test_a_list_of_grants_is_replaced_and_changed(house: Household) -> None:
    calendars, calendar_id = house.calendars, house.calendar.id
    shared = calendars.share(house.anna, calendar_id, [grant_to(house.emil, Level.READ)], now=NOW)
    assert [(each.principal.name, each.level) for each in shared] == [("Emil", Level.READ)]
    shared = calendars.grant(house.anna, calendar_id, grant_to(house.emil, Level.FULL), now=NOW)
    assert [(each.principal.name, each.level) for each in shared] == [("Emil", Level.FULL)]
    shared = calendars.grant(house.emil, calendar_id, grant_to(house.cleo, Level.BUSY), now=NOW)
    assert len(shared) == 2
    assert calendars.revoke(house.cleo, calendar_id, grant_to(house.cleo, Level.READ).holder, now=NOW) == ()
    with refused(Kind.NOT_FOUND):
        calendars.get(house.cleo, calendar_id)
    assert calendars.revoke(house.anna, calendar_id, grant_to(house.emil, Level.READ).holder, now=NOW) == ()


@BOTH
def test_a_calendar_is_removed_with_all_that_is_in_it(house: Household) -> None:
    saved = house.put("anna")
    house.calendars.remove(house.anna, house.calendar.id, now=NOW)
    for name in ("anna", "bert"):
        with refused(Kind.NOT_FOUND):
            house.get(name, saved.id)
        with refused(Kind.NOT_FOUND):
            house.put(name, "two")
    new = house.calendars.create(house.anna, NewCalendar(Look("New"), "annas"), now=NOW)
    assert new.ctag != house.calendar.ctag


def test_the_ctag_follows_what_is_seen(house: Household) -> None:
    tags = [house.calendars.get(house.anna, house.calendar.id).ctag]
    saved = house.put("anna")
    tags.append(house.calendars.get(house.anna, house.calendar.id).ctag)
    house.calendars.grant(house.anna, house.calendar.id, grant_to(house.emil, Level.READ), now=NOW)
    tags.append(house.calendars.get(house.anna, house.calendar.id).ctag)
    house.objects.set_alert(house.anna, saved.id, 5, now=NOW)
    tags.append(house.calendars.get(house.anna, house.calendar.id).ctag)
    assert len(set(tags)) == 4


def test_a_new_calendar_says_what_it_keeps_and_who_has_it(house: Household) -> None:
    new = NewCalendar(
        Look("Tasks"),
        kinds=frozenset({ObjectKind.TODO}),
        grants=(grant_to(house.emil, Level.READ),),
        properties={("a", "b"): "c"},
    )
    made = house.calendars.create(house.anna, new, now=NOW)
    assert made.shared
    assert made.calendar.kinds == {ObjectKind.TODO}
    assert house.calendars.get(house.emil, made.id).properties == {("a", "b"): "c"}


@BOTH
def test_the_people_of_a_calendar_are_those_who_read_it(house: Household) -> None:
    members = house.calendars.get_members
    for me in (house.anna, house.cleo, house.finn, house.gwen):
        assert [each.name for each in members(me, house.calendar.id)] == ["Anna", "Bert", "Cleo", "Finn"]
    with refused(Kind.FORBIDDEN):
        members(house.dora, house.calendar.id)
    with refused(Kind.NOT_FOUND):
        members(house.emil, house.calendar.id)
    with refused(Kind.NOT_FOUND):
        members(house.anna, 999)


@BOTH
def test_several_are_invited_at_once_or_none(house: Household) -> None:
    calendars, ids = house.calendars, [house.emil.account_id, house.cleo.account_id, house.emil.account_id]
    with refused(Kind.NOT_FOUND):
        calendars.invite(house.anna, house.calendar.id, [*ids, 999], now=NOW)
    with refused(Kind.FORBIDDEN):
        calendars.invite(house.cleo, house.calendar.id, ids, now=NOW)
    before = {each.principal.name: each.level for each in calendars.get_shares(house.anna, house.calendar.id)}
    after = {each.principal.name: each.level for each in calendars.invite(house.anna, house.calendar.id, ids, now=NOW)}
    assert "Emil" not in before
    assert after == before | {"Emil": Level.FULL, "Cleo": Level.FULL}
