"""The calls about spaces, who is in them, and their feeds, one row each."""

from kalends.doors.kona.described.operations import Told
from kalends.doors.kona.described.parameters import PAGE
from kalends.doors.kona.row import Row
from kalends.doors.kona.spaces import feeds, participants, spaces

_SPACE = "KonaSpace"

ROWS = (
    Row(
        "GET",
        "/spaces",
        spaces.get_spaces,
        Told("The caller's spaces", spaces.PLURAL, _SPACE, answers="list", query=PAGE),
    ),
    Row(
        "POST",
        "/spaces",
        spaces.post_space,
        Told("Make a space", spaces.PLURAL, _SPACE, takes=True, answers="one", taken="KonaNewSpace", tagged=True),
    ),
    Row("GET", "/spaces/{id}", spaces.get_space, Told("One space", spaces.PLURAL, _SPACE, answers="one", tagged=True)),
    Row(
        "PUT",
        "/spaces/{id}",
        spaces.put_space,
        Told(
            "Change attributes of a space",
            spaces.PLURAL,
            _SPACE,
            takes=True,
            answers="one",
            taken="KonaChangedSpace",
            tagged=True,
            conditional=True,
        ),
    ),
    Row("DELETE", "/spaces/{id}", spaces.delete_space, Told("Remove a space and all that is in it", conditional=True)),
    Row(
        "POST",
        "/spaces/{id}/participants",
        participants.post_participants,
        Told(
            "Let people into a space",
            participants.PLURAL,
            "KonaParticipant",
            takes=True,
            taken="KonaNewParticipant",
            answers="list",
            most=1_000,
            given="users",
        ),
    ),
    Row(
        "DELETE",
        "/spaces/{id}/participants/{who}",
        participants.delete_participant,
        Told("Let somebody be in a space no longer, by id or address"),
    ),
    Row(
        "GET",
        "/ics_feeds/{id}",
        feeds.get_feed,
        Told("The caller's feed of a space", feeds.PLURAL, "KonaFeed", answers="one"),
    ),
)
