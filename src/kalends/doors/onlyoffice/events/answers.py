"""The answer to what was done with an event: its occurrences from the first to three months on."""

from collections.abc import Sequence

from kalends.doors.onlyoffice.call import Call
from kalends.doors.onlyoffice.events.scene import Scene
from kalends.doors.onlyoffice.events.shown import Events, months_later, todo_json
from kalends.doors.onlyoffice.wire.envelope import Answer
from kalends.errors import Fault, Kind
from kalends.service.objects import Saved
from kalends.service.query import Occurrence

MOST = 1_000
MONTHS = 3


def answer_of(call: Call, of: int | Saved) -> Answer:
    """The occurrences of an event; none where the caller no longer sees it, having given it away.

    Where they are longer than an answer may be, the first ones alone, and the event is named as incomplete: what was
    written is written.
    """
    event = of if isinstance(of, int) else of.seen or of.id
    with call.at_once() as now:
        try:
            found = now.service.query.beginning(
                now.me, event, until=lambda first: months_later(first, MONTHS), limit=MOST
            )
        except Fault as fault:
            if fault.kind is Kind.NOT_FOUND:
                return Answer([], 0)
            raise
        items = found.items
        events = Events(Scene.around(now, [each.seen for each in items]), now.form, "response")
        fitting = _first_fitting(items, events, now.room)
        cut = [items[0].seen.id] if len(fitting) < len(items) else []
        return Answer(events.shown(fitting), found.total, cut)


def _first_fitting(items: Sequence[Occurrence], events: Events, room: int) -> Sequence[Occurrence]:
    """The first occurrences that an answer holds; at least one."""
    total = 0
    for number, each in enumerate(items):
        total += events.size(each)
        if total > room:
            return items[: max(1, number)]
    return items


def todo_answer(call: Call, object_id: int) -> Answer:
    """A to-do, as a list of one."""
    with call.at_once() as now:
        seen = now.service.objects.get(now.me, object_id)
        return Answer([todo_json(seen, Scene.around(now, [seen]))])
