"""The four kinds of time, and what may be done with them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kalends.core.ics.values import Duration
from kalends.core.time.dates import Date, Floating, Utc, When, Zoned, add, elapsed, instant, place_end, wall_in, zoned
from kalends.core.time.offsets import Zone
from kalends.core.time.zones import zone
from kalends.errors import Fault, Kind

BERLIN, APIA, LORD_HOWE, DUBLIN = map(zone, ("Europe/Berlin", "Pacific/Apia", "Australia/Lord_Howe", "Europe/Dublin"))
HOUR = 3600
ZONES = st.sampled_from([BERLIN, APIA, LORD_HOWE, DUBLIN, zone("Africa/Casablanca"), zone("America/Nuuk")])
WALLS = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)).map(lambda wall: wall.replace(microsecond=0))
MOMENTS = WALLS.map(lambda wall: wall.replace(tzinfo=UTC))
WHENS = st.one_of(
    st.builds(Date, st.dates(date(1900, 1, 1), date(2200, 1, 1))),
    st.builds(Floating, WALLS),
    st.builds(Zoned, WALLS, ZONES),
    st.builds(Utc, MOMENTS),
)
DAYS = st.builds(Duration, st.integers(-4000, 4000))
EXACT = st.builds(lambda seconds: Duration(0, seconds), st.integers(-(10**8), 10**8))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Date(datetime(2026, 1, 1)),
        lambda: Floating(datetime(2026, 1, 1, tzinfo=UTC)),
        lambda: Zoned(datetime(2026, 1, 1, tzinfo=UTC), BERLIN),
        lambda: Utc(datetime(2026, 1, 1)),
        lambda: Utc(datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=1)))),
        lambda: instant(Date(date(2026, 1, 1))),
        lambda: zoned(datetime(2026, 1, 1), BERLIN),
        lambda: Utc(datetime(2026, 1, 1, tzinfo=UTC)) < Utc(datetime(2026, 1, 2, tzinfo=UTC)),
        lambda: Zoned(datetime(2026, 1, 1), BERLIN) - Floating(datetime(2026, 1, 1)),
    ],
)
def test_kinds_cannot_be_mixed(make: Callable[[], object]) -> None:
    with pytest.raises(TypeError):
        make()


def test_kinds_are_not_equal_though_their_clocks_are() -> None:
    wall = datetime(2026, 7, 1)
    kinds: list[When] = [Date(wall.date()), Floating(wall), Zoned(wall, BERLIN), Zoned(wall, APIA)]
    kinds.append(Utc(wall.replace(tzinfo=UTC)))
    assert len(set(kinds)) == len(kinds)


@pytest.mark.rfc("5545 §3.3.5")
@pytest.mark.parametrize(
    ("when", "moment"),
    [
        (Date(date(2026, 7, 1)), "2026-06-30T22:00:00Z"),
        (Floating(at("2026-07-01T12:00:00")), "2026-07-01T10:00:00Z"),
        (Zoned(at("2026-07-01T12:00:00"), LORD_HOWE), "2026-07-01T01:30:00Z"),
        (Zoned(at("2026-03-29T02:30:00"), BERLIN), "2026-03-29T01:30:00Z"),
        (Zoned(at("2026-10-25T02:30:00"), BERLIN), "2026-10-25T00:30:00Z"),
        (Utc(at("2026-07-01T12:00:00Z")), "2026-07-01T12:00:00Z"),
    ],
)
def test_an_instant_in_the_zone_that_is_asked_for(when: When, moment: str) -> None:
    assert instant(when, BERLIN) == at(moment)
    assert instant(when, BERLIN).tzinfo is UTC


def test_the_second_half_of_a_fold_stays_utc() -> None:
    assert zoned(at("2026-10-25T00:30:00Z"), BERLIN) == Zoned(at("2026-10-25T02:30:00"), BERLIN)
    assert zoned(at("2026-10-25T01:30:00Z"), BERLIN) == Utc(at("2026-10-25T01:30:00Z"))
    assert zoned(at("2026-10-25T02:00:00Z"), BERLIN) == Zoned(at("2026-10-25T03:00:00"), BERLIN)
    assert zoned(at("2026-10-25T03:30:00+02:00"), BERLIN) == Utc(at("2026-10-25T01:30:00Z"))


@pytest.mark.rfc("5545 §3.3.6")
@pytest.mark.parametrize(
    ("start", "duration", "end"),
    [
        ("2026-03-28T12:00:00", Duration(1), "2026-03-29T12:00:00"),  # a day of 23 hours
        ("2026-03-28T12:00:00", Duration(0, 24 * HOUR), "2026-03-29T13:00:00"),
        ("2026-10-24T12:00:00", Duration(0, 24 * HOUR), "2026-10-25T11:00:00"),  # one of 25
        ("2026-03-28T02:30:00", Duration(1), "2026-03-29T02:30:00"),  # into the gap: kept, and read as 3:30
        ("2026-03-29T01:30:00", Duration(0, HOUR), "2026-03-29T03:30:00"),
        ("2026-03-28T01:30:00", Duration(1, HOUR), "2026-03-29T03:30:00"),  # days first, then the hour
        ("2026-10-26T12:00:00", Duration(-1, -12 * HOUR), "2026-10-25T01:00:00"),
        ("2026-10-25T12:00:00", Duration(0, -12 * HOUR), "2026-10-25T01:00:00"),
        ("2026-10-25T12:00:00", Duration(), "2026-10-25T12:00:00"),
    ],
)
def test_days_are_nominal_and_hours_exact(start: str, duration: Duration, end: str) -> None:
    assert add(Zoned(at(start), BERLIN), duration) == Zoned(at(end), BERLIN)


def test_hours_that_end_in_a_second_occurrence_end_in_utc() -> None:
    start = Zoned(at("2026-10-25T01:30:00"), BERLIN)
    assert add(start, Duration(0, 2 * HOUR)) == Utc(at("2026-10-25T01:30:00Z"))


def test_floating_and_utc_days_have_24_hours() -> None:
    assert add(Floating(at("2026-03-28T12:00:00")), Duration(1, HOUR)) == Floating(at("2026-03-29T13:00:00"))
    assert add(Utc(at("2026-03-28T12:00:00Z")), Duration(1, HOUR)) == Utc(at("2026-03-29T13:00:00Z"))


@pytest.mark.rfc("5545 §3.6.1")
def test_a_day_takes_whole_days() -> None:
    day = Date(date(2026, 2, 28))
    assert add(day, Duration(1)) == add(day, Duration(0, 24 * HOUR)) == Date(date(2026, 3, 1))
    with pytest.raises(Fault) as raised:
        add(day, Duration(0, HOUR))
    assert raised.value.flaws[0].code == "duration-of-date"


@pytest.mark.parametrize("far", [Duration(3_660_000), Duration(-3_660_000), Duration(0, 3_000_000 * 86_400)])
@pytest.mark.parametrize(
    "when",
    [Date(date.max), Floating(datetime.min), Zoned(datetime.max, BERLIN), Utc(datetime.min.replace(tzinfo=UTC))],
)
def test_beyond_the_calendar_is_a_fault(when: When, far: Duration) -> None:
    for duration in (far, -far):
        try:
            reached = add(when, duration)
        except Fault as fault:
            kind = fault.kind
        else:
            kind = None
            assert add(reached, -duration) == when
        assert kind in (None, Kind.INVALID)
    with pytest.raises(Fault):
        add(add(when, far), far)


@given(WHENS, DAYS, DAYS)
def test_days_add_up(when: When, one: Duration, other: Duration) -> None:
    assert add(add(when, one), other) == add(when, Duration(one.days + other.days))


@given(st.one_of(st.builds(Zoned, WALLS, ZONES), st.builds(Utc, MOMENTS)), EXACT)
def test_exact_time_is_the_difference_of_instants(when: Zoned | Utc, duration: Duration) -> None:
    assert elapsed(when, add(when, duration), BERLIN) == timedelta(seconds=duration.seconds)


@pytest.mark.rfc("5545 §3.3.5")
@pytest.mark.parametrize(
    ("start", "end", "placed"),
    [
        ("2026-03-29T02:30:00", "2026-03-29T03:30:00", "2026-03-29T04:30:00"),
        ("2026-03-29T02:45:00", "2026-03-29T03:15:00", "2026-03-29T04:15:00"),
        ("2026-03-29T02:15:00", "2026-03-29T02:45:00", "2026-03-29T02:45:00"),
        ("2026-03-29T02:30:00", "2026-03-29T04:00:00", "2026-03-29T04:00:00"),
        ("2026-03-29T02:30:00", "2026-03-29T02:30:00", "2026-03-29T02:30:00"),
        ("2026-03-29T03:30:00", "2026-03-29T02:45:00", "2026-03-29T02:45:00"),
    ],
)
def test_an_end_stands_where_the_skipped_hour_puts_no_start_behind_it(start: str, end: str, placed: str) -> None:
    begins, ends = Zoned(at(start), BERLIN), Zoned(at(end), BERLIN)
    assert place_end(begins, ends) == Zoned(at(placed), BERLIN)
    assert place_end(begins, Floating(at(end))) == Floating(at(end))


@given(WHENS, st.one_of(DAYS, EXACT))
def test_a_kind_stays_its_kind(when: When, duration: Duration) -> None:
    if isinstance(when, Date):
        duration = Duration(duration.days)
    reached = add(when, duration)
    assert type(reached) is type(when) or (isinstance(when, Zoned) and isinstance(reached, Utc))


@given(MOMENTS, ZONES)
def test_an_instant_survives_its_zone(moment: datetime, here: Zone) -> None:
    found = zoned(moment, here)
    assert instant(found) == moment
    assert wall_in(found, here) == here.to_wall(moment)


@given(WALLS, ZONES)
def test_a_wall_time_that_is_there_survives_its_instant(wall: datetime, here: Zone) -> None:
    found = zoned(instant(Zoned(wall, here)), here)
    assert isinstance(found, Zoned)  # the first occurrence, always
    ahead = found.wall - wall
    assert not ahead or timedelta() < ahead <= timedelta(days=1)  # only a time in a gap moves, and forward
