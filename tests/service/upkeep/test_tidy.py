"""Forgetting what is too old: all of it, in small steps, one process at a time."""

from datetime import datetime, timedelta

import pytest
from tests.service.household import BOTH, NOW, Household, text_of

from kalends.errors import Fault, Kind
from kalends.service.limits import Limits
from kalends.service.ports import Store
from kalends.service.upkeep import tidy
from kalends.service.upkeep.tidy import Tidied, Tidy

LATER = NOW + timedelta(days=30, seconds=1)
HOUR = timedelta(hours=1)
NOTHING = Tidied(0, 0, 0, 0)


@pytest.fixture
def rests() -> list[float]:
    return []


@pytest.fixture
def broom(store: Store, rests: list[float], monkeypatch: pytest.MonkeyPatch) -> Tidy:
    monkeypatch.setattr(tidy, "STEP", 3)
    return Tidy(store, Limits(), rest=rests.append)


def fill(house: Household, store: Store, now: datetime, number: int = 7) -> str:
    """So many deletions, files and counters; the token of a file."""
    for each in range(number):
        text = text_of(f"{each} {now}")
        saved = house.service.objects.put(house.anna, house.calendar.id, text, now=now)
        house.service.objects.delete(house.anna, saved.id, now=now)
        with store.writing() as transaction:
            transaction.counters.spend(f"{each} {now}", seconds=60, now=now)
    tokens = [house.service.files.keep("a", "b", "c", now=now, lifetime=timedelta(days=7)) for _ in range(number)]
    return tokens[0]


@BOTH
def test_all_that_is_old_goes_and_nothing_else(house: Household, store: Store, broom: Tidy, rests: list[float]) -> None:
    token = house.service.sync.token(house.anna, house.calendar.id)
    fill(house, store, NOW)
    kept = house.put("anna", "kept")
    assert broom.run(now=NOW) == NOTHING
    fresh = house.service.sync.token(house.anna, house.calendar.id)
    file = fill(house, store, LATER, number=1)
    done = broom.run(now=LATER)
    # a write forgets a few by itself
    assert (done.deletions, done.files + done.counters > 0, 0 < done.versions <= 7) == (7, True, True)
    assert rests
    assert set(rests) == {tidy.REST}
    assert broom.run(now=LATER) == NOTHING
    assert house.get("anna", kept.id).stored.etag == kept.etag
    assert house.service.files.fetch(file, LATER).name == "a"
    assert len(house.service.history.removed(house.anna, house.calendar.id)) == 1
    assert [each.etag is None for each in house.service.sync.changes(house.anna, house.calendar.id, fresh).items] == [
        True
    ]
    with pytest.raises(Fault) as caught:
        house.service.sync.changes(house.anna, house.calendar.id, token)
    assert caught.value.kind is Kind.GONE


@BOTH
def test_one_process_at_a_time(house: Household, store: Store) -> None:
    one, other = Tidy(store, Limits()), Tidy(store, Limits())
    assert one.in_turn(now=NOW, every=HOUR) == NOTHING
    assert other.in_turn(now=NOW + HOUR / 2, every=HOUR) is None
    assert other.in_turn(now=NOW + HOUR, every=HOUR) == NOTHING
    assert one.in_turn(now=NOW + HOUR, every=HOUR) is None
    # the clock was put back: what it wrote before counts for nothing
    assert one.in_turn(now=NOW - HOUR, every=HOUR) == NOTHING


def test_it_stops_between_two_steps(house: Household, store: Store, broom: Tidy) -> None:
    fill(house, store, NOW)
    turns = iter([True])
    done = broom.run(now=LATER, going=lambda: next(turns, False))
    assert done == Tidied(versions=3, deletions=0, files=0, counters=0)
