"""The shapes of this dialect: nothing but data."""

from typing import Any

from kalends.doors.kona.events.described import CHANGED_EVENT, EVENT, NEW_EVENT
from kalends.doors.kona.people.described import CHANGED_GROUP, GROUP, NEW_GROUP, USER
from kalends.doors.kona.spaces.described import (
    CHANGED_SPACE,
    FEED,
    NEW_PARTICIPANT,
    NEW_SPACE,
    PARTICIPANT,
    SPACE,
)

Schema = dict[str, Any]

DESCRIPTION = (
    "Kona's API. Every thing is an object in a list under its plural name, in requests and in answers; a bare object "
    "in a request is taken too. The paths stand at the root, below `/api`, and below `/kona`.\n\n"
    "**Times** go out as milliseconds since 1970. **Pages**: `per_page` and `page`, or follow `Link`."
)

_PROBLEM: Schema = {
    "type": "object",
    "required": ["problemType", "title", "details"],
    "properties": {
        "problemType": {"type": "string", "format": "uri", "description": "The page that explains this kind."},
        "title": {"type": "string"},
        "details": {"type": "string"},
    },
}

SCHEMAS: Schema = {
    "KonaProblem": _PROBLEM,
    "KonaCalendarEvent": EVENT,
    "KonaNewCalendarEvent": NEW_EVENT,
    "KonaChangedCalendarEvent": CHANGED_EVENT,
    "KonaUser": USER,
    "KonaGroup": GROUP,
    "KonaNewGroup": NEW_GROUP,
    "KonaChangedGroup": CHANGED_GROUP,
    "KonaSpace": SPACE,
    "KonaNewSpace": NEW_SPACE,
    "KonaChangedSpace": CHANGED_SPACE,
    "KonaParticipant": PARTICIPANT,
    "KonaNewParticipant": NEW_PARTICIPANT,
    "KonaFeed": FEED,
}
