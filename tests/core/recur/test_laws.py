"""Laws of series and of their edits, over drawn calendars."""

from datetime import UTC, date, datetime, timedelta
from itertools import islice
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.core.drawn import LAWS, Drawn, series, text
from tests.core.recurrence import objects_of

from kalends.core.ics.read import read
from kalends.core.ics.tree import Component, Property
from kalends.core.recur.bounds import bounds
from kalends.core.recur.edit import change_one, delete_following, delete_one, move, split
from kalends.core.recur.series import Instance, Window, series_of, zones_of
from kalends.core.time.dates import Date, Floating, Utc, When, Zoned
from kalends.core.time.zones import zone
from kalends.errors import Fault, Kind


@LAWS
@given(series(), st.integers(0, 100))
def test_adjoining_windows_are_one_window(drawn: Drawn, share: int) -> None:
    assert drawn.window.start
    assert drawn.window.end
    middle = drawn.window.start + (drawn.window.end - drawn.window.start) * share / 100
    middle = middle.replace(microsecond=0)
    whole = {each.key: each.begins for each in drawn.instances()}
    left = {each.key: each.begins for each in drawn.instances(window=Window(drawn.window.start, middle))}
    right = {each.key: each.begins for each in drawn.instances(window=Window(middle, drawn.window.end))}
    assert left | right == whole


@LAWS
@given(series())
def test_instances_come_in_order_each_once(drawn: Drawn) -> None:
    found = drawn.instances()
    assert [each.begins for each in found] == sorted(each.begins for each in found)
    assert len({each.key for each in found}) == len(found)


@LAWS
@given(series(), st.randoms(use_true_random=False))
def test_the_order_of_components_means_nothing(drawn: Drawn, random: Random) -> None:
    shuffled = list(drawn.components)
    random.shuffle(shuffled)
    assert drawn.spans(shuffled) == drawn.spans()


@LAWS
@given(series())
def test_seeking_is_filtering(drawn: Drawn) -> None:
    found = series_of(drawn.components, drawn.zones).instances(Window(None, drawn.window.end), zone("America/New_York"))
    expected = [each.key for each in found if drawn.window.shows(each.begins, each.ends)]
    assert [each.key for each in drawn.instances()] == expected


@LAWS
@given(series())
def test_bounds_contain_every_instance(drawn: Drawn) -> None:
    whole = series_of(drawn.components, drawn.zones)
    limits = bounds(whole)
    for where in ("Pacific/Kiritimati", "Etc/GMT+12", "UTC"):
        for each in islice(whole.instances(drawn.window, zone(where)), 50):
            assert limits
            assert limits.first <= each.begins
            assert limits.last is None or each.ends <= limits.last


@LAWS
@given(series(overridden=False), st.integers(0, 20))
def test_an_exdate_takes_out_just_that(drawn: Drawn, number: int) -> None:
    found = drawn.instances()
    assume(found)
    chosen = found[number % len(found)]
    left = delete_one(drawn.components, named(chosen), drawn.zones)
    assert drawn.spans(left) == [(each.begins, each.ends) for each in found if each is not chosen]


def named(instance: Instance) -> When:
    when = instance.recurrence_id or instance.start
    assert when
    return when


@LAWS
@given(series(), st.integers(0, 20))
def test_deleting_one_takes_out_just_that(drawn: Drawn, number: int) -> None:
    found = drawn.instances()
    assume(found)
    chosen = found[number % len(found)]
    assume(all("RANGE" not in prop.head for prop in of(chosen.component, "RECURRENCE-ID")))
    left = delete_one(drawn.components, named(chosen), drawn.zones)
    assert drawn.spans(left) == [(each.begins, each.ends) for each in found if each is not chosen]


def of(component: Component, name: str) -> list[Property]:
    return component.all(name)


@LAWS
@given(series(), st.integers(0, 20))
def test_changing_one_changes_just_that(drawn: Drawn, number: int) -> None:
    found = drawn.instances()
    assume(found)
    chosen = found[number % len(found)]
    changed = change_one(
        drawn.components,
        named(chosen),
        lambda component: component.set(Property.make("SUMMARY", "this one")),
        drawn.zones,
    )
    after = drawn.instances(changed)
    assert [(each.begins, each.ends) for each in after] == [(each.begins, each.ends) for each in found]
    assert [each.key for each in after if each.component.first("SUMMARY")] == [chosen.key]


@LAWS
@given(series(), st.integers(0, 20))
def test_the_halves_are_the_whole(drawn: Drawn, number: int) -> None:
    found = drawn.instances()
    assume(found)
    chosen = found[number % len(found)]
    halves = split(drawn.components, named(chosen), uid="second", zones=drawn.zones)
    before, after = drawn.spans(halves.before), drawn.spans(halves.after)
    assert sorted(before + after) == sorted(drawn.spans())
    assert before == [(each.begins, each.ends) for each in found if each.key < chosen.key] or not halves.before
    assert drawn.spans(delete_following(drawn.components, named(chosen), drawn.zones)) == before


@LAWS
@given(series(freqs=("DAILY", "WEEKLY")), st.integers(-10, 10), st.sampled_from([0, 60, -90, 1440 * 6]))
def test_moving_then_expanding_is_expanding_then_moving(drawn: Drawn, days: int, minutes: int) -> None:
    master = next(each for each in drawn.components if not each.first("RECURRENCE-ID"))
    rule, start = master.all("RRULE")[0].value, series_of([master], drawn.zones).pattern
    assert start
    assume("BYDAY" not in rule or "WEEKLY" in rule)
    if "BYDAY" in rule and minutes != 1440 * 6:
        minutes = 0  # a time of day that moves over midnight moves the week days of some instances alone
    old = start.axis.when(start.start)
    is_day = isinstance(old, Date)
    shift = timedelta(days=days, minutes=0 if is_day and minutes != 1440 * 6 else minutes)
    moved = move([master], shifted(old, shift), drawn.zones)
    wide = Window(drawn.window.start and drawn.window.start - timedelta(days=40), drawn.window.end)
    before = {shifted(each.start, shift) for each in drawn.instances([master], wide) if each.start}
    after = {each.start for each in drawn.instances(moved, Window(wide.start, wide.end and wide.end + 2 * abs(shift)))}
    edge = wide.end and wide.end - timedelta(days=40)
    assert {each for each in before if early(each, edge)} == {each for each in after if each and early(each, edge)}


def is_quiet(when: When) -> bool:
    """Whether no clock is changed as near as a move may come from: in a gap, moving twice is not moving once."""
    if not isinstance(when, Zoned):
        return True
    near = [when.wall + timedelta(days=days) for days in range(-20, 21, 2)]
    return len({when.zone.at_wall(wall).offset for wall in near}) == 1


def shifted(when: When | None, by: timedelta) -> When:
    match when:
        case Date(day):
            return Date(day + by)
        case Floating(wall):
            return Floating(wall + by)
        case Zoned(wall, where):
            # a time in a gap is one that is there, shown later
            return Zoned(where.to_wall(where.to_utc(wall + by)), where)
        case Utc(moment):
            return Utc(moment + by)
    raise AssertionError


def early(when: When, edge: datetime | None) -> bool:
    assert edge
    if not is_quiet(when):
        return False
    if isinstance(when, Date):
        return when.day < edge.date()
    return (when.moment if isinstance(when, Utc) else when.wall).replace(tzinfo=None) < edge.replace(tzinfo=None)


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2060, 1, 1)))
@settings(max_examples=30, deadline=None, derandomize=True)
def test_an_instance_that_is_not_there_cannot_be_edited(day: date) -> None:
    calendar = read(f"BEGIN:VCALENDAR\r\n{text(['DTSTART:19990101T090000Z'])}END:VCALENDAR\r\n").components[0]
    at = Utc(datetime.combine(day, datetime.min.time(), UTC))
    with pytest.raises(Fault) as raised:
        delete_one(objects_of(calendar)[0], at, zones_of(calendar))
    assert raised.value.kind is Kind.NOT_FOUND
