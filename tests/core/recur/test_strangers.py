"""Whatever a stranger's calendar says, the answer is an instance or a Fault, within bounds."""

from contextlib import suppress
from datetime import UTC, date, datetime
from itertools import islice

from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.core.recurrence import objects_of

from kalends.core.ics.read import read
from kalends.core.ics.tree import Component
from kalends.core.recur.alarms import alarms
from kalends.core.recur.bounds import bounds
from kalends.core.recur.edit import at_first_hit, delete_one, move, split
from kalends.core.recur.series import Instance, Window, series_of, zones_of
from kalends.core.time.dates import Date, Utc
from kalends.core.time.zones import zone
from kalends.errors import Fault

TIMES = [
    ";VALUE=DATE:20260301", ":20260301T023000", ":20260329T023000Z", ";TZID=Europe/Berlin:20260329T023000",
    ";TZID=Asia/Tokyo:00010101T000000", ":99991231T235959", ":99991231T235959Z", ";VALUE=DATE:99991231",
    ";VALUE=DATE:00010101", ";TZID=Nowhere:20260301T000000", ":20260230T000000", ":",
    ";VALUE=PERIOD:20260301T000000/PT1H", ";RANGE=THISANDFUTURE:20260301T023000",
    ";VALUE=TEXT:x", ";TZID=Pacific/Apia:20111230T100000", ";VALUE=DATE:20260301T000000Z",
    ";RANGE=THISANDFUTURE;TZID=Europe/Berlin:20260401T023000", ";RANGE=THISANDFUTURE;VALUE=DATE:20260305",
    ";VALUE=PERIOD:20260303T000000Z/20260301T000000Z", ":20260301T023000,20260302T023000,x",
]  # fmt: skip
LENGTHS = ["PT1H", "P1D", "-P1D", "P1DT25H", "P3660000D", "PT99999999999S", "", "x", "P1W"]
RULES = [
    "FREQ=DAILY", "FREQ=DAILY;COUNT=3", "FREQ=SECONDLY", "FREQ=HOURLY;INTERVAL=7",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=WEEKLY;UNTIL=99991231T235959Z", "FREQ=DAILY;UNTIL=00010101", "FREQ=MINUTELY;COUNT=9999999999", "FREQ=x", "",
    "RSCALE=HEBREW;FREQ=YEARLY", "RSCALE=CHINESE;FREQ=MONTHLY;SKIP=FORWARD;BYMONTHDAY=30,-30;BYDAY=1MO,-1TU",
    "RSCALE=HEBREW;FREQ=YEARLY;BYWEEKNO=1,-1;BYMONTH=1,5L;BYSETPOS=-1", "RSCALE=ISLAMIC-CIVIL;FREQ=HOURLY;BYMONTH=9",
    "RSCALE=COPTIC;FREQ=WEEKLY;BYMONTH=13;SKIP=BACKWARD", "RSCALE=PERSIAN;FREQ=YEARLY;BYYEARDAY=366,-366;SKIP=FORWARD",
    "RSCALE=ISLAMIC;FREQ=DAILY", "FREQ=DAILY;INTERVAL=9999999999", "FREQ=MONTHLY;BYSETPOS=1",
    "FREQ=WEEKLY;BYDAY=MO;COUNT=5",
]  # fmt: skip
LINE = st.one_of(
    st.tuples(st.sampled_from(["DTSTART", "DTEND", "DUE", "RDATE", "EXDATE", "RECURRENCE-ID"]), st.sampled_from(TIMES)),
    st.tuples(st.just("DURATION"), st.sampled_from(LENGTHS).map(lambda text: f":{text}")),
    st.tuples(st.sampled_from(["RRULE", "EXRULE"]), st.sampled_from(RULES).map(lambda text: f":{text}")),
    st.just(("SEQUENCE", ":x")),
    st.tuples(
        st.just("BEGIN:VALARM\r\nTRIGGER"),
        st.sampled_from([":-P1D", ":x", ";VALUE=DATE-TIME:99991231T235959Z", ";RELATED=END:P3660000D"]).map(
            lambda text: f"{text}\r\nREPEAT:9\r\nDURATION:P1D\r\nEND:VALARM"
        ),
    ),
)
COMPONENT = st.tuples(st.sampled_from(["VEVENT", "VTODO", "VJOURNAL"]), st.lists(LINE, max_size=6))
YEAR = Window(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))


def calendar_of(components: list[tuple[str, list[tuple[str, str]]]]) -> Component:
    """The calendar with these components, all of one UID; alarms stand last, as they have to."""
    texts = []
    for name, lines in components:
        ordered = sorted(lines, key=lambda line: line[0].startswith("BEGIN"))
        texts.append(
            "\r\n".join([f"BEGIN:{name}", "UID:u", *(head + rest for head, rest in ordered), f"END:{name}\r\n"])
        )
    return read(f"BEGIN:VCALENDAR\r\n{''.join(texts)}END:VCALENDAR\r\n", lenient=True).components[0]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(COMPONENT, min_size=1, max_size=3), st.sampled_from(["UTC", "Europe/Berlin", "Pacific/Apia"]))
@example([("VEVENT", [("DTSTART", ":99991231T235959Z"), ("RRULE", ":FREQ=DAILY")])], "Pacific/Apia")
def test_instances_or_a_fault(components: list[tuple[str, list[tuple[str, str]]]], where: str) -> None:
    calendar = calendar_of(components)
    zones = zones_of(calendar)
    for some in objects_of(calendar):
        try:
            series = series_of(some, zones, units=20_000)
        except Fault:
            continue
        for window in (Window(), YEAR, Window(YEAR.end, None), Window(None, YEAR.start)):
            with suppress(Fault):
                looked_at = [_look(each) for each in islice(series.instances(window, zone(where)), 30)]
                assert all(each[2] for each in looked_at)
        with suppress(Fault):
            bounds(series)
        with suppress(Fault):
            alarms(series, YEAR, zone(where))


def _look(instance: Instance) -> list[object]:
    return [getattr(instance, name) for name in ("start", "recurrence_id", "end", "component", "all_day")]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(COMPONENT, min_size=1, max_size=3))
def test_edits_or_a_fault(components: list[tuple[str, list[tuple[str, str]]]]) -> None:
    calendar = calendar_of(components)
    zones = zones_of(calendar)
    moment = Utc(datetime(2026, 3, 1, 2, 30, tzinfo=UTC))
    for some in objects_of(calendar):
        if any(name in each.line for part in some for each in part.properties for name in ("SECONDLY", "MINUTELY")):
            continue  # these take the whole budget of an edit, which is no fault of theirs
        with suppress(Fault):
            delete_one(some, moment, zones)
        with suppress(Fault):
            split(some, moment, uid="v", zones=zones)
        for to in (moment, Date(date(9999, 12, 31)), Date(date(1, 1, 1))):
            with suppress(Fault):
                move(some, to, zones)
        with suppress(Fault):
            at_first_hit(some[0], zones)
