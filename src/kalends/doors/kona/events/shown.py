"""Events as this dialect's JSON shows them."""

from collections.abc import Iterator
from datetime import UTC

from kalends.core.ics.values import property_text
from kalends.core.recur.budget import Budget
from kalends.core.recur.series import Instance
from kalends.core.time.offsets import Zone
from kalends.doors.kona.call import KonaCall
from kalends.doors.kona.events.fields.repeat import repeat_json
from kalends.doors.kona.events.fields.span import as_named, shown_span, stretch_of
from kalends.doors.kona.events.fields.terms import SHOWN, external_of, terms_of
from kalends.doors.kona.events.fields.words import tags_of
from kalends.doors.kona.events.opened import ANSWER_UNITS, NO_EVENT, Opened, place_of_event
from kalends.doors.kona.wire.attributes import Json
from kalends.doors.kona.wire.times import millis
from kalends.errors import Fault, Kind
from kalends.service.objects import Saved, Seen
from kalends.service.query import Occurrence

PLURAL = "calendar_events"


def event_json(call: KonaCall, seen: Seen, opened: Opened | None = None) -> Json:
    """An event; a series as a whole, by its first instance."""
    opened = opened or Opened.of(seen, place_of_event(call, seen.stored))
    return _whole(call, seen, opened, opened.first, f"{call.base}/{PLURAL}/{seen.id}")


def instance_json(call: KonaCall, seen: Seen, opened: Opened, instance: Instance) -> Json:
    """One instance of an event."""
    href = f"{call.base}/{PLURAL}/{seen.id}"
    named = instance.recurrence_id
    if named is None:
        return _whole(call, seen, opened, instance, href)
    recurrence = millis(as_named(named, opened.place))
    shown = _whole(call, seen, opened, instance, f"{href}?recurrence_id={recurrence}")
    return shown | {"recurrence_id": recurrence}


def occurrences_json(call: KonaCall, occurrences: tuple[Occurrence, ...]) -> Iterator[Json]:
    """Occurrences, in their order; the text of a series is read for what its rule says, once."""
    opened: dict[int, Opened] = {}
    budget = Budget(ANSWER_UNITS)
    for each in occurrences:
        seen, place = each.seen, place_of_event(call, each.seen.stored)
        if not each.instance.piece.recurs:
            yield _event(call, seen, each.instance, place, f"{call.base}/{PLURAL}/{seen.id}")
            continue
        if seen.id not in opened:
            opened[seen.id] = Opened.of(seen, place, budget)
        yield instance_json(call, seen, opened[seen.id], each.instance)


def shown_of(saved: Saved) -> Seen:
    """What the answer to a write shows. Fault NOT_FOUND for a caller who saw nothing of it, before or after."""
    if saved.answer is None:
        raise Fault(Kind.NOT_FOUND, NO_EVENT)
    return saved.answer


def validator_of(saved: Saved) -> str:
    """The name of what a write left, for its ETag; none where the caller does not see it any more."""
    return saved.seen.validator if saved.seen is not None and saved.seen is saved.answer else ""


def _whole(call: KonaCall, seen: Seen, opened: Opened, instance: Instance, href: str) -> Json:
    """An event or an instance, with what is told of its series."""
    event = _event(call, seen, instance, opened.place, href)
    return event | _series(seen, opened, instance) if opened.recurs else event


def _event(call: KonaCall, seen: Seen, instance: Instance, place: Zone, href: str) -> Json:
    stored, component = seen.stored, instance.component
    terms = terms_of(seen, call.me.account_id)
    start, end = shown_span(stretch_of(instance), place)
    return {
        "id": seen.id,
        "name": property_text(component, "SUMMARY"),
        "href": href,
        "location": property_text(component, "LOCATION"),
        "details": property_text(component, "DESCRIPTION"),
        "all_day": instance.all_day,
        "start_at": millis(start),
        "end_at": millis(end),
        "space_id": stored.calendar_id,
        "creator_id": stored.owner_id if stored.draft.author_id is None else stored.draft.author_id,
        **{name: terms[name] for name in SHOWN},
        "tags": tags_of(component),
        "updated_at": millis(stored.modified.astimezone(UTC)),
        "created_at": millis(stored.created.astimezone(UTC)),
        "ics_feed_id": stored.calendar_id,
        **_external(seen),
    }


def _external(seen: Seen) -> Json:
    external = external_of(seen)
    if external is None:
        return {}
    url = {"url": external.url} if external.url else {}
    return {"external_object": {"id": external.id, "name": external.name, **url}}


def _series(seen: Seen, opened: Opened, instance: Instance) -> Json:
    number = opened.number(instance)
    found: Json = {"series_id": seen.id} | ({} if number is None else {"num_in_series": number})
    rule, prop = opened.rule, opened.master.first("RRULE")
    if rule is None or prop is None:
        return found
    start = opened.first.start
    assert start is not None
    return found | repeat_json(prop.value, rule, start, opened.place)
