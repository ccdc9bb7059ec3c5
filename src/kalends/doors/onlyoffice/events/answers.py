"""The answer to what was done with an event: its occurrences from the first to three months on.

What is shown was read by the verb that wrote, with the rights that held then; only names around it (calendars, people)
are looked up afterwards.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kalends.core.time.offsets import Zone
from kalends.doors.onlyoffice.call import OnlyofficeCall
from kalends.doors.onlyoffice.events.scene import Scene
from kalends.doors.onlyoffice.events.shown import Events, months_later, todo_json
from kalends.doors.onlyoffice.wire.envelope import Answer
from kalends.errors import Flaw
from kalends.service import query
from kalends.service.objects import Saved, Seen
from kalends.service.objects.text import NOTES
from kalends.service.query import Occurrence

MOST = 1_000
MONTHS = 3


Work = Callable[[OnlyofficeCall], Saved | None]
"""What is done inside a unit that writes; None where it deleted the object."""


@dataclass(frozen=True, slots=True)
class _View:
    """An object after a write as the caller sees it, with all that its answer takes from the unit."""

    seen: Seen
    scene: Scene
    zone: Zone
    notes: tuple[Flaw, ...] = ()


def write_event(call: OnlyofficeCall, work: Work) -> Answer:
    """Write an event; its occurrences, none where it is gone, or given away, for the caller.

    Where they are longer than an answer may be, the first ones alone, and the event is named as incomplete: what was
    written is written.
    """
    view = call.write(lambda inside: _view(inside, work(inside)))
    return Answer([], 0) if view is None else _occurrences(call, view)


def write_todo(call: OnlyofficeCall, work: Work) -> Answer:
    """Write a to-do; it as a list of one, or an empty one as above."""
    view = call.write(lambda inside: _view(inside, work(inside)))
    return Answer([]) if view is None else _todo(view)


def _todo(view: _View) -> Answer:
    return Answer([todo_json(view.seen, view.scene)], validator=view.seen.validator, notes=view.notes)


def _view(call: OnlyofficeCall, saved: Saved | None) -> _View | None:
    seen = None if saved is None else saved.seen
    if saved is None or seen is None:
        return None
    notes = tuple(flaw for flaw in saved.flaws if flaw.code in NOTES)
    return _View(seen, Scene.around(call, [seen]), query.get_zone_of(call.unit, seen.stored), notes)


def _occurrences(call: OnlyofficeCall, view: _View) -> Answer:
    """The answer, made after the transaction, since a series may take long to expand."""
    seen, most = view.seen, call.service.limits.occurrences
    found = query.expand_first(seen, view.zone, until=lambda first: months_later(first, MONTHS), limit=MOST, most=most)
    events = Events(view.scene, call.form, "response")
    fitting = _first_fitting(found.items, events, call.room)
    cut = [seen.id] if len(fitting) < len(found.items) else []
    return Answer(events.shown(fitting), found.total, cut, seen.validator, view.notes)


def _first_fitting(items: Sequence[Occurrence], events: Events, room: int) -> Sequence[Occurrence]:
    """The first occurrences that an answer holds; at least one."""
    total = 0
    for number, each in enumerate(items):
        total += events.size(each)
        if total > room:
            return items[: max(1, number)]
    return items
