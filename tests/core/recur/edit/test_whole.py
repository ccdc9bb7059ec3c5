"""All: changed, moved; a start that its rule hits."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from kalends.core.ics.tree import Component, Property
from kalends.core.ics.values import Duration
from kalends.core.recur.edit import at_first_hit, change_all, move
from kalends.core.time.dates import Date, Utc, Zoned
from kalends.core.time.zones import zone
from kalends.errors import Fault, Kind

BERLIN = "TZID=Europe/Berlin"


def utc(day: int, hour: int = 9, month: int = 3) -> Utc:
    return Utc(datetime(2026, month, day, hour, tzinfo=UTC))


def test_moving_takes_exceptions_along(make: Callable, lines: Callable) -> None:
    made = make(
        f"DTSTART;{BERLIN}:20260327T090000\nDTEND;{BERLIN}:20260327T100000\nRRULE:FREQ=DAILY;UNTIL=20260331T070000Z\n"
        f"EXDATE;{BERLIN}:20260328T090000\nRDATE;{BERLIN}:20260405T090000,20260406T120000",
        f"RECURRENCE-ID;{BERLIN}:20260329T090000\nDTSTART;{BERLIN}:20260329T090000\nSUMMARY:renamed",
        f"RECURRENCE-ID;{BERLIN}:20260330T090000\nDTSTART;{BERLIN}:20260330T180000\nSUMMARY:moved",
    )
    to = Zoned(datetime(2026, 3, 27, 15), made.zones("Europe/Berlin"))
    master, renamed, apart = move(made.components, to, made.zones)
    assert lines(master) == [
        f"DTSTART;{BERLIN}:20260327T150000",
        f"DTEND;{BERLIN}:20260327T160000",
        "RRULE:FREQ=DAILY;UNTIL=20260331T130000Z",
        f"EXDATE;{BERLIN}:20260328T150000",
        f"RDATE;{BERLIN}:20260405T150000,20260406T180000",
    ]
    assert lines(renamed)[:2] == [f"RECURRENCE-ID;{BERLIN}:20260329T150000", f"DTSTART;{BERLIN}:20260329T150000"]
    assert lines(apart)[:2] == [f"RECURRENCE-ID;{BERLIN}:20260330T150000", f"DTSTART;{BERLIN}:20260330T180000"]


@pytest.mark.parametrize(
    ("rule", "to", "moved"),
    [
        ("FREQ=WEEKLY;BYDAY=MO,FR", utc(3), "FREQ=WEEKLY;BYDAY=TU,SA;WKST=TU"),
        ("FREQ=MONTHLY;BYMONTHDAY=2", utc(5), "FREQ=MONTHLY;BYMONTHDAY=5"),
        ("FREQ=MONTHLY;BYDAY=1MO", utc(10), "FREQ=MONTHLY;BYDAY=2TU"),
        ("FREQ=MONTHLY;BYDAY=-5MO", utc(31), "FREQ=MONTHLY;BYDAY=-1TU"),
        ("FREQ=YEARLY;BYMONTHDAY=2;BYMONTH=3", utc(7, month=4), "FREQ=YEARLY;BYMONTHDAY=7;BYMONTH=4"),
        (
            "RSCALE=HEBREW;FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=13",
            utc(7, month=4),
            "RSCALE=HEBREW;FREQ=YEARLY;BYMONTHDAY=20;BYMONTH=7",
        ),
        ("RSCALE=HEBREW;FREQ=MONTHLY;BYDAY=2MO", utc(10), "RSCALE=HEBREW;FREQ=MONTHLY;BYDAY=3TU"),
        ("FREQ=DAILY;BYHOUR=9;BYMINUTE=0", utc(2, 15), "FREQ=DAILY;BYMINUTE=0;BYHOUR=15"),
        ("FREQ=DAILY;COUNT=3", utc(5), "FREQ=DAILY;COUNT=3"),
        ("FREQ=DAILY;UNTIL=20260309T090000Z", utc(3, 10), "FREQ=DAILY;UNTIL=20260310T100000Z"),
    ],
)
def test_the_rule_moves_where_that_has_one_meaning(
    make: Callable, lines: Callable, rule: str, to: Utc, moved: str
) -> None:
    made = make(f"DTSTART:20260302T090000Z\nRRULE:{rule}")
    (master,) = move(made.components, to, made.zones)
    assert lines(master)[1] == f"RRULE:{moved}"


def test_a_rule_that_stays_gets_the_first_start_that_it_hits(make: Callable, lines: Callable) -> None:
    made = make("DTSTART:20260302T090000Z\nRRULE:FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR")
    (master,) = move(made.components, utc(7, 10), made.zones)
    assert lines(master)[0] == "DTSTART:20260309T100000Z"


def test_exceptions_that_name_nothing_any_more_are_dropped(make: Callable, lines: Callable) -> None:
    made = make(
        "DTSTART:20260302T090000Z\nRRULE:FREQ=WEEKLY\nEXDATE:20260309T090000Z,20260310T090000Z",
        "RECURRENCE-ID:20260316T090000Z\nDTSTART:20260316T120000Z",
        "RECURRENCE-ID:20260317T090000Z\nDTSTART:20260317T120000Z",
    )
    master, override = move(made.components, utc(3), made.zones)
    assert lines(master)[2:] == ["EXDATE:20260310T090000Z"]
    assert lines(override)[0] == "RECURRENCE-ID:20260317T090000Z"


def test_from_a_time_to_days_and_back(make: Callable, lines: Callable) -> None:
    made = make(
        f"DTSTART;{BERLIN}:20260302T090000\nDTEND;{BERLIN}:20260302T093000\nRRULE:FREQ=DAILY;UNTIL=20260309T080000Z\n"
        f"EXDATE;{BERLIN}:20260304T090000\nRDATE;{BERLIN};VALUE=PERIOD:20260312T090000/PT3H"
    )
    (days,) = move(made.components, Date(date(2026, 3, 3)), made.zones)
    assert lines(days) == [
        "DTSTART;VALUE=DATE:20260303",
        "DTEND;VALUE=DATE:20260304",
        "RRULE:FREQ=DAILY;UNTIL=20260310",
        "EXDATE;VALUE=DATE:20260305",
        "RDATE;VALUE=DATE:20260313",
    ]
    (times,) = move((days,), Zoned(datetime(2026, 3, 2, 9), zone("Europe/Berlin")), made.zones)
    assert lines(times)[:4] == [
        f"DTSTART;{BERLIN}:20260302T090000",
        f"DTEND;{BERLIN}:20260302T100000",
        "RRULE:FREQ=DAILY;UNTIL=20260309T080000Z",
        f"EXDATE;{BERLIN}:20260304T090000",
    ]


def test_another_length(make: Callable, lines: Callable) -> None:
    made = make("DTSTART:20260302T090000Z\nDURATION:PT1H")
    (longer,) = move(made.components, utc(2), made.zones, lasting=Duration(seconds=7200))
    assert lines(longer) == ["DTSTART:20260302T090000Z", "DURATION:PT2H"]
    made = make("DTSTART:20260302T090000Z")
    (longer,) = move(made.components, utc(3), made.zones, lasting=Duration(seconds=7200))
    assert lines(longer) == ["DTSTART:20260303T090000Z", "DURATION:PT2H"]


def test_a_todo_moves_by_its_due(make: Callable, lines: Callable) -> None:
    made = make("DUE:20260302T090000Z\nRRULE:FREQ=WEEKLY;BYDAY=MO", kind="VTODO")
    (moved,) = move(made.components, utc(3), made.zones)
    assert lines(moved) == ["DUE:20260303T090000Z", "RRULE:FREQ=WEEKLY;BYDAY=TU;WKST=TU"]


def test_detached_instances_cannot_be_moved(make: Callable) -> None:
    made = make("RECURRENCE-ID:20260301T090000Z\nDTSTART:20260301T090000Z")
    with pytest.raises(Fault) as raised:
        move(made.components, utc(2), made.zones)
    assert raised.value.kind is Kind.RULE


def test_a_change_of_all_reaches_what_overrides_shared(make: Callable, lines: Callable) -> None:
    made = make(
        "DTSTART:20260302T090000Z\nRRULE:FREQ=DAILY\nSUMMARY:old\nLOCATION:here",
        "RECURRENCE-ID:20260303T090000Z\nDTSTART:20260303T090000Z\nSUMMARY:own\nLOCATION:here",
    )

    def change(each: Component) -> Component:
        return each.set(Property.make("SUMMARY", "new")).set(Property.make("LOCATION", "there"))

    _, override = change_all(made.components, change, made.zones)
    assert lines(override)[2:] == ["SUMMARY:own", "LOCATION:there"]


def test_a_change_of_the_rule_drops_what_no_longer_stands(make: Callable) -> None:
    made = make(
        "DTSTART:20260302T090000Z\nRRULE:FREQ=DAILY",
        "RECURRENCE-ID:20260303T090000Z\nDTSTART:20260303T120000Z",
        "RECURRENCE-ID:20260309T090000Z\nDTSTART:20260309T120000Z",
    )
    changed = change_all(made.components, lambda each: each.set(Property.make("RRULE", "FREQ=WEEKLY")), made.zones)
    assert [each.number for each in changed] == [made.components[0].number, made.components[2].number]


@pytest.mark.rfc("5545 §3.8.5.3")
def test_a_door_moves_the_start_to_the_first_hit(make: Callable, lines: Callable) -> None:
    made = make(f"DTSTART;{BERLIN}:20260327T090000\nDTEND;{BERLIN}:20260327T100000\nRRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=2")
    moved = at_first_hit(made.components[0], made.zones)
    assert lines(moved)[:2] == [f"DTSTART;{BERLIN}:20260330T090000", f"DTEND;{BERLIN}:20260330T100000"]
    assert at_first_hit(moved, made.zones) is moved


def test_a_rule_that_hits_nothing_has_no_start(make: Callable) -> None:
    made = make("DTSTART:20260327T090000Z\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")
    with pytest.raises(Fault) as raised:
        at_first_hit(made.components[0], made.zones)
    assert raised.value.flaws[0].code == "empty-rule"
