"""What is not there is told by the name of its parameter, whether nobody has it or the caller may not see it."""

from typing import Any

import pytest
from tests.doors.onlyoffice.conftest import BOTH, Office, ics

pytestmark = BOTH
C, E, T, NOBODY = "{calendar}", "{event}", "{todo}", "2fdfe577-3c26-4736-9df9-b5a683bb8520"
WINDOW = "2026-11-01/2026-11-30"
NO_CALENDAR = ("calendarId", "calendar that you can see")
NO_EVENT = ("eventId", "event that you can see")
NO_OCCURRENCE = ("date", "occurrence of the event")
NO_TODO = ("todoId", "to-do that you can see")

# what Anna has, asked by Emil, who sees nothing of it: the same as what nobody has
OTHERS: list[tuple[str, str, dict[str, Any], tuple[str, str]]] = [
    ("GET", f"/calendar/{C}", {}, NO_CALENDAR),
    ("PUT", f"/calendar/{C}", {"name": "x"}, NO_CALENDAR),
    ("DELETE", f"/calendar/{C}", {}, NO_CALENDAR),
    ("PUT", f"/calendar/{C}/view", {"name": "x"}, NO_CALENDAR),
    ("GET", f"/calendar/{C}/sharing", {}, NO_CALENDAR),
    ("GET", f"/calendar/calendar/{C}/{WINDOW}", {}, NO_CALENDAR),
    ("POST", "/calendar/icsevent", {"ics": ics("new"), "calendarId": C}, NO_CALENDAR),
    ("POST", "/calendar/icstodo", {"ics": ics("new", kind="VTODO"), "calendarId": C}, NO_CALENDAR),
    ("POST", "/calendar/importIcs", {"iCalString": ics("new"), "calendarId": C}, NO_CALENDAR),
    ("PUT", "/calendar/icsevent", {"eventId": E, "ics": ics("one")}, NO_EVENT),
    ("PUT", "/calendar/icsevent", {"eventId": E, "calendarId": C}, NO_EVENT),
    ("PUT", "/calendar/icstodo", {"todoId": T, "ics": ics("todo", kind="VTODO")}, NO_TODO),
    ("PUT", f"/calendar/{C}/{E}", {"name": "x"}, NO_EVENT),
    ("DELETE", f"/calendar/events/{E}", {}, NO_EVENT),
    ("DELETE", f"/calendar/events/{E}/custom", {"date": "2026-11-24T10:00:00Z"}, NO_EVENT),
    ("DELETE", f"/calendar/events/{E}/unsubscribe", {}, NO_EVENT),
    ("DELETE", f"/calendar/todos/{T}", {}, NO_TODO),
    ("GET", f"/calendar/events/{E}/historybyid", {}, NO_EVENT),
    ("GET", "/calendar/events/one/historybyuid", {}, ("eventUid", "event that you can see")),
]


@pytest.mark.parametrize(("method", "path", "body", "item"), OTHERS, ids=lambda each: str(each)[:60])
def test_what_may_not_be_seen(
    office: Office, method: str, path: str, body: dict[str, Any], item: tuple[str, str]
) -> None:
    there = things_of_anna(office)
    before = office.house.rows()
    for names in (there, {"calendar": 990, "event": 991, "todo": 992}):
        sent = {name: filled(value, names) for name, value in body.items()}
        answer = office.ask("emil", method, filled(path, names), sent)
        assert told(answer.json) == [item], answer.text
        assert answer.status == 404
    assert office.house.rows() == before


@pytest.mark.parametrize(
    ("method", "path", "body", "items"),
    [
        ("PUT", "/calendar/icsevent", {"eventId": E, "calendarId": 990, "ics": ics("one", "SUMMARY:x")}, NO_CALENDAR),
        ("PUT", "/calendar/icsevent", {"eventId": E, "ownerId": NOBODY}, ("ownerId", "person")),
        ("PUT", "/calendar/icsevent", {"eventId": T, "ics": ics("todo")}, None),
        ("PUT", f"/calendar/990/{E}", {"name": "x"}, NO_CALENDAR),
        (
            "PUT",
            f"/calendar/{C}",
            {"name": "x", "sharingOptions": [{}, {"itemId": NOBODY, "actionId": "read"}]},
            ("sharingOptions[1].itemId", "person or group"),
        ),
        (
            "DELETE",
            f"/calendar/events/{E}/custom",
            {"date": "2026-11-25T10:00:00Z"},
            NO_OCCURRENCE,
        ),
        ("DELETE", f"/calendar/events/{T}", {}, NO_EVENT),
        ("DELETE", f"/calendar/todos/{E}", {}, NO_TODO),
        ("GET", "/people/nobody", {}, ("userId", "person")),
        ("GET", f"/group/{NOBODY}", {}, ("groupId", "group")),
    ],
    ids=lambda each: str(each)[:60],
)
def test_which_of_several_things(
    office: Office, method: str, path: str, body: dict[str, Any], items: tuple[str, str] | None
) -> None:
    names = things_of_anna(office)
    before = office.text("anna", names["event"])
    sent = {name: filled(value, names) for name, value in body.items()}
    query = f"date={sent.pop('date')}" if method == "DELETE" and sent else ""
    answer = office.ask("anna", method, filled(path, names), sent, query=query)
    if items is None:  # it is there, and something else
        assert answer.status == 400
    else:
        assert (answer.status, told(answer.json)) == (404, [items])
    assert office.text("anna", names["event"]) == before
    assert office.done("anna", "GET", f"/calendar/{names['calendar']}")["title"] == "Team"


def things_of_anna(office: Office) -> dict[str, Any]:
    calendar = office.calendar("anna", "Team")
    event = office.post("anna", ics("one", "RRULE:FREQ=WEEKLY;COUNT=2"), calendarId=calendar)
    [todo] = office.done(
        "anna", "POST", "/calendar/icstodo", {"ics": ics("todo", kind="VTODO"), "calendarId": calendar}
    )
    return {"calendar": calendar, "event": event["objectId"], "todo": todo["objectId"]}


def filled(value: Any, names: dict[str, Any]) -> Any:
    return value.format(**names) if isinstance(value, str) and value.startswith(("/", "{")) else value


def told(answer: Any) -> list[tuple[str, str]]:
    """The parameters that name nothing, and what they would name."""
    faults = answer["error"]["data"]["faults"]
    sentences = [f"{each['field']} {each['message']}" for each in faults]
    assert answer["error"]["message"] == f"Item not found: {'; '.join(sentences)}."
    return [(each["field"], each["message"].removeprefix("names no ")) for each in faults]


@pytest.mark.parametrize("number", ["0", "00", "-1"])
def test_no_history_of_what_is_no_id(office: Office, number: str) -> None:
    status, message = office.refused("anna", "GET", f"/calendar/events/{number}/historybyid")
    assert (status, message.split()[0]) == (400, "eventId")


@pytest.mark.parametrize("method", ["POST", "PATCH", "OPTIONS"])
@pytest.mark.parametrize("path", ["/calendar/nope", "/calendar/nope.json", "/calendar/icsEvnt", "/calendar/-1/sharing"])
def test_a_call_that_there_is_not(office: Office, method: str, path: str) -> None:
    answer = office.ask("anna", method, path)
    assert (answer.status, answer.json["error"]["message"]) == (404, "There is nothing at this path.")
    assert "allow" not in answer.headers


@pytest.mark.parametrize("path", ["/calendar/7", "/calendar/7.json", "/calendar/shared_events"])
def test_another_method_on_something_that_may_be_there(office: Office, path: str) -> None:
    answer = office.ask("anna", "POST", path)
    assert (answer.status, answer.headers["allow"]) == (405, "DELETE, GET, HEAD, OPTIONS, PUT")


@pytest.mark.parametrize(
    ("headers", "known"),
    [({}, ""), ({"authorization": "nonsense"}, "The token, key or password is not known, or has ended. ")],
)
def test_nobody_is_signed_in(office: Office, headers: dict[str, str], known: str) -> None:
    for path in ("/people", "/calendar/sharing"):
        status, message = office.refused("", "GET", path, headers=headers)
        assert status == 401
        assert message.startswith(f"{known}Sign in: POST /api/2.0/authentication with userName and password")
        assert "apy-token" not in message
