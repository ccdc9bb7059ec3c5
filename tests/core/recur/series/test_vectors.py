"""Facts about series: one small calendar and what it shows, each worked out by hand from the RFC."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.core.recurrence import objects_of

from kalends.core.ics.read import read
from kalends.core.ics.tree import Component
from kalends.core.recur.series import Instance, Window, series_of, zones_of
from kalends.core.time.zones import zone
from kalends.doors.cli.expand.rows import iso

FACTS = sorted((Path(__file__).parents[3] / "vectors" / "recur" / "series").glob("*.toml"))


def shown(place: Path, window: Window, where: str, *, backwards: bool = False) -> list[Instance]:
    found: list[Instance] = []
    for calendar in read(place.read_bytes(), lenient=True).components:
        items = reversed(calendar.items) if backwards else calendar.items
        ordered = Component(calendar.name, items)
        for components in objects_of(ordered):
            found += series_of(components, zones_of(ordered)).instances(window, zone(where))
    return found


def written(instance: Instance) -> str:
    start = instance.start
    return f"{iso(start) if start else ''}/{iso(instance.end)}"


@pytest.mark.parametrize("backwards", [False, True], ids=["", "backwards"])
@pytest.mark.parametrize("fact", FACTS, ids=[place.stem for place in FACTS])
@pytest.mark.rfc("5545 §3.8.5.3")
def test_what_a_calendar_shows(fact: Path, backwards: bool) -> None:
    told = tomllib.loads(fact.read_text())
    window = Window(*[datetime.fromisoformat(told[name]).astimezone(UTC) for name in ("from", "to")])
    found = shown(fact.with_suffix(".ics"), window, told.get("zone", "UTC"), backwards=backwards)
    assert [written(each) for each in found] == told["shows"]
    if "named" in told:
        assert [iso(each.recurrence_id) for each in found if each.recurrence_id] == told["named"]


def test_there_are_facts() -> None:
    assert len(FACTS) > 60
