"""What is in a time range: the tables of RFC 4791 §9.9, instances, alarms, properties."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.drawn import LAWS, Drawn, series
from tests.core.report.samples import calendar, moment, next_part, opened, overlaps, span

from kalends.core.match.filters import ComponentFilter, ParameterFilter, PropertyFilter, TextMatch, TimeRange
from kalends.core.objects.object import CalendarObject
from kalends.core.recur.series import Window
from kalends.core.report import matches
from kalends.core.time.zones import ETC_UTC, zone

TEN = "DTSTART:20260310T100000Z"


def edges(made: CalendarObject, there: str = "Etc/UTC") -> tuple[bool, ...]:
    """Whether it is in ranges of an hour that touch 10:00, 11:00 and 12:00 of 10 March on one side each, and inside."""
    ranges = [
        ("20260310T09", "20260310T095959"),
        ("20260310T09", "20260310T10"),
        ("20260310T09", "20260310T100001"),
        ("20260310T10", "20260310T100001"),
        ("20260310T100001", "20260310T1030"),
        ("20260310T1030", "20260310T11"),
        ("20260310T105959", "20260310T1130"),
        ("20260310T11", "20260310T12"),
        ("20260310T110001", "20260310T12"),
    ]
    return tuple(overlaps(made, *each, there=zone(there)) for each in ranges)


#                    ends before | at 10:00 | after | 10:00 on | inside | inside | 10:59:59 | from 11:00 | after
HOUR = (False, False, True, True, True, True, True, False, False)
MOMENT = (False, False, True, True, False, False, False, False, False)


@pytest.mark.rfc("4791 §9.9")
@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((TEN, "DTEND:20260310T110000Z"), HOUR),
        ((TEN, "DURATION:PT1H"), HOUR),
        ((TEN, "DURATION:PT0S"), MOMENT),
        ((TEN,), MOMENT),
        ((TEN, "DTEND:20260310T100000Z"), MOMENT),
        ((TEN, "DTEND:20260310T090000Z"), MOMENT),
        (("DTSTART;TZID=Europe/Berlin:20260310T110000", "DTEND;TZID=Europe/London:20260310T110000"), HOUR),
        (("DTSTART:20260301T100000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY"), HOUR),
        (("DTSTART:20260301T100000Z", "DURATION:PT1H", "RDATE;VALUE=PERIOD:20260310T100000Z/PT1H"), HOUR),
        (("DTSTART:20260301T100000Z", "RDATE;VALUE=PERIOD:20260310T100000Z/20260310T110000Z"), HOUR),
        (("SUMMARY:without a start",), (False,) * 9),
    ],
)
def test_events(lines: tuple[str, ...], expected: tuple[bool, ...]) -> None:
    assert edges(opened(*lines)) == expected


@pytest.mark.rfc("4791 §9.9")
@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        # DTSTART and DURATION: start <= end of it, end > DTSTART
        ((TEN, "DURATION:PT1H"), (False, False, True, True, True, True, True, True, False)),
        # DTSTART and DUE: start < DUE, end > DTSTART
        ((TEN, "DUE:20260310T110000Z"), HOUR),
        # both at once: start <= DTSTART, end >= DUE
        ((TEN, "DUE:20260310T100000Z"), (False, True, True, True, False, False, False, False, False)),
        # DTSTART alone: start <= DTSTART, end > DTSTART
        ((TEN,), MOMENT),
        # DUE alone: start < DUE, end >= DUE
        (("DUE:20260310T100000Z",), (False, True, True, False, False, False, False, False, False)),
        # COMPLETED and CREATED
        (
            ("CREATED:20260310T100000Z", "COMPLETED:20260310T110000Z"),
            (False, True, True, True, True, True, True, True, False),
        ),
        (("COMPLETED:20260310T100000Z",), (False, True, True, True, False, False, False, False, False)),
        (("CREATED:20260310T100000Z",), (False, False, True, True, True, True, True, True, True)),
        (("SUMMARY:some day",), (True,) * 9),
        (("DURATION:PT1H",), (True,) * 9),
        # a series of them, each by the same row
        (
            ("DTSTART:20260301T100000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY"),
            (False, False, True, True, True, True, True, True, False),
        ),
        (
            ("DUE:20260301T100000Z", "RRULE:FREQ=DAILY"),
            (False, True, True, False, False, False, False, False, False),
        ),
    ],
)
def test_to_dos(lines: tuple[str, ...], expected: tuple[bool, ...]) -> None:
    assert edges(opened(*lines, kind="VTODO")) == expected


@pytest.mark.rfc("4791 §9.9")
def test_open_ranges() -> None:
    for kind, lines in (
        ("VEVENT", (TEN, "DURATION:PT1H")),
        ("VTODO", ("DUE:20260310T110000Z",)),
        ("VTODO", ("COMPLETED:20260310T110000Z",)),
        ("VJOURNAL", (TEN,)),
        ("VFREEBUSY", (TEN, "DTEND:20260310T110000Z")),
        ("VAVAILABILITY", (TEN, "DTEND:20260310T110000Z")),
    ):
        made = opened(*lines, kind=kind)
        assert overlaps(made, start="20260310T1")
        assert not overlaps(made, start="20260310T110001")
        assert overlaps(made, end="20260310T1101")
        assert not overlaps(made, end="20260310T095959")
    assert overlaps(opened("CREATED:20260310T110000Z", kind="VTODO"), start="20990101")
    assert overlaps(opened("SUMMARY:some day", kind="VTODO"), end="19000101")


@pytest.mark.rfc("4791 §7.3", "4791 §9.8", "4791 §9.9")
@pytest.mark.parametrize("kind", ["VEVENT", "VTODO", "VJOURNAL"])
def test_a_day_is_where_one_is(kind: str) -> None:
    made = opened("DTSTART;VALUE=DATE:20260310", kind=kind)
    for there, hours in (("Etc/UTC", 0), ("America/New_York", 4), ("Asia/Tokyo", -9)):
        begins = moment("20260310") + timedelta(hours=hours)
        second, day = timedelta(seconds=1), timedelta(days=1)
        for start, end, expected in (
            (begins - day, begins, False),
            (begins - day, begins + second, True),
            (begins + day - second, begins + day, True),
            (begins + day, begins + 2 * day, False),
        ):
            wanted = calendar(ComponentFilter(kind, TimeRange(start, end)))
            assert matches(made, wanted, zone(there)) is expected, (there, start)


@pytest.mark.rfc("4791 §7.3")
def test_a_floating_time_is_where_one_is() -> None:
    made = opened("DTSTART:20260310T100000", "DURATION:PT1H")
    assert overlaps(made, "20260310T10", "20260310T11")
    assert not overlaps(made, "20260310T10", "20260310T11", zone("Asia/Tokyo"))
    assert overlaps(made, "20260310T01", "20260310T02", zone("Asia/Tokyo"))


def test_a_to_do_that_is_due_on_a_day_is_in_that_day() -> None:
    made = opened("DUE;VALUE=DATE:20260310", kind="VTODO")
    assert overlaps(made, "20260310", "20260311")
    assert overlaps(made, "20260309", "20260310")  # as the table has it: end >= DUE
    assert not overlaps(made, "20260311", "20260312")
    assert not overlaps(made, "20260308", "20260309")


@pytest.mark.rfc("4791 §9.9")
def test_free_busy() -> None:
    made = opened(TEN, "DTEND:20260310T110000Z", "FREEBUSY:20260401T100000Z/PT1H", "DURATION:PT9H", kind="VFREEBUSY")
    assert edges(made) == (False, False, True, True, True, True, True, True, False)
    periods = opened(
        "FREEBUSY;FBTYPE=FREE:20260310T100000Z/PT1H,20260401T100000Z/20260401T110000Z", TEN, kind="VFREEBUSY"
    )
    assert edges(periods) == HOUR
    assert overlaps(periods, "20260401T1030", "20260401T1040")
    assert not overlaps(periods, "20260402", "20260403")
    assert not overlaps(opened(TEN, kind="VFREEBUSY"), "20260101", "20270101")


@pytest.mark.rfc("7953 §7.2.2")
@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((TEN, "DTEND:20260310T110000Z"), HOUR),
        ((TEN, "DURATION:PT1H"), HOUR),
        (("DTSTART;TZID=Europe/Berlin:20260310T110000", "DURATION:PT1H"), HOUR),
        ((TEN,), (False, False, True, True, True, True, True, True, True)),
        (("DTEND:20260310T110000Z",), (True, True, True, True, True, True, True, False, False)),
        (("SUMMARY:always",), (True,) * 9),
    ],
)
def test_availability(lines: tuple[str, ...], expected: tuple[bool, ...]) -> None:
    assert edges(opened(*lines, kind="VAVAILABILITY")) == expected


SERIES = (
    "DTSTART;TZID=Europe/Berlin:20260302T100000",
    "DURATION:PT1H",
    "RRULE:FREQ=WEEKLY;COUNT=6",
    "EXDATE;TZID=Europe/Berlin:20260309T100000",
    *next_part("RECURRENCE-ID;TZID=Europe/Berlin:20260316T100000", "DTSTART;TZID=Europe/Berlin:20260317T100000"),
    *next_part(
        "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20260330T100000",
        "DTSTART;TZID=Europe/Berlin:20260331T150000",
        "DURATION:PT30M",
    ),
)


@pytest.mark.rfc("4791 §7.4", "4791 §9.9")
@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("20260302T09", "20260302T0930", True),
        ("20260309", "20260310", False),  # taken out
        ("20260316", "20260317", False),  # moved
        ("20260317T09", "20260317T10", True),
        ("20260323T09", "20260323T10", True),
        ("20260330", "20260331", False),  # this and all after are a day later
        ("20260331T13", "20260331T1301", True),
        ("20260331T1330", "20260331T14", False),
        ("20260407T1315", "20260407T14", True),
        ("20260406", "20260407", False),
        ("20260414", "20260421", False),
    ],
)
def test_instances(start: str, end: str, expected: bool) -> None:
    assert overlaps(opened(*SERIES), start, end) is expected


def test_an_instance_without_its_series() -> None:
    alone = opened("RECURRENCE-ID:20260310T100000Z", "DTSTART:20260311T100000Z", "DURATION:PT1H")
    assert overlaps(alone, "20260311T1030", "20260312")
    assert not overlaps(alone, "20260310", "20260311")


def rings(made: CalendarObject, start: str = "", end: str = "") -> bool:
    wanted = ComponentFilter(made.kind, components=(ComponentFilter("VALARM", span(start, end)),))
    return matches(made, calendar(wanted), zone("Europe/Berlin"))


def alarm(*lines: str) -> tuple[str, ...]:
    return ("BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:x", *lines, "END:VALARM")


@pytest.mark.rfc("4791 §9.9")
@pytest.mark.parametrize(
    ("lines", "at"),
    [
        (("TRIGGER:-PT15M",), "20260310T094500Z"),
        (("TRIGGER:PT15M",), "20260310T101500Z"),
        (("TRIGGER;RELATED=END:PT0S",), "20260310T120000Z"),
        (("TRIGGER;VALUE=DATE-TIME:20260110T070000Z",), "20260110T070000Z"),
        (("TRIGGER:-PT15M", "REPEAT:3", "DURATION:PT5M"), "20260310T100000Z"),
        (("TRIGGER;VALUE=DATE-TIME:20260110T070000Z", "REPEAT:2", "DURATION:P1D"), "20260112T070000Z"),
        (("TRIGGER:-P1W",), "20260303T100000Z"),
    ],
)
def test_alarms(lines: tuple[str, ...], at: str) -> None:
    made = opened(TEN, "DTEND:20260310T120000Z", "STATUS:CANCELLED", *alarm(*lines))
    then = moment(at)
    second = timedelta(seconds=1)
    wanted = [(then - second, then, False), (then, then + second, True), (then - second, then + second, True)]
    repeats = len(lines) > 1
    for start, end, expected in wanted if not repeats else wanted[:2]:
        inner = ComponentFilter("VALARM", TimeRange(start, end))
        asked = calendar(ComponentFilter("VEVENT", components=(inner,)))
        assert matches(made, asked, ETC_UTC) is expected, start
    assert rings(made, start=at)
    assert not rings(made, start=f"{then + second:%Y%m%dT%H%M%S}")
    assert not rings(made, end="20251231")
    assert rings(made, end=f"{then + second:%Y%m%dT%H%M%S}")


def test_alarms_of_each_instance() -> None:
    made = opened(
        "DTSTART;TZID=Europe/Berlin:20260302T100000",
        "RRULE:FREQ=DAILY",
        *alarm("TRIGGER:-PT1H"),
        *next_part(
            "RECURRENCE-ID;TZID=Europe/Berlin:20260310T100000",
            "DTSTART;TZID=Europe/Berlin:20260310T180000",
            *alarm("TRIGGER:PT0S"),
        ),
    )
    assert rings(made, "20260309T08", "20260309T0801")
    assert not rings(made, "20260310T08", "20260310T0801")
    assert rings(made, "20260310T17", "20260310T1701")
    assert rings(made, "20300610T07", "20300610T0701")  # in summer
    assert not rings(made, "20300610T0701", "20300611T07")


def test_alarms_that_never_go_off() -> None:
    assert not rings(opened(TEN, *alarm()), "20260101", "20270101")
    by_place = alarm("PROXIMITY:ARRIVE", "TRIGGER;VALUE=DATE-TIME:20260310T070000Z")
    assert not rings(opened(TEN, *by_place), "20260101", "20270101")
    assert not rings(opened("SUMMARY:x", *alarm("TRIGGER:PT0S"), kind="VTODO"), "20260101", "20270101")


def time_of(made: CalendarObject, name: str, start: str, end: str, *parameters: ParameterFilter) -> bool:
    wanted = PropertyFilter(name, time_range=span(start, end), parameters=parameters)
    return matches(made, calendar(ComponentFilter(made.kind, properties=(wanted,))), zone("Europe/Berlin"))


@pytest.mark.rfc("4791 §9.9")
@pytest.mark.parametrize(
    ("line", "name", "at"),
    [
        ("COMPLETED:20260310T100000Z", "COMPLETED", "20260310T10"),
        ("CREATED:20260310T100000Z", "CREATED", "20260310T10"),
        ("LAST-MODIFIED:20260310T100000Z", "LAST-MODIFIED", "20260310T10"),
        ("X-A:1", "DTSTAMP", "20260101"),
        ("DTSTART:20260310T100000Z", "DTSTART", "20260310T10"),
        ("DTSTART:20260310T100000", "DTSTART", "20260310T09"),
        ("DTSTART;VALUE=DATE:20260310", "DTSTART", "20260309T23"),
        ("DUE;TZID=America/New_York:20260310T100000", "DUE", "20260310T14"),
        ("DUE;VALUE=DATE:20260310", "DUE", "20260309T23"),
        ("RECURRENCE-ID:20260310T100000Z", "RECURRENCE-ID", "20260310T10"),
        ("RDATE;VALUE=PERIOD:20260310T100000Z/PT9H", "RDATE", "20260310T10"),
        ("X-WHEN;VALUE=DATE-TIME:20260310T100000Z", "X-WHEN", "20260310T10"),
    ],
)
def test_times_of_properties(line: str, name: str, at: str) -> None:
    made, then, second = opened(line, kind="VTODO"), moment(at), timedelta(seconds=1)
    for start, end, expected in (
        (then - second, then, False),
        (then, then + second, True),
        (then + second, None, False),
        (None, then, False),
        (None, then + second, True),
    ):
        wanted = ComponentFilter("VTODO", properties=(PropertyFilter(name, time_range=TimeRange(start, end)),))
        assert matches(made, calendar(wanted), zone("Europe/Berlin")) is expected, (start, end)


def test_a_property_that_is_no_time_is_in_no_range() -> None:
    assert not time_of(opened(TEN, "X-WHEN:soon"), "X-WHEN", "20260101", "20270101")


@pytest.mark.rfc("4791 §9.9")
def test_ends_that_are_only_inferred() -> None:
    event = opened(TEN, "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=2")
    assert time_of(event, "DTEND", "20260310T11", "20260310T1101")
    assert time_of(event, "DTEND", "20260311T11", "20260311T1101")
    assert not time_of(event, "DTEND", "20260310T1101", "20260311T11")
    assert not time_of(event, "DTEND", "20260312", "20260313")
    assert time_of(event, "DTEND", "20260311", "20260312", ParameterFilter("TZID", is_not_defined=True))
    assert not time_of(event, "DTEND", "20260311", "20260312", ParameterFilter("TZID"))
    assert not time_of(opened(TEN), "DTEND", "20260101", "20270101")
    to_do = opened(TEN, "DURATION:PT1H", kind="VTODO")
    assert time_of(to_do, "DUE", "20260310T11", "20260310T1101")
    assert not time_of(to_do, "DUE", "20260310T10", "20260310T11")
    assert not time_of(opened("DURATION:PT1H", kind="VTODO"), "DUE", "20260101", "20270101")


@pytest.mark.rfc("4791 §9.9")
def test_starts_of_instances() -> None:
    made = opened(*SERIES)
    zoned = ParameterFilter("TZID", TextMatch("berlin"))
    assert time_of(made, "DTSTART", "20260323T09", "20260323T0901", zoned)
    assert not time_of(made, "DTSTART", "20260323T0901", "20260323T10", zoned)
    assert time_of(made, "DTSTART", "20260407T13", "20260407T1301")
    assert time_of(made, "DTEND", "20260407T1330", "20260407T1331")
    assert not time_of(made, "DTSTART", "20260323T09", "20260323T0901", ParameterFilter("VALUE"))


RANGES = st.tuples(st.integers(0, 400), st.integers(1, 300), st.integers(1, 300))


@LAWS
@given(series(), RANGES, st.sampled_from(["Etc/UTC", "America/New_York"]))
def test_a_range_is_its_two_halves(drawn: Drawn, hours: tuple[int, int, int], there: str) -> None:
    made = CalendarObject(drawn.calendar)
    assert drawn.window.start is not None
    first = drawn.window.start + timedelta(hours=hours[0])
    middle, last = first + timedelta(hours=hours[1]), first + timedelta(hours=hours[1] + hours[2])

    def inside(start: TimeRange) -> bool:
        return matches(made, calendar(ComponentFilter("VEVENT", start)), zone(there))

    assert inside(TimeRange(first, last)) is (inside(TimeRange(first, middle)) or inside(TimeRange(middle, last)))


@LAWS
@given(series(), RANGES)
def test_what_is_in_a_range_is_an_instance(drawn: Drawn, hours: tuple[int, int, int]) -> None:
    made, there = CalendarObject(drawn.calendar), zone("America/New_York")
    assert drawn.window.start is not None
    first = drawn.window.start + timedelta(hours=hours[0])
    window = Window(first, first + timedelta(hours=hours[1]))
    instances = drawn.instances(window=window)
    wanted = ComponentFilter("VEVENT", TimeRange(window.start, window.end))
    assert matches(made, calendar(wanted), there) is bool(instances)
    alone = ComponentFilter("VEVENT", wanted.time_range, (PropertyFilter("RECURRENCE-ID"),))
    expected = any(each.component.first("RECURRENCE-ID") for each in instances)
    assert matches(made, calendar(alone), there) is expected


@LAWS
@given(series(), RANGES)
def test_edges_are_those_of_instances(drawn: Drawn, hours: tuple[int, int, int]) -> None:
    made, there = CalendarObject(drawn.calendar), zone("America/New_York")
    assert drawn.window.start is not None
    start = drawn.window.start + timedelta(hours=hours[0])
    end = start + timedelta(hours=hours[1])
    wide = Window(start - timedelta(days=9), end + timedelta(days=9))
    instances = drawn.instances(window=wide)

    def asked(name: str) -> bool:
        wanted = PropertyFilter(name, time_range=TimeRange(start, end))
        return matches(made, calendar(ComponentFilter("VEVENT", properties=(wanted,))), there)

    assert asked("DTSTART") is any(start <= each.begins < end for each in instances)
    lasting = [each for each in instances if each.component.first("DURATION")]
    assert asked("DTEND") is any(start <= each.ends < end for each in lasting)
