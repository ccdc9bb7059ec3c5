"""This one: changed, deleted."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from kalends.core.ics.tree import Component, Property
from kalends.core.recur.edit import change_one, delete_one
from kalends.core.time.dates import Date, Utc
from kalends.errors import Fault, Kind

BERLIN = "TZID=Europe/Berlin"


def at(day: int, hour: int = 9) -> Utc:
    return Utc(datetime(2026, 3, day, hour, tzinfo=UTC))


def renamed(component: Component) -> Component:
    return component.set(Property.make("SUMMARY", "new"))


@pytest.mark.rfc("5545 §3.8.4.4")
def test_a_change_makes_an_override_in_the_form_of_the_series(make: Callable, lines: Callable) -> None:
    made = make(
        f"DTSTART;{BERLIN}:20260301T090000\nDTEND;{BERLIN}:20260301T100000\nRRULE:FREQ=DAILY;COUNT=3\n"
        f"EXDATE;{BERLIN}:20260303T090000\nX-MINE;A=b:kept\nSUMMARY:old"
    )
    master, override = change_one(made.components, at(2, 8), renamed, made.zones)
    assert master is made.components[0]
    assert lines(override) == [
        f"DTSTART;{BERLIN}:20260302T090000",
        f"DTEND;{BERLIN}:20260302T100000",
        "X-MINE;A=b:kept",
        "SUMMARY:new",
        f"RECURRENCE-ID;{BERLIN}:20260302T090000",
    ]


def test_a_second_change_goes_into_the_same_override(make: Callable, lines: Callable) -> None:
    made = make(
        "DTSTART:20260301T090000Z\nRRULE:FREQ=DAILY;COUNT=3",
        "RECURRENCE-ID:20260302T090000Z\nDTSTART:20260302T120000Z\nSUMMARY:old",
    )
    changed = change_one(made.components, at(2), renamed, made.zones)
    assert len(changed) == 2
    assert lines(changed[1]) == ["DTSTART:20260302T120000Z", "SUMMARY:new", "RECURRENCE-ID:20260302T090000Z"]


def test_what_does_not_recur_is_changed_itself(make: Callable, lines: Callable) -> None:
    made = make("DTSTART:20260301T090000Z")
    (changed,) = change_one(made.components, at(1), renamed, made.zones)
    assert lines(changed) == ["DTSTART:20260301T090000Z", "SUMMARY:new"]


def test_a_period_keeps_its_length(make: Callable, lines: Callable) -> None:
    made = make("DTSTART:20260301T090000Z\nRDATE;VALUE=PERIOD:20260302T090000Z/PT3H")
    _, override = change_one(made.components, at(2), renamed, made.zones)
    assert "DURATION:PT3H" in lines(override)
    assert not override.all("RDATE")


@pytest.mark.rfc("5545 §3.8.5.1")
def test_deleting_writes_an_exdate_in_the_form_of_the_series(make: Callable, lines: Callable) -> None:
    made = make(f"DTSTART;{BERLIN}:20260301T090000\nRRULE:FREQ=DAILY;COUNT=3\nSUMMARY:x")
    (master,) = delete_one(made.components, at(2, 8), made.zones)
    assert lines(master)[-1] == f"EXDATE;{BERLIN}:20260302T090000"


def test_deleting_a_day(make: Callable, lines: Callable) -> None:
    made = make("DTSTART;VALUE=DATE:20260301\nRRULE:FREQ=DAILY;COUNT=3")
    (master,) = delete_one(made.components, Date(date(2026, 3, 2)), made.zones)
    assert lines(master)[-1] == "EXDATE;VALUE=DATE:20260302"


def test_deleting_the_last_leaves_nothing(make: Callable) -> None:
    made = make("DTSTART:20260301T090000Z\nRRULE:FREQ=DAILY;COUNT=2\nEXDATE:20260301T090000Z")
    assert delete_one(made.components, at(2), made.zones) == ()
    made = make("DTSTART:20260301T090000Z")
    assert delete_one(made.components, at(1), made.zones) == ()


def test_deleting_a_detached_instance(make: Callable) -> None:
    made = make(
        "RECURRENCE-ID:20260301T090000Z\nDTSTART:20260301T090000Z",
        "RECURRENCE-ID:20260302T090000Z\nDTSTART:20260302T090000Z",
    )
    assert delete_one(made.components, at(1), made.zones) == (made.components[1],)


@pytest.mark.parametrize("edit", [delete_one, lambda *parts: change_one(*parts[:2], renamed, parts[2])])
def test_an_instance_that_is_not_there(make: Callable, edit: Callable) -> None:
    made = make("DTSTART:20260301T090000Z\nRRULE:FREQ=DAILY;COUNT=2")
    with pytest.raises(Fault) as raised:
        edit(made.components, at(5), made.zones)
    assert raised.value.kind is Kind.NOT_FOUND


def test_an_object_without_a_date(make: Callable) -> None:
    made = make("SUMMARY:some time", kind="VTODO")
    with pytest.raises(Fault) as raised:
        delete_one(made.components, at(1), made.zones)
    assert raised.value.kind is Kind.INVALID


def test_what_a_newer_override_took_the_place_of_does_not_come_back(make: Callable, begins: Callable) -> None:
    twice = [f"RECURRENCE-ID:20260302T090000Z\nDTSTART:20260302T{10 + age}0000Z\nSEQUENCE:{age}" for age in (1, 2)]
    made = make("DTSTART:20260301T090000Z\nRRULE:FREQ=DAILY;COUNT=3", *reversed(twice))
    assert begins(made.components, made.zones)[1] == "2026-03-02T12:00"
    left = delete_one(made.components, at(2), made.zones)
    assert begins(left, made.zones) == ["2026-03-01T09:00", "2026-03-03T09:00"]
    changed = change_one(made.components, at(2), lambda each: each.set(Property.make("SEQUENCE", "0")), made.zones)
    assert begins(changed, made.zones)[1] == "2026-03-02T12:00"
