"""POST: an event is made.

POST /calendar_events    {"calendar_events": [{"name": "…", …}]}, or the bare object
`name` is required; `start_at` is now, `end_at` the later of now and `start_at`, where they are missing
201, Location, {"calendar_events": [{…}]}; an end before the start, or another broken rule: 422
"""

from dataclasses import replace
from datetime import UTC
from uuid import uuid4

from kalends.core.draft import Draft, calendar, rule_flaws
from kalends.core.ics.tree import Component
from kalends.core.ics.write import write
from kalends.core.objects.people import Person, with_attendees
from kalends.core.recur.edit import at_first_hit
from kalends.core.recur.rule import Rule
from kalends.core.recur.series import zones_of
from kalends.core.time.dates import When
from kalends.core.time.offsets import Zone
from kalends.doors.kona.call import KonaCall
from kalends.doors.kona.events.fields.people import accounts_in
from kalends.doors.kona.events.fields.repeat import rule_after
from kalends.doors.kona.events.fields.sent import Sent, sent_in
from kalends.doors.kona.events.fields.span import new_stretch
from kalends.doors.kona.events.fields.terms import new_policy, properties_with
from kalends.doors.kona.events.fields.words import with_class, with_tags
from kalends.doors.kona.events.opened import Opened, place_of_event
from kalends.doors.kona.events.shown import PLURAL, event_json, shown_of, validator_of
from kalends.doors.kona.faults import against_rule
from kalends.doors.kona.wire.answers import Answer, made
from kalends.service import calendars, objects
from kalends.service.objects import Extras, Saved
from kalends.service.people import directory
from kalends.service.records import Account


def post_event(call: KonaCall) -> Answer:
    """Make an event, in a space or in the caller's own calendar."""
    sent = sent_in(call.sent(PLURAL))
    if not (sent.name or "").strip():
        raise against_rule("name", "is required")
    uid = str(uuid4())
    saved, place = call.write(lambda inside: _saved(inside, sent, uid))
    seen = shown_of(saved)
    return made(PLURAL, event_json(call, seen, Opened.of(seen, place)), validator_of(saved))


def _saved(call: KonaCall, sent: Sent, uid: str) -> tuple[Saved, Zone]:
    """Store the event; how it is saved, and where its days and floating times are for the caller."""
    people, author_id = accounts_in(call, sent.terms), author_of(call, sent)
    space_id = sent.space_id or calendars.ensure_default(call.unit).id
    policy, properties = new_policy(sent.terms), properties_with(sent.terms)
    extras = Extras(policy=policy, properties=properties, author_id=author_id, method="REQUEST")
    conditions = replace(call.conditions, absent=True)
    saved = objects.put(call.unit, space_id, _text(call, sent, people, uid), conditions=conditions, extras=extras)
    return saved, place_of_event(call, shown_of(saved).stored)


def author_of(call: KonaCall, sent: Sent) -> int | None:
    """The creator that an administrator names; what anybody else says is passed over. Fault RULE."""
    if sent.creator_id is None or not call.me.admin:
        return None
    if not directory.get_some(call.unit, [sent.creator_id]):
        raise against_rule("creator_id", f"names nobody: there is no person of the id {sent.creator_id}")
    return sent.creator_id


def _text(call: KonaCall, sent: Sent, people: dict[int, Account], uid: str) -> str:
    now = call.now.astimezone(UTC)
    span = new_stretch(sent, now, call.zone)
    rule = rule_after(sent.repeat, None, span.start)
    demand_fit(rule, span.start)
    draft = Draft(
        uid=uid,
        stamp=now,
        start=span.start,
        end=span.end,
        summary=sent.name or "",
        description=sent.details or "",
        location=sent.location or "",
        rule=rule,
    )
    return write(_completed(calendar(draft), call, sent, people)).decode()


def _completed(whole: Component, call: KonaCall, sent: Sent, people: dict[int, Account]) -> Component:
    """The calendar with what a draft does not know."""
    zones = zones_of(whole)
    guests = [Person(people[each].email, people[each].name) for each in sent.terms.get("participants", ())]
    closed = new_policy(sent.terms).is_closed

    def complete(component: Component) -> Component:
        component = at_first_hit(component, zones)
        component = with_attendees(component, guests, (), Person(call.me.email, call.me.name))
        return with_class(with_tags(component, ()), closed=closed)

    items = [complete(item) if isinstance(item, Component) and item.name == "VEVENT" else item for item in whole.items]
    return whole.with_items(items)


def demand_fit(rule: Rule | None, start: When) -> None:
    """Let a rule pass that goes with a start. Fault RULE."""
    for _, message in rule_flaws(rule, start) if rule else ():
        raise against_rule("series_end_at", message)
