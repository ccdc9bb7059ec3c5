"""Secrets that all processes of this server share."""

from collections.abc import Callable

from kalends.service.ports import Store


def settled(store: Store, name: str, propose: Callable[[], str]) -> str:
    """The secret of a name, made where there is none yet; one that is there is read without a write."""
    with store.reading() as transaction:
        kept = transaction.secrets.find(name)
    if kept:
        return kept
    with store.writing() as transaction:
        return transaction.secrets.settle(name, propose())
