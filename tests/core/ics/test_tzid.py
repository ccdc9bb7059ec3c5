"""The name of a zone means the same in its definition and where it is used (RFC 5545 §3.2.19, §3.8.3.1)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kalends.core.ics.read import read
from kalends.core.ics.tree import Component, Property
from kalends.core.ics.tzid import decode_tzid, tzid_of, tzid_property
from kalends.core.ics.values import escape_text
from kalends.core.ics.write import write
from kalends.core.recur.series.moments import zones_of

NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"], exclude_characters='"'), min_size=1)


def office(written: str) -> Component:
    standard = Component(
        "STANDARD",
        [Property.make("DTSTART", "20000101T000000")]
        + [Property.make(name, "+0517") for name in ("TZOFFSETFROM", "TZOFFSETTO")],
    )
    return Component("VTIMEZONE", [Property.make("TZID", written), standard])


@given(NAMES.filter(lambda name: name == name.strip()))
def test_any_name_is_found_by_its_decoded_value(name: str) -> None:
    start = Property.make("DTSTART", "20260101T000000", [("TZID", name)])
    text = write(Component("VCALENDAR", [office(escape_text(name)), Component("VEVENT", [start])]))
    calendar = read(text).components[0]
    used = calendar.children("VEVENT")[0].first("DTSTART")
    assert used is not None
    tzid = used.param("TZID")
    assert tzid == name
    assert zones_of(calendar)(tzid).source.offsets == {5 * 3600 + 17 * 60}


@pytest.mark.parametrize(
    ("written", "used"),
    [
        (r"Kuala Lumpur\, Somewhere", "Kuala Lumpur, Somewhere"),
        (r"Kuala Lumpur\, Somewhere", r"Kuala Lumpur\, Somewhere"),
        ("Office, main", "Office, main"),
        ('"Office"', "Office"),
        (" Office ", "Office"),
    ],
)
def test_the_ways_in_which_programs_write_a_name(written: str, used: str) -> None:
    calendar = Component("VCALENDAR", [office(written)])
    assert zones_of(calendar)(used).source.offsets == {5 * 3600 + 17 * 60}


@given(NAMES)
def test_a_name_is_written_as_text(name: str) -> None:
    assert decode_tzid(tzid_property(f"x{name}x").value) == f"x{name}x"


def test_a_definition_without_a_name_has_none() -> None:
    assert tzid_of(Component("VTIMEZONE")) is None
