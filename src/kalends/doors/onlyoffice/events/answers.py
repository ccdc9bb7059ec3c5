"""The answer to what was done with an event: its occurrences from the first to three months on."""

from kalends.doors.onlyoffice.call import Call
from kalends.doors.onlyoffice.events.scene import Scene
from kalends.doors.onlyoffice.events.shown import months_later, occurrences_json, todo_json
from kalends.doors.onlyoffice.wire.envelope import Answer
from kalends.errors import Fault, Kind
from kalends.service.objects import Saved

MOST = 1_000
MONTHS = 3


def answer_of(call: Call, of: int | Saved) -> Answer:
    """The occurrences of an event; none where the caller no longer sees it, having given it away."""
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
        return Answer(
            occurrences_json(found.items, Scene.around(now, [each.seen for each in found.items])), found.total
        )


def todo_answer(call: Call, object_id: int) -> Answer:
    """A to-do, as a list of one."""
    with call.at_once() as now:
        seen = now.service.objects.get(now.me, object_id)
        return Answer([todo_json(seen, Scene.around(now, [seen]))])
