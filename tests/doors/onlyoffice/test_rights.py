"""The rights through the door: every call × every role. What is foreign is not found."""

from typing import Any

import pytest
from tests.doors.onlyoffice.conftest import BOTH, Office, ics

pytestmark = BOTH
ROLES = ("anna", "bert", "cleo", "dora", "emil", "finn")
"""Owner, full access, reader, sees when busy, nobody, reader by a group."""

E = "{event}"
C = "{calendar}"
OK, NO, NOT_FOUND = 2, 403, 404

# call → what each role gets, in the order of ROLES
TABLE: list[tuple[str, str, dict[str, Any], tuple[int, ...]]] = [
    ("GET", f"/calendar/{C}", {}, (OK, OK, OK, OK, NOT_FOUND, OK)),
    ("PUT", f"/calendar/{C}", {"name": "x"}, (OK, OK, OK, OK, NOT_FOUND, OK)),
    ("PUT", f"/calendar/{C}", {"name": "x", "description": "x"}, (OK, OK, NO, NO, NOT_FOUND, NO)),
    ("PUT", f"/calendar/{C}", {"isTodo": True}, (OK, OK, NO, NO, NOT_FOUND, NO)),
    ("DELETE", f"/calendar/{C}", {}, (OK, NO, NO, NO, NOT_FOUND, NO)),
    ("PUT", f"/calendar/{C}/view", {"name": "x"}, (OK, OK, OK, OK, NOT_FOUND, OK)),
    ("GET", f"/calendar/{C}/sharing", {}, (OK, OK, OK, NO, NOT_FOUND, OK)),
    ("GET", f"/calendar/calendar/{C}/2026-11-01/2026-11-30", {}, (OK, OK, OK, OK, NOT_FOUND, OK)),
    ("POST", "/calendar/icsevent", {"ics": ics("new"), "calendarId": C}, (OK, OK, NO, NO, NOT_FOUND, NO)),
    ("PUT", "/calendar/icsevent", {"ics": ics("one"), "eventId": E}, (OK, OK, NO, NO, NOT_FOUND, NO)),
    ("PUT", "/calendar/icsevent", {"eventId": E, "sharingOptions": []}, (OK, OK, NO, NO, NOT_FOUND, NO)),
    ("PUT", "/calendar/icsevent", {"eventId": E, "alertType": "day"}, (OK, OK, OK, OK, NOT_FOUND, OK)),
    ("POST", "/calendar/icstodo", {"ics": ics("t", kind="VTODO"), "calendarId": C}, (OK, OK, NO, NO, NOT_FOUND, NO)),
    (
        "POST",
        f"/calendar/{C}/event",
        {"name": "x", "startDate": "2026-11-24", "endDate": "2026-11-24", "isAllDayLong": True},
        (OK, OK, NO, NO, NOT_FOUND, NO),
    ),
    ("PUT", f"/calendar/{C}/{E}", {"name": "x"}, (OK, OK, NO, NO, NOT_FOUND, NO)),
    ("POST", "/calendar/importIcs", {"calendarId": C, "iCalString": ics("i")}, (OK, OK, NO, NO, NOT_FOUND, NO)),
    ("DELETE", f"/calendar/events/{E}", {}, (OK, OK, NO, NO, NOT_FOUND, NO)),
    ("DELETE", f"/calendar/events/{E}/custom", {"date": "2026-11-24T10:00:00Z"}, (OK, OK, NO, NO, NOT_FOUND, NO)),
    ("DELETE", f"/calendar/events/{E}/unsubscribe", {}, (409, OK, OK, OK, NOT_FOUND, OK)),
    ("GET", f"/calendar/events/{E}/historybyid", {}, (OK, OK, OK, OK, NOT_FOUND, OK)),
    ("GET", "/calendar/events/one/historybyuid", {}, (OK, OK, OK, OK, NOT_FOUND, OK)),
    ("DELETE", "/calendar/todos/{todo}", {}, (OK, OK, NO, NO, NOT_FOUND, NO)),
    (
        "PUT",
        "/calendar/icstodo",
        {"ics": ics("todo", kind="VTODO"), "todoId": "{todo}"},
        (OK, OK, NO, NO, NOT_FOUND, NO),
    ),
]


@pytest.mark.parametrize(("method", "path", "body", "expected"), TABLE, ids=lambda each: str(each)[:60])
def test_every_role(office: Office, method: str, path: str, body: dict[str, Any], expected: tuple[int, ...]) -> None:
    for role, wanted in zip(ROLES[1:] + ROLES[:1], expected[1:] + expected[:1], strict=True):
        names = of_anna(office, role)
        sent = {name: named(value, names) for name, value in body.items()}
        before = office.house.rows()
        answer = office.ask(role, method, named(path, names), sent)
        found = OK if answer.status < 300 else answer.status
        assert (role, found) == (role, wanted), answer.text
        if found is not OK:
            assert office.house.rows() == before
            assert "one" not in answer.json["error"]["message"]


def of_anna(office: Office, name: str) -> dict[str, str]:
    """A calendar of Anna's with an event and a to-do in it, shared with everybody who has a role."""
    for each in office.done("anna", "GET", "/calendar/calendars/2026-11-01/2026-11-30"):
        office.done("anna", "DELETE", f"/calendar/{each['objectId']}")
    options = [
        office.option("bert", "full_access"),
        office.option("cleo"),
        office.option("dora", "busy"),
        office.option("readers"),
    ]
    calendar = office.calendar("anna", name, sharingOptions=options)
    event = office.post("anna", ics("one", "SUMMARY:Secret"), calendarId=calendar)
    todo = office.done("anna", "POST", "/calendar/icstodo", {"ics": ics("todo", kind="VTODO"), "calendarId": calendar})
    return {"calendar": calendar, "event": event["objectId"], "todo": todo[0]["objectId"]}


def named(value: Any, names: dict[str, str]) -> Any:
    return value.format(**names) if isinstance(value, str) and value.startswith(("/", "{")) else value


def test_nobody_at_all(office: Office) -> None:
    for method, path, _, _ in TABLE:
        assert office.refused("", method, path.format(calendar=1, event=1, todo=1))[0] == 401


def test_busy_times_are_seen_without_what_they_are(office: Office) -> None:
    office.done("anna", "POST", "/calendar", {"name": "x"})
    names = of_anna(office, "Team")
    [seen] = office.month("dora")[names["calendar"]]
    assert (seen["title"], seen["isEditable"], seen["start"]) == ("Busy", False, "2026-11-24T10:00:00.0000000Z")
    history = office.done("dora", "GET", f"/calendar/events/{names['event']}/historybyid")
    assert "Secret" not in history["ics"] + history["mergedIcs"]


@pytest.mark.parametrize(("who", "title"), [("anna", "Secret"), ("bert", "Secret"), ("cleo", "Busy"), ("finn", "Busy")])
def test_a_private_event_is_busy_to_those_who_read(office: Office, who: str, title: str) -> None:
    names = of_anna(office, "Team")
    office.post("anna", ics("one", "SUMMARY:Secret", "CLASS:PRIVATE"), calendarId=names["calendar"])
    [seen] = office.month(who)[names["calendar"]]
    assert seen["title"] == title


@pytest.mark.parametrize(("scope", "reads", "writes"), [("generate", 403, 403), ("read", 200, 403), ("full", 200, 201)])
def test_the_scope_of_a_key_bounds_everything(office: Office, scope: str, reads: int, writes: int) -> None:
    office.keys["scoped"] = office.house.add_key(scope)
    assert office.ask("scoped", "GET", "/calendar/calendars/2026-11-01/2026-11-30").status == reads
    assert office.ask("scoped", "POST", "/calendar/icsevent", {"ics": ics()}).status == writes


def test_a_key_that_only_reads_changes_no_view(office: Office) -> None:
    calendar = office.calendar("anna", sharingOptions=[office.option("bert")])
    office.keys["bert reads"] = office.house.add_key("read", "bert@example.org")
    for path in (f"/calendar/{calendar}", f"/calendar/{calendar}/view"):
        assert office.refused("bert reads", "PUT", path, {"name": "Mine"})[0] == 403
    assert office.done("bert", "GET", f"/calendar/{calendar}")["title"] == "Work"


def test_what_is_ones_own_stays_so_with_a_key_that_only_reads(office: Office) -> None:
    event = office.post("anna", calendarId=0)
    office.post("anna", ics("theirs"), sharingOptions=[office.option("bert")])
    for name in ("anna", "bert"):
        office.keys[f"{name} reads"] = office.house.add_key("read", f"{name}@example.org")
    [calendar] = office.done("anna reads", "GET", "/calendar/calendars/2026-11-01/2026-11-30")
    assert (calendar["isShared"], calendar["isEditable"]) == (False, False)
    seen = {each["uniqueId"]: each for each in calendar["events"]}
    told = ("isShared", "isEditable", "canUnsubscribe")
    assert [seen[event["uniqueId"]][name] for name in told] == [False, False, False]
    assert [seen["theirs"][name] for name in told] == [True, False, False]
    for name, may in (("bert", True), ("bert reads", False)):
        [calendar] = office.done(name, "GET", "/calendar/calendars/2026-11-01/2026-11-30")
        assert [calendar["events"][0][name] for name in told] == [True, False, may]
