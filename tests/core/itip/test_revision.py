"""When a change is a new revision (RFC 5546 §2.1.4)."""

from pathlib import Path

import pytest
from tests.service.household import text_of

from kalends.core.ics.read import read
from kalends.core.ics.tree import Component
from kalends.core.itip.revision import is_significant, with_sequence
from kalends.core.objects.index import parts_of, sequence_of

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
