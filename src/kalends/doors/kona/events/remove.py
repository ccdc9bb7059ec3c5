"""DELETE {id}: an event, one instance of it, or one and all after it."""

from datetime import UTC

from kalends.core.objects.patch import Following, One, cancel
from kalends.core.objects.revise import Editor
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
    by = Editor(call.me.email, call.now.astimezone(UTC), place_of_event(call, before.stored))

    def edit(seen: Seen) -> Outcome:
        opened = Opened.of(seen.stored.text, by.zone)
        named = opened.instance(which).recurrence_id
        if named is None:
            return Outcome(None)
        left = cancel(opened.object, Following(named) if which.following else One(named), by)
        return Outcome(None if left.object is None else left.object.text, method=left.method)

    return edit
