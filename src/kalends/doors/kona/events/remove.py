"""DELETE {id}: an event, one instance of it, or one and all after it."""

from datetime import UTC

from kalends.core.ics.write import write
from kalends.core.itip.incoming import revised, with_parts
from kalends.core.recur.edit import delete_following, delete_one
from kalends.doors.kona.call import Call
from kalends.doors.kona.events.opened import Opened, Which, event_of, place_of_event, which_in
from kalends.doors.kona.wire.answers import NOTHING, Answer
from kalends.service.objects import Edit, Outcome, Seen


def delete_event(call: Call) -> Answer:
    """Delete what the path and the query name."""
    which = which_in(call.query)
    with call.at_once() as now:
        seen = event_of(now)
        edit = _without(now, seen, which)
    if which:
        call.service.objects.edit(call.me, seen.id, edit, conditions=call.conditions, now=call.now)
    else:
        call.service.objects.delete(call.me, seen.id, conditions=call.conditions, now=call.now)
    return NOTHING


def _without(call: Call, before: Seen, which: Which) -> Edit:
    delete = delete_following if which.following else delete_one
    place = place_of_event(call, before.stored)

    def edit(seen: Seen) -> Outcome:
        opened = Opened.of(seen.stored.text, place)
        named = opened.instance(which).recurrence_id
        left = () if named is None else delete(opened.parts, named, opened.zones)
        if not left:
            return Outcome(None)
        new = with_parts(opened.calendar, left)
        return Outcome(write(revised(opened.calendar, new, email=call.me.email, now=call.now.astimezone(UTC))).decode())

    return edit
