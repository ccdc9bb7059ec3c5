"""POST: make an event.

POST /calendar_events    {"calendar_events": [{"name": "…", …}]}, or the bare object
`name` is required; `start_at` defaults to now, `end_at` to the later of now and `start_at`
201, Location, {"calendar_events": [{…}]}; an end before the start, or another broken rule: 422
"""

from dataclasses import replace
from datetime import UTC
from uuid import uuid4

from kalends.core.draft import Draft, begin_at_first_hit, calendar, rule_flaws
from kalends.core.ics.tree import Component
from kalends.core.ics.write import write
from kalends.core.objects.people import Person, with_attendees
from kalends.core.recur.rule import Rule
from kalends.core.time.dates import When
from kalends.core.time.offsets import Zone
from kalends.doors.kona.answers import KonaAnswer, created_answer
from kalends.doors.kona.call import KonaCall
from kalends.doors.kona.events.input import EventInput, accounts_in, read_event_input
from kalends.doors.kona.events.policy import new_policy, properties_with
from kalends.doors.kona.events.repeat import rule_after
from kalends.doors.kona.events.representation import EVENTS, demand_visible, event_json, validator_of
from kalends.doors.kona.events.series import EventSeries, zone_of_event
from kalends.doors.kona.events.tags import with_class, with_tags
from kalends.doors.kona.events.times import new_span
from kalends.doors.kona.faults import rule_fault
from kalends.service import calendars, objects
from kalends.service.objects import Extras, Saved
from kalends.service.people import directory
from kalends.service.records import Account


def post_event(call: KonaCall) -> KonaAnswer:
    """Make an event, in a space or in the caller's own calendar."""
    event_input = read_event_input(call.attributes(EVENTS))
    if not (event_input.name or "").strip():
        raise rule_fault("name", "is required")
    uid = str(uuid4())
    saved, zone = call.write(lambda inside: _saved(inside, event_input, uid))
    seen = demand_visible(saved)
    return created_answer(EVENTS, event_json(call, seen, EventSeries.of(seen, zone)), validator_of(saved))


def _saved(call: KonaCall, event_input: EventInput, uid: str) -> tuple[Saved, Zone]:
    """Store the event; returns it with the zone in which the caller sees its days and floating times."""
    people, author_id = accounts_in(call, event_input.terms), author_of(call, event_input)
    space_id = event_input.space_id or calendars.ensure_default(call.unit).id
    policy, properties = new_policy(event_input.terms), properties_with(event_input.terms)
    extras = Extras(policy=policy, properties=properties, author_id=author_id, method="REQUEST")
    conditions = replace(call.conditions, absent=True)
    saved = objects.put(
        call.unit, space_id, _text(call, event_input, people, uid), conditions=conditions, extras=extras
    )
    return saved, zone_of_event(call, demand_visible(saved).stored)


def author_of(call: KonaCall, event_input: EventInput) -> int | None:
    """The creator that an administrator names; ignored for other callers. Fault RULE."""
    if event_input.creator_id is None or not call.me.admin:
        return None
    if not directory.get_some(call.unit, [event_input.creator_id]):
        raise rule_fault("creator_id", f"names nobody: there is no person of the id {event_input.creator_id}")
    return event_input.creator_id


def _text(call: KonaCall, event_input: EventInput, people: dict[int, Account], uid: str) -> str:
    now = call.now.astimezone(UTC)
    span = new_span(event_input, now, call.zone)
    rule = rule_after(event_input.repeat, None, span.start)
    demand_rule_fits(rule, span.start)
    draft = Draft(
        uid=uid,
        stamp=now,
        start=span.start,
        end=span.end,
        summary=event_input.name or "",
        description=event_input.details or "",
        location=event_input.location or "",
        rule=rule,
    )
    return write(_completed(calendar(begin_at_first_hit(draft)), call, event_input, people)).decode()


def _completed(whole: Component, call: KonaCall, event_input: EventInput, people: dict[int, Account]) -> Component:
    """The calendar with attendees, tags and CLASS, which a draft does not have."""
    guests = [Person(people[each].email, people[each].name) for each in event_input.terms.get("participants", ())]
    closed = new_policy(event_input.terms).is_closed

    def complete(component: Component) -> Component:
        component = with_attendees(component, guests, (), Person(call.me.email, call.me.name))
        return with_class(with_tags(component, ()), closed=closed)

    items = [complete(item) if isinstance(item, Component) and item.name == "VEVENT" else item for item in whole.items]
    return whole.with_items(items)


def demand_rule_fits(rule: Rule | None, start: When) -> None:
    """Refuse a rule that does not fit a start. Fault RULE."""
    for _, message in rule_flaws(rule, start) if rule else ():
        raise rule_fault("series_end_at", message)
