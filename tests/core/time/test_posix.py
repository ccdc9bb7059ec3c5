"""The rule at the end of a TZif file."""

from datetime import date, datetime

import pytest

from kalends.core.time.tzif import YearDay, parse_posix


def walls(text: str, year: int) -> list[datetime]:
    rule = parse_posix(text)
    assert rule.to_daylight
    assert rule.to_standard
    return [rule.to_daylight.wall(year), rule.to_standard.wall(year)]


@pytest.mark.parametrize(
    ("text", "year", "begin", "end"),
    [
        ("EST5EDT,M3.2.0,M11.1.0", 2026, datetime(2026, 3, 8, 2), datetime(2026, 11, 1, 2)),
        ("CET-1CEST,M3.5.0,M10.5.0/3", 2026, datetime(2026, 3, 29, 2), datetime(2026, 10, 25, 3)),
        ("EET-2EEST,M3.4.4/50,M10.4.4/50", 2026, datetime(2026, 3, 28, 2), datetime(2026, 10, 24, 2)),
        ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", 2026, datetime(2026, 3, 28, 23), datetime(2026, 10, 25)),
        ("AAA3BBB,J60/0,J365/167", 2024, datetime(2024, 3, 1), datetime(2025, 1, 6, 23)),
        ("AAA3BBB,59/0,0/-167", 2024, datetime(2024, 2, 29), datetime(2023, 12, 25, 1)),
        (
            "<+0330>-3:30:15<+0430>,M3.1.6/1:15:30,M9.1.1",
            2026,
            datetime(2026, 3, 7, 1, 15, 30),
            datetime(2026, 9, 7, 2),
        ),
    ],
)
def test_the_changes_of_a_year(text: str, year: int, begin: datetime, end: datetime) -> None:
    assert walls(text, year) == [begin, end]


def test_offsets_names_and_flags() -> None:
    rule = parse_posix("IST-1GMT0,M10.5.0,M3.5.0/1")
    assert rule.daylight
    assert (rule.standard.offset, rule.standard.abbreviation, rule.standard.is_dst) == (3600, "IST", False)
    assert (rule.daylight.offset, rule.daylight.abbreviation, rule.daylight.is_dst) == (0, "GMT", True)
    summer = parse_posix("<+1030>-10:30<+1130>,M10.1.0,M4.1.0").daylight
    assert summer
    assert summer.offset == 11 * 3600 + 1800  # an hour ahead unless the rule says otherwise


def test_the_onsets_of_a_year_rise_in_both_hemispheres() -> None:
    for text in ("EST5EDT,M3.2.0,M11.1.0", "AEST-10AEDT,M10.1.0,M4.1.0/3"):
        first, second = parse_posix(text).onsets(2026)
        assert first.at < second.at


@pytest.mark.parametrize("year", [0, 1, 9999, 10_000])
def test_the_ends_of_the_calendar(year: int) -> None:
    onsets = parse_posix("AAA-14BBB,0/-167,J365/167").onsets(year)
    assert len(onsets) == (2 if 1 <= year <= 9999 else 0)


def test_a_zone_without_dst_has_no_onsets() -> None:
    assert parse_posix("UTC0").onsets(2026) == []


def test_day_60_of_a_leapless_count_is_the_first_of_march() -> None:
    assert [YearDay(60, True).date(year) for year in (2023, 2024)] == [date(2023, 3, 1), date(2024, 3, 1)]
    assert [YearDay(60, False).date(year) for year in (2023, 2024)] == [date(2023, 3, 1), date(2024, 2, 29)]


@pytest.mark.parametrize("text", ["", "EST", "E5", "EST5EDT", "EST5EDT,M3.2.0", "EST5EDT,M3.6.0,M11.1.0", "5", "<é>5"])
def test_what_is_no_rule_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="9636"):
        parse_posix(text)
