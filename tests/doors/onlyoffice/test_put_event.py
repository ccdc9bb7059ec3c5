"""PUT icsevent: revisions, moves, owners, answers of guests."""

import pytest
from tests.doors.onlyoffice.conftest import BOTH, Office, ics

EVENT = "/calendar/icsevent"
GUEST = "ATTENDEE;CN=Guest;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:guest@example.net"
WEEKLY = "RRULE:FREQ=WEEKLY;COUNT=3"


def with_method(text: str, method: str) -> str:
    return text.replace("VERSION:2.0\r\n", f"VERSION:2.0\r\nMETHOD:{method}\r\n")


def put(office: Office, who: str, event: dict, **body: object) -> list[dict]:
    return office.done(who, "PUT", EVENT, {"eventId": event["objectId"], **body})


@BOTH
def test_the_call_of_the_document(office: Office) -> None:
    event = office.post("anna")
    body = {
        "eventId": int(event["objectId"]),
        "calendarId": "some text",
        "ics": ics("other", "SUMMARY:New"),
        "alertType": "never",
        "sharingOptions": [{}],
        "fromCalDavServer": True,
        "ownerId": office.guids["anna"],
    }
    answer = office.ask("anna", "PUT", EVENT, body)
    assert answer.status == 200
    [told] = answer.json["response"]
    assert (told["title"], told["sourceId"], told["uniqueId"]) == ("New", event["sourceId"], "one")
    assert told["alert"]["Type"] == 0


def test_what_is_missing_stays(office: Office) -> None:
    event = office.post("anna", ics("u", "SUMMARY:A"), alertType="day", sharingOptions=[office.option("bert")])
    before = office.text("anna", event["objectId"])
    assert put(office, "anna", event) == [event]
    assert office.text("anna", event["objectId"]) == before


@BOTH
def test_an_event_moves_to_a_calendar_that_is_a_number(office: Office) -> None:
    one, two = office.calendar("anna", "One"), office.calendar("anna", "Two")
    event = office.post("anna", calendarId=one)
    [moved] = put(office, "anna", event, calendarId=int(two))
    assert (moved["objectId"], moved["sourceId"]) == (event["objectId"], two)
    assert [len(office.month("anna")[each]) for each in (one, two)] == [0, 1]
    [stays] = put(office, "anna", event, calendarId="some text")
    assert stays["sourceId"] == two
    [back] = put(office, "anna", event, calendarId=f" {one}")
    assert back["sourceId"] == one


@pytest.mark.parametrize(("action", "status"), [("full_access", 200), ("read", 403), (None, 404)], ids=str)
def test_a_move_needs_full_access_there(office: Office, action: str | None, status: int) -> None:
    event = office.post("anna")
    there = office.calendar("bert", sharingOptions=[office.option("anna", action)] if action else [])
    body = {"eventId": event["objectId"], "calendarId": there}
    assert office.ask("anna", "PUT", EVENT, body).status == status
    assert len(office.month("bert")[there]) == (status == 200)


@pytest.mark.parametrize("number", [99, 0, -1, 2**31, 2**64, 10**30])
def test_a_move_to_a_calendar_that_is_not_there(office: Office, number: int) -> None:
    event = office.post("anna")
    body = {"eventId": event["objectId"], "calendarId": number}
    message = "Item not found: calendarId names no calendar that you can see."
    assert office.refused("anna", "PUT", EVENT, body) == (404, message)
    assert len(office.month("anna")[event["sourceId"]]) == 1


def test_a_significant_change_raises_the_sequence(office: Office) -> None:
    event = office.post("anna", ics("u", "SEQUENCE:3"))
    put(office, "anna", event, ics=ics("u", "SUMMARY:Only words", "SEQUENCE:3"))
    assert "SEQUENCE:3\r\n" in office.text("anna", event["objectId"])
    put(office, "anna", event, ics=ics("u", start="DTSTART:20261125T100000Z"))
    assert "SEQUENCE:4\r\n" in office.text("anna", event["objectId"])
    put(office, "anna", event, ics=ics("u", "SEQUENCE:9", start="DTSTART:20261126T100000Z"))
    assert "SEQUENCE:9\r\n" in office.text("anna", event["objectId"])


def test_a_guest_does_not_raise_the_sequence(office: Office) -> None:
    organizer = "ORGANIZER:mailto:somebody@example.net"
    event = office.post("anna", ics("u", "SEQUENCE:3", organizer))
    put(office, "anna", event, ics=ics("u", organizer, start="DTSTART:20261125T100000Z"))
    assert "SEQUENCE:3\r\n" in office.text("anna", event["objectId"])


@BOTH
def test_a_synchronised_text_keeps_its_sequence_and_a_lower_one_conflicts(office: Office) -> None:
    event = office.post("anna", ics("u", "SEQUENCE:3"))
    newer = ics("u", "SEQUENCE:4", start="DTSTART:20261125T100000Z")
    put(office, "anna", event, ics=newer, fromCalDavServer=True)
    assert office.text("anna", event["objectId"]) == newer
    older = {"eventId": event["objectId"], "ics": ics("u", "SEQUENCE:2"), "fromCalDavServer": True}
    assert office.refused("anna", "PUT", EVENT, older)[0] == 409
    assert office.text("anna", event["objectId"]) == newer
    put(office, "anna", event, ics=ics("u"), fromCalDavServer=True)
    assert "SEQUENCE:4\r\n" in office.text("anna", event["objectId"])
    put(office, "anna", event, ics=ics("u", "SEQUENCE:1"))
    assert "SEQUENCE:4\r\n" in office.text("anna", event["objectId"])


@pytest.mark.parametrize("method", ["REPLY", "COUNTER"])
def test_an_old_answer_of_a_guest_conflicts(office: Office, method: str) -> None:
    event = office.post("anna", ics("u", "SEQUENCE:3", GUEST))
    text = with_method(ics("u", "SEQUENCE:2", GUEST.replace("NEEDS-ACTION", "ACCEPTED")), method)
    assert office.refused("anna", "PUT", EVENT, {"eventId": event["objectId"], "ics": text})[0] == 409
    assert "NEEDS-ACTION" in office.text("anna", event["objectId"])


def test_a_reply_changes_the_answer_of_its_guest_alone(office: Office) -> None:
    event = office.post("anna", ics("u", "SUMMARY:Kept", GUEST, "ATTENDEE:mailto:other@example.net"))
    reply = with_method(ics("u", "SUMMARY:Forged", "ATTENDEE;PARTSTAT=ACCEPTED:MAILTO:Guest@example.net"), "REPLY")
    [told] = put(office, "anna", event, ics=reply)
    text = office.text("anna", event["objectId"]).replace("\r\n ", "")
    assert told["title"] == "Kept"
    assert "ATTENDEE;CN=Guest;RSVP=TRUE;PARTSTAT=ACCEPTED:mailto:guest@example.net" in text
    assert "ATTENDEE:mailto:other@example.net" in text
    assert "METHOD" not in text


@BOTH
def test_a_reply_for_one_occurrence(office: Office) -> None:
    event = office.post("anna", ics("u", WEEKLY, GUEST))
    lines = ("RECURRENCE-ID:20261201T100000Z", "ATTENDEE;PARTSTAT=DECLINED:mailto:guest@example.net")
    put(office, "anna", event, ics=with_method(ics("u", *lines), "REPLY"))
    text = office.text("anna", event["objectId"]).replace("\r\n ", "")
    assert text.count("BEGIN:VEVENT") == 2
    assert text.count("PARTSTAT=DECLINED") == text.count("PARTSTAT=NEEDS-ACTION") == 1


def test_a_reply_of_somebody_who_is_not_invited(office: Office) -> None:
    event = office.post("anna", ics("u", GUEST))
    reply = with_method(ics("u", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:crasher@example.net"), "REPLY")
    status, message = office.refused("anna", "PUT", EVENT, {"eventId": event["objectId"], "ics": reply})
    assert (status, "crasher@example.net is not invited" in message) == (400, True)


def test_a_cancellation_of_the_whole(office: Office) -> None:
    event = office.post("anna", ics("u", "SUMMARY:Kept", WEEKLY))
    told = put(office, "anna", event, ics=with_method(ics("u", "SEQUENCE:7"), "CANCEL"))
    assert [(each["status"], each["title"]) for each in told] == [(2, "Kept")] * 3
    assert "SEQUENCE:7" in office.text("anna", event["objectId"])


@BOTH
def test_a_cancellation_of_one_occurrence(office: Office) -> None:
    event = office.post("anna", ics("u", WEEKLY))
    told = put(office, "anna", event, ics=with_method(ics("u", "RECURRENCE-ID:20261201T100000Z"), "CANCEL"))
    assert [each["start"][:10] for each in told] == ["2026-11-24", "2026-12-08"]
    assert told[0]["repeatRule"].endswith("exdates=20261201T100000Z")


def test_an_occurrence_alone_does_not_lose_its_series(office: Office) -> None:
    event = office.post("anna", ics("u", "SUMMARY:Series", WEEKLY))
    lines = ("RECURRENCE-ID:20261201T100000Z", "SUMMARY:One")
    told = put(office, "anna", event, ics=ics("u", *lines, start="DTSTART:20261201T150000Z"))
    assert [(each["start"][:13], each["title"]) for each in told] == [
        ("2026-11-24T10", "Series"),
        ("2026-12-01T15", "One"),
        ("2026-12-08T10", "Series"),
    ]


def test_sharing_options_replace_the_list(office: Office) -> None:
    event = office.post("anna", sharingOptions=[office.option("bert")])
    put(office, "anna", event, ics=ics("one", "SUMMARY:x"))
    assert len(office.month("bert")["shared_events"]) == 1
    put(office, "anna", event, sharingOptions=[office.option("cleo")])
    assert "shared_events" not in office.month("bert")
    assert len(office.month("cleo")["shared_events"]) == 1
    for nothing in (None, [{}], [{}, {}], {}, "", "[{}]", "null"):
        [same] = put(office, "anna", event, sharingOptions=nothing)
        assert same["permissions"] == put(office, "anna", event)[0]["permissions"], nothing
        assert [each["name"] for each in same["permissions"]["users"]] == ["Cleo"], nothing
    [told] = put(office, "anna", event, sharingOptions=[])
    assert (told["isShared"], office.month("cleo")) == (False, {})


def test_the_owner_changes_the_alert_of_the_event_and_others_their_own(office: Office) -> None:
    event = office.post("anna", alertType="day", sharingOptions=[office.option("bert"), office.option("cleo")])
    [berts] = put(office, "bert", event, alertType="hour")
    assert berts["alert"]["Type"] == 4
    seen = {who: office.month(who)["shared_events"][0]["alert"]["Type"] for who in ("bert", "cleo")}
    assert seen == {"bert": 4, "cleo": 6}
    put(office, "anna", event, alertType="never")
    assert office.month("cleo")["shared_events"][0]["alert"]["Type"] == 0
    assert office.month("bert")["shared_events"][0]["alert"]["Type"] == 4
    put(office, "bert", event, alertType="default")
    assert office.month("bert")["shared_events"][0]["alert"]["Type"] == 0


def test_the_owner_gives_an_event_away(office: Office) -> None:
    calendar = office.calendar("anna", sharingOptions=[office.option("bert", "full_access"), office.option("cleo")])
    event = office.post("anna", calendarId=calendar)
    refused = office.refused("bert", "PUT", EVENT, {"eventId": event["objectId"], "ownerId": office.guids["bert"]})
    assert refused == (403, "Access denied")
    [told] = put(office, "anna", event, ownerId=office.guids["cleo"].upper())
    assert told["owner"] == {"objectId": office.guids["cleo"], "name": "Cleo"}
    [seen] = office.month("cleo")[calendar]
    assert (seen["isEditable"], seen["canUnsubscribe"]) == (True, False)


@BOTH
def test_an_administrator_sets_the_owner_of_what_he_does_not_see(office: Office) -> None:
    event = office.post("anna")
    answer = office.ask("gwen", "PUT", EVENT, {"eventId": event["objectId"], "ownerId": office.guids["bert"]})
    assert (answer.status, answer.json["response"]) == (200, [])
    assert office.month("bert")["shared_events"][0]["owner"]["name"] == "Bert"


@pytest.mark.parametrize("owner", ["some text", "2fdfe577-3c26-4736-9df9-b5a683bb8520", "\u0000"])
def test_an_owner_who_is_not_there(office: Office, owner: str) -> None:
    event = office.post("anna")
    body = {"eventId": event["objectId"], "ownerId": owner, "ics": ics("one", "SUMMARY:x")}
    assert office.refused("anna", "PUT", EVENT, body) == (404, "Item not found: ownerId names no person.")
    assert "SUMMARY" not in office.text("anna", event["objectId"])


@pytest.mark.parametrize("synced", [True, False])
@pytest.mark.parametrize(("action", "status"), [("full_access", 200), ("read", 403), ("busy", 403), (None, 404)])
def test_no_flag_skips_the_rights(office: Office, action: str | None, status: int, synced: bool) -> None:
    options = [office.option("bert", action)] if action else []
    event = office.post("anna", sharingOptions=options)
    body = {"eventId": event["objectId"], "ics": ics("one", "SUMMARY:By Bert"), "fromCalDavServer": synced}
    assert office.ask("bert", "PUT", EVENT, body).status == status
    assert ("By Bert" in office.text("anna", event["objectId"])) == (status == 200)


def test_a_todo_is_no_event(office: Office) -> None:
    event = office.post("anna")
    body = {"eventId": event["objectId"], "ics": ics("one", kind="VTODO")}
    assert office.refused("anna", "PUT", EVENT, body)[0] == 400
    [todo] = office.done("anna", "POST", "/calendar/icstodo", {"ics": ics("t", kind="VTODO")})
    assert office.refused("anna", "PUT", EVENT, {"eventId": todo["objectId"], "ics": ics("t")})[0] == 400
