"""What an index is asked for, and that nothing is missed by it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.drawn import LAWS, Drawn, series
from tests.core.report.samples import calendar, has, moment, next_part, opened, span

from kalends.core.match.filters import ComponentFilter, PropertyFilter, TextMatch, TimeRange
from kalends.core.match.preselection import Preselection, preselect
from kalends.core.objects.index import Index, index_of, micros
from kalends.core.objects.object import CalendarObject
from kalends.core.recur.series import Window
from kalends.core.report import matches
from kalends.core.time.zones import zone

MARCH = span("20260301", "20260401")
DTSTART, DTEND, DUE = (PropertyFilter(name, time_range=MARCH) for name in ("DTSTART", "DTEND", "DUE"))
WIDER = Window(moment("20260301") - timedelta(seconds=1), moment("20260401") + timedelta(seconds=1))
UID = TextMatch("abc", "i;octet")


@pytest.mark.rfc("4791 §9.7")
@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (calendar(), Preselection(decides=True)),
        (calendar(ComponentFilter("VEVENT")), Preselection(frozenset({"VEVENT"}), decides=True)),
        (calendar(ComponentFilter("VEVENT", MARCH)), Preselection(frozenset({"VEVENT"}), MARCH.window, decides=True)),
        (
            calendar(ComponentFilter("VJOURNAL", MARCH)),
            Preselection(frozenset({"VJOURNAL"}), MARCH.window, decides=True),
        ),
        (calendar(ComponentFilter("VTODO", MARCH)), Preselection(frozenset({"VTODO"}), WIDER)),
        (calendar(ComponentFilter("VFREEBUSY", MARCH)), Preselection(frozenset({"VFREEBUSY"}))),
        (calendar(ComponentFilter("VAVAILABILITY", MARCH)), Preselection(frozenset({"VAVAILABILITY"}))),
        (calendar(ComponentFilter("VEVENT", properties=(DTSTART,))), Preselection(frozenset({"VEVENT"}), MARCH.window)),
        (calendar(ComponentFilter("VEVENT", properties=(DUE,))), Preselection(frozenset({"VEVENT"}))),
        (calendar(ComponentFilter("VTODO", properties=(DTEND, DUE))), Preselection(frozenset({"VTODO"}), MARCH.window)),
        (
            calendar(ComponentFilter("VEVENT", MARCH, (PropertyFilter("UID", UID), has("SUMMARY")))),
            Preselection(frozenset({"VEVENT"}), MARCH.window, UID),
        ),
        (
            calendar(ComponentFilter("VTODO", components=(ComponentFilter("VALARM", MARCH),))),
            Preselection(frozenset({"VTODO"})),
        ),
        (calendar(ComponentFilter("VEVENT", is_not_defined=True)), Preselection()),
        (calendar(ComponentFilter("VTIMEZONE")), Preselection()),
        (calendar(ComponentFilter("X-THING")), Preselection()),
        (
            calendar(ComponentFilter("VTIMEZONE"), ComponentFilter("VEVENT", MARCH)),
            Preselection(frozenset({"VEVENT"}), MARCH.window),
        ),
        (calendar(ComponentFilter("VEVENT"), ComponentFilter("VTODO")), Preselection(frozenset(), decides=True)),
        (ComponentFilter("VCALENDAR", properties=(has("METHOD"),)), Preselection()),
        (ComponentFilter("VCALENDAR", is_not_defined=True), Preselection(frozenset(), decides=True)),
        (ComponentFilter("VEVENT", MARCH), Preselection(frozenset(), decides=True)),
        (ComponentFilter("VEVENT", is_not_defined=True), Preselection(decides=True)),
    ],
)
def test_what_is_asked_for(wanted: ComponentFilter, expected: Preselection) -> None:
    assert preselect(wanted) == expected


def is_preselected(index: Index, preselection: Preselection) -> bool:
    """What the contract of a store says: `first` before the end, `last` at the start or later."""
    window = preselection.window
    if preselection.kinds is not None and index.kind not in preselection.kinds:
        return False
    if preselection.window != Window():
        if index.first is None or (window.end is not None and index.first >= micros(window.end)):
            return False
        if window.start is not None and index.last is not None and index.last < micros(window.start):
            return False
    return preselection.uid is None or preselection.uid.accepts((index.uid or "").encode().upper())


TIMES = ("20260310T100000Z", "20260310T110000Z", "20260311T000000Z", "20260409T100000Z")
RANGES = st.tuples(st.sampled_from((*TIMES, "20260310T103000Z", "20270101T000000Z")), st.integers(0, 100_000)).map(
    lambda each: TimeRange(moment(each[0]), moment(each[0]) + timedelta(seconds=1 + each[1]))
)
LINES = st.lists(
    st.sampled_from(["DTSTART", "DTEND", "DUE", "COMPLETED", "CREATED", "RDATE", "RECURRENCE-ID"]),
    unique=True,
    max_size=4,
).flatmap(lambda names: st.tuples(*[st.sampled_from(TIMES).map(f"{name}:{{}}".format) for name in names]))
MORE = st.sampled_from(
    [
        (),
        ("DURATION:PT1H",),
        ("DURATION:P1D",),
        ("RRULE:FREQ=WEEKLY",),
        ("RRULE:FREQ=NEVER",),
        ("RRULE:FREQ=DAILY;COUNT=3",),
    ]
)
KINDS = ("VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VAVAILABILITY")


@st.composite
def objects(draw: st.DrawFn) -> CalendarObject:
    lines = [*draw(LINES), *draw(MORE)]
    form = draw(st.sampled_from(["utc", "floating", "day", "zoned"]))
    if form != "utc":
        lines = [_in_form(line, form) for line in lines]
    kind = draw(st.sampled_from(KINDS))
    if draw(st.booleans()):
        lines += next_part("RECURRENCE-ID:20260310T100000Z", *draw(LINES), kind=kind)
    return opened(*lines, kind=kind)


def _in_form(line: str, form: str) -> str:
    name, _, value = line.partition(":")
    if name in ("COMPLETED", "CREATED", "DURATION", "RRULE"):
        return line
    if form == "day":
        return f"{name};VALUE=DATE:{value[:8]}"
    return f"{name};TZID=Asia/Tokyo:{value[:-1]}" if form == "zoned" else f"{name}:{value[:-1]}"


@st.composite
def filters(draw: st.DrawFn, kind: str) -> ComponentFilter:
    timed = [PropertyFilter(name, time_range=draw(RANGES)) for name in ("DTSTART", "DTEND", "DUE", "CREATED")]
    properties = draw(st.lists(st.sampled_from(timed), max_size=1))
    return calendar(ComponentFilter(kind, draw(st.none() | RANGES), tuple(properties)))


@LAWS
@given(st.data(), st.sampled_from(["Etc/UTC", "Pacific/Kiritimati", "Etc/GMT+12"]))
def test_what_matches_is_preselected(data: st.DataObject, there: str) -> None:
    made = data.draw(objects())
    wanted = data.draw(filters(data.draw(st.sampled_from(KINDS))))
    if matches(made, wanted, zone(there)):
        assert is_preselected(index_of(made), preselect(wanted)), made.text


@LAWS
@given(series(), RANGES, st.sampled_from(["Etc/UTC", "Pacific/Kiritimati", "Etc/GMT+12"]))
def test_a_series_that_matches_is_preselected(drawn: Drawn, span: TimeRange, there: str) -> None:
    made = CalendarObject(drawn.calendar)
    wanted = calendar(ComponentFilter("VEVENT", span))
    if matches(made, wanted, zone(there)):
        assert is_preselected(index_of(made), preselect(wanted))


@LAWS
@given(objects(), RANGES)
def test_an_index_that_knows_all_decides(made: CalendarObject, span: TimeRange) -> None:
    """The rule of `Preselection.decides`, with the span as the only instance."""
    index, wanted = index_of(made), calendar(ComponentFilter(made.kind, span))
    if not preselect(wanted).decides or index.recurs or index.local or None in (index.first, index.last):
        return
    assert span.start is not None
    assert span.end is not None
    first, last, low, high = index.first or 0, index.last or 0, micros(span.start), micros(span.end)
    assert matches(made, wanted, zone("Asia/Tokyo")) is (first < high and (last > low or first == last == low))
