"""The calls about people and groups, one row each."""

from kalends.doors.kona.described.operations import Schema, Told
from kalends.doors.kona.described.parameters import PAGE, SPACE
from kalends.doors.kona.people import groups, users
from kalends.doors.kona.row import Row

_USER, _GROUP = "KonaUser", "KonaGroup"
_LIKE: Schema = {"type": "string", "description": "Words with which name or address begin."}

ROWS = (
    Row("GET", "/userinfo", users.get_userinfo, Told("The caller", users.PLURAL, _USER, answers="one")),
    Row(
        "GET",
        "/users",
        users.get_users,
        Told("People", users.PLURAL, _USER, answers="list", query={"like": _LIKE, "space_id": SPACE} | PAGE),
    ),
    Row("GET", "/users/{id}", users.get_user, Told("One person", users.PLURAL, _USER, answers="one")),
    Row(
        "GET",
        "/groups",
        groups.get_groups,
        Told("Groups", groups.PLURAL, _GROUP, answers="list", query={"space_id": SPACE} | PAGE),
    ),
    Row(
        "POST",
        "/groups",
        groups.post_group,
        Told("Make a group", groups.PLURAL, _GROUP, takes=True, answers="one", taken="KonaNewGroup"),
    ),
    Row("GET", "/groups/{id}", groups.get_group, Told("One group", groups.PLURAL, _GROUP, answers="one")),
    Row(
        "PUT",
        "/groups/{id}",
        groups.put_group,
        Told(
            "Change attributes of a group",
            groups.PLURAL,
            _GROUP,
            takes=True,
            answers="one",
            taken="KonaChangedGroup",
        ),
    ),
    Row("DELETE", "/groups/{id}", groups.delete_group, Told("Remove a group")),
)
