"""Filters as values: which of them there can be."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from kalends.core.match.filters import (
    MOST_CONDITIONS,
    ComponentFilter,
    ParameterFilter,
    PropertyFilter,
    TextMatch,
    TimeRange,
)
from kalends.errors import Fault

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
RANGE = TimeRange(NOON)
TEXT = TextMatch("x")


@pytest.mark.rfc("4791 §7.8", "4791 §9.7.1", "4791 §9.7.2", "4791 §9.7.3", "4791 §9.7.4", "4791 §9.9")
@pytest.mark.parametrize(
    ("make", "precondition"),
    [
        (lambda: TimeRange(), "valid-filter"),
        (lambda: TimeRange(NOON, NOON), "valid-filter"),
        (lambda: TimeRange(NOON, NOON - timedelta(seconds=1)), "valid-filter"),
        (lambda: TextMatch("x", "i;ascii-numeric"), "supported-collation"),
        (lambda: TextMatch("x", "i;*"), "supported-collation"),
        (lambda: ParameterFilter("CN", TEXT, is_not_defined=True), "valid-filter"),
        (lambda: PropertyFilter("SUMMARY", TEXT, is_not_defined=True), "valid-filter"),
        (lambda: PropertyFilter("DTSTART", TEXT, RANGE), "valid-filter"),
        (lambda: PropertyFilter("SUMMARY", time_range=RANGE), "valid-filter"),
        (lambda: PropertyFilter("TRIGGER", time_range=RANGE), "valid-filter"),
        (lambda: ComponentFilter("VEVENT", RANGE, is_not_defined=True), "valid-filter"),
        (lambda: ComponentFilter("VEVENT", properties=(PropertyFilter("A"),), is_not_defined=True), "valid-filter"),
        (lambda: ComponentFilter("VTIMEZONE", RANGE), "valid-filter"),
        (lambda: ComponentFilter("VCALENDAR", RANGE), "valid-filter"),
        (lambda: ComponentFilter("X-THING", RANGE), "valid-filter"),
        (lambda: ComponentFilter("vtodo", components=(ComponentFilter("vevent"),)), "valid-filter"),
        (lambda: ComponentFilter("VCALENDAR", components=(ComponentFilter("VCALENDAR"),)), "valid-filter"),
        (lambda: PropertyFilter("A", parameters=(ParameterFilter("B"),) * MOST_CONDITIONS), "supported-filter"),
        (lambda: ComponentFilter("A", properties=(PropertyFilter("B"),) * MOST_CONDITIONS), "supported-filter"),
    ],
)
def test_filters_that_there_are_not(make: Callable[[], object], precondition: str) -> None:
    with pytest.raises(Fault) as raised:
        make()
    assert raised.value.precondition == precondition
    assert raised.value.flaws[0].rfc


def test_times_are_in_utc() -> None:
    with pytest.raises(TypeError):
        TimeRange(NOON.replace(tzinfo=None))


def test_names_are_in_capitals() -> None:
    made = ComponentFilter("vEvent", None, (PropertyFilter("summary", parameters=(ParameterFilter("language"),)),))
    assert (made.name, made.properties[0].name, made.properties[0].parameters[0].name) == (
        "VEVENT",
        "SUMMARY",
        "LANGUAGE",
    )
    assert made.size == 3


@pytest.mark.rfc("4791 §7.7")
def test_what_no_rfc_defines_can_be_asked_for() -> None:
    inner = ComponentFilter(
        "X-THING", None, (PropertyFilter("X-ABC-GUID", TEXT), PropertyFilter("X-WHEN", None, RANGE))
    )
    assert ComponentFilter("VEVENT", components=(inner,)).size == 4


def test_as_deep_as_there_may_be_conditions() -> None:
    inner = ComponentFilter("X-0")
    for depth in range(1, MOST_CONDITIONS):
        inner = ComponentFilter(f"X-{depth}", components=(inner,))
    with pytest.raises(Fault, match="more than 100"):
        ComponentFilter("X-LAST", components=(inner,))
