"""Grants as people see them, and the rules of a list of grants."""

from collections.abc import Collection
from dataclasses import dataclass

from kalends.errors import Fault, Flaw, Kind
from kalends.service.limits import Limits, demand_below
from kalends.service.records import Grant, Holder, HolderKind, Level, Principal
from kalends.service.unit import Unit


@dataclass(frozen=True, slots=True)
class Shared:
    """Somebody who was given something, and how much of it."""

    principal: Principal
    level: Level


def shared_of(unit: Unit, grants: Collection[Grant]) -> tuple[Shared, ...]:
    """The grants with the names of their holders."""
    levels = {grant.holder: grant.level for grant in grants}
    principals = unit.transaction.directory.some(levels) if levels else ()
    return tuple(Shared(principal, levels[principal.holder]) for principal in principals)


def demand_fit(grants: Collection[Grant], owner_id: int, limits: Limits) -> tuple[Grant, ...]:
    """The grants without those of the owner, who has everything. Faults INVALID, TOO_LARGE."""
    demand_below(len(grants), limits.grants, "grants")
    holders = [grant.holder for grant in grants]
    if len(set(holders)) < len(holders):
        message = "Somebody stands twice in the list of those it is shared with."
        raise Fault(Kind.INVALID, message, [Flaw("twice", message, "grants")])
    return tuple(each for each in grants if each.holder != Holder(HolderKind.ACCOUNT, owner_id))
