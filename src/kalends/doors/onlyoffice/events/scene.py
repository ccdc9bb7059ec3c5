"""What is looked up once for all items of an answer: calendars, owners, who has what."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kalends.core.time.offsets import Zone
from kalends.core.time.zones import zone
from kalends.doors.onlyoffice.call import OnlyofficeCall
from kalends.doors.onlyoffice.sharing import Json, permissions_json
from kalends.service import calendars
from kalends.service.access import Access, Caller, Scope
from kalends.service.calendars import SeenCalendar
from kalends.service.objects import Seen
from kalends.service.people import directory
from kalends.service.records import Account, Grant, Principal
from kalends.service.sharing import Shared

SHARED_EVENTS = "shared_events"
SHARED_TITLE = "Shared events"
"""The id and the title of the calendar in which those events appear that were shared by themselves."""


@dataclass(frozen=True, slots=True)
class Scene:
    """The surroundings of some objects, as the caller sees them."""

    me: Caller
    zone: Zone
    calendars: dict[int, SeenCalendar]
    accounts: dict[int, Account]
    shared: dict[int, tuple[Shared, ...]]
    _alone: dict[int, Json] = field(default_factory=dict, repr=False)
    _owners: dict[int, Json] = field(default_factory=dict, repr=False)

    @classmethod
    def around(cls, call: OnlyofficeCall, seen: Iterable[Seen]) -> "Scene":
        """The surroundings of these objects, and of their calendars those that the caller sees."""
        objects = tuple(seen)
        found = calendars.get_some(call.unit, {each.stored.calendar_id for each in objects}) if objects else ()
        return cls.among(call, objects, found)

    @classmethod
    def among(cls, call: OnlyofficeCall, seen: Iterable[Seen], found: Iterable[SeenCalendar]) -> "Scene":
        """The surroundings of objects, with the calendars that the caller sees."""
        objects = {each.id: each for each in seen}
        known = {each.id: each for each in found}
        return cls(
            me=call.me,
            zone=call.zone,
            calendars=known,
            accounts=_accounts(call, objects.values(), known.values()),
            shared=_shared(call, objects.values()),
        )

    def calendar(self, seen: Seen) -> SeenCalendar | None:
        """The calendar of an object; None where the caller only has the object."""
        return self.calendars.get(seen.stored.calendar_id)

    def calendar_zone(self, seen: Seen) -> Zone:
        """Where the floating times of an object count."""
        calendar = self.calendar(seen)
        return zone(calendar.look.time_zone) if calendar else self.zone

    def owner(self, seen: Seen) -> Account | None:
        """Whose an object is: its author's, or else the calendar's owner's."""
        return self.accounts.get(_owner_id(seen)) or self.accounts.get(seen.stored.owner_id)

    def is_own(self, seen: Seen) -> bool:
        """Whether an object is the caller's own, also with a key that only reads."""
        own = self.me.account_id in (seen.stored.owner_id, _owner_id(seen))
        return seen.access is Access.OWNER or (own and self.me.scope is not Scope.FULL)

    def owner_json(self, seen: Seen) -> Json:
        """Whose an object is, as it is shown; made once for each owner."""
        owner = self.owner(seen)
        number = 0 if owner is None else owner.id
        if number not in self._owners:
            told = ("", "") if owner is None else (owner.guid, owner.name)
            self._owners[number] = {"objectId": told[0], "name": told[1]}
        return self._owners[number]

    def permissions(self, seen: Seen) -> Json:
        """Who has an object; of those that nobody was parameters, one list for each owner."""
        owner, grants = self.owner(seen), self.grants(seen)
        if grants or owner is None:
            return permissions_json(owner, grants)
        if owner.id not in self._alone:
            self._alone[owner.id] = permissions_json(owner, ())
        return self._alone[owner.id]

    def grants(self, seen: Seen) -> Sequence[Shared]:
        """Whom an object was given by itself."""
        return self.shared.get(seen.id, ())


def _accounts(call: OnlyofficeCall, seen: Iterable[Seen], found: Iterable[SeenCalendar]) -> dict[int, Account]:
    """Whose objects these are; the owners of the calendars are known already."""
    known = {each.owner.id: each.owner for each in found}
    ids = {each.stored.owner_id for each in seen} | {_owner_id(each) for each in seen}
    missing = sorted(ids - known.keys())
    return known | {each.id: each for each in directory.get_some(call.unit, missing)} if missing else known


def _shared(call: OnlyofficeCall, seen: Iterable[Seen]) -> dict[int, tuple[Shared, ...]]:
    """Whom each object was given by itself, with their names."""
    holders = {grant.holder for each in seen for grant in each.grants}
    if not holders:
        return {}
    found = directory.name_holders(call.unit, holders)
    return {each.id: _named(each.grants, found) for each in seen if each.grants}


def _named(grants: Iterable[Grant], principals: Iterable[Principal]) -> tuple[Shared, ...]:
    levels = {grant.holder: grant.level for grant in grants}
    return tuple(Shared(each, levels[each.holder]) for each in principals if each.holder in levels)


def _owner_id(seen: Seen) -> int:
    author = seen.stored.draft.author_id
    return seen.stored.owner_id if author is None else author
