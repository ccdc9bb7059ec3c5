"""This and all after: split, changed, deleted."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import islice

import pytest

from kalends.core.ics.check import check_text
from kalends.core.ics.tree import Component, Property
from kalends.core.ics.write import write
from kalends.core.recur.edit import change_all, delete_following, split
from kalends.core.recur.series import series_of
from kalends.core.time.dates import Date, Utc
from kalends.errors import Fault, Kind, Severity

BERLIN = "TZID=Europe/Berlin"


def at(day: int, hour: int = 9, month: int = 3) -> Utc:
    return Utc(datetime(2026, month, day, hour, tzinfo=UTC))


@pytest.mark.rfc("5545 §3.8.5.3")
def test_until_ends_a_second_before_the_cut(make: Callable, lines: Callable) -> None:
    made = make(
        f"DTSTART;{BERLIN}:20260301T090000\nDTEND;{BERLIN}:20260301T100000\nRRULE:FREQ=DAILY;UNTIL=20260401T070000Z"
    )
    halves = split(made.components, at(29, 7), uid="second", zones=made.zones)
    assert lines(halves.before[0]) == [
        f"DTSTART;{BERLIN}:20260301T090000",
        f"DTEND;{BERLIN}:20260301T100000",
        "RRULE:FREQ=DAILY;UNTIL=20260329T065959Z",
        "RELATED-TO;RELTYPE=NEXT:second",
    ]
    assert lines(halves.after[0]) == [
        f"DTSTART;{BERLIN}:20260329T090000",
        f"DTEND;{BERLIN}:20260329T100000",
        "RRULE:FREQ=DAILY;UNTIL=20260401T070000Z",
        "RELATED-TO;RELTYPE=FIRST:u",
    ]
    assert [each.first("UID").value for each in (*halves.before, *halves.after)] == ["u", "second"]


def test_count_is_divided(make: Callable, lines: Callable) -> None:
    made = make("DTSTART:20260301T090000Z\nRRULE:FREQ=DAILY;COUNT=10\nEXDATE:20260302T090000Z,20260309T090000Z")
    halves = split(made.components, at(5), uid="second", zones=made.zones)
    assert lines(halves.before[0])[1:3] == ["RRULE:FREQ=DAILY;COUNT=4", "EXDATE:20260302T090000Z"]
    assert lines(halves.after[0])[:3] == [
        "DTSTART:20260305T090000Z",
        "RRULE:FREQ=DAILY;COUNT=6",
        "EXDATE:20260309T090000Z",
    ]


def test_a_count_whose_first_is_a_start_that_is_not_hit(make: Callable, lines: Callable) -> None:
    made = make("DTSTART:20260302T090000Z\nRRULE:FREQ=WEEKLY;COUNT=4;BYDAY=TU")
    halves = split(made.components, at(10), uid="second", zones=made.zones)
    assert lines(halves.before[0])[1] == "RRULE:FREQ=WEEKLY;COUNT=2;BYDAY=TU"
    assert lines(halves.after[0])[1] == "RRULE:FREQ=WEEKLY;COUNT=2;BYDAY=TU"


def test_days_and_floating_times_have_an_until_of_their_own_form(make: Callable, lines: Callable) -> None:
    made = make("DTSTART;VALUE=DATE:20260301\nRRULE:FREQ=DAILY")
    halves = split(made.components, Date(date(2026, 3, 5)), uid="second", zones=made.zones)
    assert lines(halves.before[0])[1] == "RRULE:FREQ=DAILY;UNTIL=20260304"
    made = make("DTSTART:20260301T090000\nRRULE:FREQ=DAILY")
    halves = split(made.components, at(5), uid="second", zones=made.zones)
    assert lines(halves.before[0])[1] == "RRULE:FREQ=DAILY;UNTIL=20260305T085959"


@pytest.mark.rfc("7529 §4.1")
def test_what_the_first_start_said_is_told_to_the_second_half(
    make: Callable, lines: Callable, begins: Callable
) -> None:
    made = make("DTSTART;VALUE=DATE:20260131\nRRULE:RSCALE=GREGORIAN;FREQ=MONTHLY;COUNT=4;SKIP=BACKWARD")
    halves = split(made.components, Date(date(2026, 2, 28)), uid="second", zones=made.zones)
    assert begins(halves.after, made.zones) == ["2026-02-28T00:00", "2026-03-31T00:00", "2026-04-30T00:00"]
    assert "BYMONTHDAY=31" in lines(halves.after[0])[1]


def test_a_cut_at_an_rdate_keeps_the_pace_of_the_rule(make: Callable, begins: Callable) -> None:
    made = make("DTSTART:20260301T090000Z\nRRULE:FREQ=DAILY;INTERVAL=2;COUNT=4\nRDATE:20260304T120000Z")
    halves = split(made.components, at(4, 12), uid="second", zones=made.zones)
    assert begins(halves.before, made.zones) == ["2026-03-01T09:00", "2026-03-03T09:00"]
    assert begins(halves.after, made.zones) == ["2026-03-04T12:00", "2026-03-05T09:00", "2026-03-07T09:00"]


def test_a_cut_in_a_gap_keeps_the_time_that_is_not_there(make: Callable, lines: Callable) -> None:
    made = make(f"DTSTART;{BERLIN}:20260328T023000\nRRULE:FREQ=DAILY")
    halves = split(made.components, Utc(datetime(2026, 3, 29, 1, 30, tzinfo=UTC)), uid="second", zones=made.zones)
    assert lines(halves.after[0])[:2] == [f"DTSTART;{BERLIN}:20260329T023000", "RRULE:FREQ=DAILY"]


@pytest.mark.parametrize("rule", ["FREQ=HOURLY", "FREQ=MINUTELY;INTERVAL=45", "FREQ=MINUTELY;INTERVAL=20"])
@pytest.mark.parametrize("end", [";COUNT=30", ";UNTIL=20270101T000000Z", ""])
@pytest.mark.parametrize("start", ["20260328T231500", "20260329T000000", "20261025T000000"])
def test_a_cut_near_a_change_of_the_clocks(make: Callable, start: str, end: str, rule: str) -> None:
    made = make(f"DTSTART;{BERLIN}:{start}\nRRULE:{rule}{end}")
    whole = [each.begins for each in islice(made.series.instances(), 20)]
    refused = []
    for moment in whole[1:14]:
        try:
            halves = split(made.components, Utc(moment), uid="second", zones=made.zones)
        except Fault as fault:
            refused.append(fault.kind)
            continue
        parts = [series_of(half, made.zones).instances() for half in (halves.before, halves.after)]
        assert [each.begins for part in parts for each in islice(part, 20)][: len(whole)] == whole
    # where a gap puts an instance behind others, no rule can begin between them
    assert refused in ([], [Kind.RULE] * 2)
    assert not refused or "INTERVAL=45" in rule


def test_exceptions_go_with_their_half(make: Callable, begins: Callable) -> None:
    made = make(
        "DTSTART:20260301T090000Z\nRRULE:FREQ=DAILY;COUNT=6\nRDATE:20260301T200000Z,20260306T200000Z",
        "RECURRENCE-ID:20260302T090000Z\nDTSTART:20260320T090000Z",
        "RECURRENCE-ID:20260305T090000Z\nDTSTART:20260302T100000Z",
    )
    halves = split(made.components, at(4), uid="second", zones=made.zones)
    assert begins(halves.before, made.zones) == [
        "2026-03-01T09:00",
        "2026-03-01T20:00",
        "2026-03-03T09:00",
        "2026-03-20T09:00",
    ]
    assert begins(halves.after, made.zones) == [
        "2026-03-02T10:00",
        "2026-03-04T09:00",
        "2026-03-06T09:00",
        "2026-03-06T20:00",
    ]
    assert {each.first("UID").value for each in halves.after} == {"second"}


def test_a_change_for_the_future_goes_on_behind_the_cut(make: Callable, begins: Callable) -> None:
    made = make(
        "DTSTART:20260301T090000Z\nRRULE:FREQ=DAILY;COUNT=5",
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20260302T090000Z\nDTSTART:20260302T110000Z\nSUMMARY:later",
    )
    halves = split(made.components, at(4), uid="second", zones=made.zones)
    assert begins(halves.after, made.zones) == ["2026-03-04T11:00", "2026-03-05T11:00"]


def test_a_second_cut_still_leads_to_the_first_of_all(make: Callable) -> None:
    made = make("DTSTART:20260301T090000Z\nRRULE:FREQ=DAILY")
    once = split(made.components, at(5), uid="second", zones=made.zones)
    twice = split(once.after, at(9), uid="third", zones=made.zones)
    related = [prop.line for prop in twice.after[0].all("RELATED-TO")]
    assert related == ["RELATED-TO;RELTYPE=FIRST:u"]
    assert [prop.line for prop in twice.before[0].all("RELATED-TO")] == [
        "RELATED-TO;RELTYPE=FIRST:u",
        "RELATED-TO;RELTYPE=NEXT:third",
    ]


def test_both_halves_are_valid(make: Callable) -> None:
    made = make("DTSTART:20260301T090000Z\nRRULE:FREQ=DAILY;COUNT=9\nEXDATE:20260302T090000Z,20260308T090000Z")
    halves = split(made.components, at(5), uid="second", zones=made.zones)
    for half in (halves.before, halves.after):
        head = [Property.make("VERSION", "2.0"), Property.make("PRODID", "-//x//EN")]
        flaws = check_text(write(Component("VCALENDAR", [*head, *half])))
        assert [flaw for flaw in flaws if flaw.severity is Severity.ERROR] == []


def test_a_cut_at_the_first_instance_cuts_nothing(make: Callable) -> None:
    made = make("DTSTART:20260301T090000Z\nRRULE:FREQ=DAILY")
    halves = split(made.components, at(1), uid="second", zones=made.zones)
    assert (halves.before, halves.after) == ((), made.components)
    assert delete_following(made.components, at(1), made.zones) == ()


def test_a_cut_that_no_rule_can_go_on_from(make: Callable) -> None:
    made = make("DTSTART:20260301T090000Z\nRRULE:FREQ=DAILY;INTERVAL=2\nRRULE:FREQ=DAILY;INTERVAL=3")
    with pytest.raises(Fault) as raised:
        split(made.components, at(4), uid="second", zones=made.zones)
    assert raised.value.kind is Kind.RULE


def test_what_follows_changes_as_a_whole(make: Callable) -> None:
    made = make(
        "DTSTART:20260301T090000Z\nRRULE:FREQ=DAILY;COUNT=5\nSUMMARY:old",
        "RECURRENCE-ID:20260304T090000Z\nDTSTART:20260304T090000Z\nSUMMARY:old",
        "RECURRENCE-ID:20260305T090000Z\nDTSTART:20260305T090000Z\nSUMMARY:own",
    )
    halves = split(made.components, at(3), uid="second", zones=made.zones)
    after = change_all(halves.after, lambda each: each.set(Property.make("SUMMARY", "new")), made.zones)
    assert [each.first("SUMMARY").value for each in halves.before] == ["old"]
    assert [each.first("SUMMARY").value for each in after] == ["new", "new", "own"]


def test_detached_instances_part_too(make: Callable, begins: Callable) -> None:
    made = make(
        "RECURRENCE-ID:20260301T090000Z\nDTSTART:20260301T090000Z",
        "RECURRENCE-ID:20260302T090000Z\nDTSTART:20260302T090000Z",
    )
    halves = split(made.components, at(2), uid="second", zones=made.zones)
    assert begins(halves.before, made.zones) == ["2026-03-01T09:00"]
    assert begins(halves.after, made.zones) == ["2026-03-02T09:00"]


@pytest.mark.rfc("5545 §3.8.5.3")
def test_a_count_that_is_cut_at_an_rdate(make: Callable, lines: Callable, begins: Callable) -> None:
    """The RDATE becomes a DTSTART that the rule does not hit, and counts: so COUNT is one higher than what is left."""
    made = make("DTSTART:20260301T090000Z\nRRULE:FREQ=DAILY;BYHOUR=9;COUNT=5\nRDATE:20260303T120000Z")
    whole = begins(made.components, made.zones)
    halves = split(made.components, at(3, 12), uid="second", zones=made.zones)
    assert lines(halves.before[0])[1] == "RRULE:FREQ=DAILY;COUNT=3;BYHOUR=9"
    assert lines(halves.after[0])[:2] == ["DTSTART:20260303T120000Z", "RRULE:FREQ=DAILY;COUNT=3;BYHOUR=9"]
    assert [*begins(halves.before, made.zones), *begins(halves.after, made.zones)] == whole
