"""The calls about events."""

from typing import Any

from kalends.doors.kona.described.operations import Told
from kalends.doors.kona.events.get import get_event
from kalends.doors.kona.events.listed import get_events
from kalends.doors.kona.events.post import post_event
from kalends.doors.kona.events.put import put_event
from kalends.doors.kona.events.remove import delete_event
from kalends.doors.kona.events.shown import PLURAL
from kalends.doors.kona.row import Row
from kalends.doors.kona.wire.paging import LAST_PAGE, MOST_PER_PAGE, PER_PAGE

Schema = dict[str, Any]

_TIME: Schema = {"type": ["integer", "string"], "examples": [1795514400000, "2026-11-24T10:00:00Z"]}
_NUMBER: Schema = {"type": "integer"}
_WHICH: dict[str, Schema] = {
    "num_in_series": _NUMBER | {"minimum": 1, "description": "One instance, by its number."},
    "recurrence_id": _TIME | {"description": "One instance, by its stable name."},
}
_SCOPE: dict[str, Schema] = {
    "scope": {"enum": ["instance", "following"], "description": "`following`: that instance and all after it."}
}
_LIST: dict[str, Schema] = {
    "date_range_start": _TIME | {"description": "The window; without one, the current month of the caller's zone."},
    "date_range_end": _TIME | {"description": "Its end, which is not in it; at most five years later."},
    "order_by": {"enum": ["created_at", "updated_at"], "description": "The latest first; without it, by start."},
    "space_id": _NUMBER | {"description": "Of one space alone."},
    "status": {"type": "string", "description": "Of these, `0,4` say; without it, all but 2 and 3."},
    "q": {"type": "string", "description": "With words that begin so."},
    "per_page": _NUMBER | {"minimum": 1, "maximum": MOST_PER_PAGE, "default": PER_PAGE},
    "page": _NUMBER | {"minimum": 1, "maximum": LAST_PAGE, "default": 1},
    "cursor": {"type": "string", "description": "As `Link` has it."},
}
_EVENT = "KonaCalendarEvent"

ROWS = (
    Row("GET", f"/{PLURAL}", get_events, Told("The events of a window", PLURAL, _EVENT, answers="list", query=_LIST)),
    Row(
        "POST",
        f"/{PLURAL}",
        post_event,
        Told(
            "Make an event",
            PLURAL,
            _EVENT,
            takes=True,
            answers="one",
            taken="KonaNewCalendarEvent",
            tagged=True,
            conditional=True,
        ),
    ),
    Row(
        "GET",
        f"/{PLURAL}/{{id}}",
        get_event,
        Told("An event, or one instance of it", PLURAL, _EVENT, answers="one", query=_WHICH, tagged=True),
    ),
    Row(
        "PUT",
        f"/{PLURAL}/{{id}}",
        put_event,
        Told(
            "Change attributes of an event",
            PLURAL,
            _EVENT,
            takes=True,
            taken="KonaChangedCalendarEvent",
            answers="one",
            query=_WHICH | _SCOPE,
            tagged=True,
            conditional=True,
        ),
    ),
    Row("DELETE", f"/{PLURAL}/{{id}}", delete_event, Told("Delete an event", query=_WHICH | _SCOPE, conditional=True)),
)
