"""Looking up what a verb is about, and the conditions that it has to meet."""

from kalends.errors import Fault, Kind
from kalends.service.access import Access, Rights
from kalends.service.access.rights import NO_CALENDAR, NO_OBJECT
from kalends.service.ports import Transaction
from kalends.service.records import Calendar, Stored


def stored_of(transaction: Transaction, object_id: int) -> Stored:
    """The object of an id; the fault is the same where it may not be seen."""
    found = transaction.objects.some([object_id])
    if not found:
        raise Fault(Kind.NOT_FOUND, NO_OBJECT)
    return found[0]


def seen_calendar(transaction: Transaction, rights: Rights, calendar_id: int, least: Access = Access.BUSY) -> Calendar:
    """A calendar on which that much is allowed. Faults NOT_FOUND, FORBIDDEN."""
    found = transaction.calendars.some([calendar_id])
    if not found:
        raise Fault(Kind.NOT_FOUND, NO_CALENDAR)
    rights.demand_calendar(found[0], least)
    return found[0]


def demand_name(name: str, wanted: frozenset[str] | None, unwanted: frozenset[str]) -> None:
    """Raise Fault STALE unless a name is one of those that are wanted (None: any), and none of the others."""
    if wanted is not None and name not in wanted:
        raise Fault(Kind.STALE, "It was changed meanwhile: fetch it, and try again.")
    if name in unwanted:
        raise Fault(Kind.STALE, "It is the one that was known already.")
