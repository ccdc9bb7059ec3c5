"""The route table of this dialect, one row for each call; of two paths that fit, the more particular one is first."""

from dataclasses import replace

from kalends.doors.kona.answers import LAST_PAGE, MOST_PER_PAGE, PER_PAGE
from kalends.doors.kona.call import Work
from kalends.doors.kona.events.delete import delete_event
from kalends.doors.kona.events.get import get_event, get_events
from kalends.doors.kona.events.post import post_event
from kalends.doors.kona.events.put import put_event
from kalends.doors.kona.events.representation import EVENTS
from kalends.doors.kona.operations import KonaOperation, Schema, route
from kalends.doors.kona.people import (
    GROUPS,
    USERS,
    delete_group,
    get_group,
    get_groups,
    get_user,
    get_userinfo,
    get_users,
    post_group,
    put_group,
)
from kalends.doors.kona.spaces import (
    FEEDS,
    PARTICIPANTS,
    SPACES,
    delete_participant,
    delete_space,
    get_feed,
    get_space,
    get_spaces,
    post_participants,
    post_space,
    put_space,
)
from kalends.edge.door import Route

_SPACE_PARAMETER: Schema = {"type": "integer", "description": "Of one space alone."}
_PAGE: dict[str, Schema] = {
    "per_page": {"type": "integer", "minimum": 1, "maximum": MOST_PER_PAGE, "default": PER_PAGE},
    "page": {"type": "integer", "minimum": 1, "maximum": LAST_PAGE, "default": 1},
}
_TIME: Schema = {"type": ["integer", "string"]}
_NUMBER: Schema = {"type": "integer"}
_WHICH: dict[str, Schema] = {
    "num_in_series": _NUMBER | {"minimum": 1, "description": "One instance, by its number."},
    "recurrence_id": _TIME | {"description": "One instance, by its stable name."},
}
_SCOPE: dict[str, Schema] = {
    "scope": {"enum": ["instance", "following"], "description": "`following`: that instance and all after it."}
}
_LIST: dict[str, Schema] = {
    "date_range_start": _TIME
    | {"description": "The window; without one, the current month of the caller's zone.", "examples": [1793491200000]},
    "date_range_end": _TIME
    | {
        "description": "Its end, which is not in it; a date without a time counts whole. At most five years later.",
        "examples": ["2026-11-30"],
    },
    "order_by": {"enum": ["created_at", "updated_at"], "description": "The latest first; without it, by start."},
    "space_id": _NUMBER | {"description": "Of one space alone."},
    "status": {"type": "string", "description": "Of these, `0,4` say; without it, all but 2 and 3."},
    "q": {"type": "string", "description": "With words that begin so."},
    "per_page": _NUMBER | {"minimum": 1, "maximum": MOST_PER_PAGE, "default": PER_PAGE},
    "page": _NUMBER | {"minimum": 1, "maximum": LAST_PAGE, "default": 1},
    "cursor": {"type": "string", "description": "As `Link` has it."},
}
_EVENT = "KonaCalendarEvent"
_NEW_EVENT = {"name": "Review #q4", "start_at": 1795514400000, "end_at": 1795518000000, "location": "Room 4"}

_EVENTS = (
    route(
        "GET",
        f"/{EVENTS}",
        get_events,
        KonaOperation("The events of a window", EVENTS, _EVENT, answers="list", query=_LIST),
    ),
    route(
        "POST",
        f"/{EVENTS}",
        post_event,
        KonaOperation(
            "Make an event",
            EVENTS,
            _EVENT,
            has_body=True,
            answers="one",
            body_schema="KonaNewCalendarEvent",
            example=_NEW_EVENT,
            tagged=True,
            conditional=True,
        ),
    ),
    route(
        "GET",
        f"/{EVENTS}/{{id}}",
        get_event,
        KonaOperation("An event, or one instance of it", EVENTS, _EVENT, answers="one", query=_WHICH, tagged=True),
    ),
    route(
        "PUT",
        f"/{EVENTS}/{{id}}",
        put_event,
        KonaOperation(
            "Change attributes of an event",
            EVENTS,
            _EVENT,
            has_body=True,
            body_schema="KonaChangedCalendarEvent",
            example={"name": "Retrospective"},
            answers="one",
            query=_WHICH | _SCOPE,
            tagged=True,
            conditional=True,
        ),
    ),
    route(
        "DELETE",
        f"/{EVENTS}/{{id}}",
        delete_event,
        KonaOperation("Delete an event", query=_WHICH | _SCOPE, conditional=True),
    ),
)

_USER, _GROUP = "KonaUser", "KonaGroup"
_LIKE: Schema = {"type": "string", "description": "The beginnings of words of the name or the address."}
_NAMED_LIKE: Schema = {"type": "string", "description": "The beginnings of words of the name."}

_PEOPLE = (
    route("GET", "/userinfo", get_userinfo, KonaOperation("The caller", USERS, _USER, answers="one")),
    route(
        "GET",
        "/users",
        get_users,
        KonaOperation(
            "People", USERS, _USER, answers="list", query={"like": _LIKE, "space_id": _SPACE_PARAMETER} | _PAGE
        ),
    ),
    route("GET", "/users/{id}", get_user, KonaOperation("One person", USERS, _USER, answers="one")),
    route(
        "GET",
        "/groups",
        get_groups,
        KonaOperation(
            "Groups", GROUPS, _GROUP, answers="list", query={"like": _NAMED_LIKE, "space_id": _SPACE_PARAMETER} | _PAGE
        ),
    ),
    route(
        "POST",
        "/groups",
        post_group,
        KonaOperation(
            "Make a group",
            GROUPS,
            _GROUP,
            has_body=True,
            answers="one",
            body_schema="KonaNewGroup",
            example={"name": "Choir", "user_ids": [1]},
        ),
    ),
    route("GET", "/groups/{id}", get_group, KonaOperation("One group", GROUPS, _GROUP, answers="one")),
    route(
        "PUT",
        "/groups/{id}",
        put_group,
        KonaOperation(
            "Change attributes of a group",
            GROUPS,
            _GROUP,
            has_body=True,
            answers="one",
            body_schema="KonaChangedGroup",
            example={"name": "Band"},
        ),
    ),
    route("DELETE", "/groups/{id}", delete_group, KonaOperation("Remove a group")),
)

_SPACE = "KonaSpace"
_INCLUDE: dict[str, Schema] = {
    "include": {"enum": ["participants"], "description": "Adds the people of each space, as `participants`."}
}

_SPACES = (
    route(
        "GET",
        "/spaces",
        get_spaces,
        KonaOperation(
            "The caller's spaces",
            SPACES,
            _SPACE,
            answers="list",
            query={"like": _NAMED_LIKE} | _INCLUDE | _PAGE,
        ),
    ),
    route(
        "POST",
        "/spaces",
        post_space,
        KonaOperation(
            "Make a space",
            SPACES,
            _SPACE,
            has_body=True,
            answers="one",
            body_schema="KonaNewSpace",
            tagged=True,
            example={"name": "Team", "color": "#b373b3"},
        ),
    ),
    route(
        "GET",
        "/spaces/{id}",
        get_space,
        KonaOperation("One space", SPACES, _SPACE, answers="one", query=_INCLUDE, tagged=True, path_id=2),
    ),
    route(
        "PUT",
        "/spaces/{id}",
        put_space,
        KonaOperation(
            "Change attributes of a space",
            SPACES,
            _SPACE,
            has_body=True,
            answers="one",
            body_schema="KonaChangedSpace",
            example={"details": "All of us"},
            path_id=2,
            tagged=True,
            conditional=True,
        ),
    ),
    route(
        "DELETE",
        "/spaces/{id}",
        delete_space,
        KonaOperation("Remove a space and all that is in it", conditional=True, path_id=2),
    ),
    route(
        "POST",
        "/spaces/{id}/participants",
        post_participants,
        KonaOperation(
            "Let people into a space",
            PARTICIPANTS,
            "KonaParticipant",
            has_body=True,
            body_schema="KonaNewParticipant",
            answers="list",
            most_in_body=1_000,
            example={"id": 1},
            answer_plural=PARTICIPANTS,
        ),
    ),
    route(
        "DELETE",
        "/spaces/{id}/participants/{who}",
        delete_participant,
        KonaOperation("Let somebody be in a space no longer, by id or address"),
    ),
    route(
        "GET",
        "/ics_feeds/{id}",
        get_feed,
        KonaOperation("The caller's feed of a space", FEEDS, "KonaFeed", answers="one"),
    ),
)

_DESCRIBED = (*_EVENTS, *_PEOPLE, *_SPACES)

ROUTES: tuple[Route[Work], ...] = (
    *_DESCRIBED,
    *(replace(each, method="PATCH", operation=None) for each in _DESCRIBED if each.method == "PUT"),
)
"""The rows; a PUT changes what is sent alone, and so a PATCH is the same."""
