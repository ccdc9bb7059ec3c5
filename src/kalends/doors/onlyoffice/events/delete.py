"""DELETE events and to-dos: whole, in part, or only from the caller's view.

DELETE /api/2.0/calendar/events/{eventId}                the whole series
DELETE /api/2.0/calendar/events/{eventId}/custom         date, type: 0 Single, 1 AllFollowing, 2 AllSeries
DELETE /api/2.0/calendar/events/{eventId}/unsubscribe    the caller sees it no longer
DELETE /api/2.0/calendar/todos/{todoId}
200; `custom` answers what is left. `date` is the `start` at which an occurrence is shown, or its `recurrenceId`: an
instant with an offset, else a wall time in the event's zone.
"""

from dataclasses import dataclass
from datetime import UTC
from enum import IntEnum

from kalends.core.objects.edit import cancel
from kalends.core.objects.object import CalendarObject
from kalends.core.objects.patch import EditResult, FollowingInstances, OneInstance
from kalends.core.objects.revise import Editor
from kalends.core.recur.series.axis import DayAxis
from kalends.core.time.dates import Date, Floating, Utc, When
from kalends.core.time.offsets import Zone
from kalends.core.time.zones import zone as zone_named
from kalends.doors.onlyoffice.call import OnlyofficeCall
from kalends.doors.onlyoffice.events.answer import write_event
from kalends.doors.onlyoffice.wire.envelope import OnlyofficeAnswer
from kalends.doors.onlyoffice.wire.parameters import not_found
from kalends.edge.requests.times import WrittenTime
from kalends.service import objects
from kalends.service.objects import Changed, Seen
from kalends.service.records import ObjectKind


class DeletionType(IntEnum):
    """How much of a series to delete, by the product's numbers."""

    SINGLE = 0
    ALL_FOLLOWING = 1
    ALL_SERIES = 2


def delete_event(call: OnlyofficeCall) -> OnlyofficeAnswer:
    """Delete an event with all its occurrences."""
    _delete(call, call.parameters.id("eventId"), todo=False)
    return OnlyofficeAnswer()


def delete_todo(call: OnlyofficeCall) -> OnlyofficeAnswer:
    """Delete a to-do."""
    _delete(call, call.parameters.id("todoId"), todo=True)
    return OnlyofficeAnswer()


def _delete(call: OnlyofficeCall, object_id: int, *, todo: bool) -> None:
    def work(inside: OnlyofficeCall) -> None:
        _demand_kind(inside, object_id, todo=todo)
        objects.delete(inside.unit, object_id, conditions=call.conditions)

    call.write(work)


def _demand_kind(call: OnlyofficeCall, object_id: int, *, todo: bool) -> None:
    """Fault NOT_FOUND for a to-do where an event is expected, and the other way round."""
    kind = objects.lock(call.unit, object_id).stored.facts.kind
    if (kind is ObjectKind.TODO) is not todo:
        raise not_found("todoId" if todo else "eventId")


def unsubscribe(call: OnlyofficeCall) -> OnlyofficeAnswer:
    """Hide an event of another owner from the caller."""
    object_id = call.parameters.id("eventId")
    call.write(lambda inside: objects.hide(inside.unit, object_id))
    return OnlyofficeAnswer()


def delete_part(call: OnlyofficeCall) -> OnlyofficeAnswer:
    """Delete one occurrence, one and all after it, or all; the answer lists what is left."""
    extent = call.parameters.choice("type", DeletionType) or DeletionType.SINGLE
    date = call.parameters.time("date")
    # an empty date is none: it must not come to mean all of the series
    if extent is not DeletionType.ALL_SERIES and call.parameters.raw("date") in (None, ""):
        call.parameters.wrong("date", "is required: the start of the occurrence")
    call.parameters.settle()
    object_id = call.parameters.id("eventId")
    if date is None or extent is DeletionType.ALL_SERIES:
        _delete(call, object_id, todo=False)
        return OnlyofficeAnswer([], 0)
    edit = _Cancellation(date, extent, Editor(call.me.email, call.now.astimezone(UTC), call.zone))

    def work(inside: OnlyofficeCall) -> Changed:
        _demand_kind(inside, object_id, todo=False)
        return objects.change(inside.unit, object_id, edit=edit, conditions=call.conditions)

    return write_event(call, work)


@dataclass(frozen=True, slots=True)
class _Cancellation:
    """The edit that deletes instances of an event."""

    date: WrittenTime
    extent: DeletionType
    by: Editor

    def __call__(self, seen: Seen) -> EditResult:
        event = seen.object
        at = _named_time(self.date, event, self.by.zone)
        if event.recurs(self.by.zone):
            at = event.occurrence(at, self.by.zone).recurrence_id or at
        return cancel(
            event, FollowingInstances(at) if self.extent is DeletionType.ALL_FOLLOWING else OneInstance(at), self.by
        )


def _named_time(date: WrittenTime, event: CalendarObject, caller: Zone) -> When:
    """The time that names an occurrence: an instant, or without an offset a wall time in the event's zone."""
    series = event.series(caller)
    pieces = [*(each.piece for each in series.stretches), *(each.piece for each in series.singles)]
    if date.clock is None or (pieces and isinstance(pieces[0].axis, DayAxis)):
        return Date(date.day)
    return Floating(date.wall) if date.offset is None else Utc(date.instant(zone_named("Etc/UTC")))
