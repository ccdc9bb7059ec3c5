"""The call about the caller's feed of a space.

GET /ics_feeds/:id    200 {"ics_feeds": [{"id": 7, "space_id": 7, "name": "…", "url": "…", "href": "…"}]}
"""

from kalends.doors.kona.call import KonaCall, reads
from kalends.doors.kona.wire.answers import Answer, shown

PLURAL = "ics_feeds"


@reads
def get_feed(call: KonaCall) -> Answer:
    """The feed, and the address to subscribe to; it is secret, since whoever has it reads the space."""
    feed = call.service.feeds.of(call.unit, call.id())
    item = {
        "id": feed.calendar.id,
        "space_id": feed.calendar.id,
        "name": feed.calendar.look.title,
        "url": f"{call.site}/feeds/{feed.token}.ics",
        "href": f"{call.base}/{PLURAL}/{feed.calendar.id}",
    }
    return shown(PLURAL, [item], {"cache-control": "no-store"})
