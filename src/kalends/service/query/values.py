"""What is asked, and what is answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kalends.core.recur.series import Instance
from kalends.service.objects.values import Seen
from kalends.service.records import ObjectKind

EVENTS = (ObjectKind.EVENT,)


@dataclass(frozen=True, slots=True)
class Asked:
    """A window [start, end) of instants (aware, UTC), and in what it is looked for.

    No calendars are all that the caller sees, with the objects that were shared by themselves. Days and floating times
    count in `time_zone`, or "" in each calendar's own (as the caller's view has it).
    """

    start: datetime
    end: datetime
    calendar_ids: tuple[int, ...] | None = None
    kinds: tuple[ObjectKind, ...] = EVENTS
    time_zone: str = ""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An instance in the window, and the object that it is one of; `seen.busy` has only its times."""

    seen: Seen
    instance: Instance


@dataclass(frozen=True, slots=True)
class Occurrences:
    """The instances in a window, in the order of their starts; no more than were asked for, of `total`.

    `unreadable` tells, by the ids of objects, why some could not be looked at (a rule that asks for too much, say).
    """

    items: tuple[Occurrence, ...]
    total: int
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
