"""When alarms go off."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from kalends.core.recur.alarms import alarms
from kalends.core.recur.series import Window
from kalends.core.time.zones import zone
from kalends.errors import Fault, Kind

DAILY = "DTSTART;TZID=Europe/Berlin:20260327T090000\nDTEND;TZID=Europe/Berlin:20260327T100000\nRRULE:FREQ=DAILY"


def alarm(*lines: str) -> str:
    return "\n".join(["", "BEGIN:VALARM", "ACTION:DISPLAY", *lines, "END:VALARM"])


def window(first: str, last: str) -> Window:
    return Window(*[datetime.fromisoformat(each).replace(tzinfo=UTC) for each in (first, last)])


def ringing(made: object, first: str, last: str) -> list[str]:
    found = alarms(made.series, window(first, last), zone("America/New_York"))  # type: ignore[attr-defined]
    return [f"{each.at:%m-%dT%H:%M}" + ("!" if each.acknowledged else "") for each in found]


@pytest.mark.rfc("5545 §3.8.6.3")
@pytest.mark.parametrize(
    ("trigger", "expected"),
    [
        ("TRIGGER:-PT15M", ["03-28T07:45", "03-29T06:45"]),
        ("TRIGGER:PT15M", ["03-28T08:15", "03-29T07:15"]),
        ("TRIGGER;RELATED=END:PT0S", ["03-28T09:00", "03-29T08:00"]),
        ("TRIGGER:-P1D", ["03-28T08:00", "03-29T07:00"]),
        ("TRIGGER:-PT24H", ["03-28T07:00", "03-29T07:00"]),
        ("TRIGGER;VALUE=DATE-TIME:20260328T120000Z", ["03-28T12:00"]),
        ("TRIGGER;VALUE=DATE-TIME:20260101T120000Z", []),
    ],
)
def test_triggers(make: Callable, trigger: str, expected: list[str]) -> None:
    assert ringing(make(DAILY + alarm(trigger)), "2026-03-28", "2026-03-30") == expected


@pytest.mark.rfc("5545 §3.8.6.2")
def test_repetitions(make: Callable) -> None:
    made = make(DAILY + alarm("TRIGGER:-PT15M", "REPEAT:2", "DURATION:PT5M"))
    assert ringing(made, "2026-03-28", "2026-03-29") == ["03-28T07:45", "03-28T07:50", "03-28T07:55"]


def test_repetitions_of_long_ago_reach_into_the_window(make: Callable) -> None:
    made = make("DTSTART:20260101T090000Z" + alarm("TRIGGER:PT0S", "REPEAT:1000", "DURATION:P1D"))
    assert ringing(made, "2026-03-28", "2026-03-30") == ["03-28T09:00", "03-29T09:00"]


def test_repetitions_without_number_are_refused(make: Callable) -> None:
    made = make("DTSTART:20260101T090000Z" + alarm("TRIGGER:PT0S", "REPEAT:2000000000", "DURATION:PT1S"))
    with pytest.raises(Fault) as raised:
        ringing(made, "2026-03-28", "2026-04-28")
    assert raised.value.kind is Kind.TOO_LARGE


@pytest.mark.rfc("9074 §6.1")
def test_what_was_acknowledged_is_told_so(make: Callable) -> None:
    made = make(DAILY + alarm("TRIGGER:-PT15M", "ACKNOWLEDGED:20260328T080000Z"))
    assert ringing(made, "2026-03-28", "2026-03-30") == ["03-28T07:45!", "03-29T06:45"]


@pytest.mark.rfc("9074 §7.1")
def test_a_snooze_names_the_alarm_that_was_put_off(make: Callable) -> None:
    made = make(
        DAILY
        + alarm("UID:one", "TRIGGER:-PT15M", "ACKNOWLEDGED:20260328T074600Z")
        + alarm("UID:two", "TRIGGER;VALUE=DATE-TIME:20260328T075500Z", "RELATED-TO;RELTYPE=SNOOZE:one")
    )
    found = alarms(made.series, window("2026-03-28", "2026-03-29"), zone("UTC"))
    assert [(f"{each.at:%H:%M}", each.snoozes) for each in found] == [("07:45", ""), ("07:55", "one")]


@pytest.mark.rfc("9074 §8.1")
def test_an_alarm_of_a_place_has_no_time(make: Callable) -> None:
    assert ringing(make(DAILY + alarm("TRIGGER:-PT15M", "PROXIMITY:ARRIVE")), "2026-03-28", "2026-03-30") == []


def test_days_begin_at_midnight_where_one_is(make: Callable) -> None:
    made = make("DTSTART;VALUE=DATE:20260328" + alarm("TRIGGER:-PT1H"))
    assert ringing(made, "2026-03-28", "2026-03-29") == ["03-28T03:00"]


def test_overrides_have_alarms_of_their_own(make: Callable) -> None:
    made = make(
        DAILY + alarm("TRIGGER:-PT15M"),
        "RECURRENCE-ID;TZID=Europe/Berlin:20260328T090000\nDTSTART:20260328T200000Z" + alarm("TRIGGER:-PT1H"),
    )
    assert ringing(made, "2026-03-28", "2026-03-30") == ["03-28T19:00", "03-29T06:45"]


def test_a_todo_counts_from_its_due_and_rings_until_done(make: Callable) -> None:
    due = "DUE:20260328T200000Z"
    assert ringing(make(due + alarm("TRIGGER:-PT1H"), kind="VTODO"), "2026-03-28", "2026-03-29") == ["03-28T19:00"]
    done = make(f"{due}\nSTATUS:COMPLETED" + alarm("TRIGGER:-PT1H"), kind="VTODO")
    assert ringing(done, "2026-03-28", "2026-03-29") == []


@pytest.mark.parametrize(
    "lines", [["TRIGGER:soon"], ["TRIGGER;VALUE=TEXT:x"], ["TRIGGER:PT1H", "REPEAT:x", "DURATION:PT1M"]]
)
def test_what_cannot_be_read_is_named(make: Callable, lines: list[str]) -> None:
    with pytest.raises(Fault) as raised:
        ringing(make(DAILY + alarm(*lines)), "2026-03-28", "2026-03-29")
    assert raised.value.kind is Kind.INVALID
