"""PUT {calendarId}/{eventId}: fields of an event that are to be different."""

from collections.abc import Callable, Sequence
from datetime import UTC

from kalends.core.draft import day_of
from kalends.core.draft.rule import rule_text
from kalends.core.ics.tree import Component, Property
from kalends.core.ics.values import Duration, escape_text
from kalends.core.ics.write import write
from kalends.core.itip.incoming import revised, with_parts
from kalends.core.objects.forgiving import ForgivingZones
from kalends.core.objects.index import master_of, parts_of
from kalends.core.recur.edit import change_all, move
from kalends.core.recur.series import Zones
from kalends.core.recur.series.moments import read_when, when_property
from kalends.core.time.dates import Date, Floating, Utc, When, Zoned, instant, wall_in, zoned
from kalends.core.time.offsets import Zone
from kalends.core.time.zones import zone
from kalends.doors.onlyoffice.alert import Alert, own_alert
from kalends.doors.onlyoffice.call import Call
from kalends.doors.onlyoffice.events.answers import answer_of
from kalends.doors.onlyoffice.events.fields import STATUSES, Fields, fields_in, span_of
from kalends.doors.onlyoffice.events.put import place_in
from kalends.doors.onlyoffice.sharing import grants_of, options_in
from kalends.doors.onlyoffice.wire.envelope import Answer
from kalends.doors.onlyoffice.wire.moments import Moment
from kalends.errors import Fault, Flaw, Kind
from kalends.service.objects import Change, Extras, Outcome, Seen
from kalends.service.objects.reading import calendar_in

_RECURRENCE = frozenset(("RRULE", "RDATE", "EXDATE", "EXRULE"))
_UTC = zone("Etc/UTC")


def put_fields(call: Call) -> Answer:
    """Change fields of an event; answers its occurrences. What was not sent stays as it is."""
    fields, alert, options = fields_in(call), call.given.choice("alertType", Alert), options_in(call)
    call.given.settle()
    object_id = call.given.id("eventId")
    texts = (fields.name, fields.description, fields.start, fields.end, fields.all_day, fields.repeat, fields.status)
    edit = _edit(call, fields) if any(each is not None for each in texts) else None
    extras = Extras(alert=own_alert(alert), grants=grants_of(call, options))
    change = Change(edit=edit, place=place_in(call), extras=extras, conditions=call.conditions)
    return answer_of(call, call.service.objects.change(call.me, object_id, change, now=call.now).saved)


def _edit(call: Call, fields: Fields) -> Callable[[Seen], Outcome]:
    def edit(seen: Seen) -> Outcome:
        old = calendar_in(seen.stored.text)
        zones = ForgivingZones(old, call.zone)
        parts: Sequence[Component] = parts_of(old)
        if fields.start is not None or fields.end is not None or fields.all_day is not None:
            parts = _moved(parts, fields, zones, call.zone)
        parts = change_all(parts, _changing(fields, zones), zones)
        new = revised(old, with_parts(old, parts), email=call.me.email, now=call.now.astimezone(UTC))
        return Outcome(write(new).decode(), method="REQUEST")

    return edit


def _changing(fields: Fields, zones: Zones) -> Callable[[Component], Component]:
    def change(component: Component) -> Component:
        for name, text in (("SUMMARY", fields.name), ("DESCRIPTION", fields.description)):
            if text is not None:
                component = component.set(Property.headed(name, escape_text(text)))
        if fields.status is not None:
            component = component.set(Property.headed("STATUS", STATUSES[fields.status]))
        if fields.repeat is not None and component.first("RECURRENCE-ID") is None:
            component = _repeating(component, fields, zones)
        return component

    return change


def _repeating(component: Component, fields: Fields, zones: Zones) -> Component:
    assert fields.repeat is not None
    rule, excluded = fields.repeat
    bare = component.without(lambda item: isinstance(item, Property) and item.name in _RECURRENCE)
    start = component.first("DTSTART")
    if rule is None or start is None:
        return bare
    begins = read_when(start, zones)
    repeating = bare.set(Property.headed("RRULE", rule_text(rule, begins)))
    lines = [when_property("EXDATE", _excluded(each, begins)) for each in excluded]
    return repeating.with_items([*repeating.properties, *lines, *repeating.components])


def _excluded(when: When, start: When) -> When:
    """The excluded start in the form of the first one (RFC 5545 §3.8.5.1): a zone's name may be one of the text's."""
    if isinstance(start, Date):
        return Date(day_of(when))
    if isinstance(start, Floating) and isinstance(when, Utc):
        return Floating(when.moment.replace(tzinfo=None))
    return when


def _moved(parts: Sequence[Component], fields: Fields, zones: Zones, caller: Zone) -> tuple[Component, ...]:
    """The series with another start, another end, or both."""
    prop = master_of(parts).first("DTSTART")
    if prop is None:
        raise _refusal("startDate", "the event has no start")
    begins = read_when(prop, zones)
    all_day = isinstance(begins, Date) if fields.all_day is None else fields.all_day
    start = fields.start or _told(begins, caller)
    if fields.end is None:
        return move(parts, _placed(start, begins, caller, all_day=all_day), zones)
    first, last = span_of(start, fields.end, all_day=all_day, to_when=lambda each: _timed(each, begins, caller))
    return move(parts, first, zones, lasting=_lasting(first, last))


def _told(begins: When, caller: Zone) -> Moment:
    """A start as if it had been sent."""
    wall = wall_in(begins, caller)
    return Moment(wall.date(), wall.time(), None)


def _placed(start: Moment, begins: When, caller: Zone, *, all_day: bool) -> When:
    return Date(start.day) if all_day else _timed(start, begins, caller)


def _timed(moment: Moment, begins: When, caller: Zone) -> When:
    """A time that was sent, in the zone that the event has; one without an offset is of the caller's zone."""
    if isinstance(begins, Floating) and moment.offset is None:
        return Floating(moment.wall)
    at = moment.instant(caller)
    return zoned(at, begins.zone) if isinstance(begins, Zoned) else Utc(at)


def _lasting(first: When, last: When) -> Duration:
    """From start to end: days between days, seconds between times. Fault INVALID where the end is the earlier."""
    if isinstance(first, Date) and isinstance(last, Date):
        days = (last.day - first.day).days
        if days > 0:
            return Duration(days=days)
        raise _refusal("endDate", "is before the start")
    seconds = int((instant(last, _UTC) - instant(first, _UTC)).total_seconds())
    if seconds < 0:
        raise _refusal("endDate", "is before the start")
    return Duration(seconds=seconds)


def _refusal(field: str, message: str) -> Fault:
    return Fault(Kind.INVALID, f"{field}: {message}.", [Flaw("invalid", message, field)])
