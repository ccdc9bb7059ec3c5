"""The groups: made, renamed, filled and removed by administrators; seen by everybody."""

from collections.abc import Collection, Iterable
from datetime import datetime

from kalends.errors import Flaw
from kalends.service import randomness
from kalends.service.access import Caller, Right, demand
from kalends.service.again import again
from kalends.service.people import fields
from kalends.service.ports import Store
from kalends.service.records import Account, Group

_EVERYBODY = "everyone"
"""The word for everybody, where people, groups and all are named by one word."""


class Groups:
    """The verbs about groups. Without the right: Fault FORBIDDEN."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @again
    def create(self, me: Caller, name: str, members: Collection[int] = (), *, now: datetime) -> Group:
        """Make a group of these accounts. Faults INVALID; NOT_FOUND for an account."""
        demand(me, Right.ADMINISTER)
        fields.demand_none(_flaws_of_name(name))
        with self._store.writing() as transaction:
            group = transaction.groups.add(name.strip(), randomness.new_guid(), now=now)
            if members:
                transaction.groups.put_members(group.id, members)
            return group

    @again
    def rename(self, me: Caller, group_id: int, name: str) -> Group:
        """Call a group otherwise. Faults INVALID, NOT_FOUND."""
        demand(me, Right.ADMINISTER)
        fields.demand_none(_flaws_of_name(name))
        with self._store.writing() as transaction:
            transaction.groups.rename(group_id, name.strip())
            return transaction.groups.find(group_id)

    @again
    def put_members(self, me: Caller, group_id: int, members: Collection[int]) -> tuple[Account, ...]:
        """Let exactly these accounts be in a group. Fault NOT_FOUND for the group or an account."""
        demand(me, Right.ADMINISTER)
        with self._store.writing() as transaction:
            transaction.groups.put_members(group_id, members)
            return transaction.groups.members(group_id)

    @again
    def change(
        self, me: Caller, group_id: int, *, name: str | None = None, members: Collection[int] | None = None
    ) -> tuple[Group, tuple[Account, ...]]:
        """Change name and members at once; None leaves one as it is. The group and its members afterwards.

        Faults INVALID; NOT_FOUND, for an account too.
        """
        demand(me, Right.ADMINISTER)
        if name is not None:
            fields.demand_none(_flaws_of_name(name))
        with self._store.writing() as transaction:
            if name is not None:
                transaction.groups.rename(group_id, name.strip())
            if members is not None:
                transaction.groups.put_members(group_id, members)
            return transaction.groups.find(group_id), transaction.groups.members(group_id)

    @again
    def remove(self, me: Caller, group_id: int) -> None:
        """Remove a group, and with it what it was given. Fault NOT_FOUND."""
        demand(me, Right.ADMINISTER)
        with self._store.writing() as transaction:
            transaction.groups.remove(group_id)

    def all(self, me: Caller) -> tuple[Group, ...]:
        """Every group, in the order of the ids."""
        demand(me, Right.READ)
        with self._store.reading() as transaction:
            return transaction.groups.all()

    def get(self, me: Caller, group_id: int) -> Group:
        """The group of an id. Fault NOT_FOUND."""
        demand(me, Right.READ)
        with self._store.reading() as transaction:
            return transaction.groups.find(group_id)

    def by_guid(self, me: Caller, guid: str) -> Group:
        """The group of a GUID, however it is capitalised. Fault NOT_FOUND."""
        demand(me, Right.READ)
        with self._store.reading() as transaction:
            return transaction.groups.by_guid(guid.lower())

    def members(self, me: Caller, group_id: int) -> tuple[Account, ...]:
        """Who is in a group, in the order of the ids. Fault NOT_FOUND."""
        demand(me, Right.READ)
        with self._store.reading() as transaction:
            return transaction.groups.members(transaction.groups.find(group_id).id)

    def of(self, me: Caller, account_id: int) -> tuple[Group, ...]:
        """The groups that an account is in, in the order of the ids."""
        demand(me, Right.READ)
        with self._store.reading() as transaction:
            return transaction.groups.of(account_id)


def _flaws_of_name(name: str) -> Iterable[Flaw]:
    if not name.strip():
        yield Flaw("bad-name", "The name is empty.", "name")
    if name.strip().casefold() == _EVERYBODY:
        yield Flaw("bad-name", f'"{_EVERYBODY}" means everybody; take another name.', "name")
    yield from fields.flaws_of_name(name)
