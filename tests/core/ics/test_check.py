"""Checking: what the vectors cannot say."""

from kalends.core.ics.check import check, check_object
from kalends.core.ics.problems import MOST
from kalends.core.ics.read import read
from kalends.core.ics.tree import Component, Property, Stream
from kalends.errors import Severity


def test_flaws_are_told_in_the_order_of_the_text() -> None:
    lines = ["BEGIN:VCALENDAR", "BEGIN:VEVENT", "PRIORITY:11", "BEGIN:VALARM", "TRIGGER:x", "END:VALARM", "GEO:1"]
    flaws = check(read("\r\n".join([*lines, "END:VEVENT", "END:VCALENDAR"])))
    places = [(flaw.line, flaw.column) for flaw in flaws]
    assert places == sorted(places)
    assert {flaw.line for flaw in flaws} == {1, 2, 3, 4, 5, 7}


def test_of_too_many_the_errors_are_told() -> None:
    text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n" + "UNKNOWN:x\r\n" * 30_000
    flaws = check(read(text + "BEGIN:VEVENT\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"))
    assert len(flaws) == MOST
    assert [flaw.line for flaw in flaws if flaw.severity is Severity.ERROR] == [30_004] * 3


def test_a_made_stream_has_no_lines() -> None:
    stream = Stream([Component("VCALENDAR", [Component("VEVENT", [Property.make("PRIORITY", "10")])])])
    assert {(flaw.line, flaw.column) for flaw in check(stream) + check_object(stream)} == {(0, 0)}
    assert "out-of-range" in {flaw.code for flaw in check(stream)}


def test_the_field_is_the_property() -> None:
    stream = Stream([Component("VCALENDAR", [Component("VEVENT", [Property.make("PRIORITY", "10")])])])
    assert [flaw.field for flaw in check(stream) if flaw.code == "out-of-range"] == ["PRIORITY"]


def test_each_calendar_has_its_own_zones() -> None:
    zone = "BEGIN:VTIMEZONE\r\nTZID:Here\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0100\r\n"
    zone += "TZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n"
    event = "BEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;TZID=Here:20260101T000000\r\nEND:VEVENT\r\n"
    other = event.replace("UID:1", "UID:2")
    flaws = check(read(head + zone + event + "END:VCALENDAR\r\n" + head + other + "END:VCALENDAR\r\n"))
    assert [(flaw.code, flaw.line, flaw.severity) for flaw in flaws] == [("unknown-zone", 24, Severity.WARNING)]


def test_an_object_without_fault_has_no_flaws() -> None:
    master = "BEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\n"
    override = "BEGIN:VEVENT\r\nUID:1\r\nRECURRENCE-ID:20260101T000000Z\r\nEND:VEVENT\r\n"
    for parts in (master, override, master + override, override + override.replace("0101T", "0102T")):
        assert check_object(read(f"BEGIN:VCALENDAR\r\n{parts}END:VCALENDAR\r\n")) == []
