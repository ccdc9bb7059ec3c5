"""What every store promises about the networks at which accounts signed in."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Thread

from kalends.service.ports import Store

DAY = timedelta(days=1)


def test_a_network_is_noted_with_its_last_time(store: Store, hand, now: datetime) -> None:
    anna, bert = hand.account("anna"), hand.account("bert")
    with store.writing() as transaction:
        networks = transaction.networks
        assert networks.last_seen(anna.id, "home") is None
        networks.note(anna.id, "home", now=now, keep=9)
        networks.note(anna.id, "home", now=now + DAY, keep=9)
        networks.note(anna.id, "work", now=now, keep=9)
        assert networks.last_seen(anna.id, "home") == now + DAY
        assert networks.last_seen(anna.id, "work") == now
        assert networks.last_seen(bert.id, "home") is None
        networks.note(anna.id, "home", now=now, keep=9)  # a clock was put right
        assert networks.last_seen(anna.id, "home") == now


def test_so_many_are_kept_of_one_account_those_that_were_noted_last(store: Store, hand, now: datetime) -> None:
    anna, bert = hand.account("anna"), hand.account("bert")
    with store.writing() as transaction:
        networks = transaction.networks
        networks.note(bert.id, "0", now=now - DAY, keep=3)
        for number in range(3):
            networks.note(anna.id, str(number), now=now + number * DAY, keep=3)
        assert [networks.last_seen(anna.id, str(each)) is not None for each in range(4)] == [True, True, True, False]
        networks.note(anna.id, "3", now=now + 3 * DAY, keep=3)
        assert [networks.last_seen(anna.id, str(each)) is not None for each in range(4)] == [False, True, True, True]
        assert networks.last_seen(bert.id, "0") == now - DAY


def test_only_old_networks_are_purged_and_few_at_once(store: Store, hand, now: datetime) -> None:
    anna, bert = hand.account("anna"), hand.account("bert")
    with store.writing() as transaction:
        networks = transaction.networks
        for number in range(4):
            networks.note(anna.id, str(number), now=now + number * DAY, keep=9)
        networks.note(bert.id, "0", now=now, keep=9)
        assert networks.purge(before=now, at_most=9) == 0
        assert networks.purge(before=now + 2 * DAY, at_most=2) == 2
        assert networks.purge(before=now + 2 * DAY, at_most=9) == 1
        assert [networks.last_seen(anna.id, str(each)) is not None for each in range(4)] == [False, False, True, True]


def test_networks_go_with_their_account(store: Store, hand, now: datetime) -> None:
    anna = hand.account("anna")
    with store.writing() as transaction:
        transaction.networks.note(anna.id, "home", now=now, keep=9)
        transaction.accounts.remove(anna.id)
        assert transaction.networks.last_seen(anna.id, "home") is None
        transaction.networks.note(anna.id, "home", now=now, keep=9)
        transaction.networks.note(2**31, "home", now=now, keep=9)
        assert transaction.networks.last_seen(anna.id, "home") is None


def test_many_may_note_at_once(reopen: Callable[[], Store], store: Store, hand, now: datetime) -> None:
    anna = hand.account("anna")

    def note(first: int) -> None:
        for number in range(10):
            with store.writing() as transaction:
                transaction.networks.note(anna.id, str((first + number) % 10), now=now, keep=9)

    threads = [Thread(target=note, args=(each,)) for each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as transaction:
        assert sum(transaction.networks.last_seen(anna.id, str(each)) is not None for each in range(10)) <= 10
