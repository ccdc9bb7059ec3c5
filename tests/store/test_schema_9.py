"""A database that the version with schema 9 made: what it held is there, and everybody may do what he might before."""

import json
import lzma
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.doors.kona.conftest import Kona
from tests.house import House
from tests.units import history_of, objects_of, query_of

from kalends.__main__ import ProgramRoot
from kalends.service.access import caller_of
from kalends.store import migrations
from kalends.store.open import open_store, restore_backup
from kalends.store.sqlite import FILE_NAME

FORMER = Path(__file__).parent / "former"
RECORD: dict[str, Any] = json.loads(lzma.decompress((FORMER / "schema-9.json.xz").read_bytes()))
NAMES = ("anna", "bert", "cleo", "dora", "emil", "finn", "gwen")
NOW = datetime(2026, 11, 30, tzinfo=UTC)


def unpacked(name: str, folder: Path) -> Path:
    """A file of that time, as it was."""
    file = folder / name
    file.write_bytes(lzma.decompress((FORMER / f"{name}.xz").read_bytes()))
    return file


def data_folder(tmp_path: Path) -> Path:
    """A data folder with the database of schema 9."""
    (tmp_path / "data").mkdir(mode=0o700)
    unpacked("schema-9.sqlite3", tmp_path).rename(tmp_path / "data" / FILE_NAME)
    return tmp_path / "data"


def fill_as_of_then(monkeypatch: pytest.MonkeyPatch, url: str, tmp_path: Path) -> None:
    """Fill a database of PostgreSQL as the program of schema 9 would have."""
    known = tuple(each for each in migrations.migrations() if each.number <= 9)
    with monkeypatch.context() as then:
        then.setattr(migrations, "migrations", lambda: known)
        restore_backup(unpacked("schema-9.backup", tmp_path), url, now=NOW)


@pytest.fixture(params=["sqlite", "postgres", "restored to sqlite", "restored to postgres"])
def house(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """The database, opened or put back from its backup by this version."""
    url = request.getfixturevalue("postgres_url") if "postgres" in request.param else ""
    data = tmp_path / "data"
    if request.param == "sqlite":
        data_folder(tmp_path)
    elif request.param == "postgres":
        fill_as_of_then(monkeypatch, url, tmp_path)
    else:
        restore_backup(unpacked("schema-9.backup", tmp_path), url or data, now=NOW)
    house = House(data, database=url)
    yield house
    house.close()


@pytest.fixture
def kona(house: House) -> Kona:
    kona = Kona(house)
    with house.service() as service:
        for name in NAMES:
            account = service.people.find(f"{name}@example.org")
            kona.callers[name] = caller_of(account, None)
            kona.keys[name] = service.people.keys.add(account.email, label="new", now=ProgramRoot().now()).secret
    return kona


def test_everything_is_as_it_was(kona: Kona) -> None:
    every = RECORD["ids"]["alike"] + RECORD["ids"]["drifted"]
    with kona.house.service() as service:
        rights = {
            f"{who} {seen.id}": seen.access.name
            for who in NAMES
            for seen in objects_of(service).some(kona.callers[who], every)
        }
        assert rights == RECORD["rights"]
        assert service.upkeep.examine(mend=False).complaints == ()
    for call, (status, text) in RECORD["answers"].items():
        who, path = call.split(" ", 1)
        answer = kona.ask(who, "GET", path)
        assert (call, answer.status) == (call, status)
        if status < 400:  # what a fault says is prose
            assert (call, _comparable(who, answer.text)) == (call, _comparable(who, text))
    with kona.house.service() as service:
        _demand_past(service, kona)


def _comparable(who: str, text: str) -> str:
    """An answer without the events of which doors told different things then; all else to the last byte.

    Who does not own an event was shown its default role then, and is now shown their own.
    """
    told = json.loads(text)
    for calendar in told["response"] if isinstance(told.get("response"), list) else [told]:
        for name, number in (("events", "objectId"), ("calendar_events", "id")):
            if name in calendar:
                drifted = RECORD["ids"]["drifted"]
                calendar[name] = [each for each in calendar[name] if int(each[number]) not in drifted]
        for event in calendar.get("events", []):  # what is shown since
            event.pop("recurrenceId", None)
    for event in told.get("calendar_events", []):
        if who not in ("anna", "bert", "emil"):
            assert event.pop("default_role") in (1, 2, 3)
    for space in told.get("spaces", []):  # attributes that are shown since
        assert space.pop("space_type", space["category"]) == space["category"]
        assert space.pop("account_id", 1) == 1
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _demand_past(service: Any, kona: Kona) -> None:
    """What was changed, deleted and removed comes back with all that stood beside it."""
    bert, later = kona.callers["bert"], NOW + timedelta(days=1)
    found = {each.summary: each for each in history_of(service).get_departures(bert, RECORD["space"])}
    assert set(found) == {"Deleted", "Deleted alone"}
    number = history_of(service).restore(bert, found["Deleted"].object_id, found["Deleted"].version, now=later).id
    back = kona.one("finn", number)
    terms = {name: back[name] for name in ("status", "stakeholder", "default_role", "external_object")}
    thing = {"id": "9", "name": "Old thing"}
    assert terms == {"status": 4, "stakeholder": 2, "default_role": 2, "external_object": thing}
    objects_of(service).delete(bert, number, now=later)
    (changed,) = query_of(service).search(bert, "after").items
    history_of(service).restore(bert, changed.id, 1, now=later)
    back = kona.one("bert", changed.id)
    assert (back["name"], back["status"], back["external_object"]) == ("Before", 0, thing)
    assert (back["visibility"], back["default_role"]) == (1, 2)
    history_of(service).restore(bert, changed.id, 3, now=later)


def test_where_doors_had_drifted_apart_each_shows_what_holds(kona: Kona) -> None:
    nobody, without, reads, lowered, alone, everyone = RECORD["ids"]["drifted"]
    owner = {nobody: "bert", without: "bert", reads: "bert", lowered: "bert", alone: "bert", everyone: "emil"}
    shown = {number: kona.one(who, number)["stakeholder"] for number, who in owner.items()}
    assert shown == {nobody: 1, without: 1, reads: 1, lowered: 1, alone: 0, everyone: 2}
    with kona.house.service() as service:
        seen = {number: objects_of(service).get(kona.callers[who], number) for number, who in owner.items()}
        dora, cleo = kona.id("dora"), kona.id("cleo")
        policies = {number: each.stored.draft.policy for number, each in seen.items()}
        assert (policies[without].participants, policies[without].departed) == ((), (dora,))
        assert (policies[without].editors, policies[reads].participants) == ((cleo,), (dora,))
        assert policies[lowered].editors == ()
        assert seen[alone].grants == ()


def test_a_backup_of_then_holds_what_the_database_held(tmp_path: Path) -> None:
    restore_backup(unpacked("schema-9.backup", tmp_path), tmp_path / "back", now=NOW)
    stores = [open_store(tmp_path / "back"), open_store(data_folder(tmp_path))]
    pages = []
    for store in stores:
        with store.reading() as transaction:
            owned = [transaction.calendars.owned(account.id) for account in transaction.accounts.all()]
            objects = [each for some in owned for calendar in some for each in transaction.objects.walk(calendar)]
            pages.append((objects, transaction.properties.of_objects(objects)))
        store.close()
    assert pages[0] == pages[1]
    assert len(pages[0][0]) > 30
    assert len(pages[0][1]) == 2
