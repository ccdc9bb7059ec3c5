"""The law of drafts: what is written is read strictly, `check` has nothing to say, and the values are the draft's."""

import re
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from kalends.core.draft import (
    Action,
    BasicFrequency,
    BasicRule,
    Draft,
    Method,
    Person,
    Reminder,
    Status,
    calendar,
    rule_flaws,
)
from kalends.core.ics.check import check
from kalends.core.ics.read import read
from kalends.core.ics.tree import Component, Property
from kalends.core.ics.values import Duration, typed
from kalends.core.ics.write import write
from kalends.core.time.dates import Date, Floating, Utc, When, Zoned, add
from kalends.core.time.zones import find_zone, zone

ZONES = [zone(name) for name in ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Africa/Casablanca", "Etc/GMT+5")]
texts = st.text(st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"), max_size=90) | (
    st.text('a;,\\:"^n\n\t=é\U0001f382', max_size=90)
)
walls = st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1)).map(lambda wall: wall.replace(microsecond=0))
days = walls.map(datetime.date)
emails = st.from_regex(r"[a-z0-9.+%?#-]{1,8}@[a-zé]{1,8}\.org", fullmatch=True)
people = st.builds(Person, emails, texts)
starts = st.one_of(
    st.builds(Date, days),
    st.builds(Floating, walls),
    st.builds(Zoned, walls, st.sampled_from(ZONES)),
    st.builds(Utc, walls.map(lambda wall: wall.replace(tzinfo=UTC))),
)


@st.composite
def rules(draw: st.DrawFn, start: When) -> BasicRule:
    ends = draw(st.sampled_from(["count", "until", ""]))
    latest = draw(starts) if ends == "until" else None
    rule = BasicRule(
        draw(st.sampled_from(BasicFrequency)),
        draw(st.integers(1, 9)),
        draw(st.integers(1, 50)) if ends == "count" else None,
        latest,
        tuple(draw(st.lists(st.sampled_from(["MO", "TU", "2WE", "-1FR"]), max_size=3, unique=True))),
        tuple(draw(st.lists(st.integers(-31, 31), max_size=2))),
        tuple(draw(st.lists(st.integers(1, 12), max_size=2))),
    )
    return rule if not rule_flaws(rule, start) else BasicRule(BasicFrequency.WEEKLY)


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    start = draw(starts)
    length = Duration(days=draw(st.integers(1, 40)))
    if not isinstance(start, Date) and draw(st.booleans()):
        length = Duration(seconds=draw(st.integers(1, 90_000)))
    organizer = draw(people)
    method = draw(st.sampled_from([None, Method.REQUEST, Method.CANCEL]))
    return Draft(
        uid=draw(texts.filter(str.strip)),
        stamp=draw(walls).replace(tzinfo=UTC),
        start=start,
        end=draw(st.sampled_from([None, add(start, length)])),
        summary=draw(texts),
        description=draw(texts),
        location=draw(texts),
        organizer=organizer,
        attendees=tuple(draw(st.lists(people, min_size=method is Method.REQUEST, max_size=3))),
        method=method,
        status=Status.CANCELLED if method is Method.CANCEL else draw(st.sampled_from(Status)),
        sequence=draw(st.integers(0, 2**31 - 1)),
        rule=draw(st.none() | rules(start)),
        excluded=tuple(draw(st.lists(starts, max_size=3))),
        reminders=tuple(
            draw(st.lists(st.builds(Reminder, st.integers(0, 99_999), st.sampled_from(Action)), max_size=2))
        ),
    )


@settings(max_examples=150, deadline=None)
@given(drafts())
def test_what_is_written_is_what_was_meant(draft: Draft) -> None:
    octets = write(calendar(draft))
    stream = read(octets)
    assert stream.flaws == ()
    assert check(stream) == []
    assert stream.components == (calendar(draft),)
    assert all(len(line) <= 75 for line in octets.split(b"\r\n"))
    _check_values(stream.components[0], draft)


def _check_values(made: Component, draft: Draft) -> None:
    [event] = made.children("VEVENT")
    method = made.first("METHOD")
    assert (method.value if method else None) == draft.method
    assert _when(event, made, "DTSTART") == draft.start
    assert _when(event, made, "DTEND") == draft.end
    assert _value(event, "DTSTAMP") == draft.stamp
    assert (_value(event, "UID"), _value(event, "STATUS")) == (_lines(draft.uid), draft.status)
    assert _value(event, "SEQUENCE") == draft.sequence
    for name, text in (("SUMMARY", draft.summary), ("DESCRIPTION", draft.description), ("LOCATION", draft.location)):
        assert (_value(event, name) or "") == _lines(text)
    assert _people(event.all("ORGANIZER")) == [_person(draft.organizer)]
    assert _people(event.all("ATTENDEE")) == [_person(person) for person in draft.attendees]
    assert len(event.children("VALARM")) == len(draft.reminders)
    assert len(event.all("EXDATE")) == (len(draft.excluded) if draft.rule else 0)
    assert bool(event.first("RRULE")) == bool(draft.rule)


def _value(event: Component, name: str) -> object:
    prop = event.first(name)
    return typed(prop) if prop else None


def _when(event: Component, made: Component, name: str) -> When | None:
    """The time of a property, read back through the VTIMEZONE of the text itself."""
    prop = event.first(name)
    if prop is None:
        return None
    value = typed(prop)
    if not isinstance(value, datetime):
        return Date(value)
    if value.tzinfo is not None:
        return Utc(value)
    tzid = prop.param("TZID")
    if tzid is None:
        return Floating(value)
    found = find_zone(tzid)
    own = {zone.first("TZID").value: zone for zone in made.children("VTIMEZONE")}
    assert find_zone("Own", {"Own": own[tzid]}).to_utc(value) == found.to_utc(value)
    return Zoned(value, found)


def _lines(text: str) -> str:
    return re.sub("\r\n?", "\n", text)


def _person(person: Person) -> tuple[str, str]:
    return person.email, re.sub("[\r\n\t]+", " ", person.name)


def _people(props: list[Property]) -> list[tuple[str, str]]:
    return [(_address(prop.value), prop.param("CN") or "") for prop in props]


def _address(value: str) -> str:
    for written, meant in (("%3F", "?"), ("%23", "#"), ("%25", "%")):
        value = value.replace(written, meant)
    return value.removeprefix("mailto:")
