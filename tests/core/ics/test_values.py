"""The value types: each is read as it was written, and what is none is told with its offset."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kalends.core.ics import values as v
from kalends.core.ics.registry import PROPERTIES, VALUE_TYPES
from kalends.core.ics.tree import Property

TEXTS = st.text(st.characters(blacklist_categories=("Cs",)))
SECONDS = st.datetimes().map(lambda moment: moment.replace(microsecond=0, fold=0))
MOMENTS = SECONDS | SECONDS.map(lambda moment: moment.replace(tzinfo=UTC))
DURATIONS = st.builds(
    lambda sign, days, seconds: v.Duration(sign * days, sign * seconds),
    st.sampled_from([-1, 1]),
    st.integers(0, 3_660_000),
    st.integers(0, 10**9),
)


@given(TEXTS)
@pytest.mark.rfc("5545 §3.3.11")
def test_a_text_is_read_as_it_was_escaped(text: str) -> None:
    written = v.escape_text(text)
    assert v.unescape_text(written) == text.replace("\r\n", "\n").replace("\r", "\n")
    assert "\n" not in written
    assert "\r" not in written
    assert list(v.stray_marks(written)) == []


@given(st.lists(TEXTS.map(lambda text: text.replace("\r", "")), min_size=1))
def test_lists_and_structures_are_cut_where_they_were_joined(texts: list[str]) -> None:
    assert v.parse_texts(v.write_texts(texts)) == tuple(texts)
    assert v.parse_structured(";".join(map(v.escape_text, texts))) == tuple(texts)


@given(st.text(st.sampled_from("ab\\;,n")))
def test_pieces_joined_again_are_the_text(written: str) -> None:
    for mark in ",;":
        assert mark.join(v.split_at(written, mark)) == written


def test_a_tab_stays_and_every_line_break_is_one() -> None:
    assert v.escape_text("a\tb\r\nc\rd\ne") == "a\tb\\nc\\nd\\ne"


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (r"a\:b", r"a\:b"),
        ("a\\", "a\\"),
        (r"C:\temp\new", "C:\\temp\new"),
        (r"\\n", r"\n"),
        (r"\\\n", "\\\n"),
        (r"\\\,\;", r"\,;"),
        ("a,b;c", "a,b;c"),
    ],
)
def test_reading_a_text_is_total(written: str, text: str) -> None:
    assert v.unescape_text(written) == text


@pytest.mark.parametrize(
    ("written", "places"),
    [(r"a\tb", [1]), ("a,b;c", [1, 3]), (r"a\,b\\", []), ("\\", [0]), (r"\\\x", [2])],
)
def test_stray_marks_are_found(written: str, places: list[int]) -> None:
    assert list(v.stray_marks(written)) == places


ROUND = [
    (v.parse_date, v.write_date, st.dates()),
    (v.parse_date_time, v.write_date_time, MOMENTS),
    (v.parse_utc_offset, v.write_utc_offset, st.integers(-86_399, 86_399)),
    (v.parse_duration, v.write_duration, DURATIONS),
    (v.parse_period, v.write_period, st.builds(v.Period, MOMENTS, MOMENTS | DURATIONS)),
]


@pytest.mark.parametrize(("parse", "write", "drawn"), ROUND, ids=[parse.__name__ for parse, _, _ in ROUND])
@given(data=st.data())
def test_a_value_is_read_as_it_was_written(
    parse: Callable[[str], object],
    write: Callable[[object], str],
    drawn: st.SearchStrategy[object],
    data: st.DataObject,
) -> None:
    value = data.draw(drawn)
    assert parse(write(value)) == value


@pytest.mark.parametrize(
    ("parse", "written", "value"),
    [
        (v.parse_time, "083000", time(8, 30)),
        (v.parse_time, "133000Z", time(13, 30, tzinfo=UTC)),
        (v.parse_binary, "AP8=", b"\x00\xff"),
        (v.parse_boolean, "TRUE", True),
        (v.parse_boolean, "false", False),
        (v.parse_float, "-3.14", -3.14),
        (v.parse_float, "+1000000.0000001", 1000000.0000001),
        (v.parse_integer, "-2147483648", -(2**31)),
        (v.parse_integer, "+2147483647", 2**31 - 1),
        (v.parse_geo, "37.386013;-122.082932", (37.386013, -122.082932)),
    ],
)
def test_a_value_is_read(parse: Callable[[str], object], written: str, value: object) -> None:
    assert parse(written) == value


PARSERS = [getattr(v, name) for name in v.__all__ if name.startswith("parse_")]


@pytest.mark.parametrize("parse", PARSERS, ids=lambda parse: parse.__name__)
@given(written=st.text() | st.text(st.sampled_from("0123456789+-.:/TZPWDHMS;=,FREQDAILY\\²ſKı"), max_size=30))
def test_nothing_but_a_malformed_value_is_raised(parse: Callable[[str], object], written: str) -> None:
    try:
        parse(written)
    except v.MalformedValueError as error:
        told = error
    else:
        return
    assert told.reason
    assert told.rfc.startswith("RFC ")
    assert 0 <= told.at <= len(written)


@pytest.mark.parametrize(
    ("duration", "written"),
    [
        (v.Duration(7), "P1W"),
        (v.Duration(-7), "-P1W"),
        (v.Duration(8), "P8D"),
        (v.Duration(0, 0), "PT0S"),
        (v.Duration(1, 3605), "P1DT1H0M5S"),
        (v.Duration(0, -5400), "-PT1H30M"),
        (v.Duration(0, 86_400), "PT24H"),
    ],
)
@pytest.mark.rfc("5545 §3.3.6")
def test_a_duration_is_written_by_the_grammar(duration: v.Duration, written: str) -> None:
    assert v.write_duration(duration) == written


def test_hours_and_seconds_without_minutes_are_read() -> None:
    assert v.parse_duration("PT1H30S") == v.Duration(0, 3630)


def test_a_duration_has_one_sign_and_an_end() -> None:
    with pytest.raises(ValueError, match="one sign"):
        v.Duration(1, -1)
    with pytest.raises(ValueError, match="longer"):
        v.Duration(3_660_001)
    assert -v.Duration(1, 2) == v.Duration(-1, -2)
    assert v.Duration(-1).negative


@pytest.mark.parametrize(
    "write",
    [
        lambda: v.write_date_time(datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=1)))),
        lambda: v.write_utc_offset(86_400),
    ],
)
def test_a_value_without_a_written_form_is_refused(write: Callable[[], str]) -> None:
    with pytest.raises(ValueError, match="RFC 5545"):
        write()


def test_years_have_four_digits() -> None:
    assert v.write_date(date(1, 2, 3)) == "00010203"
    assert v.write_date_time(datetime(1, 2, 3, 4, 5, 6, 789)) == "00010203T040506"


@pytest.mark.parametrize(
    ("name", "written", "params", "value"),
    [
        ("SUMMARY", r"a\, b", (), "a, b"),
        ("X-ANY", r"a\, b,c", (), "a, b,c"),
        ("X-ANY", "20260101", (("VALUE", "date"),), date(2026, 1, 1)),
        ("X-ANY", r"a\,b", (("VALUE", "X-OWN"),), r"a\,b"),
        ("DTSTART", "20260101T000000Z", (), datetime(2026, 1, 1, tzinfo=UTC)),
        ("DTSTART", "20260101", (("VALUE", "DATE"),), date(2026, 1, 1)),
        ("DTSTART", "20260101", (), date(2026, 1, 1)),
        ("DTSTART", "20260101T000000", (("VALUE", "DATE"),), datetime(2026, 1, 1)),
        ("TRIGGER", "-PT15M", (), v.Duration(0, -900)),
        ("TRIGGER", "20260101T000000Z", (("VALUE", "DATE-TIME"),), datetime(2026, 1, 1, tzinfo=UTC)),
        ("EXDATE", "20260101,20260102", (("VALUE", "DATE"),), (date(2026, 1, 1), date(2026, 1, 2))),
        ("EXDATE", "20260101T000000", (("TZID", "Europe/Berlin"),), (datetime(2026, 1, 1),)),
        ("RRULE", "freq=daily;count=2", (), (("FREQ", "DAILY"), ("COUNT", "2"))),
        ("GEO", "1.5;-2", (), (1.5, -2.0)),
        ("ATTACH", "aGk=", (("ENCODING", "BASE64"), ("VALUE", "BINARY")), b"hi"),
        ("REQUEST-STATUS", "2.0;Success", (), ("2.0", "Success")),
        ("TZOFFSETTO", "-0330", (), -12_600),
        ("CATEGORIES", "a,b", (), ("a", "b")),
        ("ATTENDEE", "mailto:a@example.org", (), "mailto:a@example.org"),
    ],
)
def test_a_property_has_the_value_that_its_type_says(
    name: str, written: str, params: tuple[tuple[str, str], ...], value: object
) -> None:
    assert v.typed(Property.make(name, written, params)) == value


def test_the_place_of_a_fault_in_a_list_counts_from_the_start() -> None:
    with pytest.raises(v.MalformedValueError) as caught:
        v.typed(Property.make("EXDATE", "20260101T000000Z,20260102T0000"))
    assert caught.value.at == 17
    with pytest.raises(v.MalformedValueError) as caught:
        v.typed(Property.make("FREEBUSY", "20260101T000000Z/PT1H,20260101T000000Z/P"))
    assert caught.value.at == 39


@pytest.mark.parametrize("name", PROPERTIES)
@given(written=st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=30))
def test_asking_for_a_value_raises_nothing_else(name: str, written: str) -> None:
    for kind in ("", *VALUE_TYPES):
        prop = Property.make(name, written, [("VALUE", kind)] if kind else ())
        try:
            v.typed(prop)
        except v.MalformedValueError:
            continue
