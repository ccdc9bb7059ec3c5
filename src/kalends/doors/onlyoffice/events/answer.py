"""The answer to a write: the occurrences of the event, from the first one to three months later.

The event is read by the verb that wrote it, with the rights that hold then; only the names of calendars and people are
looked up afterwards.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kalends.core.time.offsets import Zone
from kalends.doors.onlyoffice.call import OnlyofficeCall
from kalends.doors.onlyoffice.events.representation import AnswerContext, OccurrenceRenderer, months_later, todo_json
from kalends.doors.onlyoffice.events.text import EventText, notes_on
from kalends.doors.onlyoffice.wire.envelope import OnlyofficeAnswer
from kalends.errors import Flaw
from kalends.service import query
from kalends.service.objects import Changed, Seen
from kalends.service.objects.text import NOTES
from kalends.service.query import Occurrence

MOST = 1_000
MONTHS = 3


Work = Callable[[OnlyofficeCall], Changed]
"""The work inside a unit that writes."""


@dataclass(frozen=True, slots=True)
class _View:
    """An object after a write as the caller sees it, with everything that the answer needs from the unit."""

    seen: Seen
    context: AnswerContext
    zone: Zone


def write_event(call: OnlyofficeCall, work: Work, event_text: EventText | None = None) -> OnlyofficeAnswer:
    """Write an event; returns its occurrences, or none if the caller can no longer see it.

    If they are too long for one answer, it holds the first ones, and names the event as incomplete.
    """
    view, notes = call.write(lambda inside: _view(inside, work(inside), event_text))
    return OnlyofficeAnswer([], 0, notes=notes) if view is None else _occurrences(call, view, notes)


def write_todo(call: OnlyofficeCall, work: Work, event_text: EventText | None = None) -> OnlyofficeAnswer:
    """Write a to-do; returns a list of it, or an empty list if the caller can no longer see it."""
    view, notes = call.write(lambda inside: _view(inside, work(inside), event_text))
    if view is None:
        return OnlyofficeAnswer([], notes=notes)
    return OnlyofficeAnswer([todo_json(view.seen, view.context)], validator=view.seen.validator, notes=notes)


def _view(call: OnlyofficeCall, changed: Changed, event_text: EventText | None) -> tuple[_View | None, list[Flaw]]:
    """The object for the answer, and the notes about the text that was sent."""
    saved, notes = changed.saved, notes_on(event_text, changed.note)
    seen = None if saved is None else saved.seen
    if saved is None or seen is None:
        return None, notes
    notes += [flaw for flaw in saved.flaws if flaw.code in NOTES]
    return _View(seen, AnswerContext.for_objects(call, [seen]), query.get_zone_of(call.unit, seen.stored)), notes


def _occurrences(call: OnlyofficeCall, view: _View, notes: Sequence[Flaw]) -> OnlyofficeAnswer:
    """Make the answer after the transaction, since a series may take long to expand."""
    seen, most = view.seen, call.service.limits.occurrences
    found = query.expand_first(seen, view.zone, until=lambda first: months_later(first, MONTHS), limit=MOST, most=most)
    events = OccurrenceRenderer(view.context, call.format, "response")
    fitting = _first_fitting(found.items, events, call.room)
    cut = [seen.id] if len(fitting) < len(found.items) else []
    return OnlyofficeAnswer(events.render(fitting), found.total, cut, seen.validator, notes)


def _first_fitting(items: Sequence[Occurrence], events: OccurrenceRenderer, room: int) -> Sequence[Occurrence]:
    """The first occurrences that an answer holds; at least one."""
    total = 0
    for number, each in enumerate(items):
        total += events.size(each)
        if total > room:
            return items[: max(1, number)]
    return items
