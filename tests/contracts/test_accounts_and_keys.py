"""What every store promises about accounts and keys."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from kalends.errors import Fault, Kind
from kalends.service.ports import Store
from kalends.service.records import Account, AccountDraft, KeyDraft, Scope

ANNA = AccountDraft(
    "Anna@example.org", "Anna", admin=False, time_zone="Europe/Berlin", password_hash="", guid="guid of Anna"
)
BERT = AccountDraft(
    "bert@example.org", "Bert 🎈", admin=True, time_zone="UTC", password_hash="$hash", guid="guid of Bert"
)


def add(store: Store, draft: AccountDraft, now: datetime) -> Account:
    with store.writing() as transaction:
        return transaction.accounts.add(draft, draft.email.lower(), now=now)


def test_an_account_comes_back_as_it_was_stored(store: Store, now: datetime) -> None:
    anna = add(store, ANNA, now)
    assert anna == Account(anna.id, "Anna@example.org", "Anna", False, "Europe/Berlin", now, False, "guid of Anna")
    with store.reading() as transaction:
        assert transaction.accounts.find("anna@example.org") == anna


def test_an_address_has_one_account(store: Store, now: datetime) -> None:
    anna = add(store, ANNA, now)
    with pytest.raises(Fault) as caught:
        add(store, replace(ANNA, email="ANNA@example.org"), now)
    assert caught.value.kind is Kind.EXISTS
    with store.reading() as transaction:
        assert transaction.accounts.all() == (anna,)


def test_accounts_are_listed_in_the_order_of_addresses(store: Store, now: datetime) -> None:
    with store.reading() as transaction:
        assert not transaction.accounts.any()
        assert transaction.accounts.all() == ()
    bert, anna = add(store, BERT, now), add(store, ANNA, now)
    with store.reading() as transaction:
        assert transaction.accounts.any()
        assert transaction.accounts.all() == (anna, bert)
        assert transaction.accounts.administrators() == 1


def test_only_name_administrator_and_zone_are_put(store: Store, now: datetime) -> None:
    bert = add(store, BERT, now)
    with store.writing() as transaction:
        changed = replace(bert, name="B", admin=False, time_zone="Asia/Tokyo")
        transaction.accounts.put(replace(changed, email="other@example.org", has_password=False))
        assert transaction.accounts.find("bert@example.org") == changed
        assert transaction.accounts.administrators() == 0


def test_a_password_hash_is_kept_beside_the_account(store: Store, now: datetime) -> None:
    anna, bert = add(store, ANNA, now), add(store, BERT, now)
    with store.writing() as transaction:
        accounts = transaction.accounts
        assert [accounts.password_hash(each) for each in (anna.id, bert.id, bert.id + 1, 2**31)] == [
            "",
            "$hash",
            "",
            "",
        ]
        accounts.put_password_hash(bert.id, "$new")
        assert accounts.password_hash(bert.id) == "$new"
        assert accounts.find("bert@example.org").has_password


def test_what_is_not_there_is_not_found(store: Store, now: datetime) -> None:
    anna = add(store, ANNA, now)
    with store.writing() as transaction:
        key = transaction.keys.add(KeyDraft(anna.id, "k", Scope.READ, "d"), now=now)
        transaction.accounts.remove(anna.id)
        accounts, keys = transaction.accounts, transaction.keys
        for ask in (
            lambda: accounts.find("anna@example.org"),
            lambda: accounts.put(anna),
            lambda: accounts.put_password_hash(anna.id, "x"),
            lambda: accounts.remove(anna.id),
            lambda: keys.holder("d"),
            lambda: keys.revoke(key, now=now),
        ):
            with pytest.raises(Fault) as caught:
                ask()
            assert caught.value.kind is Kind.NOT_FOUND


def test_ids_are_never_given_twice(store: Store, now: datetime) -> None:
    anna = add(store, ANNA, now)
    with store.writing() as transaction:
        key = transaction.keys.add(KeyDraft(anna.id, "k", Scope.READ, "d"), now=now)
        transaction.accounts.remove(anna.id)
    again = add(store, ANNA, now)
    with store.writing() as transaction:
        assert transaction.keys.of(again.id) == ()
        assert transaction.keys.add(KeyDraft(again.id, "k", Scope.READ, "d"), now=now).id > key.id
    assert 0 < anna.id < again.id < 2**31


def test_a_key_comes_back_with_its_owner(store: Store, now: datetime) -> None:
    anna = add(store, ANNA, now)
    with store.writing() as transaction:
        key = transaction.keys.add(KeyDraft(anna.id, "phone", Scope.READ, "digest"), now=now)
        assert (key.account_id, key.label, key.scope) == (anna.id, "phone", Scope.READ)
        assert (key.created, key.last_used, key.revoked) == (now, None, None)
        assert transaction.keys.holder("digest") == (key, anna)
        assert transaction.keys.of(anna.id) == (key,)


def test_a_label_is_free_again_after_revoking(store: Store, now: datetime) -> None:
    anna, bert = add(store, ANNA, now), add(store, BERT, now)
    with store.writing() as transaction:
        keys = transaction.keys
        first = keys.add(KeyDraft(anna.id, "k", Scope.FULL, "1"), now=now)
        keys.add(KeyDraft(bert.id, "k", Scope.FULL, "2"), now=now)
        with pytest.raises(Fault) as caught:
            keys.add(KeyDraft(anna.id, "k", Scope.FULL, "3"), now=now)
        assert caught.value.kind is Kind.EXISTS
        revoked = keys.revoke(first, now=now + timedelta(hours=1))
        assert revoked == replace(first, revoked=now + timedelta(hours=1))
        second = keys.add(KeyDraft(anna.id, "k", Scope.FULL, "4"), now=now)
        assert keys.of(anna.id) == (revoked, second)


def test_a_revoked_key_opens_nothing(store: Store, now: datetime) -> None:
    anna = add(store, ANNA, now)
    with store.writing() as transaction:
        key = transaction.keys.add(KeyDraft(anna.id, "k", Scope.FULL, "1"), now=now)
        transaction.keys.revoke(key, now=now)
        for ask in (lambda: transaction.keys.holder("1"), lambda: transaction.keys.revoke(key, now=now)):
            with pytest.raises(Fault) as caught:
                ask()
            assert caught.value.kind is Kind.NOT_FOUND


def test_the_latest_use_of_a_key_is_noted(store: Store, now: datetime) -> None:
    anna = add(store, ANNA, now)
    with store.writing() as transaction:
        keys = transaction.keys
        key = keys.add(KeyDraft(anna.id, "k", Scope.FULL, "1"), now=now)
        other = keys.add(KeyDraft(anna.id, "l", Scope.FULL, "2"), now=now)
        keys.touch(key.id, now=now + timedelta(hours=1))
        keys.touch(key.id, now=now)
        assert keys.of(anna.id) == (replace(key, last_used=now + timedelta(hours=1)), other)
