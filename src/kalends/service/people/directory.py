"""Who is here, for everybody who is signed in: people, groups, everyone, by id, GUID, address, or part of a name."""

from collections.abc import Collection

from kalends.core.address import flaw_of, folded
from kalends.core.objects.words import asked_words, holds, words_of
from kalends.errors import Fault, Kind
from kalends.service.access import Caller, Right, demand
from kalends.service.ports import Store
from kalends.service.records import Account, Holder, Principal


class Directory:
    """The verbs that look people up; none changes anything."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def account(self, me: Caller, account_id: int) -> Account:
        """The account of an id. Fault NOT_FOUND."""
        demand(me, Right.READ)
        with self._store.reading() as transaction:
            return transaction.accounts.by_id(account_id)

    def by_guid(self, me: Caller, guid: str) -> Account:
        """The account of a GUID, however it is capitalised. Fault NOT_FOUND."""
        demand(me, Right.READ)
        with self._store.reading() as transaction:
            return transaction.accounts.by_guid(guid.lower())

    def by_email(self, me: Caller, email: str) -> Account:
        """The account of an address. Fault NOT_FOUND."""
        demand(me, Right.READ)
        with self._store.reading() as transaction:
            if flaw_of(email):
                raise Fault(Kind.NOT_FOUND, "There is no account of that address.")
            return transaction.accounts.find(folded(email))

    def some(self, me: Caller, ids: Collection[int]) -> tuple[Account, ...]:
        """The accounts of these ids that are there, in the order of the ids."""
        demand(me, Right.READ)
        with self._store.reading() as transaction:
            return transaction.accounts.some(ids)

    def like(self, me: Caller, text: str = "") -> tuple[Account, ...]:
        """The accounts whose name or address has words that begin so; all, where there are no words to look for."""
        demand(me, Right.READ)
        with self._store.reading() as transaction:
            everybody = transaction.accounts.all()
        asked = asked_words(text)
        return tuple(each for each in everybody if holds(words_of([each.name, each.email]), asked))

    def principal(self, me: Caller, guid: str) -> Principal:
        """The account, the group, or "Everyone", of a GUID, however it is capitalised. Fault NOT_FOUND."""
        demand(me, Right.READ)
        with self._store.reading() as transaction:
            return transaction.directory.by_guid(guid.lower())

    def principals(self, me: Caller, guids: Collection[str]) -> tuple[Principal, ...]:
        """The principals of these GUIDs, in their order. Fault NOT_FOUND for the first that is none."""
        demand(me, Right.READ)
        with self._store.reading() as transaction:
            return tuple(transaction.directory.by_guid(guid.lower()) for guid in guids)

    def named(self, me: Caller, holders: Collection[Holder]) -> tuple[Principal, ...]:
        """These principals with their names; those that are not there are left out."""
        demand(me, Right.READ)
        with self._store.reading() as transaction:
            return transaction.directory.some(holders)
