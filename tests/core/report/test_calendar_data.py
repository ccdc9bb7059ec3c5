"""How much of an object is shown: selections, limits, zones."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.drawn import LAWS, Drawn, series
from tests.core.report.samples import NAMES, UTC_ZONE, next_part, opened, sample, span

from kalends.core.ics.read import read
from kalends.core.ics.tree import Component, Property
from kalends.core.ics.write import write
from kalends.core.match.filters import TimeRange
from kalends.core.objects.object import CalendarObject
from kalends.core.recur.series import Window
from kalends.core.report import (
    ComponentSelection,
    DataRequest,
    PropertySelection,
    calendar_data,
    without_standard_zones,
)
from kalends.core.time.names import names
from kalends.core.time.vtimezone import vtimezone
from kalends.core.time.zones import zone


def shown(made: CalendarObject, asked: DataRequest) -> str:
    return calendar_data(made, asked, UTC_ZONE)


def properties(*wanted: str) -> tuple[PropertySelection, ...]:
    return tuple(PropertySelection(name) for name in wanted)


@pytest.mark.rfc("4791 §9.6")
@pytest.mark.parametrize("name", NAMES)
def test_whoever_asks_for_nothing_is_given_the_very_same_text(name: str) -> None:
    made = sample(name)
    whole = ComponentSelection("VCALENDAR", all_properties=True, all_components=True)
    for selection in (None, ComponentSelection("vcalendar"), whole):
        assert shown(made, DataRequest(selection)) is made.text
    every = DataRequest(limit_recurrence_set=span("20000101", "20300101"), limit_freebusy_set=span("20000101"))
    assert shown(made, every) is made.text


@pytest.mark.rfc("4791 §7.8.1", "4791 §9.6.1", "4791 §9.6.4")
def test_the_example_of_the_rfc() -> None:
    wanted = ["SUMMARY", "UID", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXRULE", "EXDATE", "RECURRENCE-ID"]
    inside = (ComponentSelection("VEVENT", properties(*wanted)), ComponentSelection("VTIMEZONE"))
    text = shown(sample("abcd2"), DataRequest(ComponentSelection("VCALENDAR", properties("VERSION"), inside)))
    whole = sample("abcd2").text
    expected = whole.replace("PRODID:-//Example Corp.//CalDAV Client//EN\r\n", "")
    assert text == expected.replace("DTSTAMP:20060206T001121Z\r\n", "")


ACTION = ComponentSelection("VALARM", properties("ACTION"))
EVENT = opened(
    "DTSTART:20260301T100000Z",
    "SUMMARY;LANGUAGE=en:A",
    "ATTENDEE;CN=B:mailto:b@example.org",
    "BEGIN:VALARM",
    "ACTION:DISPLAY",
    "TRIGGER:PT0S",
    "END:VALARM",
)


@pytest.mark.rfc("4791 §9.6.1", "4791 §9.6.2", "4791 §9.6.3", "4791 §9.6.4", "4791 §7.7")
@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (ComponentSelection("VEVENT"), "UID DTSTAMP DTSTART SUMMARY ATTENDEE VALARM ACTION TRIGGER"),
        (ComponentSelection("vevent", properties("summary")), "SUMMARY"),
        (ComponentSelection("VEVENT", properties("SUMMARY"), all_components=True), "SUMMARY VALARM ACTION TRIGGER"),
        (ComponentSelection("VEVENT", all_properties=True), "UID DTSTAMP DTSTART SUMMARY ATTENDEE"),
        (ComponentSelection("VEVENT", all_components=True), "VALARM ACTION TRIGGER"),
        (
            ComponentSelection("VEVENT", components=(ComponentSelection("VALARM", properties("ACTION")),)),
            "VALARM ACTION",
        ),
        (ComponentSelection("VEVENT", components=(ComponentSelection("X-ITEM"),)), ""),
        (ComponentSelection("VEVENT", properties("X-ABC")), ""),
    ],
)
def test_selections(event: ComponentSelection, expected: str) -> None:
    text = shown(EVENT, DataRequest(ComponentSelection("VCALENDAR", components=(event,))))
    (calendar,) = read(text).components
    (made,) = calendar.components
    found = [item.name for part in made.walk() for item in ([part] if part is not made else []) + part.properties]
    assert (made.name, calendar.properties) == ("VEVENT", [])
    assert found == expected.split()


@pytest.mark.rfc("4791 §9.6.4")
def test_a_property_without_its_value() -> None:
    bare = PropertySelection("SUMMARY", no_value=True), PropertySelection("ATTENDEE", no_value=True)
    text = shown(EVENT, DataRequest(ComponentSelection("VCALENDAR", components=(ComponentSelection("VEVENT", bare),))))
    expected = ["BEGIN:VCALENDAR", "BEGIN:VEVENT", "SUMMARY;LANGUAGE=en:", "ATTENDEE;CN=B:", "END:VEVENT"]
    assert text.split("\r\n")[:-2] == expected


def test_components_that_are_not_selected_are_gone() -> None:
    text = shown(EVENT, DataRequest(ComponentSelection("VCALENDAR", all_properties=True)))
    assert text == "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//Test//EN\r\nEND:VCALENDAR\r\n"
    assert "BEGIN:VEVENT" in shown(EVENT, DataRequest(ComponentSelection("VEVENT")))


def overrides_in(made: CalendarObject, start: str, end: str) -> list[str]:
    text = shown(made, DataRequest(limit_recurrence_set=span(start, end)))
    parts = CalendarObject.read(text).parts
    assert parts[0].first("RECURRENCE-ID") is None
    return [prop.value[6:8] for part in parts[1:] if (prop := part.first("RECURRENCE-ID")) is not None]


@pytest.mark.rfc("4791 §7.8.2", "4791 §9.6.6")
def test_the_example_of_fewer_overrides() -> None:
    text = shown(sample("abcd2"), DataRequest(limit_recurrence_set=span("20060103", "20060105")))
    assert text == sample("abcd2").text.replace(
        "BEGIN:VEVENT\r\nDTSTAMP:20060206T001121Z\r\nDTSTART;TZID=US/Eastern:20060106T140000\r\nDURATION:PT1H\r\n"
        "RECURRENCE-ID;TZID=US/Eastern:20060106T120000\r\nSUMMARY:Event #2 bis bis\r\n"
        "UID:00959BC664CA650E933C892C@example.com\r\nEND:VEVENT\r\n",
        "",
    )
    one = shown(sample("abcd3"), DataRequest(limit_recurrence_set=span("20060103", "20060105")))
    assert one is sample("abcd3").text


LIMITED = opened(
    "DTSTART:20260301T100000Z",
    "DURATION:PT1H",
    "RRULE:FREQ=DAILY",
    *next_part("RECURRENCE-ID:20260302T100000Z", "DTSTART:20260312T100000Z", "DURATION:PT1H"),
    *next_part("RECURRENCE-ID:20260303T100000Z", "DTSTART:20260303T120000Z", "DURATION:PT1H"),
    *next_part("RECURRENCE-ID;RANGE=THISANDFUTURE:20260310T100000Z", "DTSTART:20260310T200000Z", "DURATION:PT1H"),
    *next_part("RECURRENCE-ID:20260315T100000Z", "DTSTART:20260316T100000Z", "DURATION:PT1H"),
)


@pytest.mark.rfc("4791 §9.6.6", "4791 §7.6")
@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("20260301", "20260302", []),
        ("20260302T1030", "20260302T1040", ["02"]),  # where it was
        ("20260312T1030", "20260312T1040", ["02", "10"]),  # where it is, and where the change took one away
        ("20260303T10", "20260303T11", ["03"]),
        ("20260303T11", "20260303T12", []),
        ("20260303T1230", "20260303T13", ["03"]),
        ("20260305", "20260309", []),
        ("20260310T10", "20260310T11", ["10"]),
        ("20260310T11", "20260310T20", []),
        ("20270310T20", "20270310T21", ["10"]),
        ("20260315T20", "20260315T21", ["10", "15"]),  # as the change before would have it
        ("20260315T12", "20260315T13", []),
    ],
)
def test_overrides_that_concern_a_range(start: str, end: str, expected: list[str]) -> None:
    assert overrides_in(LIMITED, start, end) == expected


def test_overrides_without_a_master() -> None:
    made = opened(
        "RECURRENCE-ID:20260302T100000Z",
        "DTSTART:20260312T100000Z",
        "DURATION:PT1H",
        *next_part("RECURRENCE-ID:20260303T100000Z", "DTSTART:20260313T100000Z"),
    )
    for start, kept in (("20260302T1030", "0302"), ("20260312T1030", "0302"), ("20260313T10", "0303")):
        text = shown(made, DataRequest(limit_recurrence_set=span(start, f"{start[:8]}T11")))
        assert [part.first("RECURRENCE-ID").value[4:8] for part in CalendarObject.read(text).parts] == [kept]


def test_what_cannot_be_read_stays() -> None:
    made = opened(
        "DTSTART:20260301T100000Z",
        "RRULE:RSCALE=MARTIAN;FREQ=DAILY",
        *next_part("RECURRENCE-ID:20260302T100000Z", "DTSTART:20260312T100000Z"),
    )
    assert shown(made, DataRequest(limit_recurrence_set=span("20270101", "20270102"))) is made.text


@LAWS
@given(series(), st.integers(0, 300), st.integers(1, 400))
def test_fewer_overrides_say_the_same_of_the_range(drawn: Drawn, after: int, hours: int) -> None:
    made = CalendarObject(drawn.calendar)
    assert drawn.window.start is not None
    start = drawn.window.start + timedelta(hours=after)
    window = Window(start, start + timedelta(hours=hours))
    asked = DataRequest(limit_recurrence_set=TimeRange(window.start, window.end))
    fewer = CalendarObject.read(shown(made, asked))

    def spans(one: CalendarObject) -> list[tuple[object, ...]]:
        found = one.series(UTC_ZONE).instances(window, UTC_ZONE)
        return [(each.begins, each.ends, each.key, each.component) for each in found]

    assert spans(fewer) == spans(made)


@pytest.mark.rfc("4791 §7.8.4", "4791 §9.6.7")
def test_fewer_periods() -> None:
    text = shown(sample("abcd8"), DataRequest(limit_freebusy_set=span("20060102", "20060103")))
    kept = "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20060102T100000Z/20060102T120000Z"
    lines = [line for line in sample("abcd8").text.split("\r\n") if not line.startswith("FREEBUSY") or line == kept]
    assert text == "\r\n".join(lines)


@pytest.mark.rfc("4791 §9.6.7")
def test_fewer_periods_of_one_property() -> None:
    made = opened(
        "FREEBUSY;FBTYPE=FREE:20260301T100000Z/PT1H,20260302T100000Z/20260302T110000Z,20260303T100000Z/PT1H",
        "FREEBUSY:20260305T100000Z/PT1H",
        kind="VFREEBUSY",
    )

    def left(start: str, end: str) -> list[str]:
        text = shown(made, DataRequest(limit_freebusy_set=span(start, end)))
        return [prop.line for prop in CalendarObject.read(text).master.all("FREEBUSY")]

    assert left("20260301T11", "20260303T10") == ["FREEBUSY;FBTYPE=FREE:20260302T100000Z/20260302T110000Z"]
    assert left("20260303T1030", "20260306") == [
        "FREEBUSY;FBTYPE=FREE:20260303T100000Z/PT1H",
        "FREEBUSY:20260305T100000Z/PT1H",
    ]
    assert left("20270101", "20280101") == []
    asked = DataRequest(expand=span("20270101", "20280101"), limit_freebusy_set=span("20270101", "20280101"))
    assert "FREEBUSY:" not in shown(made, asked)


ITEMS = st.recursive(
    st.builds(lambda name: Property.make(name, "x"), st.sampled_from("ABC")),
    lambda inner: st.builds(Component, st.sampled_from(("X-A", "X-B")), st.lists(inner, max_size=4)),
    max_leaves=12,
)
CALENDARS = st.builds(lambda items: Component("VCALENDAR", items), st.lists(ITEMS, max_size=5))
PROPERTIES = st.lists(st.builds(PropertySelection, st.sampled_from("ABC"), st.booleans()), max_size=2).map(tuple)
SELECTIONS = st.recursive(
    st.builds(ComponentSelection, st.sampled_from(("X-A", "X-B")), PROPERTIES),
    lambda inner: st.builds(
        ComponentSelection,
        st.sampled_from(("X-A", "X-B")),
        PROPERTIES,
        st.lists(inner, max_size=2).map(tuple),
        st.booleans(),
        st.booleans(),
    ),
    max_leaves=6,
).map(
    lambda each: ComponentSelection(
        "VCALENDAR", each.properties, each.components, each.all_properties, each.all_components
    )
)


def paths(component: Component, before: str = "") -> list[str]:
    """Every component and property with the names of what it stands in, in order."""
    found = [f"{before}/{component.name}"]
    for item in component.items:
        if isinstance(item, Property):
            found.append(f"{before}/{component.name}:{item.name}")
        else:
            found += paths(item, f"{before}/{component.name}")
    return found


def is_part(one: list[str], whole: list[str]) -> bool:
    rest = iter(whole)
    return all(each in rest for each in one)


@LAWS
@given(CALENDARS, SELECTIONS)
def test_what_is_selected_is_a_part_and_selected_again(calendar: Component, selection: ComponentSelection) -> None:
    made = CalendarObject(calendar)
    once = read(shown(made, DataRequest(selection))).components[0]
    assert is_part(paths(once), paths(calendar))
    assert read(shown(CalendarObject(once), DataRequest(selection))).components[0] == once


@pytest.mark.rfc("7809 §7.1")
def test_standard_zones_are_left_out() -> None:
    text = sample("abcd1").text
    bare = without_standard_zones(text)
    begin, end = text.index("BEGIN:VTIMEZONE"), text.index("END:VTIMEZONE\r\n") + len("END:VTIMEZONE\r\n")
    assert bare == text[:begin] + text[end:]
    assert shown(sample("abcd1"), DataRequest(standard_zones=False)) == bare
    assert without_standard_zones(bare) is bare
    assert without_standard_zones(text.replace("\r\n", "\n")) == bare.replace("\r\n", "\n")
    assert without_standard_zones(text.replace("VTIMEZONE", "vtimezone")) == bare


@pytest.mark.rfc("7809 §7.1")
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("TZID:US/Eastern", "TZID:Office"),
        ("TZID:US/Eastern", "TZID:Eastern Standard Time"),  # a name of one maker's
        ("TZOFFSETTO:-0400", "TZOFFSETTO:+0300"),
        ("TZID:US/Eastern\r\n", ""),
        ("END:VTIMEZONE\r\n", "X-A:1\r\n"),
    ],
)
def test_other_zones_stay(old: str, new: str) -> None:
    text = sample("abcd1").text.replace(old, new)
    assert without_standard_zones(text) == text


def test_of_two_zones_one_stays() -> None:
    ours = [write(vtimezone(zone(name), date(2020, 1, 1))).decode() for name in ("Europe/Berlin", "Asia/Tokyo")]
    other = ours[0].replace("TZID:Europe/Berlin", "TZID:Mine")
    text = f"BEGIN:VCALENDAR\r\n{ours[0]}{other}X-A:1\r\n{ours[1]}END:VCALENDAR\r\n"
    assert without_standard_zones(text) == f"BEGIN:VCALENDAR\r\n{other}X-A:1\r\nEND:VCALENDAR\r\n"


def test_every_zone_that_we_define_is_standard() -> None:
    for name in names():
        text = f"BEGIN:VCALENDAR\r\n{write(vtimezone(zone(name), date(1900, 1, 1))).decode()}END:VCALENDAR\r\n"
        assert without_standard_zones(text) == "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", name


def test_a_description_that_looks_like_a_zone_stays() -> None:
    made = opened("DTSTART:20260301T100000Z", "DESCRIPTION:x\\n", " BEGIN:VTIMEZONE", " END:VTIMEZONE")
    assert without_standard_zones(made.text) is made.text
