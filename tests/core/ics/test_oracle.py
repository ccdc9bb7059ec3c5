"""icalendar reads what we write with the same meaning, and we read what it writes."""

import warnings
from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kalends.core.ics import values as v
from kalends.core.ics.read import read
from kalends.core.ics.tree import Component, Property, Stream
from kalends.core.ics.write import write

pytestmark = pytest.mark.oracle

# icalendar breaks lines at a NEL and drops a byte order mark wherever it stands; a text of a person holds neither
TEXT = st.text(
    st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp"), blacklist_characters="\ufeff"), max_size=120
)
YEARS = st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2100, 1, 1)).map(
    lambda moment: moment.replace(microsecond=0, fold=0)
)


def theirs(*props: Property) -> icalendar.Event:
    """The event with these properties as icalendar reads it from our text."""
    head = [Property.make("VERSION", "2.0"), Property.make("PRODID", "-//Kalends//Test//EN")]
    text = write(Stream([Component("VCALENDAR", [*head, Component("VEVENT", props)])]))
    with warnings.catch_warnings(action="ignore"):
        return icalendar.Calendar.from_ical(text).events[0]


# icalendar takes a backslash before the colon of a parameter for an escape, which RFC 5545 §3.2 does not know
@given(TEXT, TEXT.map(lambda text: text.replace("\\", "/").strip()))
def test_texts_and_parameters_mean_the_same(text: str, name: str) -> None:
    event = theirs(
        Property.make("SUMMARY", v.escape_text(text)),
        Property.make("ATTENDEE", "mailto:a@example.org", [("CN", name)] if name else ()),
    )
    assert str(event["SUMMARY"]) == text
    assert event["ATTENDEE"].to_ical() == b"mailto:a@example.org"
    assert str(event["ATTENDEE"].params.get("CN", "")) == name


@given(YEARS, st.integers(0, 10**6), st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1)))
def test_moments_and_durations_mean_the_same(moment: datetime, seconds: int, day: date) -> None:
    event = theirs(
        Property.make("DTSTART", v.write_date_time(moment)),
        Property.make("CREATED", v.write_date_time(moment.replace(tzinfo=UTC))),
        Property.make("DURATION", v.write_duration(v.Duration(*divmod(seconds, 86_400)))),
        Property.make("RECURRENCE-ID", v.write_date(day), [("VALUE", "DATE")]),
    )
    assert event["DTSTART"].dt == moment
    assert event["CREATED"].dt == moment.replace(tzinfo=UTC)
    assert event["DURATION"].dt == timedelta(seconds=seconds)
    assert event["RECURRENCE-ID"].dt == day


@given(st.lists(TEXT.filter(str.strip), min_size=1, max_size=4))
def test_lists_mean_the_same(texts: list[str]) -> None:
    assert [str(each) for each in theirs(Property.make("CATEGORIES", v.write_texts(texts)))["CATEGORIES"].cats] == texts


@given(TEXT, TEXT, YEARS)
def test_we_read_what_they_write(summary: str, description: str, moment: datetime) -> None:
    event = icalendar.Event()
    event.add("SUMMARY", summary)
    event.add("DESCRIPTION", description)
    event.add("DTSTART", moment.replace(tzinfo=UTC))
    calendar = icalendar.Calendar()
    calendar.add_component(event)
    ours = read(calendar.to_ical()).components[0].children("VEVENT")[0]
    values = {prop.name: v.typed(prop) for prop in ours.properties}
    assert values == {"SUMMARY": summary, "DESCRIPTION": description, "DTSTART": moment.replace(tzinfo=UTC)}
