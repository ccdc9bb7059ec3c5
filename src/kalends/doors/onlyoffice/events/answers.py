"""The answer to what was done with an event: its occurrences from the first to three months on.

What is shown was read by the verb that wrote, with the rights that held then; only names around it (calendars, people)
are looked up afterwards.
"""

from collections.abc import Sequence

from kalends.doors.onlyoffice.call import OnlyofficeCall
from kalends.doors.onlyoffice.events.scene import Scene
from kalends.doors.onlyoffice.events.shown import Events, months_later, todo_json
from kalends.doors.onlyoffice.wire.envelope import Answer
from kalends.service import query
from kalends.service.objects import Saved, Seen
from kalends.service.query import Occurrence

MOST = 1_000
MONTHS = 3


def answer_of(call: OnlyofficeCall, saved: Saved | None) -> Answer:
    """The occurrences of an event; none where it is gone, or given away, for the caller.

    Where they are longer than an answer may be, the first ones alone, and the event is named as incomplete: what was
    written is written.
    """
    seen = _seen(saved)
    if seen is None:
        return Answer([], 0)
    with call.read() as now:
        found = query.find_first_of(now.unit, seen, until=lambda first: months_later(first, MONTHS), limit=MOST)
        items = found.items
        events = Events(Scene.around(now, [each.seen for each in items]), now.form, "response")
        fitting = _first_fitting(items, events, now.room)
        cut = [seen.id] if len(fitting) < len(items) else []
        return Answer(events.shown(fitting), found.total, cut, seen.validator)


def _first_fitting(items: Sequence[Occurrence], events: Events, room: int) -> Sequence[Occurrence]:
    """The first occurrences that an answer holds; at least one."""
    total = 0
    for number, each in enumerate(items):
        total += events.size(each)
        if total > room:
            return items[: max(1, number)]
    return items


def todo_answer(call: OnlyofficeCall, saved: Saved | None) -> Answer:
    """A to-do, as a list of one; an empty one as above."""
    seen = _seen(saved)
    if seen is None:
        return Answer([])
    with call.read() as now:
        return Answer([todo_json(seen, Scene.around(now, [seen]))], validator=seen.validator)


def _seen(saved: Saved | None) -> Seen | None:
    return None if saved is None else saved.seen
