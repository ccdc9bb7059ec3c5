"""What is in a window, on which days, when somebody is busy, and what holds some words."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.service.household import BOTH, NOW, Household, at, grant_to, refused

from kalends.core.match.freebusy import BusyKind
from kalends.errors import Kind
from kalends.service import calendars, objects, query
from kalends.service.calendars import CalendarChange, ViewChange
from kalends.service.house import Service
from kalends.service.limits import Limits
from kalends.service.ports import Store
from kalends.service.query import Occurrences, PageRequest, Query
from kalends.service.records import Level, ObjectKind

NOVEMBER = (at(1), at(1, month=12))


def starts(found: Occurrences) -> list[datetime]:
    return [each.instance.begins for each in found.items]


def names(found: Occurrences) -> list[str]:
    return [each.seen.stored.facts.uid or "" for each in found.items]


@BOTH
def test_one_question_over_many_calendars_in_order(house: Household) -> None:
    other = house.own("anna")
    house.put("anna", "series", "RRULE:FREQ=WEEKLY;COUNT=3", start="DTSTART:20261110T100000Z")
    house.put("anna", "single", "DURATION:PT1H", start="DTSTART:20261117T090000Z", calendar_id=other.id)
    house.put("anna", "outside", start="DTSTART:20261201T000000Z")
    house.put("anna", "over the edge", "DTEND:20261101T010000Z", start="DTSTART:20261031T230000Z")
    found = house.query.find_occurrences(house.anna, Query(*NOVEMBER))
    assert names(found) == ["over the edge", "series", "single", "series", "series"]
    assert found.total == 5
    limited = house.query.find_occurrences(house.anna, Query(*NOVEMBER), limit=2)
    assert (len(limited.items), limited.total) == (2, 5)
    one = house.query.find_occurrences(house.anna, Query(*NOVEMBER, (other.id, other.id)))
    assert names(one) == ["single"]
    assert house.query.find_occurrences(house.anna, Query(*NOVEMBER, ())).total == 0


@BOTH
def test_days_and_floating_times_count_in_the_calendars_zone(house: Household) -> None:
    house.put("anna", "day", start="DTSTART;VALUE=DATE:20261110")
    house.put("anna", "floating", "DURATION:PT1H", start="DTSTART:20261110T090000")
    house.calendars.change(house.anna, house.calendar.id, CalendarChange(time_zone="Asia/Tokyo"), now=NOW)
    asked = Query(*NOVEMBER)
    assert starts(house.query.find_occurrences(house.anna, asked)) == [at(9, 15), at(10, 0)]
    house.calendars.change_view(house.cleo, house.calendar.id, ViewChange(time_zone="America/New_York"), now=NOW)
    # a zone in a view is shown, and moves nothing
    assert starts(house.query.find_occurrences(house.cleo, asked)) == [at(9, 15), at(10, 0)]
    berlin = Query(*NOVEMBER, time_zone="Europe/Berlin")
    assert starts(house.query.find_occurrences(house.cleo, berlin)) == [at(9, 23), at(10, 8)]
    # the edge of the window is at the zone's midnight, not at that of the index
    assert house.query.find_occurrences(house.anna, Query(at(10, 15), at(11))).total == 0
    assert house.query.find_occurrences(house.anna, Query(at(10, 14), at(11))).total == 1


def test_an_event_in_a_zone_that_nobody_knows_is_where_the_calendar_is(house: Household) -> None:
    house.calendars.change(house.anna, house.calendar.id, CalendarChange(time_zone="Asia/Tokyo"), now=NOW)
    house.put("anna", "odd", start="DTSTART;TZID=Office:20261110T090000")
    assert starts(house.query.find_occurrences(house.anna, Query(*NOVEMBER))) == [at(10, 0)]


@BOTH
def test_what_one_was_shown_is_not_remembered_for_another(house: Household) -> None:
    rule = ("SUMMARY:Secret", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=3")
    house.put("anna", "private", "CLASS:PRIVATE", *rule)
    house.put("anna", "task", "SUMMARY:Secret", "CLASS:PRIVATE", kind="VTODO")
    for who, text in (("anna", "Secret"), ("dora", "Busy"), ("cleo", "Busy"), ("bert", "Secret"), ("dora", "Busy")):
        me = house.people[who]
        with house.service.read(me) as unit:
            agenda = query.find_agenda(unit, Query(*NOVEMBER))
            listed = query.list_occurrences(unit, PageRequest(Query(*NOVEMBER))).items
            first = query.find_first_of(unit, agenda.events.items[0].seen, until=lambda _: at(30), limit=9).items
            (calendar,) = calendars.get_some(unit, [house.calendar.id])
        assert len(agenda.events.items) == len(listed) == len(first) == 3
        found = [each.instance.component for each in (*agenda.events.items, *listed, *first)]
        assert {summary.value for each in found if (summary := each.first("SUMMARY"))} <= {text}
        assert {each.seen.stored.facts.summary for each in (*agenda.events.items, *listed, *first)} == {text}
        assert ("Secret" in "".join(each.stored.text for each in agenda.todos)) is (text == "Secret")
        assert bool(calendar.grants) is (who != "dora")


def test_busy_time_is_shown_as_busy(house: Household) -> None:
    house.put("anna", "meeting", "SUMMARY:Secret", "DURATION:PT1H")
    house.put("anna", "note", "SUMMARY:Secret", "TRANSP:TRANSPARENT", "DURATION:PT1H")
    house.put("anna", "off", "SUMMARY:Secret", "STATUS:CANCELLED", "DURATION:PT1H")
    found = house.query.find_occurrences(house.dora, Query(*NOVEMBER))
    assert names(found) == ["meeting"]
    assert "Secret" not in repr(found) + repr([each.instance.component.items for each in found.items])
    assert names(house.query.find_occurrences(house.cleo, Query(*NOVEMBER))) == ["meeting", "note", "off"]


def test_hidden_objects_are_not_shown(house: Household) -> None:
    saved = house.put("anna")
    house.objects.hide(house.cleo, saved.id, now=NOW)
    assert house.query.find_occurrences(house.cleo, Query(*NOVEMBER)).total == 0
    assert house.query.search(house.cleo, "one").items == ()
    assert house.query.find_occurrences(house.anna, Query(*NOVEMBER)).total == 1


@pytest.mark.parametrize(
    ("start", "end"), [(at(2), at(1)), (at(1), at(1)), (datetime(2026, 1, 1), at(1)), (at(1), datetime(2027, 1, 1))]
)
def test_a_window_has_a_start_before_its_end(house: Household, start: datetime, end: datetime) -> None:
    with refused(Kind.INVALID):
        house.query.find_occurrences(house.anna, Query(start, end))


def test_a_window_in_any_zone_and_of_all_years(house: Household) -> None:
    house.put("anna")
    ever = Query(datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
    assert house.query.find_occurrences(house.anna, ever).total == 1
    house.put("anna", "series", "RRULE:FREQ=DAILY")
    with refused(Kind.TOO_LARGE):
        house.query.find_occurrences(house.anna, ever)
    with refused(Kind.INVALID):
        house.query.find_occurrences(house.anna, Query(*NOVEMBER, time_zone="../etc/passwd"))


def test_a_rule_that_asks_for_too_much_does_not_hide_the_rest(house: Household) -> None:
    costly = house.put("anna", "costly", "RRULE:FREQ=SECONDLY;BYSECOND=7;BYMINUTE=7;BYHOUR=7;BYMONTHDAY=29;BYMONTH=2")
    house.put("anna", "plain")
    found = house.query.find_occurrences(house.anna, Query(*NOVEMBER))
    assert "plain" in names(found)
    assert set(found.unreadable) <= {costly.id}


def test_too_many_occurrences_are_refused(store: Store) -> None:
    house = Household.of(Service.of(store, limits=Limits(occurrences=10)))
    saved = house.put("anna", "one", "RRULE:FREQ=DAILY", "DURATION:PT1H")
    with refused(Kind.TOO_LARGE) as caught:
        house.query.find_occurrences(house.anna, Query(at(1), at(1, year=2029)))
    assert "10" in caught.fault.detail
    for number in range(2):
        house.put("anna", f"{number}", "RRULE:FREQ=DAILY;COUNT=6")
    found = house.query.find_occurrences(house.anna, Query(at(24), at(26)))
    assert found.total == 6
    with refused(Kind.TOO_LARGE):
        house.query.find_occurrences(house.anna, Query(at(24), at(30)))
    with refused(Kind.TOO_LARGE):
        house.query.find_free_busy(house.anna, Query(at(1), at(1, year=2029)))
    # nobody takes a calendar away from others with an event of every second
    house.put("anna", "0", "RRULE:FREQ=SECONDLY")
    house.put("anna", "1", "STATUS:CANCELLED")
    found = house.query.find_occurrences(house.anna, Query(at(24), at(26)))
    assert (names(found), len(found.unreadable)) == (["one", "0", "1", "one"], 1)
    first = house.query.find_occurrences_of(house.anna, saved.id, limit=3)
    assert (len(first.items), first.total) == (3, 10)


def test_the_instances_of_one_object(house: Household) -> None:
    saved = house.put("anna", "one", "RRULE:FREQ=MONTHLY;COUNT=6", start="DTSTART:20260110T100000Z")
    found = house.query.find_occurrences_of(house.cleo, saved.id, start=at(1, month=2), end=at(1, month=5), limit=2)
    assert (starts(found), found.total) == ([at(10, 10, month=2), at(10, 10, month=3)], 3)
    assert house.query.find_occurrences_of(house.anna, saved.id, limit=100).total == 6


def test_the_beginning_of_one_object(house: Household) -> None:
    saved = house.put("anna", "one", "RRULE:FREQ=DAILY", start="DTSTART:20260110T100000Z")
    query = house.query
    found = query.find_first_of(
        house.cleo, house.get("cleo", saved.id), until=lambda first: first + timedelta(days=3), limit=2
    )
    assert (starts(found), found.total) == ([at(10, 10, month=1), at(11, 10, month=1)], 3)
    todo = house.put("anna", "some day", start="", kind="VTODO")
    assert query.find_first_of(house.anna, house.get("anna", todo.id), until=lambda first: first, limit=2).items == ()


@BOTH
def test_an_agenda_is_what_two_questions_tell(house: Household) -> None:
    house.put("anna", "series", "RRULE:FREQ=WEEKLY;COUNT=3", start="DTSTART:20261110T100000Z")
    house.put("anna", "some day", start="", kind="VTODO")
    house.put("anna", "later", start="DUE:20261203T000000Z", kind="VTODO")
    query, asked = house.query, Query(*NOVEMBER)
    agenda = query.find_agenda(house.cleo, asked)
    assert starts(agenda.events) == starts(query.find_occurrences(house.cleo, asked))
    assert agenda.todos == query.find_todos(house.cleo, asked)
    assert (agenda.events.total, len(agenda.todos)) == (3, 1)


@BOTH
def test_verbs_at_once_see_one_state(house: Household) -> None:
    saved = house.put("anna", "one")
    with house.service.read(house.anna) as unit:
        assert objects.get(unit, saved.id).stored.version == 1
        house.put("anna", "one", "SUMMARY:changed meanwhile")
        house.put("anna", "two")
        assert objects.get(unit, saved.id).stored.version == 1
        assert len(query.find_objects(unit, house.calendar.id)) == 1
        assert [each.id for each in calendars.get_some(unit, [house.calendar.id, 4711])] == [house.calendar.id]
    assert house.objects.get(house.anna, saved.id).stored.version == 2


@BOTH
def test_the_objects_in_a_window(house: Household) -> None:
    inside = house.put("anna", "in", "DTEND:20261110T110000Z", start="DTSTART:20261110T100000Z")
    at_start = house.put("anna", "point", start="DTSTART:20261101T000000Z")
    house.put("anna", "ends at the start", "DTEND:20261101T000000Z", start="DTSTART:20261031T230000Z")
    house.put("anna", "point at the end", start="DTSTART:20261201T000000Z")
    house.put("anna", "between", "RRULE:FREQ=YEARLY", start="DTSTART:20200715T100000Z")
    series = house.put("anna", "yearly", "RRULE:FREQ=YEARLY", start="DTSTART:20201115T100000Z")
    todo = house.put("anna", "some day", start="", kind="VTODO")
    due = house.put("anna", "due", start="DUE:20261103T000000Z", kind="VTODO")
    query = house.query
    found = query.find_objects(house.anna, house.calendar.id, start=NOVEMBER[0], end=NOVEMBER[1])
    assert [each.id for each in found] == [inside.id, at_start.id, series.id, todo.id, due.id]
    events = query.find_objects(house.anna, house.calendar.id, start=NOVEMBER[0], kinds=(ObjectKind.EVENT,))
    assert [each.stored.facts.uid for each in events] == ["in", "point", "point at the end", "between", "yearly"]
    assert len(query.find_objects(house.anna, house.calendar.id)) == 8
    todos = query.find_todos(house.anna, Query(*NOVEMBER))
    assert [each.id for each in todos] == [todo.id, due.id]
    assert [each.id for each in query.find_todos(house.anna, Query(at(10), at(11)))] == [todo.id]


def test_days_that_have_events(house: Household) -> None:
    house.put("anna", "day", "DTEND;VALUE=DATE:20261112", start="DTSTART;VALUE=DATE:20261110")
    house.put("anna", "night", "DTEND:20261116T020000Z", start="DTSTART:20261115T220000Z")
    house.put("anna", "till midnight", "DTEND:20261119T000000Z", start="DTSTART:20261118T220000Z")
    house.put("anna", "early", start="DTSTART:20261031T233000Z")
    days = house.query.find_days(house.anna, Query(*NOVEMBER)).days
    assert [day.day for day in days] == [10, 11, 15, 16, 18]
    berlin = Query(*NOVEMBER, time_zone="Europe/Berlin")
    assert [day.day for day in house.query.find_days(house.anna, berlin).days] == [10, 11, 15, 16, 18, 19]


def test_days_are_bounded(store: Store) -> None:
    house = Household.of(Service.of(store, limits=Limits(occurrences=50)))
    house.put("anna", "age", "DTEND;VALUE=DATE:99990101", start="DTSTART;VALUE=DATE:00010102")
    ever = Query(datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
    with refused(Kind.TOO_LARGE):
        house.query.find_days(house.anna, ever)
    assert len(house.query.find_days(house.anna, Query(*NOVEMBER)).days) == 30
    assert house.query.find_days(house.anna, Query(at(1), at(2))).days == (date(2026, 11, 1),)


def test_busy_time(house: Household) -> None:
    house.put("anna", "one", "DURATION:PT2H", start="DTSTART:20261110T100000Z")
    house.put("anna", "two", "DURATION:PT2H", "STATUS:TENTATIVE", start="DTSTART:20261110T110000Z")
    house.put("anna", "free", "DURATION:PT9H", "TRANSP:TRANSPARENT", start="DTSTART:20261110T100000Z")
    house.put("anna", "told", "FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20261111T000000Z/PT1H", start="", kind="VFREEBUSY")
    for who in ("anna", "dora"):
        busy = house.query.find_free_busy(house.people[who], Query(*NOVEMBER))
        assert [(each.start, each.end, each.kind) for each in busy] == [
            (at(10, 10), at(10, 12), BusyKind.BUSY),
            (at(10, 12), at(10, 13), BusyKind.TENTATIVE),
            (at(11, 0), at(11, 1), BusyKind.UNAVAILABLE),
        ]
    assert house.query.find_free_busy(house.emil, Query(*NOVEMBER)) == ()


@BOTH
def test_words_are_found_whatever_their_accents(house: Household) -> None:
    saved = house.put(
        "anna", "one", "SUMMARY:Réunion d'Équipe", "LOCATION:Straße 5", "ATTENDEE;CN=Zoë:mailto:z@x.example"
    )
    house.put("anna", "two", "SUMMARY:会議室で", "DESCRIPTION:reuni")
    for asked in ("reunion", "RÉUNIO", "equipe reunion", "strasse", "zoe", "x.example", "5"):
        assert [each.id for each in house.query.search(house.anna, asked).items] == [saved.id], asked
    assert len(house.query.search(house.anna, "reuni").items) == 2
    assert len(house.query.search(house.anna, "議室").items) == 1
    for asked in ("", "  ", "%", "_", "'; DROP TABLE", "union", "reunion q", "\x00", "\ud800"):
        assert house.query.search(house.anna, asked).items == (), asked
    assert house.query.search(house.emil, "reunion").items == ()


@BOTH
def test_a_search_is_paged(house: Household) -> None:
    ids = [
        house.put("anna", f"u{number}", "SUMMARY:same", *["CLASS:PRIVATE"] * (number % 3 == 0)).id
        for number in range(10)
    ]
    alone = house.own("anna")
    single = house.put("anna", "single", "SUMMARY:same", calendar_id=alone.id)
    house.objects.share(house.anna, single.id, [grant_to(house.cleo, Level.READ)], now=NOW)
    wanted = sorted([single.id, *(each for number, each in enumerate(ids) if number % 3)], reverse=True)
    for limit in (1, 2, 3, 7, 50):
        found, before = [], None
        for _ in range(20):
            page = house.query.search(house.cleo, "same", before_id=before, limit=limit)
            found += [each.id for each in page.items]
            before = page.before_id
            if before is None:
                break
        assert found == wanted, limit


def test_seeing_a_thousand_objects_is_quick_enough_to_be_one_question(house: Household) -> None:
    """What does not touch the window is not read: a bound on the work, not on the clock."""
    for number in range(30):
        start = at(1, year=2000) + timedelta(days=number)
        house.put("anna", f"old{number}", start=f"DTSTART:{start:%Y%m%dT%H%M%SZ}")
    house.put("anna", "now")
    with house.service.store.reading() as transaction:  # the question itself
        low, high = (int(each.timestamp() * 1_000_000) for each in NOVEMBER)
        assert len(list(transaction.objects.window([house.calendar.calendar], low, high))) == 1
