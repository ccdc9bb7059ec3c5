"""DELETE {id}: an event, one instance of it, or one and all after it.

DELETE /calendar_events/:id                   the whole series
    ?num_in_series=n | recurrence_id=ms       that instance
    &scope=following                          that instance and all after it
204
"""

from dataclasses import dataclass
from datetime import UTC

from kalends.core.objects.edit import cancel
from kalends.core.objects.patch import EditResult, FollowingInstances, OneInstance
from kalends.core.objects.revise import Editor
from kalends.doors.kona.call import KonaCall
from kalends.doors.kona.events.opened import Opened, Which, locked_event_of, place_of_event, which_in
from kalends.doors.kona.wire.answers import NOTHING, Answer
from kalends.service import objects
from kalends.service.objects import Seen


def delete_event(call: KonaCall) -> Answer:
    """Delete what the path and the query name."""
    which = which_in(call.query)
    call.write(lambda inside: _delete(inside, which))
    return NOTHING


def _delete(call: KonaCall, which: Which) -> None:
    seen = locked_event_of(call)
    if which:
        by = Editor(call.me.email, call.now.astimezone(UTC), place_of_event(call, seen.stored))
        objects.change(call.unit, seen.id, edit=_Cancellation(which, by), conditions=call.conditions)
    else:
        objects.delete(call.unit, seen.id, conditions=call.conditions)


@dataclass(frozen=True, slots=True)
class _Cancellation:
    """The edit that takes instances out of an event."""

    which: Which
    by: Editor

    def __call__(self, seen: Seen) -> EditResult:
        opened = Opened.of(seen, self.by.zone)
        named = opened.instance(self.which).recurrence_id
        if named is None:
            return EditResult(None)
        return cancel(opened.object, FollowingInstances(named) if self.which.following else OneInstance(named), self.by)
