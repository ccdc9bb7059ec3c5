"""Addresses of accounts, as a program of before stored them: who signed in then still does, on every database."""

import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kalends.core.address import flaw_of, folded
from kalends.errors import Fault
from kalends.service.house import Service
from kalends.service.people import Credentials, NewAccount
from kalends.store import migrations
from kalends.store.migrations import STEPS, fold_addresses
from kalends.store.open import open_store, restore_backup

NOW = datetime(2026, 11, 21, tzinfo=UTC)
KINDS = ("sqlite", "postgres")
EMAILS = ("Straße@example.org", "ΟΔΟΣ@example.org", "İpek@example.org", "Åse@example.org", "ﬁn@example.org", "ada@x.y")


def folded_before(email: str) -> str:
    """The form that was stored before number 8: full case folding."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", email).casefold())


def put_back(ask, form=folded_before) -> None:
    """Bring the addresses into the form of before."""
    for number, email in ask("SELECT id, email FROM account"):
        ask("UPDATE account SET email_folded = ? WHERE id = ?", form(email), number)


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str | Path:
    return tmp_path / "data" if request.param == "sqlite" else request.getfixturevalue("postgres_url")


def filled(place: str | Path, form=folded_before) -> None:
    """A store with accounts whose addresses are in the form of before, and without number 8 and those after it."""
    known = tuple(each for each in migrations.migrations() if each.number < 8)
    with pytest.MonkeyPatch.context() as then:
        then.setattr(migrations, "migrations", lambda: known)
        store = open_store(place)
        with store.writing() as transaction:  # a table that today's verbs write to; number 13 makes it again
            transaction._execute("CREATE TABLE event_cursor (owner_id BIGINT, cursor BIGINT, purged BIGINT)")
        people = Service.of(store).people
        for email in EMAILS:
            people.add(NewAccount(email, password="correct horse"), now=NOW)
        with store.writing() as transaction:
            put_back(transaction._execute, form)
            transaction._execute("DROP TABLE event_cursor")
        store.close()


def signs_in(service: Service, login: str) -> bool:
    with suppress(Fault):
        return bool(service.people.authenticate(Credentials(login, "correct horse"), address="", now=NOW))
    return False


@pytest.fixture
def service(place: str | Path) -> Iterator[Service]:
    filled(place)
    store = open_store(place)
    yield Service.of(store)
    store.close()


def test_who_signed_in_before_still_does(service: Service) -> None:
    for email in EMAILS:
        assert signs_in(service, email)
        assert signs_in(service, unicodedata.normalize("NFD", email))
        assert signs_in(service, email.lower())
    assert signs_in(service, "STRAßE@EXAMPLE.ORG")
    assert service.upkeep.namesakes() == ()


def test_what_is_another_address_is_another_account(service: Service) -> None:
    assert not signs_in(service, "strasse@example.org")
    assert not signs_in(service, "fin@example.org")
    strasse = service.people.add(NewAccount("strasse@example.org", password="other"), now=NOW)
    assert service.people.find("STRASSE@example.org") == strasse
    assert service.people.find("straße@example.org").email == "Straße@example.org"
    assert signs_in(service, "Straße@example.org")


def test_a_backup_of_before_is_recomputed_too(place: str | Path, tmp_path: Path) -> None:
    filled(tmp_path / "old")
    # a backup is a copy of the database, in the schema of whoever made it
    restore_backup(tmp_path / "old" / "kalends.sqlite3", place, now=NOW + timedelta(days=1))
    store = open_store(place)
    service = Service.of(store)
    assert all(signs_in(service, email) for email in EMAILS)
    assert not signs_in(service, "strasse@example.org")
    store.close()


def test_a_pair_that_cannot_be_told_apart_stays_and_is_reported(place: str | Path) -> None:
    def form(email: str) -> str:
        return {"ada@x.y": "ada@x.y", "Åse@example.org": "something else"}.get(email, folded_before(email))

    filled(place, form)
    store = open_store(place)
    with store.writing() as transaction:  # two that some other program had let in
        transaction._execute("UPDATE account SET email = 'ADA@x.y' WHERE email = ?", "Åse@example.org")
        fold_addresses(transaction._execute)
    service = Service.of(store)
    assert service.people.find("Ada@x.y").email == "ada@x.y"
    (complaint,) = service.upkeep.namesakes()
    assert complaint.code == "name"
    assert "ada@x.y (id 6)" in complaint.message
    assert "ADA@x.y (id 4)" in complaint.message
    assert complaint in service.upkeep.examine(mend=False).complaints
    store.close()


def test_a_step_has_a_number_of_a_migration() -> None:
    assert set(STEPS) <= {each.number for each in migrations.migrations()}


@given(st.text(max_size=20) | st.sampled_from(EMAILS))
def test_nothing_that_was_told_apart_becomes_one(text: str) -> None:
    """What comes to one form now came to one before; so no two accounts of before can collide."""
    assert folded_before(folded(text)) == folded_before(text)
    assert folded(folded(text)) == folded(text)
    if flaw_of(text) is None:
        assert flaw_of(folded(text)) is None or len(folded(text)) > 254
