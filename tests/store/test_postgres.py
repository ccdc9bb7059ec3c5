"""The PostgreSQL store beyond the contract: opening, trouble, collisions, many processes at once."""

import subprocess
import sys
import threading

import psycopg
import pytest

from kalends.errors import Fault, Kind
from kalends.service.ports import Collision, Outage
from kalends.service.ports.store import OUTAGE_SECONDS
from kalends.service.retry import retry_collisions
from kalends.store import migrations
from kalends.store.open import open_store
from kalends.store.postgres import PostgresStore
from kalends.store.postgres.database import connection_options


def fault_of(url: str) -> Fault:
    with pytest.raises(Fault) as caught:
        open_store(url)
    return caught.value


def test_a_url_that_leads_nowhere() -> None:
    fault = fault_of("postgresql://nobody:secret@127.0.0.1:1/calendar?connect_timeout=2")
    assert fault.kind is Kind.BUSY
    assert "127.0.0.1" in fault.detail
    assert "secret" not in fault.detail


@pytest.mark.parametrize("url", ["postgresql://[", "postgresql://host/name?colour=red", "mysql://host/name", "data"])
def test_what_is_no_url(url: str) -> None:
    fault = fault_of(url)
    assert fault.kind is Kind.INVALID
    assert "postgresql://user@host/name" in fault.detail


def test_a_database_that_is_not_there(postgres_server: str) -> None:
    fault = fault_of(postgres_server.replace("/postgres?", "/none?"))
    assert fault.kind is Kind.BUSY
    assert '"none" does not exist' in fault.detail


def test_what_the_url_says_counts() -> None:
    assert connection_options("postgresql://h/n?application_name=mine")["client_encoding"] == "UTF8"
    assert "application_name" not in connection_options("postgresql://h/n?application_name=mine")


def test_a_database_of_another_program(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as other:
        other.execute("CREATE TABLE recipe (name TEXT)")
    assert fault_of(postgres_url).kind is Kind.INVALID
    with psycopg.connect(postgres_url) as other:
        assert other.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
        ).fetchall() == [("recipe",)]


def test_a_database_of_a_newer_kalends(postgres_url: str) -> None:
    open_store(postgres_url).close()
    with psycopg.connect(postgres_url) as newer:
        newer.execute("INSERT INTO migration (number, name) VALUES (9999, '9999_moon.sql')")
    assert fault_of(postgres_url).kind is Kind.UNSUPPORTED


def test_a_schema_that_fails_leaves_nothing(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    good = migrations.migrations()[0]
    bad = migrations.Migration(2, "0002_bad.sql", "CREATE TABLE half (a TEXT); CREATE TABLE half (a TEXT)")
    monkeypatch.setattr(migrations, "migrations", lambda: (good, bad))
    with pytest.raises(psycopg.errors.DuplicateTable):
        open_store(postgres_url)
    monkeypatch.undo()
    open_store(postgres_url).close()


def test_a_closed_store_is_busy(postgres_url: str) -> None:
    store = open_store(postgres_url)
    store.close()
    with pytest.raises(Fault) as caught, store.reading():
        pytest.fail("read from a closed store")
    assert caught.value.kind is Kind.BUSY


def broken(postgres_url: str) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'kalends' AND pid <> pg_backend_pid()"
        )


def test_a_store_gets_over_broken_connections(postgres_url: str) -> None:
    store = open_store(postgres_url)
    with store.writing() as one, store.writing() as two:
        one.notes.put("a", "1")
        two.notes.put("b", "2")
    broken(postgres_url)
    with pytest.raises(Fault) as caught, store.reading() as transaction:
        transaction.notes.find("a")
    assert (caught.value.kind, caught.value.retry_after) == (Kind.BUSY, 1)
    with store.reading() as transaction:
        assert transaction.notes.find("b") == "2"
    store.close()


def test_a_connection_that_was_replaced_is_forgotten(postgres_url: str) -> None:
    store = open_store(postgres_url)

    def read_while_it_breaks() -> None:
        with store.reading() as transaction:
            transaction.notes.find("a")
            broken(postgres_url)
            transaction.notes.find("a")

    for _ in range(5):
        with pytest.raises(Fault):
            read_while_it_breaks()
    with store.reading() as transaction:
        transaction.notes.find("a")
    assert len([each for each in store._known if each.closed]) <= 1
    assert len(store._known) <= 2
    store.close()


def test_a_lock_is_not_waited_for_for_ever(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kalends.store.postgres.connection.BUSY_SECONDS", 0.05)
    store = open_store(postgres_url)
    with store.writing() as first:
        first.lock_named("x")
        with pytest.raises(Fault) as caught, store.writing() as second:
            second.lock_named("x")
        assert caught.value.kind is Kind.BUSY
        assert not isinstance(caught.value, Collision)
    store.close()


def test_one_of_two_that_wait_for_each_other_collides_and_does_it_again(postgres_url: str) -> None:
    store: PostgresStore = open_store(postgres_url)
    both = threading.Barrier(2)
    collisions: list[str] = []

    @retry_collisions
    def verb(first: str, second: str) -> None:
        try:
            with store.writing() as transaction:
                transaction.lock_named(first)
                if not collisions:
                    both.wait()
                transaction.lock_named(second)
                transaction.notes.put(first, transaction.notes.find(first) + "x")
        except Collision:
            collisions.append(first)
            raise

    threads = [threading.Thread(target=verb, args=names) for names in (("a", "b"), ("b", "a"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as transaction:
        assert (transaction.notes.find("a"), transaction.notes.find("b")) == ("x", "x")
    assert collisions
    store.close()


def test_reading_writes_nothing(postgres_url: str) -> None:
    store = open_store(postgres_url)
    with pytest.raises(Fault), store.reading() as transaction:
        transaction.notes.put("a", "b")
    with store.reading() as transaction:
        assert transaction.notes.find("a") == ""
    store.close()


OPEN = """
import sys
from kalends.store.open import open_store
print("ready", flush=True)
sys.stdin.readline()
open_store(sys.argv[1]).close()
"""


def test_four_processes_make_one_schema(postgres_url: str) -> None:
    command = [sys.executable, "-c", OPEN, postgres_url]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    together = [subprocess.Popen(command, **pipes, text=True) for _ in range(4)]
    for process in together:
        assert process.stdout.readline() == "ready\n"
    for process in together:
        process.stdin.write("\n")
        process.stdin.flush()
    assert [process.communicate()[1] for process in together] == [""] * 4
    with psycopg.connect(postgres_url) as other:
        applied = other.execute("SELECT number, name FROM migration WHERE number > 0 ORDER BY number").fetchall()
    assert applied == [(migration.number, migration.name) for migration in migrations.migrations()]


def test_a_new_table_gets_statistics_with_the_first_writes(postgres_url: str) -> None:
    store = open_store(postgres_url)
    for number in range(4):
        with store.writing() as transaction:
            transaction.notes.put("a", str(number))
    store.close()
    with psycopg.connect(postgres_url) as other:
        [(rows,)] = other.execute("SELECT reltuples FROM pg_class WHERE oid = 'object'::regclass").fetchall()
    assert rows == 0  # -1: nobody has looked


def refused_by(store: PostgresStore) -> Outage:
    with pytest.raises(Outage) as caught, store.writing() as transaction:
        transaction.notes.put("a", "b")
    assert caught.value.retry_after == OUTAGE_SECONDS
    assert store.outage is caught.value
    return caught.value


def test_a_database_in_which_the_user_can_only_read(postgres_url: str) -> None:
    open_store(postgres_url).close()
    with psycopg.connect(postgres_url, autocommit=True) as other:
        [schema] = other.execute("SELECT current_schema()").fetchone()
        other.execute(f"CREATE USER {schema}")
        other.execute(f"GRANT USAGE ON SCHEMA {schema} TO {schema}")
        other.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {schema}")
    # brought up to date before, so nothing is written when it is opened
    store = open_store(f"{postgres_url}&user={schema}")
    with store.reading() as transaction:
        assert not transaction.accounts.any()
    assert store.outage is None
    assert "all rights" in refused_by(store).detail
    store.close()


def test_tables_that_are_gone(postgres_url: str) -> None:
    store = open_store(postgres_url)
    with psycopg.connect(postgres_url, autocommit=True) as other:
        [schema] = other.execute("SELECT current_schema()").fetchone()
        other.execute(f"ALTER SCHEMA {schema} RENAME TO elsewhere_{schema}")
    assert "not there any more" in refused_by(store).detail
    with pytest.raises(Outage), store.reading() as transaction:
        transaction.accounts.any()
    with psycopg.connect(postgres_url, autocommit=True) as other:
        other.execute(f"ALTER SCHEMA elsewhere_{schema} RENAME TO {schema}")
    with store.writing() as transaction:
        transaction.notes.put("a", "b")
    assert store.outage is None
    store.close()


@pytest.mark.parametrize(("state", "word"), [("53100", "full"), ("25006", "only be read"), ("58030", "fails")])
def test_a_database_that_takes_no_writes(postgres_url: str, state: str, word: str) -> None:
    store = open_store(postgres_url)
    with psycopg.connect(postgres_url, autocommit=True) as other:
        other.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{state}'; END $$"
        )
        other.execute("CREATE TRIGGER refuse BEFORE INSERT ON note FOR EACH ROW EXECUTE FUNCTION refuse()")
    assert word in refused_by(store).detail
    with store.reading() as transaction:
        assert not transaction.accounts.any()
    assert store.outage is not None
    with psycopg.connect(postgres_url, autocommit=True) as other:
        other.execute("DROP TRIGGER refuse ON note")
    with store.writing() as transaction:
        transaction.notes.put("a", "b")
    assert store.outage is None
    store.close()
