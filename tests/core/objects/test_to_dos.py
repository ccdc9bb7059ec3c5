"""To-dos, wherever events are: edited, cancelled, split, made busy, and what messages do to them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest

from kalends.core.ics.read import read
from kalends.core.ics.tree import Component
from kalends.core.ics.values import Duration
from kalends.core.ics.write import write
from kalends.core.itip import Message, receive
from kalends.core.objects.edit import apply, cancel
from kalends.core.objects.files import objects_in
from kalends.core.objects.index import index_of
from kalends.core.objects.object import CalendarObject
from kalends.core.objects.patch import WHOLE, EditResult, Extent, FollowingInstances, OneInstance, Patch
from kalends.core.objects.redacted import redact
from kalends.core.objects.revise import Editor, is_significant
from kalends.core.recur.series import Window
from kalends.core.time.dates import Date, Utc
from kalends.core.time.zones import zone
from kalends.errors import Fault, Kind

ETC_UTC = zone("Etc/UTC")
BY = Editor("anna@example.org", datetime(2026, 11, 29, tzinfo=UTC), ETC_UTC)
WEEKLY = ("DTSTART:20260302T090000Z", "DUE:20260302T110000Z", "RRULE:FREQ=WEEKLY;COUNT=4")
ONCE = WEEKLY[:2]


def opened(*to_dos: Sequence[str]) -> CalendarObject:
    """An object of to-dos with these lines, as it was stored."""
    written = [
        "\r\n".join(["BEGIN:VTODO", "UID:u", "DTSTAMP:20260101T000000Z", *lines, "END:VTODO", ""]) for lines in to_dos
    ]
    return CalendarObject.read(f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{''.join(written)}END:VCALENDAR\r\n")


def at(day: int, hour: int = 9) -> Utc:
    return Utc(datetime(2026, 3, day, hour, tzinfo=UTC))


def lines(found: CalendarObject | None, *names: str) -> list[str]:
    """The properties of all its to-dos, or those of these names."""
    assert found is not None
    assert {part.name for part in found.parts} == {"VTODO"}
    return [prop.line for part in found.parts for prop in part.properties if not names or prop.name in names]


def spans(*objects: CalendarObject | None) -> list[tuple[str, str]]:
    """When the instances of objects begin and are due."""
    return [
        (f"{each.begins:%d %H}", f"{each.ends:%d %H}")
        for found in objects
        if found is not None
        for each in found.series(ETC_UTC).instances(Window(), ETC_UTC)
    ]


@pytest.mark.rfc("5546 §2.1.4")
@pytest.mark.parametrize(
    ("new", "significant"),
    [
        (("DTSTART:20260302T090000Z", "DUE:20260302T120000Z"), True),
        (("DTSTART:20260302T100000Z", "DUE:20260302T110000Z"), True),
        (("DTSTART:20260302T090000Z",), True),
        (("DTSTART:20260302T090000Z", "DURATION:PT2H"), True),
        ((*ONCE, "STATUS:COMPLETED"), True),
        ((*ONCE, "PERCENT-COMPLETE:40", "SUMMARY:x", "PRIORITY:1"), False),
    ],
)
def test_what_an_organizer_cannot_change_quietly(new: tuple[str, ...], significant: bool) -> None:
    assert is_significant(opened(ONCE).parts, opened(new).parts) is significant
    assert is_significant(opened(new).parts, opened(ONCE).parts) is significant


@pytest.mark.parametrize(
    ("old", "patch", "due"),
    [
        (ONCE, Patch(start=at(4, 12)), ["DUE:20260304T140000Z"]),
        (ONCE, Patch(duration=Duration(seconds=1800)), ["DUE:20260302T093000Z"]),
        (ONCE, Patch(start=at(4, 12), duration=Duration(seconds=1800)), ["DUE:20260304T123000Z"]),
        (("DTSTART:20260302T090000Z", "DURATION:PT2H"), Patch(duration=Duration(seconds=1800)), ["DURATION:PT30M"]),
        (WEEKLY, Patch(start=at(4, 12)), ["DUE:20260304T140000Z"]),
    ],
)
def test_other_times_of_the_whole(old: tuple[str, ...], patch: Patch, due: list[str]) -> None:
    result = apply(opened((*old, "SEQUENCE:3")), patch, WHOLE, BY)
    assert lines(result.object, "DUE", "DTEND", "DURATION") == due
    assert lines(result.object, "SEQUENCE", "DTSTAMP") == ["DTSTAMP:20261129T000000Z", "SEQUENCE:4"]
    assert result.method == "REQUEST"
    again = apply(opened((*old, "SEQUENCE:3")), Patch(summary="Other"), WHOLE, BY)
    assert lines(again.object, "SEQUENCE") == ["SEQUENCE:3"]


def test_a_due_without_a_start_is_where_it_stands() -> None:
    result = apply(opened(("DUE:20260302T110000Z",)), Patch(start=at(4, 12)), WHOLE, BY)
    assert lines(result.object, "DTSTART", "DUE") == ["DUE:20260304T120000Z"]
    assert "SEQUENCE:1" in lines(result.object)


@pytest.mark.parametrize("extent", [WHOLE, OneInstance(at(9)), FollowingInstances(at(9), "v")])
def test_what_changes_nothing_leaves_it_as_it_is(extent: Extent) -> None:
    old = opened((*WEEKLY, "SUMMARY:x"))
    start = at(2) if extent is WHOLE else at(9)
    same = Patch(summary="x", start=start, duration=Duration(seconds=7200))
    assert apply(old, same, extent, BY) == EditResult(old)


def test_one_instance() -> None:
    result = apply(opened(WEEKLY), Patch(summary="Other", start=at(9, 15)), OneInstance(at(9)), BY)
    assert spans(result.object) == [("02 09", "02 11"), ("09 15", "09 17"), ("16 09", "16 11"), ("23 09", "23 11")]
    assert lines(result.object, "SEQUENCE", "RECURRENCE-ID", "SUMMARY") == [
        "SEQUENCE:1",
        "SUMMARY:Other",
        "RECURRENCE-ID:20260309T090000Z",
        "SEQUENCE:1",
    ]


def test_one_instance_without_a_start() -> None:
    old = opened(("DUE:20260302T110000Z", *WEEKLY[2:]))
    result = apply(old, Patch(start=at(9, 15)), OneInstance(at(9, 11)), BY)
    assert lines(result.object, "DTSTART", "DTEND", "DUE") == ["DUE:20260302T110000Z", "DUE:20260309T150000Z"]
    assert apply(old, Patch(start=at(9, 11)), OneInstance(at(9, 11)), BY) == EditResult(old)
    for extent in (WHOLE, OneInstance(at(9, 11))):
        with pytest.raises(Fault) as caught:
            apply(old, Patch(duration=Duration(seconds=1800)), extent, BY)
        assert caught.value.kind is Kind.RULE


def test_one_instance_of_a_journal_has_no_end() -> None:
    old = CalendarObject.read(opened(("DTSTART:20260302T090000Z", WEEKLY[2])).text.replace("VTODO", "VJOURNAL"))
    result = apply(old, Patch(start=at(9, 15)), OneInstance(at(9)), BY)
    assert result.object is not None
    assert "DTSTART:20260309T150000Z" in result.object.text
    assert "DTEND" not in result.object.text


@pytest.mark.parametrize("with_start", [True, False])
def test_one_and_all_that_follow(with_start: bool) -> None:
    old = opened(WEEKLY if with_start else ("DUE:20260302T110000Z", *WEEKLY[2:]))
    cut = at(16) if with_start else at(16, 11)
    result = apply(old, Patch(summary="Other"), FollowingInstances(cut, "v"), BY)
    (rest,) = result.others
    assert rest.uid == "v"
    assert lines(result.object, "RRULE", "SEQUENCE") == ["RRULE:FREQ=WEEKLY;COUNT=2", "SEQUENCE:1"]
    assert lines(rest, "RRULE", "DUE") == ["DUE:20260316T110000Z", "RRULE:FREQ=WEEKLY;COUNT=2"]
    assert spans(result.object, rest) == spans(old)


def test_cancelling() -> None:
    old = opened(WEEKLY)
    one = cancel(old, OneInstance(at(9)), BY)
    assert lines(one.object, "EXDATE", "SEQUENCE") == ["EXDATE:20260309T090000Z", "SEQUENCE:1"]
    following = cancel(old, FollowingInstances(at(9)), BY)
    assert lines(following.object, "RRULE", "SEQUENCE") == ["RRULE:FREQ=WEEKLY;COUNT=1", "SEQUENCE:1"]
    assert (one.method, following.method) == ("REQUEST", "REQUEST")
    assert cancel(old, WHOLE, BY) == EditResult(None)


@pytest.mark.rfc("5546 §3.4.5")
def test_a_cancellation_that_comes() -> None:
    old = opened(WEEKLY)
    whole = receive(Message(opened(("SEQUENCE:4",)), "CANCEL", ETC_UTC), old).object
    assert lines(whole, "STATUS", "SEQUENCE") == ["STATUS:CANCELLED", "SEQUENCE:4"]
    one = receive(Message(opened(("RECURRENCE-ID:20260309T090000Z",)), "CANCEL", ETC_UTC), old).object
    assert lines(one, "EXDATE") == ["EXDATE:20260309T090000Z"]


@pytest.mark.rfc("5546 §3.4.3")
def test_a_reply_that_comes() -> None:
    old = opened((*WEEKLY, "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:b@example.net"))
    reply = opened(("SUMMARY:Forged", "ATTENDEE;PARTSTAT=IN-PROCESS:mailto:b@example.net"))
    found = receive(Message(reply, "REPLY", ETC_UTC), old).object
    assert lines(found, "ATTENDEE", "SUMMARY") == ["ATTENDEE;PARTSTAT=IN-PROCESS:mailto:b@example.net"]


@pytest.mark.rfc("5546 §3.4.2")
def test_an_instance_that_comes_takes_the_place_of_that_instance() -> None:
    old = opened(WEEKLY, ("RECURRENCE-ID:20260309T090000Z", "DUE:20260310T110000Z", "SUMMARY:First"))
    new = opened(("RECURRENCE-ID:20260309T090000Z", "DUE:20260311T110000Z", "SUMMARY:Second"))
    assert lines(receive(Message(new, "REQUEST", ETC_UTC), old).object, "DUE", "SUMMARY") == [
        "DUE:20260302T110000Z",
        "DUE:20260311T110000Z",
        "SUMMARY:Second",
    ]


def test_busy_time_tells_when_it_is_due_and_nothing_else() -> None:
    secret = ("SUMMARY:Secret", "PERCENT-COMPLETE:40", "PRIORITY:1", "COMPLETED:20260303T000000Z", "RESOURCES:Secret")
    shown = CalendarObject(redact(opened((*WEEKLY, *secret, "CLASS:PRIVATE")).calendar))
    assert lines(shown) == ["UID:u", "DTSTAMP:20260101T000000Z", *WEEKLY, "CLASS:PRIVATE", "SUMMARY:Busy"]
    assert spans(shown) == spans(opened(WEEKLY))


def test_a_file_is_taken_apart() -> None:
    def other(component: Component) -> str:
        return write(component).decode().replace("UID:u", "UID:v")

    one = opened(WEEKLY, ("RECURRENCE-ID:20260309T090000Z", "DUE:20260310T110000Z"))
    text = one.text.replace("END:VCALENDAR", f"{other(opened(ONCE).parts[0])}END:VCALENDAR")
    found = list(objects_in(read(text)))
    assert [each.uid for each in found] == ["u", "v"]
    assert [len(CalendarObject(each.calendar).parts) for each in found] == [2, 1]


def test_an_index_ends_where_it_is_due() -> None:
    index = index_of(opened((*ONCE, "SEQUENCE:7", "STATUS:NEEDS-ACTION")))
    assert (index.kind, index.sequence, index.status) == ("VTODO", 7, "NEEDS-ACTION")
    assert index.first is not None
    assert index.last is not None
    assert index.last - index.first == 2 * 3_600_000_000


@pytest.mark.rfc("5545 §3.8.2.3")
def test_a_due_day_alone_is_that_day() -> None:
    due = opened(["DUE;VALUE=DATE:20260501", "SUMMARY:x"])
    [instance] = due.series(ETC_UTC).instances(Window(), ETC_UTC)
    assert (instance.start, instance.end) == (None, Date(date(2026, 5, 1)))
    assert (f"{instance.begins:%m-%d %H}", f"{instance.ends:%m-%d %H}") == ("05-01 00", "05-02 00")
    assert apply(due, Patch(start=Date(date(2026, 5, 1))), WHOLE, BY).object is due
    moved = apply(due, Patch(start=Date(date(2026, 5, 2))), WHOLE, BY).object
    assert lines(moved, "DTSTART", "DUE") == ["DUE;VALUE=DATE:20260502"]
