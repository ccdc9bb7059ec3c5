"""Signing in, and how often somebody may guess."""

from datetime import datetime, timedelta

import pytest

from kalends.errors import Fault, Kind
from kalends.service.limits import Limits
from kalends.service.people import AccountChange, Credentials, NewAccount, People, SignIn
from kalends.service.ports import Store
from kalends.service.quota import subject_of
from kalends.service.upkeep.tidy import Tidy

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


@pytest.mark.parametrize("login", [ANNA, "nobody@example.org", "", "not an address"])
@pytest.mark.parametrize("secret", ["", "x" * 1001, "a" + "\u0301" * 31, "x" * 100_000])
def test_what_can_be_no_password_costs_and_counts_nothing(people, store, hasher, now, login, secret) -> None:
    for _ in range(15):
        assert fault(people, login, secret, now).kind is Kind.UNAUTHENTICATED
    assert hasher.checks == 0
    assert sign_in(people, ANNA, "café", now)


def test_the_longest_password_and_thirty_marks_sign_in(people: People, now: datetime) -> None:
    longest = "\U0001f511" * 969 + "a" + "\u0301" * 30
    people.add(NewAccount("cleo@example.org", password=longest), now=now)
    assert sign_in(people, "cleo@example.org", longest, now)
    for wrong in (longest + "x", longest[1:] + "\u0301"):
        with pytest.raises(Fault) as caught:
            people.add(NewAccount("dora@example.org", password=wrong), now=now)
        assert [flaw.code for flaw in caught.value.flaws] == ["bad-password"]


def attack(people: People, now: datetime, failures: int = 200, first: int = 0) -> None:
    """Wrong passwords for Anna from as many networks as are needed, none of them hers."""
    for number in range(failures):
        fail(people, 1, ANNA, now, f"203.0.113.{first + number // 10}")


def test_a_known_network_lets_its_person_in_during_an_attack_from_elsewhere(people: People, now: datetime) -> None:
    sign_in(people, ANNA, "café", now)
    later = now + timedelta(days=29)
    attack(people, later)
    assert fault(people, ANNA, "café", later, AWAY).kind is Kind.RATE_LIMITED
    assert sign_in(people, ANNA, "café", later)
    assert fault(people, ANNA, "wrong", later).kind is Kind.UNAUTHENTICATED  # and may err there


def test_a_network_is_known_for_thirty_days_after_it_was_last_noted(people: People, now: datetime) -> None:
    sign_in(people, ANNA, "café", now)
    sign_in(people, ANNA, "café", now + timedelta(hours=23))  # within a day nothing is written
    last = now + timedelta(days=30) - timedelta(seconds=1)
    attack(people, last)
    assert sign_in(people, ANNA, "café", last)  # and is noted again by that
    after = last + timedelta(days=30)
    attack(people, after)
    assert fault(people, ANNA, "café", after).kind is Kind.RATE_LIMITED


def test_the_account_is_closed_at_exactly_two_hundred(people: People, now: datetime) -> None:
    attack(people, now, 199)
    assert sign_in(people, ANNA, "café", now, AWAY)
    later = now + timedelta(hours=2)
    attack(people, later, 199, first=30)
    fail(people, 1, ANNA, later, "192.0.2.77")
    assert fault(people, ANNA, "café", later, "192.0.2.78").kind is Kind.RATE_LIMITED
    assert sign_in(people, ANNA, "café", later, AWAY)


def test_who_guesses_at_the_victims_own_network_is_bounded_as_ever(people: People, now: datetime) -> None:
    sign_in(people, ANNA, "café", now)
    fail(people, 10, ANNA, now)
    assert fault(people, ANNA, "café", now).kind is Kind.RATE_LIMITED
    for number in range(90):
        fail(people, 1, f"guess{number}@example.org", now)
    assert fault(people, "bert@example.org", "wrong", now).kind is Kind.RATE_LIMITED
    # what fails at home is not held against the person elsewhere
    attack(people, now, 190)
    assert sign_in(people, ANNA, "café", now, AWAY)


def test_a_network_is_known_for_one_account_alone(people: People, now: datetime) -> None:
    people.add(NewAccount("cleo@example.org", password="other"), now=now)
    sign_in(people, "cleo@example.org", "other", now)
    attack(people, now)
    assert fault(people, ANNA, "café", now).kind is Kind.RATE_LIMITED


def test_a_known_network_is_written_once_a_day(people: People, store: Store, now: datetime) -> None:
    for hour in (0, 1, 23, 24, 25, 47, 48):
        sign_in(people, ANNA, "café", now + timedelta(hours=hour))
    with store.reading() as transaction:
        number = transaction.accounts.find(ANNA).id
        digest = subject_of("network", str(number), HOME)
        assert transaction.networks.last_seen(number, digest) == now + timedelta(hours=48)
    broom = Tidy(store, Limits(), rest=lambda _: None)
    assert broom.run(now=now + timedelta(days=32)).networks == 0
    assert broom.run(now=now + timedelta(days=32, seconds=1)).networks == 1


def with_mark(people: People, secret: str, mark: str, now: datetime, address: str = AWAY) -> str:
    """What becomes of a password that a device sends."""
    try:
        return people.authenticate(Credentials(ANNA, secret, mark), address=address, now=now).email
    except Fault as fault:
        return fault.kind


def test_a_known_device_lets_its_person_in_during_an_attack_from_elsewhere(people: People, now: datetime) -> None:
    caller = people.authenticate(Credentials(ANNA, "café"), address=HOME, now=now)
    mark = people.devices.mark(caller, now=now)
    later = now + timedelta(days=29)
    attack(people, later)
    assert with_mark(people, "café", "", later) is Kind.RATE_LIMITED
    assert with_mark(people, "café", mark, later) == "Anna@example.org"


def test_a_mark_ends_with_its_time_and_with_the_password(people: People, now: datetime) -> None:
    caller = people.authenticate(Credentials(ANNA, "café"), address=HOME, now=now)
    mark = people.devices.mark(caller, now=now)
    later = now + timedelta(days=30)
    attack(people, later)
    assert with_mark(people, "café", mark, later) is Kind.RATE_LIMITED
    mark = people.devices.mark(caller, now=later)
    people.change(ANNA, AccountChange(password="another"))
    assert with_mark(people, "another", mark, later) is Kind.RATE_LIMITED


def test_a_mark_that_is_forged_or_of_somebody_else_is_worth_nothing(people: People, now: datetime) -> None:
    people.add(NewAccount("cleo@example.org", password="other"), now=now)
    anna = people.authenticate(Credentials(ANNA, "café"), address=HOME, now=now)
    cleo = people.authenticate(Credentials("cleo@example.org", "other"), address=HOME, now=now)
    attack(people, now)
    theirs, mark = people.devices.mark(cleo, now=now), people.devices.mark(anna, now=now)
    head, _, seal = mark.rpartition(".")
    _, account, ends, chance = head.split(".")
    forged = (
        theirs,
        theirs.replace(f"kd.{cleo.account_id}.", f"kd.{account}."),
        f"kd.{account}.{int(ends) + 1}.{chance}.{seal}",
        f"kd.{account}.{ends}.{'0' * 32}.{seal}",
        f"{head}.{'0' * 64}",
        f"{mark}\n",
        "kd.",
        "\ud800",
        "x" * 10_000,
    )
    assert [with_mark(people, "café", each, now) for each in forged] == [Kind.RATE_LIMITED] * len(forged)
    assert with_mark(people, "café", mark, now) == "Anna@example.org"


def test_a_stolen_mark_lets_ten_wrong_passwords_through_wherever_they_come_from(people: People, now: datetime) -> None:
    caller = people.authenticate(Credentials(ANNA, "café"), address=HOME, now=now)
    mark = people.devices.mark(caller, now=now)
    attack(people, now)
    kinds = [with_mark(people, "wrong", mark, now, f"192.0.2.{number + 50}") for number in range(12)]
    assert kinds == [Kind.UNAUTHENTICATED] * 10 + [Kind.RATE_LIMITED] * 2
    assert sign_in(people, ANNA, "café", now)  # the victim is at home


def test_failures_hold_across_processes(people: People, store: Store, hasher, now: datetime) -> None:
    fail(people, 10, ANNA, now)
    with pytest.raises(Fault) as caught:
        SignIn(store, hasher, people.devices).authenticate(Credentials(ANNA, "café"), address=HOME, now=now)
    assert caught.value.kind is Kind.RATE_LIMITED
