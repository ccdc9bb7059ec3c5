"""The former versions of objects: listed, shown, restored.

Whoever has FULL on an object, or on the calendar that a deleted one was in, sees its versions and restores them; the
owner of a calendar does after it was removed, too, and the author of what was closed to that owner. The history of a
calendar tells of what was moved out of it, to where the caller may not see. A version that was in a calendar which the
caller cannot change is not told, wherever the object is now. A restored version is a new one: nothing of the history is
lost.

What comes back is the text, and beside it what says nothing of rights (progress and properties). Who may see
and change the object stays as it is now: nobody is let in, or shut out, by the way.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace

from kalends.errors import Fault, Kind
from kalends.service.access import Access, Caller, Rights
from kalends.service.access.policy import among, people_of, restored
from kalends.service.access.rights import no_calendar, no_object
from kalends.service.objects import writes
from kalends.service.objects.seeing import demand_calendar
from kalends.service.objects.text import ObjectText, validate
from kalends.service.objects.values import Extras, Saved, Write
from kalends.service.ports import Collision, Transaction
from kalends.service.records import Calendar, ObjectDraft, Properties, Stored, Version
from kalends.service.unit import Unit

PART = 500
"""Versions that are looked up in one transaction, of many."""
MOST = 1_000

Read = Callable[[], AbstractContextManager[Unit]]
"""Opens a unit of the caller that reads."""

_NO_VERSION = "There is no such version."
_MOVED = "It was moved into a calendar that you cannot change."
_NO_PLACE = "The calendar that it was in was removed: name another one, into which it goes."


@dataclass(frozen=True, slots=True)
class Past:
    """The versions of one object: the present one, None where it was deleted, and the former ones, the newest first."""

    present: Stored | None
    former: tuple[Version, ...]


def get_past(unit: Unit, object_id: int) -> Past:
    """The versions of an object that the caller may change, or could before it was deleted. Fault NOT_FOUND."""
    return _past(unit.transaction, unit.rights, object_id)


def get_pasts(unit: Unit, calendar_id: int, uid: str) -> tuple[Past, ...]:
    """The same for all objects that have or had a UID in a calendar, the newest first; closed ones are left out."""
    transaction, rights = unit.transaction, unit.rights
    calendar = demand_calendar(unit, calendar_id, Access.FULL)
    ids = [each.id for each in transaction.objects.with_uid(uid, [calendar])]
    ids += [each.object_id for each in transaction.history.of_uid(calendar.owner_id, calendar.id, uid)]
    return tuple(_pasts(transaction, rights, dict.fromkeys(ids)))


def get_version(unit: Unit, object_id: int, version: int) -> Version:
    """One former version. Fault NOT_FOUND."""
    for each in get_past(unit, object_id).former:
        if each.version == version:
            return each
    raise Fault(Kind.NOT_FOUND, _NO_VERSION)


def get_departures(unit: Unit, calendar_id: int, *, limit: int = 100) -> tuple[Version, ...]:
    """The last versions of what left a calendar, deleted or moved, the latest first. The calendar may be gone too."""
    calendars = unit.transaction.calendars.some([calendar_id])
    owner_id = _owner_of_past(unit.rights, calendars)
    versions = unit.transaction.history.removed(owner_id, calendar_id, limit=max(1, min(limit, MOST)))
    if not calendars and not versions:
        raise no_calendar()
    return tuple(each for each in versions if not _is_closed_to(unit.caller, each))


def walk_departures(read: Read, calendar_id: int) -> Iterator[Version]:
    """The same of all that left it, some at a time, each time in a unit of its own.

    So what was told may be restored before the next is looked up. Faults are raised with the first one.
    """
    with read() as unit:
        calendars = unit.transaction.calendars.some([calendar_id])
        owner_id = _owner_of_past(unit.rights, calendars)
        places = unit.transaction.history.every_removed(owner_id, calendar_id)
    if not calendars and not places:
        raise no_calendar()
    for start in range(0, len(places), PART):
        with read() as unit:
            # rights are looked up for each part: it takes long to tell them all
            if _owner_of_past(unit.rights, unit.transaction.calendars.some([calendar_id])) != owner_id:
                raise no_calendar()
            versions = list(_still_kept(unit.transaction, places[start : start + PART]))
        yield from (each for each in versions if not _is_closed_to(unit.caller, each))


def restore(unit: Unit, object_id: int, version: int, *, calendar_id: int | None = None) -> Saved:
    """Make a former version the present one; a deleted object comes back under its old id.

    It goes where the object is, or else where the version was; `calendar_id` names another place, where the calendar is
    gone, say. Faults NOT_FOUND, FORBIDDEN; EXISTS where its UID is taken there meanwhile.
    """
    wanted, target, _ = _target(unit, object_id, version, calendar_id)
    there = _present_of(unit.transaction, object_id)
    if there is not None and unit.rights.on_object(there) < Access.FULL:
        raise Fault(Kind.FORBIDDEN, _MOVED)
    if target == wanted.calendar_id != calendar_id and not unit.transaction.calendars.some([target]):
        raise Fault(Kind.NOT_FOUND, _NO_PLACE)
    calendar = unit.lock_calendar(target)
    # under the lock once more: what the caller may see, and what is there
    wanted, place, present = _target(unit, object_id, version, calendar_id)
    if place != target:
        raise Collision  # it was moved, or restored, while the lock was waited for
    # what a version holds was accepted once, whatever the limits are now
    limits = replace(unit.limits, object_octets=unit.limits.import_octets)
    octets = wanted.octets
    new = unit.compute(lambda: validate(octets, limits), text=octets, key=(restore, octets))
    if present is None:
        return writes.saved(unit, _bring_back(unit, calendar, wanted, new))
    unit.rights.demand_object(present, Access.FULL)
    extras = Extras(
        method=wanted.method,
        policy=restored(wanted.policy, present.draft.policy),
        properties=_properties_of(unit.transaction, wanted, present),
    )
    return writes.saved(unit, writes.replace_text(unit, calendar, present, new, extras))


def _target(unit: Unit, object_id: int, version: int, calendar_id: int | None) -> tuple[Version, int, Stored | None]:
    """The version, the calendar to which it returns, and the present version. Fault NOT_FOUND."""
    past = _past(unit.transaction, unit.rights, object_id)
    for each in past.former:
        if each.version == version:
            if past.present is not None:
                return each, past.present.calendar_id, past.present
            return each, each.calendar_id if calendar_id is None else calendar_id, None
    raise Fault(Kind.NOT_FOUND, _NO_VERSION)


def _pasts(transaction: Transaction, rights: Rights, object_ids: Iterable[int]) -> Iterator[Past]:
    for each in object_ids:
        with suppress(Fault):  # of one UID, one may be closed to the caller, and another not
            yield _past(transaction, rights, each)


def _past(transaction: Transaction, rights: Rights, object_id: int) -> Past:
    present = _present_of(transaction, object_id)
    versions = transaction.history.of(object_id)
    calendars = {each.id: each for each in transaction.calendars.some({each.calendar_id for each in versions})}
    if present is not None and rights.on_object(present) < Access.FULL:
        # what it was before it was moved away is told to those who had it then
        place = present.calendar_id
        versions = tuple(each for each in versions if each.calendar_id != place)
        former = tuple(each for each in versions if _may(rights, each, None, calendars.get(each.calendar_id)))
        if not former:
            rights.demand_object(present, Access.FULL)
        return Past(None, former)
    former = tuple(each for each in versions if _may(rights, each, present, calendars.get(each.calendar_id)))
    if present is None and not former:
        raise no_object()
    return Past(present, former)


def _present_of(transaction: Transaction, object_id: int) -> Stored | None:
    return next(iter(transaction.objects.some([object_id])), None)


def _owner_of_past(rights: Rights, found: Sequence[Calendar]) -> int:
    """Whose history a calendar has that may be gone: who had it then is the only one who is told. Fault FORBIDDEN."""
    if not found:
        return rights.me.account_id
    rights.demand_calendar(found[0], Access.FULL)
    return found[0].owner_id


def _still_kept(transaction: Transaction, places: Iterable[tuple[int, int]]) -> Iterator[Version]:
    """The versions of these objects, without those that were forgotten meanwhile."""
    for object_id, version in places:
        with suppress(Fault):
            yield transaction.history.find(object_id, version)


def _may(rights: Rights, version: Version, present: Stored | None, calendar: Calendar | None) -> bool:
    """Whether the caller may see a version: by the object, while it is where it was, or by the calendar it was in."""
    if _is_closed_to(rights.me, version) and (present is None or not present.draft.policy.is_closed):
        return False
    if present is None and version.policy.is_closed and version.author_id == rights.me.account_id:
        return True  # nobody else is told of it
    if present is not None and present.calendar_id == version.calendar_id:
        return True
    if calendar is not None:
        return rights.on_calendar(calendar) >= Access.FULL
    return version.owner_id == rights.me.account_id


def _is_closed_to(me: Caller, version: Version) -> bool:
    """Whether a version was one that those who have the calendar did not see."""
    return version.policy.is_closed and version.author_id not in (None, me.account_id)


def _bring_back(unit: Unit, calendar: Calendar, wanted: Version, new: ObjectText) -> Write:
    unit.rights.demand_calendar(calendar, Access.FULL)
    writes.demand_room(unit, calendar, new.facts)
    taken = next(iter(unit.transaction.objects.with_uid(new.uid, [calendar])), None)
    if taken is not None:
        raise writes.uid_conflict("The calendar has an object of that UID meanwhile.", taken, rights=unit.rights)
    free = not unit.transaction.objects.at_some(calendar, [wanted.href])
    author = wanted.author_id if wanted.author_id in _there(unit.transaction, wanted.author_id) else None
    draft = ObjectDraft(
        href=wanted.href if free else writes.other_href(unit, new.uid),
        text=new.text,
        etag=new.etag,
        facts=new.facts,
        author_id=author,
        method=wanted.method,
        cuts=new.cuts,
    )
    stored = writes.insert(unit, calendar, draft, object_id=wanted.object_id)
    people = unit.transaction.accounts.some(people_of(wanted.policy))  # it is given back to those who are still there
    extras = Extras(
        policy=among(wanted.policy, {each.id for each in people}),
        properties=unit.transaction.properties.of_version(wanted),
    )
    return Write(writes.keep(unit, stored, extras), True, new.flaws)


def _properties_of(transaction: Transaction, version: Version, present: Stored) -> Properties:
    """What makes the properties of an object those of a version."""
    now = transaction.properties.of_objects([present]).get(present.id, {})
    return {**dict.fromkeys(now, ""), **transaction.properties.of_version(version)}


def _there(transaction: Transaction, account_id: int | None) -> frozenset[int]:
    found = () if account_id is None else transaction.accounts.some([account_id])
    return frozenset(account.id for account in found)
