"""The groups: made, renamed, filled and removed by administrators (Fault FORBIDDEN for others); seen by everybody."""

from collections.abc import Collection, Iterable

from kalends.errors import Flaw
from kalends.service import randomness
from kalends.service.access import Right, demand
from kalends.service.people import fields
from kalends.service.people.completion import Work, begin, complete
from kalends.service.records import Account, Group, Holder, HolderKind
from kalends.service.unit import Unit

_EVERYBODY = "everyone"
"""The word for everybody, where people, groups and all are named by one word."""


def create(unit: Unit, name: str, members: Collection[int] = ()) -> Group:
    """Make a group of these accounts. Faults INVALID; NOT_FOUND for an account."""
    demand(unit.caller, Right.ADMINISTER)
    fields.demand_none(_flaws_of_name(name))
    group = unit.transaction.groups.add(name.strip(), randomness.new_guid(), now=unit.now)
    if members:
        unit.transaction.groups.put_members(group.id, members)
        unit.rights.refresh()
    return group


def change(
    unit: Unit, group_id: int, *, name: str | None = None, members: Collection[int] | None = None
) -> tuple[Group, tuple[Account, ...]]:
    """Change name and members; None leaves one as it is. The group and its members afterwards.

    Faults INVALID; NOT_FOUND, for an account too.
    """
    demand(unit.caller, Right.ADMINISTER)
    if name is not None:
        fields.demand_none(_flaws_of_name(name))
        unit.transaction.groups.rename(group_id, name.strip())
    if members is not None:
        unit.transaction.groups.put_members(group_id, members)
        unit.rights.refresh()
        _complete_afterwards(unit, Work.RENEW, group_id)
    return unit.transaction.groups.find(group_id), unit.transaction.groups.members(group_id)


def remove(unit: Unit, group_id: int) -> None:
    """Remove a group, and with it what it was given. Fault NOT_FOUND."""
    demand(unit.caller, Right.ADMINISTER)
    unit.transaction.groups.remove(group_id)
    unit.rights.refresh()
    _complete_afterwards(unit, Work.REMOVE, group_id)


def get_all(unit: Unit) -> tuple[Group, ...]:
    """Every group, in the order of the names."""
    return unit.transaction.groups.all()


def get(unit: Unit, group_id: int) -> Group:
    """The group of an id. Fault NOT_FOUND."""
    return unit.transaction.groups.find(group_id)


def get_by_guid(unit: Unit, guid: str) -> Group:
    """The group of a GUID, however it is capitalised. Fault NOT_FOUND."""
    return unit.transaction.groups.by_guid(guid.lower())


def get_members(unit: Unit, group_id: int) -> tuple[Account, ...]:
    """Who is in a group, in the order of the ids. Fault NOT_FOUND."""
    return unit.transaction.groups.members(unit.transaction.groups.find(group_id).id)


def get_groups_of(unit: Unit, account_id: int) -> tuple[Group, ...]:
    """The groups that an account is in, in the order of the ids."""
    return unit.transaction.groups.of(account_id)


def _complete_afterwards(unit: Unit, work: Work, group_id: int) -> None:
    """Do what concerns the calendars of many owners after this transaction, owner after owner."""
    task = begin(unit.transaction, work, Holder(HolderKind.GROUP, group_id))
    unit.afterwards.append(lambda store: complete(store, task))


def _flaws_of_name(name: str) -> Iterable[Flaw]:
    if not name.strip():
        yield Flaw("bad-name", "The name is empty.", "name")
    if name.strip().casefold() == _EVERYBODY:
        yield Flaw("bad-name", f'"{_EVERYBODY}" means everybody; take another name.', "name")
    yield from fields.flaws_of_name(name)
