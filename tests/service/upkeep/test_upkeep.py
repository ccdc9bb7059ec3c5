"""Indexing anew, and finding what is wrong."""

from dataclasses import replace
from pathlib import Path

import apsw
import psycopg
import pytest
from tests.service.household import BOTH, Household, at

from kalends.service.query import Query
from kalends.store.sqlite import FILE_NAME

ASKED = Query(at(1), at(30))


def spoil(database: str | Path, sql: str) -> None:
    """Do to the database what only a fault of ours, or somebody's hand, could do."""
    if isinstance(database, str):
        with psycopg.connect(database) as elsewhere:
            assert elsewhere.execute(sql.encode()).rowcount > 0
        return
    connection = apsw.Connection(str(database / FILE_NAME))
    connection.execute(sql)
    assert connection.changes() > 0
    connection.close()


def filled(house: Household) -> Household:
    house.put("anna", "one", "SUMMARY:x", "RRULE:FREQ=WEEKLY")
    house.put("anna", "two", start="DTSTART;TZID=Europe/Berlin:20261110T100000")
    house.put("anna", "three", start="", kind="VTODO")
    return house


@BOTH
def test_a_sound_store_has_no_complaints(house: Household) -> None:
    told: list[int] = []
    found = filled(house).service.upkeep.examine(told=told.append)
    assert (found.calendars, found.objects, found.complaints, found.healthy) == (1, 3, (), True)
    assert told == [3]
    assert house.service.upkeep.reindex() == 0


def test_the_index_is_mended(house: Household, database: Path) -> None:
    filled(house)
    before = house.query.find_occurrences(house.anna, ASKED)
    spoil(database, "UPDATE object SET first = 0, last = 1, summary = 'wrong' WHERE uid = 'one'")
    assert house.query.find_occurrences(house.anna, ASKED).total < before.total
    dry = house.service.upkeep.examine(mend=False)
    assert [(each.code, each.mended) for each in dry.complaints] == [("index", False)]
    assert not dry.healthy
    found = house.service.upkeep.examine()
    assert [(each.code, each.mended) for each in found.complaints] == [("index", True)]
    assert found.healthy
    assert house.query.find_occurrences(house.anna, ASKED).total == before.total
    assert house.service.upkeep.examine().complaints == ()


def test_what_depends_on_tz_data_is_indexed_anew(house: Household, database: Path) -> None:
    filled(house)
    assert house.service.upkeep.follow_tz_data() == 0
    assert house.service.upkeep.follow_tz_data() is None
    spoil(database, "UPDATE object SET first = 0, last = 1")
    spoil(database, "UPDATE note SET text = '2019c' WHERE name = 'tzdata'")
    assert house.service.upkeep.follow_tz_data() == 1, "the one with a TZID"
    assert house.service.upkeep.reindex() == 2, "the others"


@pytest.mark.parametrize(
    ("sql", "codes"),
    [
        ("UPDATE object SET content = 'x' WHERE uid = 'one'", {"unreadable"}),
        ("UPDATE object SET content = '' WHERE uid = 'one'", {"unreadable"}),
        ("UPDATE object SET content = replace(content, 'UID:one', 'UID:two') WHERE uid = 'one'", {"etag", "index"}),
        ("UPDATE object SET content = content || content WHERE uid = 'one'", {"etag", "object"}),
        ("UPDATE object SET etag = 'x' WHERE uid = 'one'", {"etag"}),
    ],
)
def test_what_cannot_be_mended_is_told(house: Household, database: Path, sql: str, codes: set[str]) -> None:
    filled(house)
    spoil(database, sql)
    found = house.service.upkeep.examine()
    assert {each.code for each in found.complaints} == codes
    assert not found.healthy


GRANT = "INSERT INTO calendar_grant (owner_id, calendar_id, object_id, holder_kind, holder_id, level)"
MISFITS = {
    "UPDATE calendar SET size = 7": {"calendar-size"},
    "UPDATE calendar SET counter = 1": {"change-counter"},
    "UPDATE calendar SET swept = 99": {"change-counter"},
    f"{GRANT} VALUES (1, 1, 99, 'account', 2, 'read')": {"left-over"},
    f"{GRANT} VALUES (1, 1, 0, 'account', 99, 'read')": {"left-over"},
    f"{GRANT} VALUES (1, 1, 1, 'group', 99, 'read')": {"left-over"},
    "INSERT INTO object_view (owner_id, calendar_id, object_id, account_id, hidden) VALUES (1, 1, 99, 2, 1)": {
        "left-over"
    },
    "INSERT INTO object_words (owner_id, calendar_id, object_id, words) VALUES (1, 1, 99, ' x')": {"left-over"},
    "DELETE FROM object_words": {"words"},
    "UPDATE object_words SET words = ' wrong' WHERE object_id = 1": {"words"},
}


@BOTH
@pytest.mark.parametrize("sql", MISFITS)
def test_what_does_not_fit_together_is_mended(house: Household, database: str | Path, sql: str) -> None:
    filled(house)
    before = house.calendars.get(house.anna, 1).grants
    spoil(database, sql)
    dry = house.service.upkeep.examine(mend=False)
    assert ({each.code for each in dry.complaints}, dry.healthy) == (MISFITS[sql], False)
    found = house.service.upkeep.examine()
    assert ({each.code for each in found.complaints}, found.healthy) == (MISFITS[sql], True)
    assert house.service.upkeep.examine().complaints == ()
    assert [each.stored.id for each in house.query.search(house.anna, "x").items] == [1]
    assert house.calendars.get(house.anna, 1).grants == before
    house.put("anna", "four")
    assert house.service.upkeep.examine().complaints == ()


def test_a_spoilt_text_hides_nothing_else(house: Household, database: Path) -> None:
    filled(house)
    spoil(database, "UPDATE object SET content = 'x' WHERE uid = 'one'")
    found = house.query.find_occurrences(house.anna, ASKED)
    assert (found.total, list(found.unreadable)) == (1, [1])
    assert house.get("dora", 1).busy
    out = "".join(house.service.transfer.export(house.anna, house.calendar.id))
    assert out.count("BEGIN:VEVENT") == 1
    assert len(house.query.find_objects(house.anna, house.calendar.id, start=ASKED.start)) == 3
    assert replace(found, total=0) != found
