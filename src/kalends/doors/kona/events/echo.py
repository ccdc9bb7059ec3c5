"""A representation that comes back in a PUT: its times as they were meant.

Two of them would be misread. A number near 1970 is shown as milliseconds and would be taken for seconds. And a listed
occurrence, named by `recurrence_id` or `num_in_series` in the body and sent to the series as a whole, has times of its
own: the series stays where it is if they are as they were shown, and else is shifted by the same amount.
"""

from datetime import datetime, timedelta

from kalends.core.recur.series import Instance
from kalends.doors.kona.call import KonaCall
from kalends.doors.kona.events.fields.span import shown_span, stretch_of
from kalends.doors.kona.events.opened import Opened, Which, place_of_event
from kalends.doors.kona.events.shown import event_json, instance_json
from kalends.doors.kona.faults import against_rule
from kalends.doors.kona.wire.attributes import Attributes
from kalends.doors.kona.wire.times import as_text, is_seconds, millis
from kalends.errors import Fault, Kind
from kalends.service.objects import Seen

_SPAN = ("start_at", "end_at")
_TIMES = (*_SPAN, "series_end_at")


def times_meant(call: KonaCall, seen: Seen, which: Which, attributes: Attributes) -> Attributes:
    """What was sent, with its times as they were meant. `which` is what the query names. Fault RULE."""
    small = {name: attributes.raw(name) for name in _TIMES if is_seconds(attributes.raw(name))}
    named = any(attributes.raw(name) is not None for name in ("recurrence_id", "num_in_series"))
    returns = not which and named and any(attributes.raw(name) for name in _SPAN)
    if seen.busy or not (small or returns):
        return attributes
    opened = Opened.of(seen, place_of_event(call, seen.stored))
    instance = opened.instance(which) if which else _returned(opened, attributes) if returns else None
    told = instance_json(call, seen, opened, instance) if instance else event_json(call, seen, opened)
    attributes = attributes.having({name: as_text(value) for name, value in small.items() if value == told.get(name)})
    return (
        attributes if which or instance is None else _of_series(attributes, opened, instance, told.get("series_end_at"))
    )


def _returned(opened: Opened, attributes: Attributes) -> Instance | None:
    """The occurrence that a body names. Fault RULE where the series has it no longer, since its times mean nothing."""
    field = "num_in_series" if attributes.raw("recurrence_id") is None else "recurrence_id"
    if is_seconds(attributes.raw("recurrence_id")):  # it is only ever an echo, so it counts milliseconds
        attributes = attributes.having({"recurrence_id": as_text(attributes.raw("recurrence_id"))})
    which = Which(
        attributes.whole("num_in_series") if field == "num_in_series" else None, attributes.moment("recurrence_id")
    )
    if not opened.recurs or not which:
        return None
    if which.number is not None and which.number == opened.number(opened.first):
        return opened.first  # the series as a whole is shown so, even where that instance was deleted
    try:
        return opened.instance(which)
    except Fault as fault:
        if fault.kind is not Kind.NOT_FOUND:
            raise
        message = "names no occurrence of the series: leave it out, or send times of the series"
        raise against_rule(field, message) from None


def _of_series(attributes: Attributes, opened: Opened, instance: Instance, end: object) -> Attributes:
    """What was sent of an occurrence, with the times that the series has after it; `end` is its end, as it is shown.

    An end of the series that comes back as it was shown moves along, so that no occurrence vanishes.
    """
    shown = dict(zip(_SPAN, shown_span(stretch_of(instance), opened.place), strict=True))
    first = dict(zip(_SPAN, shown_span(stretch_of(opened.first), opened.place), strict=True))
    sent = {name: moment for name in _SPAN if (moment := attributes.moment(name)) is not None}
    until = attributes.moment("series_end_at")
    attributes.settle()
    shifts = {name: _seconds(moment) - _seconds(shown[name]) for name, moment in sent.items()}
    if not any(shifts.values()):
        return attributes.having(dict.fromkeys(sent))
    meant = {name: _shifted(name, first[name], shift) for name, shift in shifts.items()}
    if until is not None and millis(until) == end and shifts.get("start_at"):
        meant["series_end_at"] = _shifted("series_end_at", until, shifts["start_at"])
    return attributes.having(meant)


def _seconds(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


def _shifted(name: str, moment: datetime, shift: timedelta) -> str:
    """A time of the series, moved as the one of the occurrence was. Fault RULE."""
    try:
        return (moment + shift).isoformat()
    except OverflowError:
        raise against_rule(name, "shifts the series out of the years 1 to 9999") from None
