"""What every store promises about counters, kept files and the server's secrets."""

from datetime import datetime, timedelta

import pytest
from tests.contracts.conftest import Hand

from kalends.errors import Fault, Kind
from kalends.service.ports import Store
from kalends.service.records import FileUsage, KeptFile, WindowCount

FILE = KeptFile("büro.ics", "BEGIN:VCALENDAR\r\nX:🎈\r\nEND:VCALENDAR\r\n", "text/calendar")
MINUTE = timedelta(minutes=1)


def test_a_window_opens_with_the_first_spending_and_stays(store: Store, now: datetime) -> None:
    with store.writing() as transaction:
        counters = transaction.counters
        assert counters.spent("a", now=now).count == 0
        assert counters.spend("a", seconds=60, now=now) == WindowCount(1, now + MINUTE)
        assert counters.spend("a", seconds=60, now=now + MINUTE / 2) == WindowCount(2, now + MINUTE)
        assert counters.spent("a", now=now + MINUTE / 2) == WindowCount(2, now + MINUTE)
        assert counters.spent("b", now=now).count == 0


def test_a_window_is_over_at_its_end(store: Store, now: datetime) -> None:
    last = now + MINUTE - timedelta(microseconds=1)
    with store.writing() as transaction:
        counters = transaction.counters
        counters.spend("a", seconds=60, now=now)
        assert counters.spent("a", now=last).count == 1
        assert counters.spent("a", now=now + MINUTE).count == 0
        assert counters.spend("a", seconds=60, now=last).count == 2
        assert counters.spend("a", seconds=60, now=now + MINUTE) == WindowCount(1, now + 2 * MINUTE)


def test_a_window_of_a_wrong_clock_is_not_open(store: Store, now: datetime) -> None:
    with store.writing() as transaction:
        counters = transaction.counters
        counters.spend("a", seconds=60, now=now + timedelta(days=900))
        assert counters.spent("a", now=now).count == 0
        assert counters.spend("a", seconds=60, now=now) == WindowCount(1, now + MINUTE)


def test_a_counter_is_forgotten(store: Store, now: datetime) -> None:
    with store.writing() as transaction:
        transaction.counters.spend("a", seconds=60, now=now)
        transaction.counters.clear("a")
        transaction.counters.clear("never there")
        assert transaction.counters.spent("a", now=now).count == 0


def test_only_old_counters_are_purged_and_few_at_once(store: Store, now: datetime) -> None:
    with store.writing() as transaction:
        counters = transaction.counters
        for number in range(5):
            counters.spend(f"old {number}", seconds=60 + number, now=now)
        counters.spend("new", seconds=600, now=now)
        later = now + 2 * MINUTE
        counters.purge(now=later, at_most=3)
        counters.purge(now=now, at_most=9)
        left = [n for n in range(5) if counters.spent(f"old {n}", now=now).count]
        assert left == [3, 4]
        counters.purge(now=later, at_most=9)
        assert not any(counters.spent(f"old {n}", now=now).count for n in range(5))
        assert counters.spent("new", now=later).count == 1


def test_a_file_comes_back_as_it_was_kept(store: Store, hand: Hand, now: datetime) -> None:
    owner = hand.account("ada")
    with store.writing() as transaction:
        transaction.files.add("a", FILE, owner_id=owner.id, expires=now)
        assert transaction.files.find("a") == FILE
        with pytest.raises(Fault) as caught:
            transaction.files.add("a", FILE, owner_id=owner.id, expires=now)
        assert caught.value.kind is Kind.EXISTS
        with pytest.raises(Fault) as caught:
            transaction.files.find("b")
        assert caught.value.kind is Kind.NOT_FOUND


def test_only_expired_files_are_purged_and_few_at_once(store: Store, hand: Hand, now: datetime) -> None:
    owner = hand.account("ada")
    with store.writing() as transaction:
        for number in range(4):
            transaction.files.add(str(number), FILE, owner_id=owner.id, expires=now + number * MINUTE)
        transaction.files.purge(now=now + 2 * MINUTE, at_most=2)
        assert [found(transaction.files, str(n)) for n in range(4)] == [False, False, True, True]
        transaction.files.purge(now=now + 2 * MINUTE, at_most=9)
        assert [found(transaction.files, str(n)) for n in range(4)] == [False, False, False, True]


def test_what_an_account_holds_is_what_has_not_expired(store: Store, hand: Hand, now: datetime) -> None:
    owner, other = hand.account("ada"), hand.account("bo")
    with store.writing() as transaction:
        files = transaction.files
        assert files.usage(owner.id, now=now) == FileUsage(0, 0, None)
        for number in range(3):
            files.add(str(number), FILE, owner_id=owner.id, expires=now + number * MINUTE)
        assert files.usage(owner.id, now=now) == FileUsage(2, 2 * FILE.octets, now + MINUTE)
        assert files.usage(owner.id, now=now + 2 * MINUTE) == FileUsage(0, 0, None)
        assert files.usage(other.id, now=now) == FileUsage(0, 0, None)


def found(files, file_id: str) -> bool:
    try:
        return files.find(file_id) == FILE
    except Fault:
        return False


def test_the_first_proposal_becomes_the_secret(store: Store) -> None:
    with store.writing() as transaction:
        assert transaction.secrets.settle("a", "one") == "one"
        assert transaction.secrets.settle("a", "two") == "one"
        assert transaction.secrets.settle("b", "two") == "two"


def test_whoever_waited_to_spend_still_counts(store: Store, now: datetime) -> None:
    """His time is older than that of the first, who opened the window."""
    for late in (0, 1, 5, 9):
        with store.writing() as transaction:
            spent = transaction.counters.spend("late", seconds=60, now=now - timedelta(seconds=late))
    assert (spent.count, spent.ends) == (4, now + timedelta(seconds=60))
    with store.reading() as transaction:
        assert transaction.counters.spent("late", now=now - timedelta(seconds=9)).count == 4
