"""A change of a calendar object as a value: the new values of its fields, and to how much of a series they apply.

Every door translates its request into a `Patch` and an `Extent`, which `edit.apply` applies; none of them touches a
tree.

Start, zone and all-day are one field, since the type of a time says all three: a `Date` is a whole day, a `Zoned` time
has its zone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from kalends.core.ics.tree import Component, Property
from kalends.core.ics.values import Duration
from kalends.core.objects.object import CalendarObject
from kalends.core.objects.people import Person
from kalends.core.recur.rule import Rule
from kalends.core.time.dates import When


class Keep(Enum):
    """The type of `KEEP`."""

    KEEP = "keep"


KEEP: Final = Keep.KEEP
"""The value of a field that a patch does not change."""


@dataclass(frozen=True, slots=True)
class Attendees:
    """People to invite and addresses to leave out; everybody else stays. `organizer` is used where none is."""

    invited: tuple[Person, ...] = ()
    removed: tuple[str, ...] = ()
    organizer: Person = field(default_factory=lambda: Person(""))


@dataclass(frozen=True, slots=True)
class Categories:
    """Categories to add and to remove; the others stay."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Patch:
    """New values of fields. An empty text or list, or a rule of None, removes.

    `start` and `duration` are those of the first instance of the extent; without `duration` the length stays.
    `excluded` are the starts of instances that do not take place (EXDATE), `added` those of further ones (RDATE); both
    replace what is there. A series begins at the first moment that its new rule hits. `alarms` are VALARM components.
    `properties` replace all properties of each name, for what has no field here.
    """

    summary: str | Keep = KEEP
    description: str | Keep = KEEP
    location: str | Keep = KEEP
    start: When | Keep = KEEP
    duration: Duration | Keep = KEEP
    rule: Rule | Keep | None = KEEP
    excluded: tuple[When, ...] | Keep = KEEP
    added: tuple[When, ...] | Keep = KEEP
    status: str | Keep = KEEP
    classification: str | Keep = KEEP
    transparency: str | Keep = KEEP
    categories: Categories | Keep = KEEP
    color: str | Keep = KEEP
    url: str | Keep = KEEP
    attendees: Attendees | Keep = KEEP
    alarms: tuple[Component, ...] | Keep = KEEP
    properties: Mapping[str, tuple[Property, ...]] = field(default_factory=dict)

    @property
    def recurrence(self) -> bool:
        """Whether it says anything that only a whole series has: a rule, or exceptions to it."""
        return (self.rule, self.excluded, self.added) != (KEEP, KEEP, KEEP)

    @property
    def keeps_times(self) -> bool:
        """Whether it leaves rules and starts as they are, and writes nothing that has no field here."""
        return self.start is KEEP and not self.recurrence and not self.properties

    @property
    def keeps_span(self) -> bool:
        """Whether it leaves every instance where it is, and as long."""
        return self.keeps_times and self.duration is KEEP


@dataclass(frozen=True, slots=True)
class WholeObject:
    """All of an object."""


@dataclass(frozen=True, slots=True)
class OneInstance:
    """One instance, by its recurrence id: the start that the series gives it."""

    at: When


@dataclass(frozen=True, slots=True)
class FollowingInstances:
    """One instance and all that follow it. A patch makes a series of its own of them, with the UID `uid`."""

    at: When
    uid: str = ""


Extent = WholeObject | OneInstance | FollowingInstances
WHOLE = WholeObject()


@dataclass(frozen=True, slots=True)
class EditResult:
    """What an edit makes of an object: itself where nothing changed, None where no instance is left.

    `others` are objects that stand beside it afterwards: the second half of a series that was split. `method` is what
    the history notes (RFC 5546 §3.2), "" where nothing changed. `keeps_times`: no rule was written and no start moved,
    so where the old object was valid, the new one is. `keeps_span`: it has the very same instances, too. `note` tells
    in a sentence what a message did, or why nothing.
    """

    object: CalendarObject | None
    others: tuple[CalendarObject, ...] = ()
    method: str = ""
    note: str = field(default="", compare=False)
    keeps_times: bool = field(default=False, compare=False)
    keeps_span: bool = field(default=False, compare=False)
