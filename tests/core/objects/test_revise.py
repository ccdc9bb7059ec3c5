"""When a change is a new revision (RFC 5546 §2.1.4), and what it does to SEQUENCE, DTSTAMP and VTIMEZONE."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.service.household import text_of

from kalends.core.ics.read import read
from kalends.core.ics.tree import Component, Property
from kalends.core.objects.object import CalendarObject, parts_of, sequence_of
from kalends.core.objects.revise import (
    Editor,
    is_older,
    is_significant,
    keep_sequence,
    raise_sequence,
    revise,
    with_sequence,
)
from kalends.core.time.zones import zone

TWICE = Path(__file__).parents[2] / "vectors/ics/invalid/instance-twice.ics"


def parts(*lines: str, **more: str) -> tuple[Component, ...]:
    return parts_of(read(text_of("one", *lines, **more)).components[0])


OLD = ("DTEND:20261124T110000Z", "SUMMARY:x", "RRULE:FREQ=DAILY;COUNT=3", "EXDATE:20261125T100000Z,20261126T100000Z")


@pytest.mark.rfc("5546 §2.1.4")
@pytest.mark.parametrize(
    ("new", "significant"),
    [
        (OLD, False),
        ((*OLD[:1], "SUMMARY:y", *OLD[2:], "LOCATION:z", "DTSTAMP:20270101T000000Z"), False),
        ((*OLD, "STATUS:CONFIRMED"), False),
        ((*OLD[:2], "RRULE:COUNT=3;FREQ=DAILY", *OLD[3:]), False),
        ((*OLD[:3], "EXDATE:20261126T100000Z", "EXDATE:20261125T100000Z"), False),
        ((*OLD, "STATUS:CANCELLED"), True),
        (("DTEND:20261124T120000Z", *OLD[1:]), True),
        ((*OLD[:2], "RRULE:FREQ=DAILY;COUNT=4", *OLD[3:]), True),
        (OLD[:3], True),
        ((*OLD, "RDATE:20271124T100000Z"), True),
    ],
)
def test_what_an_organizer_cannot_change_quietly(new: tuple[str, ...], significant: bool) -> None:
    assert is_significant(parts(*OLD), parts(*new)) is significant
    assert is_significant(parts(*new), parts(*OLD)) is significant


@pytest.mark.rfc("5546 §2.1.4")
def test_an_instance_that_goes_its_own_way_counts() -> None:
    override = parts("RECURRENCE-ID:20261127T100000Z", start="DTSTART:20261127T120000Z")
    assert is_significant(parts(*OLD), (*parts(*OLD), *override))
    assert not is_significant((*override, *parts(*OLD)), (*parts(*OLD), *override))


def test_a_zone_is_a_part_of_a_time() -> None:
    assert is_significant(parts(start="DTSTART;TZID=A:20261124T100000"), parts(start="DTSTART;TZID=B:20261124T100000"))


def test_a_sequence_is_put_on_every_component() -> None:
    calendar = read(text_of("one", "SEQUENCE:1", "SUMMARY:x")).components[0]
    raised = with_sequence(calendar, 2)
    assert [sequence_of(part) for part in parts_of(raised)] == [2]
    assert [item.name for item in parts_of(raised)[0].items] == [item.name for item in parts_of(calendar)[0].items]


def test_a_common_sequence_leaves_out_what_was_superseded() -> None:
    calendar = read(TWICE.read_bytes()).components[0]
    raised = with_sequence(calendar, 7)
    starts = [(sequence_of(part), part.first("DTSTART").value) for part in parts_of(raised)]  # type: ignore[union-attr] # each has one
    assert starts == [(7, "20261124T100000Z"), (7, "20261201T120000Z")]
    assert is_significant(parts_of(calendar), parts_of(raised)) is False


def calendar(*events: tuple[str, ...]) -> CalendarObject:
    """An object of events, each with these lines."""
    written = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x"]
    for event in events:
        own = () if any(line.startswith("DTSTART") for line in event) else ("DTSTART:20261124T100000Z",)
        written += ["BEGIN:VEVENT", "UID:u", "DTSTAMP:20261101T000000Z", *own, *event, "END:VEVENT"]
    return CalendarObject(read("\r\n".join([*written, "END:VCALENDAR", ""])).components[0])


def lines(found: CalendarObject) -> list[str]:
    return [prop.line for part in found.parts for prop in part.properties]


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
    found = raise_sequence(calendar(old), calendar(new), organized=organized)
    assert f"SEQUENCE:{sequence}" in lines(found)


def test_what_needs_no_other_sequence_stays_the_same() -> None:
    new = calendar(("SUMMARY:x",))
    assert raise_sequence(calendar(()), new, organized=True) is new
    assert keep_sequence(calendar(()), new) is new
    assert "SEQUENCE:2" in lines(keep_sequence(calendar(("SEQUENCE:2",)), new))
    told = calendar(("SEQUENCE:1",))
    assert keep_sequence(calendar(("SEQUENCE:2",)), told) is told


def test_what_is_older() -> None:
    old = calendar(("SEQUENCE:2",))
    assert [is_older(old, calendar(new)) for new in ((), ("SEQUENCE:1",), ("SEQUENCE:2",))] == [False, True, False]


def editor(email: str = "anna@example.org") -> Editor:
    return Editor(email, datetime(2026, 11, 21, 12, tzinfo=UTC), zone("Etc/UTC"))


SERIES = calendar(
    ("RRULE:FREQ=WEEKLY;COUNT=3", "ORGANIZER:mailto:Anna@example.org"),
    ("RECURRENCE-ID:20261201T100000Z", "SUMMARY:one"),
)


@pytest.mark.rfc("5545 §3.8.7.2")
def test_an_edit_stamps_what_is_different() -> None:
    master, override = SERIES.parts
    edited = [master.set(Property.headed("STATUS", "TENTATIVE")), override]
    found = lines(revise(SERIES, edited, editor()))
    assert [line for line in found if line.startswith(("DTSTAMP", "SEQUENCE"))] == [
        "DTSTAMP:20261121T120000Z",
        "SEQUENCE:1",
        "DTSTAMP:20261101T000000Z",
        "SEQUENCE:1",
    ]
    guest = lines(revise(SERIES, edited, editor("bert@example.org")))
    assert not [line for line in guest if line.startswith("SEQUENCE")]


def test_where_nothing_changed_the_object_is_the_same() -> None:
    assert revise(SERIES, [*SERIES.parts], editor()) is SERIES
    behind = CalendarObject(SERIES.calendar.with_items([*SERIES.calendar.items, Component("VTIMEZONE")]))
    assert revise(behind, behind.parts, editor()) is behind


def test_what_was_superseded_is_no_change() -> None:
    newer = SERIES.parts[1].set(Property.headed("SEQUENCE", "5"))
    twice = SERIES.with_parts((*SERIES.parts, newer))
    assert revise(twice, (SERIES.parts[0], newer), editor()) is twice


@pytest.mark.rfc("5545 §3.6.5")
def test_a_zone_that_is_named_is_defined() -> None:
    one = calendar(("SUMMARY:x",))
    part = one.parts[0].set(Property.make("DTSTART", "20261124T100000", [("TZID", "Europe/Berlin")]))
    found = revise(one, [part], editor())
    assert [each.name for each in found.calendar.components] == ["VTIMEZONE", "VEVENT"]
    again = revise(found, [found.parts[0].set(Property.headed("SUMMARY", "y"))], editor())
    assert len(again.calendar.children("VTIMEZONE")) == 1
    strange = one.parts[0].set(Property.make("DTSTART", "20261124T100000", [("TZID", "Nowhere")]))
    assert revise(one, [strange], editor()).calendar.children("VTIMEZONE") == []


@pytest.mark.rfc("5545 §3.8.7.3")
def test_last_modified_follows_an_edit_where_there_is_one() -> None:
    by = Editor("", datetime(2026, 12, 1, 8, tzinfo=UTC), zone("Europe/Berlin"))
    override = ("RECURRENCE-ID:20261125T100000Z", "LAST-MODIFIED:20200102T000000Z")
    old = CalendarObject(
        read(text_of("one", *OLD[:3], "LAST-MODIFIED:20200101T000000Z"))
        .components[0]
        .with_items(
            [*parts(*OLD[:3], "LAST-MODIFIED:20200101T000000Z"), *parts(*override, start="DTSTART:20261125T120000Z")]
        )
    )
    master, other = old.parts
    new = revise(old, [master.set(Property.make("SUMMARY", "y")), other], by)
    told = [prop.value for part in new.parts if (prop := part.first("LAST-MODIFIED"))]
    assert told == ["20261201T080000Z", "20200102T000000Z"]
    bare = CalendarObject(read(text_of("one")).components[0])
    assert "LAST-MODIFIED" not in revise(bare, [bare.master.set(Property.make("SUMMARY", "y"))], by).text
