"""VTIMEZONE written for every zone, and read back by us, by dateutil and by libical."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical

from kalends.core.ics.read import read
from kalends.core.ics.tree import Component
from kalends.core.ics.values import parse_date_time, parse_utc_offset
from kalends.core.ics.write import write
from kalends.core.time.names import names
from kalends.core.time.observances import read_vtimezone
from kalends.core.time.offsets import Zone
from kalends.core.time.tzif import TzData, parse_posix
from kalends.core.time.vtimezone import vtimezone
from kalends.core.time.zones import zone

CHUNKS = 8
SINCE, UNTIL, OWN_UNTIL = datetime(1970, 1, 1), datetime(2038, 1, 1), datetime(2101, 1, 1)
MIDSUMMER = [datetime(1970, 1, 1), datetime(2037, 7, 1)]

Edges = Callable[[Zone, datetime, datetime], list[datetime]]
Oracle = Callable[[str], ZoneInfo]
Expected = Callable[[dict[str, Any]], list[tuple[datetime, int, str | None]]]


def seconds(delta: timedelta | None) -> int:
    assert delta is not None
    return int(delta.total_seconds())


def shown(moment: datetime, theirs: ZoneInfo) -> datetime:
    return moment.replace(tzinfo=UTC).astimezone(theirs)


def text_of(component: Component) -> str:
    return write(component).decode()


def back(component: Component) -> Zone:
    return read_vtimezone(read(write(component)).components[0])


@pytest.mark.oracle
@pytest.mark.rfc("5545 §3.6.5")
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_our_reader_finds_every_offset_and_name(chunk: int, oracle: Oracle, edges: Edges) -> None:
    for name in names()[chunk::CHUNKS]:
        ours, theirs = zone(name), oracle(name)
        found = back(vtimezone(ours, SINCE))
        assert found.flaws == ()
        for moment in MIDSUMMER + edges(ours, SINCE, OWN_UNTIL):
            there = shown(moment, theirs)
            observance = found.at(moment)
            assert (observance.delta, observance.abbreviation) == (there.utcoffset(), there.tzname()), (name, moment)
            assert found.to_utc(there.replace(tzinfo=None)) == ours.to_utc(there.replace(tzinfo=None)), (name, moment)


@pytest.mark.oracle
@pytest.mark.rfc("5545 §3.6.5")
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_dateutil_finds_every_offset(chunk: int, oracle: Oracle, edges: Edges) -> None:
    for name in names()[chunk::CHUNKS]:
        ours, theirs = zone(name), oracle(name)
        found = tzical(StringIO(text_of(vtimezone(ours, SINCE)))).get()
        for moment in MIDSUMMER + edges(ours, SINCE, UNTIL):
            there = shown(moment, theirs)
            assert there.replace(tzinfo=found).utcoffset() == there.utcoffset(), (name, moment)


@pytest.mark.oracle
@pytest.mark.rfc("5545 §3.6.5")
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_libical_finds_every_offset(chunk: int, oracle: Oracle, edges: Edges, libical: ModuleType) -> None:
    for name in names()[chunk::CHUNKS]:
        ours, theirs = zone(name), oracle(name)
        found = libical.Zone(libical.parse(text_of(vtimezone(ours, SINCE))))
        for moment in MIDSUMMER + edges(ours, SINCE, UNTIL):
            assert found.offset_at(moment) == seconds(shown(moment, theirs).utcoffset()), (name, moment)


@pytest.mark.oracle
def test_the_oracles_notice_an_onset_that_is_an_hour_late(libical: ModuleType) -> None:
    text = text_of(vtimezone(zone("Europe/Berlin"), SINCE)).replace("DTSTART:19810329T02", "DTSTART:19810329T03")
    moment = datetime(2026, 3, 29, 1)
    wrong = [
        back(read(text).components[0]).offset_at(moment),
        libical.Zone(libical.parse(text)).offset_at(moment),
        seconds(datetime(2026, 3, 29, 2, 30, tzinfo=tzical(StringIO(text)).get()).utcoffset()),
    ]
    assert wrong == [3600] * 3


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_any_year_alone_is_right_in_that_year(chunk: int, edges: Edges) -> None:
    for name in names()[chunk::CHUNKS]:
        ours = zone(name)
        for year in (1, 1900, 1945, 1987, 2011, 2026, 2027, 2060, 9999):
            found = back(vtimezone(ours, date(year, 5, 1), date(year, 5, 1)))
            walls = [datetime(year, month, 28, 12) for month in range(1, 13)]
            if year < 2027:
                changes = edges(ours, datetime(max(year - 1, 1), 12, 30), datetime(year + 1, 1, 2))
                walls += [wall for moment in changes if (wall := ours.to_wall(moment)).year == year]
            for wall in walls:
                assert found.to_utc(wall) == ours.to_utc(wall), (name, wall)


@pytest.mark.parametrize(
    "name", ["Europe/Berlin", "Africa/Casablanca", "Asia/Gaza", "America/Sao_Paulo", "Asia/Tehran"]
)
@pytest.mark.parametrize(("first", "last"), [(1975, 1999), (2005, 2026), (2019, 2040), (2024, None), (2090, None)])
def test_a_stretch_of_years_is_right_throughout(name: str, first: int, last: int | None, edges: Edges) -> None:
    ours = zone(name)
    found = back(vtimezone(ours, date(first, 5, 1), last and date(last, 5, 1)))
    for moment in edges(ours, datetime(first, 1, 2), datetime(last or 2200, 12, 30)):
        assert found.offset_at(moment) == ours.offset_at(moment), moment


@pytest.mark.facts("zones")
def test_a_fact_is_in_the_text(fact: dict[str, Any], expected: Expected, libical: ModuleType) -> None:
    component = vtimezone(zone(fact["zone"]), date(1970, 1, 1))
    ours, theirs = back(component), libical.Zone(libical.parse(text_of(component)))
    for moment, offset, name in expected(fact):
        assert (ours.offset_at(moment), ours.at(moment).abbreviation) == (offset, name), moment
        if moment.year < 2038:
            assert theirs.offset_at(moment) == offset, moment


@pytest.mark.rfc("5545 §3.6.5")
def test_every_observance_has_its_parts_and_starts_in_the_old_offset() -> None:
    for name in names():
        for part in vtimezone(zone(name), date(2020, 1, 1)).components:
            values = {prop.name: prop.value for prop in part.properties}
            assert part.name in ("STANDARD", "DAYLIGHT")
            assert {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME"} <= values.keys()
            old, new = parse_utc_offset(values["TZOFFSETFROM"]), parse_utc_offset(values["TZOFFSETTO"])
            onset = parse_date_time(values["DTSTART"]) - timedelta(seconds=old)
            if old != new:
                assert zone(name).offset_at(onset - timedelta(seconds=1)) == old, name
                assert zone(name).offset_at(onset) == new, name


BERLIN_2026 = """\
BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:STANDARD
DTSTART:20251026T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20260329T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
END:VTIMEZONE
"""


@pytest.mark.parametrize("last", [date(2026, 7, 1), None])
def test_one_event_in_berlin_takes_two_observances_with_their_rules(last: date | None) -> None:
    text = text_of(vtimezone(zone("Europe/Berlin"), date(2026, 7, 1), last))
    assert text == BERLIN_2026.replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("Europe/Berlin", 360),
        ("Asia/Kolkata", 160),
        ("America/New_York", 360),
        ("Africa/Casablanca", 600),
        ("Asia/Gaza", 400),
    ],
)
def test_one_event_takes_little_text(name: str, most: int) -> None:
    assert len(text_of(vtimezone(zone(name), date(2026, 7, 1), date(2026, 7, 1)))) <= most


@pytest.mark.parametrize(
    ("name", "rules"),
    [
        ("America/Nuuk", ["BYMONTH=10;BYDAY=-1SU", "BYMONTH=3;BYMONTHDAY=24,25,26,27,28,29,30;BYDAY=SA"]),
        ("Asia/Jerusalem", ["BYMONTH=10;BYDAY=-1SU", "BYMONTH=3;BYMONTHDAY=23,24,25,26,27,28,29;BYDAY=FR"]),
        (
            "Africa/Cairo",
            [
                "BYMONTH=10;BYMONTHDAY=26,27,28,29,30,31;BYDAY=FR",
                "BYMONTH=4;BYDAY=-1FR",
                "BYMONTH=11;BYMONTHDAY=1;BYDAY=FR",
            ],
        ),
        (
            "America/Santiago",
            ["BYMONTH=9;BYMONTHDAY=2,3,4,5,6,7,8;BYDAY=SU", "BYMONTH=4;BYMONTHDAY=2,3,4,5,6,7,8;BYDAY=SU"],
        ),
    ],
)
def test_hours_beyond_the_day_move_the_day_of_the_rule(name: str, rules: list[str]) -> None:
    written = [prop.value for part in vtimezone(zone(name), date(2028, 7, 1)).components for prop in part.all("RRULE")]
    assert written == [f"FREQ=YEARLY;{rule}" for rule in rules]


def test_negative_dst_is_daylight_that_lies_behind() -> None:
    parts = vtimezone(zone("Europe/Dublin"), date(2026, 7, 1)).components
    assert [(part.name, part.all("TZNAME")[0].value, part.all("TZOFFSETTO")[0].value) for part in parts] == [
        ("DAYLIGHT", "GMT", "+0000"),
        ("STANDARD", "IST", "+0100"),
    ]


def test_until_is_late_enough_for_readers_that_take_it_for_local() -> None:
    endings = 0
    for name in names():
        for each in read_vtimezone(vtimezone(zone(name), date(1970, 1, 1))).source.recurring:
            if each.rule.until.year < 9999:
                endings += 1
                written = each.rule.until - timedelta(seconds=each.offset_from)
                last = each.rule.latest(datetime.max)
                assert last <= written <= last + timedelta(days=1), name
                assert last <= each.rule.until <= last + timedelta(days=1), name
    assert endings > 500


def test_a_sundials_offset_is_not_written_for_what_came_before() -> None:
    text = text_of(vtimezone(zone("Asia/Dubai"), date(2026, 7, 1)))
    assert "TZOFFSETFROM:+0400\r\nTZOFFSETTO:+0400" in text
    assert "TZOFFSETFROM:+034112" in text_of(vtimezone(zone("Asia/Dubai"), date(1919, 7, 1)))


@pytest.mark.parametrize(
    "text",
    [
        "AAA3BBB,J60/0,J300",
        "AAA3BBB,59/0,299",
        "AAA3BBB,M2.5.0/26,M10.1.0",
        "AAA3BBB,M1.1.0/-3,M7.1.0",
        "AAA3BBB,M3.1.0,M12.5.6/30",
    ],
)
def test_a_rule_that_no_rrule_can_say_is_listed(text: str) -> None:
    rule = parse_posix(text)
    ours = Zone("Made/Up", TzData(rule.standard, (), rule))
    found = back(vtimezone(ours, date(2020, 1, 1)))
    changes = [change.at for change in ours.transitions(datetime(2020, 1, 2), datetime(2099, 12, 1))]
    assert len(changes) >= 2 * 79
    for at in changes:
        for moment in (at - timedelta(seconds=1), at):
            assert found.offset_at(moment) == ours.offset_at(moment), moment


def test_a_zone_that_was_read_gives_its_own_vtimezone_back() -> None:
    component = vtimezone(zone("Europe/Berlin"), date(1970, 1, 1))
    assert vtimezone(read_vtimezone(component), date(2026, 1, 1)) is component


def test_the_same_question_is_answered_from_memory() -> None:
    first = vtimezone(zone("Europe/Oslo"), date(2026, 2, 1), date(2026, 3, 1))
    assert vtimezone(zone("Europe/Oslo"), date(2026, 9, 9), date(2026, 10, 1)) is first
    assert vtimezone(zone("Europe/Oslo"), date(2025, 9, 9), date(2026, 10, 1)) is not first
