"""Which calendar, group or holder a word on the command line means, and which account acts.

The command line asks for no password, since access to the data folder is access to everything in it.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from kalends.errors import Fault, Kind

if TYPE_CHECKING:
    from kalends.service.access import Caller
    from kalends.service.house import Service
    from kalends.service.records import Group, Holder
    from kalends.service.unit import Unit

if TYPE_CHECKING:
    from kalends.service.access import Caller
    from kalends.service.house import Service


CalendarName = Annotated[
    str,
    typer.Argument(metavar="CALENDAR", help="The calendar: its id, name or title.", show_default=False),
]
GroupName = Annotated[str, typer.Argument(metavar="GROUP", help="The group: its id, or its name.", show_default=False)]

_LONGEST_ID = 10
_NOBODY = "There is no account; add one with: kalends user add EMAIL"
_NO_ADMINISTRATOR = "Only an administrator may do this; make one with: kalends user set EMAIL --admin"


def find_calendar_id(service: "Service", me: "Caller", said: str) -> int:
    """The id of the calendar that is meant: an id, a name, or a title that one calendar alone has.

    An id is passed on though the caller does not see the calendar: the verb says what may be done with it, and a
    calendar that was removed still has a history. Faults NOT_FOUND; INVALID where several are called so.
    """
    from kalends.service import calendars

    with service.read(me) as unit:
        seen = calendars.get_all(unit)
    if (number := parse_id(said)) is not None and number in {each.id for each in seen}:
        return number
    own = [each.id for each in seen if each.calendar.name == said and each.owner.id == me.account_id]
    found = own or [each.id for each in seen if said in (each.calendar.name, each.look.title)]
    if not found and number is not None:
        return number
    return _only(found, said, "calendar")


def find_group(unit: "Unit", said: str) -> "Group":
    """The group that is meant. Faults NOT_FOUND; INVALID where several are called so."""
    from kalends.service.people import groups

    known = {each.id: each for each in groups.get_all(unit)}
    if (number := parse_id(said)) in known:
        return known[number]
    return known[_only([each.id for each in known.values() if each.name == said], said, "group")]


def find_holder(unit: "Unit", said: str) -> "Holder":
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
    return Holder(HolderKind.GROUP, find_group(unit, said).id)


def parse_id(said: str) -> int | None:
    """The id that is written there; None where it is none."""
    return int(said) if said.isascii() and said.isdigit() and len(said) <= _LONGEST_ID else None


def _only(found: Sequence[int], said: str, what: str) -> int:
    if not found:
        raise Fault(Kind.NOT_FOUND, f'There is no {what} "{said}"; see: kalends {what} list')
    if len(found) > 1:
        ids = ", ".join(map(str, found))
        raise Fault(Kind.INVALID, f'Several {what}s are called "{said}"; say which, by its id: {ids}.')
    return found[0]


def find_caller(service: "Service", email: str | None) -> "Caller":
    """The account of an address, or the only one. Faults NOT_FOUND; INVALID where there are several."""
    from kalends.service.access import caller_of

    if email is not None:
        return caller_of(service.people.find(email), None)
    everyone = service.people.everyone()
    if not everyone:
        raise Fault(Kind.NOT_FOUND, _NOBODY)
    if len(everyone) > 1:
        raise Fault(Kind.INVALID, f"There are {len(everyone)} accounts; say which of them acts: --as EMAIL.")
    return caller_of(everyone[0], None)


def find_administrator(service: "Service") -> "Caller":
    """Any administrator, for what is the same for all of them. Faults NOT_FOUND, FORBIDDEN."""
    from kalends.service.access import caller_of

    everyone = service.people.everyone()
    for account in everyone:
        if account.admin:
            return caller_of(account, None)
    raise Fault(Kind.FORBIDDEN, _NO_ADMINISTRATOR) if everyone else Fault(Kind.NOT_FOUND, _NOBODY)
