"""What people call a calendar, a group or a holder of a grant, and which one they mean."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from kalends.errors import Fault, Kind

if TYPE_CHECKING:
    from kalends.service.access import Caller
    from kalends.service.house import Service
    from kalends.service.records import Group, Holder
    from kalends.service.unit import Unit

CalendarName = Annotated[
    str,
    typer.Argument(metavar="CALENDAR", help="The calendar: its id, name or title.", show_default=False),
]
GroupName = Annotated[str, typer.Argument(metavar="GROUP", help="The group: its id, or its name.", show_default=False)]

_LONGEST_ID = 10


def calendar_id(service: "Service", me: "Caller", said: str) -> int:
    """The id of the calendar that is meant: an id, a name, or a title that one calendar alone has.

    An id is passed on though the caller does not see the calendar: the verb says what may be done with it, and a
    calendar that was removed still has a history. Faults NOT_FOUND; INVALID where several are called so.
    """
    from kalends.service import calendars

    with service.read(me) as unit:
        seen = calendars.get_all(unit)
    if (number := id_in(said)) is not None and number in {each.id for each in seen}:
        return number
    own = [each.id for each in seen if each.calendar.name == said and each.owner.id == me.account_id]
    found = own or [each.id for each in seen if said in (each.calendar.name, each.look.title)]
    if not found and number is not None:
        return number
    return _only(found, said, "calendar")


def group_of(unit: "Unit", said: str) -> "Group":
    """The group that is meant. Faults NOT_FOUND; INVALID where several are called so."""
    from kalends.service.people import groups

    known = {each.id: each for each in groups.get_all(unit)}
    if (number := id_in(said)) in known:
        return known[number]
    return known[_only([each.id for each in known.values() if each.name == said], said, "group")]


def holder_of(unit: "Unit", said: str) -> "Holder":
    """Whom a word means: an address, "everyone", or else a group. Faults NOT_FOUND, INVALID."""
    from kalends.core.address import folded
    from kalends.service.people import directory, groups
    from kalends.service.records import EVERYONE, Holder, HolderKind

    if said == "everyone":
        return EVERYONE
    if "@" in said:
        for account in directory.search(unit):
            if folded(account.email) == folded(said):
                return Holder(HolderKind.ACCOUNT, account.id)
        if all(group.name != said for group in groups.get_all(unit)):
            raise Fault(Kind.NOT_FOUND, f'There is no user "{said}"; see: kalends user list')
    return Holder(HolderKind.GROUP, group_of(unit, said).id)


def id_in(said: str) -> int | None:
    """The id that is written there; None where it is none."""
    return int(said) if said.isascii() and said.isdigit() and len(said) <= _LONGEST_ID else None


def _only(found: Sequence[int], said: str, what: str) -> int:
    if not found:
        raise Fault(Kind.NOT_FOUND, f'There is no {what} "{said}"; see: kalends {what} list')
    if len(found) > 1:
        ids = ", ".join(map(str, found))
        raise Fault(Kind.INVALID, f'Several {what}s are called "{said}"; say which, by its id: {ids}.')
    return found[0]
