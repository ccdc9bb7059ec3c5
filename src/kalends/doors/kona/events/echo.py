"""A representation that comes back in a PUT: its times as they were meant.

Two of them would be misread. A number near 1970 is shown as milliseconds and would be taken for seconds. And a listed
occurrence, named by `recurrence_id` in the body and sent to the series as a whole, has times of its own: the series
stays where it is if they are as they were shown, and else is shifted by the same amount.
"""

from datetime import datetime

from kalends.core.recur.series import Instance
from kalends.doors.kona.call import KonaCall
from kalends.doors.kona.events.fields.span import shown_span, stretch_of
from kalends.doors.kona.events.opened import Opened, Which, place_of_event
from kalends.doors.kona.events.shown import event_json, instance_json
from kalends.doors.kona.faults import against_rule
from kalends.doors.kona.wire.attributes import Attributes
from kalends.doors.kona.wire.times import as_text, is_seconds
from kalends.errors import Fault, Kind
from kalends.service.objects import Seen

_SPAN = ("start_at", "end_at")
_TIMES = (*_SPAN, "series_end_at")


def times_meant(call: KonaCall, seen: Seen, which: Which, attributes: Attributes) -> Attributes:
    """What was sent, with its times as they were meant. `which` is what the query names. Fault RULE."""
    small = {name: attributes.raw(name) for name in _TIMES if is_seconds(attributes.raw(name))}
    returns = not which and attributes.raw("recurrence_id") is not None and any(attributes.raw(name) for name in _SPAN)
    if seen.busy or not (small or returns):
        return attributes
    opened = Opened.of(seen, place_of_event(call, seen.stored))
    instance = opened.instance(which) if which else _returned(opened, attributes) if returns else None
    told = instance_json(call, seen, opened, instance) if instance else event_json(call, seen, opened)
    attributes = attributes.having({name: as_text(value) for name, value in small.items() if value == told.get(name)})
    return attributes if which or instance is None else _of_series(attributes, opened, instance)


def _returned(opened: Opened, attributes: Attributes) -> Instance | None:
    """The occurrence that a body names. Fault RULE where the series has it no longer, since its times mean nothing."""
    named = attributes.raw("recurrence_id")
    if is_seconds(named):  # it is only ever an echo, so it counts milliseconds
        attributes = attributes.having({"recurrence_id": as_text(named)})
    if not opened.recurs or (moment := attributes.moment("recurrence_id")) is None:
        return None
    try:
        return opened.instance(Which(recurrence=moment))
    except Fault as fault:
        if fault.kind is not Kind.NOT_FOUND:
            raise
        message = "names no occurrence of the series: leave it out, or send times of the series"
        raise against_rule("recurrence_id", message) from None


def _of_series(attributes: Attributes, opened: Opened, instance: Instance) -> Attributes:
    """What was sent of an occurrence, with the times that the series has after it."""
    shown = shown_span(stretch_of(instance), opened.place)
    first = shown_span(stretch_of(opened.first), opened.place)
    meant: dict[str, object] = {}
    for name, was, begins in zip(_SPAN, shown, first, strict=True):
        moment = attributes.moment(name)
        if moment is not None:
            meant[name] = _shifted(name, moment, was, begins)
    attributes.settle()
    return attributes.having(meant)


def _shifted(name: str, moment: datetime, was: datetime, begins: datetime) -> str | None:
    """A time of the series, moved as the one of the occurrence was; None where that was not. Fault RULE."""
    shift = moment.replace(microsecond=0) - was.replace(microsecond=0)
    try:
        return (begins + shift).isoformat() if shift else None
    except OverflowError:
        raise against_rule(name, "shifts the series out of the years 1 to 9999") from None
