"""What is looked up once for all items of an answer: calendars, owners, who has what."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kalends.core.time.offsets import Zone
from kalends.core.time.zones import zone
from kalends.doors.onlyoffice.call import Call
from kalends.service.calendars import SeenCalendar
from kalends.service.objects import Seen
from kalends.service.records import Account
from kalends.service.sharing import Shared

SHARED_EVENTS = "shared_events"
SHARED_TITLE = "Shared events"
"""The id and the title of the calendar in which those events appear that were shared by themselves."""


@dataclass(frozen=True, slots=True)
class Scene:
    """The surroundings of some objects, as the caller sees them."""

    zone: Zone
    calendars: dict[int, SeenCalendar]
    accounts: dict[int, Account]
    shared: dict[int, tuple[Shared, ...]]

    @classmethod
    def around(cls, call: Call, seen: Iterable[Seen]) -> "Scene":
        """The surroundings of these objects."""
        objects = {each.id: each for each in seen}
        ids = {_owner_id(each) for each in objects.values()} | {each.stored.owner_id for each in objects.values()}
        return cls(
            zone=call.zone,
            calendars={each.id: each for each in call.service.calendars.list(call.me)},
            accounts={each.id: each for each in call.service.directory.some(call.me, sorted(ids))},
            shared=call.service.objects.shared_some(call.me, list(objects)) if objects else {},
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

    def grants(self, seen: Seen) -> Sequence[Shared]:
        """Whom an object was given by itself."""
        return self.shared.get(seen.id, ())


def _owner_id(seen: Seen) -> int:
    author = seen.stored.draft.author_id
    return seen.stored.owner_id if author is None else author
