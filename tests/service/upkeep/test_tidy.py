"""Forgetting what is too old: all of it, in small steps, one process at a time."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from tests.service.household import BOTH, NOW, Household, text_of

from kalends.errors import Fault, Kind
from kalends.service.limits import Limits
from kalends.service.people.oauth.granting import REMEMBERED
from kalends.service.ports import Store
from kalends.service.records import ClientDraft, Consent, KeptFile, Scope, Ticket, TicketKind
from kalends.service.upkeep import tidy
from kalends.service.upkeep.tidy import Tidied, Tidy

LATER = NOW + timedelta(days=30, seconds=1)
HOUR = timedelta(hours=1)
NOTHING = Tidied(0, 0, 0, 0, 0, 0)


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
        saved = house.objects.put(house.anna, house.calendar.id, text, now=now)
        house.objects.delete(house.anna, saved.id, now=now)
        with store.writing() as transaction:
            transaction.counters.spend(f"{each} {now}", seconds=60, now=now)
    file, me = KeptFile("a", "b", "c"), house.anna.account_id
    week = timedelta(days=7)
    tokens = [house.service.files.keep(file, owner_id=me, now=now, lifetime=week) for _ in range(number)]
    return tokens[0]


@BOTH
def test_all_that_is_old_goes_and_nothing_else(house: Household, store: Store, broom: Tidy, rests: list[float]) -> None:
    token = house.sync.get_token(house.anna, house.calendar.id)
    fill(house, store, NOW)
    kept = house.put("anna", "kept")
    assert broom.run(now=NOW) == NOTHING
    fresh = house.sync.get_token(house.anna, house.calendar.id)
    file = fill(house, store, LATER, number=1)
    done = broom.run(now=LATER)
    # a write forgets a few by itself
    assert (done.events, done.files + done.counters > 0, 0 < done.versions <= 7) == (15, True, True)
    assert rests
    assert set(rests) == {tidy.REST}
    assert broom.run(now=LATER) == NOTHING
    assert house.get("anna", kept.id).stored.etag == kept.etag
    assert house.service.files.fetch(file, LATER).name == "a"
    assert len(house.history.get_departures(house.anna, house.calendar.id)) == 1
    assert [each.etag is None for each in house.sync.get_changes(house.anna, house.calendar.id, fresh).items] == [True]
    with pytest.raises(Fault) as caught:
        house.sync.get_changes(house.anna, house.calendar.id, token)
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


@BOTH
def test_what_ended_of_oauth_goes_when_no_thief_can_be_noticed_any_more(
    house: Household, store: Store, broom: Tidy, rests: list[float]
) -> None:
    new = ClientDraft("shop", "Shop", ("https://shop.example/back",), Scope.FULL, "")
    ends = (NOW, NOW + HOUR)
    with store.writing() as transaction:
        client = transaction.clients.add(new, now=NOW)
        lasting, *ended = (
            transaction.consents.add(client, house.anna.account_id, Scope.FULL, ends=end, now=NOW)
            for end in (NOW + 9 * REMEMBERED, *ends)
        )
        for number, (consent, end) in enumerate((given, end) for given in (lasting, *ended) for end in ends * 2):
            transaction.consents.put(Ticket(f"{number}", consent.id, TicketKind.ACCESS, Scope.FULL, end))
    assert broom.run(now=NOW + REMEMBERED - timedelta(seconds=1)) == NOTHING
    done = broom.run(now=NOW + REMEMBERED)
    assert done == replace(NOTHING, oauth=done.oauth)
    assert 4 <= done.oauth <= 7  # a consent takes those of its six tickets along that are there yet
    assert rests
    assert left(store, lasting, *ended) == [lasting, ended[1]]
    with store.reading() as transaction:
        assert transaction.consents.ticket("1").ends == NOW + HOUR
    assert broom.run(now=NOW + REMEMBERED + HOUR).oauth >= 3
    assert left(store, lasting, *ended) == [lasting]
    assert broom.run(now=NOW + REMEMBERED + HOUR) == NOTHING


def left(store: Store, *consents: Consent) -> list[Consent]:
    """Those of the consents that are there."""
    found = []
    for each in consents:
        with suppress(Fault), store.writing() as transaction:
            found.append(transaction.consents.lock(each.id))
    return found


def test_it_stops_between_two_steps(house: Household, store: Store, broom: Tidy) -> None:
    fill(house, store, NOW)
    turns = iter([True])
    done = broom.run(now=LATER, going=lambda: next(turns, False))
    assert done == Tidied(versions=3, events=0, files=0, counters=0, oauth=0, networks=0)
