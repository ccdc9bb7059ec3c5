"""Filters and objects that could cost minutes; the bound is generous, so that a busy machine passes."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from tests.core.report.samples import UTC_ZONE, calendar, has, next_part, opened, span

from kalends.core.match.filters import ComponentFilter, ParameterFilter, PropertyFilter, TextMatch
from kalends.core.objects.object import CalendarObject
from kalends.core.recur.budget import Budget
from kalends.core.report import (
    ComponentSelection,
    DataRequest,
    PropertySelection,
    calendar_data,
    matches,
    without_standard_zones,
)
from kalends.errors import Fault

SECONDS = 6.0
ALL_YEARS = span("00050101", "99950101")
MINUTELY = ("DTSTART:00100101T000000Z", "RRULE:FREQ=MINUTELY")
MISSED = tuple(span(f"{year}0101T000030", f"{year}0101T000031") for year in range(2000, 2090))


@contextmanager
def bounded() -> Iterator[None]:
    begun = time.process_time()
    yield
    assert time.process_time() - begun < SECONDS


def asked(made: CalendarObject, *inside: ComponentFilter) -> bool:
    with bounded():
        return matches(made, calendar(*inside), UTC_ZONE)


def many_overrides(number: int = 10_000, *more: str) -> CalendarObject:
    lines = [
        line
        for at in range(number)
        for line in next_part(
            f"RECURRENCE-ID:2026{at // 2000 + 1:02}{at // 100 % 20 + 1:02}T{at % 20:02}{at // 20 % 5:02}00Z",
            "DTSTART:20270101T100000Z",
            *more,
        )
    ]
    return opened("DTSTART:20260101T000000Z", "RRULE:FREQ=MINUTELY", *lines)


def test_a_rule_of_minutes_over_all_years() -> None:
    made = opened(*MINUTELY, *next_part("RECURRENCE-ID:00100101T000500Z", "DTSTART:00100101T000500Z", "LOCATION:Rome"))
    assert asked(made, ComponentFilter("VEVENT", ALL_YEARS))
    assert not asked(made, ComponentFilter("VEVENT", span("00200101", "99950101"), (has("LOCATION"),)))
    assert not asked(made, *(ComponentFilter("VEVENT", each) for each in MISSED))
    assert not asked(made, ComponentFilter("VEVENT", None, (PropertyFilter("DTSTART", time_range=MISSED[0]),)))


def test_a_rule_that_never_hits() -> None:
    made = opened("DTSTART:20260101T000000Z", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")
    asked(made, *(ComponentFilter("VEVENT", each) for each in MISSED))
    made = opened("DTSTART:20260101T000000Z", "RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30")
    asked(made, *(ComponentFilter("VEVENT", span(f"{year}0201", f"{year}0301")) for year in range(2027, 2110)))


def test_many_overrides() -> None:
    made = many_overrides()
    asked(made, *(ComponentFilter("VEVENT", each, (has("LOCATION", negate=True),)) for each in MISSED[:40]))
    asked(made, *(ComponentFilter("VEVENT", each, (has("RECURRENCE-ID"),)) for each in MISSED[:40]))
    asked(made, *(ComponentFilter("VEVENT", None, (PropertyFilter("DTEND", time_range=each),)) for each in MISSED[:40]))


def test_many_overrides_with_alarms() -> None:
    made = many_overrides(4_000, "BEGIN:VALARM", "TRIGGER:PT0S", "REPEAT:1000000", "DURATION:PT1S", "END:VALARM")
    alarms = (ComponentFilter("VALARM", each) for each in (span(end="19700101"), *MISSED[:40]))
    asked(made, *(ComponentFilter("VEVENT", components=(each,)) for each in alarms))


def test_alarms_without_number() -> None:
    alarm = ("BEGIN:VALARM", "TRIGGER;RELATED=END:PT0S", "REPEAT:2000000000", "DURATION:P1D", "END:VALARM")
    made = opened(*MINUTELY, "DURATION:P3650D", *alarm)
    asked(made, *(ComponentFilter("VEVENT", components=(ComponentFilter("VALARM", each),)) for each in MISSED[:40]))


@pytest.mark.parametrize("letter", ["a", "é", "字", "e\u0301"])
def test_a_long_text(letter: str) -> None:
    made = opened("DESCRIPTION:" + letter * (1_000_000 // len(letter.encode())) + "\\,")
    for collation in ("i;octet", "i;ascii-casemap", "i;unicode-casemap"):
        texts = [letter * 40 + "x" * at for at in range(1, 99)]
        properties = tuple(has("DESCRIPTION", text, negate=True, collation=collation) for text in texts)
        assert asked(made, ComponentFilter("VEVENT", properties=properties[:90]))


def test_many_guests() -> None:
    made = opened(*(f'ATTENDEE;CN="Guest {at}";ROLE=CHAIR:mailto:{at}@example.org' for at in range(10_000)))
    names = tuple(ParameterFilter("CN", TextMatch(f"guest {at}", negate=True)) for at in range(1, 90))
    assert asked(made, ComponentFilter("VEVENT", properties=(PropertyFilter("ATTENDEE", parameters=names),)))
    guests = tuple(has("ATTENDEE", f"guest{at}@") for at in range(90))
    assert not asked(made, ComponentFilter("VEVENT", properties=guests))


def test_a_deep_filter_and_a_deep_object() -> None:
    inner = ComponentFilter("X-THING", properties=(has("X-NOTE"),))
    for _ in range(90):
        inner = ComponentFilter("X-THING", components=(inner,))
    depth, width = 90, 100
    lines = ["BEGIN:X-THING"] * depth + ["BEGIN:X-THING", "END:X-THING"] * width + ["END:X-THING"] * depth
    assert not asked(opened(*lines), ComponentFilter("VEVENT", components=(inner,)))


def test_a_budget_that_is_used_up_loses_nothing() -> None:
    made, budget = opened(*MINUTELY), Budget(10)
    wanted = calendar(ComponentFilter("VEVENT", MISSED[0]))
    assert not matches(made, wanted, UTC_ZONE)
    assert matches(made, wanted, UTC_ZONE, budget=Budget(0))
    for _ in range(100):
        assert matches(made, calendar(ComponentFilter("VEVENT", ALL_YEARS)), UTC_ZONE, budget=budget)


def is_refused(made: CalendarObject, request: DataRequest) -> bool:
    with bounded():
        try:
            calendar_data(made, request, UTC_ZONE)
        except Fault as fault:
            return fault.precondition == "number-of-matches-within-limits"
    return False


EVERY_YEAR = DataRequest(expand=ALL_YEARS)


@pytest.mark.parametrize(
    "made",
    [
        opened(*MINUTELY),
        opened("DTSTART:20260101T000000Z", "RRULE:FREQ=SECONDLY"),
        opened("DTSTART:20260101T000000Z", "RRULE:FREQ=DAILY", "DESCRIPTION:" + "x" * 1_000_000),
        opened("DTSTART:20260101T000000Z", "RRULE:FREQ=DAILY", *(f"X-{at}:x" for at in range(90_000))),
        many_overrides(),
    ],
    ids=["minutes", "seconds", "long", "wide", "overrides"],
)
def test_an_expansion(made: CalendarObject) -> None:
    assert is_refused(made, EVERY_YEAR)


def test_an_expansion_of_a_rule_that_never_hits() -> None:
    for rule in ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30"):
        is_refused(opened("DTSTART:20260101T000000Z", f"RRULE:{rule}"), EVERY_YEAR)


def test_many_overrides_that_are_looked_at() -> None:
    made = many_overrides()
    with bounded():
        few = calendar_data(made, DataRequest(limit_recurrence_set=span("20260101", "20260102")), UTC_ZONE)
    assert few.count("BEGIN:VEVENT") == 101
    with bounded():
        all_moved = calendar_data(made, DataRequest(limit_recurrence_set=span("20270101", "20270102")), UTC_ZONE)
    assert all_moved is made.text


def test_many_periods() -> None:
    periods = ",".join(["20260301T100000Z/PT1H"] * 45_000)
    made = opened(f"FREEBUSY:{periods}", kind="VFREEBUSY")
    with bounded():
        text = calendar_data(made, DataRequest(limit_freebusy_set=span("20270101")), UTC_ZONE)
    assert "FREEBUSY:2" not in text


def test_a_deep_and_a_wide_selection() -> None:
    inner = ComponentSelection("X-THING", tuple(PropertySelection(f"X-{at}") for at in range(10_000)))
    for _ in range(2_000):
        inner = ComponentSelection("X-THING", components=(inner,))
    made = opened(*["BEGIN:X-THING"] * 90, *[f"X-{at}:1" for at in range(90_000)], *["END:X-THING"] * 90)
    with bounded():
        calendar_data(made, DataRequest(ComponentSelection("VCALENDAR", components=(inner,))), UTC_ZONE)


def test_many_zones() -> None:
    zone = "BEGIN:VTIMEZONE\r\nTZID:{}\r\nEND:VTIMEZONE\r\n"
    with bounded():
        without_standard_zones("".join([zone.format(at) for at in range(5_000)]))
        without_standard_zones("BEGIN:VTIMEZONE\r\n" * 50_000)
        without_standard_zones("BEGIN:VTIMEZONE\r\n" * 50_000 + "END:VTIMEZONE\r\n" * 50_000)
