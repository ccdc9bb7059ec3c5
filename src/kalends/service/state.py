"""One state of the store, for an answer that is put together by several verbs."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from kalends.service.access import Caller, Rights
from kalends.service.ports import Outage, Store, Transaction
from kalends.service.unit import Unit


class OneState:
    """A store of which every reading transaction is the same one, which is open already; of use while that is.

    What is written through it is written by the store itself, and is not seen here.
    """

    def __init__(self, store: Store, unit: Unit) -> None:
        self._store = store
        self._transaction = unit.transaction
        self._rights: dict[Caller, Rights] = {unit.caller: unit.rights}

    @property
    def outage(self) -> Outage | None:
        """As the store tells it."""
        return self._store.outage

    def rights(self, me: Caller) -> Rights:
        """The rights of a caller in this state, looked up once."""
        known = self._rights.get(me)
        if known is None:
            known = self._rights[me] = Rights(me, self._transaction)
        return known

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """The transaction; it goes on after the block."""
        yield self._transaction

    def writing(self) -> AbstractContextManager[Transaction]:
        """A transaction of the store, which sees what is there now."""
        return self._store.writing()

    def backup(self, file: Path, *, told: Callable[[int], None] | None = None) -> None:
        """As the store does it."""
        self._store.backup(file, told=told)

    def damages(self) -> tuple[str, ...]:
        """As the store tells them."""
        return self._store.damages()

    def close(self) -> None:
        """Nothing: the store is somebody else's."""
