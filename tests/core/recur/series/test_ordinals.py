"""Ordinals: counted as by hand, over drawn calendars; not moved by what is deleted or changed."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.recurrence import objects_of

from kalends.core.ics.read import read
from kalends.core.recur.series import Series, Window, series_of, zones_of
from kalends.core.time.dates import Utc
from kalends.core.time.zones import zone
from kalends.errors import Fault, Kind

ZONES = ("Europe/Berlin", "Australia/Lord_Howe", "Antarctica/Troll", "Pacific/Apia", "America/Juneau")
RULES = (
    "FREQ=HOURLY",
    "FREQ=HOURLY;INTERVAL=7;COUNT=300",
    "FREQ=MINUTELY;INTERVAL=30;BYHOUR=1,2,3",
    "FREQ=DAILY",
    "FREQ=DAILY;BYHOUR=2,3;BYMINUTE=30,0",
    "FREQ=DAILY;BYHOUR=2,3;COUNT=120",
    "FREQ=WEEKLY;BYDAY=SU,FR",
    "FREQ=MONTHLY;BYDAY=-1SU;UNTIL=20121101T000000Z",
    "FREQ=MONTHLY;BYMONTHDAY=31",
    "FREQ=YEARLY",
)
PLACES = 400


def listed(where: str, start: datetime, lines: Sequence[str]) -> Series:
    named = f";TZID={where}:" if where else ":"
    head = ["BEGIN:VEVENT", "UID:u", "DTSTAMP:20260101T000000Z", f"DTSTART{named}{start:%Y%m%dT%H%M%S}"]
    body = [line.replace("@", named) for line in lines]
    text = "\r\n".join(["BEGIN:VCALENDAR", *head, *body, "END:VEVENT", "END:VCALENDAR", ""])
    calendar = read(text).components[0]
    return series_of(objects_of(calendar)[0], zones_of(calendar))


def naive(series: Series) -> list[date]:
    """The places as one would count them: all hits and dates, sorted, each once."""
    assert series.pattern
    hits = [set(islice(rule.between(None, None), 3 * PLACES)) for rule in series.pattern.rules]
    whole = sorted(set().union(*hits, series.pattern.dates, [single.key for single in series.singles]))
    ends = [max(keys) for keys in hits if len(keys) == 3 * PLACES]
    return [key for key in whole if not ends or key <= min(ends)][:PLACES]


@st.composite
def series(draw: st.DrawFn) -> Series:
    where = draw(st.sampled_from([*ZONES, ""]))
    start = datetime(2011, 1, 1, 2, 30) + draw(st.integers(0, 400)) * (datetime(2011, 1, 2) - datetime(2011, 1, 1))
    rules = draw(st.lists(st.sampled_from(RULES), max_size=2))
    lines = [f"RRULE:{rule if where or 'UNTIL' not in rule else rule[:-1]}" for rule in rules]
    days = draw(st.lists(st.integers(1, 28), max_size=3))
    lines += [f"RDATE@2011{month:02}{month:02}T0{month % 4}3000" for month in {day % 12 + 1 for day in days}]
    lines += [f"EXDATE@{start:%Y%m%dT%H%M%S}"] if draw(st.booleans()) else []
    return listed(where, start, lines)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(series())
def test_numbers_are_those_of_a_list(drawn: Series) -> None:
    keys = naive(drawn)
    walk = drawn.ordinals()
    assert [walk.of(key) for key in keys] == [*range(1, len(keys) + 1)]
    assert [drawn.ordinals().place(at + 1) for at in range(0, len(keys), 7)] == keys[::7]
    assert [drawn.ordinals().of(keys[at]) for at in range(0, len(keys), 7)] == [*range(1, len(keys) + 1, 7)]
    assert drawn.ordinals().place(0) is None
    assert drawn.ordinals().place(len(keys) + 1) is None or len(keys) == PLACES


@settings(max_examples=60, deadline=None, derandomize=True)
@given(series(), st.lists(st.integers(0, PLACES - 1), max_size=20))
def test_places_may_be_asked_for_in_any_order(drawn: Series, order: list[int]) -> None:
    keys = naive(drawn)
    walk = drawn.ordinals()
    for at in order:
        assert walk.of(keys[at % len(keys)]) == at % len(keys) + 1


MASTER = "DTSTART;TZID=Europe/Berlin:20260105T090000\nRRULE:FREQ=WEEKLY\nRDATE;TZID=Europe/Berlin:20260114T090000"
MOVED = "RECURRENCE-ID;TZID=Europe/Berlin:20260112T090000\nDTSTART;TZID=Europe/Berlin:20260220T090000"


def shown(series: Series, until: datetime) -> list[tuple[int, str]]:
    found = series.numbered(Window(None, until), zone("Europe/Berlin"))
    return [(number, f"{each.begins:%m-%d}") for number, each in found]


def test_deleting_and_moving_leave_the_numbers(make: Callable) -> None:
    made = make(f"{MASTER}\nEXDATE;TZID=Europe/Berlin:20260119T090000", MOVED)
    shows = [(1, "01-05"), (3, "01-14"), (5, "01-26"), (6, "02-02"), (7, "02-09"), (8, "02-16"), (2, "02-20")]
    assert shown(made.series, datetime(2026, 2, 21, tzinfo=UTC)) == shows
    assert made.series.at_ordinal(4) is None
    assert made.series.ordinal(Utc(datetime(2026, 1, 19, 8, tzinfo=UTC))) == 4
    assert made.series.ordinal(Utc(datetime(2026, 1, 20, 8, tzinfo=UTC))) is None
    moved = made.series.at_ordinal(2)
    assert moved
    assert f"{moved.begins:%m-%d}" == "02-20"


def test_a_date_that_the_rule_hits_counts_once(make: Callable) -> None:
    made = make("DTSTART:20260105T090000Z\nRRULE:FREQ=DAILY\nRRULE:FREQ=WEEKLY\nRDATE:20260106T090000Z")
    assert [number for number, _ in islice(made.series.numbered(), 20)] == [*range(1, 21)]


def test_a_start_that_its_rule_does_not_hit_is_the_first(make: Callable) -> None:
    made = make("DTSTART:20260106T090000Z\nRRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=3")
    assert shown(made.series, datetime(2027, 1, 1, tzinfo=UTC)) == [(1, "01-06"), (2, "01-12"), (3, "01-19")]
    assert made.series.at_ordinal(4) is None


def test_instances_without_a_master_are_counted(make: Callable) -> None:
    made = make("RECURRENCE-ID:20260302T090000Z\nDTSTART:20260302T090000Z", "RECURRENCE-ID:20260301T090000Z")
    assert [number for number, _ in made.series.numbered()] == [1, 2]
    assert make("SUMMARY:without a date", kind="VTODO").series.at_ordinal(1) is None


@pytest.mark.parametrize("rule", ["FREQ=DAILY", "FREQ=HOURLY", "FREQ=MONTHLY", "FREQ=WEEKLY;COUNT=99999"])
def test_a_number_far_away_is_not_counted_from_the_start(make: Callable, rule: str) -> None:
    made = make(f"DTSTART;TZID=Europe/Berlin:19260101T090000\nRRULE:{rule}")
    bounded = series_of(made.components, made.zones, units=5_000)
    far = next(bounded.instances(Window(datetime(2026, 3, 1, tzinfo=UTC))))
    number = bounded.ordinals().of(far.key)
    assert number
    found = bounded.at_ordinal(number)
    assert found
    assert found.begins == far.begins


def test_several_hostile_rules_meet_the_budget(make: Callable) -> None:
    made = make("DTSTART:19000101T000000Z\nRRULE:FREQ=SECONDLY\nRRULE:FREQ=MINUTELY")
    with pytest.raises(Fault) as raised:
        series_of(made.components, made.zones, units=10_000).at_ordinal(1_000_000)
    assert raised.value.kind is Kind.TOO_LARGE
