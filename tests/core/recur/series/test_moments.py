"""What TZIDs mean in several calendars."""

from kalends.core.ics.tree import Component, Property
from kalends.core.recur.series import zones_of
from kalends.core.recur.series.moments import KnownZones


def test_calendars_with_one_definition_share_what_it_means() -> None:
    lines = [Property.make(name, "+0117") for name in ("TZOFFSETFROM", "TZOFFSETTO")]
    standard = Component("STANDARD", [Property.make("DTSTART", "19700101T000000"), *lines])
    here, other = [Component("VTIMEZONE", [Property.make("TZID", "Here"), standard]) for _ in range(2)]
    known: KnownZones = {}
    first, same, third = [zones_of(Component("VCALENDAR", [zone]), known)("Here") for zone in (here, here, other)]
    assert first is same
    assert third is not first
