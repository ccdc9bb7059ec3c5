"""PUT {id}: attributes of an event, of one instance, or of one and all after it, that are to be different."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kalends.core.objects.people import Person
from kalends.doors.kona.call import Call
from kalends.doors.kona.events.echo import times_meant
from kalends.doors.kona.events.edit import EditRequest, edit_of
from kalends.doors.kona.events.fields.beside import beside_in, grants_after
from kalends.doors.kona.events.fields.people import accounts_in
from kalends.doors.kona.events.fields.sent import Sent, sent_in
from kalends.doors.kona.events.opened import Opened, Which, event_of, place_of_event, which_in
from kalends.doors.kona.events.post import author_of
from kalends.doors.kona.events.shown import PLURAL, event_json, instance_json, shown_of, shown_terms, validator_of
from kalends.doors.kona.faults import against_rule
from kalends.doors.kona.wire.answers import Answer, shown
from kalends.doors.kona.wire.body import Json
from kalends.doors.kona.wire.given import Given
from kalends.service.objects import Change, Edit, Extras, Place, Seen
from kalends.service.objects.values import Beside as Told
from kalends.service.records import Account

_RIGHTS = ("stakeholder", "visibility", "default_role", "participants", "editors")
_PEOPLE = ("participants", "editors")
_FIELDS = {"participants": "participant_ids", "editors": "editor_ids", "external": "external_object"}


def put_event(call: Call) -> Answer:
    """Change what was sent, and nothing else."""
    which, given = which_in(call.query), call.sent(PLURAL)
    with call.at_once() as now:
        seen = event_of(now)
        change = _change(now, seen, which, given)
    changed = call.service.objects.change(call.me, seen.id, change, now=call.now)
    is_one = bool(which) and (change.edit is None or not which.following)
    saved = changed.others[0] if changed.others else changed.saved
    assert saved is not None
    with call.at_once() as now:
        found = _changed_json(now, shown_of(saved), which if is_one else None)
        return shown(PLURAL, [found], validator=validator_of(saved))


def _change(call: Call, seen: Seen, which: Which, given: Given) -> Change:
    """What is to be different. Faults INVALID, NOT_FOUND, RULE."""
    sent = sent_in(times_meant(call, seen, which, given))
    if sent.name is not None and not sent.name.strip() and seen.stored.facts.summary:
        raise against_rule("name", "must not be empty")
    said, sent = sent.terms, replace(sent, terms=_other_terms(sent.terms, seen))
    people = accounts_in(call, sent.terms)
    if which:
        _demand_own(seen, sent)
    edit = _edit(call, seen, sent, which, people)
    place = None if sent.space_id in (None, seen.stored.calendar_id) else Place(sent.space_id or 0)
    beside = _beside(said, author_of(call, sent), _gone(call, seen, sent))
    return Change(edit=edit, place=place, beside=beside, conditions=call.conditions)


def _other_terms(terms: Mapping[str, Any], seen: Seen) -> dict[str, Any]:
    """The terms that were sent without those that are so already, as they are shown."""
    beside = shown_terms(seen.stored)
    return {name: value for name, value in terms.items() if getattr(beside, name) != value}


def _demand_own(seen: Seen, sent: Sent) -> None:
    """Let pass what one instance can have of its own. Fault RULE."""
    for name in sent.terms:
        raise against_rule(_FIELDS.get(name, name), "belongs to the whole series: change that")
    if sent.space_id not in (None, seen.stored.calendar_id):
        raise against_rule("space_id", "belongs to the whole series: change that")


def _edit(call: Call, seen: Seen, sent: Sent, which: Which, people: dict[int, Account]) -> Edit | None:
    """The edit of the text; None where it would change nothing, so that nobody needs a right for it."""
    if not sent.texts and not which:
        return None
    known = [number for number in beside_in(seen.stored.draft.dialects.kona).participants if number not in people]
    people |= {each.id: each for each in call.service.directory.some(call.me, known)} if known else {}
    host = Person(call.me.email, call.me.name)
    edit = edit_of(EditRequest(sent, which, call.zone, place_of_event(call, seen.stored), call.now, people, host))
    outcome = edit(seen)
    return edit if outcome.others or outcome.text != seen.stored.text else None


def _gone(call: Call, seen: Seen, sent: Sent) -> frozenset[int]:
    """Who took part and has no account any more: nobody can be given anything in his place."""
    if not set(_RIGHTS) & set(sent.terms):
        return frozenset()
    old = beside_in(seen.stored.draft.dialects.kona)
    named = {*old.participants, *old.editors}
    return frozenset(named - {each.id for each in call.service.directory.some(call.me, sorted(named))})


def _beside(said: Mapping[str, Any], author_id: int | None, gone: frozenset[int]) -> Told:
    """What is to stand beside the text; what is so already is told of what is there when it is written."""

    def told(seen: Seen) -> Extras:
        stored, terms = seen.stored, _other_terms(said, seen)
        old = beside_in(stored.draft.dialects.kona)
        there = {name: tuple(each for each in getattr(old, name) if each not in gone) for name in _PEOPLE}
        new = old.changed({**there, **terms} if gone else terms)
        given = None if author_id == stored.draft.author_id else author_id
        if new == old:
            return Extras(author_id=given)
        rights = any(getattr(old, name) != getattr(new, name) for name in _RIGHTS)
        author = stored.draft.author_id if given is None else given
        grants = grants_after(old, new, seen.grants, author) if rights else None
        return Extras(dialects={"kona": new.text}, grants=grants, author_id=given)

    return told


def _changed_json(call: Call, after: Seen, which: Which | None) -> Json:
    """The event after a change, or the one instance that it was about."""
    opened = Opened.of(after.stored.text, place_of_event(call, after.stored))
    if which:
        return instance_json(call, after, opened, opened.instance(which))
    return event_json(call, after, opened)
