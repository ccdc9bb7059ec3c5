"""The lines of the document, one scenario each: made, read, changed, deleted."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.doors.kona.conftest import BOTH, DAY, EVENTS, HOUR, TEN, Kona, path_of
from tests.units import objects_of

from kalends.service.records import Level

ATTRIBUTES = {
    *("id", "name", "href", "location", "details", "all_day", "start_at", "end_at", "space_id", "creator_id"),
    *("status", "visibility", "stakeholder", "default_role", "tags", "updated_at", "created_at", "ics_feed_id"),
}
SERIES = {"series_id", "num_in_series", "period", "frequency"}


@pytest.mark.parametrize("place", ["UTC", "America/New_York", "Pacific/Kiritimati"])
@pytest.mark.parametrize(
    ("times", "start", "end"),
    [
        (("DTSTART:20261124T100000Z", "DTEND:99991231T235959Z"), TEN, 253402300799000),
        (("DTSTART;VALUE=DATE:20261124", "DTEND;VALUE=DATE:99991231"), TEN - 10 * HOUR, 253402128000000),
        (("DTSTART:99991231T230000",), None, None),
        (("DTSTART:00010101T000000",), None, None),
        (("DTSTART:99991231T100000Z", "DURATION:P9D"), 253402250400000, 253402300799000),
    ],
)
def test_an_event_of_another_door_at_the_end_of_all_days_can_be_read(
    kona: Kona, place: str, times: tuple[str, ...], start: int | None, end: int | None
) -> None:
    kona.zone("anna", place)
    framed = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Test//Test//EN", "BEGIN:VEVENT", "UID:late"]
    inner = ["DTSTAMP:20261101T000000Z", "SUMMARY:Old", *times]
    event = kona.put_text("anna", "\r\n".join([*framed, *inner, "END:VEVENT", "END:VCALENDAR", ""]))
    shown = kona.one("anna", event)
    if start is not None:
        assert (shown["start_at"], shown["end_at"]) == (start, end)
    changed = kona.put("anna", event, **shown | {"name": "New"})
    assert {name: changed[name] for name in ("start_at", "end_at")} == {
        name: shown[name] for name in ("start_at", "end_at")
    }
    lines = kona.lines("anna", event)
    assert {*times, "SUMMARY:New"} <= set(lines)
    if start == TEN:
        listed = kona.all("anna", f"{EVENTS}?date_range_start=2030-01-01&date_range_end=2030-02-01")
        assert [each["end_at"] for each in listed] == [end]


@BOTH
def test_a_new_event_has_every_attribute_and_its_default(kona: Kona) -> None:
    made = kona.post("anna", name="Review", start_at=TEN, end_at=TEN + HOUR)
    assert set(made) == ATTRIBUTES
    calendar = kona.calendar("anna")
    assert made | {"updated_at": 0, "created_at": 0} == {
        "id": made["id"],
        "name": "Review",
        "href": f"http://localhost:8080/calendar_events/{made['id']}",
        "location": "",
        "details": "",
        "all_day": False,
        "start_at": TEN,
        "end_at": TEN + HOUR,
        "space_id": calendar,
        "creator_id": kona.id("anna"),
        "status": 1,
        "visibility": 2,
        "stakeholder": 1,
        "default_role": 1,
        "tags": [],
        "updated_at": 0,
        "created_at": 0,
        "ics_feed_id": calendar,
    }
    assert kona.one("anna", made["id"]) == made
    assert len(str(made["created_at"])) == 13


SEED = {
    "id": "integer, readonly",
    "name": "string",
    "href": "string, readonly",
    "location": "string",
    "details": "string",
    "all_day": "boolean",
    "start_at": "datetime",
    "end_at": "datetime",
    "space_id": "integer",
    "creator_id": "integer",
    "participant_ids": "integer array, writeonly",
    "editor_ids": "integer array, writeonly",
    "status": "integer, {pending: 0, in_progress: 1 [default], complete: 2, group_closed: 3, group_reopened: 4}",
    "visibility": "integer, {participants_only: 1, public: 2 [default]}",
    "stakeholder": "integer, {just_me: 0, group: 1 [default], everyone: 2}",
    "default_role": "integer, {editor: 1 [default], viewer: 2, collaboration_complete: 3}",
    "tags": "string array, readonly",
    "updated_at": "integer, readonly",
    "created_at": "integer, readonly",
    "ics_feed_id": "integer, readonly",
    "series_id": "integer, readonly",
    "num_in_series": "integer, readonly",
    "period": "integer, {none: 0, day: 1, week: 2, month: 3, year: 4, weekday: 5}",
    "frequency": "integer, {none: 0, every: 1, every_other: 2, every_third: 3}",
    "sel_days": "integer, or integer array",
    "series_end_at": "datetime",
}
"""The attributes as the product's document tells them; a time that is only answered is a number."""
OURS = {"recurrence_id", "rrule", "external_object"}
ANSWER, NEW, CHANGED = "KonaCalendarEvent", "KonaNewCalendarEvent", "KonaChangedCalendarEvent"


def told_of(schema: dict[str, Any]) -> str:
    """What a schema says of one attribute, in the words of the document."""
    if "oneOf" in schema:
        return ", or ".join(told_of(each) for each in schema["oneOf"])
    types = [schema["type"]] if isinstance(schema["type"], str) else [each for each in schema["type"] if each != "null"]
    kind = "datetime" if types == ["integer", "string"] else types[0]
    kind = f"{schema['items']['type']} array" if kind == "array" else kind
    kind += ", readonly" * ("readOnly" in schema) + ", writeonly" * ("writeOnly" in schema)
    if "enum" not in schema:
        return kind
    names = dict(reversed(each.split()) for each in schema["description"].partition(";")[0].split(", "))
    assert [int(each) for each in names.values()] == schema["enum"]
    default = str(schema.get("x-default"))
    each = (f"{name}: {number}{' [default]' * (number == default)}" for name, number in names.items())
    return f"{kind}, {{{', '.join(each)}}}"


def test_openapi_tells_every_attribute_as_the_document_does(kona: Kona) -> None:
    openapi = kona.house.ask("GET", "/openapi.json").json
    schemas = openapi["components"]["schemas"]
    told = {name: schemas[name]["properties"] for name in (ANSWER, NEW, CHANGED)}
    said = {name: {each: told_of(told[name][each]) for each in told[name] if each not in OURS} for name in told}
    plain = {each: text.replace(" [default]", "") for each, text in SEED.items()}
    numbers = {each: text.replace("datetime", "integer") for each, text in plain.items()}
    assert said[NEW] == {each: text for each, text in SEED.items() if "readonly" not in text}
    assert said[CHANGED] == {each: text for each, text in plain.items() if "readonly" not in text}
    assert said[ANSWER] == {each: text for each, text in numbers.items() if "writeonly" not in text}
    assert set(told[ANSWER]) | set(told[NEW]) == set(SEED) | OURS
    assert schemas[NEW]["required"] == ["name"]  # the others are now where they are not sent
    assert "required" not in schemas[CHANGED]
    assert set(schemas[ANSWER]["required"]) == set(said[ANSWER]) - SERIES - {"sel_days", "series_end_at"}
    posted, put = openapi["paths"][EVENTS]["post"], openapi["paths"][f"{EVENTS}/{{id}}"]["put"]
    assert "KonaNewCalendarEvent" in json.dumps(posted["requestBody"])
    assert "KonaChangedCalendarEvent" in json.dumps(put["requestBody"])
    assert set(SEED) >= SERIES | ATTRIBUTES


@pytest.mark.parametrize("start", ["", "/api", "/kona", "/kona/api"])
@pytest.mark.parametrize("end", ["", "/"])
def test_the_five_requests_at_each_of_their_paths(kona: Kona, start: str, end: str) -> None:
    made = kona.ask("anna", "POST", f"{start}{EVENTS}{end}", {"name": "bare"})
    assert made.status == 201
    href = made.json["calendar_events"][0]["href"]
    assert href == made.headers["location"]
    assert path_of(href).startswith(f"{start}{EVENTS}/")
    assert kona.all("anna", path_of(href) + end)[0]["name"] == "bare"
    assert len(kona.all("anna", f"{start}{EVENTS}{end}")) == 1
    assert kona.put("anna", path_of(href) + end, name="y")["name"] == "y"
    kona.delete("anna", path_of(href) + end)
    assert kona.refused("anna", "GET", path_of(href))[:2] == (404, "not_found")


def test_times_that_are_not_told(kona: Kona) -> None:
    before = datetime.now(UTC).timestamp() * 1000 - 1000
    made = kona.post("anna")
    after = datetime.now(UTC).timestamp() * 1000
    assert before <= made["start_at"] == made["end_at"] <= after
    assert kona.post("anna", start_at=4_000_000_000)["end_at"] == 4_000_000_000_000
    assert before <= kona.post("anna", start_at=TEN - 300 * DAY)["end_at"] <= after


def test_times_in_every_form(kona: Kona) -> None:
    forms = (TEN, TEN // 1000, str(TEN), "2026-11-24 10:00:00.000", "2026-11-24T12:00:00+02:00")
    for form in forms:
        assert kona.post("anna", start_at=form, end_at=form)["start_at"] == TEN


def test_times_at_the_end_of_the_calendar_are_shown_in_every_zone(kona: Kona) -> None:
    for place in ("Pacific/Kiritimati", "Etc/GMT+12"):
        kona.zone("anna", place)
        for sent in ({"end_at": "9999-12-28T23:59:59Z"}, {"end_at": "9999-12-27", "all_day": True}):
            for more in ({}, {"period": 2}):
                event = kona.post("anna", start_at="9999-12-20", **sent, **more)
                assert kona.one("anna", event["id"]) == event


@BOTH
@pytest.mark.parametrize("day", ["1966-12-02", "1968-02-29", "1970-01-01", "1973-03-01"])
def test_a_time_near_1970_may_be_sent_back_as_it_was_shown(kona: Kona, day: str) -> None:
    times = {"start_at": f"{day}T00:00:01Z", "end_at": f"{day}T00:01:00Z", "series_end_at": "1973-03-02T01:00:00Z"}
    event = kona.post("anna", **times, period=1)
    assert kona.put("anna", event["id"], **event) == event
    path = f"{EVENTS}/{event['id']}?num_in_series=2"
    second = kona.one("anna", path)
    assert kona.put("anna", path, **second) == second
    renamed = kona.put("anna", event["id"], **{**event, "name": "Other"})
    assert {**renamed, "name": "x", "updated_at": event["updated_at"]} == event
    # any other number of that size is seconds
    moved = kona.put("anna", event["id"], period=0, start_at=event["start_at"] // 1000, end_at=86_400 * 10_000)
    assert (moved["start_at"], moved["end_at"]) == (event["start_at"], 86_400_000 * 10_000)


def test_whole_days_are_told_by_the_first_and_the_last(kona: Kona) -> None:
    kona.zone("anna", "Asia/Tokyo")
    made = kona.post("anna", all_day=True, start_at="2026-11-24", end_at="2026-11-25")
    assert (made["start_at"], made["end_at"]) == (TEN - 10 * HOUR, TEN + 14 * HOUR)
    assert {"DTSTART;VALUE=DATE:20261124", "DTEND;VALUE=DATE:20261126"} <= set(kona.lines("anna", made["id"]))
    timed = kona.put("anna", made["id"], all_day=False)
    assert (timed["start_at"], timed["end_at"], timed["all_day"]) == (made["start_at"], made["end_at"], False)
    again = kona.put("anna", made["id"], all_day=True)
    assert (again["start_at"], again["end_at"]) == (made["start_at"], made["end_at"])


def test_attributes_that_a_calendar_has_a_place_for_stand_in_its_text(kona: Kona) -> None:
    made = kona.post(
        "anna",
        name="Plan #q4, really",
        details="about #money; see x#no and #1 #Q4b",
        location="Room 1, 2nd floor",
        participant_ids=[kona.id("bert"), kona.id("cleo"), kona.id("bert")],
        visibility=1,
    )
    lines = kona.lines("anna", made["id"])
    assert {r"LOCATION:Room 1\, 2nd floor", "CATEGORIES:q4,money,Q4b", "CLASS:PRIVATE"} <= set(lines)
    assert [line.partition("mailto:")[2] for line in lines if line.startswith("ATTENDEE")] == [
        "bert@example.org",
        "cleo@example.org",
    ]
    assert "ORGANIZER;CN=Anna:mailto:anna@example.org" in lines
    assert made["tags"] == ["q4", "money", "Q4b"]
    changed = kona.put("anna", made["id"], name="Plan", details="", participant_ids=[kona.id("cleo")], visibility=2)
    lines = kona.lines("anna", made["id"])
    assert changed["tags"] == []
    assert not [line for line in lines if line.startswith(("CATEGORIES", "CLASS", "DESCRIPTION"))]
    assert [line.rpartition(":")[2] for line in lines if line.startswith("ATTENDEE")] == ["cleo@example.org"]
    kona.put("anna", made["id"], participant_ids=[])
    assert not [line for line in kona.lines("anna", made["id"]) if line.startswith(("ATTENDEE", "ORGANIZER"))]


def test_a_put_changes_what_was_sent_alone(kona: Kona) -> None:
    made = kona.post("anna", name="a", details="d", location="l", start_at=TEN, end_at=TEN + HOUR, status=0)
    for change in (
        {"name": "b"},
        {"details": "e"},
        {"location": ""},
        {"end_at": TEN + 2 * HOUR},
        {"start_at": TEN + HOUR},
        {"status": 3},
        {"visibility": 1},
        {"stakeholder": 0},
        {"default_role": 3},
        {"external_object": {"id": "7", "name": "Ticket", "url": "https://example.org/7"}},
    ):
        changed = kona.put("anna", made["id"], **change)
        assert changed["updated_at"] >= made["updated_at"]
        assert changed == made | change | {"updated_at": changed["updated_at"]}
        made = changed
    assert kona.one("anna", made["id"]) == made


def test_the_enums_come_back_as_they_were_sent(kona: Kona) -> None:
    names = ("status", "visibility", "stakeholder", "default_role")
    for values in ((0, 1, 0, 1), (1, 2, 0, 2), (2, 1, 1, 3), (3, 2, 2, 1), (4, 1, 2, 2)):
        sent = dict(zip(names, values, strict=True))
        made = kona.post("anna", **sent)
        assert {name: made[name] for name in names} == sent
        assert kona.put("anna", made["id"], **made) == made
        again = kona.put("anna", kona.post("anna")["id"], **sent)
        assert {name: again[name] for name in names} == sent


def test_what_is_read_only_is_passed_over(kona: Kona) -> None:
    made = kona.post("anna", start_at=TEN, end_at=TEN, id=77, creator_id=kona.id("bert"), tags=["x"], created_at=5)
    assert made["creator_id"] == kona.id("anna")
    readable = {name: made[name] for name in ("id", "href", "tags", "updated_at", "created_at", "ics_feed_id")}
    before = kona.text("anna", made["id"])
    assert kona.put("anna", made["id"], **readable) == made
    assert kona.put("anna", made["id"], **made) == made
    assert kona.put("anna", made["id"]) == made
    assert kona.text("anna", made["id"]) == before


def test_an_administrator_names_the_creator(kona: Kona) -> None:
    made = kona.post("gwen", creator_id=kona.id("bert"), start_at=TEN)
    assert made["creator_id"] == kona.id("bert")
    assert kona.put("gwen", made["id"], creator_id=kona.id("cleo"))["creator_id"] == kona.id("cleo")
    kona.delete("cleo", made["id"])


def test_external_objects_come_and_go(kona: Kona) -> None:
    thing = {"id": "7", "name": "Ticket"}
    made = kona.post("anna", external_objects=[thing])
    assert made["external_object"] == thing
    renamed = kona.put("anna", made["id"], external_object={"id": "8", "data": "Old", "url": "https://example.org"})
    assert renamed["external_object"] == {"id": "8", "name": "Old", "url": "https://example.org"}
    assert "external_object" not in kona.put("anna", made["id"], external_object={})
    assert kona.refused("anna", "PUT", f"{EVENTS}/{made['id']}", {"external_object": {"id": "8"}})[0] == 422


def test_an_event_goes_into_a_space_and_out_of_it(kona: Kona) -> None:
    space = kona.space("anna", bert=Level.FULL)
    made = kona.post("bert", space_id=space, start_at=TEN)
    assert made["space_id"] == space
    assert kona.one("anna", made["id"])["creator_id"] == kona.id("bert")
    moved = kona.put("bert", made["id"], space_id=kona.calendar("bert"))
    assert moved["space_id"] == kona.calendar("bert")
    assert kona.refused("anna", "GET", f"{EVENTS}/{made['id']}")[0] == 404


def test_what_another_door_put_in_keeps_what_this_one_does_not_know(kona: Kona) -> None:
    text = "\r\n".join(
        (
            *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Other//EN", "X-WR-CALNAME:Other", "BEGIN:VEVENT", "UID:one"),
            *("DTSTAMP:20261101T000000Z", "DTSTART;TZID=America/New_York:20261124T050000", "DURATION:PT1H"),
            *("SUMMARY;LANGUAGE=en:Old", "CATEGORIES:Work,Fun", "X-OWN;X-P=1:kept", "GEO:1.5;2.5"),
            'ATTENDEE;CN="Bert B.";PARTSTAT=ACCEPTED;X-NUM=3:mailto:bert@example.org',
            "ATTENDEE;PARTSTAT=DECLINED:mailto:guest@elsewhere.example",
            *("BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT5M", "DESCRIPTION:x", "END:VALARM"),
            *("END:VEVENT", "END:VCALENDAR", ""),
        )
    )
    event = kona.put_text("anna", text)
    kona.put(
        "anna",
        event,
        name="New #tag",
        participant_ids=[kona.id("bert"), kona.id("cleo")],
        start_at=TEN + HOUR,
        status=2,
    )
    lines = kona.lines("anna", event)
    kept = [
        *("X-WR-CALNAME:Other", "DURATION:PT0S", "X-OWN;X-P=1:kept", "GEO:1.5;2.5", "TRIGGER:-PT5M"),
        'ATTENDEE;CN="Bert B.";PARTSTAT=ACCEPTED;X-NUM=3:mailto:bert@example.org',
        *("ATTENDEE;PARTSTAT=DECLINED:mailto:guest@elsewhere.example", "CATEGORIES:Work,Fun,tag"),
        "DTSTART;TZID=America/New_York:20261124T060000",
    ]
    assert [line for line in kept if line not in lines] == []
    assert any("mailto:cleo@example.org" in line for line in lines)
    with kona.house.service() as service:
        now = datetime.now(UTC)
        objects_of(service).put(kona.callers["anna"], kona.calendar("anna"), text, now=now)
    assert kona.one("anna", event)["status"] == 2  # beside the text, and no other door's write drops it


def test_a_private_event_of_another_door_is_for_participants(kona: Kona) -> None:
    lines = ("BEGIN:VEVENT", "UID:p", "DTSTAMP:20261101T000000Z", "DTSTART:20261124T100000Z", "CLASS:CONFIDENTIAL")
    framed = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *lines, "END:VEVENT", "END:VCALENDAR", "")
    private = kona.one("anna", kona.put_text("anna", "\r\n".join(framed)))
    assert private["visibility"] == 1
    before = kona.text("anna", private["id"])
    assert kona.put("anna", private["id"], **private) == private
    assert kona.text("anna", private["id"]) == before
    assert kona.put("anna", private["id"], visibility=2)["visibility"] == 2
    assert "CLASS" not in kona.text("anna", private["id"])
    assert kona.put("anna", private["id"], visibility=1)["visibility"] == 1
    assert "CLASS:PRIVATE" in kona.lines("anna", private["id"])
    assert kona.put("anna", private["id"], status=2) | {"updated_at": 0} == private | {"status": 2, "updated_at": 0}


def test_a_todo_is_no_event(kona: Kona) -> None:
    lines = ("BEGIN:VTODO", "UID:t", "DTSTAMP:20261101T000000Z", "DUE:20261124T100000Z", "END:VTODO")
    todo = kona.put_text(
        "anna", "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *lines, "END:VCALENDAR", ""))
    )
    for method in ("GET", "PUT", "DELETE"):
        assert kona.refused("anna", method, f"{EVENTS}/{todo}", {"name": "x"})[:2] == (404, "not_found")
    assert kona.all("anna", f"{EVENTS}?date_range_start=2026-11-01&date_range_end=2026-11-30") == []


def test_null_takes_a_text_away(kona: Kona) -> None:
    made = kona.post("anna", details="x", location="y")
    body = json.dumps({"details": None, "location": None, "status": None, "start_at": None})
    answer = kona.ask("anna", "PUT", f"{EVENTS}/{made['id']}", body)
    (changed,) = answer.json["calendar_events"]
    assert (changed["details"], changed["location"], changed["status"]) == ("", "", 1)
