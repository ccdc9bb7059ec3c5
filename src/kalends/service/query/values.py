"""Arguments and results of the verbs that look into calendars."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

import msgspec

from kalends.core.recur.series import Instance
from kalends.errors import Fault, Flaw, Kind
from kalends.service.objects.values import Seen
from kalends.service.records import ObjectKind

EVENTS = (ObjectKind.EVENT,)
EARLIEST = datetime.min.replace(tzinfo=UTC)
LATEST = datetime.max.replace(tzinfo=UTC)


class TooWide(Fault):
    """TOO_LARGE: the window holds more than one answer can. `end` is where one that fits ends; None where none does."""

    def __init__(self, message: str, end: datetime | None = None) -> None:
        way = "ask for one calendar, or for a window that begins later"
        if end is not None:
            way = f"from the same start on, a window that ends at {end:%Y-%m-%dT%H:%M:%SZ} fits"
        detail = f"{message}: {way}."
        super().__init__(Kind.TOO_LARGE, detail, [Flaw("wide-window", detail, "end", rfc="RFC 4791 §7.8.9")])
        self.end = end


@dataclass(frozen=True, slots=True)
class Query:
    """A window [start, end) of instants (aware, UTC), and in what it is looked for.

    No calendars are all that the caller sees, with the objects that were shared by themselves. Days and floating times
    count in `time_zone`, or "" in each calendar's own, whatever the caller's view shows.
    """

    start: datetime
    end: datetime
    calendar_ids: tuple[int, ...] | None = None
    kinds: tuple[ObjectKind, ...] = EVENTS
    time_zone: str = ""


class Occurrence(msgspec.Struct, frozen=True):
    """An instance in the window, and the object that it is one of; `seen.busy` has only its times."""

    seen: Seen
    instance: Instance


@dataclass(frozen=True, slots=True)
class Occurrences:
    """The instances in a window, in the order of their starts; no more than were asked for, of `total`.

    `unreadable` tells, by the ids of objects, why not all of their instances are there (a rule that asks for too much,
    say): the first one alone, or none.
    """

    items: tuple[Occurrence, ...]
    total: int
    unreadable: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Days:
    """The days on which there is something, in order. What is `unreadable` counts on its first day at the most."""

    days: tuple[date, ...]
    unreadable: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Agenda:
    """The events of a window, instance by instance, and its to-dos."""

    events: Occurrences
    todos: tuple[Seen, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list; `before_id` asks for the next one, None where there is none."""

    items: tuple[Seen, ...]
    before_id: int | None


class Order(StrEnum):
    """How a listing is ordered: by start and id, or by when objects were made or changed, the latest first."""

    START = "start"
    CREATED = "created"
    MODIFIED = "modified"


@dataclass(frozen=True, slots=True)
class Cursor:
    """The place of an occurrence in a listing: what comes after it can be asked for while others write.

    `moment` is what the listing is ordered by, and `start` tells the occurrences of one object apart: both in
    microseconds since 1970.
    """

    moment: int
    object_id: int
    start: int


@dataclass(frozen=True, slots=True)
class PageRequest:
    """What is to be listed: a window, an order, and which part: after a cursor, or after so many."""

    query: Query
    order: Order = Order.START
    after: Cursor | None = None
    skipped: int = 0
    limit: int = 25
    fits: Callable[[Seen], bool] = lambda _: True
    """Which objects count. It has to be quick: it is asked of everything that is passed."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A part of a listing. `following` is the cursor behind which it goes on, None at its end.

    It may be shorter than asked for, where much that does not fit had to be passed, or where the texts are long;
    `cursors` are the places of its items. `total` counts the whole listing where that was quickly done.
    `unreadable` tells, by the ids of objects, why not all of their occurrences are in it.
    Of the objects neither alerts nor grants are told.
    """

    items: tuple[Occurrence, ...]
    cursors: tuple[Cursor, ...]
    following: Cursor | None
    total: int | None
    unreadable: Mapping[int, str]
