"""Every other row of the contract: a change by one call is seen by another."""

import pytest
from tests.doors.onlyoffice.conftest import BOTH, Office, ics

pytestmark = BOTH
WEEKLY = "RRULE:FREQ=WEEKLY;COUNT=4"
TODO = {"ics": ics("t", "SUMMARY:Write", "DUE:20261125T120000Z", start="", kind="VTODO")}


def days(events: list[dict]) -> list[str]:
    return [each["start"][:10] for each in events]


def test_a_calendar_is_made_changed_seen_and_removed(office: Office) -> None:
    body = {
        "name": "Team",
        "description": "All of us",
        "textColor": "#111111",
        "backgroundColor": "#222222",
        "timeZone": "W. Europe Standard Time",
        "alertType": "HalfHour",
        "sharingOptions": [office.option("bert")],
        "isTodo": 1,
        "hideEvents": True,
    }
    made = office.done("anna", "POST", "/calendar", body)
    assert made["objectId"].isdigit()
    path = f"/calendar/{made['objectId']}"
    assert office.done("anna", "GET", path) == made
    assert {name: made[name] for name in ("title", "description", "textColor", "backgroundColor", "isTodo")} == {
        "title": "Team",
        "description": "All of us",
        "textColor": "#111111",
        "backgroundColor": "#222222",
        "isTodo": 1,
    }
    assert (made["isHidden"], made["isShared"], made["isEditable"], made["defaultAlert"]["type"]) == (
        True,
        True,
        True,
        3,
    )
    assert made["timeZone"] == {"name": "(UTC+01:00) Europe/Berlin", "id": "Europe/Berlin", "offset": 60}
    assert office.done("bert", "GET", path)["isEditable"] is False
    office.done("anna", "PUT", path, {"name": "Group", "sharingOptions": [], "hideEvents": False, "isTodo": False})
    changed = office.done("anna", "GET", path)
    assert (changed["title"], changed["description"], changed["isTodo"]) == ("Group", "All of us", 0)
    assert (changed["isHidden"], changed["isShared"]) == (False, False)
    message = "Item not found: calendarId names no calendar that you can see."
    assert office.refused("bert", "GET", path) == (404, message)
    assert office.done("anna", "DELETE", path) == {}
    assert office.refused("anna", "GET", path)[0] == 404


def test_the_defaults_of_a_calendar(office: Office) -> None:
    made = office.done("anna", "POST", "/calendar/", {"name": "Plain"})
    assert (made["textColor"], made["backgroundColor"], made["timeZone"]["id"]) == ("#000000", "#9bb845", "UTC")
    assert (made["isTodo"], made["isSubscription"], made["isiCalStream"], made["iCalUrl"]) == (0, False, False, "")
    assert (made["events"], made["todos"], made["defaultAlert"]["Type"]) == ([], [], 0)


def test_a_view_is_the_callers_alone(office: Office) -> None:
    calendar = office.calendar("anna", "Team", sharingOptions=[office.option("bert")])
    body = {"name": "Anna's team", "backgroundColor": "#333333", "timeZone": "Asia/Tokyo", "alertType": "day"}
    office.done("bert", "PUT", f"/calendar/{calendar}/view", body | {"hideEvents": True})
    berts, annas = (office.done(who, "GET", f"/calendar/{calendar}") for who in ("bert", "anna"))
    assert (berts["title"], berts["backgroundColor"], berts["isHidden"]) == ("Anna's team", "#333333", True)
    assert (berts["timeZone"]["id"], berts["defaultAlert"]["type"]) == ("Asia/Tokyo", 6)
    assert (annas["title"], annas["isHidden"], annas["timeZone"]["id"]) == ("Team", False, "UTC")


@pytest.mark.parametrize("action", ["read", "busy"])
def test_a_reader_changes_their_own_view(office: Office, action: str) -> None:
    calendar = office.calendar("anna", "Team", description="All", sharingOptions=[office.option("bert", action)])
    path = f"/calendar/{calendar}"
    before = office.done("anna", "GET", path)
    seen = office.done("bert", "GET", path)
    shared = [
        {"itemId": each["id"], "actionId": each["selectedAction"]["id"], "isGroup": each["isGroup"]}
        for each in seen["permissions"]["data"]["items"]
    ]
    same = {"description": seen["description"], "isTodo": seen["isTodo"], "sharingOptions": shared}
    view = {"name": "Mine", "textColor": "#111111", "backgroundColor": "#222222", "timeZone": "Asia/Tokyo"}
    mine = office.done("bert", "PUT", path, same | view | {"alertType": "day", "hideEvents": True})
    assert (mine["title"], mine["textColor"], mine["backgroundColor"]) == ("Mine", "#111111", "#222222")
    assert (mine["timeZone"]["id"], mine["defaultAlert"]["type"], mine["isHidden"]) == ("Asia/Tokyo", 6, True)
    assert office.done("bert", "GET", path) == mine
    assert office.done("anna", "GET", path) == before
    for wrong in (
        {"description": "Other"},
        {"isTodo": True},
        {"sharingOptions": [office.option("cleo")]},
        {"sharingOptions": [*shared, office.option("cleo", "full_access")]},
    ):
        assert office.refused("bert", "PUT", path, {"name": "Not this", **wrong}) == (403, "Access denied")
    assert office.done("bert", "GET", path) == mine
    assert office.done("anna", "GET", path) == before
    assert office.refused("cleo", "GET", path)[0] == 404


def test_what_a_reader_sends_back_is_not_kept_as_their_own(office: Office) -> None:
    calendar = office.calendar("anna", "Team", sharingOptions=[office.option("bert")])
    office.done("bert", "PUT", f"/calendar/{calendar}", {"name": "Team", "timeZone": "UTC", "hideEvents": True})
    office.done("anna", "PUT", f"/calendar/{calendar}", {"name": "Crew", "timeZone": "Asia/Tokyo"})
    seen = office.done("bert", "GET", f"/calendar/{calendar}")
    assert (seen["title"], seen["timeZone"]["id"], seen["isHidden"]) == ("Crew", "Asia/Tokyo", True)


def test_a_condition_is_about_the_calendar_as_the_reader_sees_it(office: Office) -> None:
    calendar = office.calendar("anna", "Team", sharingOptions=[office.option("bert")])
    tag = office.ask("bert", "GET", f"/calendar/{calendar}").headers["etag"]
    path = f"/calendar/{calendar}"
    assert office.ask("bert", "PUT", path, {"name": "Mine"}, headers={"if-match": tag}).status == 200
    assert office.ask("bert", "PUT", path, {"name": "Late"}, headers={"if-match": tag}).status == 412
    assert office.done("bert", "GET", path)["title"] == "Mine"


@pytest.mark.parametrize("way", ["/view", ""])
def test_the_zone_of_a_view_moves_nothing(office: Office, way: str) -> None:
    calendar = office.calendar("anna", "Team", timeZone="Europe/Berlin", sharingOptions=[office.option("bert")])
    office.post("anna", ics("floats", start="DTSTART:20261124T100000"), calendarId=calendar)
    office.post("anna", ics("day", start="DTSTART;VALUE=DATE:20261125"), calendarId=calendar)
    who = "anna" if way else "bert"
    before = [[each["start"], each["end"]] for each in office.month(who)[calendar]]
    assert before[0][0] == "2026-11-24T09:00:00.0000000Z"
    days = office.done(who, "GET", "/calendar/eventdays/2026-11-01/2026-11-30")
    office.done(who, "PUT", f"/calendar/{calendar}{way}", {"timeZone": "Asia/Tokyo"})
    assert office.done(who, "GET", f"/calendar/{calendar}")["timeZone"]["id"] == "Asia/Tokyo"
    assert [[each["start"], each["end"]] for each in office.month(who)[calendar]] == before
    assert office.done(who, "GET", "/calendar/eventdays/2026-11-01/2026-11-30") == days
    if way:  # what is written goes into the zone of the calendar, too
        body = {"name": "New", "startDate": "2026-11-26T10:00:00Z", "endDate": "2026-11-26T11:00:00Z"}
        [event] = office.done("anna", "POST", f"/calendar/{calendar}/event", body)
        assert "DTSTART;TZID=Europe/Berlin:20261126T110000" in office.text("anna", event["objectId"])


def test_sharing_of_a_calendar(office: Office) -> None:
    options = [office.option("bert", "full_access"), office.option("readers"), office.option("dora", "busy")]
    calendar = office.calendar("anna", sharingOptions=options)
    told = office.done("anna", "GET", f"/calendar/{calendar}/sharing")
    assert [each["id"] for each in told["actions"]] == ["read", "full_access"]
    items = {each["name"]: each["selectedAction"]["id"] for each in told["items"]}
    assert items == {"Anna": "owner", "Bert": "full_access", "Dora": "busy", "Readers": "read"}
    back = [{"itemId": each["id"], "actionId": each["selectedAction"]["id"]} for each in told["items"]]
    office.done("anna", "PUT", f"/calendar/{calendar}", {"sharingOptions": back})
    assert office.done("finn", "GET", f"/calendar/{calendar}/sharing") == told


def test_the_default_sharing_is_the_caller_alone(office: Office) -> None:
    told = office.done("anna", "GET", "/calendar/sharing")
    assert [(each["name"], each["selectedAction"]["id"]) for each in told["items"]] == [("Anna", "owner")]


def test_windows(office: Office) -> None:
    one, two = (
        office.calendar("anna", "One"),
        office.calendar("anna", "Two", sharingOptions=[office.option("bert")]),
    )
    office.post("anna", ics("u", WEEKLY), calendarId=one)
    office.post("anna", ics("v", start="DTSTART;VALUE=DATE:20261130"), calendarId=two)
    office.done("anna", "POST", "/calendar/icstodo", {**TODO, "calendarId": one})
    path = "/2026-11-24/2026-12-01"
    both = {each["objectId"]: each for each in office.done("anna", "GET", f"/calendar/calendars{path}")}
    assert days(both[one]["events"]) == ["2026-11-24", "2026-12-01"]
    assert days(both[two]["events"]) == ["2026-11-30"]
    assert [each["title"] for each in both[one]["todos"]] == ["Write"]
    single = office.done("anna", "GET", f"/calendar/calendar/{one}{path}")
    assert single == both[one]
    assert list(office.month("bert")) == [two]
    assert office.done("anna", "GET", f"/calendar/eventdays{path}") == [
        f"2026-{day}T00:00:00.0000000Z" for day in ("11-24", "11-30", "12-01")
    ]


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        ("2026-11-24", "2026-11-24", 1),
        ("2026-11-24T10:00:00Z", "2026-11-24T10:30:00Z", 1),
        ("2026-11-24T10-00-00.000Z", "2026-11-24T10-30-00.000Z", 1),
        ("2026-11-24T11:00:00.0000000+01:00", "2026-11-24T11:30:00+01:00", 1),
        ("2026-11-24T10:30:00Z", "2026-11-24T11:00:00Z", 0),
        ("2026-11-25", "2026-11-30", 0),
        ("0001-01-01", "9999-12-31", 4),
    ],
)
def test_the_edges_of_a_window(office: Office, start: str, end: str, found: int) -> None:
    calendar = office.post("anna", ics("u", WEEKLY))["sourceId"]
    assert len(office.month("anna", start, end)[calendar]) == found


def test_an_event_from_fields(office: Office) -> None:
    office.zone("anna", "Europe/Berlin")
    calendar = office.calendar("anna")
    body = {
        "name": "Review, weekly",
        "description": "We look\nat figures",
        "startDate": "2026-11-24T10:00:00",
        "endDate": "2026-11-24T11:30:00",
        "repeatType": "freq=weekly;count=4;exdates=20261201T090000Z",
        "alertType": "hour",
        "sharingOptions": [office.option("bert")],
    }
    made = office.done("anna", "POST", f"/calendar/{calendar}/event", body)
    assert days(made) == ["2026-11-24", "2026-12-08", "2026-12-15"]
    assert made == office.month("anna")[calendar]
    assert made[0]["start"] == "2026-11-24T10:00:00.0000000+01:00"
    assert made[0]["end"] == "2026-11-24T11:30:00.0000000+01:00"
    assert (made[0]["title"], made[0]["description"]) == ("Review, weekly", "We look\nat figures")
    assert (made[0]["repeatRule"], made[0]["alert"]["type"]) == (body["repeatType"], 4)
    assert len(office.month("bert")["shared_events"]) == 3
    assert "DTSTART;TZID=Europe/Berlin:20261124T100000" in office.text("anna", made[0]["objectId"])


def test_whole_days_from_fields_in_the_default_calendar(office: Office) -> None:
    body = {"name": "Fair", "startDate": "2026-11-24", "endDate": "2026-11-26", "isAllDayLong": True}
    [made] = office.done("anna", "POST", "/calendar/event", body)
    assert (made["start"], made["end"]) == ("2026-11-24T00:00:00.0000000Z", "2026-11-26T00:00:00.0000000Z")
    assert "DTEND;VALUE=DATE:20261127" in office.text("anna", made["objectId"])


def test_fields_of_an_event_are_changed(office: Office) -> None:
    one, two = office.calendar("anna", "One"), office.calendar("anna", "Two")
    event = office.post("anna", ics("u", "SUMMARY:Old", "X-KEPT:yes", WEEKLY), calendarId=one)
    path = f"/calendar/{one}/{event['objectId']}"
    office.done("anna", "PUT", path, {"name": "New; better", "description": "d", "status": "tentative"})
    seen = office.month("anna")[one]
    assert {(each["title"], each["description"], each["status"]) for each in seen} == {("New; better", "d", 0)}
    office.done("anna", "PUT", path, {"startDate": "2026-11-25T08:00:00Z", "endDate": "2026-11-25T09:00:00Z"})
    seen = office.month("anna")[one]
    assert [each["start"][:13] for each in seen] == [f"2026-{day}T08" for day in ("11-25", "12-02", "12-09", "12-16")]
    assert seen[0]["end"][:13] == "2026-11-25T09"
    office.done("anna", "PUT", path, {"repeatType": "freq=daily;count=2", "alertType": "day"})
    seen = office.month("anna")[one]
    assert (days(seen), seen[0]["alert"]["Type"]) == (["2026-11-25", "2026-11-26"], 6)
    office.done("anna", "PUT", f"/calendar/{two}/{event['objectId']}", {"repeatType": ""})
    assert days(office.month("anna")[two]) == ["2026-11-25"]
    text = office.text("anna", event["objectId"])
    assert "X-KEPT:yes" in text
    assert "RRULE" not in text


def test_a_timed_event_becomes_whole_days_and_back(office: Office) -> None:
    event = office.post("anna", ics("u", "DTEND:20261124T110000Z"))
    path = f"/calendar/{event['sourceId']}/{event['objectId']}"
    body = {"isAllDayLong": True, "startDate": "2026-11-24", "endDate": "2026-11-25"}
    [told] = office.done("anna", "PUT", path, body)
    assert (told["allDay"], told["start"][:10], told["end"][:10]) == (True, "2026-11-24", "2026-11-25")
    body = {"isAllDayLong": False, "startDate": "2026-11-24T09:00:00Z", "endDate": "2026-11-24T10:00:00Z"}
    office.done("anna", "PUT", path, body)
    [seen] = office.month("anna")[event["sourceId"]]
    assert (seen["allDay"], seen["start"][:13], seen["end"][:13]) == (False, "2026-11-24T09", "2026-11-24T10")


def test_a_todo_is_put_in_changed_and_deleted(office: Office) -> None:
    [todo] = office.done("anna", "POST", "/calendar/icstodo", {**TODO, "todoUid": "mine"})
    assert set(todo) == {*("objectId", "sourceId", "title", "description", "start", "completed", "owner", "uniqueId")}
    assert (todo["uniqueId"], todo["start"], todo["completed"]) == ("mine", "2026-11-25T12:00:00.0000000Z", None)
    assert office.todos("anna") == [todo]
    done = ics("mine", "SUMMARY:Written", "COMPLETED:20261126T080000Z", start="", kind="VTODO")
    office.done("anna", "PUT", "/calendar/icstodo", {"todoId": todo["objectId"], "ics": done})
    [seen] = office.todos("anna")
    assert (seen["title"], seen["completed"]) == ("Written", "2026-11-26T08:00:00.0000000Z")
    there = office.calendar("anna", "Elsewhere")
    office.done("anna", "PUT", "/calendar/icstodo", {"todoId": todo["objectId"], "calendarId": there})
    assert office.todos("anna")[0]["sourceId"] == there
    assert office.done("anna", "DELETE", f"/calendar/todos/{todo['objectId']}") == {}
    assert office.todos("anna") == []


def test_events_and_todos_are_not_mistaken_for_each_other(office: Office) -> None:
    event = office.post("anna", ics("u"))["objectId"]
    [todo] = office.done("anna", "POST", "/calendar/icstodo", TODO)
    assert office.refused("anna", "DELETE", f"/calendar/todos/{event}")[0] == 404
    assert office.refused("anna", "DELETE", f"/calendar/events/{todo['objectId']}")[0] == 404
    assert office.refused("anna", "DELETE", f"/calendar/events/{todo['objectId']}/custom", query="type=2")[0] == 404
    assert office.refused("anna", "POST", "/calendar/icstodo", {"ics": ics("u", kind="VTODO")})[0] == 409
    assert office.refused("anna", "POST", "/calendar/icsevent", {"ics": ics("t")})[0] == 409
    assert [len(office.todos("anna")), sum(map(len, office.month("anna").values()))] == [1, 1]


def test_an_event_is_deleted(office: Office) -> None:
    event = office.post("anna", ics("u", WEEKLY))
    assert office.done("anna", "DELETE", f"/calendar/events/{event['objectId']}") == {}
    assert office.month("anna")[event["sourceId"]] == []
    assert office.refused("anna", "DELETE", f"/calendar/events/{event['objectId']}")[0] == 404


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("date=2026-12-01T10:00:00Z&type=Single", ["11-24", "12-08", "12-15"]),
        ("date=2026-12-01T11:00:00%2B01:00&type=0", ["11-24", "12-08", "12-15"]),
        ("date=2026-12-01T11:00:00&type=single", ["11-24", "12-08", "12-15"]),
        ("date=2026-12-01", ["11-24", "12-08", "12-15"]),
        ("date=2026-12-08T10:00:00Z&type=AllFollowing", ["11-24", "12-01"]),
        ("date=2026-11-24T10:00:00Z&type=1", []),
        ("date=2026-12-08T10:00:00Z&type=AllSeries", []),
        ("type=2", []),
    ],
)
def test_a_part_of_a_series_is_deleted(office: Office, query: str, left: list[str]) -> None:
    event = office.post("anna", ics("u", WEEKLY, start="DTSTART;TZID=Europe/Berlin:20261124T110000"))
    told = office.done("anna", "DELETE", f"/calendar/events/{event['objectId']}/custom", query=query)
    assert days(told) == [f"2026-{day}" for day in left]
    assert office.month("anna")[event["sourceId"]] == told


@pytest.mark.parametrize("kind", ["Single", "AllFollowing", ""])
def test_a_part_without_a_date_is_refused_and_nothing_is_deleted(office: Office, kind: str) -> None:
    event = office.post("anna", ics("u", WEEKLY))
    path = f"/calendar/events/{event['objectId']}/custom"
    for query, body in ((f"type={kind}", b""), (f"date=&type={kind}", b""), ("", {"date": "", "type": kind})):
        status, message = office.refused("anna", "DELETE", path, body, query=query)
        assert (status, message) == (400, "date is required: the start of the occurrence.")
    assert len(office.month("anna")[event["sourceId"]]) == 4


def test_a_day_out_of_whole_days_is_deleted(office: Office) -> None:
    event = office.post("anna", ics("u", WEEKLY, start="DTSTART;VALUE=DATE:20261124"))
    path = f"/calendar/events/{event['objectId']}/custom"
    for date in ("2026-12-01T00:00:00.0000000Z", "2026-12-08", "2026-12-15T00:00:00+09:00"):
        office.done("anna", "DELETE", path, query=f"date={date.replace('+', '%2B')}&type=Single")
    assert days(office.month("anna")[event["sourceId"]]) == ["2026-11-24"]
    assert office.refused("anna", "DELETE", path, query="date=2026-12-01&type=Single")[0] == 404


def test_an_event_of_somebody_else_is_seen_no_more(office: Office) -> None:
    event = office.post("anna", sharingOptions=[office.option("bert"), office.option("cleo")])
    path = f"/calendar/events/{event['objectId']}/unsubscribe"
    assert office.done("bert", "DELETE", path) == {}
    assert (office.month("bert"), len(office.month("cleo")["shared_events"])) == ({}, 1)
    assert office.refused("anna", "DELETE", path)[0] == 409
    assert len(office.month("anna")[event["sourceId"]]) == 1


def test_history(office: Office) -> None:
    calendar = office.calendar("anna", "Team", timeZone="Europe/Berlin")
    event = office.post("anna", ics("uid@example.org"), calendarId=calendar)
    told = office.done("anna", "GET", f"/calendar/events/{event['objectId']}/historybyid")
    assert told == office.done("anna", "GET", "/calendar/events/uid@example.org/historybyuid")
    assert told == {
        "calendarId": calendar,
        "eventUid": "uid@example.org",
        "eventId": int(event["objectId"]),
        "mergedIcs": ics("uid@example.org"),
        "canEdit": True,
        "canNotify": False,
        "ics": ics("uid@example.org"),
        "timeZone": {"name": "(UTC+01:00) Europe/Berlin", "id": "Europe/Berlin", "offset": 60},
        "calendarName": "Team",
    }


@pytest.mark.parametrize(
    "uid", ["a/b", "/a//b/", "a/historybyid", "a/historybyuid", "%2F ?#", "x.json", "ü\u2028/é", "."]
)
def test_history_of_any_uid(office: Office, uid: str) -> None:
    office.post("anna", ics(uid.replace(",", "\\,")))
    told = office.done("anna", "GET", f"/calendar/events/{uid}/historybyuid")
    assert (told["eventUid"], told["mergedIcs"]) == (uid, ics(uid))


def multipart(*files: str) -> tuple[bytes, dict[str, str]]:
    parts = [
        f'--b\r\nContent-Disposition: form-data; name="f{n}"; filename="a.ics"\r\n'
        f"Content-Type: text/calendar\r\n\r\n{text}\r\n"
        for n, text in enumerate(files)
    ]
    return ("".join(parts) + "--b--\r\n").encode(), {"content-type": "multipart/form-data; boundary=b"}


def test_files_are_imported(office: Office) -> None:
    calendar = office.calendar("anna")
    two = ics("a").replace("END:VCALENDAR", ics("b").split("\r\n", 3)[3])
    body, headers = multipart(two, ics("c"))
    assert office.done("anna", "POST", f"/calendar/{calendar}/import", body, headers=headers) == 3
    assert sorted(each["uniqueId"] for each in office.month("anna")[calendar]) == ["a", "b", "c"]
    assert office.done("anna", "POST", "/calendar/import", body, headers=headers) == 3
    assert office.done("anna", "POST", "/calendar/import", ics("d"), headers={"content-type": "text/calendar"}) == 1
    assert sorted(len(events) for events in office.month("anna").values()) == [3, 4]


def test_a_text_is_imported(office: Office) -> None:
    calendar = office.calendar("anna")
    broken = ics("bad", start="DTSTART:yesterday").split("\r\n", 3)[3]
    text = ics("a").replace("END:VCALENDAR", broken)
    body = {"calendarId": calendar, "iCalString": text}
    assert office.done("anna", "POST", "/calendar/importIcs", body) == 1
    assert [each["uniqueId"] for each in office.month("anna")[calendar]] == ["a"]


def file_of(*texts: str) -> str:
    """One file with the components of several."""
    inner = [text.split("\r\n", 3)[3].removesuffix("END:VCALENDAR\r\n") for text in texts]
    return "".join(["BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\n", *inner, "END:VCALENDAR\r\n"])


def test_an_import_reports_what_became_of_each_event(office: Office) -> None:
    calendar = office.calendar("anna")
    text = file_of(ics("a"), ics("bad", start="DTSTART:yesterday"), ics("c", "DTEND:nonsense"))
    body = {"calendarId": calendar, "iCalString": text}
    told = office.done("anna", "POST", "/calendar/importIcs", body, query="report=true")
    numbers = {name: told[name] for name in ("taken", "added", "replaced", "unchanged", "unlisted")}
    assert numbers == {"taken": 2, "added": 2, "replaced": 0, "unchanged": 0, "unlisted": 0}
    [skipped] = told["skipped"]
    assert (skipped["file"], skipped["uid"], skipped["line"]) == (1, "bad", 9)
    assert skipped["message"]
    [note] = [each for each in told["notes"] if each["property"] == "DTEND"]
    assert (note["file"], note["property"], text.split("\r\n")[note["line"] - 1]) == (1, "DTEND", "DTEND:nonsense")
    assert [each["uniqueId"] for each in office.month("anna")[calendar]] == ["a", "c"]
    again = office.done("anna", "POST", "/calendar/importIcs", body | {"REPORT": True})
    assert (again["taken"], again["added"], again["unchanged"]) == (2, 0, 2)
    assert office.done("anna", "POST", "/calendar/importIcs", body, query="report=false") == 2


@pytest.mark.parametrize(
    ("accept", "reports"),
    [
        ("application/json;report=true", True),
        ("application/json; q=1; Report=TRUE, */*", True),
        ("application/json, text/plain;report=true", False),
        ("application/json;report=false", False),
        ("*/*", False),
    ],
)
def test_the_report_is_had_by_accept_too(office: Office, accept: str, reports: bool) -> None:
    body = {"iCalString": ics("a")}
    told = office.done("anna", "POST", "/calendar/importIcs", body, headers={"accept": accept})
    assert (told["taken"] if reports else told) == 1
    other = office.done("anna", "POST", "/calendar/importIcs", body, headers={"accept": accept}, query="report=false")
    assert other == 1


def test_the_report_in_xml(office: Office) -> None:
    body = {"iCalString": file_of(ics("a"), ics("bad", start="DTSTART:yesterday"))}
    answer = office.ask("anna", "POST", "/calendar/importIcs.xml", body, query="report=1")
    assert answer.status == 201
    assert "<response><taken>1</taken><added>1</added>" in answer.text
    assert "<skipped><file>1</file><uid>bad</uid>" in answer.text


def test_the_report_of_several_files(office: Office) -> None:
    calendar = office.calendar("anna")
    body, headers = multipart(file_of(ics("a"), ics("b")), "no calendar at all", ics("c"))
    path = f"/calendar/{calendar}/import"
    told = office.done("anna", "POST", path, body, headers=headers, query="report=true")
    assert (told["taken"], [(each["file"], each["uid"], each["line"]) for each in told["skipped"]]) == (3, [(2, "", 0)])
    assert sorted(each["uniqueId"] for each in office.month("anna")[calendar]) == ["a", "b", "c"]
    assert office.refused("anna", "POST", path, body, headers=headers)[0] == 400
    body, headers = multipart("no calendar at all")
    assert office.refused("anna", "POST", path, body, headers=headers, query="report=true")[0] == 400


def test_a_long_report_has_an_end(office: Office) -> None:
    text = file_of(*(ics(f"bad-{number}", start="DTSTART:yesterday") for number in range(1_100)))
    told = office.done("anna", "POST", "/calendar/importIcs", {"iCalString": text}, query="report=true")
    assert (told["taken"], len(told["skipped"]), told["unlisted"]) == (0, 1_000, 100)
    assert office.refused("anna", "POST", "/calendar/importIcs", {"iCalString": text}, query="report=x")[0] == 400


def test_offsets_of_a_zone(office: Office) -> None:
    body = {"timeZone": "Europe/Berlin", "startDate": "2026-07-01T00:00:00", "endDate": "2026-12-01T00:00:00"}
    told = office.done("anna", "POST", "/calendar/utcoffset", body)
    assert (told["startOffset"], told["endOffset"]) == (120, 60)
    assert office.refused("anna", "POST", "/calendar/utcoffset", {"timeZone": "Mars/Phobos"})[0] == 400


NOT_BUILT = [
    ("GET", "/calendar/subscriptions"),
    ("PUT", "/calendar/subscriptions/manage"),
    ("POST", "/calendar/calendarUrl"),
    ("GET", "/calendar/1/icalurl"),
    ("GET", "/calendar/1/caldavurl"),
    ("GET", "/calendar/1/ical/signature"),
    ("POST", "/calendar/outsideevent"),
]


@pytest.mark.parametrize(("method", "path"), NOT_BUILT)
def test_what_is_not_built_says_so(office: Office, method: str, path: str) -> None:
    assert office.refused("anna", method, path)[0] == 501


def test_a_calendar_that_is_a_feed_is_not_built(office: Office) -> None:
    body = {"name": "Feed", "iCalUrl": "https://example.org/feed.ics"}
    assert office.refused("anna", "POST", "/calendar", body)[0] == 501
    assert office.month("anna") == {}


def test_people_and_groups(office: Office) -> None:
    people = {each["displayName"]: each for each in office.done("bert", "GET", "/people")}
    assert people["Anna"]["id"] == office.guids["anna"]
    assert (people["Anna"]["email"], people["Gwen"]["isAdmin"]) == ("anna@example.org", True)
    me = office.done("finn", "GET", "/people/@self")
    assert (me["displayName"], me["groups"]) == ("Finn", [{"id": office.group, "name": "Readers"}])
    assert office.done("anna", "GET", f"/people/{office.guids['finn'].upper()}") == me
    groups = {each["name"]: each["id"] for each in office.done("anna", "GET", "/group")}
    assert groups == {"Everyone": office.everyone, "Readers": office.group}
    members = office.done("anna", "GET", f"/group/{office.group}")["members"]
    assert [each["displayName"] for each in members] == ["Finn"]
    assert len(office.done("anna", "GET", f"/group/{office.everyone}")["members"]) == len(people)
    for path in ("/people/nobody", f"/people/{office.group}"):
        assert office.refused("anna", "GET", path) == (404, "Item not found: userId names no person.")
    for path in ("/group/none", f"/group/{office.guids['anna']}"):
        assert office.refused("anna", "GET", path) == (404, "Item not found: groupId names no group.")
