"""What every store promises about groups, and about the directory of people, groups and everyone."""

from datetime import datetime

from kalends.errors import Kind
from kalends.service.ports import Store
from kalends.service.records import (
    EVERYONE,
    EVERYONE_GUID,
    Grant,
    Group,
    Holder,
    HolderKind,
    Level,
    Principal,
)


def add(store: Store, name: str, now: datetime) -> Group:
    with store.writing() as transaction:
        return transaction.groups.add(name, f"guid of {name}", now=now)


def test_a_group_comes_back_as_it_was_stored(store: Store, now: datetime, kind_of) -> None:
    choir, board = add(store, "Choir 🎶", now), add(store, "Board", now)
    assert choir == Group(choir.id, "guid of Choir 🎶", "Choir 🎶", now)
    with store.writing() as transaction:
        groups = transaction.groups
        assert groups.find(choir.id) == groups.by_guid("guid of Choir 🎶") == choir
        assert groups.all() == (choir, board)
        groups.rename(board.id, "The board")
        assert groups.find(board.id).name == "The board"
        assert kind_of(lambda: groups.add("other", choir.guid, now=now)) is Kind.EXISTS


def test_members_are_put_as_one_list(store: Store, hand, now: datetime) -> None:
    anna, bert, carl = (hand.account(name) for name in ("anna", "bert", "carl"))
    choir, board = add(store, "Choir", now), add(store, "Board", now)
    with store.writing() as transaction:
        groups = transaction.groups
        groups.put_members(choir.id, [bert.id, anna.id, anna.id])
        groups.put_members(board.id, [bert.id])
        assert groups.members(choir.id) == (anna, bert)
        assert groups.of(bert.id) == (choir, board)
        groups.put_members(choir.id, [carl.id])
        assert groups.members(choir.id) == (carl,)
        groups.put_members(choir.id, [])
        assert groups.members(choir.id) == ()
        assert groups.of(bert.id) == (board,)


def test_what_is_no_group_has_no_members(store: Store, hand, now: datetime, kind_of) -> None:
    anna, choir = hand.account("anna"), add(store, "Choir", now)
    with store.writing() as transaction:
        groups = transaction.groups
        groups.put_members(choir.id, [anna.id])
        assert kind_of(lambda: groups.put_members(choir.id, [anna.id, 999])) is Kind.NOT_FOUND
        assert groups.members(choir.id) == (anna,)
        groups.remove(choir.id)
        assert groups.of(anna.id) == groups.members(choir.id) == ()
        for ask in (
            lambda: groups.find(choir.id),
            lambda: groups.by_guid(choir.guid),
            lambda: groups.rename(choir.id, "x"),
            lambda: groups.remove(choir.id),
            lambda: groups.put_members(choir.id, []),
        ):
            assert kind_of(ask) is Kind.NOT_FOUND


def test_an_account_that_is_removed_is_in_no_group(store: Store, hand, now: datetime) -> None:
    anna, bert, choir = hand.account("anna"), hand.account("bert"), add(store, "Choir", now)
    with store.writing() as transaction:
        transaction.groups.put_members(choir.id, [anna.id, bert.id])
        transaction.accounts.remove(anna.id)
        assert transaction.groups.members(choir.id) == (bert,)


def test_the_directory_knows_everybody(store: Store, hand, now: datetime, kind_of) -> None:
    bert, anna, choir = hand.account("bert"), hand.account("anna"), add(store, "Choir", now)
    of_anna = Principal(Holder(HolderKind.ACCOUNT, anna.id), anna.guid, "anna", "anna@example.org")
    of_bert = Principal(Holder(HolderKind.ACCOUNT, bert.id), bert.guid, "bert", "bert@example.org")
    of_choir = Principal(Holder(HolderKind.GROUP, choir.id), choir.guid, "Choir", "")
    of_all = Principal(EVERYONE, EVERYONE_GUID, "Everyone", "")
    with store.reading() as transaction:
        directory = transaction.directory
        for principal in (of_anna, of_bert, of_choir, of_all):
            assert directory.by_guid(principal.guid) == principal
        unknown = Holder(HolderKind.GROUP, 999)
        asked = [EVERYONE, of_choir.holder, unknown, of_anna.holder, of_bert.holder, of_anna.holder]
        assert directory.some(asked) == (of_bert, of_anna, of_choir, of_all)
        assert directory.some([]) == ()
        assert kind_of(lambda: directory.by_guid("nobody's")) is Kind.NOT_FOUND


def test_accounts_are_found_by_id_and_guid(store: Store, hand, kind_of) -> None:
    anna, bert = hand.account("anna"), hand.account("bert")
    with store.reading() as transaction:
        accounts = transaction.accounts
        assert accounts.by_id(anna.id) == accounts.by_guid("guid of anna") == anna
        assert accounts.some([bert.id, 999, anna.id, 10**30, -5]) == (anna, bert)
        assert accounts.some([]) == ()
        for ask in (lambda: accounts.by_id(999), lambda: accounts.by_id(10**30), lambda: accounts.by_guid("")):
            assert kind_of(ask) is Kind.NOT_FOUND


def test_what_a_group_reaches_changes_with_it(store: Store, hand, now: datetime) -> None:
    anna, choir = hand.account("anna"), add(store, "Choir", now)
    shared, other = hand.calendar(anna, "shared"), hand.calendar(anna, "other")
    with store.writing() as transaction:
        grant = Grant(Holder(HolderKind.GROUP, choir.id), Level.READ)
        transaction.grants.put_calendar(shared, [grant])
    epochs = [hand.calendar_now(shared).access_epoch]
    for change in (
        lambda transaction: transaction.holders.renew(anna.id, grant.holder),
        lambda transaction: transaction.holders.remove(anna.id, grant.holder),
    ):
        with store.writing() as transaction:
            assert transaction.holders.owners(grant.holder) == (anna.id,)
            change(transaction)
        epochs.append(hand.calendar_now(shared).access_epoch)
    assert sorted(set(epochs)) == epochs
    assert hand.calendar_now(other).access_epoch == other.access_epoch
    with store.reading() as transaction:
        assert transaction.grants.of_calendar(shared) == ()
