"""Texts that come for an object which is there."""

import pytest

from kalends.core.ics.read import read
from kalends.core.itip import Message, NoEffect, receive
from kalends.core.objects.object import CalendarObject
from kalends.core.objects.patch import EditResult
from kalends.core.recur.series import Window
from kalends.core.time.offsets import Zone
from kalends.core.time.zones import zone
from kalends.errors import Fault, Kind

UTC = zone("Etc/UTC")
WEEKLY = "RRULE:FREQ=WEEKLY;COUNT=3"


FOLLOWING = "RECURRENCE-ID;RANGE=THISANDFUTURE:20261201T100000Z"
UNDATED = "BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nUID:u\r\nSUMMARY:Some day\r\nEND:VTODO\r\nEND:VCALENDAR\r\n"
FIRST, SECOND, THIRD = (f"RECURRENCE-ID:{day}T100000Z" for day in (20261124, 20261201, 20261208))


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


def result_of(old: CalendarObject, new: CalendarObject, method: str) -> EditResult:
    """The result of a message that does something."""
    result = receive(Message(new, method, UTC), old)
    assert isinstance(result, EditResult)
    return result


def days(found: CalendarObject) -> list[int]:
    """The days of the month of all instances."""
    return [each.begins.day for each in found.series(UTC).instances(Window())]


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
    found = lines(incoming(calendar((WEEKLY,)), calendar(*each), "CANCEL", UTC))
    assert (found.count("STATUS:CANCELLED"), WEEKLY in found, any("EXDATE" in line for line in found)) == (
        1,
        True,
        False,
    )
    following = incoming(
        calendar((WEEKLY,)), calendar(("RECURRENCE-ID;RANGE=THISANDFUTURE:20261124T100000Z",)), "CANCEL", UTC
    )
    assert "STATUS:CANCELLED" in lines(following)
    last = incoming(calendar((WEEKLY,)), calendar(*each[:2]), "CANCEL", UTC)
    assert "STATUS:CANCELLED" not in lines(last)
    last = incoming(last, calendar(each[2]), "CANCEL", UTC)
    assert {"STATUS:CANCELLED", "EXDATE:20261124T100000Z", "EXDATE:20261201T100000Z"}.issubset(lines(last))
    missing = Message(calendar(("RECURRENCE-ID:20261125T100000Z",)), "CANCEL", UTC)
    assert receive(missing, calendar((WEEKLY,))) == NoEffect("CANCEL: there is no instance at 20261125T100000Z.")


@pytest.mark.rfc("5546 §3.2.5")
def test_a_cancellation_tells_what_it_did() -> None:
    series = calendar((WEEKLY,))
    whole = result_of(series, calendar(("SEQUENCE:1",)), "CANCEL")
    assert (whole.method, whole.note) == ("CANCEL", "CANCEL: it is cancelled.")
    some = result_of(series, calendar((SECOND,), ("RECURRENCE-ID:20261202T100000Z",)), "CANCEL")
    assert some.method == "CANCEL"
    assert some.note == (
        "CANCEL: the instance at 20261201T100000Z is cancelled; there is no instance at 20261202T100000Z."
    )
    every = result_of(series, calendar((FIRST,), (SECOND,), (THIRD,)), "CANCEL")
    assert every.object is not None
    assert ("STATUS:CANCELLED" in lines(every.object), every.method) == (True, "CANCEL")
    assert every.note.startswith("CANCEL: no instance is left, so it is cancelled as a whole; the instance at 20261124")


@pytest.mark.rfc("5546 §3.2.5")
def test_a_cancellation_of_this_and_future_instances() -> None:
    following = calendar(("RECURRENCE-ID;RANGE=THISANDFUTURE:20261201T100000Z",))
    result = result_of(calendar((WEEKLY,)), following, "CANCEL")
    assert result.object is not None
    assert days(result.object) == [24]
    assert result.note == "CANCEL: the instance at 20261201T100000Z and all that follow is cancelled."


@pytest.mark.rfc("5546 §3.2.5")
def test_a_cancellation_of_the_whole_beside_an_instance_is_one_of_the_whole() -> None:
    whole = lines(incoming(calendar((WEEKLY,)), calendar((), (SECOND,)), "CANCEL", UTC))
    assert "STATUS:CANCELLED" in whole
    assert not any(line.startswith("EXDATE") for line in whole)


@pytest.mark.rfc("5546 §3.2.5")
def test_what_is_cancelled_already_stays_as_it_is() -> None:
    old = calendar(("STATUS: cancelled", "SEQUENCE:2"))
    for sequence in ((), ("SEQUENCE:1",), ("SEQUENCE:2",)):
        assert incoming(old, calendar(sequence), "CANCEL", UTC) is old
    without = calendar(("STATUS:CANCELLED",))
    assert incoming(without, calendar(()), "CANCEL", UTC) is without


@pytest.mark.rfc("5546 §3.2.5")
def test_an_instance_of_what_has_no_dates_cannot_be_cancelled() -> None:
    undated = CalendarObject(read(UNDATED).components[0])
    with pytest.raises(Fault) as caught:
        receive(Message(calendar((SECOND,)), "CANCEL", UTC), undated)
    assert caught.value.kind is Kind.INVALID


@pytest.mark.parametrize(("missing", "told"), [(4, ""), (5, "; and 1 more"), (6, "; and 2 more")])
def test_what_a_message_did_is_told_in_five_clauses(missing: int, told: str) -> None:
    absent = [(f"RECURRENCE-ID:202612{day:02}T110000Z",) for day in range(1, missing + 1)]
    result = result_of(calendar((WEEKLY,)), calendar((SECOND,), *absent), "CANCEL")
    named = "".join(f"; there is no instance at 202612{day:02}T110000Z" for day in range(1, 5))
    assert result.note == f"CANCEL: the instance at 20261201T100000Z is cancelled{named}{told}."


@pytest.mark.rfc("5546 §3.2.7")
@pytest.mark.parametrize(
    ("method", "told"),
    [
        ("COUNTER", "COUNTER: a guest proposes something else; nothing changes until the organizer decides."),
        ("DECLINECOUNTER", "DECLINECOUNTER: the organizer declines a proposal; the event stays as it is."),
        ("REFRESH", "REFRESH: a guest asks for the latest version, and says nothing new."),
    ],
)
def test_a_proposal_changes_nothing(method: str, told: str) -> None:
    for stored in (calendar(("SUMMARY:Kept",)), None):
        assert receive(Message(calendar(("SUMMARY:Proposed",)), method, UTC), stored) == NoEffect(told)


@pytest.mark.parametrize("method", ["", "PUBLISH", "REQUEST", "ADD"])
def test_an_object_that_is_new_is_that_of_its_message(method: str) -> None:
    new = calendar((SECOND,))
    result = receive(Message(new, method, UTC), None)
    assert isinstance(result, EditResult)
    assert (result.object, result.method, result.note) == (new, "", "")


@pytest.mark.parametrize("method", ["REPLY", "CANCEL"])
def test_a_message_about_nothing_changes_nothing(method: str) -> None:
    told = f"{method}: there is nothing of this UID that it could be about."
    assert receive(Message(calendar(()), method, UTC), None) == NoEffect(told)


def test_a_text_that_says_the_same_leaves_the_object_itself() -> None:
    old = calendar(("SUMMARY:Same",))
    result = result_of(old, calendar(("SUMMARY:Same",)), "REQUEST")
    assert result.object is old
    assert (result.method, result.note) == ("REQUEST", "")


@pytest.mark.rfc("5546 §3.2.4")
def test_an_instance_is_added() -> None:
    added = calendar(("DTSTART:20261203T100000Z", "SUMMARY:Added", "SEQUENCE:3"))
    result = result_of(calendar((WEEKLY,)), added, "ADD")
    assert result.object is not None
    assert days(result.object) == [24, 1, 3, 8]
    assert (result.method, result.note) == ("ADD", "ADD: 1 added.")
    assert {"RDATE:20261203T100000Z", "RECURRENCE-ID:20261203T100000Z", "SUMMARY:Added"} <= {*lines(result.object)}
    assert result.object.sequence == 3


@pytest.mark.rfc("5546 §3.2.4")
def test_an_instance_that_is_there_already_is_added_without_a_date() -> None:
    result = result_of(calendar((WEEKLY,)), calendar(("DTSTART:20261201T100000Z", "SUMMARY:Other")), "ADD")
    assert result.object is not None
    assert days(result.object) == [24, 1, 8]
    assert not any(line.startswith("RDATE") for line in lines(result.object))


@pytest.mark.rfc("5546 §3.2.4")
def test_instances_are_added_to_a_series_with_overrides_and_to_instances_alone() -> None:
    added = calendar(("DTSTART:20261203T100000Z",), (THIRD, "DTSTART:20261209T100000Z"))
    series = result_of(calendar((WEEKLY,), (SECOND, "DTSTART:20261202T100000Z", "SUMMARY:Other")), added, "ADD")
    assert series.object is not None
    assert days(series.object) == [24, 2, 3, 9]
    assert {WEEKLY, "SUMMARY:Other", THIRD} <= {*lines(series.object)}
    alone = result_of(calendar((SECOND, "SUMMARY:Other")), added, "ADD")
    assert alone.object is not None
    assert {SECOND, "SUMMARY:Other", "RECURRENCE-ID:20261203T100000Z", THIRD} <= {*lines(alone.object)}
    assert not any(line.startswith("RDATE") for line in lines(alone.object))


@pytest.mark.rfc("5546 §3.2.4")
@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (((WEEKLY,),), "what is to be added is a series itself"),
        (((SECOND,), ("RDATE:20261203T100000Z",)), "what is to be added is a series itself"),
        ((("DTSTART-MISSING:1",),), "the instance that is to be added has no start"),
    ],
)
def test_what_cannot_be_added_changes_nothing(sent: tuple[tuple[str, ...], ...], told: str) -> None:
    assert receive(Message(calendar(*sent), "ADD", UTC), calendar((WEEKLY,))) == NoEffect(f"ADD: {told}.")


@pytest.mark.rfc("5546 §2.1.4")
def test_a_series_takes_the_instances_along_that_came_before_it() -> None:
    before = calendar((SECOND, "SUMMARY:Before", "SEQUENCE:1"))
    for sequence, kept in ((0, True), (1, True), (2, False)):
        new = calendar((WEEKLY, f"SEQUENCE:{sequence}"))
        assert ("SUMMARY:Before" in lines(incoming(before, new, "", UTC))) is kept
    own = calendar((WEEKLY,), (SECOND, "SUMMARY:Own"))
    assert incoming(before, own, "", UTC) is own


def test_a_series_takes_the_place_of_a_series_with_all_of_its_instances() -> None:
    new = calendar((WEEKLY, "SUMMARY:New"))
    assert incoming(calendar((WEEKLY,), (SECOND,)), new, "", UTC) is new


def test_an_event_that_does_not_recur_has_no_instances_to_take_along() -> None:
    new = calendar(("SUMMARY:Once",))
    assert incoming(calendar((SECOND,)), new, "", UTC) is new


def test_a_whole_text_takes_the_place_of_instances_without_a_series() -> None:
    """Without `whole`, the instances that came before stay."""
    before = calendar((SECOND,))
    for sent in (calendar((WEEKLY,)), calendar((THIRD,))):
        whole, added = (receive(Message(sent, "", UTC, whole=each), before) for each in (True, False))
        assert whole == EditResult(sent)
        assert isinstance(added, EditResult)
        assert added.object is not None
        assert len(added.object.parts) == 2
        without = receive(Message(sent, "", UTC), before)
        assert isinstance(without, EditResult)
        assert without.object is not None
        assert without.object.text == added.object.text


def test_a_whole_text_of_instances_keeps_the_series() -> None:
    result = receive(Message(calendar((SECOND,)), "", UTC, whole=True), calendar((WEEKLY,)))
    assert isinstance(result, EditResult)
    assert result.object is not None
    assert len(result.object.parts) == 2


def test_an_instance_is_named_as_it_was() -> None:
    """What comes may name it in another zone; clients look for what they have sent."""
    berlin = "DTSTART;TZID=Europe/Berlin:20261124T110000"
    old = calendar((berlin, WEEKLY), ("RECURRENCE-ID;TZID=Europe/Berlin;X-A=1:20261201T110000",), (FOLLOWING,))
    found = lines(incoming(old, calendar((SECOND, "SUMMARY:New"), (THIRD,)), "", UTC))
    assert "RECURRENCE-ID;TZID=Europe/Berlin;X-A=1:20261201T110000" in found
    assert "RECURRENCE-ID;TZID=Europe/Berlin:20261208T110000" in found
    assert FOLLOWING in found
    assert not {SECOND, THIRD} & {*found}


def test_an_override_for_all_that_follow_comes_beside_one_for_the_instance() -> None:
    old = calendar((WEEKLY,), (SECOND, "SUMMARY:One"))
    found = lines(incoming(old, calendar((FOLLOWING, "SUMMARY:Following")), "", UTC))
    assert {SECOND, "SUMMARY:One", FOLLOWING, "SUMMARY:Following"} <= {*found}


@pytest.mark.parametrize(
    ("excluded", "left"),
    [
        (("EXDATE:20261201T100000Z",), ()),
        (("EXDATE:20261124T100000Z,20261201T100000Z,20261208T100000Z",), ("EXDATE:20261124T100000Z,20261208T100000Z",)),
        (("EXDATE;X-A=1:20261208T100000Z", "EXDATE:20261201T100000Z"), ("EXDATE;X-A=1:20261208T100000Z",)),
        (("EXDATE;VALUE=PERIOD:20261201T100000Z/PT1H",), ()),
        (("EXDATE:", "COMMENT:20261201T100000Z"), ("EXDATE:", "COMMENT:20261201T100000Z")),
        (("BEGIN:EXDATE", "END:EXDATE"), ()),
    ],
)
def test_an_instance_that_comes_takes_place_again(excluded: tuple[str, ...], left: tuple[str, ...]) -> None:
    found = incoming(calendar((WEEKLY, *excluded)), calendar((SECOND, "DTSTART:20261201T110000Z")), "", UTC)
    assert 1 in days(found)
    assert tuple(line for line in lines(found) if line.startswith(("EXDATE", "COMMENT"))) == left
    assert len(found.master.components) == ("END:EXDATE" in excluded)


def test_a_zone_that_is_another_under_the_same_name_comes_along_under_a_new_one() -> None:
    old_zone, new_zone = (
        f"BEGIN:VTIMEZONE TZID:Odd BEGIN:STANDARD DTSTART:19700101T000000 TZOFFSETFROM:{offset} TZOFFSETTO:{offset}"
        " END:STANDARD END:VTIMEZONE"
        for offset in ("+0100", "+0200")
    )
    start = "DTSTART;TZID=Odd:20261124T110000"
    old = calendar((start, WEEKLY), zones=old_zone)
    moved = calendar((SECOND, "DTSTART;TZID=Odd:20261201T150000"), zones=new_zone)
    found = incoming(old, moved, "", UTC)
    assert {start, "DTSTART;TZID=Odd (2):20261201T150000"} <= {*lines(found)}
    assert len(found.calendar.children("VTIMEZONE")) == 2
