"""Events and to-dos taken out: whole, in part, or only out of the caller's sight."""

from datetime import UTC
from enum import IntEnum

from kalends.core.objects.object import CalendarObject
from kalends.core.objects.patch import Following, One, cancel
from kalends.core.objects.revise import Editor
from kalends.core.recur.series.axis import Days
from kalends.core.time.dates import Date, Floating, Utc, When
from kalends.core.time.offsets import Zone
from kalends.core.time.zones import zone as zone_named
from kalends.doors.onlyoffice.call import Call
from kalends.doors.onlyoffice.events.answers import answer_of
from kalends.doors.onlyoffice.wire.envelope import Answer
from kalends.doors.onlyoffice.wire.given import NO_ITEM
from kalends.doors.onlyoffice.wire.moments import Moment
from kalends.errors import Fault, Kind
from kalends.service.objects import Edit, Outcome, Seen
from kalends.service.objects.reading import calendar_in
from kalends.service.records import ObjectKind


class Extent(IntEnum):
    """How much of a series goes."""

    SINGLE = 0
    ALL_FOLLOWING = 1
    ALL_SERIES = 2


def delete_event(call: Call) -> Answer:
    """Delete an event with all its occurrences."""
    call.service.objects.delete(call.me, _event_id(call), conditions=call.conditions, now=call.now)
    return Answer()


def delete_todo(call: Call) -> Answer:
    """Delete a to-do."""
    object_id = call.given.id("todoId")
    _demand_kind(call, object_id, todo=True)
    call.service.objects.delete(call.me, object_id, conditions=call.conditions, now=call.now)
    return Answer()


def _event_id(call: Call) -> int:
    """The id of what is no to-do. Fault NOT_FOUND."""
    object_id = call.given.id("eventId")
    _demand_kind(call, object_id, todo=False)
    return object_id


def _demand_kind(call: Call, object_id: int, *, todo: bool) -> None:
    kind = call.service.objects.get(call.me, object_id).stored.facts.kind
    if (kind is ObjectKind.TODO) is not todo:
        raise Fault(Kind.NOT_FOUND, NO_ITEM)


def unsubscribe(call: Call) -> Answer:
    """Let the caller no longer see an event of somebody else."""
    call.service.objects.hide(call.me, call.given.id("eventId"), now=call.now)
    return Answer()


def delete_part(call: Call) -> Answer:
    """Delete one occurrence, it and all after it, or all; answers what is left."""
    extent = call.given.choice("type", Extent) or Extent.SINGLE
    date = call.given.moment("date")
    # an empty date is none: it must not come to mean all of the series
    if extent is not Extent.ALL_SERIES and call.given.raw("date") in (None, ""):
        call.given.wrong("date", "is required: the start of the occurrence")
    call.given.settle()
    object_id = _event_id(call)
    if date is None or extent is Extent.ALL_SERIES:
        call.service.objects.delete(call.me, object_id, conditions=call.conditions, now=call.now)
        return Answer([], 0)
    edit = _without(call, date, extent)
    return answer_of(
        call, call.service.objects.edit(call.me, object_id, edit, conditions=call.conditions, now=call.now).saved
    )


def _without(call: Call, date: Moment, extent: Extent) -> Edit:
    by = Editor(call.me.email, call.now.astimezone(UTC), call.zone)

    def edit(seen: Seen) -> Outcome:
        event = CalendarObject(calendar_in(seen.stored.text), seen.stored.text)
        at = _place(date, event, by.zone)
        left = cancel(event, Following(at) if extent is Extent.ALL_FOLLOWING else One(at), by)
        return Outcome(None if left.object is None else left.object.text, method=left.method)

    return edit


def _place(date: Moment, event: CalendarObject, caller: Zone) -> When:
    """The occurrence that a time names: the instant, or without an offset the wall time in the event's zone."""
    series = event.series(caller)
    pieces = [*(each.piece for each in series.stretches), *(each.piece for each in series.singles)]
    if date.clock is None or (pieces and isinstance(pieces[0].axis, Days)):
        return Date(date.day)
    return Floating(date.wall) if date.offset is None else Utc(date.instant(zone_named("Etc/UTC")))
