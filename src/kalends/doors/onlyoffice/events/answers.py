"""The answer to what was done with an event: its occurrences from the first to three months on.

What is shown was read by the verb that wrote, with the rights that held then; only names around it (calendars, people)
are looked up afterwards.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kalends.core.time.offsets import Zone
from kalends.doors.onlyoffice.call import OnlyofficeCall
from kalends.doors.onlyoffice.events.scene import Scene
from kalends.doors.onlyoffice.events.sent import Sent, notes_on
from kalends.doors.onlyoffice.events.shown import Events, months_later, todo_json
from kalends.doors.onlyoffice.wire.envelope import Answer
from kalends.errors import Flaw
from kalends.service import query
from kalends.service.objects import Changed, Seen
from kalends.service.objects.text import NOTES
from kalends.service.query import Occurrence

MOST = 1_000
MONTHS = 3


Work = Callable[[OnlyofficeCall], Changed]
"""What is done inside a unit that writes."""


@dataclass(frozen=True, slots=True)
class _View:
    """An object after a write as the caller sees it, with all that its answer takes from the unit."""

    seen: Seen
    scene: Scene
    zone: Zone


def write_event(call: OnlyofficeCall, work: Work, sent: Sent | None = None) -> Answer:
    """Write an event, by the text that was sent; its occurrences, none where it is gone, or given away, for the caller.

    Where they are longer than an answer may be, the first ones alone, and the event is named as incomplete: what was
    written is written.
    """
    view, notes = call.write(lambda inside: _view(inside, work(inside), sent))
    return Answer([], 0, notes=notes) if view is None else _occurrences(call, view, notes)


def write_todo(call: OnlyofficeCall, work: Work, sent: Sent | None = None) -> Answer:
    """Write a to-do; it as a list of one, or an empty one as above."""
    view, notes = call.write(lambda inside: _view(inside, work(inside), sent))
    if view is None:
        return Answer([], notes=notes)
    return Answer([todo_json(view.seen, view.scene)], validator=view.seen.validator, notes=notes)


def _view(call: OnlyofficeCall, changed: Changed, sent: Sent | None) -> tuple[_View | None, list[Flaw]]:
    """What the answer shows, and what it tells of the text that was sent."""
    saved, notes = changed.saved, notes_on(sent, changed.note)
    seen = None if saved is None else saved.seen
    if saved is None or seen is None:
        return None, notes
    notes += [flaw for flaw in saved.flaws if flaw.code in NOTES]
    return _View(seen, Scene.around(call, [seen]), query.get_zone_of(call.unit, seen.stored)), notes


def _occurrences(call: OnlyofficeCall, view: _View, notes: Sequence[Flaw]) -> Answer:
    """The answer, made after the transaction, since a series may take long to expand."""
    seen, most = view.seen, call.service.limits.occurrences
    found = query.expand_first(seen, view.zone, until=lambda first: months_later(first, MONTHS), limit=MOST, most=most)
    events = Events(view.scene, call.form, "response")
    fitting = _first_fitting(found.items, events, call.room)
    cut = [seen.id] if len(fitting) < len(found.items) else []
    return Answer(events.shown(fitting), found.total, cut, seen.validator, notes)


def _first_fitting(items: Sequence[Occurrence], events: Events, room: int) -> Sequence[Occurrence]:
    """The first occurrences that an answer holds; at least one."""
    total = 0
    for number, each in enumerate(items):
        total += events.size(each)
        if total > room:
            return items[: max(1, number)]
    return items
