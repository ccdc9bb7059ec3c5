"""One bad value does not cost the event: what is read, what is left out, and what the text still says."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kalends.core.ics.check import check_text
from kalends.core.ics.mend_values import LEFT_OUT
from kalends.core.ics.read import read
from kalends.core.ics.tree import Component
from kalends.core.ics.write import write
from kalends.core.recur.series import Window, series_of
from kalends.core.recur.series.moments import ForgivingZones
from kalends.core.time.zones import zone
from kalends.errors import Fault, Severity

BERLIN = zone("Europe/Berlin")
HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//T//EN\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\n"
TAIL = "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
START = "DTSTART:20260105T090000Z"


def text_of(*lines: str) -> str:
    return HEAD + "\r\n".join(lines) + TAIL


def component_of(*lines: str) -> Component:
    return read(text_of(*lines), lenient=True).components[0].components[0]


def codes_of(*lines: str) -> set[str]:
    return {flaw.code for flaw in read(text_of(*lines), lenient=True).flaws}


def value_of(line: str) -> str | None:
    """The value with which a property is read; None for one that is left out."""
    item = component_of(START, line).items[-1]
    assert not isinstance(item, Component)
    return None if item.name == LEFT_OUT else item.value


def starts_of(*lines: str) -> list[datetime]:
    calendar = read(text_of(*lines), lenient=True).components[0]
    series = series_of(calendar.components, ForgivingZones(calendar, BERLIN))
    return [each.begins for each in series.instances(Window(end=datetime(2027, 1, 1, tzinfo=UTC)), BERLIN)]


@pytest.mark.parametrize(
    ("line", "value", "code"),
    [
        ("DTEND:20260105T100000Z ", "20260105T100000Z", "value-blank"),
        ("DTEND: 20260105T100000Z", "20260105T100000Z", "value-blank"),
        ("EXDATE:20260105T10", "20260105T100000", "short-time"),
        ("EXDATE:20260105T1015", "20260105T101500", "short-time"),
        ("DTEND:2026-01-05T10:00:00", "20260105T100000", "iso-time"),
        ("DTEND:2026-01-05 10:00:00Z", "20260105T100000Z", "iso-time"),
        ("DTEND:2026-01-05T10:00:00.000Z", "20260105T100000Z", "iso-time"),
        ("DTEND:2026-01-05", "20260105", "iso-time"),
        ("DTEND:20260105T100000-0500", "20260105T150000Z", "time-with-offset"),
        ("DTEND:20260105T240000", "20260106T000000", "midnight-24"),
        ("DTEND;VALUE=DATE:20260106T000000", "20260106", "time-with-value-date"),
        ("DTEND;VALUE=DATE:20260106T120000", "20260106T120000", None),
        ("DTEND;VALUE=DATE TIME:20260106T120000", "20260106T120000", "value-type"),
        ("DURATION:PT1W", "P1W", "duration-form"),
        ("DURATION:P1DT", "P1D", "duration-form"),
        ("DURATION:PT-22H0M0S", "-PT22H", "duration-form"),
        ("DURATION:P1W2D", "P9D", "duration-form"),
        ("DURATION: PT1H", "PT1H", "value-blank"),
        ("EXDATE:20260106T090000Z,,20260107T090000Z,", "20260106T090000Z,20260107T090000Z", "list-form"),
        ("EXDATE:20260106T090000Z;20260107T090000Z", "20260106T090000Z,20260107T090000Z", "list-form"),
        ("EXDATE:20260106T090000Z,None", "20260106T090000Z", "left-out"),
        ("RDATE;VALUE=PERIOD:20260106T090000Z/ PT1H", "20260106T090000Z/PT1H", "value-blank"),
        ("RDATE;VALUE=PERIOD:20260106T090000Z/x", None, "left-out"),
        ("DTEND:None", None, "left-out"),
        ("DTEND:", None, "left-out"),
        ("DTEND:20260105T260000", None, "left-out"),
        ("DTEND:20260105T245000", None, "left-out"),
        ("DTEND:20240229T000000Z", "20240229T000000Z", None),
        ("EXDATE:", "", None),
    ],
)
def test_a_value_is_read_as_it_is_meant(line: str, value: str | None, code: str | None) -> None:
    assert value_of(line) == value
    assert codes_of(START, line) == ({code} if code else set())
    assert line in write(read(text_of(START, line), lenient=True).components[0]).decode()


@pytest.mark.parametrize(
    ("written", "rule", "code"),
    [
        ("FREQ=DAILY;COUNT=2 ", "FREQ=DAILY;COUNT=2", "rule-form"),
        (" FREQ=WEEKLY; BYDAY=MO, TU", "FREQ=WEEKLY;BYDAY=MO,TU", "rule-form"),
        ("RRULE:FREQ=DAILY", "FREQ=DAILY", "rule-form"),
        ("FREQ=DAILY;UNTIL=2026-01-07", "FREQ=DAILY;UNTIL=20260107", "rule-form"),
        ("FREQ=YEARLY;COUNT=0;UNTIL=20280101", "FREQ=YEARLY;UNTIL=20280101", "left-out"),
        ("FREQ=DAILY;INTERVAL=0", "FREQ=DAILY", "left-out"),
        ("FREQ=MONTHLY;BYDAY=0MO", "FREQ=MONTHLY;BYDAY=MO", "left-out"),
        ("FREQ=MONTHLY;BYYEARDAY=-1;BYMONTHDAY=-1", "FREQ=MONTHLY;BYMONTHDAY=-1", "left-out"),
        ("FREQ=WEEKLY;BYDAY=1FR,2FR", "FREQ=WEEKLY;BYDAY=FR", "left-out"),
        ("FREQ=WEEKLY;BYMONTHDAY=1", "FREQ=WEEKLY", "left-out"),
        ("FREQ=YEARLY;BYMONTH=13,4", "FREQ=YEARLY;BYMONTH=4", "left-out"),
        ("FREQ=YEARLY;BYMONTH=5L", "FREQ=YEARLY", "left-out"),
        ("FREQ=DAILY;BYSETPOS=1", "FREQ=DAILY", "left-out"),
        ("FREQ=DAILY;SKIP=FORWARD", "FREQ=DAILY", "left-out"),
        ("FREQ=DAILY;X-NAME=1", "FREQ=DAILY", "left-out"),
        ("FREQ=DAILY;COUNT=2;COUNT=3", "FREQ=DAILY;COUNT=2", "left-out"),
        ("FREQ=DAILY;BYHOUR=9,25", "FREQ=DAILY;BYHOUR=9", "left-out"),
        ("FREQ=FORTNIGHTLY", None, "left-out"),
        ("COUNT=2", None, "left-out"),
        ("ä", None, "left-out"),
        ("D1 #5", "FREQ=DAILY;INTERVAL=1;COUNT=5", "rule-form"),
        ("D2", "FREQ=DAILY;INTERVAL=2;COUNT=2", "rule-form"),
        ("W2 TU TH #0", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH", "rule-form"),
        ("MP1 1+ TU 2- FR #3", "FREQ=MONTHLY;INTERVAL=1;COUNT=3;BYDAY=1TU,-2FR", "rule-form"),
        ("MD1 7 14 20261231T000000Z", "FREQ=MONTHLY;INTERVAL=1;UNTIL=20261231T000000Z;BYMONTHDAY=7,14", "rule-form"),
        ("YM1 6 #4", "FREQ=YEARLY;INTERVAL=1;COUNT=4;BYMONTH=6", "rule-form"),
        ("FREQ=DAILY;", "FREQ=DAILY;", None),
        ("freq=daily", "freq=daily", None),
        ("", "", None),
    ],
)
def test_a_rule_is_read_without_what_it_cannot_mean(written: str, rule: str | None, code: str | None) -> None:
    assert value_of(f"RRULE:{written}") == rule
    found = codes_of(START, f"RRULE:{written}")
    assert found == {code} if code else not found


def test_a_rule_within_a_day_is_left_out_beside_a_day() -> None:
    assert codes_of("DTSTART;VALUE=DATE:20260105", "RRULE:FREQ=HOURLY;COUNT=3") == {"left-out"}
    assert starts_of("DTSTART;VALUE=DATE:20260105", "RRULE:FREQ=HOURLY;COUNT=3") == [
        datetime(2026, 1, 4, 23, tzinfo=UTC)
    ]
    assert codes_of(START, "RRULE:FREQ=HOURLY;COUNT=3") == set()


@pytest.mark.parametrize(("count", "hits"), [(10, 3), (2, 2)])
def test_whichever_of_until_and_count_comes_first_ends_a_rule(count: int, hits: int) -> None:
    assert len(starts_of(START, f"RRULE:FREQ=DAILY;UNTIL=20260107T235959Z;COUNT={count}")) == hits


@pytest.mark.parametrize(
    "place", ["RECURRENCE-ID:", "RECURRENCE-ID:None", "RECURRENCE-ID:20260106T090000Z\r\nDTSTART:x"]
)
def test_an_override_without_a_place_leaves_its_series_as_it_is(place: str) -> None:
    lines = [
        START,
        "RRULE:FREQ=DAILY;COUNT=3",
        "END:VEVENT",
        "BEGIN:VEVENT",
        "UID:1",
        "DTSTAMP:20260101T000000Z",
        place,
    ]
    stream = read(text_of(*lines), lenient=True)
    assert [flaw.field for flaw in stream.flaws] == ["RECURRENCE-ID"]
    assert len(starts_of(*lines)) == 3


@pytest.mark.parametrize("line", ["DTSTART:None", "DTSTART:", "DTSTART:20260230T000000Z"])
def test_only_the_start_is_needed(line: str) -> None:
    with pytest.raises(Fault, match="DTSTART"):
        starts_of(line)


# neighbours

JUNK = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]), max_size=30)
NAMES = st.sampled_from(
    [
        "DTEND",
        "DURATION",
        "EXDATE",
        "RDATE",
        "RRULE",
        "EXRULE",
        "RDATE;VALUE=PERIOD",
        "DTEND;VALUE=DATE",
        "DTEND;TZID=X",
    ]
)
_NAMES = "FREQ COUNT UNTIL INTERVAL BYDAY BYMONTH BYMONTHDAY BYYEARDAY BYWEEKNO BYHOUR BYSETPOS WKST SKIP X-A"
PARTS = st.sampled_from(["", *_NAMES.split(" ")])
VALUES = st.one_of(
    JUNK,
    st.sampled_from(
        [
            "None",
            "null",
            "0",
            "MO",
            "1MO",
            "0MO",
            "13",
            "5L",
            "WEEKLY",
            "DAILY",
            "20260107",
            "PT1H",
            "P",
            "-P1D",
            "1,,2",
        ]
    ),
)
RULES = st.lists(st.tuples(PARTS, VALUES), max_size=6).map(lambda parts: ";".join(f"{one}={two}" for one, two in parts))


@given(NAMES, st.one_of(VALUES, RULES))
@example("EXDATE", "20260105T090000Z,x")
@example("RDATE;VALUE=PERIOD", "20260107")
@example("RDATE;VALUE=PERIOD", "20260107T090000Z/PT1H,20260108")
@example("RDATE", "20260104T090000Z")
def test_no_value_beside_the_start_costs_the_event(name: str, value: str) -> None:
    lines = [START, f"{name}:{value}"]
    excluded = name in ("EXDATE", "EXRULE")
    starts = starts_of(*lines) if "FREQ=SEC" not in value.upper() else [datetime(2026, 1, 5, 9, tzinfo=UTC)]
    assert excluded or datetime(2026, 1, 5, 9, tzinfo=UTC) in starts


@given(NAMES, st.one_of(VALUES, RULES))
def test_what_was_read_otherwise_is_written_as_it_was_sent(name: str, value: str) -> None:
    line = f"{name}:{value}"
    stream = read(text_of(START, line), lenient=True)
    if not any(flaw.code in ("quoted-printable", "unquoted-colon", "parameter-comma") for flaw in stream.flaws):
        assert read(write(stream.components[0]), lenient=True) == stream
        assert f"\r\n{line}\r\n" in write(stream.components[0]).decode().replace("\r\n ", "")


@given(NAMES, VALUES)
def test_what_a_lenient_reading_mends_is_an_error_for_a_check(name: str, value: str) -> None:
    lines = [START, f"{name}:{value}"]
    if codes_of(*lines):
        assert Severity.ERROR in {flaw.severity for flaw in check_text(text_of(*lines))}


MOMENTS = st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1)).map(lambda moment: moment.replace(microsecond=0))
BLANKS = st.sampled_from(["", " ", "  "])


@given(
    MOMENTS,
    BLANKS,
    BLANKS,
    st.sampled_from(["%Y%m%dT%H%M%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H%M%S"]),
)
def test_any_form_of_a_time_is_that_time(moment: datetime, before: str, behind: str, form: str) -> None:
    assert value_of(f"RDATE:{before}{moment:{form}}{behind}") == f"{moment:%Y%m%dT%H%M%S}"


@given(MOMENTS, st.integers(-14 * 60, 14 * 60))
def test_any_offset_is_an_instant(moment: datetime, minutes: int) -> None:
    here = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    written = f"{here:%Y%m%dT%H%M%S%z}"
    assert value_of(f"RDATE:{written}") == f"{here.astimezone(UTC):%Y%m%dT%H%M%SZ}"
