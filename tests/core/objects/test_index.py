"""What an index knows of an object."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.service.household import text_of

from kalends.core.ics.read import read
from kalends.core.objects.index import EVER, Index, index_of, micros
from kalends.core.objects.object import CalendarObject, parts_of
from kalends.core.recur.series import Window, series_of
from kalends.core.recur.series.moments import ForgivingZones
from kalends.core.time.zones import zone
from kalends.errors import Fault, Kind

HOUR = 3_600_000_000


def index(*lines: str, **more: str) -> Index:
    calendar = read(text_of("one", *lines, **more)).components[0]
    return index_of(CalendarObject(calendar))


def us(year: int, month: int, day: int, hour: int = 0) -> int:
    return micros(datetime(year, month, day, hour, tzinfo=UTC))


def test_everything_that_is_found_by() -> None:
    found = index(
        "DTEND:20261124T110000Z",
        "SUMMARY:Réunion\\, lundi",
        "CLASS:private",
        "STATUS:tentative",
        "TRANSP:transparent",
        "SEQUENCE:3",
        "CATEGORIES:Work,Fun",
        "ATTENDEE;CN=Zoë:mailto:z@example.org",
    )
    assert found == Index(
        uid="one",
        kind="VEVENT",
        first=us(2026, 11, 24, 10),
        last=us(2026, 11, 24, 11),
        summary="Réunion, lundi",
        classification="PRIVATE",
        status="TENTATIVE",
        transparent=True,
        sequence=3,
        recurs=False,
        zoned=False,
        local=False,
        words="reunion lundi work fun zoe z example org",
    )


@pytest.mark.parametrize(
    ("lines", "start", "first", "last"),
    [
        ((), "DTSTART;VALUE=DATE:20261124", us(2026, 11, 24) - 14 * HOUR, us(2026, 11, 25) + 14 * HOUR),
        ((), "DTSTART:20261124T100000", us(2026, 11, 24, 10) - 14 * HOUR, us(2026, 11, 24, 10) + 14 * HOUR),
        ((), "DTSTART;TZID=Europe/Berlin:20261124T100000", us(2026, 11, 24, 9), us(2026, 11, 24, 9)),
        (("RRULE:FREQ=DAILY",), "DTSTART:20261124T100000Z", us(2026, 11, 24, 10), None),
        (("RRULE:FREQ=DAILY;COUNT=2",), "DTSTART:20261124T100000Z", us(2026, 11, 24, 10), us(2026, 11, 25, 10)),
        (("RDATE:20271124T100000Z",), "DTSTART:20261124T100000Z", us(2026, 11, 24, 10), us(2027, 11, 24, 10)),
    ],
)
def test_spans(lines: tuple[str, ...], start: str, first: int, last: int | None) -> None:
    found = index(*lines, start=start)
    assert (found.first, found.last) == (first, last)


def test_the_sort_of_times() -> None:
    assert index(start="DTSTART;TZID=Europe/Berlin:20261124T100000").zoned
    assert not index(start="DTSTART;TZID=Europe/Berlin:20261124T100000").local
    assert index(start="DTSTART;VALUE=DATE:20261124").local
    assert index("RRULE:FREQ=DAILY").recurs
    assert not index().recurs


def test_what_has_no_date() -> None:
    assert (index(kind="VTODO", start="").first, index(kind="VTODO", start="").last) == (EVER, None)
    assert index(kind="VJOURNAL", start="").first is None
    assert index(kind="VFREEBUSY", start="").first is None
    busy = index("FREEBUSY:20261110T000000Z/PT1H", kind="VFREEBUSY", start="")
    assert (busy.first, busy.last) == (us(2026, 11, 10), us(2026, 11, 10, 1))
    free = index("FREEBUSY;FBTYPE=FREE:20261110T000000Z/PT1H", kind="VFREEBUSY", start="")
    assert (free.first, free.last) == (us(2026, 11, 10), us(2026, 11, 10, 1))
    due = index(kind="VTODO", start="DUE:20261110T000000Z")
    assert (due.first, due.last) == (us(2026, 11, 10), us(2026, 11, 10))


@pytest.mark.rfc("7953 §3.1")
@pytest.mark.parametrize(
    ("lines", "first", "last"),
    [
        ((), EVER, None),
        (("DTSTART:20261110T000000Z",), us(2026, 11, 10) - 14 * HOUR, None),
        (("DTEND:20261110T000000Z",), EVER, us(2026, 11, 10) + 14 * HOUR),
        (("DTSTART:20261110T000000Z", "DURATION:P1D"), us(2026, 11, 10) - 14 * HOUR, us(2026, 11, 11) + 14 * HOUR),
    ],
)
def test_an_availability_may_be_open(lines: tuple[str, ...], first: int, last: int | None) -> None:
    found = index(*lines, kind="VAVAILABILITY", start="")
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize("line", ["RRULE:FREQ=NEVER", "RRULE:RSCALE=ISLAMIC;FREQ=YEARLY", "EXDATE:x", "DURATION:x"])
def test_what_is_not_understood_begins_where_it_can_be_told(line: str) -> None:
    found = index(line)
    assert (found.first, found.last) == (us(2026, 11, 24, 10), None)
    calendar = read(text_of("one", line)).components[0]
    with pytest.raises(Fault) as caught:
        index_of(CalendarObject(calendar), strict=True)
    assert caught.value.kind in (Kind.INVALID, Kind.UNSUPPORTED)


def test_a_start_that_is_none_may_be_anywhere() -> None:
    assert index(start="DTSTART:tomorrow").first == EVER


@pytest.mark.parametrize("written", ["", "x", "-1", "1.5", "9" * 30, "٣"])
def test_a_sequence_that_is_none_is_zero(written: str) -> None:
    assert index(f"SEQUENCE:{written}").sequence == 0


def test_a_sequence_fits_its_column() -> None:
    assert index("SEQUENCE:99999999999").sequence == 2**31 - 1


def test_the_master_speaks_for_its_overrides() -> None:
    text = text_of("one", "SUMMARY:master", "RRULE:FREQ=DAILY;COUNT=3")
    override = text_of("one", "SUMMARY:override", "RECURRENCE-ID:20261125T100000Z", start="DTSTART:20300101T000000Z")
    part = override[override.index("BEGIN:VEVENT") : override.index("END:VCALENDAR")]
    calendar = read(text.replace("BEGIN:VEVENT", part + "BEGIN:VEVENT", 1)).components[0]
    found = index_of(CalendarObject(calendar))
    assert (found.summary, found.last) == ("master", us(2030, 1, 1))
    assert found.words.split() == ["override", "master"]


def test_a_calendar_of_nothing() -> None:
    calendar = read("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n").components[0]
    with pytest.raises(ValueError, match="no object"):
        index_of(CalendarObject(calendar))


STARTS = st.sampled_from(
    [
        "DTSTART:20261124T100000Z",
        "DTSTART:20261124T100000",
        "DTSTART;VALUE=DATE:20261124",
        "DTSTART;TZID=Asia/Kathmandu:20261124T100000",
        "DTSTART;TZID=America/New_York:20261101T013000",
        "DTSTART;TZID=Office:20261124T100000",
    ]
)
RULES = st.sampled_from(["FREQ=DAILY;COUNT=9", "FREQ=WEEKLY;UNTIL=20270401T000000Z", "FREQ=MONTHLY;BYDAY=-1FR;COUNT=4"])
ZONES = st.sampled_from(["Pacific/Kiritimati", "Etc/GMT+12", "Europe/Berlin", "Asia/Kathmandu"])


@given(start=STARTS, rule=RULES, duration=st.sampled_from(["P1D", "PT5H", "P3W"]), name=ZONES)
def test_no_instance_lies_outside_of_the_span(start: str, rule: str, duration: str, name: str) -> None:
    if "DATE" in start and duration == "PT5H":
        duration = "P5D"
    calendar = read(text_of("one", f"RRULE:{rule}", f"DURATION:{duration}", start=start)).components[0]
    found = index_of(CalendarObject(calendar))
    assert found.first is not None
    assert found.last is not None
    there = zone(name)
    window = Window(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=3000))
    instances = list(series_of(parts_of(calendar), ForgivingZones(calendar, there)).instances(window, there))
    assert instances
    assert found.first <= min(micros(each.begins) for each in instances)
    assert found.last >= max(micros(each.ends) for each in instances)
