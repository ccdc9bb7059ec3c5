"""The line to PostgreSQL: what is sent together, what was prepared, and what becomes of a connection that broke."""

from collections.abc import Iterator

import psycopg
import pytest

from kalends.store.postgres import pipeline
from kalends.store.postgres.connection import READING, WRITING, Connection
from kalends.store.postgres.pipeline import Pipeline, Statement

HUGE = 4_000_000  # octets; more than the buffers of a socket hold


@pytest.fixture
def connection(postgres_url: str) -> Iterator[Connection]:
    opened = Connection(psycopg.connect(postgres_url))
    with opened.transaction(WRITING):
        opened.execute("CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT)")
    yield opened
    opened.close()


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What is sent from now on, each packet by itself."""
    packets: list[list[str]] = []
    send = Pipeline.send

    def noted(self: Pipeline, said: list[Statement]) -> list[tuple[object, ...]]:
        packets.append([sql.decode().split(" ")[0] for sql, _ in said])
        return send(self, said)

    monkeypatch.setattr(Pipeline, "send", noted)
    return packets


def test_what_answers_nothing_goes_with_the_next_question(connection: Connection, sent: list[list[str]]) -> None:
    with connection.transaction(WRITING):
        connection.execute("INSERT INTO thing VALUES (?, ?)", 1, "one")
        assert connection.execute("SELECT name FROM thing WHERE id = ?", 1) == [("one",)]
        connection.execute("UPDATE thing SET name = ? WHERE id = ?", "other", 1)
    assert sent == [["BEGIN", "INSERT", "SELECT"], ["UPDATE", "COMMIT"]]


def test_who_asks_nothing_sends_nothing(connection: Connection, sent: list[list[str]]) -> None:
    with connection.transaction(READING):
        pass
    with pytest.raises(KeyError), connection.transaction(WRITING):
        raise KeyError(*connection.execute("INSERT INTO thing VALUES (?, ?)", 1, "one"))
    assert sent == []


def test_what_fails_later_undoes_all_of_it(connection: Connection) -> None:
    def put() -> None:
        with connection.transaction(WRITING):
            connection.execute("INSERT INTO thing VALUES (1, 'one')")
            connection.execute("INSERT INTO thing VALUES (1, 'again')")
            connection.execute("INSERT INTO thing VALUES (2, 'never done')")

    with pytest.raises(psycopg.errors.UniqueViolation):
        put()
    with connection.transaction(READING):
        assert connection.execute("SELECT id FROM thing") == []


def test_values_come_back_as_they_were(connection: Connection) -> None:
    values = (2**63 - 1, -1, None, "", "ä\r\n\\'", [1, 2**40], ["a,b", '"'], [])
    signs = "CAST(? AS BIGINT), CAST(? AS INTEGER), CAST(? AS TEXT), ?, ?, CAST(? AS BIGINT[]), CAST(? AS TEXT[])"
    with connection.transaction(READING):
        assert connection.execute(f"SELECT {signs}, CAST(? AS TEXT[])", *values) == [values]


def test_an_integer_that_is_too_great_for_a_column_is_not_found(connection: Connection) -> None:
    with connection.transaction(READING):
        assert connection.execute("SELECT name FROM thing WHERE id = ? OR id $among", 2**60, [2**60]) == []


def test_nobody_waits_for_the_other_with_more_than_the_buffers_hold(connection: Connection) -> None:
    with connection.transaction(WRITING):
        for number in range(8):
            connection.execute("INSERT INTO thing VALUES (?, ?)", number, "x" * HUGE)
        rows = connection.execute("SELECT name FROM thing WHERE name <> ?", "y" * HUGE)
    assert [len(row[0]) for row in rows] == [HUGE] * 8


def test_few_statements_stay_prepared(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "MOST_PREPARED", 3)
    for number in (1, 2, 3, 4, 1, 5):
        with connection.transaction(READING):
            assert connection.execute(f"SELECT {number}") == [(number,)]
    kept = {row[0] for row in connection.bare.execute("SELECT statement FROM pg_prepared_statements")}
    assert kept == {READING.decode(), "SELECT 5", "COMMIT"}


def test_a_statement_that_fails_can_be_asked_again(connection: Connection) -> None:
    for _ in range(2):
        with pytest.raises(psycopg.errors.UndefinedTable), connection.transaction(READING):
            connection.execute("SELECT 1 FROM nothing")
    with connection.transaction(READING):
        assert connection.execute("SELECT 1") == [(1,)]


def test_a_connection_that_was_ended_is_closed(connection: Connection, postgres_url: str) -> None:
    def ended() -> None:
        with connection.transaction(WRITING):
            [(pid,)] = connection.execute("SELECT pg_backend_pid()")
            with psycopg.connect(postgres_url, autocommit=True) as other:
                other.execute("SELECT pg_terminate_backend(%s)", [pid])
            connection.execute("SELECT 1")

    with pytest.raises(psycopg.OperationalError):
        ended()
    assert connection.bare.closed


def test_who_is_interrupted_leaves_no_answer_to_the_next(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(self: Pipeline, events: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Pipeline, "_await", interrupted)
    with pytest.raises(KeyboardInterrupt), connection.transaction(WRITING):
        connection.execute("SELECT pg_sleep(0.1)")
    assert connection.bare.closed
