"""Tokens: what they open, and when they end."""

from datetime import datetime, timedelta

import pytest

from kalends.errors import Fault, Kind
from kalends.service.access import Caller, Scope
from kalends.service.people import AccountChange, Credentials, NewAccount, People
from kalends.service.people.tokens import LIFETIME, Tokens, is_token
from kalends.service.ports import Store

ANNA = "anna@example.org"


@pytest.fixture
def anna(people: People, now: datetime) -> Caller:
    people.add(NewAccount(ANNA, password="secret word", time_zone="Asia/Tokyo"), now=now)
    return signed_in(people, Credentials(ANNA, "secret word"), now)


def signed_in(people: People, credentials: Credentials, now: datetime) -> Caller:
    return people.authenticate(credentials, address="192.0.2.1", now=now)


def refuses(people: People, token: str, now: datetime) -> bool:
    with pytest.raises(Fault) as caught:
        signed_in(people, Credentials(None, token), now)
    return caught.value.kind is Kind.UNAUTHENTICATED


def test_a_token_is_as_good_as_the_password(people: People, anna: Caller, now: datetime) -> None:
    token = people.tokens.issue(anna, now=now)
    assert is_token(token.secret)
    assert token.secret not in repr(token)
    assert signed_in(people, Credentials(None, token.secret), now) == anna
    assert (anna.scope, anna.key_id, anna.time_zone) == (Scope.FULL, None, "Asia/Tokyo")


def test_all_processes_know_a_token(people: People, store: Store, anna: Caller, now: datetime) -> None:
    other = Tokens(store)
    assert other.holder(people.tokens.issue(anna, now=now).secret, now=now) == anna


def test_a_token_ends_with_its_time(people: People, anna: Caller, now: datetime) -> None:
    token = people.tokens.issue(anna, now=now)
    assert token.expires == now + LIFETIME
    assert signed_in(people, Credentials(None, token.secret), token.expires - timedelta(seconds=1)) == anna
    assert refuses(people, token.secret, token.expires)


def test_a_token_ends_with_its_password_and_with_its_account(people: People, anna: Caller, now: datetime) -> None:
    people.add(NewAccount("gwen@example.org", admin=True), now=now)
    first = people.tokens.issue(anna, now=now).secret
    people.change(ANNA, AccountChange(password="another word"))
    assert refuses(people, first, now)
    anna = signed_in(people, Credentials(ANNA, "another word"), now)
    second = people.tokens.issue(anna, now=now).secret
    people.remove(ANNA)
    assert refuses(people, second, now)


def test_a_password_that_was_changed_meanwhile_gets_no_token(people: People, anna: Caller, now: datetime) -> None:
    people.change(ANNA, AccountChange(password="another word"))
    with pytest.raises(Fault) as caught:
        people.tokens.issue(anna, now=now)
    assert caught.value.kind is Kind.UNAUTHENTICATED
    assert people.tokens.issue(signed_in(people, Credentials(ANNA, "another word"), now), now=now)


def test_a_token_cannot_be_changed(people: People, anna: Caller, now: datetime) -> None:
    other = people.add(NewAccount("bert@example.org"), now=now)
    token = people.tokens.issue(anna, now=now).secret
    _, account, ends, seal = token.split(".")
    changed = (
        f"kt.{other.id}.{ends}.{seal}",
        f"kt.{account}.{int(ends) + 1}.{seal}",
        f"kt.{account}.{ends}.{'0' * 64}",
        f"kt.{account}.{ends}.{seal.upper()}",
        f"kt.0{account}.{ends}.{seal}",
        f"{token}\n",
        "kt.",
        f"kt.9999999999.99999999999.{seal}",
    )
    assert all(refuses(people, each, now) for each in changed)
