"""Accounts: made, found, changed, removed."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from kalends.errors import Fault, Kind
from kalends.service.people import AccountChange, Credentials, NewAccount, People
from kalends.service.ports import Store, Transaction

STRANGE_TEXTS = ["nul\0", "line\nbreak", "return\r", "escape\x1b[31m", "half \ud800", "c1 \x85", "\uffff", "\u2028"]


def fault(call) -> Fault:
    with pytest.raises(Fault) as caught:
        call()
    return caught.value


def test_an_address_is_kept_as_written_and_found_in_any_case(people: People, now: datetime) -> None:
    anna = people.add(NewAccount("Anna@Example.org", "Anna A.", "secret", True, "Europe/Berlin"), now=now)
    assert (anna.email, anna.name, anna.admin, anna.time_zone) == ("Anna@Example.org", "Anna A.", True, "Europe/Berlin")
    assert anna.created == now
    assert anna.has_password
    assert people.find("aNNA@eXAMPLE.ORG") == anna
    assert people.everyone() == (anna,)
    assert fault(lambda: people.add(NewAccount("anna@example.ORG"), now=now)).kind is Kind.EXISTS


def test_what_is_not_said_has_a_default(people: People, now: datetime) -> None:
    anna = people.add(NewAccount("anna@example.org", name="  "), now=now)
    assert (anna.name, anna.admin, anna.time_zone, anna.has_password) == ("anna", False, "UTC", False)


def test_every_flaw_is_told_and_nothing_stored(people: People, now: datetime) -> None:
    wrong = NewAccount("no address", name="a\nb", password="", time_zone="Mars/Olympus")
    found = fault(lambda: people.add(wrong, now=now))
    assert found.kind is Kind.INVALID
    assert [flaw.field for flaw in found.flaws] == ["email", "name", "password", "time_zone"]
    assert all(flaw.message in found.detail for flaw in found.flaws)
    assert people.everyone() == ()


@pytest.mark.parametrize("text", [*STRANGE_TEXTS, "x" * 10_000])
@pytest.mark.parametrize("field", ["email", "name", "password", "time_zone"])
def test_strange_texts_are_refused(people: People, now: datetime, field: str, text: str) -> None:
    wrong = NewAccount(**{"email": "anna@example.org", field: text})
    found = fault(lambda: people.add(wrong, now=now))
    assert found.kind is Kind.INVALID
    assert {flaw.field for flaw in found.flaws} == {field}
    assert people.everyone() == ()


@pytest.mark.parametrize("text", [*STRANGE_TEXTS, "", "no address", "x" * 10_000])
def test_a_strange_address_is_nobodys(people: People, text: str, now: datetime) -> None:
    for call in (
        lambda: people.find(text),
        lambda: people.change(text, AccountChange(name="A")),
        lambda: people.remove(text),
        lambda: people.keys.of(text),
        lambda: people.keys.add(text, now=now),
    ):
        assert fault(call).kind is Kind.NOT_FOUND


def test_a_password_of_the_shape_of_a_key_is_refused(people: People, now: datetime) -> None:
    found = fault(lambda: people.add(NewAccount("anna@example.org", password="aB3" * 16), now=now))
    assert [flaw.code for flaw in found.flaws] == ["bad-password"]


def test_a_change_changes_what_it_names(people: People, now: datetime) -> None:
    people.add(NewAccount("root@example.org", admin=True), now=now)
    anna = people.add(NewAccount("anna@example.org", "Anna", "old secret"), now=now)
    changed = people.change("ANNA@example.org", AccountChange(name="A", admin=True, time_zone="Asia/Tokyo"))
    assert changed == people.find("anna@example.org")
    assert (changed.name, changed.admin, changed.time_zone) == ("A", True, "Asia/Tokyo")
    assert people.change("anna@example.org", AccountChange(admin=False)).name == "A"
    assert people.change("anna@example.org", AccountChange(name="")).name == "anna"
    assert sign_in(people, "anna@example.org", "old secret", now) == anna.id
    people.change("anna@example.org", AccountChange(password="new secret"))
    assert sign_in(people, "anna@example.org", "new secret", now) == anna.id
    assert fault(lambda: sign_in(people, "anna@example.org", "old secret", now)).kind is Kind.UNAUTHENTICATED


@pytest.mark.parametrize("change", [AccountChange(name="a\0"), AccountChange(time_zone=""), AccountChange(password="")])
def test_a_wrong_change_changes_nothing(people: People, now: datetime, change: AccountChange) -> None:
    anna = people.add(NewAccount("anna@example.org"), now=now)
    assert fault(lambda: people.change("anna@example.org", change)).kind is Kind.INVALID
    assert people.everyone() == (anna,)


def test_the_last_administrator_stays(people: People, now: datetime) -> None:
    people.add(NewAccount("anna@example.org", admin=True), now=now)
    people.add(NewAccount("bert@example.org"), now=now)
    before = people.everyone()
    demote = AccountChange(name="B", admin=False)
    assert fault(lambda: people.change("anna@example.org", demote)).kind is Kind.RULE
    assert fault(lambda: people.remove("anna@example.org")).kind is Kind.RULE
    assert people.everyone() == before
    people.change("bert@example.org", AccountChange(admin=True))
    people.remove("anna@example.org")
    assert fault(lambda: people.remove("bert@example.org")).kind is Kind.RULE


def test_removing_takes_the_keys_too(people: People, now: datetime) -> None:
    people.add(NewAccount("anna@example.org"), now=now)
    secret = people.keys.add("anna@example.org", now=now).secret
    people.remove("anna@example.org")
    wrong = fault(lambda: people.authenticate(Credentials(None, secret), address="192.0.2.1", now=now))
    assert wrong.kind is Kind.UNAUTHENTICATED
    assert fault(lambda: people.find("anna@example.org")).kind is Kind.NOT_FOUND


def test_the_first_administrator_is_made_once(people: People, now: datetime) -> None:
    account, key = people.first_administrator(now)
    assert (account.email, account.name, account.admin, account.has_password) == (
        "admin@localhost",
        "Administrator",
        True,
        False,
    )
    caller = people.authenticate(Credentials(None, key), address="192.0.2.1", now=now)
    assert (caller.account_id, caller.admin, caller.scope) == (account.id, True, "full")
    assert [key.label for key in people.keys.of("admin@localhost")] == ["first"]
    assert people.first_administrator(now) is None


def test_there_is_no_first_administrator_beside_others(people: People, now: datetime) -> None:
    people.add(NewAccount("anna@example.org"), now=now)
    assert people.first_administrator(now) is None
    assert len(people.everyone()) == 1


class RacedStore:
    """A store to which another process writes after the first look into it."""

    def __init__(self, store: Store, other: Callable[[], object]) -> None:
        self._store = store
        self._other: Callable[[], object] | None = other
        self.writing = store.writing

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        with self._store.reading() as transaction:
            yield transaction
        other, self._other = self._other, None
        if other:
            other()

    def close(self) -> None:
        self._store.close()


def test_another_process_may_make_the_first_administrator_meanwhile(
    people: People, store: Store, hasher, now: datetime
) -> None:
    raced = RacedStore(store, lambda: people.first_administrator(now))
    late = People(raced, hasher=hasher)
    assert late.first_administrator(now) is None
    assert [key.label for key in people.keys.of("admin@localhost")] == ["first"]


FIRST = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from kalends.service.house import Service
from kalends.store.sqlite import open_store
sys.stdin.readline()
store = open_store(Path(sys.argv[1]))
print(Service.of(store).people.first_administrator(datetime.now(UTC)) is not None)
store.close()
"""


def test_four_processes_make_one_first_administrator(tmp_path: Path) -> None:
    command = [sys.executable, "-c", FIRST, str(tmp_path)]
    together = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    for process in together:
        process.stdin.write("\n")
        process.stdin.flush()
    told = [process.communicate()[0].strip() for process in together]
    assert sorted(told) == ["False", "False", "False", "True"]


def sign_in(people: People, login: str, secret: str, now: datetime) -> int:
    return people.authenticate(Credentials(login, secret), address="192.0.2.1", now=now).account_id
