"""Zone against `zoneinfo`, for every zone of the tz database, and the facts of the field."""

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from kalends.core.time.names import names
from kalends.core.time.offsets import Zone
from kalends.core.time.zones import zone
from kalends.errors import Fault, Kind

CHUNKS = 8
FIRST, LAST = datetime(1900, 1, 1), datetime(2200, 1, 1)
BERLIN = zone("Europe/Berlin")

Edges = Callable[[Zone, datetime, datetime], list[datetime]]
Oracle = Callable[[str], ZoneInfo]
Expected = Callable[[dict[str, Any]], list[tuple[datetime, int, str | None]]]


def drawn(name: str) -> list[datetime]:
    rng = random.Random(name)
    return [FIRST + timedelta(seconds=rng.randrange(int((LAST - FIRST).total_seconds()))) for _ in range(20)]


@pytest.mark.oracle
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_every_instant_has_the_offset_name_and_flag_of_zoneinfo(chunk: int, oracle: Oracle, edges: Edges) -> None:
    for name in names()[chunk::CHUNKS]:
        ours, theirs = zone(name), oracle(name)
        for moment in [*edges(ours, datetime.min, datetime(2100, 1, 1)), *drawn(name)]:
            shown = moment.replace(tzinfo=UTC).astimezone(theirs)
            found = ours.at(moment)
            assert (found.delta, found.abbreviation) == (shown.utcoffset(), shown.tzname()), (name, moment)
            assert ours.to_wall(moment) == shown.replace(tzinfo=None), (name, moment)


@pytest.mark.oracle
@pytest.mark.rfc("5545 §3.3.5")
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_every_wall_time_is_the_instant_of_zoneinfo(chunk: int, oracle: Oracle, edges: Edges) -> None:
    # zoneinfo with fold=0 is RFC 5545's rule: the first occurrence in a fold, the offset before in a gap
    for name in names()[chunk::CHUNKS]:
        ours, theirs = zone(name), oracle(name)
        for moment in [*edges(ours, FIRST, datetime(2100, 1, 1)), *drawn(name)]:
            for wall in (moment, ours.to_wall(moment), ours.to_wall(moment) + timedelta(minutes=20)):
                assert ours.to_utc(wall) == wall.replace(tzinfo=theirs).astimezone(UTC), (name, wall)


def test_the_number_of_transitions_is_not_nothing(edges: Edges) -> None:
    assert len(edges(BERLIN, datetime(1970, 1, 1), datetime(2038, 1, 1))) == 3 * 2 * (2038 - 1980)


@pytest.mark.facts("zones")
def test_a_fact_at_its_instants(fact: dict[str, Any], expected: Expected) -> None:
    found = zone(fact["zone"])
    for moment, offset, name in expected(fact):
        assert (found.offset_at(moment), found.at(moment).abbreviation) == (offset, name), moment


@pytest.mark.rfc("5545 §3.3.5")
@pytest.mark.facts("zones")
def test_a_fact_at_its_wall_times(fact: dict[str, Any]) -> None:
    for wall, moment in fact["walls"]:
        assert zone(fact["zone"]).to_utc(datetime.fromisoformat(wall)) == datetime.fromisoformat(moment), wall


def test_dst_is_told() -> None:
    assert BERLIN.at(datetime(2026, 7, 1)).is_dst
    assert not BERLIN.at(datetime(2026, 1, 1)).is_dst
    assert zone("Europe/Dublin").at(datetime(2026, 1, 1)).is_dst


def test_aware_instants_of_any_offset_are_the_same_instant() -> None:
    moment = datetime(2026, 3, 29, 1, tzinfo=UTC)
    elsewhere = moment.astimezone(timezone(timedelta(hours=-9)))
    assert BERLIN.offset_at(moment) == BERLIN.offset_at(elsewhere) == BERLIN.offset_at(moment.replace(tzinfo=None))
    assert BERLIN.offset_at(moment) == 7200


@pytest.mark.parametrize("name", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Africa/Cairo", "UTC", "America/New_York"])
@pytest.mark.parametrize("edge", [datetime.min, datetime.max])
def test_the_ends_of_the_calendar_give_an_answer_or_a_fault(name: str, edge: datetime) -> None:
    found = zone(name)
    assert isinstance(found.offset_at(edge), int)
    for convert in (found.to_utc, found.to_wall):
        with suppress(Fault):
            assert convert(edge).year in (1, 9999)


def test_beyond_the_calendar_is_a_fault_and_nothing_else() -> None:
    with pytest.raises(Fault) as raised:
        zone("Asia/Tokyo").to_utc(datetime.min)
    assert (raised.value.kind, raised.value.flaws[0].code) == (Kind.INVALID, "time-range")
    with pytest.raises(Fault):
        zone("Pacific/Kiritimati").to_wall(datetime.max)
    with pytest.raises(Fault):
        BERLIN.offset_at(datetime.max.replace(tzinfo=timezone(timedelta(hours=-1))))


def test_many_years_are_kept_bounded_and_stay_right() -> None:
    found = zone("America/Sao_Paulo")
    offsets = [found.offset_at(datetime(year, 6, 1)) for year in range(1, 10_000)]
    assert len(found._years) <= 128
    assert offsets[2025] == -10_800
    assert [found.offset_at(datetime(year, 6, 1)) for year in range(1, 10_000)] == offsets


def test_transitions_are_half_open() -> None:
    change = datetime(2026, 3, 29, 1, tzinfo=UTC)
    second = timedelta(seconds=1)
    [found] = BERLIN.transitions(change, change + second)
    assert (found.at, found.before.offset, found.after.offset) == (change, 3600, 7200)
    assert BERLIN.transitions(change - second, change) == []
