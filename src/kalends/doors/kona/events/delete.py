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
from kalends.doors.kona.answers import NO_CONTENT, KonaAnswer
from kalends.doors.kona.call import KonaCall
from kalends.doors.kona.events.series import EventSeries, InstanceSelector, lock_event, selector_in, zone_of_event
from kalends.service import objects
from kalends.service.objects import Seen


def delete_event(call: KonaCall) -> KonaAnswer:
    """Delete what the path and the query name."""
    selector = selector_in(call.query)
    call.write(lambda inside: _delete(inside, selector))
    return NO_CONTENT


def _delete(call: KonaCall, selector: InstanceSelector) -> None:
    seen = lock_event(call)
    if selector:
        by = Editor(call.me.email, call.now.astimezone(UTC), zone_of_event(call, seen.stored))
        objects.change(call.unit, seen.id, edit=_Cancellation(selector, by), conditions=call.conditions)
    else:
        objects.delete(call.unit, seen.id, conditions=call.conditions)


@dataclass(frozen=True, slots=True)
class _Cancellation:
    """The edit that takes instances out of an event."""

    selector: InstanceSelector
    by: Editor

    def __call__(self, seen: Seen) -> EditResult:
        event = EventSeries.of(seen, self.by.zone)
        named = event.instance(self.selector).recurrence_id
        if named is None:
            return EditResult(None)
        return cancel(
            event.object, FollowingInstances(named) if self.selector.following else OneInstance(named), self.by
        )
