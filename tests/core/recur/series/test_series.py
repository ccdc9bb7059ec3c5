"""Series: laziness, seeking, bounds of work, and what cannot be read."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice

import pytest

from kalends.core.recur.series import Window, series_of
from kalends.core.recur.series.moments import when_property
from kalends.core.time.zones import zone
from kalends.errors import Fault, Kind


def month(year: int, number: int) -> Window:
    return Window(datetime(year, number, 1, tzinfo=UTC), datetime(year, number + 1, 1, tzinfo=UTC))


def test_a_series_without_an_end_is_lazy(make: Callable) -> None:
    made = make("DTSTART;TZID=Europe/Berlin:20260101T090000\nRRULE:FREQ=DAILY")
    found = list(islice(made.series.instances(), 400))
    assert [found[0].begins.hour, found[200].begins.hour] == [8, 7]


@pytest.mark.parametrize(
    "rule", ["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO", "FREQ=HOURLY;INTERVAL=24", "FREQ=DAILY;COUNT=99999"]
)
def test_a_month_far_away_costs_like_a_month(make: Callable, rule: str) -> None:
    made = make(f"DTSTART;TZID=Europe/Berlin:19260101T090000\nRRULE:{rule}")
    bounded = series_of(made.components, made.zones, units=60)
    assert 4 <= len(list(bounded.instances(month(2026, 3)))) <= 31


@pytest.mark.parametrize(
    ("times", "end"),
    [
        ("DTSTART:20261105T100000Z\nDTEND:99991231T235959Z", "99991231T235959Z"),
        ("DTSTART;TZID=Europe/Berlin:20261105T100000\nDTEND;TZID=Europe/Berlin:99991231T235959", "99991231T235959"),
        ("DTSTART;VALUE=DATE:20261105\nDTEND;VALUE=DATE:99991231", "99991231"),
        ("DTSTART:20261105T100000Z\nDURATION:P2912570D", "99991231T235959Z"),
        ("DTSTART;VALUE=DATE:20261105\nDURATION:P2912570D", "99991231"),
        ("DTSTART;TZID=Asia/Tokyo:20261105T100000\nDURATION:P2912570D", "99991230T085959"),
        ("DTSTART:20261105T100000\nDURATION:P2912570D", "99991231T235959"),
    ],
)
@pytest.mark.parametrize("rule", ["", "\nRRULE:FREQ=DAILY"])
@pytest.mark.parametrize("place", ["America/New_York", "Pacific/Kiritimati"])
def test_what_ends_after_what_can_be_shown_ends_there(
    make: Callable, times: str, end: str, rule: str, place: str
) -> None:
    series, last = make(times + rule).series, datetime(9999, 12, 29, 23, 59, 59, 999999, UTC)
    first, *rest = islice(series.instances(month(2026, 11), zone(place)), 10)
    assert (first.ends, len(rest)) == (last, 9 if rule else 0)
    assert when_property("DTEND", first.end).value == end
    assert [*islice(series.instances(month(9998, 11), zone(place)), 1)]


@pytest.mark.parametrize("start", ["99991231T100000Z", "99991231T230000", "00010101T000000"])
@pytest.mark.parametrize("place", ["America/New_York", "Pacific/Kiritimati"])
def test_what_is_there_once_at_the_ends_of_the_calendar_is_there(make: Callable, start: str, place: str) -> None:
    (found,) = make(f"DTSTART:{start}").series.instances(Window(), zone(place))
    assert found.begins == found.ends
    assert when_property("DTSTART", found.start).value == start


def test_a_window_of_what_begins_in_it(make: Callable) -> None:
    made = make("DTSTART:20260101T090000Z\nDURATION:P5D\nRRULE:FREQ=DAILY")
    window = Window(datetime(2026, 3, 1, 9, tzinfo=UTC), datetime(2026, 3, 3, tzinfo=UTC), lasting=False)
    expected = [datetime(2026, 3, day, 9, tzinfo=UTC) for day in (1, 2)]
    assert [each.begins for each in made.series.instances(window)] == expected
    assert len([*made.series.instances(replace(window, lasting=True))]) == 6


def test_a_hostile_rule_meets_the_budget(make: Callable) -> None:
    made = make("DTSTART:19000101T000000Z\nRRULE:FREQ=SECONDLY\nEXRULE:FREQ=SECONDLY")
    series = series_of(made.components, made.zones, units=10_000)
    with pytest.raises(Fault) as raised:
        next(series.instances())
    assert raised.value.kind is Kind.TOO_LARGE
    assert "FREQ=SECONDLY" in raised.value.detail


def test_many_rules_share_the_budget(make: Callable) -> None:
    rules = "\n".join(["RRULE:FREQ=SECONDLY"] * 50)
    made = make(f"DTSTART:19000101T000000Z\n{rules}\nEXRULE:FREQ=SECONDLY")
    with pytest.raises(Fault) as raised:
        next(series_of(made.components, made.zones, units=10_000).instances())
    assert raised.value.kind is Kind.TOO_LARGE


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ("DTSTART:2026", "DTSTART"),
        ("DTSTART;VALUE=PERIOD:20260301T090000Z/PT1H", "DTSTART"),
        ("DTSTART:20260301T090000Z\nDTEND:soon", "DTEND"),
        ("DTSTART:20260301T090000Z\nDURATION:long", "DURATION"),
        ("DTSTART:20260301T090000Z\nEXDATE:20260301T090000Z,soon", "EXDATE"),
        ("DTSTART:20260301T090000Z\nRDATE;VALUE=TEXT:x", "RDATE"),
        ("DTSTART:20260301T090000Z\nRRULE:FREQ=SOMETIMES", "FREQ"),
        ("DTSTART;VALUE=DATE:20260301\nRRULE:FREQ=HOURLY", "FREQ"),
        ("DTSTART:20260301T090000Z\nRRULE:RSCALE=ISLAMIC;FREQ=YEARLY", "RSCALE"),
        ("RECURRENCE-ID:x\nDTSTART:20260301T090000Z", "RECURRENCE-ID"),
    ],
)
def test_what_cannot_be_read_is_named(make: Callable, body: str, field: str) -> None:
    made = make(body)
    with pytest.raises(Fault) as raised:
        _ = made.series
    assert raised.value.kind in (Kind.INVALID, Kind.UNSUPPORTED)
    assert [flaw.field for flaw in raised.value.flaws] == [field]


def test_an_unknown_zone_is_named(make: Callable) -> None:
    with pytest.raises(Fault) as raised:
        _ = make("DTSTART;TZID=Europe/Belrin:20260301T090000").series
    assert "Europe/Berlin" in raised.value.detail


def test_deviations_are_told(make: Callable) -> None:
    made = make("DTSTART:20260301T090000Z\nRRULE:FREQ=DAILY;UNTIL=20260303", "DTSTART:20260302T090000Z\nSEQUENCE:0")
    codes = {flaw.code for flaw in made.series.flaws}
    assert codes >= {"repeated-uid"}


def test_the_ends_of_the_calendar_are_quiet(make: Callable) -> None:
    made = make("DTSTART;TZID=Asia/Tokyo:99981201T090000\nDURATION:P3D\nRRULE:FREQ=MONTHLY")
    found = list(made.series.instances())
    assert f"{found[-1].begins:%Y-%m}" == "9999-12"
    made = make("DTSTART;TZID=America/New_York:99981201T220000\nRRULE:FREQ=DAILY")
    assert f"{list(made.series.instances())[-1].begins:%Y-%m-%d}" == "9999-12-29"
    made = make("DTSTART;VALUE=DATE:99991230\nRRULE:FREQ=DAILY")
    assert len(list(made.series.instances(Window(), zone("Pacific/Kiritimati")))) == 1
    made = make("DTSTART:00010101T000000Z\nRRULE:FREQ=YEARLY;COUNT=2")
    assert len(list(made.series.instances(Window(), zone("America/New_York")))) == 2


def test_a_window_is_in_utc() -> None:
    with pytest.raises(TypeError):
        Window(datetime(2026, 1, 1))
