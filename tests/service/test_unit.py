"""Units of work: one transaction for all that a caller does at once, and what is done outside of it."""

from collections.abc import Callable

import pytest
from tests.service.household import BOTH, NOW, Household, grant_to, refused, text_of
from tests.units import WatchedStore, nobody

from kalends.errors import Fault, Kind
from kalends.service.access import Access
from kalends.service.calendars import CalendarChange
from kalends.service.house import Service
from kalends.service.ports import Collision
from kalends.service.records import Calendar, Facts, Level, ObjectDraft, ObjectKind, Scope, Span, Stored
from kalends.service.unit import MOST_TRIES, PAUSES, SMALL_OCTETS, Unit, is_small

LARGE, SMALL = "x" * (SMALL_OCTETS + 1), "x" * SMALL_OCTETS


def watched(house: Household, *meanwhile: Callable[[], object]) -> tuple[Service, WatchedStore]:
    store = WatchedStore(house.service.store, *meanwhile)
    return Service.of(store), store


def add(unit: Unit, calendar: Calendar, uid: str) -> Stored:
    """A verb that writes, as small as it can be."""
    (locked,) = unit.lock([calendar.id])
    facts = Facts(uid, ObjectKind.EVENT, Span(0, 0), uid)
    draft = ObjectDraft(f"{uid}.ics", text_of(uid), uid, facts, unit.by)
    return unit.transaction.objects.add(locked, draft, by=unit.by, now=unit.now)


def uids(unit: Unit, calendar: Calendar) -> list[str]:
    """A verb that reads."""
    return [each.href for each in unit.transaction.objects.entries(calendar)]


@BOTH
def test_two_verbs_are_one_transaction(house: Household) -> None:
    calendar = house.calendar.calendar

    def work(unit: Unit) -> list[str]:
        add(unit, calendar, "one")
        add(unit, calendar, "two")
        return uids(unit, calendar)

    assert house.service.write(house.anna, NOW, work) == ["one.ics", "two.ics"]
    with house.service.read(house.anna) as unit:
        assert uids(unit, calendar) == ["one.ics", "two.ics"]


@BOTH
def test_a_fault_undoes_both(house: Household) -> None:
    calendar = house.calendar.calendar

    def work(unit: Unit) -> None:
        add(unit, calendar, "one")
        add(unit, calendar, "one")

    with refused(Kind.EXISTS):
        house.service.write(house.anna, NOW, work)
    with house.service.read(house.anna) as unit:
        assert uids(unit, calendar) == []


@BOTH
def test_a_dry_run_tells_the_result_and_keeps_nothing(house: Household) -> None:
    calendar = house.calendar.calendar

    def work(unit: Unit) -> list[str]:
        add(unit, calendar, "one")
        return uids(unit, calendar)

    assert house.service.write(house.anna, NOW, work, dry_run=True) == ["one.ics"]
    with house.service.read(house.anna) as unit:
        assert uids(unit, calendar) == []
        assert unit.transaction.calendars.find(calendar.id).counter == calendar.counter


@BOTH
def test_work_that_collided_is_done_again(house: Household) -> None:
    calendar, tries = house.calendar.calendar, []

    def work(unit: Unit) -> list[str]:
        tries.append(1)
        add(unit, calendar, "one")
        if len(tries) <= len(PAUSES):
            raise Collision
        return uids(unit, calendar)

    assert house.service.write(house.anna, NOW, work) == ["one.ics"]
    assert len(tries) == len(PAUSES) + 1


def test_the_last_collision_is_the_callers(house: Household) -> None:
    def work(_: Unit) -> None:
        raise Collision

    with refused(Kind.BUSY):
        house.service.write(house.anna, NOW, work)


@BOTH
def test_heavy_work_is_done_once_and_outside_of_the_transaction(house: Household) -> None:
    calendar = house.calendar.calendar
    service, store = watched(house)
    under_lock: list[bool] = []

    def work(unit: Unit) -> int:
        add(unit, calendar, "one")
        return unit.compute(lambda: under_lock.append(store.is_writing) or 42, text=LARGE, key=("answer", 1))

    assert service.write(house.anna, NOW, work) == 42
    assert under_lock == [False]
    assert store.begun == 2
    with service.read(house.anna) as unit:
        assert uids(unit, calendar) == ["one.ics"]


def test_light_work_is_done_in_the_transaction(house: Household) -> None:
    service, store = watched(house)
    done = service.write(
        house.anna, NOW, lambda unit: unit.compute(lambda: store.is_writing, text=SMALL, key=("light",))
    )
    assert done
    assert store.begun == 1


@pytest.mark.parametrize(
    ("text", "small"),
    [
        (SMALL, True),
        (LARGE, False),
        (text_of("one", *["RRULE:FREQ=DAILY"] * 2), True),
        (text_of("one", *["RRULE:FREQ=DAILY"] * 3), False),
        (text_of("one", *["rr\r\n ule:FREQ=DAILY"] * 3).encode(), False),
    ],
)
def test_a_text_is_small_that_is_short_and_has_few_rules(text: str | bytes, small: bool) -> None:
    assert is_small(text) is small


def test_who_reads_holds_nobody_up_and_computes_at_once(house: Household) -> None:
    with house.service.read(house.anna) as unit:
        assert unit.compute(lambda: 42, text=LARGE, key=("answer",)) == 42


def test_a_fault_of_heavy_work_is_raised_where_it_was_asked_for(house: Household) -> None:
    tries = []

    def impossible() -> int:
        tries.append(1)
        raise Fault(Kind.RULE, "This cannot be.")

    def work(unit: Unit) -> str:
        try:
            unit.compute(impossible, text=LARGE, key=("impossible",))
        except Fault as fault:
            return fault.detail
        return ""

    assert house.service.write(house.anna, NOW, work) == "This cannot be."
    assert tries == [1]


@BOTH
def test_what_was_changed_meanwhile_is_computed_anew(house: Household) -> None:
    saved = house.put("anna", "one", "SUMMARY:Old")
    service, _ = watched(house, nobody, lambda: house.put("anna", "one", "SUMMARY:New"))
    computed: list[str] = []

    def work(unit: Unit) -> str:
        unit.lock([house.calendar.id])
        stored = unit.transaction.objects.find(saved.id)

        def compute() -> str:
            computed.append(stored.facts.summary)
            return stored.facts.summary

        return unit.compute(compute, text=LARGE, key=("summary", stored.etag))

    assert service.write(house.anna, NOW, work) == "New"
    assert computed == ["Old", "New"]


@BOTH
def test_a_right_that_is_lost_between_two_tries_is_lost(house: Household) -> None:
    saved = house.put("anna")
    change = CalendarChange(grants=(grant_to(house.bert, Level.READ),))
    service, _ = watched(house, nobody, lambda: house.calendars.change(house.anna, house.calendar.id, change, now=NOW))

    def work(unit: Unit) -> int:
        unit.lock([house.calendar.id])
        unit.rights.demand_object(unit.transaction.objects.find(saved.id), Access.FULL)
        return unit.compute(lambda: 42, text=LARGE, key=("answer",))

    with refused(Kind.FORBIDDEN):
        service.write(house.bert, NOW, work)


def test_work_that_never_comes_to_an_end_is_given_up(house: Household) -> None:
    keys: list[int] = []

    def work(unit: Unit) -> None:
        keys.append(len(keys))
        unit.compute(lambda: None, text=LARGE, key=(len(keys),))

    with refused(Kind.BUSY):
        house.service.write(house.anna, NOW, work)
    assert len(keys) == MOST_TRIES


@pytest.mark.parametrize("scope", [Scope.READ, Scope.GENERATE])
def test_a_key_needs_the_scope(house: Household, scope: Scope) -> None:
    caller = house.key("anna", scope)
    with refused(Kind.FORBIDDEN):
        house.service.write(caller, NOW, lambda unit: unit.by)
    if scope is Scope.READ:
        with house.service.read(caller) as unit:
            assert unit.by == house.anna.account_id
    else:
        with refused(Kind.FORBIDDEN), house.service.read(caller):
            pass
