"""Every limit of the verbs at its value, which is taken, and one above, which is refused."""

from collections.abc import Callable
from dataclasses import fields

import pytest
from tests.service.household import NOW, Household, at, grant_to, text_of

from kalends.errors import Fault, Kind
from kalends.service.calendars import CalendarChange, NewCalendar
from kalends.service.calendars import values as of_calendars
from kalends.service.house import Service
from kalends.service.limits import Limits
from kalends.service.objects.text import LONGEST_UID
from kalends.service.objects.writes import LONGEST_HREF
from kalends.service.people import fields as of_people
from kalends.service.ports import Store
from kalends.service.query import Query
from kalends.service.records import Level, Look

PEOPLE = ("bert", "cleo", "dora", "emil", "finn")
WEEK = Query(at(24), at(28))


def of_size(octets: int) -> str:
    """An object with a text of so many octets, none of which is a letter more."""
    return text_of("one", "SUMMARY:" + "x" * (octets - len(text_of("one", "SUMMARY:"))))


def put(house: Household, text: str, href: str | None = None) -> None:
    house.objects.put(house.anna, house.calendar.id, text, href=href, now=NOW)


def put_guests(house: Household, number: int) -> None:
    put(house, text_of("one", *(f"ATTENDEE:mailto:{at}@example.org" for at in range(number))))


def put_objects(house: Household, number: int) -> None:
    for each in range(number):
        put(house, text_of(str(each)))


def make_calendars(house: Household, number: int) -> None:
    for each in range(number):
        house.own("emil", str(each))


def share_calendar(house: Household, number: int) -> None:
    grants = [grant_to(house.people[name], Level.READ) for name in PEOPLE[:number]]
    house.calendars.share(house.anna, house.calendar.id, grants, now=NOW)


def share_object(house: Household, number: int) -> None:
    saved = house.put("anna")
    grants = [grant_to(house.people[name], Level.READ) for name in PEOPLE[:number]]
    house.objects.share(house.anna, saved.id, grants, now=NOW)


def recurring(house: Household, number: int) -> None:
    house.put("anna", "one", f"RRULE:FREQ=HOURLY;COUNT={number - 1}", "DURATION:PT1H")
    house.put("anna", "two", "DURATION:PT1H")


def list_occurrences(house: Household, number: int) -> None:
    recurring(house, number)
    assert house.query.find_occurrences(house.anna, WEEK).total == number


def find_busy_time(house: Household, number: int) -> None:
    recurring(house, number)
    assert house.query.find_free_busy(house.anna, WEEK)


def find_busy_time_of_one(house: Household, number: int) -> None:
    house.put("anna", "one", f"RRULE:FREQ=HOURLY;COUNT={number}", "DURATION:PT1H")
    assert house.query.find_free_busy(house.anna, WEEK)


def list_days(house: Household, number: int) -> None:
    house.put("anna", "one", f"DURATION:P{number}D")
    days = house.query.find_days(house.anna, Query(at(20), at(28, month=12))).days
    assert len(days) == number + 1  # from 10:00 on the first to 10:00 on the last


def take_in(house: Household, number: int) -> None:
    assert house.service.transfer.take_in(house.anna, house.calendar.id, of_size(number), now=NOW).added == 1


LIMITED: dict[str, tuple[str, Callable[[Household, int], None], int]] = {
    "octets of an object": ("object_octets", lambda house, number: put(house, of_size(number)), 1_000),
    "attendees": ("attendees", put_guests, 5),
    "objects": ("objects", put_objects, 3),
    "calendars": ("calendars", make_calendars, 3),
    "grants on a calendar": ("grants", share_calendar, 4),
    "grants on an object": ("grants", share_object, 4),
    "occurrences": ("occurrences", list_occurrences, 10),
    "busy periods": ("occurrences", find_busy_time, 10),
    "busy periods of one object": ("occurrences", find_busy_time_of_one, 10),
    "octets of a file": ("import_octets", take_in, 1_000),
}


@pytest.mark.parametrize("name", LIMITED)
def test_a_limit_is_the_most_that_is_taken(store: Store, name: str) -> None:
    field, verb, most = LIMITED[name]
    house = Household.of(Service.of(store, limits=Limits(**{field: most})))  # type: ignore[arg-type]  # all are numbers
    verb(house, most)


@pytest.mark.parametrize("name", LIMITED)
def test_one_more_is_refused(store: Store, name: str) -> None:
    field, verb, most = LIMITED[name]
    house = Household.of(Service.of(store, limits=Limits(**{field: most})))  # type: ignore[arg-type]  # all are numbers
    with pytest.raises(Fault) as caught:
        verb(house, most + 1)
    assert caught.value.kind is Kind.TOO_LARGE
    assert f"{most:,}" in caught.value.detail


def test_days(store: Store) -> None:
    house = Household.of(Service.of(store, limits=Limits(occurrences=10)))
    list_days(house, 9)
    with pytest.raises(Fault) as caught:
        list_days(house, 10)
    assert caught.value.kind is Kind.TOO_LARGE


def test_octets_of_the_texts_that_are_read_for_one_answer(store: Store) -> None:
    """Twice those of the answer."""
    house = Household.of(Service.of(store, limits=Limits(answer_octets=1_000, object_octets=1_000)))
    put(house, of_size(1_000))
    put(house, of_size(1_000).replace("UID:one", "UID:two"))
    assert house.query.find_occurrences(house.anna, WEEK).total == 2
    put(house, text_of("three"))
    with pytest.raises(Fault) as caught:
        house.query.find_occurrences(house.anna, WEEK)
    assert caught.value.kind is Kind.TOO_LARGE


def test_every_limit_is_among_them() -> None:
    """`kept_…` are tested with the files, `history` and `events` with the upkeep, `items` one by one with the texts."""
    elsewhere = {"kept_files", "kept_octets", "history", "events", "items", "answer_octets"}
    assert {each.name for each in fields(Limits)} == {field for field, *_ in LIMITED.values()} | elsewhere


def change(house: Household, **fields_of_it: str | int) -> None:
    house.calendars.change(house.anna, house.calendar.id, CalendarChange(**fields_of_it), now=NOW)  # type: ignore[arg-type]  # each row has its own


LONGEST: dict[str, tuple[int, Callable[[Household, int], object]]] = {
    "UID": (LONGEST_UID, lambda house, number: put(house, text_of("x" * number))),
    "href": (LONGEST_HREF, lambda house, number: put(house, text_of(str(number)), "x" * number)),
    "title": (of_calendars.LONGEST_TITLE, lambda house, number: change(house, title="x" * number)),
    "description": (of_calendars.LONGEST_DESCRIPTION, lambda house, number: change(house, description="x" * number)),
    "colour": (of_calendars.LONGEST_COLOUR, lambda house, number: change(house, colour="x" * number)),
    "alert": (of_calendars.MOST_MINUTES, lambda house, number: change(house, alert=number)),
    "name of a calendar": (
        of_calendars.LONGEST_NAME,
        lambda house, number: house.calendars.create(house.anna, NewCalendar(Look("x"), "x" * number), now=NOW),
    ),
}


@pytest.mark.parametrize("name", LONGEST)
def test_the_longest_is_taken_and_one_letter_more_is_not(house: Household, name: str) -> None:
    most, verb = LONGEST[name]
    verb(house, most)
    with pytest.raises(Fault) as caught:
        verb(house, most + 1)
    assert caught.value.kind in (Kind.INVALID, Kind.TOO_LARGE)


def test_the_longest_name_label_and_password() -> None:
    rules = [
        (of_people.flaws_of_name, of_people.LONGEST_NAME),
        (of_people.flaws_of_label, of_people.LONGEST_LABEL),
        (of_people.flaws_of_password, of_people.LONGEST_PASSWORD),
    ]
    for flaws, most in rules:
        assert not list(flaws("x-" * (most // 2)))
        assert list(flaws("x-" * (most // 2) + "x"))
