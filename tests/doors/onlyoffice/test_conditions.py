"""ETag, If-Match and If-None-Match, for events, to-dos and calendars."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.doors.onlyoffice.conftest import BOTH, Office, ics
from tests.house import Answer

TODO = ics("todo", "SUMMARY:Old", kind="VTODO")
DAILY = "RRULE:FREQ=DAILY;COUNT=5"
NEW = ics("one", "SUMMARY:New", DAILY)


def ask(office: Office, who: str, method: str, path: str, body: Any = b"", **fields: str) -> Answer:
    """The answer to a call with conditions: `if_match`, `if_none_match`, `accept`."""
    path, _, query = path.partition("?")
    headers = {name.replace("_", "-"): value for name, value in fields.items()}
    return office.ask(who, method, path, body, query=query, headers=headers)


def history(event: str) -> str:
    return f"/calendar/events/{event}/historybyid"


def tag(office: Office, path: str, who: str = "anna", **fields: str) -> str:
    return ask(office, who, "GET", path, **fields).headers["etag"]


def writes(event: str, todo: str, calendar: str) -> dict[str, tuple[str, str, Any, str]]:
    """The calls that write: how, where, what, and what the tag is of."""
    custom = f"/calendar/events/{event}/custom?type=0&date=2026-11-25T10:00:00Z"
    return {
        "text": (
            "PUT",
            "/calendar/icsevent",
            {"eventId": event, "ics": ics("one", "SUMMARY:New", DAILY)},
            history(event),
        ),
        "alert": ("PUT", "/calendar/icsevent", {"eventId": event, "alertType": "day"}, history(event)),
        "nothing": ("PUT", "/calendar/icsevent", {"eventId": event}, history(event)),
        "fields": ("PUT", f"/calendar/{calendar}/{event}", {"name": "New"}, history(event)),
        "same UID": ("POST", "/calendar/icsevent", {"calendarId": calendar, "ics": ics("one", DAILY)}, history(event)),
        "to-do": ("PUT", "/calendar/icstodo", {"todoId": todo, "ics": TODO}, history(todo)),
        "to-do of the UID": ("POST", "/calendar/icstodo", {"calendarId": calendar, "ics": TODO}, history(todo)),
        "calendar": ("PUT", f"/calendar/{calendar}", {"name": "New"}, f"/calendar/{calendar}"),
        "view": ("PUT", f"/calendar/{calendar}/view", {"hideEvents": True}, f"/calendar/{calendar}"),
        "occurrence": ("DELETE", custom, b"", history(event)),
        "DELETE to-do": ("DELETE", f"/calendar/todos/{todo}", b"", history(todo)),
        "DELETE event": ("DELETE", f"/calendar/events/{event}", b"", history(event)),
        "DELETE calendar": ("DELETE", f"/calendar/{calendar}", b"", f"/calendar/{calendar}"),
    }


@BOTH
@pytest.mark.rfc("9110 §13.1.1")
def test_a_write_wants_what_is_there(office: Office) -> None:
    calendar = office.calendar("anna")
    event = office.post("anna", ics("one", DAILY), calendarId=calendar)["objectId"]
    [todo] = office.done("anna", "POST", "/calendar/icstodo", {"ics": TODO, "calendarId": calendar})
    for name, (method, path, body, shown) in writes(event, todo["objectId"], calendar).items():
        etag = tag(office, shown)
        for refused in (
            {"if_match": '"x"'},
            {"if_match": f"W/{etag}"},
            {"if_none_match": etag},
            {"if_none_match": "*"},
        ):
            answer = ask(office, "anna", method, path, body, **refused)
            assert (answer.status, answer.json["statusCode"]) == (412, 412), (name, refused)
        assert tag(office, shown) == etag, name
        done = ask(office, "anna", method, path, body, if_match=f'"x", {etag}', if_none_match='"y"')
        assert done.status == (201 if method == "POST" else 200), (name, done.text)
        if name.startswith("DELETE"):
            continue
        # the tag of what was written names the same thing as that of what is read then
        assert done.headers["etag"].strip('"') == tag(office, shown).strip('"').partition("-")[0], name
        if name not in ("nothing", "view", "to-do of the UID"):
            answer = ask(office, "anna", method, path, body, if_match=etag)
            assert answer.status == (200 if tag(office, shown) == etag else 412), name


@pytest.mark.rfc("9110 §15.4.5")
def test_what_is_known_is_not_told_again(office: Office) -> None:
    event, calendar = office.post("anna", calendarId=0)["objectId"], office.calendar("anna")
    by_uid = "/calendar/events/one/historybyuid"
    for path in (history(event), by_uid, f"/calendar/{calendar}", f"/calendar/{calendar}?fields=title"):
        etag = tag(office, path)
        for value in (etag, f"W/{etag}", f'"x", {etag}', "*"):
            same = ask(office, "anna", "GET", path, if_none_match=value)
            assert (same.status, same.body, same.headers["etag"]) == (304, b"", etag)
        assert ask(office, "anna", "GET", path, if_none_match='"x"').status == 200
        assert ask(office, "anna", "GET", path, if_match='"x"').status == 412


def test_json_and_xml_have_a_tag_each_and_either_is_good_for_a_write(office: Office) -> None:
    event = office.post("anna", calendarId=0)["objectId"]
    tags = [tag(office, history(event), accept=each) for each in ("application/json", "text/xml")]
    assert tags[0] != tags[1]
    assert ask(office, "anna", "GET", history(event), if_none_match=tags[1]).status == 200
    for each in tags:
        body = {"eventId": event}
        assert ask(office, "anna", "PUT", "/calendar/icsevent", body, if_match=each).status == 200


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/calendar/icsevent", lambda office: {"ics": ics("new")}),
        ("/calendar/icstodo", lambda office: {"ics": TODO}),
        ("/calendar/event", lambda _: {"name": "x", "startDate": "2026-11-24", "endDate": "2026-11-25"}),
        ("/calendar", lambda _: {"name": "x"}),
    ],
)
def test_what_a_post_makes_was_not_there(office: Office, path: str, body: Callable[[Office], Any]) -> None:
    for value in ("*", '"x"'):
        assert ask(office, "anna", "POST", path, body(office), if_match=value).status == 412
    made = ask(office, "anna", "POST", path, body(office), if_none_match="*")
    assert (made.status, "etag" in made.headers) == (201, True)


def test_a_lower_sequence_is_a_conflict_as_before(office: Office) -> None:
    event = office.post("anna", ics("one", "SEQUENCE:5"), calendarId=0)["objectId"]
    body = {"eventId": event, "ics": ics("one", "SEQUENCE:4"), "fromCalDavServer": True}
    assert office.refused("anna", "PUT", "/calendar/icsevent", body)[0] == 409


def test_rights_come_before_conditions(office: Office) -> None:
    event = office.post("anna", calendarId=0, sharingOptions=[office.option("bert")])["objectId"]
    body = {"eventId": event, "ics": ics("one")}
    assert ask(office, "bert", "PUT", "/calendar/icsevent", body, if_match='"x"').status == 403
    assert ask(office, "emil", "PUT", "/calendar/icsevent", body, if_match='"x"').status == 404


def test_nothing_is_passed_over_where_there_are_no_tags(office: Office) -> None:
    calendar = office.calendar("anna")
    event = office.post("anna", calendarId=calendar, sharingOptions=[office.option("bert")])["objectId"]
    unsubscribe = f"/calendar/events/{event}/unsubscribe"
    assert ask(office, "bert", "DELETE", unsubscribe, if_match='"x"').status == 412
    assert ask(office, "anna", "POST", f"/calendar/{calendar}/import", ics("two"), if_match="*").status == 412
    assert ask(office, "bert", "DELETE", unsubscribe, if_match="*").status == 200


@pytest.mark.parametrize("value", ["x", '"x', '*, "x"'])
def test_what_is_malformed_is_400(office: Office, value: str) -> None:
    calendar = office.calendar("anna")
    for name in ("if_match", "if_none_match"):
        for method, path in (("GET", f"/calendar/{calendar}"), ("PUT", f"/calendar/{calendar}"), ("GET", "/people")):
            answer = ask(office, "anna", method, path, {"name": "x"} if method == "PUT" else b"", **{name: value})
            assert answer.status == 400
            assert "must be *, or a list of ETags" in answer.json["error"]["message"]


def test_who_takes_a_calendar_from_themselves_is_still_answered(office: Office) -> None:
    calendar = office.calendar("anna", sharingOptions=[office.option("bert", "full_access")])
    answer = ask(
        office, "bert", "PUT", f"/calendar/{calendar}", {"name": "Mine", "sharingOptions": [], "hideEvents": True}
    )
    assert (answer.status, answer.json["response"]["title"]) == (200, "Mine")
    assert answer.json["response"]["permissions"]["users"] == []
    assert ask(office, "bert", "GET", f"/calendar/{calendar}").status == 404
