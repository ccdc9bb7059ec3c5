"""Writers of one process on SQLite: their turns, and the commits that they share."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event, Thread
from time import monotonic, sleep

import apsw
import pytest

from kalends.errors import Fault, Kind
from kalends.service.ports import Outage
from kalends.store.sqlite import FILE_NAME, commit_queue, open_store
from kalends.store.sqlite.commit_queue import CommitQueue, SharedTransaction
from kalends.store.sqlite.connection import Connection

PATIENCE = 60
WRITERS, WRITES = 8, 40


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    open_store(tmp_path).close()
    opened = Connection(tmp_path / FILE_NAME)
    yield opened
    opened.close()


@pytest.fixture
def batch(connection: Connection) -> SharedTransaction:
    connection.run("BEGIN IMMEDIATE")
    return SharedTransaction(connection)


def put(batch: SharedTransaction, name: str) -> None:
    with batch.part():
        batch.connection.tables.notes.put(name, "there")


def fail(batch: SharedTransaction, name: str) -> None:
    with pytest.raises(KeyError), batch.part():
        raise KeyError(batch.connection.tables.notes.put(name, "never there"))


def notes(connection: Connection) -> list[str]:
    return [row[0] for row in connection.execute("SELECT name FROM note ORDER BY name")]


def test_who_fails_undoes_his_own_part_alone(batch: SharedTransaction) -> None:
    put(batch, "a")
    fail(batch, "b")
    put(batch, "c")
    assert batch.sound
    batch.end()
    assert notes(batch.connection) == ["a", "c"]
    batch.wait()


def test_where_the_first_fails_all_is_undone_and_nobody_joins(batch: SharedTransaction) -> None:
    fail(batch, "a")
    assert not batch.sound
    batch.end()
    assert notes(batch.connection) == []


def test_everybody_is_told_of_a_commit_that_fails(batch: SharedTransaction) -> None:
    put(batch, "a")
    with batch.part():
        batch.connection.run("PRAGMA defer_foreign_keys = ON")
        batch.connection.execute("INSERT INTO group_member (group_id, account_id) VALUES (1, 1)")
    with pytest.raises(apsw.ConstraintError):
        batch.end()
    with pytest.raises(Fault) as caught:
        batch.wait()
    assert caught.value.kind is Kind.BUSY
    assert notes(batch.connection) == []


def test_everybody_is_told_where_a_failure_undid_everything(batch: SharedTransaction) -> None:
    put(batch, "a")
    with pytest.raises(apsw.SQLError), batch.part():
        batch.connection.run("ROLLBACK; SELECT no_such_function()")
    assert not batch.sound
    batch.end()
    with pytest.raises(Fault) as caught:
        batch.wait()
    assert caught.value.kind is Kind.BUSY
    assert notes(batch.connection) == []


def queued(line: CommitQueue, served: list[int], number: int) -> Thread:
    """A writer that has come to the end of the queue."""

    def write() -> None:
        batch = line.take()
        served.append(number)
        if batch is None or not line.hand_on(batch):
            line.leave()

    thread = Thread(target=write)
    before = len(line._waiting)
    thread.start()
    ends = monotonic() + PATIENCE
    while len(line._waiting) == before and monotonic() < ends:
        sleep(0.001)
    return thread


def test_first_come_first_served(batch: SharedTransaction) -> None:
    line, served = CommitQueue(), []
    assert line.take() is None
    threads = [queued(line, served, number) for number in range(5)]
    assert line.hand_on(batch)
    for thread in threads:
        thread.join()
    assert served == list(range(5))
    assert line.take() is None
    assert not line.hand_on(batch)


def test_who_has_waited_too_long_gives_up(monkeypatch: pytest.MonkeyPatch, batch: SharedTransaction) -> None:
    monkeypatch.setattr(commit_queue, "BUSY_SECONDS", 0.01)
    line = CommitQueue()
    line.take()
    with pytest.raises(Fault) as caught:
        line.take()
    assert (caught.value.kind, caught.value.retry_after) == (Kind.BUSY, 1)
    assert not line.hand_on(batch)
    line.leave()
    assert line.take() is None


def test_a_batch_is_not_endless(monkeypatch: pytest.MonkeyPatch, batch: SharedTransaction) -> None:
    monkeypatch.setattr(commit_queue, "MOST_TOGETHER", 2)
    line, served = CommitQueue(), []
    line.take()
    thread = queued(line, served, 1)
    put(batch, "a")
    put(batch, "b")
    assert not line.hand_on(batch)
    line.leave()
    thread.join()
    assert served == [1]


def test_nobody_joins_who_would_let_others_wait_for_long(
    monkeypatch: pytest.MonkeyPatch, batch: SharedTransaction
) -> None:
    monkeypatch.setattr(commit_queue, "LONGEST_TOGETHER", 0)
    line, served = CommitQueue(), []
    line.take()
    thread = queued(line, served, 1)
    put(batch, "a")
    assert not line.hand_on(batch)
    line.leave()
    thread.join()
    assert served == [1]


def test_what_is_told_done_is_seen_by_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, sizes, start = open_store(tmp_path), [], Barrier(WRITERS)
    end = SharedTransaction.end

    def counted(self: SharedTransaction) -> None:
        sizes.append(self.size)
        end(self)

    monkeypatch.setattr(SharedTransaction, "end", counted)

    def write(name: str) -> None:
        with store.writing() as transaction:
            transaction.notes.put(name, "there")
            if name.endswith("3"):
                raise KeyError(name)

    def writer(number: int) -> None:
        start.wait()
        for each in range(WRITES):
            name = f"{number} {each}"
            if name.endswith("3"):
                with pytest.raises(KeyError):
                    write(name)
            else:
                write(name)
            with store.reading() as transaction:
                assert transaction.notes.find(name) == ("" if name.endswith("3") else "there")

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(writer, range(WRITERS)))
    store.close()
    assert sum(sizes) == WRITERS * WRITES
    assert len(sizes) < sum(sizes)


def test_nobody_is_told_before_the_common_commit(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    first_wrote, second_in, second_may_end, first_told = Event(), Event(), Event(), Event()

    def first() -> None:
        with store.writing() as transaction:
            transaction.notes.put("first", "there")
            first_wrote.set()
            ends = monotonic() + PATIENCE
            while not store._queue._waiting and monotonic() < ends:
                sleep(0.001)
        first_told.set()

    def second() -> None:
        first_wrote.wait()
        with store.writing() as transaction:
            assert transaction.notes.find("first") == "there"
            second_in.set()
            second_may_end.wait()

    threads = [Thread(target=first), Thread(target=second)]
    for thread in threads:
        thread.start()
    second_in.wait()
    assert not first_told.wait(0.1)
    with store.reading() as transaction:
        assert transaction.notes.find("first") == ""
    second_may_end.set()
    for thread in threads:
        thread.join()
    assert first_told.is_set()
    with store.reading() as transaction:
        assert transaction.notes.find("first") == "there"
    store.close()


def test_everybody_is_told_what_is_found_after_the_common_commit(connection: Connection) -> None:
    def confirm() -> None:
        raise Outage("The file is gone.")

    connection.run("BEGIN IMMEDIATE")
    batch = SharedTransaction(connection, confirm)
    put(batch, "a")
    put(batch, "b")
    with pytest.raises(Outage):
        batch.end()
    with pytest.raises(Outage, match="The file is gone"):
        batch.wait()


def test_everybody_is_told_that_the_disk_is_full(batch: SharedTransaction) -> None:
    batch.connection.run(f"PRAGMA max_page_count = {batch.connection.execute('PRAGMA page_count')[0][0]}")
    put(batch, "a")
    with pytest.raises(apsw.FullError), batch.part():
        batch.connection.tables.notes.put("b", "x" * 100_000)
    batch.end()
    with pytest.raises(Outage, match="full"):
        batch.wait()
    assert notes(batch.connection) == []
