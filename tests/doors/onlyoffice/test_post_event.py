"""POST icsevent: what the document says, and what is stored by it."""

import pytest
from tests.doors.onlyoffice.conftest import BOTH, Office, ics

EVENT = "/calendar/icsevent"
ALLOWED = {
    *("objectId", "sourceId", "title", "description", "start", "end", "allDay", "repeatRule", "isShared"),
    *("permissions", "isEditable", "alert", "owner", "canUnsubscribe", "uniqueId", "status", "hasAttachments"),
    *("TenantId", "Todo"),
}
WHOLE = "\r\n".join(
    [
        "BEGIN:VCALENDAR",
        "PRODID:-//Some tool//1.0//EN",
        "VERSION:2.0",
        "X-WR-CALNAME:From elsewhere",
        "BEGIN:VTIMEZONE",
        "TZID:Odd/Place",
        "BEGIN:STANDARD",
        "DTSTART:19700101T000000",
        "TZOFFSETFROM:+0130",
        "TZOFFSETTO:+0130",
        "TZNAME:ODD",
        "END:STANDARD",
        "END:VTIMEZONE",
        "BEGIN:VEVENT",
        "UID:whole-1@example.org",
        "DTSTAMP:20261101T000000Z",
        "DTSTART;TZID=Odd/Place:20261124T100000",
        "DURATION:PT1H",
        "RRULE:FREQ=WEEKLY;COUNT=4",
        "EXDATE;TZID=Odd/Place:20261201T100000",
        "SUMMARY;LANGUAGE=de:Prüfung",
        "DESCRIPTION:Two lines\\nand a\\, comma",
        "ORGANIZER;CN=Anna:mailto:anna@example.org",
        "ATTENDEE;PARTSTAT=NEEDS-ACTION;CN=Guest:mailto:guest@example.net",
        "ATTACH:https://example.org/paper.pdf",
        "X-UNKNOWN;X-P=1:kept",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "TRIGGER:-PT30M",
        "DESCRIPTION:soon",
        "END:VALARM",
        "END:VEVENT",
        "BEGIN:VEVENT",
        "UID:whole-1@example.org",
        "DTSTAMP:20261101T000000Z",
        "RECURRENCE-ID;TZID=Odd/Place:20261208T100000",
        "DTSTART;TZID=Odd/Place:20261208T150000",
        "DURATION:PT2H",
        "SUMMARY:Moved",
        "STATUS:TENTATIVE",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
)


@BOTH
def test_the_call_of_the_document(office: Office) -> None:
    calendar = office.calendar("anna")
    body = {"calendarId": int(calendar), "ics": ics(), "alertType": "never", "sharingOptions": [{}], "eventUid": "u1"}
    answer = office.ask("anna", "POST", EVENT, body)
    assert answer.status == 201
    assert answer.headers["content-type"] == "application/json; charset=UTF-8"
    told = answer.json
    [event] = told.pop("response")
    assert told == {"count": 1, "total": 1, "status": 0, "statusCode": 201}
    assert set(event) == ALLOWED
    assert list(event)[:4] == ["objectId", "sourceId", "title", "description"]
    assert (event["sourceId"], event["uniqueId"], event["alert"]["Type"]) == (calendar, "u1", 0)
    assert event["permissions"]["Data"] == event["permissions"]["data"]
    assert [each["selectedAction"]["id"] for each in event["permissions"]["Data"]["items"]] == ["owner"]
    assert event["owner"] == {"objectId": office.guids["anna"], "name": "Anna"}
    assert (event["TenantId"], event["Todo"], event["status"], event["isShared"]) == ("1", False, 1, False)


@BOTH
def test_a_whole_text_comes_back_byte_for_byte_and_its_occurrences_are_told(office: Office) -> None:
    events = office.done("anna", "POST", EVENT, {"ics": WHOLE})
    assert office.text("anna", events[0]["objectId"]) == WHOLE
    assert [(each["start"], each["end"], each["title"], each["status"]) for each in events] == [
        ("2026-11-24T08:30:00.0000000Z", "2026-11-24T09:30:00.0000000Z", "Prüfung", 1),
        ("2026-12-08T13:30:00.0000000Z", "2026-12-08T15:30:00.0000000Z", "Moved", 0),
        ("2026-12-15T08:30:00.0000000Z", "2026-12-15T09:30:00.0000000Z", "Prüfung", 1),
    ]
    assert {each["repeatRule"] for each in events} == {"freq=weekly;count=4;exdates=20261201T083000Z"}
    assert events[0]["description"] == "Two lines\nand a, comma"
    assert (events[0]["alert"]["type"], events[0]["hasAttachments"]) == (3, True)


@BOTH
def test_the_default_calendar_is_made_on_first_need(office: Office) -> None:
    assert office.month("anna") == {}
    first = office.post("anna", ics("a"))
    for number in (0, -1, -(2**70), "0", None):
        assert office.post("anna", ics(f"b{number}"), calendarId=number)["sourceId"] == first["sourceId"]
    made = office.done("anna", "GET", f"/calendar/{first['sourceId']}")
    assert (made["title"], made["defaultAlert"]["Type"]) == ("My calendar", 2)
    assert first["alert"]["Type"] == 2


def test_the_uid(office: Office) -> None:
    assert office.post("anna", ics("its-own"))["uniqueId"] == "its-own"
    assert office.post("anna", ics("its-own-2"), eventUid="exactly; as, sent")["uniqueId"] == "exactly; as, sent"
    made = office.post("anna", ics(None))["uniqueId"]
    assert len(made) == 36
    assert f"UID:{made}\r\n" in office.text("anna", office.post("anna", ics(made))["objectId"])


@BOTH
def test_the_same_uid_updates_the_event_where_it_is(office: Office) -> None:
    one, two = office.calendar("anna", "One"), office.calendar("anna", "Two")
    first = office.post("anna", ics("u", "SUMMARY:Old"), calendarId=one)
    again = office.post("anna", ics("u", "SUMMARY:New"), calendarId=two)
    assert (again["objectId"], again["sourceId"], again["title"]) == (first["objectId"], one, "New")
    assert [each["title"] for each in office.month("anna")[one]] == ["New"]
    assert office.month("anna")[two] == []


@BOTH
def test_a_uid_in_several_own_calendars(office: Office) -> None:
    one, two, three = (office.calendar("anna", name) for name in ("One", "Two", "Three"))
    office.post("anna", ics("u"), calendarId=one)
    office.done("anna", "POST", "/calendar/importIcs", {"calendarId": two, "iCalString": ics("u")})
    status, _ = office.refused("anna", "POST", EVENT, {"ics": ics("u"), "calendarId": three})
    assert status == 409
    assert office.post("anna", ics("u", "SUMMARY:Here"), calendarId=two)["sourceId"] == two
    assert {name: len(events) for name, events in office.month("anna").items()} == {one: 1, two: 1, three: 0}


def test_somebody_elses_uid_is_no_update(office: Office) -> None:
    office.post("anna", ics("u", "SUMMARY:Anna's"))
    office.post("bert", ics("u", "SUMMARY:Bert's"))
    assert [each["title"] for events in office.month("anna").values() for each in events] == ["Anna's"]


@pytest.mark.parametrize(
    ("action", "status"), [("full_access", 201), ("read", 403), ("busy", 403), (None, 404)], ids=str
)
def test_full_access_on_the_calendar_is_demanded(office: Office, action: str | None, status: int) -> None:
    shared = [office.option("bert", action)] if action else []
    calendar = office.calendar("anna", sharingOptions=shared)
    answer = office.ask("bert", "POST", EVENT, {"ics": ics(), "calendarId": calendar})
    assert answer.status == status
    assert len(office.month("anna")[calendar]) == (status == 201)


@pytest.mark.parametrize(
    ("start", "told"),
    [
        ("DTSTART;TZID=Europe/Berlin:20261124T100000", "2026-11-24T09:00:00.0000000Z"),
        ("DTSTART;TZID=W. Europe Standard Time:20261124T100000", "2026-11-24T09:00:00.0000000Z"),
        ("DTSTART:20261124T100000Z", "2026-11-24T10:00:00.0000000Z"),
        ("DTSTART:20261124T100000", "2026-11-24T01:00:00.0000000Z"),
        ("DTSTART;VALUE=DATE:20261124", "2026-11-24T00:00:00.0000000Z"),
    ],
)
def test_time_zones(office: Office, start: str, told: str) -> None:
    calendar = office.calendar("anna", timeZone="Asia/Tokyo")
    event = office.post("anna", ics("u", start=start), calendarId=calendar)
    assert event["start"] == told
    assert start in office.text("anna", event["objectId"])


def test_times_are_told_in_the_callers_zone(office: Office) -> None:
    office.zone("anna", "Europe/Berlin")
    assert office.post("anna")["start"] == "2026-11-24T11:00:00.0000000+01:00"
    office.zone("anna", "America/St_Johns")
    assert office.post("anna")["start"] == "2026-11-24T06:30:00.0000000-03:30"


def test_the_end_of_whole_days_is_inclusive(office: Office) -> None:
    days = ("DTSTART;VALUE=DATE:20261124", "DTEND;VALUE=DATE:20261127")
    event = office.post("anna", ics("u", days[1], start=days[0]))
    assert (event["start"], event["end"], event["allDay"]) == (
        "2026-11-24T00:00:00.0000000Z",
        "2026-11-26T00:00:00.0000000Z",
        True,
    )
    alone = office.post("anna", ics("v", start=days[0]))
    assert alone["start"] == alone["end"]


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("FREQ=DAILY", "freq=daily"),
        ("FREQ=WEEKLY;WKST=MO;INTERVAL=1;BYDAY=TU,TH", "freq=weekly;byday=tu,th"),
        ("FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU", "freq=weekly;interval=2;byday=tu;wkst=su"),
        ("FREQ=MONTHLY;BYDAY=-1TU;COUNT=3", "freq=monthly;count=3;byday=-1tu"),
        ("FREQ=DAILY;UNTIL=20261126T100000Z", "freq=daily;until=20261126T100000Z"),
    ],
)
def test_repeat_rules(office: Office, rule: str, told: str) -> None:
    assert office.post("anna", ics("u", f"RRULE:{rule}"))["repeatRule"] == told


def test_the_repeat_rule_of_whole_days(office: Office) -> None:
    lines = ("RRULE:FREQ=DAILY;UNTIL=20261130", "EXDATE;VALUE=DATE:20261125,20261126")
    event = office.post("anna", ics("u", *lines, start="DTSTART;VALUE=DATE:20261124"))
    assert event["repeatRule"] == "freq=daily;until=20261130;exdates=20261125,20261126"


def alarm(trigger: str) -> tuple[str, ...]:
    return ("BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:x", f"TRIGGER:{trigger}", "END:VALARM")


@pytest.mark.parametrize(
    ("trigger", "number"),
    [
        *(("-PT5M", 1), ("PT5M", 1), ("-PT15M", 2), ("-PT30M", 3), ("-PT1H", 4), ("-PT60M", 4)),
        *(("-PT2H", 5), ("-P1D", 6), ("-PT24H", 6), ("-PT7M", -1)),
    ],
)
def test_alarms_are_recognised_as_alert_types(office: Office, trigger: str, number: int) -> None:
    event = office.post("anna", ics("u", *alarm(trigger)))
    assert event["alert"] == {"Type": number, "type": number}


@pytest.mark.parametrize(
    ("sent", "number"),
    [
        *(("Never", 0), ("fiveminutes", 1), ("FIFTEENMINUTES", 2), ("HalfHour", 3), ("hour", 4), ("TwoHours", 5)),
        *(("Day", 6), (3, 3), ("3", 3), ("Default", 6), (-1, 6), (None, 6)),
    ],
)
def test_a_named_alert_wins_over_the_text(office: Office, sent: object, number: int) -> None:
    event = office.post("anna", ics("u", *alarm("-P1D")), alertType=sent)
    assert event["alert"]["Type"] == number
    [seen] = office.month("anna")[event["sourceId"]]
    assert seen["alert"]["Type"] == number


@BOTH
def test_sharing_options(office: Office) -> None:
    options = [office.option("bert", "full_access"), {}, office.option("readers"), office.option("everyone")]
    event = office.post("anna", sharingOptions=options)
    items = event["permissions"]["Data"]["items"]
    assert [(each["name"], each["isGroup"], each["selectedAction"]["id"], each["canEdit"]) for each in items] == [
        ("Anna", False, "owner", False),
        ("Bert", False, "full_access", True),
        ("Readers", True, "read", True),
        ("Everyone", True, "read", True),
    ]
    assert event["isShared"] is True
    assert [each["name"] for each in event["permissions"]["users"]] == ["Bert", "Readers", "Everyone"]
    for who, editable in (("bert", True), ("finn", False), ("emil", False)):
        [seen] = office.month(who)["shared_events"]
        assert (seen["isEditable"], seen["canUnsubscribe"], seen["sourceId"]) == (editable, True, "shared_events")


@BOTH
def test_an_unknown_sharer_is_not_found_and_nothing_is_stored(office: Office) -> None:
    for guid in ("2fdfe577-3c26-4736-9df9-b5a683bb8520", "no guid", "'; DROP TABLE account; --"):
        body = {"ics": ics(), "sharingOptions": [office.option("bert"), {"actionId": "read", "itemId": guid}]}
        message = "Item not found: sharingOptions[1].itemId names no person or group."
        assert office.refused("anna", "POST", EVENT, body) == (404, message)
    assert all(not events for events in office.month("anna").values())


def test_a_method_is_not_stored(office: Office) -> None:
    text = ics().replace("VERSION:2.0\r\n", "VERSION:2.0\r\nMETHOD:PUBLISH\r\n")
    event = office.post("anna", text)
    assert office.text("anna", event["objectId"]) == ics()


def test_a_long_series_is_told_in_part(office: Office) -> None:
    answer = office.ask("anna", "POST", EVENT, {"ics": ics("u", "RRULE:FREQ=HOURLY")})
    assert (answer.json["count"], answer.json["total"]) == (1_000, 92 * 24)
    endless = office.ask("anna", "POST", EVENT, {"ics": ics("v", "RRULE:FREQ=WEEKLY")}).json
    assert endless["count"] == endless["total"] == 14
    assert endless["response"][-1]["start"] == "2027-02-23T10:00:00.0000000Z"


def test_an_event_far_away_is_told_too(office: Office) -> None:
    for year in ("0002", "1583", "9998"):
        assert office.post("anna", ics(year, start=f"DTSTART:{year}1124T100000Z"))["start"].startswith(year)


@BOTH
@pytest.mark.parametrize(
    ("sent", "uid"), [(1234, "1234"), (1234.0, "1234"), (-7, "-7"), (10**30, str(10**30)), ("7", "7")]
)
def test_a_uid_that_is_a_number(office: Office, sent: float, uid: str) -> None:
    event = office.post("anna", ics("its-own"), eventUid=sent)
    assert event["uniqueId"] == uid
    assert f"UID:{uid}\r\n" in office.text("anna", event["objectId"])
    body = {"ics": ics("its-own-2", kind="VTODO"), "todoUid": f"{uid}-t"}
    [todo] = office.done("anna", "POST", "/calendar/icstodo", body | ({"todoUid": 99} if sent == 1234 else {}))
    assert todo["uniqueId"] == ("99" if sent == 1234 else f"{uid}-t")


@BOTH
@pytest.mark.parametrize("uid", ["a\nb", "a\r\nX-EVIL:1", "a\rb", "\n"])
def test_a_uid_of_several_lines_is_refused(office: Office, uid: str) -> None:
    before = office.house.rows()
    for path, body in (
        (EVENT, {"ics": ics(), "eventUid": uid}),
        ("/calendar/icstodo", {"ics": ics(kind="VTODO"), "todoUid": uid}),
    ):
        status, message = office.refused("anna", "POST", path, body)
        assert (status, message) == (400, f"{'eventUid' if path == EVENT else 'todoUid'} cannot hold a line break.")
    assert office.house.rows() == before


@pytest.mark.parametrize("uid", [True, 1.5, [], {}, 10**400])
def test_a_uid_that_is_none(office: Office, uid: object) -> None:
    assert office.refused("anna", "POST", EVENT, {"ics": ics(), "eventUid": uid})[0] == 400


def test_an_empty_uid_is_as_good_as_none(office: Office) -> None:
    for uid in ("", "  ", None):
        assert office.post("anna", ics("its-own"), eventUid=uid)["uniqueId"] == "its-own"


@BOTH
def test_whole_numbers_with_a_point(office: Office) -> None:
    calendar, other = (float(office.calendar("anna", name)) for name in ("One", "Two"))
    event = office.post("anna", ics(), calendarId=calendar, alertType=4.0)
    assert (float(event["sourceId"]), event["alert"]["type"]) == (calendar, 4)
    number = float(event["objectId"])
    [moved] = office.done("anna", "PUT", EVENT, {"eventId": number, "calendarId": other, "fromCalDavServer": 1.0})
    assert float(moved["sourceId"]) == other
    for wrong in (1.5, 1e300, float(2**40)):
        assert office.refused("anna", "PUT", EVENT, {"eventId": wrong})[0] in (400, 404)
    assert office.refused("anna", "POST", EVENT, {"ics": ics("b"), "calendarId": 1.5})[0] == 400
