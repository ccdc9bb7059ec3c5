"""Arguments and results of the verbs about calendars."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kalends.service.access import Access
from kalends.service.objects.values import digest_of
from kalends.service.records import Account, Calendar, Grant, Look, ObjectKind, View


@dataclass(frozen=True, slots=True)
class NewCalendar:
    """A calendar that is wanted. `name` is the segment of its path; None lets one be made."""

    look: Look
    name: str | None = None
    kinds: frozenset[ObjectKind] = frozenset({ObjectKind.EVENT, ObjectKind.TODO})
    grants: tuple[Grant, ...] = ()
    dialects: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CalendarChange:
    """What is to be different about a calendar, for everybody; None leaves a thing as it is."""

    title: str | None = None
    description: str | None = None
    colour: str | None = None
    text_colour: str | None = None
    time_zone: str | None = None
    alert: int | None = None
    grants: tuple[Grant, ...] | None = None
    dialects: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ViewChange:
    """What is to be different about how the caller sees a calendar; None leaves it as it is.

    `reset` begins with a view that says nothing.
    """

    title: str | None = None
    colour: str | None = None
    text_colour: str | None = None
    time_zone: str | None = None
    alert: int | None = None
    hidden: bool | None = None
    reset: bool = False


@dataclass(frozen=True, slots=True)
class SeenCalendar:
    """A calendar as the caller sees it: `look` is what it says itself, with what the caller's view says instead.

    `shared`: somebody has a grant on it; `grants` are told to those who read it. `owner` is whose it is.
    """

    calendar: Calendar
    access: Access
    view: View
    look: Look
    owner: Account
    shared: bool
    grants: tuple[Grant, ...] = ()

    @property
    def id(self) -> int:
        """The id of the calendar."""
        return self.calendar.id

    @property
    def ctag(self) -> str:
        """A text that is another whenever what the caller sees in the calendar may be."""
        calendar = self.calendar
        return f"{calendar.generation}-{calendar.counter}-{calendar.access_epoch}-{calendar.id}"

    @property
    def validator(self) -> str:
        """A name of all that the caller sees of the calendar but what is in it (RFC 9110 §8.8.1)."""
        calendar, owner = self.calendar, self.owner
        itself = (
            calendar.id,
            calendar.name,
            calendar.look,
            sorted(calendar.kinds),
            calendar.default,
            calendar.dialects,
        )
        return digest_of(*itself, owner.id, owner.name, self.access, self.view, self.shared, self.grants)
