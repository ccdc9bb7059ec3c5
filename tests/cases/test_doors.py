"""Cases that a table cannot tell, each by itself."""

import json
from datetime import UTC, datetime
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest
from tests.cases.calendar import Calendar, components
from tests.cases.case import FILES, Import
from tests.cases.marks import case, is_case
from tests.cases.test_cases import answers, of, source
from tests.cases.zone_names import ZONES


@pytest.mark.parametrize("wanted", [case(f"{each.name}@text", each) for each in of(Import) if each.names])
def test_a_report_for_people_names_the_same(wanted: Import, calendar: Calendar) -> None:
    before = FILES / f"{wanted.name}.before.ics"
    if before.exists():
        calendar.take(before)
    file = str(FILES / f"{wanted.name}.ics")
    lines = calendar.run("import", file, "--into", calendar.id).stdout.replace(file, "").splitlines()
    for entry in wanted.names:
        number = [f"line {entry.line}"] if entry.line else []
        words = [word.casefold() for word in (*number, *entry.words)]
        assert any(all(word in line.casefold() for word in words) for line in lines), (entry, lines)


@pytest.mark.parametrize(
    ("method", "name"),
    [
        case("post-unknown@REPLY", "REPLY", "009-import-reply-unknown"),
        case("post-unknown@CANCEL", "CANCEL", "009-import-reply-unknown"),
        case("post-unknown@COUNTER", "COUNTER", "009-import-reply-unknown"),
        case("post-unknown@REFRESH", "REFRESH", "010-import-refresh"),
    ],
)
def test_a_message_about_nothing_is_refused(method: str, name: str, calendar: Calendar) -> None:
    text = source(name).decode().replace("METHOD:REPLY", f"METHOD:{method}")
    answer = calendar.post(text)
    assert 400 <= answer.status < 500, answer.text
    assert method in answer.text
    assert calendar.items() == []


@is_case("014-put-counter@xml")
def test_xml_says_what_a_message_did(calendar: Calendar) -> None:
    first, put, *_ = json.loads((FILES / "014-put-counter.json").read_text())["steps"]
    made = calendar.ask("POST", first["path"], first["body"] | {"calendarId": calendar.id})
    body = put["body"] | {"eventId": made.json["response"][0]["objectId"]}
    answer = calendar.ask("PUT", f"{put['path']}.xml", body)
    assert (answer.status, answer.headers["content-type"].partition(";")[0]) == (200, "text/xml")
    assert "COUNTER" in answer.text


@is_case("044-x-wr-timezone@icsevent")
def test_a_single_object_has_no_zone_of_a_file(calendar: Calendar) -> None:
    assert calendar.post(source("044-x-wr-timezone").decode()).status == 201
    assert calendar.shows() == ["2026-05-19T18:00Z/2026-05-19T18:30Z Show"]


@is_case("zone-names")
def test_every_name_of_a_zone_is_understood(calendar: Calendar) -> None:
    moments = [datetime(2026, 1, 15, 12), datetime(2026, 7, 6, 12)]
    events = [
        f'BEGIN:VEVENT\r\nUID:{number}\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;TZID="{name}":{moment:%Y%m%dT%H%M%S}\r\n'
        f"SUMMARY:{name.replace(',', chr(92) + ',').replace(';', chr(92) + ';')}\r\nEND:VEVENT\r\n"
        for number, (name, moment) in enumerate((name, moment) for name in ZONES for moment in moments)
    ]
    text = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//T//T//EN\r\n{''.join(events)}END:VCALENDAR\r\n"
    code, shown = calendar.expand(text.encode())
    wrong = [
        name for name, zones in ZONES.items() if not any(_instants(moments, zone, name) <= {*shown} for zone in zones)
    ]
    assert (wrong, code) == ([], 0)


def _instants(moments: list[datetime], zone: str, title: str) -> set[str]:
    with files("tzdata").joinpath("zoneinfo", *zone.split("/")).open("rb") as file:
        rules = ZoneInfo.from_file(file)
    utc = [moment.replace(tzinfo=rules).astimezone(UTC) for moment in moments]
    return {f"{moment:%Y-%m-%dT%H:%MZ}/{moment:%Y-%m-%dT%H:%MZ} {title}" for moment in utc}


@pytest.mark.parametrize(
    "offset", [case("vtimezone-once@known", "+0500"), case("vtimezone-once@unknown", "five hours")]
)
def test_an_export_never_repeats_a_zone(offset: str, calendar: Calendar) -> None:
    zone = (
        f"BEGIN:VTIMEZONE\r\nTZID:Office\r\nBEGIN:STANDARD\r\nDTSTART:20000101T000000\r\nTZOFFSETFROM:{offset}\r\n"
        f"TZOFFSETTO:{offset}\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    )
    events = [
        f"BEGIN:VEVENT\r\nUID:once{day}\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;TZID=Office:202601{day}T100000\r\n"
        "SUMMARY:E\r\nEND:VEVENT\r\n"
        for day in range(10, 20)
    ]
    text = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//T//T//EN\r\n{zone}{''.join(events)}END:VCALENDAR\r\n"
    calendar.take(text.encode())
    exported = calendar.export()
    assert (exported.count(b"BEGIN:VEVENT"), exported.count(b"BEGIN:VTIMEZONE")) == (10, 1)


@is_case("074-make-offset-and-byday")
def test_make_asks_for_a_zone_where_an_offset_would_shift_a_day(calendar: Calendar) -> None:
    result = calendar.run("make", str(FILES / "074-make-offset-and-byday.json"))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "zone" in result.stderr


@is_case("092-description-raw-lines@description")
def test_a_description_keeps_its_lines(calendar: Calendar) -> None:
    calendar.take(FILES / "092-description-raw-lines.ics")
    [item] = calendar.items()
    assert [line for line in item["description"].splitlines() if line] == [
        "Dear all",
        "please bring: coats",
        "Time: 10:00",
        "See https://x.example/y?z=1",
    ]


@is_case("094-kona-cancelled-is-active")
def test_a_cancelled_event_is_not_active(calendar: Calendar) -> None:
    _, listed = answers(calendar, "094-kona-cancelled-is-active")
    assert listed.status == 200, listed.text
    assert [event["status"] for event in listed.json["calendar_events"] if event["status"] == 1] == []


@is_case("095-last-modified-stays")
def test_last_modified_follows_an_edit(calendar: Calendar) -> None:
    assert [answer.status for answer in answers(calendar, "095-last-modified-stays")] == [201, 200, 200]
    [event] = components(calendar.export())
    assert [title.value for title in event.all("SUMMARY")] == ["New"]
    stamps = [stamp.value for stamp in event.all("DTSTAMP")]
    assert all(modified.value >= stamps[0] > "20260101T000000Z" for modified in event.all("LAST-MODIFIED"))


@is_case("103-gap-of-an-hour")
def test_an_hour_that_is_skipped_is_the_same_in_two_doors(calendar: Calendar) -> None:
    apyhub = calendar.house.ask("POST", "/generate/ical/file", (FILES / "103-gap-of-an-hour.json").read_text())
    body = {
        "action": "createcalendar",
        "event-title": "x",
        "event-description": "x",
        "event-location": "x",
        "event-start-datetime": "2026-03-29T02:30",
        "event-end-datetime": "2026-03-29T03:30",
        "event-timezone": "Europe/Berlin",
    }
    skycore = calendar.house.ask("POST", "/skycore/v2", body, headers={"x-api-key": calendar.house.key})
    assert (apyhub.status, skycore.status) == (200, 200)
    [made] = calendar.expand(apyhub.body)[1]
    [other] = calendar.expand(skycore.body)[1]
    assert made.partition(" ")[0] == other.partition(" ")[0]
    start, _, end = made.partition(" ")[0].partition("/")
    assert (start, end in ("2026-03-29T01:30Z", "2026-03-29T02:30Z")) == ("2026-03-29T01:30Z", True)
