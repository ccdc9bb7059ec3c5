"""What every store promises about transactions."""

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from tests.contracts.conftest import Hand

from kalends.service.ports import Store
from kalends.service.records import KeptFile

FILE = KeptFile("a.ics", "BEGIN:VCALENDAR\r\n", "text/calendar")


def spent(store: Store, subject: str, now: datetime) -> int:
    with store.reading() as transaction:
        return transaction.counters.spent(subject, now=now).count


def test_what_was_written_is_there_after_opening_again(
    store: Store, hand: Hand, reopen: Callable[[], Store], now: datetime
) -> None:
    owner = hand.account("ada")
    with store.writing() as transaction:
        transaction.files.add("a", FILE, owner_id=owner.id, expires=now)
    store.close()
    again = reopen()
    with again.reading() as transaction:
        assert transaction.files.find("a") == FILE
    again.close()


def test_an_exception_undoes_everything(store: Store, now: datetime) -> None:
    def spend_and_fail() -> None:
        with store.writing() as transaction:
            transaction.counters.spend("a", seconds=60, now=now)
            transaction.counters.spend("b", seconds=60, now=now)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        spend_and_fail()
    assert spent(store, "a", now) == 0
    with store.writing() as transaction:
        assert transaction.counters.spend("b", seconds=60, now=now).count == 1


def test_others_see_nothing_before_the_end(store: Store, now: datetime) -> None:
    with store.writing() as transaction:
        transaction.counters.spend("a", seconds=60, now=now)
        assert spent(store, "a", now) == 0
    assert spent(store, "a", now) == 1


def test_a_reader_sees_one_state(store: Store, now: datetime) -> None:
    with store.reading() as transaction:
        assert transaction.counters.spent("a", now=now).count == 0
        with store.writing() as other:
            other.counters.spend("a", seconds=60, now=now)
        assert transaction.counters.spent("a", now=now).count == 0
    assert spent(store, "a", now) == 1


def test_writers_wait_for_each_other(store: Store, now: datetime) -> None:
    def spend() -> None:
        for _ in range(25):
            with store.writing() as transaction:
                transaction.counters.spend("a", seconds=60, now=now)

    threads = [threading.Thread(target=spend) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert spent(store, "a", now) == 200


def test_two_openings_see_the_same(store: Store, reopen: Callable[[], Store], now: datetime) -> None:
    other = reopen()
    with store.writing() as transaction:
        transaction.counters.spend("a", seconds=60, now=now)
    assert spent(other, "a", now) == 1
    other.close()


def test_closing_twice_does_no_harm(store: Store) -> None:
    store.close()
    store.close()
