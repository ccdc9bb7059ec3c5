"""How an object looks to whoever may only know when it takes time."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from tests.service.household import text_of

from kalends.core.ics.check import check, check_object
from kalends.core.ics.read import read
from kalends.core.ics.write import write
from kalends.core.objects.object import parts_of
from kalends.core.objects.redacted import redact
from kalends.core.recur.series import Window, series_of
from kalends.core.recur.series.moments import ForgivingZones
from kalends.core.time.zones import zone
from kalends.errors import Severity

SECRET = (
    *("SUMMARY:Secret", "DESCRIPTION:Secret", "LOCATION:Secret", "CATEGORIES:Secret", "COMMENT:Secret"),
    *("ORGANIZER;CN=Secret:mailto:secret@example.org", "ATTENDEE:mailto:secret@example.org", "URL:http://secret/"),
    *("X-SECRET;X-SECRET=1:Secret", "ATTACH:http://secret/", "GEO:1.0;2.0", "CONFERENCE;VALUE=URI:http://secret/"),
    *("RELATED-TO:secret", "EXDATE;X-SECRET=secret:20261125T100000Z", "IMAGE;VALUE=URI:http://secret/"),
    *("BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT1H", "DESCRIPTION:Secret", "END:VALARM"),
    *("BEGIN:PARTICIPANT", "UID:secret", "PARTICIPANT-TYPE:ACTIVE", "END:PARTICIPANT"),
)
ZONE = (
    "BEGIN:VTIMEZONE\r\nTZID:Office\r\nTZURL:http://secret/\r\nX-SECRET:secret\r\nBEGIN:STANDARD\r\n"
    "COMMENT:secret\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0300\r\nTZOFFSETTO:+0300\r\nEND:STANDARD\r\n"
    "END:VTIMEZONE\r\n"
)


def test_nothing_but_the_times_is_left() -> None:
    text = text_of("one", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=3", "TRANSP:OPAQUE", *SECRET)
    calendar = read(text.replace("BEGIN:VEVENT", f"X-WR-CALNAME:Secret\r\n{ZONE}BEGIN:VEVENT", 1)).components[0]
    shown = write(redact(calendar)).decode()
    assert "secret" not in shown.lower()
    assert "GEO" not in shown
    again = read(shown)
    assert not [flaw for flaw in check(again) if flaw.severity is Severity.ERROR]
    assert check_object(again) == []
    assert {"SUMMARY:Busy", "RRULE:FREQ=DAILY;COUNT=3", "EXDATE:20261125T100000Z"} <= set(shown.split("\r\n"))


@given(
    start=st.sampled_from(
        ["DTSTART;TZID=Office:20261124T100000", "DTSTART;VALUE=DATE:20261124", "DTSTART:20261124T1000"]
    ),
    rule=st.sampled_from([(), ("RRULE:FREQ=WEEKLY;COUNT=5",), ("RDATE:20261201T100000Z",)]),
)
def test_the_times_stay_what_they_were(start: str, rule: tuple[str, ...]) -> None:
    start = f"{start}00" if start.endswith("T1000") else start
    text = text_of("one", *rule, *SECRET, start=start).replace("BEGIN:VEVENT", f"{ZONE}BEGIN:VEVENT", 1)
    calendar = read(text).components[0]
    window = Window(datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC))
    there = zone("Asia/Tokyo")
    before, after = (
        [
            (each.begins, each.ends)
            for each in series_of(parts_of(one), ForgivingZones(one, there)).instances(window, there)
        ]
        for one in (calendar, redact(calendar))
    )
    assert before == after
    assert before
