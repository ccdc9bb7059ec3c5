"""A patch of an object: what it changes, and the laws that hold of every patch."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.core.drawn import LAWS, Drawn, series

from kalends.core.ics.tree import Component, Property
from kalends.core.ics.values import Duration
from kalends.core.objects.edit import apply, cancel
from kalends.core.objects.object import CalendarObject
from kalends.core.objects.patch import (
    KEEP,
    WHOLE,
    Attendees,
    Categories,
    EditResult,
    Extent,
    FollowingInstances,
    OneInstance,
    Patch,
)
from kalends.core.objects.people import Person
from kalends.core.objects.revise import Editor
from kalends.core.recur.rule import Freq, Rule
from kalends.core.recur.series import Instance, Window
from kalends.core.time.dates import Date, Utc, When, Zoned
from kalends.core.time.zones import zone
from kalends.errors import Fault, Kind

NEW_YORK, BERLIN = zone("America/New_York"), zone("Europe/Berlin")
BY = Editor("anna@example.org", datetime(2026, 11, 29, tzinfo=UTC), NEW_YORK)
HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n"
FULL = Patch(summary="New", description="Text", location="", status="TENTATIVE", categories=Categories(("a",), ("b",)))


def opened(*events: Sequence[str]) -> CalendarObject:
    """An object of events with these lines, as it was stored."""
    written = [
        "\r\n".join(["BEGIN:VEVENT", "UID:u", "DTSTAMP:20260101T000000Z", *lines, "END:VEVENT", ""]) for lines in events
    ]
    return CalendarObject.read(f"{HEAD}{''.join(written)}END:VCALENDAR\r\n")


WEEKLY = ("DTSTART;TZID=Europe/Berlin:20260302T090000", "DTEND;TZID=Europe/Berlin:20260302T100000")
SERIES = opened((*WEEKLY, "RRULE:FREQ=WEEKLY;COUNT=4", "SUMMARY:Old"))


def at(day: int, hour: int = 9) -> Zoned:
    return Zoned(datetime(2026, 3, day, hour), BERLIN)


def lines_of(result: EditResult, name: str) -> list[str]:
    assert result.object is not None
    return [prop.line for part in result.object.parts for prop in part.all(name)]


ALWAYS = Window()


def spans(found: CalendarObject | None, window: Window = ALWAYS) -> list[tuple[datetime, datetime]]:
    if found is None:
        return []
    return [(each.begins, each.ends) for each in islice(found.series(NEW_YORK).instances(window, NEW_YORK), 10_000)]


def object_of(drawn: Drawn) -> CalendarObject:
    return CalendarObject(drawn.calendar)


def drawn_instance(drawn: Drawn, number: int) -> Instance:
    instances = drawn.instances()
    assume(instances)
    return instances[number % len(instances)]


def named(instance: Instance) -> When:
    assert instance.recurrence_id is not None
    return instance.recurrence_id


def echo(instance: Instance, part: Component) -> Patch:
    """The patch that says what is."""
    summary = part.first("SUMMARY")
    return Patch(summary=summary.value if summary else "", description="", start=instance.start or KEEP)


@LAWS
@given(series(), st.integers(0, 20))
def test_a_patch_that_changes_nothing_returns_the_very_same_object(drawn: Drawn, number: int) -> None:
    old, instance = object_of(drawn), drawn_instance(drawn, number)
    for extent in (WHOLE, OneInstance(named(instance)), FollowingInstances(named(instance), "v")):
        assert apply(old, Patch(), extent, BY) == EditResult(old)
        base = old.first(NEW_YORK) if extent is WHOLE else instance
        assert apply(old, echo(base, base.component), extent, BY) == EditResult(old)


@LAWS
@given(series(overridden=False))
def test_all_from_the_first_on_is_the_whole(drawn: Drawn) -> None:
    old = object_of(drawn)
    instances = drawn.instances()
    assume(instances and instances[0].key == old.first(NEW_YORK).key)
    whole = apply(old, FULL, WHOLE, BY)
    following = apply(old, FULL, FollowingInstances(named(instances[0]), "v"), BY)
    assert not following.others
    assert whole.object is not None
    assert following.object is not None
    assert whole.object.text == following.object.text


@LAWS
@given(series(), st.integers(0, 20))
def test_instances_outside_of_one_stay_where_they_were(drawn: Drawn, number: int) -> None:
    old, instance = object_of(drawn), drawn_instance(drawn, number)
    assume(instance.start is not None and isinstance(instance.start, Utc | Zoned))
    moved = replace(FULL, start=Utc(instance.begins + timedelta(minutes=7)))
    result = apply(old, moved, OneInstance(named(instance)), BY)
    assert result.object is not None
    others = [each for each in drawn.instances() if each.key != instance.key]
    after = {each.key: each for each in result.object.series(NEW_YORK).instances(drawn.window, NEW_YORK)}
    for each in others:
        assert (after[each.key].begins, after[each.key].ends) == (each.begins, each.ends)
    assert result.object.instance(named(instance), NEW_YORK).begins == instance.begins + timedelta(minutes=7)


@LAWS
@given(series(), st.integers(0, 20))
def test_the_halves_have_the_occurrences_of_the_whole(drawn: Drawn, number: int) -> None:
    old, instance = object_of(drawn), drawn_instance(drawn, number)
    try:
        result = apply(old, replace(Patch(), url="https://example.org/"), FollowingInstances(named(instance), "v"), BY)
    except Fault as fault:
        if fault.kind is Kind.RULE:  # several rules, of which each begins at a time of its own
            return
        raise
    halves = [each for found in (result.object, *result.others) for each in spans(found, drawn.window)]
    assert sorted(halves) == sorted(spans(old, drawn.window))
    assert [each.uid for each in result.others] in ([], ["v"])


@LAWS
@given(series(), st.integers(0, 20))
def test_cancelling_takes_out_just_the_extent(drawn: Drawn, number: int) -> None:
    old, instance = object_of(drawn), drawn_instance(drawn, number)
    before = [(each.key, each.begins, each.ends) for each in drawn.instances()]
    left = cancel(old, OneInstance(named(instance)), BY).object
    found = left.series(NEW_YORK).instances(drawn.window, NEW_YORK) if left else ()
    assert [(each.key, each.begins, each.ends) for each in found] == [one for one in before if one[0] != instance.key]


def test_a_text_that_is_the_same_keeps_fold_and_parameters() -> None:
    folded = opened((*WEEKLY, "SUMMARY;LANGUAGE=en:A title that is so long that it has to be f", " olded\\, twice"))
    same = "A title that is so long that it has to be folded, twice"
    result = apply(folded, Patch(summary=same, classification="", status=""), WHOLE, BY)
    assert result.object is folded
    assert result.method == ""
    assert folded.source is not None
    assert result.object.text == folded.source


def test_every_field_of_one_event() -> None:
    alarm = Component("VALARM", [Property.headed("ACTION", "DISPLAY"), Property.headed("TRIGGER", "-PT5M")])
    anna, bert = Person("anna@example.org", "Anna"), Person("bert@example.org")
    patch = Patch(
        summary="a,b",
        description="two\nlines",
        location="Room",
        start=at(3, 12),
        duration=Duration(seconds=1800),
        rule=Rule(Freq.DAILY, count=2),
        excluded=(at(4, 12),),
        added=(at(9, 12),),
        status="TENTATIVE",
        classification="PRIVATE",
        transparency="TRANSPARENT",
        categories=Categories(added=("work",)),
        color="red",
        url="https://example.org/",
        attendees=Attendees(invited=(bert,), organizer=anna),
        alarms=(alarm,),
        properties={"X-ONE": (Property.make("X-ONE", "1"), Property.make("X-ONE", "2"))},
    )
    result = apply(opened((*WEEKLY, "SUMMARY:Old")), patch, WHOLE, BY)
    assert result.object is not None
    assert result.method == "REQUEST"
    part = result.object.parts[0]
    assert sorted(prop.line for prop in part.properties) == sorted(
        [
            "UID:u",
            "DTSTAMP:20261129T000000Z",
            "DTSTART;TZID=Europe/Berlin:20260303T120000",
            "DTEND;TZID=Europe/Berlin:20260303T123000",
            "RRULE:FREQ=DAILY;COUNT=2",
            "EXDATE;TZID=Europe/Berlin:20260304T120000",
            "RDATE;TZID=Europe/Berlin:20260309T120000",
            "SUMMARY:a\\,b",
            "DESCRIPTION:two\\nlines",
            "LOCATION:Room",
            "STATUS:TENTATIVE",
            "CLASS:PRIVATE",
            "TRANSP:TRANSPARENT",
            "CATEGORIES:work",
            "COLOR:red",
            "URL:https://example.org/",
            "ORGANIZER;CN=Anna:mailto:anna@example.org",
            "ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:bert@example.org",
            "X-ONE:1",
            "X-ONE:2",
            "SEQUENCE:1",
        ]
    )
    assert part.children("VALARM") == [alarm]
    assert [each.name for each in result.object.calendar.components] == ["VTIMEZONE", "VEVENT"]
    assert apply(result.object, patch, WHOLE, BY).object is result.object


@pytest.mark.parametrize(
    ("patch", "gone"),
    [
        (Patch(location=""), "LOCATION"),
        (Patch(status=""), "STATUS"),
        (Patch(color=""), "COLOR"),
        (Patch(properties={"X-A": ()}), "X-A"),
        (Patch(attendees=Attendees(removed=("B@example.org",))), "ATTENDEE"),
        (Patch(attendees=Attendees(removed=("b@example.org",))), "ORGANIZER"),
        (Patch(categories=Categories(removed=("x", "y"))), "CATEGORIES"),
        (Patch(rule=None), "RRULE"),
        (Patch(rule=None), "EXDATE"),
        (Patch(added=()), "RDATE"),
    ],
)
def test_an_empty_value_removes(patch: Patch, gone: str) -> None:
    old = opened(
        (
            *WEEKLY,
            "LOCATION:x",
            "STATUS:CONFIRMED",
            "COLOR:red",
            "X-A:1",
            "ORGANIZER:mailto:a@example.org",
            "ATTENDEE:mailto:b@example.org",
            "CATEGORIES:x,y",
            "RRULE:FREQ=WEEKLY;COUNT=3",
            "EXDATE;TZID=Europe/Berlin:20260309T090000",
            "RDATE;TZID=Europe/Berlin:20260310T090000",
        )
    )
    assert old.master.first(gone) is not None
    assert lines_of(apply(old, patch, WHOLE, BY), gone) == []


def test_whole_days_and_times() -> None:
    day = apply(opened(WEEKLY), Patch(start=Date(date(2026, 3, 5))), WHOLE, BY)
    assert [*lines_of(day, "DTSTART"), *lines_of(day, "DTEND")] == [
        "DTSTART;VALUE=DATE:20260305",
        "DTEND;VALUE=DATE:20260306",
    ]
    assert day.object is not None
    back = apply(day.object, Patch(start=at(5, 8), duration=Duration(seconds=600)), WHOLE, BY)
    assert lines_of(back, "DTEND") == ["DTEND;TZID=Europe/Berlin:20260305T081000"]


def test_another_zone_of_the_same_instant() -> None:
    there = apply(SERIES, Patch(start=Zoned(datetime(2026, 3, 2, 3), NEW_YORK)), WHOLE, BY)
    assert lines_of(there, "DTSTART") == ["DTSTART;TZID=America/New_York:20260302T030000"]
    assert spans(there.object)[0] == spans(SERIES)[0]  # later ones follow the clock of the new zone


def test_one_instance_gets_an_override_of_its_own() -> None:
    result = apply(SERIES, Patch(summary="Other", start=at(9, 15)), OneInstance(at(9)), BY)
    assert lines_of(result, "SUMMARY") == ["SUMMARY:Old", "SUMMARY:Other"]
    assert lines_of(result, "RECURRENCE-ID") == ["RECURRENCE-ID;TZID=Europe/Berlin:20260309T090000"]
    assert lines_of(result, "DTEND")[1] == "DTEND;TZID=Europe/Berlin:20260309T160000"
    assert lines_of(result, "SEQUENCE") == ["SEQUENCE:1", "SEQUENCE:1"]


def test_one_and_all_that_follow_get_a_series_of_their_own() -> None:
    result = apply(SERIES, Patch(rule=Rule(Freq.DAILY, count=5)), FollowingInstances(at(16), "v"), BY)
    assert lines_of(result, "RRULE") == ["RRULE:FREQ=WEEKLY;COUNT=2"]
    (rest,) = result.others
    assert rest.uid == "v"
    assert [prop.value for prop in rest.master.all("RRULE")] == ["FREQ=DAILY;COUNT=5"]
    assert rest.calendar.children("VTIMEZONE")


def test_the_rule_that_a_second_half_has_already_is_no_change() -> None:
    assert apply(SERIES, Patch(rule=Rule(Freq.WEEKLY, count=2)), FollowingInstances(at(16), "v"), BY).object is SERIES


def test_a_rule_that_does_not_hit_the_start_moves_it() -> None:
    result = apply(SERIES, Patch(rule=Rule(Freq.WEEKLY, by_day=((0, 2),))), WHOLE, BY)
    assert lines_of(result, "DTSTART") == ["DTSTART;TZID=Europe/Berlin:20260304T090000"]


@pytest.mark.parametrize(
    ("patch", "extent", "kind"),
    [
        (Patch(rule=None), OneInstance(at(9)), Kind.RULE),
        (Patch(excluded=(at(16),)), OneInstance(at(9)), Kind.RULE),
        (Patch(summary="x"), OneInstance(at(10)), Kind.NOT_FOUND),
        (Patch(summary="x"), FollowingInstances(at(10), "v"), Kind.NOT_FOUND),
        (Patch(rule=Rule(Freq.YEARLY, by_month=(2,), by_month_day=(30,))), WHOLE, Kind.INVALID),
    ],
)
def test_what_cannot_be(patch: Patch, extent: Extent, kind: Kind) -> None:
    with pytest.raises(Fault) as caught:
        apply(SERIES, patch, extent, BY)
    assert caught.value.kind is kind


def test_a_rule_that_is_said_again_is_no_change_of_one_instance() -> None:
    assert apply(SERIES, Patch(rule=Rule(Freq.WEEKLY, count=4)), OneInstance(at(9)), BY).object is SERIES


@pytest.mark.parametrize("extent", [WHOLE, OneInstance(at(2)), FollowingInstances(at(2))])
def test_cancelling_all_of_what_does_not_recur(extent: Extent) -> None:
    assert cancel(opened(WEEKLY), extent, BY) == EditResult(None)


def test_cancelling_the_last_that_is_left() -> None:
    left = cancel(SERIES, FollowingInstances(at(9)), BY)
    assert lines_of(left, "RRULE") == ["RRULE:FREQ=WEEKLY;COUNT=1"]
    assert left.method == "REQUEST"
    assert cancel(SERIES, FollowingInstances(at(2)), BY) == EditResult(None)


def test_instances_without_their_series() -> None:
    alone = opened(("RECURRENCE-ID:20260302T080000Z", "DTSTART:20260302T080000Z", "SUMMARY:x"))
    assert not alone.is_series
    result = apply(alone, Patch(summary="y"), WHOLE, BY)
    assert lines_of(result, "SUMMARY") == ["SUMMARY:y"]
    with pytest.raises(Fault) as caught:
        apply(alone, Patch(start=at(5)), WHOLE, BY)
    assert caught.value.kind is Kind.RULE


def test_a_to_do_without_any_date() -> None:
    todo = CalendarObject.read(
        f"{HEAD}BEGIN:VTODO\r\nUID:u\r\nDTSTAMP:20260101T000000Z\r\nEND:VTODO\r\nEND:VCALENDAR\r\n"
    )
    assert todo.kind == "VTODO"
    result = apply(todo, Patch(summary="Buy"), WHOLE, BY)
    assert lines_of(result, "SUMMARY") == ["SUMMARY:Buy"]
    begun = apply(todo, Patch(start=at(5), duration=Duration(days=1)), WHOLE, BY)
    assert lines_of(begun, "DTSTART") == ["DTSTART;TZID=Europe/Berlin:20260305T090000"]
    assert lines_of(begun, "DURATION") == ["DURATION:P1D"]
    with pytest.raises(Fault) as caught:
        apply(todo, Patch(duration=Duration(days=1)), WHOLE, BY)
    assert caught.value.kind is Kind.RULE
    with pytest.raises(Fault) as caught:
        cancel(todo, OneInstance(at(5)), BY)
    assert caught.value.kind is Kind.NOT_FOUND
