"""Events as this dialect's JSON shows them."""

from collections.abc import Iterator
from datetime import UTC

from kalends.core.ics.values import property_text
from kalends.core.recur.budget import Budget
from kalends.core.recur.series import Instance
from kalends.core.time.offsets import Zone
from kalends.doors.kona.attributes import Json, milliseconds
from kalends.doors.kona.call import KonaCall
from kalends.doors.kona.events.policy import SHOWN_TERMS, external_object_of, terms_of
from kalends.doors.kona.events.repeat import repeat_json
from kalends.doors.kona.events.series import NO_EVENT, NUMBERING_UNITS, EventSeries, zone_of_event
from kalends.doors.kona.events.tags import tags_of
from kalends.doors.kona.events.times import recurrence_id_instant, shown_span, span_of
from kalends.errors import Fault, Kind
from kalends.service.objects import Saved, Seen
from kalends.service.query import Occurrence

EVENTS = "calendar_events"


def event_json(call: KonaCall, seen: Seen, event: EventSeries | None = None) -> Json:
    """An event; a series as a whole, by its first instance."""
    event = event or EventSeries.of(seen, zone_of_event(call, seen.stored))
    return _whole(call, seen, event, event.first, f"{call.base}/{EVENTS}/{seen.id}")


def instance_json(call: KonaCall, seen: Seen, event: EventSeries, instance: Instance) -> Json:
    """One instance of an event."""
    href = f"{call.base}/{EVENTS}/{seen.id}"
    named = instance.recurrence_id
    if named is None:
        return _whole(call, seen, event, instance, href)
    recurrence = milliseconds(recurrence_id_instant(named, event.zone))
    shown = _whole(call, seen, event, instance, f"{href}?recurrence_id={recurrence}")
    return shown | {"recurrence_id": recurrence}


def occurrences_json(call: KonaCall, occurrences: tuple[Occurrence, ...]) -> Iterator[Json]:
    """Occurrences, in their order; the text of a series is read for what its rule says, once."""
    events: dict[int, EventSeries] = {}
    budget = Budget(NUMBERING_UNITS)
    for each in occurrences:
        seen, zone = each.seen, zone_of_event(call, each.seen.stored)
        if not each.instance.piece.recurs:
            yield _event(call, seen, each.instance, zone, f"{call.base}/{EVENTS}/{seen.id}")
            continue
        if seen.id not in events:
            events[seen.id] = EventSeries.of(seen, zone, budget)
        yield instance_json(call, seen, events[seen.id], each.instance)


def demand_visible(saved: Saved) -> Seen:
    """What the answer to a write shows. Fault NOT_FOUND for a caller who saw nothing of it, before or after."""
    if saved.answer is None:
        raise Fault(Kind.NOT_FOUND, NO_EVENT)
    return saved.answer


def validator_of(saved: Saved) -> str:
    """The name of what a write left, for its ETag; none where the caller does not see it any more."""
    return saved.seen.validator if saved.seen is not None and saved.seen is saved.answer else ""


def _whole(call: KonaCall, seen: Seen, event: EventSeries, instance: Instance, href: str) -> Json:
    """An event or an instance, with what is shown of its series."""
    shown = _event(call, seen, instance, event.zone, href)
    return shown | _series(seen, event, instance) if event.recurs else shown


def _event(call: KonaCall, seen: Seen, instance: Instance, zone: Zone, href: str) -> Json:
    stored, component = seen.stored, instance.component
    terms = terms_of(seen, call.me.account_id)
    start, end = shown_span(span_of(instance), zone)
    return {
        "id": seen.id,
        "name": property_text(component, "SUMMARY"),
        "href": href,
        "location": property_text(component, "LOCATION"),
        "details": property_text(component, "DESCRIPTION"),
        "all_day": instance.all_day,
        "start_at": milliseconds(start),
        "end_at": milliseconds(end),
        "space_id": stored.calendar_id,
        "creator_id": stored.owner_id if stored.draft.author_id is None else stored.draft.author_id,
        **{name: terms[name] for name in SHOWN_TERMS},
        "tags": tags_of(component),
        "updated_at": milliseconds(stored.modified.astimezone(UTC)),
        "created_at": milliseconds(stored.created.astimezone(UTC)),
        "ics_feed_id": stored.calendar_id,
        **_external(seen),
    }


def _external(seen: Seen) -> Json:
    external = external_object_of(seen)
    if external is None:
        return {}
    url = {"url": external.url} if external.url else {}
    return {"external_object": {"id": external.id, "name": external.name, **url}}


def _series(seen: Seen, event: EventSeries, instance: Instance) -> Json:
    number = event.number(instance)
    found: Json = {"series_id": seen.id} | ({} if number is None else {"num_in_series": number})
    rule, prop = event.rule, event.master.first("RRULE")
    if rule is None or prop is None:
        return found
    start = event.first.start
    assert start is not None
    return found | repeat_json(prop.value, rule, start, event.zone)
