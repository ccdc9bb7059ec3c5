"""Events and to-dos taken out: whole, in part, or only out of the caller's sight."""

from collections.abc import Callable, Sequence
from datetime import UTC
from enum import IntEnum

from kalends.core.ics.tree import Component
from kalends.core.ics.write import write
from kalends.core.itip.incoming import revised, with_parts
from kalends.core.objects.forgiving import ForgivingZones
from kalends.core.objects.index import parts_of
from kalends.core.recur.edit import delete_following, delete_one
from kalends.core.recur.series import series_of
from kalends.core.recur.series.axis import Days
from kalends.core.recur.series.moments import Zones
from kalends.core.time.dates import Date, Floating, Utc, When
from kalends.core.time.zones import zone as zone_named
from kalends.doors.onlyoffice.call import Call
from kalends.doors.onlyoffice.events.answers import answer_of
from kalends.doors.onlyoffice.wire.envelope import Answer
from kalends.doors.onlyoffice.wire.given import NO_ITEM
from kalends.doors.onlyoffice.wire.moments import Moment
from kalends.errors import Fault, Kind
from kalends.service.objects import Outcome, Seen
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


def _without(call: Call, date: Moment, extent: Extent) -> Callable[[Seen], Outcome]:
    delete = delete_following if extent is Extent.ALL_FOLLOWING else delete_one

    def edit(seen: Seen) -> Outcome:
        calendar = calendar_in(seen.stored.text)
        parts, zones = parts_of(calendar), ForgivingZones(calendar, call.zone)
        left = delete(parts, _place(date, parts, zones), zones)
        if not left:
            return Outcome(None)
        return Outcome(
            write(
                revised(calendar, with_parts(calendar, left), email=call.me.email, now=call.now.astimezone(UTC))
            ).decode()
        )

    return edit


def _place(date: Moment, parts: Sequence[Component], zones: Zones) -> When:
    """The occurrence that a time names: the instant, or without an offset the wall time in the event's zone."""
    series = series_of(parts, zones)
    pieces = [*(each.piece for each in series.stretches), *(each.piece for each in series.singles)]
    if date.clock is None or (pieces and isinstance(pieces[0].axis, Days)):
        return Date(date.day)
    return Floating(date.wall) if date.offset is None else Utc(date.instant(zone_named("Etc/UTC")))
