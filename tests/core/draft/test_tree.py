"""A draft as a tree: every property, each kind of time, people, alarms, and the zones that go with them."""

from datetime import UTC, date, datetime

import pytest

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
    calendar_of,
    event,
    text_flaw,
)
from kalends.core.ics.tree import Component
from kalends.core.ics.write import write
from kalends.core.time.dates import Date, Floating, Utc, When, Zoned
from kalends.core.time.zones import zone

STAMP = datetime(2026, 11, 21, 8, tzinfo=UTC)
BERLIN, TOKYO = zone("Europe/Berlin"), zone("Asia/Tokyo")
DAY = Date(date(2026, 12, 17))
NOON = datetime(2026, 12, 17, 12)
DAILY = BasicRule(BasicFrequency.DAILY, count=20)


def draft(start: When = DAY, **rest: object) -> Draft:
    return Draft("u@example.com", STAMP, start, **rest)


def line(component: Component, name: str) -> str:
    [prop] = component.all(name)
    return prop.line


def names(component: Component) -> list[str]:
    return [item.name for item in component.items]


@pytest.mark.rfc("5545 §3.6.1")
def test_the_least_event() -> None:
    assert write(calendar(draft())).decode().split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Kalends//Kalends//EN",
        "CALSCALE:GREGORIAN",
        "BEGIN:VEVENT",
        "UID:u@example.com",
        "DTSTAMP:20261121T080000Z",
        "DTSTART;VALUE=DATE:20261217",
        "SEQUENCE:0",
        "STATUS:CONFIRMED",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


@pytest.mark.rfc("5545 §3.3.4", "5545 §3.3.5")
@pytest.mark.parametrize(
    ("when", "start", "end"),
    [
        (DAY, "DTSTART;VALUE=DATE:20261217", "DTEND;VALUE=DATE:20261217"),
        (Floating(NOON), "DTSTART:20261217T120000", "DTEND:20261217T120000"),
        (Utc(NOON.replace(tzinfo=UTC)), "DTSTART:20261217T120000Z", "DTEND:20261217T120000Z"),
        (
            Zoned(NOON, BERLIN),
            "DTSTART;TZID=Europe/Berlin:20261217T120000",
            "DTEND;TZID=Europe/Berlin:20261217T120000",
        ),
    ],
)
def test_times(when, start, end) -> None:
    made = event(draft(when, end=when))
    assert (line(made, "DTSTART"), line(made, "DTEND")) == (start, end)


def test_an_event_without_an_end() -> None:
    assert event(draft(Utc(NOON.replace(tzinfo=UTC)))).all("DTEND") == []


@pytest.mark.rfc("5545 §3.3.11")
def test_texts_are_escaped_and_empty_ones_left_out() -> None:
    made = event(draft(summary="a;b,c\\d", description="one\r\ntwo\nthree\rfour", location=""))
    assert line(made, "SUMMARY") == "SUMMARY:a\\;b\\,c\\\\d"
    assert line(made, "DESCRIPTION") == "DESCRIPTION:one\\ntwo\\nthree\\nfour"
    assert made.all("LOCATION") == []


def test_a_line_break_makes_no_content_line() -> None:
    forged = "x\r\nEND:VEVENT\r\nBEGIN:VEVENT"
    made = draft(summary=forged, description=forged, location=forged, organizer=Person("a@b", forged))
    assert write(calendar(made)).decode().split("\r\n").count("BEGIN:VEVENT") == 1


@pytest.mark.rfc("5545 §3.6.5")
def test_each_zone_has_one_vtimezone() -> None:
    made = calendar(draft(Zoned(NOON, BERLIN), end=Zoned(datetime(2026, 12, 17, 23), TOKYO)))
    assert [line(part, "TZID") for part in made.children("VTIMEZONE")] == ["TZID:Europe/Berlin", "TZID:Asia/Tokyo"]
    assert names(made).index("VTIMEZONE") < names(made).index("VEVENT")
    both = calendar(draft(Zoned(NOON, BERLIN), end=Zoned(datetime(2026, 12, 17, 13), BERLIN)))
    assert len(both.children("VTIMEZONE")) == 1


@pytest.mark.parametrize("start", [DAY, Floating(NOON), Utc(NOON.replace(tzinfo=UTC))])
def test_no_zone_no_vtimezone(start) -> None:
    assert calendar(draft(start)).children("VTIMEZONE") == []


def test_several_events_share_a_vtimezone_that_serves_all() -> None:
    first, last = Zoned(datetime(1975, 1, 1, 12), BERLIN), Zoned(NOON, BERLIN)
    made = calendar_of((draft(last, rule=DAILY), draft(first)), Method.PUBLISH)
    [berlin] = made.children("VTIMEZONE")
    assert [line(part, "DTSTART") for part in made.children("VEVENT")] == [
        "DTSTART;TZID=Europe/Berlin:20261217T120000",
        "DTSTART;TZID=Europe/Berlin:19750101T120000",
    ]
    [alone] = calendar(draft(first, end=None)).children("VTIMEZONE")
    starts = sorted(line(part, "DTSTART") for part in berlin.components)
    assert starts[0] == min(line(part, "DTSTART") for part in alone.components)
    assert line(made, "METHOD") == "METHOD:PUBLISH"
    assert any("19800406" in start for start in starts)


@pytest.mark.parametrize(
    "rule", [DAILY, BasicRule(BasicFrequency.YEARLY, until=Date(date(2031, 1, 1))), BasicRule(BasicFrequency.YEARLY)]
)
def test_a_series_has_the_zone_as_long_as_it_lasts(rule) -> None:
    moscow = zone("Europe/Moscow")
    start = Zoned(datetime(2008, 6, 1, 12), moscow)
    alone = calendar(draft(start)).children("VTIMEZONE")[0]
    series = calendar(draft(start, rule=rule)).children("VTIMEZONE")[0]
    assert len(list(series.components)) >= len(list(alone.components))
    assert b"20141026" in write(series).replace(b"\r\n ", b"")  # when Moscow went back for good


@pytest.mark.rfc("5545 §3.8.5.1")
@pytest.mark.parametrize(
    ("start", "excluded", "written"),
    [
        (DAY, Date(date(2026, 12, 24)), "EXDATE;VALUE=DATE:20261224"),
        (DAY, Floating(datetime(2026, 12, 24, 9)), "EXDATE;VALUE=DATE:20261224"),
        (Floating(NOON), Date(date(2026, 12, 24)), "EXDATE:20261224T120000"),
        (Floating(NOON), Floating(datetime(2026, 12, 24, 9)), "EXDATE:20261224T090000"),
        (Floating(NOON), Zoned(datetime(2026, 12, 24, 9), BERLIN), "EXDATE:20261224T090000"),
        (Floating(NOON), Utc(datetime(2026, 12, 24, 9, tzinfo=UTC)), "EXDATE:20261224T090000"),
        (Utc(NOON.replace(tzinfo=UTC)), Date(date(2026, 12, 24)), "EXDATE:20261224T120000Z"),
        (Utc(NOON.replace(tzinfo=UTC)), Floating(datetime(2026, 12, 24, 9)), "EXDATE:20261224T090000Z"),
        (Utc(NOON.replace(tzinfo=UTC)), Zoned(datetime(2026, 12, 24, 9), BERLIN), "EXDATE:20261224T080000Z"),
        (Zoned(NOON, BERLIN), Date(date(2026, 12, 24)), "EXDATE;TZID=Europe/Berlin:20261224T120000"),
        (Zoned(NOON, BERLIN), Floating(datetime(2026, 12, 24, 9)), "EXDATE;TZID=Europe/Berlin:20261224T090000"),
        (Zoned(NOON, BERLIN), Zoned(datetime(2026, 12, 24, 20), TOKYO), "EXDATE;TZID=Europe/Berlin:20261224T120000"),
        (
            Zoned(NOON, BERLIN),
            Utc(datetime(2026, 12, 24, 11, tzinfo=UTC)),
            "EXDATE;TZID=Europe/Berlin:20261224T120000",
        ),
        # the second 02:30 of the night in which clocks go back has no name in the zone
        (Zoned(NOON, BERLIN), Utc(datetime(2027, 10, 31, 1, 30, tzinfo=UTC)), "EXDATE:20271031T013000Z"),
    ],
)
def test_exclusions_have_the_type_and_zone_of_the_start(start, excluded, written) -> None:
    assert line(event(draft(start, rule=DAILY, excluded=(excluded,))), "EXDATE") == written


def test_exclusions_need_a_rule() -> None:
    assert event(draft(excluded=(Date(date(2026, 12, 24)),))).all("EXDATE") == []


@pytest.mark.rfc("5545 §3.8.4.1", "5545 §3.8.4.3")
def test_people() -> None:
    bo, cy = Person("bo@example.com"), Person("cy@example.com", 'Cy "the, one"')
    made = event(draft(organizer=Person("ana@example.com", "Ana; Sousa"), attendees=(bo, cy)))
    assert line(made, "ORGANIZER") == 'ORGANIZER;CN="Ana; Sousa":mailto:ana@example.com'
    asked = "ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE"
    assert [prop.line for prop in made.all("ATTENDEE")] == [
        f"{asked}:mailto:bo@example.com",
        f"{asked};CN=\"Cy ^'the, one^'\":mailto:cy@example.com",
    ]
    assert made.all("ATTENDEE")[1].param("CN") == cy.name


@pytest.mark.rfc("5546 §3.2.5")
def test_a_cancellation_asks_for_no_answer() -> None:
    made = draft(method=Method.CANCEL, status=Status.CANCELLED, attendees=(Person("bo@example.com"),), sequence=3)
    tree = calendar(made)
    [cancelled] = tree.children("VEVENT")
    assert line(tree, "METHOD") == "METHOD:CANCEL"
    assert line(cancelled, "STATUS") == "STATUS:CANCELLED"
    assert line(cancelled, "SEQUENCE") == "SEQUENCE:3"
    assert cancelled.all("ATTENDEE")[0].param("RSVP") is None


@pytest.mark.parametrize(
    ("email", "address"),
    [
        ("a?b@example.com", "mailto:a%3Fb@example.com"),
        ("a#b%c@example.com", "mailto:a%23b%25c@example.com"),
        ("ä+ö@exämple.com", "mailto:ä+ö@exämple.com"),
    ],
)
def test_an_address_stays_one_in_a_uri(email, address) -> None:
    assert event(draft(organizer=Person(email))).all("ORGANIZER")[0].value == address


@pytest.mark.parametrize("name", ["Ana\r\nSousa", "Ana\rSousa", "Ana\n\tSousa", "Ana\tSousa"])
def test_a_name_is_one_line(name) -> None:
    assert event(draft(organizer=Person("a@b", name))).all("ORGANIZER")[0].param("CN") == "Ana Sousa"


@pytest.mark.rfc("5545 §3.6.6")
@pytest.mark.parametrize(
    ("minutes", "trigger"), [(0, "TRIGGER:PT0S"), (15, "TRIGGER:-PT15M"), (1440, "TRIGGER:-PT1440M")]
)
def test_a_reminder(minutes, trigger) -> None:
    [alarm] = event(draft(summary="Tea, with milk", reminders=(Reminder(minutes),))).children("VALARM")
    assert [prop.line for prop in alarm.properties] == ["ACTION:DISPLAY", trigger, "DESCRIPTION:Tea\\, with milk"]


@pytest.mark.parametrize(
    ("texts", "shown"),
    [({"summary": "S", "description": "D"}, "S"), ({"description": "D"}, "D"), ({}, "Reminder")],
)
def test_a_reminder_always_shows_something(texts, shown) -> None:
    [alarm] = event(draft(reminders=(Reminder(5),), **texts)).children("VALARM")
    assert line(alarm, "DESCRIPTION") == f"DESCRIPTION:{shown}"


@pytest.mark.rfc("5545 §3.6.6")
def test_a_reminder_by_mail_goes_to_the_organizer_alone() -> None:
    ana, bo = Person("ana@example.com", "Ana"), Person("bo@example.com")
    made = draft(summary="Tea", organizer=ana, attendees=(bo,), reminders=(Reminder(5, Action.EMAIL),))
    [alarm] = event(made).children("VALARM")
    assert [prop.line for prop in alarm.properties] == [
        "ACTION:EMAIL",
        "TRIGGER:-PT5M",
        "DESCRIPTION:Tea",
        "SUMMARY:Tea",
        "ATTENDEE;CN=Ana:mailto:ana@example.com",
    ]


@pytest.mark.parametrize("text", ["", "Grüße\tund\r\nZeilen", "\u2028 \U0001f382"])
def test_a_text_that_can_be_carried(text) -> None:
    assert text_flaw(text) is None


@pytest.mark.parametrize("text", ["\x00", "\x0b", "\x1b[2J", "\x7f", "\x85", "\ud800", "\ufffe", "\uffff"])
def test_a_text_that_cannot(text) -> None:
    assert f"U+{ord(text[0]):04X} at position 3" in str(text_flaw(f"ab{text}"))
