"""The answer to what was done with an event: its occurrences from the first to three months on."""

from datetime import UTC, datetime, timedelta

from kalends.doors.onlyoffice.call import Call
from kalends.doors.onlyoffice.events.scene import Scene
from kalends.doors.onlyoffice.events.shown import months_later, occurrences_json, todo_json
from kalends.doors.onlyoffice.wire.envelope import Answer
from kalends.errors import Fault, Kind
from kalends.service.query import Occurrence
from kalends.service.records import EVER, Span

MOST = 1_000
MONTHS = 3
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SPARE = timedelta(days=2)  # the index has 14 hours to spare on both sides of local times


def answer_of(call: Call, object_id: int) -> Answer:
    """The occurrences of an event; none where the caller no longer sees it, having given it away."""
    try:
        seen = call.service.objects.get(call.me, object_id)
    except Fault as fault:
        if fault.kind is Kind.NOT_FOUND:
            return Answer([], 0)
        raise
    first = _first(call, object_id, seen.stored.facts.span)
    if first is None:
        return Answer([], 0)
    begins = first.instance.begins
    found = call.service.query.of_object(call.me, object_id, start=begins, end=months_later(begins, MONTHS), limit=MOST)
    return Answer(occurrences_json(found.items, Scene.around(call, [seen])), found.total)


def _first(call: Call, object_id: int, span: Span) -> Occurrence | None:
    """The first occurrence; a series must not be counted to its end for it."""
    if span.first is None or span.first == EVER:
        end = None
    else:
        try:
            end = _EPOCH + timedelta(microseconds=span.first) + _SPARE
        except OverflowError:
            end = None
    found = call.service.query.of_object(call.me, object_id, end=end, limit=1)
    return found.items[0] if found.items else None


def todo_answer(call: Call, object_id: int) -> Answer:
    """A to-do, as a list of one."""
    seen = call.service.objects.get(call.me, object_id)
    return Answer([todo_json(seen, Scene.around(call, [seen]))])
