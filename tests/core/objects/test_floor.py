"""The floor of a series: nothing of it begins below, whatever its rule says."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.recurrence import objects_of

from kalends.core.ics.read import read
from kalends.core.objects.floor import floor
from kalends.core.recur.series import Window, series_of, zones_of

ZONES = ("Etc/UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia")
RULES = (
    *("FREQ=DAILY", "FREQ=DAILY;INTERVAL=5", "FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=3;COUNT=30", "FREQ=MONTHLY"),
    *("FREQ=WEEKLY;BYDAY=MO,TH;WKST=SU;INTERVAL=2", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=YEARLY;BYWEEKNO=20"),
    *("FREQ=DAILY;BYMONTH=1,6", "FREQ=WEEKLY;UNTIL=20120101T000000Z", "freq=weekly;interval=2"),
)


def text_of(zone: str, start: datetime, rule: str, *more: str) -> str:
    at = f"DTSTART:{start:%Y%m%dT%H%M%S}Z" if zone == "Etc/UTC" else f"DTSTART;TZID={zone}:{start:%Y%m%dT%H%M%S}"
    lines = ("BEGIN:VEVENT", "UID:1", at, *more, f"RRULE:{rule}", "END:VEVENT")
    return "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", *lines, "END:VCALENDAR", ""))


def begins(text: str, window: Window) -> list[datetime]:
    calendar = read(text).components[0]
    (parts,) = objects_of(calendar)
    return [each.begins for each in series_of(parts, zones_of(calendar)).instances(window)]


def first_of(text: str) -> datetime:
    return begins(text, Window(None, datetime(2040, 1, 1, tzinfo=UTC)))[0]


@settings(max_examples=300, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    rule=st.sampled_from(RULES),
    start=st.datetimes(datetime(2009, 1, 1), datetime(2011, 1, 1)).map(lambda each: each.replace(microsecond=0)),
    after=st.timedeltas(timedelta(days=-400), timedelta(days=900)),
    hours=st.sampled_from((0, 1, 30, 200)),
)
def test_nothing_begins_below_the_floor(zone: str, rule: str, start: datetime, after: timedelta, hours: int) -> None:
    end = start + timedelta(hours=hours)
    at = f"DTEND:{end:%Y%m%dT%H%M%S}Z" if zone == "Etc/UTC" else f"DTEND;TZID={zone}:{end:%Y%m%dT%H%M%S}"
    text = text_of(zone, start, rule, at)
    first = first_of(text)
    moment = (start + after).replace(tzinfo=UTC)
    window = Window(moment, moment + timedelta(days=800))
    shown = begins(text, window)
    for lasting, listed in ((True, shown), (False, [each for each in shown if each >= moment])):
        found = floor(text, first, moment, lasting=lasting)
        if found is not None:  # DTSTART in a gap is read otherwise by an instant of its own
            assert found <= min(listed, default=datetime.max.replace(tzinfo=UTC))


def test_it_is_near_what_comes_next() -> None:
    text = text_of("Europe/Berlin", datetime(2010, 1, 4, 9), "FREQ=WEEKLY")
    found = floor(text, first_of(text), datetime(2026, 11, 24, 12, tzinfo=UTC))
    assert found is not None
    assert datetime(2026, 11, 30, tzinfo=UTC) < found <= datetime(2026, 11, 30, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "BEGIN:VEVENT",
        text_of("Europe/Berlin", datetime(2010, 1, 4), "FREQ=WEEKLY", "RDATE:20100105T000000Z"),
        text_of("Europe/Berlin", datetime(2010, 1, 4), "FREQ=WEEKLY", "rdate:20100105T000000Z"),
        text_of("Europe/Berlin", datetime(2010, 1, 4), "FREQ=WEEKLY", "RD\r\n ATE:20100105T000000Z"),
        text_of("Europe/Berlin", datetime(2010, 1, 4), "FREQ=WEEKLY", "RRULE:FREQ=DAILY"),
        text_of("Europe/Berlin", datetime(2010, 1, 4), "FREQ=DAILY;BYHOUR=3"),
        text_of("Europe/Berlin", datetime(2010, 1, 4), "FREQ=HOURLY"),
        text_of("Of our own", datetime(2010, 1, 4), "FREQ=DAILY"),
        text_of("Etc/UTC", datetime(2010, 1, 4), "FREQ=DAILY").replace("Z\r", "\r"),
        text_of("Etc/UTC", datetime(2010, 1, 4), "FREQ=DAILY", "X" * 30_000),
        text_of("Etc/UTC", datetime(2010, 1, 4), "FREQ=DAILY;INTERVAL=x"),
    ],
)
def test_a_text_of_another_make_has_none(text: str) -> None:
    first = datetime(2010, 1, 4, tzinfo=UTC)
    assert floor(text, first, datetime(2026, 1, 1, tzinfo=UTC)) is None


def test_a_zone_that_means_something_else_is_not_believed() -> None:
    text = text_of("Europe/Berlin", datetime(2010, 1, 4), "FREQ=DAILY")
    assert floor(text, datetime(2010, 1, 4, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)) is None


def test_one_that_lasts_and_does_not_say_how_long_in_its_own_zone() -> None:
    start = datetime(2010, 1, 4)
    for line in ("DURATION:P1D", "DTEND:20100104T120000Z"):
        text = text_of("Europe/Berlin", start, "FREQ=DAILY", line)
        moment = datetime(2026, 1, 1, tzinfo=UTC)
        assert floor(text, first_of(text), moment, lasting=True) is None
        assert floor(text, first_of(text), moment) is not None
