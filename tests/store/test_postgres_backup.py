"""Backups from each kind of database into each kind."""

import stat
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import apsw
import psycopg
import pytest
from tests.service.household import NOW, Household, text_of
from tests.units import calendars_of, objects_of

from kalends.errors import Fault, Kind
from kalends.service.house import Service
from kalends.service.objects import Extras
from kalends.service.people.oauth import Asking, NewClient, Redemption
from kalends.service.people.proof import proof_of
from kalends.service.ports import Store
from kalends.service.records import NO_ALERT, ClientDraft, KeptFile, Scope, Ticket, TicketKind
from kalends.store import migrations
from kalends.store.open import open_store, restore_backup

LATER = NOW + timedelta(days=1)
KINDS = ["sqlite", "postgres"]
Make = Callable[[str], str | Path]


@pytest.fixture
def make(tmp_path: Path, request: pytest.FixtureRequest) -> Make:
    """Makes an empty place of a kind."""

    def made(kind: str) -> str | Path:
        name = f"p{uuid4().hex}"
        if kind == "sqlite":
            return tmp_path / name
        url = request.getfixturevalue("postgres_server")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {name}")
        return f"{url}&options=-csearch_path%3D{name}"

    return made


def fill(store: Store) -> Household:
    """Something in every corner."""
    house = Household.of(Service.of(store))
    for number in range(30):
        house.put("anna", f"u{number}", f"SUMMARY:{number} Zürich 😀")
    house.put("anna", "u1", "SUMMARY:new")
    cut = text_of("cut", "SUMMARY:ä").encode().replace(b"\xc3", b"\xc3\r\n ")
    house.objects.put(house.anna, house.calendar.id, cut, now=NOW)
    beside = Extras(properties={("test", "colour"): "red"})
    house.objects.put(house.anna, house.calendar.id, text_of("beside"), extras=beside, now=NOW)
    house.objects.put(house.anna, house.calendar.id, text_of("beside", "SUMMARY:new"), now=NOW)
    gone = house.put("anna", "gone")
    house.objects.delete(house.anna, gone.id, now=NOW)
    house.objects.set_alert(house.cleo, 3, NO_ALERT, now=NOW)
    file, me = KeptFile("a", "b", "c"), house.anna.account_id
    house.service.files.keep(file, owner_id=me, now=NOW, lifetime=timedelta(days=1))
    house.service.quota.spend("x", limit=5, seconds=60, now=NOW)
    allowed(house)
    with store.writing() as transaction:
        transaction.networks.note(house.anna.account_id, "a network", now=NOW, keep=100)
        transaction.outbox.append("mail", "{}", due=NOW)
        transaction.notes.put("a", "b")
        client = transaction.clients.add(ClientDraft("shop", "Shop", ("https://a.example/",), Scope.READ, "s"), now=NOW)
        consent = transaction.consents.add(client, house.anna.account_id, Scope.READ, ends=LATER, now=NOW)
        transaction.consents.put(Ticket("digest", consent.id, TicketKind.ACCESS, Scope.READ, LATER))
    return house


def allowed(house: Household) -> None:
    """An application that Anna has allowed something."""
    oauth, back = house.service.oauth, "https://app.example/back"
    made = oauth.applications.add(house.people["gwen"], NewClient("Shop", (back,)), now=NOW)
    asked = oauth.granting.asked(made.client, Asking("code", back))
    anna = replace(house.anna, proof=proof_of(""))
    oauth.granting.redeem(made.client, oauth.granting.allow(anna, asked, now=NOW), Redemption(back), now=NOW)


def contents(file: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of a backup, but the generations."""
    database = apsw.Connection(str(file), flags=apsw.SQLITE_OPEN_READONLY)
    database.execute("PRAGMA query_only = ON")
    found = {}
    for (name,) in list(database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")):
        columns = [row[1] for row in database.execute(f"PRAGMA table_info({name})") if row[1] != "generation"]
        found[name] = sorted(database.execute(f"SELECT {', '.join(columns)} FROM {name}"), key=repr)
    database.close()
    return found


@pytest.mark.parametrize("to", KINDS)
@pytest.mark.parametrize("kind", KINDS)
def test_everything_is_there_afterwards(kind: str, to: str, make: Make, tmp_path: Path) -> None:
    store = open_store(make(kind))
    house = fill(store)
    told: list[int] = []
    store.backup(tmp_path / "one", told=told.append)
    assert (told != []) is (kind == "postgres")
    assert stat.S_IMODE((tmp_path / "one").stat().st_mode) == 0o600
    target = make(to)
    fill(open_store(target))  # all of that is to go
    restore_backup(tmp_path / "one", target, now=LATER, told=told.append)
    other = open_store(target)
    other.backup(tmp_path / "two")
    one, two = contents(tmp_path / "one"), contents(tmp_path / "two")
    assert {name for name, rows in one.items() if not rows} <= {"api_key", "calendar_view", "latch"}
    for name in one.keys() - {"sqlite_sequence", "latch"}:
        assert one[name] == two[name], name
    assert dict(one["sqlite_sequence"]).items() <= dict(two["sqlite_sequence"]).items()
    service = Service.of(other)
    assert service.upkeep.examine().complaints == ()
    seen = calendars_of(service).get(house.anna, house.calendar.id).calendar
    assert seen.generation > house.calendar.calendar.generation
    before = max(row[2] for row in one["object"])
    new = objects_of(service).put(house.anna, house.calendar.id, text_of("brand new"), now=LATER)
    assert new.id > before + 1  # the deleted object had the greatest id
    for each in (store, other):
        each.close()


@pytest.mark.parametrize("to", KINDS)
def test_what_is_no_backup_changes_nothing(to: str, make: Make, tmp_path: Path) -> None:
    place = make(to)
    store = open_store(place)
    with store.writing() as transaction:
        transaction.notes.put("a", "mine")
    store.backup(tmp_path / "newer")
    newer = apsw.Connection(str(tmp_path / "newer"))
    newer.execute("INSERT INTO migration (number, name) VALUES (9999, '9999_moon.sql')")
    newer.close()
    store.backup(tmp_path / "odd")
    odd = apsw.Connection(str(tmp_path / "odd"))
    odd.execute("PRAGMA foreign_keys = OFF; INSERT INTO group_member (group_id, account_id) VALUES (5, 5)")
    odd.close()
    (tmp_path / "text").write_text("no database" * 1000)
    cases = {"newer": Kind.UNSUPPORTED, "odd": Kind.INVALID, "text": Kind.INVALID, "none": Kind.NOT_FOUND}
    for name, kind in cases.items():
        with pytest.raises(Fault) as caught:
            restore_backup(tmp_path / name, place, now=NOW)
        assert caught.value.kind is kind, name
    with store.reading() as transaction:
        assert transaction.notes.find("a") == "mine"
    with pytest.raises(Fault) as caught:
        store.backup(tmp_path / "text")
    assert caught.value.kind is Kind.EXISTS
    store.close()


def test_a_backup_of_before_goes_into_postgresql(make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    all_of_them = migrations.migrations()
    monkeypatch.setattr(migrations, "migrations", lambda: all_of_them[:4])
    old = open_store(tmp_path / "old")
    with old.writing() as transaction:
        transaction.notes.put("a", "of before")
    old.backup(tmp_path / "backup")
    old.close()
    monkeypatch.undo()
    octets, place = (tmp_path / "backup").read_bytes(), make("postgres")
    restore_backup(tmp_path / "backup", place, now=NOW)
    store = open_store(place)
    with store.reading() as transaction:
        assert transaction.notes.find("a") == "of before"
    assert (tmp_path / "backup").read_bytes() == octets
    store.close()


def test_a_backup_of_postgresql_is_one_state(make: Make, tmp_path: Path) -> None:
    store = open_store(make("postgres"))
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            with store.writing() as transaction:
                for name in ("a", "z"):
                    transaction.notes.put(name, str(number))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(4):
            store.backup(tmp_path / str(number))
    finally:
        stop.set()
        writer.join()
    for number in range(4):
        notes = dict(contents(tmp_path / str(number))["note"])
        assert notes.get("a") == notes.get("z")
    store.close()


def test_a_restore_that_fails_leaves_what_was_there(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(make("sqlite"))
    fill(store)
    store.backup(tmp_path / "one")
    place = make("postgres")
    there = open_store(place)
    with there.writing() as transaction:
        transaction.notes.put("a", "mine")

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        restore_backup(tmp_path / "one", place, now=NOW, told=stop)
    with there.reading() as transaction:
        assert transaction.notes.find("a") == "mine"
        assert not transaction.accounts.any()
    with pytest.raises(KeyboardInterrupt):
        there.backup(tmp_path / "half", told=stop)
    assert not (tmp_path / "half").exists()
    for each in (store, there):
        each.close()
