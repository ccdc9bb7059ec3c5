"""A store between whose transactions something else happens: what a request relies on may be gone in the next one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.house import House

from kalends import app
from kalends.service.ports import Store, Transaction
from kalends.store.open import FileIdentities, attach_store


class GapStore:
    """A store that lets others act before each of its transactions; `gaps` counts these since `arm`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._meanwhile: Callable[[int], None] = lambda _: None
        self.gaps = 0

    def arm(self, meanwhile: Callable[[int], None]) -> None:
        """From now on, call that with the number of each transaction, from 1, before it begins."""
        self.gaps, self._meanwhile = 0, meanwhile

    def disarm(self) -> None:
        """Let nothing happen any more."""
        self._meanwhile = lambda _: None

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        self._pass()
        with self._store.reading() as transaction:
            yield transaction

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        self._pass()
        with self._store.writing() as transaction:
            yield transaction

    def _pass(self) -> None:
        self.gaps += 1
        self._meanwhile(self.gaps)

    def __getattr__(self, name: str) -> Any:
        """Whatever else a store can."""
        return getattr(self._store, name)


@contextmanager
def house_with_gaps(data: Path, database: str) -> Iterator[tuple[House, GapStore]]:
    """A server whose store has gaps."""
    stores: list[GapStore] = []

    def with_gaps(place: str | Path, marks: FileIdentities) -> GapStore:
        stores.append(GapStore(attach_store(place, marks)))
        return stores[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "attach_store", with_gaps)
        house = House(data, database=database)
    yield house, stores[0]
    house.close()
