"""PUT {id}: attributes of an event, of one instance, or of one and all after it, that are to be different.

PUT /calendar_events/:id    {"calendar_events": [{…}]}: what is sent is changed, all else stays
    (without parameters)                      the whole series
    ?num_in_series=n | recurrence_id=ms       that instance
    &scope=following                          that instance and all after it
200 {"calendar_events": [{…}]}. A listed occurrence that comes back moves nothing by its own times.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import msgspec

from kalends.core.objects.patch import EditResult
from kalends.core.objects.people import Person
from kalends.core.time.offsets import Zone
from kalends.doors.kona.call import MOST_ID, KonaCall
from kalends.doors.kona.events.echo import times_meant
from kalends.doors.kona.events.edit import EditRequest
from kalends.doors.kona.events.fields.people import accounts_in
from kalends.doors.kona.events.fields.sent import Sent, sent_in
from kalends.doors.kona.events.fields.terms import default_role_of, is_resumed, policy_with, properties_with, terms_of
from kalends.doors.kona.events.opened import Opened, Which, locked_event_of, place_of_event, which_in
from kalends.doors.kona.events.post import author_of
from kalends.doors.kona.events.shown import PLURAL, event_json, instance_json, shown_of, validator_of
from kalends.doors.kona.faults import against_rule
from kalends.doors.kona.wire.answers import Answer, shown
from kalends.doors.kona.wire.attributes import Attributes, Json
from kalends.service import objects
from kalends.service.objects import Extras, Place, Saved, Seen
from kalends.service.people import directory
from kalends.service.records import Account

_RIGHTS = ("stakeholder", "visibility", "default_role", "participants", "editors")
_PEOPLE = ("participants", "editors")
_FIELDS = {"participants": "participant_ids", "editors": "editor_ids", "external": "external_object"}


def put_event(call: KonaCall) -> Answer:
    """Change what was sent, and nothing else."""
    which, attributes, uid = which_in(call.query), call.sent(PLURAL), str(uuid4())
    changed = call.write(lambda inside: _change(inside, which, attributes, uid))
    found = _changed_json(call, changed)
    return shown(PLURAL, [found], validator=validator_of(changed.saved))


@dataclass(frozen=True, slots=True)
class _Changed:
    """The event after a change, the instance that it was about, and where its days and floating times are."""

    saved: Saved
    which: Which
    place: Zone


def _change(call: KonaCall, which: Which, attributes: Attributes, uid: str) -> _Changed:
    """Change what is to be different. Faults INVALID, NOT_FOUND, RULE."""
    seen = locked_event_of(call)
    sent = sent_in(times_meant(call, seen, which, attributes))
    if sent.name is not None and not sent.name.strip() and seen.stored.facts.summary:
        raise against_rule("name", "must not be empty")
    said, sent = sent.terms, replace(sent, terms=_other_terms(sent.terms, seen, call.me.account_id))
    people = accounts_in(call, sent.terms)
    if which:
        _demand_own(seen, sent)
    elif "participants" in said:  # who takes part already may be no guest in the text
        sent = replace(sent, terms={**sent.terms, "participants": said["participants"]})
    result = _result(call, seen, sent, which, people, uid)
    place = None if sent.space_id in (None, seen.stored.calendar_id) else Place(sent.space_id or 0)
    terms = _other_terms(said, seen, call.me.account_id)
    extras = _extras(seen, terms, author_of(call, sent), _gone(call, seen, sent))
    changed = objects.change(call.unit, seen.id, edit=result, place=place, extras=extras, conditions=call.conditions)
    saved = changed.others[0] if changed.others else changed.saved
    assert saved is not None
    is_one = bool(which) and (result is None or not which.following)
    return _Changed(saved, which if is_one else Which(), place_of_event(call, shown_of(saved).stored))


def _other_terms(terms: Mapping[str, Any], seen: Seen, me: int) -> dict[str, Any]:
    """The terms that were sent without those that are so already: as they are shown, or as the event has them."""
    shown, role = terms_of(seen, me), int(default_role_of(seen))
    return {
        name: value
        for name, value in terms.items()
        if shown[name] != value and not (name == "default_role" and value == role)
    }


def _demand_own(seen: Seen, sent: Sent) -> None:
    """Let pass what one instance can have of its own. Fault RULE."""
    for name in sent.terms:
        raise against_rule(_FIELDS.get(name, name), "belongs to the whole series: change that")
    if sent.space_id not in (None, seen.stored.calendar_id):
        raise against_rule("space_id", "belongs to the whole series: change that")


def _result(
    call: KonaCall, seen: Seen, sent: Sent, which: Which, people: dict[int, Account], uid: str
) -> EditResult | None:
    """What becomes of the text; None where nothing changes, so that nobody needs a right for it."""
    if not sent.texts and not which and not is_resumed(seen, sent.terms):
        return None
    policy = seen.stored.draft.policy
    named = {*policy.participants, *policy.departed, *sent.terms.get("participants", ())}
    known = sorted(number for number in named - people.keys() if 0 < number <= MOST_ID)
    people |= {each.id: each for each in directory.get_some(call.unit, known)} if known else {}
    host = Person(call.me.email, call.me.name)
    request = EditRequest(sent, which, call.zone, place_of_event(call, seen.stored), call.now, people, host, uid)
    text = seen.stored.text
    result = call.unit.compute(lambda: request(seen), text=text, key=(request, seen))
    is_same = result.object is not None and result.object.text == text
    return None if is_same and not result.others else result


def _gone(call: KonaCall, seen: Seen, sent: Sent) -> frozenset[int]:
    """Who took part and has no account any more: nobody can be attributes anything in his place."""
    if not set(_RIGHTS) & set(sent.terms):
        return frozenset()
    old = seen.stored.draft.policy
    named = {*old.participants, *old.editors}
    return frozenset(named - {each.id for each in directory.get_some(call.unit, sorted(named))})


def _extras(seen: Seen, terms: Mapping[str, Any], author_id: int | None, gone: frozenset[int]) -> Extras:
    """What is to stand beside the text."""
    old = seen.stored.draft.policy
    there = {name: tuple(each for each in getattr(old, name) if each not in gone) for name in _PEOPLE}
    new = policy_with(msgspec.structs.replace(old, **there) if gone else old, terms)
    return Extras(
        policy=None if new == old else new,
        properties=properties_with(terms),
        author_id=None if author_id == seen.stored.draft.author_id else author_id,
    )


def _changed_json(call: KonaCall, changed: _Changed) -> Json:
    """The event after a change, or the one instance that it was about."""
    after = shown_of(changed.saved)
    opened = Opened.of(after, changed.place)
    if changed.which:
        return instance_json(call, after, opened, opened.instance(changed.which))
    return event_json(call, after, opened)
