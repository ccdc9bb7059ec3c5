"""Putting a text into the calendar that is chosen by where the objects of its UID are."""

from collections.abc import Sequence

from kalends.service.access import Access
from kalends.service.objects import seeing, steps
from kalends.service.objects.desk import Desk
from kalends.service.objects.reading import Legible
from kalends.service.objects.values import Choice, Wish, Write
from kalends.service.ports import Collision
from kalends.service.records import Calendar, Stored


def put_chosen(desk: Desk, choice: Choice, new: Legible, wish: Wish) -> Write:
    """Store a text where a choice says; of two texts of one UID at the same time, the later is told of the earlier.

    The calendar that was named is locked before it is looked what is there. What was chosen holds then, if it is that
    one; if not, it is locked and looked into once more.
    """
    locked = _locked_first(desk, choice.named)
    found = seeing.stored_of_uid(desk.transaction, desk.rights, new.uid)
    chosen = _chosen(desk, choice, found)
    if chosen not in locked:
        # Where this is out of the order of the ids, a dead lock is a Collision, and the verb is tried again.
        locked[chosen] = desk.calendar(chosen)
        found = seeing.stored_of_uid(desk.transaction, desk.rights, new.uid)
        if _chosen(desk, choice, found) != chosen:
            raise Collision  # an object of the UID was moved, or removed, while the lock was waited for
    return _put(desk, locked[chosen], found, new, wish)


def _locked_first(desk: Desk, named: int | None) -> dict[int, Calendar]:
    """The calendar that somebody named, who needs FULL on it, wherever the object goes; alone with the UIDs."""
    subject = f"UIDs of {desk.by}"
    if named is None:
        desk.transaction.alone(subject)
        return {}
    calendar = desk.calendar(named, subject=subject)
    desk.rights.demand_calendar(calendar, Access.FULL)
    return {named: calendar}


def _chosen(desk: Desk, choice: Choice, found: Sequence[Stored]) -> int:
    return choice.choose(seeing.seen_of(desk.transaction, desk.rights, found) if found else ())


def _put(desk: Desk, calendar: Calendar, found: Sequence[Stored], new: Legible, wish: Wish) -> Write:
    if desk.rights.on_calendar(calendar) is Access.NONE:
        # not a calendar in which it was looked: its rule for what may be put there is asked, as always
        return steps.put(desk, calendar, new, wish)
    old = next((each for each in found if each.calendar_id == calendar.id), None)
    steps.demand_put(desk.rights, calendar, old)
    return steps.put_over(desk, calendar, old, new, wish)
