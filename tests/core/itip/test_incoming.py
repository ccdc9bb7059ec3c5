"""Texts that come for an object which is there."""

from datetime import UTC as UTC_ZONE
from datetime import datetime

import pytest

from kalends.core.ics.read import read
from kalends.core.ics.tree import Component, Property
from kalends.core.itip.incoming import incoming, is_older, revised, sequenced, with_old_sequence
from kalends.core.objects.index import parts_of
from kalends.core.time.zones import zone
from kalends.errors import Fault, Kind

UTC = zone("Etc/UTC")
WEEKLY = "RRULE:FREQ=WEEKLY;COUNT=3"
GUEST = "ATTENDEE;PARTSTAT=NEEDS-ACTION;CN=Guest:mailto:guest@example.net"


def calendar(*events: tuple[str, ...], zones: str = "") -> Component:
    """A VCALENDAR of events, each with these lines."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *zones.split()]
    for event in events:
        own = () if any(line.startswith("DTSTART") for line in event) else ("DTSTART:20261124T100000Z",)
        lines += ["BEGIN:VEVENT", "UID:u", "DTSTAMP:20261101T000000Z", *own, *event, "END:VEVENT"]
    return read("\r\n".join([*lines, "END:VCALENDAR", ""])).components[0]


def lines(component: Component | None) -> list[str]:
    assert component is not None
    return [prop.line for part in parts_of(component) for prop in part.properties]


def test_a_text_takes_the_place_of_what_was() -> None:
    new = calendar(("SUMMARY:New",))
    assert incoming(calendar(("SUMMARY:Old",)), new, "", UTC) is new
    assert incoming(calendar(("SUMMARY:Old",)), new, "REQUEST", UTC) is new


@pytest.mark.rfc("5546 §3.2.2")
def test_an_instance_alone_takes_the_place_of_that_instance() -> None:
    old = calendar((WEEKLY,), ("RECURRENCE-ID:20261201T100000Z", "SUMMARY:First"))
    new = calendar(("RECURRENCE-ID:20261201T100000Z", "SUMMARY:Second"), ("RECURRENCE-ID:20261208T100000Z",))
    found = incoming(old, new, "REQUEST", UTC)
    assert len(parts_of(found)) == 3
    assert "SUMMARY:Second" in lines(found)
    assert "SUMMARY:First" not in lines(found)


def test_zones_come_along() -> None:
    zones = (
        "BEGIN:VTIMEZONE TZID:Odd BEGIN:STANDARD DTSTART:19700101T000000 TZOFFSETFROM:+0100 TZOFFSETTO:+0100"
        " END:STANDARD END:VTIMEZONE"
    )
    new = calendar(("RECURRENCE-ID:20261201T100000Z", "DTSTART;TZID=Odd:20261201T120000"), zones=zones)
    found = incoming(incoming(calendar((WEEKLY,)), new, "", UTC), new, "", UTC)
    assert len(found.children("VTIMEZONE")) == 1


def test_an_instance_for_instances_without_a_series_takes_their_place() -> None:
    old, new = (calendar(("RECURRENCE-ID:20261201T100000Z", f"SUMMARY:{name}")) for name in ("old", "new"))
    assert incoming(old, new, "", UTC) is new


@pytest.mark.rfc("5546 §3.2.5")
def test_a_cancellation() -> None:
    old = calendar(("SUMMARY:Kept", "STATUS:CONFIRMED", WEEKLY), ("RECURRENCE-ID:20261201T100000Z",))
    whole = lines(incoming(old, calendar(("SEQUENCE:4",)), "CANCEL", UTC))
    assert whole.count("STATUS:CANCELLED") == 2
    assert "SUMMARY:Kept" in whole
    assert whole.count("SEQUENCE:4") == 2
    one = incoming(old, calendar(("RECURRENCE-ID:20261201T100000Z",)), "CANCEL", UTC)
    assert len(parts_of(one)) == 1
    assert "EXDATE:20261201T100000Z" in lines(one)


@pytest.mark.rfc("5546 §3.2.5")
def test_a_cancellation_of_all_instances_one_by_one() -> None:
    each = [(f"RECURRENCE-ID:{day}T100000Z",) for day in (20261124, 20261201, 20261208)]
    assert incoming(calendar((WEEKLY,)), calendar(*each), "CANCEL", UTC) is None
    with pytest.raises(Fault) as caught:
        incoming(calendar((WEEKLY,)), calendar(("RECURRENCE-ID:20261125T100000Z",)), "CANCEL", UTC)
    assert caught.value.kind is Kind.NOT_FOUND


@pytest.mark.rfc("5546 §3.2.3")
def test_a_reply_changes_nothing_but_its_guests_answer() -> None:
    old = calendar(("SUMMARY:Kept", GUEST))
    told = 'ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:b@example.net";CN=Forged:MAILTO:GUEST@example.net'
    found = lines(incoming(old, calendar(("SUMMARY:Forged", told)), "REPLY", UTC))
    assert "SUMMARY:Kept" in found
    assert 'ATTENDEE;CN=Guest;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:b@example.net":mailto:guest@example.net' in found


@pytest.mark.rfc("5546 §3.2.3")
@pytest.mark.parametrize("lines_sent", [(), ("ATTENDEE:mailto:crasher@example.net",)])
def test_a_reply_of_nobody_who_is_invited(lines_sent: tuple[str, ...]) -> None:
    with pytest.raises(Fault) as caught:
        incoming(calendar((GUEST,)), calendar(lines_sent), "REPLY", UTC)
    assert caught.value.kind is Kind.INVALID


@pytest.mark.rfc("5546 §2.1.4")
@pytest.mark.parametrize(
    ("old", "new", "organized", "sequence"),
    [
        (("SEQUENCE:3",), ("SUMMARY:x",), True, 3),
        (("SEQUENCE:3",), ("DTSTART:20261125T100000Z",), True, 4),
        (("SEQUENCE:3",), ("DTSTART:20261125T100000Z",), False, 3),
        (("SEQUENCE:3",), ("SEQUENCE:9", "DTSTART:20261125T100000Z"), True, 9),
        (("SEQUENCE:3",), ("SEQUENCE:1",), True, 3),
        (("SEQUENCE:x",), ("STATUS:CANCELLED",), True, 1),
    ],
)
def test_the_sequence(old: tuple[str, ...], new: tuple[str, ...], organized: bool, sequence: int) -> None:
    found = sequenced(calendar(old), calendar(new), organized=organized)
    assert f"SEQUENCE:{sequence}" in lines(found)


def test_what_needs_no_other_sequence_stays_the_same() -> None:
    new = calendar(("SUMMARY:x",))
    assert sequenced(calendar(()), new, organized=True) is new
    assert with_old_sequence(calendar(()), new) is new
    assert "SEQUENCE:2" in lines(with_old_sequence(calendar(("SEQUENCE:2",)), new))
    told = calendar(("SEQUENCE:1",))
    assert with_old_sequence(calendar(("SEQUENCE:2",)), told) is told


def test_what_is_older() -> None:
    old = calendar(("SEQUENCE:2",))
    assert [is_older(old, calendar(new)) for new in ((), ("SEQUENCE:1",), ("SEQUENCE:2",))] == [False, True, False]


@pytest.mark.rfc("5545 §3.8.7.2")
def test_an_edit_stamps_what_is_different() -> None:
    old = calendar((WEEKLY, "ORGANIZER:mailto:Anna@example.org"), ("RECURRENCE-ID:20261201T100000Z", "SUMMARY:one"))
    master, override = parts_of(old)
    new = old.with_items([*old.properties, master.set(Property.headed("STATUS", "TENTATIVE")), override])
    now = datetime(2026, 11, 21, 12, tzinfo=UTC_ZONE)
    found = lines(revised(old, new, email="anna@example.org", now=now))
    assert [line for line in found if line.startswith(("DTSTAMP", "SEQUENCE"))] == [
        "DTSTAMP:20261121T120000Z",
        "SEQUENCE:1",
        "DTSTAMP:20261101T000000Z",
        "SEQUENCE:1",
    ]
    guest = lines(revised(old, new, email="bert@example.org", now=now))
    assert not [line for line in guest if line.startswith("SEQUENCE")]
