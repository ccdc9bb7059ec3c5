"""Signing in, and how often somebody may guess."""

from datetime import datetime, timedelta

import pytest

from kalends.errors import Fault, Kind
from kalends.service.people import Credentials, NewAccount, People, SignIn
from kalends.service.ports import Store

ANNA = "anna@example.org"
HOME, AWAY = "192.0.2.1", "198.51.100.7"
MINUTE = timedelta(minutes=1)
STRANGE_SECRETS = ["", "x", "half \ud800", "nul \0", "x" * 100_000, "é" * 48, "a" * 47, "a" * 49, "a" * 48]


@pytest.fixture(autouse=True)
def key(people: People, now: datetime) -> str:
    people.add(NewAccount("Anna@example.org", password="caf\u00e9"), now=now)
    people.add(NewAccount("bert@example.org"), now=now)
    return people.keys.add(ANNA, now=now).secret


def sign_in(people: People, login: str | None, secret: str, now: datetime, address: str = HOME) -> str:
    return people.authenticate(Credentials(login, secret), address=address, now=now).email


def fault(people: People, login: str | None, secret: str, now: datetime, address: str = HOME) -> Fault:
    with pytest.raises(Fault) as caught:
        sign_in(people, login, secret, now, address)
    return caught.value


def fail(people: People, times: int, login: str, now: datetime, address: str = HOME) -> None:
    for _ in range(times):
        assert fault(people, login, "wrong", now, address).kind is Kind.UNAUTHENTICATED


def test_a_key_alone_a_key_of_the_account_or_its_password(people: People, key: str, now: datetime) -> None:
    assert sign_in(people, None, key, now) == "Anna@example.org"
    assert sign_in(people, "ANNA@Example.org", key, now) == "Anna@example.org"
    assert sign_in(people, "ANNA@Example.org", "café", now) == "Anna@example.org"
    assert sign_in(people, ANNA, "cafe\u0301", now) == "Anna@example.org"


def test_a_password_reaches_everything(people: People, now: datetime) -> None:
    caller = people.authenticate(Credentials(ANNA, "café"), address=HOME, now=now)
    assert (caller.scope, caller.key_id) == ("full", None)


def test_a_password_alone_or_a_key_of_another_opens_nothing(people: People, key: str, now: datetime) -> None:
    assert fault(people, None, "café", now).kind is Kind.UNAUTHENTICATED
    assert fault(people, "bert@example.org", key, now).kind is Kind.UNAUTHENTICATED
    assert fault(people, "", key, now).kind is Kind.UNAUTHENTICATED


@pytest.mark.parametrize("login", [None, "", "nobody", ANNA, "bert@example.org", "half\ud800@x", "x" * 10_000, "a\0@b"])
@pytest.mark.parametrize("secret", STRANGE_SECRETS)
def test_strange_credentials_are_just_wrong(people: People, now: datetime, login: str | None, secret: str) -> None:
    assert fault(people, login, secret, now).kind is Kind.UNAUTHENTICATED


def test_a_stranger_costs_the_same_and_is_told_the_same(people: People, hasher, now: datetime) -> None:
    faults = []
    for login in (ANNA, "bert@example.org", "nobody@example.org", "not an address"):
        before = hasher.checks
        faults.append(fault(people, login, "wrong", now).detail)
        assert hasher.checks == before + 1
    assert len(set(faults)) == 1


@pytest.mark.parametrize("login", [ANNA, "nobody@example.org"])
def test_ten_wrong_passwords_at_one_address(people: People, hasher, now: datetime, login: str) -> None:
    fail(people, 10, login, now)
    checks = hasher.checks
    stopped = fault(people, login, "café", now + MINUTE)
    assert (stopped.kind, stopped.retry_after) == (Kind.RATE_LIMITED, 14 * 60)
    assert hasher.checks == checks
    assert fault(people, login.upper(), "café", now + MINUTE).kind is Kind.RATE_LIMITED


def test_failures_of_others_count_while_one_waits(people: People, hasher, now: datetime) -> None:
    fail(people, 9, ANNA, now)
    hasher.meanwhile = lambda: fail(people, 1, ANNA, now)
    assert fault(people, ANNA, "café", now).kind is Kind.RATE_LIMITED
    assert hasher.checks == 10


def test_the_right_password_works_from_elsewhere_and_later(people: People, now: datetime) -> None:
    fail(people, 10, ANNA, now)
    assert sign_in(people, ANNA, "café", now, AWAY)
    assert fault(people, ANNA, "café", now + 15 * MINUTE - timedelta(seconds=1)).kind is Kind.RATE_LIMITED
    assert sign_in(people, ANNA, "café", now + 15 * MINUTE)


def test_the_right_password_forgives_the_wrong_ones(people: People, now: datetime) -> None:
    for _ in range(3):
        fail(people, 9, ANNA, now)
        assert sign_in(people, ANNA, "café", now)


def test_right_passwords_do_not_count(people: People, now: datetime) -> None:
    for _ in range(250):
        sign_in(people, ANNA, "café", now)


def test_a_hundred_wrong_passwords_from_one_address(people: People, now: datetime) -> None:
    for number in range(100):
        fail(people, 1, f"guess{number}@example.org", now)
    stopped = fault(people, ANNA, "café", now)
    assert (stopped.kind, stopped.retry_after) == (Kind.RATE_LIMITED, 15 * 60)
    assert sign_in(people, ANNA, "café", now, AWAY)


def test_two_hundred_wrong_passwords_for_one_account(people: People, key: str, now: datetime) -> None:
    for number in range(20):
        fail(people, 10, ANNA, now, f"192.0.2.{number}")
    stopped = fault(people, ANNA, "café", now, AWAY)
    assert (stopped.kind, stopped.retry_after) == (Kind.RATE_LIMITED, 60 * 60)
    assert fault(people, "bert@example.org", "wrong", now, AWAY).kind is Kind.UNAUTHENTICATED
    assert sign_in(people, ANNA, "café", now + 60 * MINUTE, AWAY)


def test_nothing_locks_out_the_right_key(people: People, key: str, now: datetime) -> None:
    fail(people, 10, ANNA, now)
    for number in range(90):
        fail(people, 1, f"guess{number}@example.org", now)
    for _ in range(600):
        assert fault(people, None, "A" * 48, now).kind is Kind.UNAUTHENTICATED
    assert sign_in(people, None, key, now)
    assert sign_in(people, ANNA, key, now)


def test_wrong_keys_are_stopped_at_six_hundred_a_minute(people: People, key: str, now: datetime) -> None:
    for number in range(600):
        login = (None, ANNA, "nobody@example.org")[number % 3]
        assert fault(people, login, "A" * 48, now).kind is Kind.UNAUTHENTICATED
    stopped = fault(people, None, "A" * 48, now + timedelta(seconds=20))
    assert (stopped.kind, stopped.retry_after) == (Kind.RATE_LIMITED, 40)
    assert fault(people, None, "A" * 48, now, AWAY).kind is Kind.UNAUTHENTICATED
    assert sign_in(people, ANNA, "café", now)
    assert fault(people, None, "A" * 48, now + MINUTE).kind is Kind.UNAUTHENTICATED


def test_a_network_of_ipv6_is_one_address(people: People, now: datetime) -> None:
    for number in range(10):
        fail(people, 1, ANNA, now, f"2001:db8:1:2::{number:x}")
    assert fault(people, ANNA, "café", now, "2001:DB8:1:2:ffff::1%eth0").kind is Kind.RATE_LIMITED
    assert sign_in(people, ANNA, "café", now, "2001:db8:1:3::1")


def test_an_address_of_ipv4_is_one_in_either_notation(people: People, now: datetime) -> None:
    fail(people, 10, ANNA, now, "::ffff:192.0.2.1")
    assert fault(people, ANNA, "café", now, "192.0.2.1").kind is Kind.RATE_LIMITED
    assert sign_in(people, ANNA, "café", now, "192.0.2.2")


@pytest.mark.parametrize("address", ["", "unix:", "\ud800", "999.1.1.1"])
def test_an_address_that_is_none_is_throttled_too(people: People, now: datetime, address: str) -> None:
    fail(people, 10, ANNA, now, address)
    assert fault(people, ANNA, "café", now, address).kind is Kind.RATE_LIMITED


def test_failures_hold_across_processes(people: People, store: Store, hasher, now: datetime) -> None:
    fail(people, 10, ANNA, now)
    with pytest.raises(Fault) as caught:
        SignIn(store, hasher).authenticate(Credentials(ANNA, "café"), address=HOME, now=now)
    assert caught.value.kind is Kind.RATE_LIMITED
