"""What every store promises about rights, hidden marks and personal alerts."""

from datetime import datetime
from functools import partial

import pytest

from kalends.errors import Kind
from kalends.service.ports import Store
from kalends.service.records import EVERYONE, NO_ALERT, Grant, HeldGrant, Holder, HolderKind, Level


def person(account) -> Holder:
    return Holder(HolderKind.ACCOUNT, account.id)


@pytest.fixture
def choir(store: Store, now: datetime) -> Holder:
    with store.writing() as transaction:
        return Holder(HolderKind.GROUP, transaction.groups.add("Choir", "guid", now=now).id)


def test_grants_are_put_as_one_list(store: Store, hand, choir: Holder) -> None:
    anna, bert = hand.account("anna"), hand.account("bert")
    work, home = hand.calendar(anna, "work"), hand.calendar(anna, "home")
    event = hand.put(work, "a")
    listed = (Grant(person(bert), Level.FULL), Grant(choir, Level.READ), Grant(EVERYONE, Level.BUSY))
    with store.writing() as transaction:
        grants = transaction.grants
        grants.put_calendar(work, listed[::-1])
        grants.put_object(event, [Grant(person(bert), Level.BUSY)])
        assert grants.of_calendar(work) == listed
        assert grants.of_object(event) == (Grant(person(bert), Level.BUSY),)
        assert grants.of_calendars([work, home]) == {work.id: listed}
        assert grants.of_objects([event]) == {event.id: (Grant(person(bert), Level.BUSY),)}
        grants.put_calendar(work, listed[:1])
        assert grants.of_calendar(work) == listed[:1]
        assert grants.of_object(event)
        grants.put_object(event, [])
        assert grants.of_object(event) == ()


def test_a_person_holds_what_reaches_it(store: Store, hand, choir: Holder) -> None:
    anna, bert, carl = (hand.account(name) for name in ("anna", "bert", "carl"))
    work, home = hand.calendar(anna, "work"), hand.calendar(anna, "home")
    event = hand.put(home, "a")
    with store.writing() as transaction:
        transaction.groups.put_members(choir.id, [bert.id])
        grants = transaction.grants
        grants.put_calendar(work, [Grant(person(bert), Level.READ), Grant(choir, Level.FULL)])
        grants.put_calendar(home, [Grant(EVERYONE, Level.BUSY)])
        grants.put_object(event, [Grant(person(carl), Level.FULL)])
        everyones = HeldGrant(home.id, None, EVERYONE, Level.BUSY)
        assert grants.held(bert.id) == (
            HeldGrant(work.id, None, person(bert), Level.READ),
            HeldGrant(work.id, None, choir, Level.FULL),
            everyones,
        )
        assert grants.held(carl.id) == (everyones, HeldGrant(home.id, event.id, person(carl), Level.FULL))
        assert grants.held(anna.id) == (everyones,)


def test_nobody_is_granted_what_does_not_exist(store: Store, hand, choir: Holder, kind_of) -> None:
    work = hand.calendar(hand.account("anna"))
    nobody = [Holder(HolderKind.ACCOUNT, 999), Holder(HolderKind.GROUP, 999), Holder(HolderKind.GROUP, choir.id + 1)]
    for holder in nobody:
        grants = [Grant(choir, Level.READ), Grant(holder, Level.READ)]
        with store.writing() as transaction:
            assert kind_of(partial(transaction.grants.put_calendar, work, grants)) is Kind.NOT_FOUND
    with store.reading() as transaction:
        assert transaction.grants.of_calendar(work) == ()


def test_a_holder_takes_its_grants_along(store: Store, hand, choir: Holder, now: datetime) -> None:
    anna, bert = hand.account("anna"), hand.account("bert")
    work = hand.calendar(anna)
    event = hand.put(work, "a")
    with store.writing() as transaction:
        grants = transaction.grants
        grants.put_calendar(work, [Grant(person(bert), Level.READ), Grant(choir, Level.READ)])
        grants.put_object(event, [Grant(person(bert), Level.READ), Grant(EVERYONE, Level.READ)])
        transaction.accounts.remove(bert.id)
        transaction.holders.remove(anna.id, person(bert))
        assert grants.of_calendar(work) == (Grant(choir, Level.READ),)
        assert grants.of_object(event) == (Grant(EVERYONE, Level.READ),)
        transaction.objects.remove(event, by=None, now=now)
        assert grants.of_object(event) == ()
        transaction.calendars.remove(work, by=None, now=now)
        assert grants.of_calendar(work) == ()


def test_an_object_can_be_hidden_by_each_person(store: Store, hand) -> None:
    anna, bert, carl = (hand.account(name) for name in ("anna", "bert", "carl"))
    work = hand.calendar(anna)
    first, second = hand.put(work, "a"), hand.put(work, "b")
    with store.writing() as transaction:
        grants = transaction.grants
        grants.hide(first, bert.id)
        grants.hide(first, bert.id)
        grants.hide(second, bert.id)
        grants.hide(second, carl.id)
        grants.show(second, bert.id)
        grants.show(first, anna.id)
        assert (grants.hidden(bert.id), grants.hidden(carl.id), grants.hidden(anna.id)) == (
            {first.id},
            {second.id},
            set(),
        )


def test_each_person_has_alerts(store: Store, hand) -> None:
    anna, bert = hand.account("anna"), hand.account("bert")
    work, home = hand.calendar(anna, "work"), hand.calendar(anna, "home")
    first, second, third = hand.put(work, "a"), hand.put(work, "b"), hand.put(home, "c")
    with store.writing() as transaction:
        alerts = transaction.alerts
        transaction.grants.hide(first, bert.id)
        alerts.put(first, bert.id, 15)
        alerts.put(second, bert.id, NO_ALERT)
        alerts.put(third, bert.id, 5)
        alerts.put(first, anna.id, 60)
        assert alerts.of(bert.id, [first, third]) == {first.id: 15, third.id: 5}
        in_work = [first, second]
        assert alerts.of(bert.id, in_work) == {first.id: 15, second.id: NO_ALERT}
        alerts.put(first, bert.id, None)
        assert alerts.of(bert.id, in_work) == {second.id: NO_ALERT}
        assert alerts.of(anna.id, in_work) == {first.id: 60}
        assert transaction.grants.hidden(bert.id) == {first.id}


def test_what_is_seen_otherwise_raises_the_access_epoch(store: Store, hand, now: datetime) -> None:
    anna, bert = hand.account("anna"), hand.account("bert")
    work = hand.calendar(anna)
    event = hand.put(work, "a")
    before = hand.calendar_now(work)
    epochs = [before.access_epoch]
    for change in (
        lambda transaction: transaction.grants.put_calendar(work, [Grant(EVERYONE, Level.READ)]),
        lambda transaction: transaction.grants.put_object(event, [Grant(person(bert), Level.READ)]),
        lambda transaction: transaction.grants.hide(event, bert.id),
        lambda transaction: transaction.grants.show(event, bert.id),
        lambda transaction: transaction.alerts.put(event, bert.id, 5),
    ):
        with store.writing() as transaction:
            change(transaction)
        epochs.append(hand.calendar_now(work).access_epoch)
    assert sorted(set(epochs)) == epochs
    assert hand.calendar_now(work).counter == before.counter
