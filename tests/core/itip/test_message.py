"""Texts that come for an object which is there."""

import pytest

from kalends.core.ics.read import read
from kalends.core.itip import Message, NoEffect, receive
from kalends.core.objects.object import CalendarObject
from kalends.core.time.offsets import Zone
from kalends.core.time.zones import zone
from kalends.errors import Fault, Kind

UTC = zone("Etc/UTC")
WEEKLY = "RRULE:FREQ=WEEKLY;COUNT=3"
GUEST = "ATTENDEE;PARTSTAT=NEEDS-ACTION;CN=Guest:mailto:guest@example.net"


def calendar(*events: tuple[str, ...], zones: str = "") -> CalendarObject:
    """A VCALENDAR of events, each with these lines."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *zones.split()]
    for event in events:
        own = () if any(line.startswith("DTSTART") for line in event) else ("DTSTART:20261124T100000Z",)
        lines += ["BEGIN:VEVENT", "UID:u", "DTSTAMP:20261101T000000Z", *own, *event, "END:VEVENT"]
    return CalendarObject(read("\r\n".join([*lines, "END:VCALENDAR", ""])).components[0])


def incoming(old: CalendarObject, new: CalendarObject, method: str, local: Zone) -> CalendarObject | None:
    """The object that a message makes of another, which it changes."""
    result = receive(Message(new, method, local), old)
    assert not isinstance(result, NoEffect), result.reason
    return result.object


def lines(found: CalendarObject | None) -> list[str]:
    assert found is not None
    return [prop.line for part in found.parts for prop in part.properties]


def test_a_text_takes_the_place_of_what_was() -> None:
    new = calendar(("SUMMARY:New",))
    assert incoming(calendar(("SUMMARY:Old",)), new, "", UTC) is new
    assert incoming(calendar(("SUMMARY:Old",)), new, "REQUEST", UTC) is new


@pytest.mark.rfc("5546 §3.2.2")
def test_an_instance_alone_takes_the_place_of_that_instance() -> None:
    old = calendar((WEEKLY,), ("RECURRENCE-ID:20261201T100000Z", "SUMMARY:First"))
    new = calendar(("RECURRENCE-ID:20261201T100000Z", "SUMMARY:Second"), ("RECURRENCE-ID:20261208T100000Z",))
    found = incoming(old, new, "REQUEST", UTC)
    assert len(found.parts) == 3
    assert "SUMMARY:Second" in lines(found)
    assert "SUMMARY:First" not in lines(found)


def test_zones_come_along() -> None:
    zones = (
        "BEGIN:VTIMEZONE TZID:Odd BEGIN:STANDARD DTSTART:19700101T000000 TZOFFSETFROM:+0100 TZOFFSETTO:+0100"
        " END:STANDARD END:VTIMEZONE"
    )
    new = calendar(("RECURRENCE-ID:20261201T100000Z", "DTSTART;TZID=Odd:20261201T120000"), zones=zones)
    found = incoming(incoming(calendar((WEEKLY,)), new, "", UTC), new, "", UTC)
    assert len(found.calendar.children("VTIMEZONE")) == 1


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
    assert len(one.parts) == 1
    assert "EXDATE:20261201T100000Z" in lines(one)


@pytest.mark.rfc("5546 §3.2.5")
def test_a_cancellation_of_all_instances_one_by_one() -> None:
    each = [(f"RECURRENCE-ID:{day}T100000Z",) for day in (20261124, 20261201, 20261208)]
    assert incoming(calendar((WEEKLY,)), calendar(*each), "CANCEL", UTC) is None
    missing = Message(calendar(("RECURRENCE-ID:20261125T100000Z",)), "CANCEL", UTC)
    assert receive(missing, calendar((WEEKLY,))) == NoEffect("CANCEL: there is no instance at 20261125T100000Z.")


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
