"""API keys: made, listed, replaced, revoked."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kalends.errors import Fault, Kind
from kalends.service.access import Caller, Scope
from kalends.service.people import Credentials, NewAccount, People

ANNA = "anna@example.org"


@pytest.fixture(autouse=True)
def accounts(people: People, now: datetime) -> None:
    people.add(NewAccount(ANNA), now=now)
    people.add(NewAccount("bert@example.org"), now=now)


def caller(people: People, secret: str, now: datetime) -> Caller:
    return people.authenticate(Credentials(None, secret), address="192.0.2.1", now=now)


def kind(call) -> Kind:
    with pytest.raises(Fault) as caught:
        call()
    return caught.value.kind


def test_a_key_is_letters_and_digits_and_opens_its_scope(people: People, now: datetime) -> None:
    made = people.keys.add("ANNA@example.org", label="phone", scope=Scope.READ, now=now)
    assert re.fullmatch(r"[A-Za-z0-9]{48}", made.secret)
    found = caller(people, made.secret, now)
    assert (found.email, found.scope, found.key_id) == (ANNA, Scope.READ, made.key.id)


def test_a_key_is_shown_nowhere(people: People, now: datetime, tmp_path: Path) -> None:
    made = people.keys.add(ANNA, now=now)
    assert made.secret not in repr(made)
    assert made.secret not in repr(Credentials(None, made.secret))
    for file in (tmp_path / "data").iterdir():
        assert made.secret.encode() not in file.read_bytes()


def test_a_label_has_one_working_key(people: People, now: datetime) -> None:
    people.keys.add(ANNA, now=now)
    assert kind(lambda: people.keys.add(ANNA, now=now)) is Kind.EXISTS
    people.keys.add("bert@example.org", now=now)
    people.keys.revoke(ANNA, now=now)
    people.keys.add(ANNA, now=now)
    assert [key.revoked is None for key in people.keys.of(ANNA)] == [False, True]


@pytest.mark.parametrize("label", ["", " ", "a\nb", "nul\0", "half \ud800", "x" * 65])
def test_a_strange_label_is_refused(people: People, now: datetime, label: str) -> None:
    assert kind(lambda: people.keys.add(ANNA, label=label, now=now)) is Kind.INVALID
    assert kind(lambda: people.keys.revoke(ANNA, label=label, now=now)) is Kind.NOT_FOUND
    assert kind(lambda: people.keys.reset(ANNA, label=label, now=now)) is Kind.NOT_FOUND
    assert people.keys.of(ANNA) == ()


def test_resetting_keeps_label_and_scope(people: People, now: datetime) -> None:
    old = people.keys.add(ANNA, label="phone", scope=Scope.GENERATE, now=now)
    new = people.keys.reset(ANNA, label="phone", now=now)
    assert (new.key.label, new.key.scope) == ("phone", Scope.GENERATE)
    assert caller(people, new.secret, now).key_id == new.key.id
    assert kind(lambda: caller(people, old.secret, now)) is Kind.UNAUTHENTICATED
    assert kind(lambda: people.keys.reset(ANNA, now=now)) is Kind.NOT_FOUND


def test_a_key_is_revoked_by_label_or_id(people: People, now: datetime) -> None:
    one, two = people.keys.add(ANNA, now=now), people.keys.add(ANNA, label="two", now=now)
    assert people.keys.revoke(ANNA, now=now).id == one.key.id
    assert people.keys.revoke_id(ANNA, two.key.id, now=now).revoked == now
    for made in (one, two):
        assert kind(lambda secret=made.secret: caller(people, secret, now)) is Kind.UNAUTHENTICATED
    assert kind(lambda: people.keys.revoke(ANNA, now=now)) is Kind.NOT_FOUND
    assert kind(lambda: people.keys.revoke_id(ANNA, two.key.id, now=now)) is Kind.NOT_FOUND


def test_another_accounts_key_is_out_of_reach(people: People, now: datetime) -> None:
    made = people.keys.add("bert@example.org", now=now)
    for key_id in (made.key.id, 0, -1, 2**31, 10**30):
        assert kind(lambda key_id=key_id: people.keys.revoke_id(ANNA, key_id, now=now)) is Kind.NOT_FOUND
    assert caller(people, made.secret, now).email == "bert@example.org"


def test_the_last_use_is_noted_at_most_once_a_minute(people: People, now: datetime) -> None:
    secret = people.keys.add(ANNA, now=now).secret
    noted = []
    for seconds in (0, 59, 60, 61, 119, 120):
        caller(people, secret, now + timedelta(seconds=seconds))
        last_used = people.keys.of(ANNA)[0].last_used
        noted.append((last_used - now).total_seconds())
    assert noted == [0, 0, 60, 60, 60, 120]
