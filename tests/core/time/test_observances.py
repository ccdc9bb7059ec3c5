"""VTIMEZONEs of other programs, and faulty ones."""

from collections.abc import Callable
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kalends.core.ics.read import read
from kalends.core.ics.tree import Component
from kalends.core.time.observances import read_vtimezone
from kalends.core.time.offsets import Zone
from kalends.errors import Fault, Kind, Severity

Expected = Callable[[dict[str, Any]], list[tuple[datetime, int, str | None]]]

MINUTES = [timedelta(minutes=each) for each in (-31, -30, -1, 0)]
STANDARD = "BEGIN:STANDARD\nDTSTART:{start}\nTZOFFSETFROM:+0000\nTZOFFSETTO:+0100\n{more}END:STANDARD\n"


def component(observances: str, tzid: str = "Some") -> Component:
    text = f"BEGIN:VTIMEZONE\nTZID:{tzid}\n{observances}END:VTIMEZONE\n"
    return read(text.replace("\n", "\r\n").encode()).components[0]


def standard(start: str = "20200101T000000", more: str = "") -> str:
    return STANDARD.format(start=start, more=more)


@pytest.mark.rfc("5545 §3.6.5")
@pytest.mark.facts("vtimezones")
def test_a_text_is_read_as_it_is_meant_or_refused(fact: dict[str, Any], expected: Expected) -> None:
    source = read(fact["place"].with_suffix(".ics").read_bytes()).components[0]
    if "fault" in fact:
        with pytest.raises(Fault) as raised:
            read_vtimezone(source)
        assert raised.value.kind is Kind.INVALID
        assert [f"{flaw.code} {flaw.line}" for flaw in raised.value.flaws] == fact["fault"]
        return
    zone = read_vtimezone(source)
    assert [f"{flaw.code} {flaw.line}" for flaw in zone.flaws] == fact.get("flaws", [])
    for moment, offset, name in expected(fact):
        assert zone.offset_at(moment) == offset, moment
        assert name in (None, zone.at(moment).abbreviation), moment


def test_two_calendars_with_one_tzid_stay_apart() -> None:
    one = read_vtimezone(component(standard("20200101T000000")))
    other = read_vtimezone(component(standard("20300101T000000")))
    assert [zone.offset_at(datetime(2026, 1, 1)) for zone in (one, other, one)] == [3600, 0, 3600]
    assert one != other
    assert one == read_vtimezone(component(standard("20200101T000000")))


def test_what_was_not_understood_is_a_warning_with_its_line() -> None:
    zone = read_vtimezone(component(standard(more="RDATE:20210101T000000,nonsense\nRRULE:FREQ=SOMETIMES\n")))
    assert [(flaw.code, flaw.line, flaw.severity) for flaw in zone.flaws] == [
        ("rdate", 7, Severity.WARNING),
        ("rrule", 8, Severity.WARNING),
    ]


@pytest.mark.parametrize("value", ["20210101T000000", "20210101", "20210101T000000Z", "20210101T000000Z/PT1H"])
def test_rdates_of_every_type_give_their_start(value: str) -> None:
    zone = read_vtimezone(component(standard(more=f"RDATE:{value}\n")))
    assert zone.flaws == ()
    assert zone.source.span(datetime(2020, 6, 1), datetime(2022, 1, 1))[1][0].at == datetime(2021, 1, 1)


def test_an_interval_skips_years() -> None:
    more = "RRULE:FREQ=YEARLY;INTERVAL=3\n"
    back = "BEGIN:DAYLIGHT\nDTSTART:20200601T000000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0000\nRRULE:FREQ=YEARLY\n"
    back += "END:DAYLIGHT\n"
    zone = read_vtimezone(component(standard(more=more) + back))
    ahead = [year for year in range(2019, 2031) if zone.offset_at(datetime(year, 3, 1))]
    assert ahead == [2020, 2023, 2026, 2029]


ORDINALS = ",".join(f"{number}{day}" for number in range(10, 53) for day in ("MO", "TU", "WE", "TH", "FR", "SA", "SU"))
"""The days of weeks that no February has: a rule of many parts that finds nothing."""


def worst(line: str, count: int) -> Component:
    return component("".join(standard(more=line.format(n % 12 + 1)) for n in range(count)))


@pytest.mark.parametrize(
    "make",
    [
        lambda: component(standard(more="RRULE:FREQ=YEARLY;COUNT=9999999999\n") * 12),
        lambda: component(standard(more="RRULE:FREQ=YEARLY;INTERVAL=1;BYMONTH=2;BYMONTHDAY=30;COUNT=9\n") * 12),
        lambda: component(standard(more="RDATE:20210101T000000\n" * 10_001)),
        lambda: component(standard(more="RDATE:" + ",".join(["20210101T000000"] * 10_001) + "\n")),
        lambda: component(standard() * 10_001),
        lambda: worst("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY={}\n", 201),
        lambda: component(standard(more=f"RRULE:FREQ=YEARLY;BYMONTH=2;BYDAY={ORDINALS}\n") * 20),
        lambda: component(standard(more=f"RRULE:FREQ=YEARLY;BYMONTH=2;COUNT=9;BYDAY={ORDINALS}\n")),
    ],
)
def test_too_much_is_a_fault(make: Callable[[], Component]) -> None:
    with pytest.raises(Fault) as raised:
        read_vtimezone(make())
    assert {flaw.code for flaw in raised.value.flaws} <= {"too-many-onsets", "too-many-rules"}


def test_a_day_that_is_named_a_hundred_thousand_times_is_looked_at_once() -> None:
    more = f"RRULE:FREQ=YEARLY;BYMONTH=10;COUNT=2000;BYDAY={'-1SU,' * 100_000}-1SU\n"
    begun = perf_counter()
    zone = read_vtimezone(component(standard(more=more)))
    assert [zone.offset_at(datetime(year, 12, 1)) for year in (2019, 2030, 3000)] == [0, 3600, 3600]
    assert perf_counter() - begun < 60  # it took minutes: so many days, for each of the years that were counted out


def test_the_most_rules_that_are_allowed_are_read() -> None:
    zone = read_vtimezone(worst("RRULE:FREQ=MONTHLY;INTERVAL=7;BYMONTH=2;BYMONTHDAY=30,31,{}\n", 200))
    assert [zone.offset_at(datetime(year, 6, 1)) for year in (1, 2019, 2021, 5000, 9999)] == [0, 0, 3600, 3600, 3600]


@pytest.mark.parametrize("start", ["00010101T000000", "99991231T235959"])
@pytest.mark.parametrize("offset", ["+2359", "-2359"])
def test_the_ends_of_the_calendar(start: str, offset: str) -> None:
    text = (
        f"BEGIN:STANDARD\nDTSTART:{start}\nTZOFFSETFROM:{offset}\nTZOFFSETTO:+0100\nRRULE:FREQ=YEARLY\nEND:STANDARD\n"
    )
    zone = read_vtimezone(component(text))
    for moment in (datetime.min, datetime(2026, 1, 1), datetime.max):
        assert isinstance(zone.offset_at(moment), int)


def test_onsets_within_hours_of_each_other_still_give_one_answer() -> None:
    jumps = "BEGIN:DAYLIGHT\nDTSTART:20200101T003000\nTZOFFSETFROM:+0100\nTZOFFSETTO:-1200\nEND:DAYLIGHT\n"
    zone: Zone = read_vtimezone(component(standard() + jumps))
    # twelve hours back at 23:30Z, thirteen ahead at midnight: no wall time may go back with the search
    assert [zone.offset_at(datetime(2020, 1, 1) + minute) for minute in MINUTES] == [3600, -43_200, -43_200, 3600]
    moments = [zone.to_utc(datetime(2019, 12, 31) + timedelta(hours=hour)) for hour in range(48)]
    assert moments[0] == datetime.fromisoformat("2019-12-30T23:00:00Z")
    assert moments[-1] == datetime.fromisoformat("2020-01-01T22:00:00Z")


VALUES = {
    "DTSTART": ["20200101T000000", "00010101T000000", "99991231T235959Z", "20200101", "20200230T000000", "", "x"],
    "TZOFFSETFROM": ["+0100", "-2359", "+235959", "-0000", "+2400", "", "0100"],
    "TZOFFSETTO": ["+0000", "-1200", "+235959", "-000000", "x"],
    "RDATE": ["20210101T000000", "99991231T235959", "00010101", "20210101T000000Z/PT1H", ",", "x,20220101T000000"],
    "RRULE": [
        "FREQ=YEARLY",
        "FREQ=YEARLY;INTERVAL=9999999999",
        "FREQ=MONTHLY;INTERVAL=9999999999;BYMONTHDAY=31",
        "FREQ=YEARLY;COUNT=3;BYMONTH=2;BYMONTHDAY=-30",
        "FREQ=YEARLY;UNTIL=00010101T000000Z",
        "FREQ=YEARLY;UNTIL=99991231",
        "FREQ=YEARLY;BYDAY=53SU,-53MO;BYSETPOS=-366,366",
        "FREQ=YEARLY;BYYEARDAY=366,-366;BYDAY=MO",
        "FREQ=MONTHLY;BYDAY=5SU;BYSETPOS=1",
        "FREQ=SECONDLY",
        "FREQ=",
        "",
        ";;;",
    ],
    "TZNAME": ["", "CET", "\N{SNOWMAN}"],
}
LINES = st.lists(
    st.sampled_from([f"{name}:{value}" for name, values in VALUES.items() for value in values]), max_size=9
)
PARTS = st.lists(st.tuples(st.sampled_from(["STANDARD", "DAYLIGHT"]), LINES), min_size=1, max_size=3)
GOOD = ["DTSTART:20200101T000000", "TZOFFSETFROM:+0000", "TZOFFSETTO:+0100"]


@given(PARTS, st.datetimes())
def test_any_text_is_a_zone_or_a_fault(parts: list[tuple[str, list[str]]], moment: datetime) -> None:
    # what is missing is put in at the end, so that most of the draws get past the first demand
    text = "".join(
        f"BEGIN:{name}\n" + "".join(f"{line}\n" for line in lines + GOOD) + f"END:{name}\n" for name, lines in parts
    )
    try:
        zone = read_vtimezone(component(text))
    except Fault as fault:
        assert all(flaw.line and flaw.code for flaw in fault.flaws)  # noqa: PT017 — either end is good
        return
    for each in (moment, datetime.min, datetime.max):
        assert abs(zone.offset_at(each)) < 86_400
        assert abs(zone.at_wall(each).offset) < 86_400
    changes = zone.transitions(datetime(2000, 1, 1), datetime(2030, 1, 1))
    assert [change.at for change in changes] == sorted(change.at for change in changes)
