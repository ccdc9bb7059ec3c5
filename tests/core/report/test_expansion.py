"""A series as its instances."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.drawn import LAWS, Drawn, series
from tests.core.report.samples import UTC_ZONE, next_part, opened, sample, span

from kalends.core.ics.tree import Component
from kalends.core.match.filters import TimeRange
from kalends.core.objects.object import CalendarObject
from kalends.core.recur.budget import Budget
from kalends.core.recur.series import Window
from kalends.core.report import Allowance, ComponentSelection, DataRequest, PropertySelection, calendar_data
from kalends.core.time.offsets import Zone
from kalends.core.time.zones import zone
from kalends.errors import Fault, Kind

TIMES = ("DTSTART", "DTEND", "DUE", "DURATION", "RECURRENCE-ID")


def expanded(made: CalendarObject, start: str, end: str, there: Zone = UTC_ZONE) -> list[list[str]]:
    """The lines of each component, without UID and DTSTAMP."""
    text = calendar_data(made, DataRequest(expand=span(start, end)), there)
    parts = CalendarObject.read(text).calendar.components
    return [[prop.line for prop in part.properties if prop.name not in ("UID", "DTSTAMP")] for part in parts]


@pytest.mark.rfc("4791 §7.8.3", "4791 §9.6.5")
def test_the_example_of_the_rfc() -> None:
    assert expanded(sample("abcd2"), "20060103", "20060105") == [
        ["DTSTART:20060103T170000Z", "RECURRENCE-ID:20060103T170000Z", "DURATION:PT1H", "SUMMARY:Event #2"],
        ["DTSTART:20060104T190000Z", "RECURRENCE-ID:20060104T170000Z", "DURATION:PT1H", "SUMMARY:Event #2 bis"],
    ]
    text = calendar_data(sample("abcd3"), DataRequest(expand=span("20060103", "20060105")), UTC_ZONE)
    assert "DTSTART:20060104T150000Z\r\nDURATION:PT1H\r\n" in text
    assert "RECURRENCE-ID" not in text
    for word in ("VTIMEZONE", "TZID", "RRULE"):
        assert word not in text
    assert "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:lisa@example.com\r\n" in text


@pytest.mark.rfc("4791 §9.6.5")
@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            ("DTSTART;VALUE=DATE:20260310", "RRULE:FREQ=DAILY"),
            ["DTSTART;VALUE=DATE:20260328", "RECURRENCE-ID;VALUE=DATE:20260328"],
        ),
        (
            ("DTSTART;VALUE=DATE:20260328", "DTEND;VALUE=DATE:20260330"),
            ["DTSTART;VALUE=DATE:20260328", "DTEND;VALUE=DATE:20260330"],
        ),
        (
            ("DTSTART:20260307T100000", "RRULE:FREQ=WEEKLY", "DURATION:P1D"),
            ["DTSTART:20260328T100000", "RECURRENCE-ID:20260328T100000", "DURATION:P1D"],
        ),
        (
            ("DTSTART;TZID=Europe/Berlin:20260328T100000", "DURATION:P1D"),
            ["DTSTART:20260328T090000Z", "DURATION:PT23H"],  # in UTC a day has 24 hours
        ),
        (
            ("DTSTART;TZID=Europe/Berlin:20260328T000000", "DURATION:P1D"),
            ["DTSTART:20260327T230000Z", "DURATION:P1D"],
        ),
        (
            ("DTSTART;TZID=Europe/Berlin:20260328T100000", "DTEND;TZID=Europe/London:20260328T100000"),
            ["DTSTART:20260328T090000Z", "DTEND:20260328T100000Z"],
        ),
        (
            ("DTSTART:20260310T100000Z", "RDATE;VALUE=PERIOD:20260328T100000Z/PT2H"),
            ["DTSTART:20260328T100000Z", "RECURRENCE-ID:20260328T100000Z", "DTEND:20260328T120000Z"],
        ),
        (
            ("DTSTART:20260310T100000Z", "DURATION:PT1H", "RDATE;VALUE=PERIOD:20260328T100000Z/PT2H"),
            ["DTSTART:20260328T100000Z", "RECURRENCE-ID:20260328T100000Z", "DURATION:PT2H"],
        ),
        (
            ("DTSTART:20260310T100000Z", "DTEND:20260310T110000Z", "RDATE;VALUE=PERIOD:20260328T100000Z/PT2H"),
            ["DTSTART:20260328T100000Z", "RECURRENCE-ID:20260328T100000Z", "DTEND:20260328T120000Z"],
        ),
        (
            ("DTSTART;TZID=Mars/Base:20260328T100000", "X-SEEN;TZID=Europe/Berlin:20260328T100000", "X-A;TZID=x:hm"),
            ["DTSTART:20260328T100000Z", "X-SEEN:20260328T090000Z", "X-A:hm"],
        ),
    ],
)
def test_times(lines: tuple[str, ...], expected: list[str]) -> None:
    assert expanded(opened(*lines), "20260328", "20260329") == [expected]


def test_an_unknown_zone_is_that_of_whoever_looks() -> None:
    made = opened("DTSTART;TZID=Mars/Base:20260328T100000")
    assert expanded(made, "20260328", "20260329", zone("Asia/Tokyo")) == [["DTSTART:20260328T010000Z"]]


@pytest.mark.rfc("4791 §9.6.5")
def test_this_and_all_after() -> None:
    made = opened(
        "DTSTART:20260301T100000Z",
        "RRULE:FREQ=DAILY;COUNT=4",
        "SUMMARY:a",
        "EXDATE:20260302T100000Z",
        *next_part("RECURRENCE-ID;RANGE=THISANDFUTURE:20260303T100000Z", "DTSTART:20260303T120000Z", "SUMMARY:b"),
    )
    assert expanded(made, "20260301", "20260401") == [
        ["DTSTART:20260301T100000Z", "RECURRENCE-ID:20260301T100000Z", "SUMMARY:a"],
        ["DTSTART:20260303T120000Z", "RECURRENCE-ID:20260303T100000Z", "SUMMARY:b"],
        ["DTSTART:20260304T120000Z", "RECURRENCE-ID:20260304T100000Z", "SUMMARY:b"],
    ]


def test_to_dos() -> None:
    made = opened("DUE:20260301T100000Z", "RRULE:FREQ=DAILY", "COMPLETED:20260301T090000Z", kind="VTODO")
    assert expanded(made, "20260328", "20260329") == [
        ["DUE:20260328T100000Z", "RECURRENCE-ID:20260328T100000Z", "COMPLETED:20260301T090000Z"]
    ]
    made = opened("DTSTART:20260301T100000Z", "DUE:20260301T120000Z", "RRULE:FREQ=DAILY", kind="VTODO")
    assert expanded(made, "20260328", "20260329") == [
        ["DTSTART:20260328T100000Z", "RECURRENCE-ID:20260328T100000Z", "DUE:20260328T120000Z"]
    ]
    some_day = opened("SUMMARY:some day", "CREATED:20260301T100000Z", kind="VTODO")
    assert expanded(some_day, "20260328", "20260329") == [["SUMMARY:some day", "CREATED:20260301T100000Z"]]
    assert expanded(some_day, "20260201", "20260202") == []


def test_an_override_that_says_nothing_of_when() -> None:
    made = opened(
        "DTSTART;TZID=Europe/Berlin:20260301T100000",
        "RRULE:FREQ=DAILY;COUNT=2",
        *next_part("RECURRENCE-ID;TZID=Europe/Berlin:20260302T100000", "SUMMARY:b"),
    )
    assert expanded(made, "20260302", "20260303") == [
        ["DTSTART:20260302T090000Z", "RECURRENCE-ID:20260302T090000Z", "SUMMARY:b"]
    ]


def test_alarms_stay() -> None:
    alarm = ("BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:x", "TRIGGER:-PT15M", "END:VALARM")
    made = opened("DTSTART:20260301T100000Z", "RRULE:FREQ=DAILY", *alarm)
    text = calendar_data(made, DataRequest(expand=span("20260301", "20260304")), UTC_ZONE)
    assert text.count("TRIGGER:-PT15M") == 3


def test_what_is_not_in_the_range_is_not_there() -> None:
    made = opened("DTSTART:20260301T100000Z")
    assert expanded(made, "20260302", "20260303") == []
    text = calendar_data(made, DataRequest(expand=span("20260302", "20260303")), UTC_ZONE)
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert text.endswith("\r\nEND:VCALENDAR\r\n")


def test_what_has_no_instances_stays() -> None:
    text = calendar_data(sample("abcd8"), DataRequest(expand=span("20260302", "20260303")), UTC_ZONE)
    assert text == sample("abcd8").text


def test_what_cannot_be_expanded() -> None:
    with pytest.raises(Fault) as raised:
        calendar_data(
            opened("DTSTART:20260301T100000Z", "RRULE:RSCALE=MARTIAN;FREQ=YEARLY"),
            DataRequest(expand=span("20260301", "20260302")),
            UTC_ZONE,
        )
    assert raised.value.kind in (Kind.INVALID, Kind.UNSUPPORTED)


@pytest.mark.rfc("4791 §7.8", "4791 §11")
@pytest.mark.parametrize(
    ("allowance", "what"),
    [
        (Allowance(instances=Budget(30)), "instances"),
        (Allowance(octets=Budget(3_000)), "octets"),
        (Allowance(work=Budget(20)), "work"),
    ],
)
def test_what_is_too_much(allowance: Allowance, what: str) -> None:
    made = opened("DTSTART:20260301T100000Z", "RRULE:FREQ=DAILY", "DESCRIPTION:" + "x" * 100)
    with pytest.raises(Fault, match=f"more {what}") as raised:
        calendar_data(made, DataRequest(expand=span("20260301", "20260401")), UTC_ZONE, allowance)
    assert (raised.value.kind, raised.value.precondition) == (Kind.TOO_LARGE, "number-of-matches-within-limits")


def test_octets_are_those_that_are_shown() -> None:
    made = opened("DTSTART:20260301T100000Z", "RRULE:FREQ=DAILY", "DESCRIPTION:" + "x" * 1000)
    start = ComponentSelection("VEVENT", (PropertySelection("DTSTART"),))
    asked = DataRequest(ComponentSelection("VCALENDAR", components=(start,)), expand=span("20260301", "20260401"))
    text = calendar_data(made, asked, UTC_ZONE, Allowance(octets=Budget(2_000)))
    assert text.count("BEGIN:VEVENT\r\nDTSTART:202603") == 31
    assert text.startswith("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n")


def times_of(component: Component) -> list[str]:
    return [prop.line for prop in component.properties if prop.name in TIMES]


@LAWS
@given(series(), st.integers(0, 400), st.integers(1, 900), st.sampled_from(["Etc/UTC", "America/New_York"]))
def test_it_is_the_instances_of_the_series(drawn: Drawn, after: int, hours: int, there: str) -> None:
    made = CalendarObject(drawn.calendar)
    assert drawn.window.start is not None
    start = drawn.window.start + timedelta(hours=after)
    window = Window(start, start + timedelta(hours=hours))
    text = calendar_data(made, DataRequest(expand=TimeRange(window.start, window.end)), zone(there))
    parts = CalendarObject.read(text).calendar.components
    instances = list(made.series(zone(there)).instances(window, zone(there)))
    assert len(parts) == len(instances)
    assert not {"RRULE", "RDATE", "EXDATE", "EXRULE"} & {prop.name for part in parts for prop in part.properties}
    assert "TZID" not in text
    for part, instance in zip(parts, instances, strict=True):
        alone = CalendarObject(Component("VCALENDAR", [part])).series(zone(there))
        (read,) = alone.instances(Window(), zone(there))
        assert (read.begins, read.ends) == (instance.begins, instance.ends)
        assert part.first("RECURRENCE-ID") is not None


@LAWS
@given(series(), st.integers(1, 400), st.integers(1, 400))
def test_two_ranges_make_one(drawn: Drawn, first: int, second: int) -> None:
    made = CalendarObject(drawn.calendar)
    assert drawn.window.start is not None
    start = drawn.window.start
    middle = start + timedelta(hours=first)
    end = middle + timedelta(hours=second)

    def parts(low: TimeRange) -> set[str]:
        text = calendar_data(made, DataRequest(expand=low), UTC_ZONE)
        return {"".join(times_of(each)) for each in CalendarObject.read(text).calendar.components}

    assert parts(TimeRange(start, end)) == parts(TimeRange(start, middle)) | parts(TimeRange(middle, end))
