"""GET {id}: an event, or one instance of it.

GET /calendar_events/:id                      the whole event
    ?num_in_series=n | recurrence_id=ms       one instance; past the end, or deleted: 404
200 {"calendar_events": [{…}]}, with an ETag
"""

from kalends.doors.kona.call import KonaCall, reads
from kalends.doors.kona.events.opened import Opened, event_of, place_of_event, which_in
from kalends.doors.kona.events.shown import PLURAL, event_json, instance_json
from kalends.doors.kona.wire.answers import Answer, shown


@reads
def get_event(call: KonaCall) -> Answer:
    """The event of an id; with num_in_series or recurrence_id, that instance."""
    which = which_in(call.query)
    seen = event_of(call)
    opened = Opened.of(seen, place_of_event(call, seen.stored))
    if not which:
        return shown(PLURAL, [event_json(call, seen, opened)], validator=seen.validator)
    found = instance_json(call, seen, opened, opened.instance(which))
    return shown(PLURAL, [found], validator=seen.validator)
