"""Every store, one after the other: a new one is added to `OPENERS`, and is held to the whole contract."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kalends.errors import Fault, Kind
from kalends.service.ports import Store
from kalends.service.records import (
    OPEN,
    Account,
    AccountDraft,
    Calendar,
    CalendarDraft,
    Facts,
    Look,
    ObjectDraft,
    ObjectKind,
    ObjectPolicy,
    Span,
    Stored,
)
from kalends.store.open import open_store

STORES = ("sqlite", "postgres")


@pytest.fixture(params=STORES)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str | Path:
    """An empty database of each kind, as it is named on the command line."""
    if request.param == "sqlite":
        return tmp_path / "data"
    return request.getfixturevalue("postgres_url")


@pytest.fixture(autouse=True)
def _owners_are_named(statements_name_their_owners: None) -> None:
    """Every statement is checked."""


@pytest.fixture
def reopen(database: str | Path) -> Callable[[], Store]:
    """Opens the same store once more, as another process would."""
    return lambda: open_store(database)


@pytest.fixture
def store(reopen: Callable[[], Store]) -> Iterator[Store]:
    opened = reopen()
    yield opened
    opened.close()


@dataclass(frozen=True)
class Hand:
    """Puts things into a store, each in a transaction of its own."""

    store: Store
    now: datetime

    def account(self, name: str) -> Account:
        draft = AccountDraft(f"{name}@example.org", name, False, "UTC", password_hash="", guid=f"guid of {name}")
        with self.store.writing() as transaction:
            return transaction.accounts.add(draft, f"{name}@example.org", now=self.now)

    def calendar(self, owner: Account, name: str = "work", **fields: Any) -> Calendar:
        draft = CalendarDraft(owner.id, name, Look(title=name.title(), time_zone="Europe/Berlin", alert=15), **fields)
        with self.store.writing() as transaction:
            return transaction.calendars.add(draft, now=self.now)

    def put(self, calendar: Calendar, href: str, **fields: Any) -> Stored:
        with self.store.writing() as transaction:
            transaction.calendars.lock([calendar.id])
            return transaction.objects.add(calendar, draft(href, **fields), by=None, now=self.now)

    def calendar_now(self, calendar: Calendar) -> Calendar:
        with self.store.reading() as transaction:
            return transaction.calendars.find(calendar.id)


def draft(href: str, *, text: str | None = None, policy: ObjectPolicy = OPEN, **facts: Any) -> ObjectDraft:
    """An event that is called as its href; without another wish its UID is that too, and it is in no window."""
    facts = {"uid": href, "kind": ObjectKind.EVENT, "span": Span(None, None)} | facts
    return ObjectDraft(href, text or f"text of {href}", f"etag of {href}", Facts(**facts), None, policy=policy)


@pytest.fixture(name="draft")
def draft_maker() -> Callable[..., ObjectDraft]:
    return draft


@pytest.fixture
def hand(store: Store, now: datetime) -> Hand:
    return Hand(store, now)


@pytest.fixture
def kind_of() -> Callable[[Callable[[], object]], Kind]:
    """The kind of the Fault that something raises."""

    def raised(act: Callable[[], object]) -> Kind:
        with pytest.raises(Fault) as caught:
            act()
        return caught.value.kind

    return raised


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 21, 12, 30, 15, 123456, tzinfo=UTC)
