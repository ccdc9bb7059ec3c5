"""A store, and what else the verbs ask for; only the slow hash is another, and it counts its work."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.service.household import Household

from kalends.service.house import Service
from kalends.service.people import People
from kalends.service.ports import Store
from kalends.store.open import open_store


class QuickHasher:
    """A `Hasher` that is no secret, for tests.

    `checks` counts how often a password was compared.
    """

    def __init__(self) -> None:
        self.checks = 0

    def hash(self, password: str) -> str:
        return f"hash of {password}"

    def matches(self, password_hash: str, password: str) -> bool:
        self.checks += 1
        return password_hash == self.hash(password)


@pytest.fixture(autouse=True)
def _owners_are_named(statements_name_their_owners: None) -> None:
    """Every statement is checked."""


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str | Path:
    """An empty database: the embedded one, or, for a test that is marked with `BOTH`, each kind."""
    if getattr(request, "param", "sqlite") == "postgres":
        return request.getfixturevalue("postgres_url")
    return tmp_path / "data"


@pytest.fixture
def store(database: str | Path) -> Iterator[Store]:
    opened = open_store(database)
    yield opened
    opened.close()


@pytest.fixture
def service(store: Store) -> Service:
    """All the verbs, with the limits that a server has."""
    return Service.of(store)


@pytest.fixture
def house(service: Service) -> Household:
    """People with every sort of right on a calendar of one of them."""
    return Household.of(service)


@pytest.fixture
def hasher() -> QuickHasher:
    return QuickHasher()


@pytest.fixture
def people(store: Store, hasher: QuickHasher) -> People:
    return People(store, hasher=hasher)


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 21, 12, tzinfo=UTC)
