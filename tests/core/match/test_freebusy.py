"""When somebody is busy."""

from datetime import UTC, datetime

import pytest
from tests.core.recurrence import objects_of

from kalends.core.ics.read import read
from kalends.core.ics.tree import Component, Property
from kalends.core.match.freebusy import BusyKind, BusyPeriod, busy_of, merged, published, vfreebusy
from kalends.core.recur.series import Window, series_of, zones_of
from kalends.core.time.zones import zone
from kalends.errors import Fault


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, 1, hour, minute, tzinfo=UTC)


DAY = Window(at(0), datetime(2026, 3, 2, tzinfo=UTC))


def busy(*events: str, where: str = "UTC", window: Window = DAY, kind: str = "VEVENT") -> list[str]:
    bodies = "".join(f"BEGIN:{kind}\nUID:{n}\n{body}\nEND:{kind}\n" for n, body in enumerate(events))
    calendar = read(f"BEGIN:VCALENDAR\n{bodies}END:VCALENDAR\n", lenient=True).components[0]
    zones = zones_of(calendar)
    periods = [
        period
        for components in objects_of(calendar)
        for period in busy_of(series_of(components, zones), window, zone(where))
    ]
    for component in calendar.children("VFREEBUSY"):
        periods += published(component, zones, zone(where))
    return [f"{each.start:%H:%M}-{each.end:%H:%M} {each.kind.fbtype}" for each in merged(periods, window)]


NINE = "DTSTART:20260301T090000Z\nDTEND:20260301T100000Z"


@pytest.mark.rfc("5545 §3.8.2.7")
@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (NINE, ["09:00-10:00 BUSY"]),
        (f"{NINE}\nTRANSP:OPAQUE", ["09:00-10:00 BUSY"]),
        (f"{NINE}\nTRANSP:TRANSPARENT", []),
        (f"{NINE}\nSTATUS:CANCELLED", []),
        (f"{NINE}\nSTATUS:TENTATIVE", ["09:00-10:00 BUSY-TENTATIVE"]),
        ("DTSTART:20260301T090000Z", []),
        ("DTSTART;VALUE=DATE:20260301", ["00:00-00:00 BUSY"]),
        ("DTSTART:20260228T230000Z\nDTEND:20260301T010000Z", ["00:00-01:00 BUSY"]),
        ("DTSTART:20260301T090000Z\nDURATION:PT1H\nRRULE:FREQ=HOURLY;COUNT=3", ["09:00-12:00 BUSY"]),
    ],
)
def test_one_event(event: str, expected: list[str]) -> None:
    assert busy(event) == expected


def test_a_day_is_of_the_zone_of_whoever_is_asked_about() -> None:
    assert busy("DTSTART;VALUE=DATE:20260301", where="America/New_York") == ["05:00-00:00 BUSY"]


def test_the_strongest_counts_where_periods_overlap() -> None:
    tentative = "DTSTART:20260301T080000Z\nDTEND:20260301T120000Z\nSTATUS:TENTATIVE"
    expected = ["08:00-09:00 BUSY-TENTATIVE", "09:00-10:00 BUSY", "10:00-12:00 BUSY-TENTATIVE"]
    assert busy(tentative, NINE) == expected


def test_periods_that_touch_become_one() -> None:
    assert busy(NINE, "DTSTART:20260301T100000Z\nDTEND:20260301T110000Z") == ["09:00-11:00 BUSY"]


def test_an_override_that_is_cancelled_frees_its_time() -> None:
    text = (
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:u\nDTSTART:20260301T090000Z\nDURATION:PT1H\nRRULE:FREQ=HOURLY;COUNT=3\n"
        "END:VEVENT\nBEGIN:VEVENT\nUID:u\nRECURRENCE-ID:20260301T100000Z\nDTSTART:20260301T100000Z\nDURATION:PT1H\n"
        "STATUS:CANCELLED\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    calendar = read(text, lenient=True).components[0]
    series = series_of(objects_of(calendar)[0], zones_of(calendar))
    assert [each.start.hour for each in merged(busy_of(series, DAY, zone("UTC")), DAY)] == [9, 11]


def test_todos_and_journals_take_no_time() -> None:
    assert busy("DTSTART:20260301T090000Z\nDUE:20260301T100000Z", kind="VTODO") == []
    assert busy("DTSTART;VALUE=DATE:20260301", kind="VJOURNAL") == []


@pytest.mark.rfc("5545 §3.2.9")
def test_published_periods_count_by_their_type() -> None:
    told = (
        "FREEBUSY:20260301T080000Z/PT1H,20260301T100000Z/20260301T110000Z\nFREEBUSY;FBTYPE=FREE:20260301T120000Z/PT1H\n"
        "FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20260301T130000Z/PT1H\nFREEBUSY;FBTYPE=X-SLEEPING:20260301T150000Z/PT1H"
    )
    assert busy(told, kind="VFREEBUSY") == [
        "08:00-09:00 BUSY",
        "10:00-11:00 BUSY",
        "13:00-14:00 BUSY-UNAVAILABLE",
        "15:00-16:00 BUSY",
    ]


def test_what_is_no_period_is_named() -> None:
    component = Component("VFREEBUSY", [Property.make("FREEBUSY", "soon")])
    with pytest.raises(Fault) as raised:
        list(published(component, {}, zone("UTC")))
    assert raised.value.flaws[0].field == "FREEBUSY"


def test_a_lenient_reading_leaves_out_what_is_no_period() -> None:
    assert busy("FREEBUSY:soon\nFREEBUSY:20260301T080000Z/PT1H", kind="VFREEBUSY") == ["08:00-09:00 BUSY"]


@pytest.mark.rfc("5545 §3.6.4")
def test_written_as_a_component() -> None:
    periods = [BusyPeriod(at(8), at(9), BusyKind.TENTATIVE), BusyPeriod(at(9), at(10)), BusyPeriod(at(12), at(13))]
    component = vfreebusy(periods, DAY, [Property.make("UID", "u")])
    assert [prop.line for prop in component.properties] == [
        "UID:u",
        "DTSTART:20260301T000000Z",
        "DTEND:20260302T000000Z",
        "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20260301T080000Z/20260301T090000Z",
        "FREEBUSY;FBTYPE=BUSY:20260301T090000Z/20260301T100000Z,20260301T120000Z/20260301T130000Z",
    ]
