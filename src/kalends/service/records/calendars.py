"""Calendars, who may do what with them, and how each person sees them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kalends.service.records.people import Holder

NO_ALERT = -1
"""In the place of minutes before the start: no alert is wanted."""


class ObjectKind(StrEnum):
    """What a calendar object is, by the name of its component (RFC 5545 §3.6)."""

    EVENT = "VEVENT"
    TODO = "VTODO"
    JOURNAL = "VJOURNAL"
    FREE_BUSY = "VFREEBUSY"


Properties = Mapping[tuple[str, str], str]
"""What a protocol keeps beside a calendar or the text of an object: (namespace, name) → value."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a calendar presents itself; `alert` is minutes before the start, or `NO_ALERT`."""

    title: str
    description: str = ""
    colour: str = ""
    text_colour: str = ""
    time_zone: str = "UTC"
    alert: int = NO_ALERT


@dataclass(frozen=True, slots=True)
class CalendarDraft:
    """A calendar before it is stored. `name` is a segment of a path, unique among the calendars of the owner."""

    owner_id: int
    name: str
    look: Look
    kinds: frozenset[ObjectKind] = frozenset({ObjectKind.EVENT, ObjectKind.TODO})
    default: bool = False


@dataclass(frozen=True, slots=True)
class Calendar:
    """A collection of calendar objects (RFC 4791 §4.2).

    `counter` is the cursor of the last event in it, and grows with each (`Event`). `generation` changes when counters
    begin anew (calendar made again, backup restored); `access_epoch` when what somebody sees may be different though
    no object changed (grants, groups, personal alerts). The three are a sync token. Changes up to the counter
    `swept` were forgotten in part, so tokens below it cannot be answered. `size` is how many objects it holds,
    `properties` how many properties it has.
    """

    id: int
    owner_id: int
    name: str
    look: Look
    kinds: frozenset[ObjectKind]
    default: bool
    created: datetime
    generation: int
    counter: int
    access_epoch: int
    swept: int
    size: int
    properties: int


@dataclass(frozen=True, slots=True)
class View:
    """How one person sees a calendar; None leaves to the calendar what it says itself."""

    calendar_id: int
    account_id: int
    title: str | None = None
    colour: str | None = None
    text_colour: str | None = None
    time_zone: str | None = None
    alert: int | None = None
    hidden: bool = False


class Level(StrEnum):
    """What a grant allows."""

    FULL = "full"
    READ = "read"
    BUSY = "busy"


@dataclass(frozen=True, slots=True)
class Grant:
    """Somebody's right on a calendar or on one object."""

    holder: Holder
    level: Level


@dataclass(frozen=True, slots=True)
class HeldGrant:
    """A grant that reaches one person, by whichever holder; on one object, or (`object_id` None) on the calendar."""

    calendar_id: int
    object_id: int | None
    holder: Holder
    level: Level
