"""Which objects a filter matches: names, texts and parameters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.report.samples import NAMES, calendar, found, has, next_part, opened, sample, span

from kalends.core.match.filters import ComponentFilter, ParameterFilter, PropertyFilter, TextMatch
from kalends.core.report import matches
from kalends.core.time.zones import ETC_UTC, zone


@pytest.mark.rfc("4791 §7.8.1", "4791 §7.8.2")
def test_events_of_a_day() -> None:
    assert found(ComponentFilter("VEVENT", span("20060104", "20060105"))) == ["abcd2", "abcd3"]
    assert found(ComponentFilter("VEVENT", span("20060103", "20060105"))) == ["abcd2", "abcd3"]


@pytest.mark.rfc("4791 §7.8.4")
def test_stored_free_busy() -> None:
    assert found(ComponentFilter("VFREEBUSY", span("20060102", "20060103"))) == ["abcd8"]


@pytest.mark.rfc("4791 §7.8.5")
@pytest.mark.parametrize("there", ["Etc/UTC", "America/New_York"])
def test_to_dos_by_the_time_of_their_alarm(there: str) -> None:
    alarm = ComponentFilter("VALARM", span("20060106T10", "20060107T10"))
    assert found(ComponentFilter("VTODO", components=(alarm,)), there=zone(there)) == ["abcd5"]


@pytest.mark.rfc("4791 §7.8.6")
def test_an_event_by_its_uid() -> None:
    uid = has("UID", "DC6C50A017428C5216A2F1CD@example.com", collation="i;octet")
    assert found(ComponentFilter("VEVENT", properties=(uid,))) == ["abcd3"]


@pytest.mark.rfc("4791 §7.8.7")
def test_events_by_partstat() -> None:
    def asked(address: str, answer: str) -> list[str]:
        answered = ParameterFilter("PARTSTAT", TextMatch(answer, "i;ascii-casemap"))
        person = PropertyFilter("ATTENDEE", TextMatch(f"mailto:{address}@example.com"), parameters=(answered,))
        return found(ComponentFilter("VEVENT", properties=(person,)))

    assert asked("lisa", "NEEDS-ACTION") == ["abcd3"]
    assert asked("lisa", "needs-action") == ["abcd3"]
    assert asked("lisa", "ACCEPTED") == []  # which somebody else has
    assert asked("nobody", "NEEDS-ACTION") == []


@pytest.mark.rfc("4791 §7.8.8")
def test_events_only() -> None:
    assert found(ComponentFilter("VEVENT")) == ["abcd1", "abcd2", "abcd3"]


@pytest.mark.rfc("4791 §7.8.9")
def test_pending_to_dos() -> None:
    pending = (PropertyFilter("COMPLETED", is_not_defined=True), has("STATUS", "CANCELLED", negate=True))
    assert found(ComponentFilter("VTODO", properties=pending)) == ["abcd4", "abcd5"]


@pytest.mark.rfc("4791 §7.8.10", "4791 §7.7")
def test_a_property_that_no_rfc_defines() -> None:
    assert found(ComponentFilter("VEVENT", properties=(has("X-ABC-GUID", "e1cx5dr"),))) == ["abcd3"]


def test_everything() -> None:
    assert found() == list(NAMES)
    assert not matches(sample("abcd1"), ComponentFilter("VCALENDAR", is_not_defined=True), ETC_UTC)
    assert matches(sample("abcd1"), ComponentFilter("VEVENT", is_not_defined=True), ETC_UTC)  # at this level
    assert not matches(sample("abcd1"), ComponentFilter("VEVENT"), ETC_UTC)


@pytest.mark.rfc("4791 §9.7.4")
def test_what_is_not_there() -> None:
    assert found(ComponentFilter("VEVENT", is_not_defined=True)) == ["abcd4", "abcd5", "abcd6", "abcd7", "abcd8"]
    silent = ComponentFilter("VTODO", components=(ComponentFilter("VALARM", is_not_defined=True),))
    assert found(silent) == ["abcd6", "abcd7"]
    plain = PropertyFilter("ATTENDEE", parameters=(ParameterFilter("ROLE", is_not_defined=True),))
    assert found(ComponentFilter("VEVENT", properties=(plain,))) == ["abcd3"]
    odd = PropertyFilter("ATTENDEE", parameters=(ParameterFilter("PARTSTAT", is_not_defined=True),))
    assert found(ComponentFilter("VEVENT", properties=(odd,))) == []


def test_properties_of_the_calendar() -> None:
    asked = ComponentFilter("VCALENDAR", properties=(has("PRODID", "example corp"),))
    assert matches(sample("abcd1"), asked, ETC_UTC)
    assert not matches(sample("abcd1"), ComponentFilter("VCALENDAR", properties=(has("METHOD"),)), ETC_UTC)


def fits(lines: tuple[str, ...], *properties: PropertyFilter) -> bool:
    return matches(opened(*lines), calendar(ComponentFilter("VEVENT", properties=properties)), ETC_UTC)


@pytest.mark.rfc("4791 §9.7.5")
@pytest.mark.parametrize(
    ("line", "wanted", "expected"),
    [
        ("SUMMARY:One\\, two\\; three\\nfour", has("SUMMARY", "one, two; three\nfour"), True),
        ("SUMMARY:One\\, two", has("SUMMARY", "One\\, two"), False),
        ("X-NOTE:One\\, two", has("X-NOTE", "one, two"), True),
        ("CATEGORIES:Work,Fun\\, really", has("CATEGORIES", "fun, really"), True),
        ("CATEGORIES:Work,Fun", has("CATEGORIES", "work", negate=True), False),
        ("URL:http://a.example/?a=b\\,c", has("URL", "b\\,c"), True),
        ("GEO:48.85;2.35", has("GEO", "85;2"), True),
        ("RRULE:FREQ=DAILY;COUNT=1", has("RRULE", "freq=daily"), True),
        ("SUMMARY:", has("SUMMARY"), True),
        ("SUMMARY:", has("SUMMARY", ""), True),
        ("SUMMARY:", has("SUMMARY", "", negate=True), False),
        ("LOCATION:Rome", has("SUMMARY", "x", negate=True), False),
        ("SUMMARY;LANGUAGE=fr:été", has("SUMMARY", "ÉTÉ", collation="i;unicode-casemap"), True),
        ("SUMMARY;LANGUAGE=fr:été", has("SUMMARY", "ÉTÉ"), False),
    ],
)
def test_values_are_read(line: str, wanted: PropertyFilter, expected: bool) -> None:
    assert fits(("DTSTART:20260101T100000Z", line), wanted) is expected


@pytest.mark.rfc("4791 §9.7.5")
def test_one_of_several_properties_that_does_not_hold_a_text_is_enough() -> None:
    guests = ("ATTENDEE:mailto:a@example.org", "ATTENDEE:mailto:b@example.org")
    assert fits(guests, has("ATTENDEE", "a@", negate=True))
    assert not fits(guests[:1], has("ATTENDEE", "a@", negate=True))


@pytest.mark.rfc("4791 §9.7.3")
def test_each_value_of_a_parameter() -> None:
    line = 'ATTENDEE;MEMBER="mailto:one@example.org","mailto:two@example.org":mailto:a@example.org'

    def member(text: str, *, negate: bool = False) -> bool:
        return fits(
            (line,), PropertyFilter("ATTENDEE", parameters=(ParameterFilter("MEMBER", TextMatch(text, negate=negate)),))
        )

    assert member("TWO@")
    assert not member("three@")
    assert member("three@", negate=True)
    assert not member("one@", negate=True)
    assert not fits(
        (line,), PropertyFilter("ATTENDEE", parameters=(ParameterFilter("CN", TextMatch("", negate=True)),))
    )


@pytest.mark.rfc("4791 §9.7.1")
def test_all_conditions_hold_for_one_component() -> None:
    series = opened(
        "DTSTART:20260101T100000Z",
        "RRULE:FREQ=DAILY;COUNT=3",
        "SUMMARY:series",
        *next_part("RECURRENCE-ID:20260102T100000Z", "DTSTART:20260202T100000Z", "SUMMARY:override", "LOCATION:Rome"),
    )

    def asked(summary: str, start: str, end: str, *more: PropertyFilter) -> bool:
        wanted = ComponentFilter("VEVENT", span(start, end), (has("SUMMARY", summary), *more))
        return matches(series, calendar(wanted), ETC_UTC)

    assert asked("series", "20260101", "20260102")
    assert not asked("series", "20260102", "20260103")  # which was moved
    assert asked("series", "20260103", "20260104")
    assert not asked("override", "20260101", "20260105")
    assert asked("override", "20260202", "20260203")
    assert not asked("series", "20260201", "20260301")
    assert not asked("series", "20260101", "20270101", has("LOCATION", "rome"))
    both = (
        ComponentFilter("VEVENT", properties=(has("SUMMARY", "series"),)),
        ComponentFilter("VEVENT", properties=(has("LOCATION"),)),
    )
    assert matches(series, calendar(*both), ETC_UTC)


WORDS = st.sampled_from(["", "a", "A", "é", "É", "ab", "x"])
PROPERTIES = st.builds(
    has,
    st.sampled_from(["SUMMARY", "LOCATION"]),
    WORDS,
    negate=st.booleans(),
    collation=st.sampled_from(["i;octet", "i;unicode-casemap", "default"]),
)


@given(WORDS, st.none() | WORDS, PROPERTIES, PROPERTIES)
def test_conditions_are_all_to_be_met(
    summary: str, location: str | None, one: PropertyFilter, two: PropertyFilter
) -> None:
    lines = (f"SUMMARY:{summary}", *(() if location is None else (f"LOCATION:{location}",)))
    assert fits(lines, one, two) is (fits(lines, one) and fits(lines, two))


@given(WORDS, PROPERTIES)
def test_of_one_property_a_text_is_held_or_not(summary: str, wanted: PropertyFilter) -> None:
    assert wanted.text_match is not None
    other = has(
        wanted.name, wanted.text_match.text, negate=not wanted.text_match.negate, collation=wanted.text_match.collation
    )
    lines = (f"SUMMARY:{summary}", f"LOCATION:{summary}")
    assert fits(lines, wanted) is not fits(lines, other)
