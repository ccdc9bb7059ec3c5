"""PUT {id}: change attributes of an event, of one instance, or of one and all after it.

PUT /calendar_events/:id    {"calendar_events": [{…}]}: what is sent is changed, all else stays
    (without parameters)                      the whole series
    ?num_in_series=n | recurrence_id=ms       that instance
    &scope=following                          that instance and all after it
200 {"calendar_events": [{…}]}

Two kinds of times would be misread in a representation that is sent back. A number near 1970 is shown in
milliseconds and would be taken for seconds. And a listed occurrence, named by `recurrence_id` or `num_in_series` in
the body and sent to the series as a whole, has times of its own: if they are the times that were shown, the series
stays where it is; otherwise it is shifted by the difference.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import msgspec

from kalends.core.objects.patch import EditResult
from kalends.core.objects.people import Person
from kalends.core.recur.series import Instance
from kalends.core.time.offsets import Zone
from kalends.doors.kona.answers import KonaAnswer, list_answer
from kalends.doors.kona.attributes import Attributes, Json, is_seconds, milliseconds, milliseconds_as_text
from kalends.doors.kona.call import MOST_ID, KonaCall
from kalends.doors.kona.events.input import EventInput, accounts_in, read_event_input
from kalends.doors.kona.events.patch import EditRequest
from kalends.doors.kona.events.policy import default_role_of, is_resumed, policy_with, properties_with, terms_of
from kalends.doors.kona.events.post import author_of
from kalends.doors.kona.events.representation import EVENTS, demand_visible, event_json, instance_json, validator_of
from kalends.doors.kona.events.series import EventSeries, InstanceSelector, lock_event, selector_in, zone_of_event
from kalends.doors.kona.events.times import shown_span, span_of
from kalends.doors.kona.faults import rule_fault
from kalends.errors import Fault, Kind
from kalends.service import objects
from kalends.service.objects import Extras, Place, Saved, Seen
from kalends.service.people import directory
from kalends.service.records import Account

_RIGHTS = ("stakeholder", "visibility", "default_role", "participants", "editors")
_PEOPLE = ("participants", "editors")
_FIELDS = {"participants": "participant_ids", "editors": "editor_ids", "external": "external_object"}
_SPAN = ("start_at", "end_at")
_TIMES = (*_SPAN, "series_end_at")


def put_event(call: KonaCall) -> KonaAnswer:
    """Change the attributes that were sent, and nothing else."""
    selector, attributes, uid = selector_in(call.query), call.attributes(EVENTS), str(uuid4())
    changed = call.write(lambda inside: _change(inside, selector, attributes, uid))
    found = _changed_json(call, changed)
    return list_answer(EVENTS, [found], validator=validator_of(changed.saved))


@dataclass(frozen=True, slots=True)
class _ChangedEvent:
    """The event after a change, the instance that was changed, and the zone of its days and floating times."""

    saved: Saved
    selector: InstanceSelector
    zone: Zone


def _change(call: KonaCall, selector: InstanceSelector, attributes: Attributes, uid: str) -> _ChangedEvent:
    """Change an event inside a unit. Faults INVALID, NOT_FOUND, RULE."""
    seen = lock_event(call)
    event_input = read_event_input(intended_attributes(call, seen, selector, attributes))
    if event_input.name is not None and not event_input.name.strip() and seen.stored.facts.summary:
        raise rule_fault("name", "must not be empty")
    sent_terms = event_input.terms
    event_input = replace(event_input, terms=_changed_terms(sent_terms, seen, call.me.account_id))
    people = accounts_in(call, event_input.terms)
    if selector:
        _demand_own(seen, event_input)
    elif "participants" in sent_terms:  # a participant may be missing among the attendees in the text
        event_input = replace(event_input, terms={**event_input.terms, "participants": sent_terms["participants"]})
    result = _result(call, seen, event_input, selector, people, uid)
    place = None if event_input.space_id in (None, seen.stored.calendar_id) else Place(event_input.space_id or 0)
    terms = _changed_terms(sent_terms, seen, call.me.account_id)
    extras = _extras(seen, terms, author_of(call, event_input), _removed_people(call, seen, event_input))
    changed = objects.change(call.unit, seen.id, edit=result, place=place, extras=extras, conditions=call.conditions)
    saved = changed.others[0] if changed.others else changed.saved
    assert saved is not None
    is_one = bool(selector) and (result is None or not selector.following)
    return _ChangedEvent(
        saved, selector if is_one else InstanceSelector(), zone_of_event(call, demand_visible(saved).stored)
    )


def _changed_terms(terms: Mapping[str, Any], seen: Seen, me: int) -> dict[str, Any]:
    """The terms that differ both from what the caller is shown and from what the event has."""
    shown, role = terms_of(seen, me), int(default_role_of(seen))
    return {
        name: value
        for name, value in terms.items()
        if shown[name] != value and not (name == "default_role" and value == role)
    }


def _demand_own(seen: Seen, event_input: EventInput) -> None:
    """Refuse attributes that only a whole series has. Fault RULE."""
    for name in event_input.terms:
        raise rule_fault(_FIELDS.get(name, name), "belongs to the whole series: change that")
    if event_input.space_id not in (None, seen.stored.calendar_id):
        raise rule_fault("space_id", "belongs to the whole series: change that")


def _result(
    call: KonaCall,
    seen: Seen,
    event_input: EventInput,
    selector: InstanceSelector,
    people: dict[int, Account],
    uid: str,
) -> EditResult | None:
    """The edit of the text; None if nothing changes, so that no right is needed for it."""
    if not event_input.texts and not selector and not is_resumed(seen, event_input.terms):
        return None
    policy = seen.stored.draft.policy
    named = {*policy.participants, *policy.departed, *event_input.terms.get("participants", ())}
    known = sorted(number for number in named - people.keys() if 0 < number <= MOST_ID)
    people |= {each.id: each for each in directory.get_some(call.unit, known)} if known else {}
    host = Person(call.me.email, call.me.name)
    request = EditRequest(
        event_input, selector, call.zone, zone_of_event(call, seen.stored), call.now, people, host, uid
    )
    text = seen.stored.text
    result = call.unit.compute(lambda: request(seen), text=text, key=(request, seen))
    is_same = result.object is not None and result.object.text == text
    return None if is_same and not result.others else result


def _removed_people(call: KonaCall, seen: Seen, event_input: EventInput) -> frozenset[int]:
    """The participants and editors whose accounts no longer exist."""
    if not set(_RIGHTS) & set(event_input.terms):
        return frozenset()
    old = seen.stored.draft.policy
    named = {*old.participants, *old.editors}
    return frozenset(named - {each.id for each in directory.get_some(call.unit, sorted(named))})


def _extras(seen: Seen, terms: Mapping[str, Any], author_id: int | None, gone: frozenset[int]) -> Extras:
    """What is stored beside the text."""
    old = seen.stored.draft.policy
    there = {name: tuple(each for each in getattr(old, name) if each not in gone) for name in _PEOPLE}
    new = policy_with(msgspec.structs.replace(old, **there) if gone else old, terms)
    return Extras(
        policy=None if new == old else new,
        properties=properties_with(terms),
        author_id=None if author_id == seen.stored.draft.author_id else author_id,
    )


def _changed_json(call: KonaCall, changed: _ChangedEvent) -> Json:
    """The event after a change, or the one instance that was changed."""
    after = demand_visible(changed.saved)
    event = EventSeries.of(after, changed.zone)
    if changed.selector:
        return instance_json(call, after, event, event.instance(changed.selector))
    return event_json(call, after, event)


def intended_attributes(call: KonaCall, seen: Seen, selector: InstanceSelector, attributes: Attributes) -> Attributes:
    """The attributes with their times as the client meant them. Fault RULE.

    `selector` is the instance that the query names.
    """
    small = {name: attributes.raw(name) for name in _TIMES if is_seconds(attributes.raw(name))}
    named = any(attributes.raw(name) is not None for name in ("recurrence_id", "num_in_series"))
    returns = not selector and named and any(attributes.raw(name) for name in _SPAN)
    if seen.busy or not (small or returns):
        return attributes
    event = EventSeries.of(seen, zone_of_event(call, seen.stored))
    instance = event.instance(selector) if selector else _occurrence_in_body(event, attributes) if returns else None
    shown = instance_json(call, seen, event, instance) if instance else event_json(call, seen, event)
    attributes = attributes.having(
        {name: milliseconds_as_text(value) for name, value in small.items() if value == shown.get(name)}
    )
    return (
        attributes
        if selector or instance is None
        else _series_attributes(attributes, event, instance, shown.get("series_end_at"))
    )


def _occurrence_in_body(event: EventSeries, attributes: Attributes) -> Instance | None:
    """The occurrence that a body names. Fault RULE if the series no longer has it."""
    field = "num_in_series" if attributes.raw("recurrence_id") is None else "recurrence_id"
    if is_seconds(attributes.raw("recurrence_id")):  # always copied from an answer, so it counts milliseconds
        attributes = attributes.having({"recurrence_id": milliseconds_as_text(attributes.raw("recurrence_id"))})
    selector = InstanceSelector(
        attributes.whole("num_in_series") if field == "num_in_series" else None, attributes.moment("recurrence_id")
    )
    if not event.recurs or not selector:
        return None
    if selector.number is not None and selector.number == event.number(event.first):
        return event.first  # the series as a whole is shown so, even where that instance was deleted
    try:
        return event.instance(selector)
    except Fault as fault:
        if fault.kind is not Kind.NOT_FOUND:
            raise
        message = "names no occurrence of the series: leave it out, or send times of the series"
        raise rule_fault(field, message) from None


def _series_attributes(attributes: Attributes, event: EventSeries, instance: Instance, end: object) -> Attributes:
    """The attributes of an occurrence, translated into those of its series. `end` is the end of the series as shown.

    If that end comes back unchanged, it moves along with the series, so that no occurrence vanishes.
    """
    shown = dict(zip(_SPAN, shown_span(span_of(instance), event.zone), strict=True))
    first = dict(zip(_SPAN, shown_span(span_of(event.first), event.zone), strict=True))
    sent_times = {name: moment for name in _SPAN if (moment := attributes.moment(name)) is not None}
    until = attributes.moment("series_end_at")
    attributes.settle()
    shifts = {name: _whole_seconds(moment) - _whole_seconds(shown[name]) for name, moment in sent_times.items()}
    if not any(shifts.values()):
        return attributes.having(dict.fromkeys(sent_times))
    meant = {name: _shifted(name, first[name], shift) for name, shift in shifts.items()}
    if until is not None and milliseconds(until) == end and shifts.get("start_at"):
        meant["series_end_at"] = _shifted("series_end_at", until, shifts["start_at"])
    return attributes.having(meant)


def _whole_seconds(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


def _shifted(name: str, moment: datetime, shift: timedelta) -> str:
    """A time of the series, shifted like that of the occurrence. Fault RULE."""
    try:
        return (moment + shift).isoformat()
    except OverflowError:
        raise rule_fault(name, "shifts the series out of the years 1 to 9999") from None
