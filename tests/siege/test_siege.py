"""A short siege of each database; the long one is `make siege`. How long an answer took is asked only there."""

import socket
from pathlib import Path
from random import Random
from threading import Thread

import pytest
from tests.siege.mutation import drawn, seeds, written
from tests.siege.oracle import Words
from tests.siege.report import STATES, Bound, Finding, Report, Tally
from tests.siege.run import KINDS, Siege
from tests.siege.server import served
from tests.siege.wire import Answer, Connection, Gone

REQUESTS = 400
SECONDS = 60
SEED = 20


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_a_short_siege(database: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    place = tmp_path / "data" if database == "sqlite" else request.getfixturevalue("postgres_url")
    with served(place, tmp_path, households=3) as site:
        report = Siege(site, database, SEED, REQUESTS, SECONDS).run()
    assert report.tally.findings == [], report.text()
    assert report.tally.total >= REQUESTS
    assert report.tally.successes > 0.3
    assert set(report.tally.requests) == set(KINDS), report.text()
    assert all(report.tally.states[name] for name in ("stored", "shared", "moved", "deleted")), report.text()


def answer(text: str) -> Answer:
    return Answer(200, b"HTTP/1.1 200 OK", text.encode())


def test_a_word_is_for_its_readers_alone() -> None:
    words = Words()
    word = words.new(Random(1), 0, [1, 2])
    shown = answer(f"a {word.upper()} b")
    assert list(words.leaks(0, 1, b"", shown)) == []
    assert list(words.leaks(0, 3, b"", shown)) == [word]
    assert list(words.leaks(0, None, b"", shown)) == [word]
    assert list(words.leaks(0, 3, f"q={word}".encode(), shown)) == []
    assert list(words.leaks(0, 3, b"", answer("a b"))) == []
    head = Answer(404, f"HTTP/1.1 404\r\nx: {word}".encode(), b"")
    assert list(words.leaks(0, 3, b"", head)) == [word]


def test_who_loses_a_word_may_have_had_it_through_another_client() -> None:
    words = Words()
    word = words.new(Random(1), 0, [1, 2])
    words.allow(word, 0, [1])
    assert list(words.leaks(0, 2, b"", answer(word))) == [word]
    assert list(words.leaks(1, 2, b"", answer(word))) == []
    words.open(word)
    assert list(words.leaks(0, 3, b"", answer(word))) == []
    assert list(words.leaks(0, None, b"", answer(word))) == [word]


def report_of(*statuses: int, memory: tuple[int, ...] = (), states: tuple[str, ...] = STATES, **more: object) -> Report:
    tally = Tally()
    for status in statuses:
        tally.count("people", 1, status, 0.1, "GET /")
    tally.states.update(states)
    for name, value in more.items():
        setattr(tally, name, value)
    return Report("sqlite", 1, (), tally, 1.0, memory)


CHUNKED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
FOUND = [Finding("people", 7, "GET /", "why")]


@pytest.mark.parametrize(
    ("report", "failed"),
    [
        (report_of(200, 501, 503), []),
        (report_of(200, 500), ["no 5xx but 501 and 503"]),
        (report_of(200, 400, 400, 400), ["at least 30% are 2xx"]),
        (report_of(200, states=STATES[1:]), ["every state reached"]),
        (report_of(200, findings=FOUND), ["nothing that must not be"]),
        (report_of(200, late=FOUND), ["no answer over 2 s"]),
        (report_of(200, memory=(50, 90, 100, 105, 110)), []),
        (report_of(200, memory=(50, 90, 100, 105, 111)), ["memory of the last quarter"]),
    ],
)
def test_what_a_siege_is_held_to(report: Report, failed: list[str]) -> None:
    assert [bound.name for bound in report.bounds() if not bound.holds] == failed
    assert report.passed is (not failed)


def test_a_report_says_how_to_play_a_scene_again() -> None:
    report = report_of(200, findings=FOUND)
    assert 'make siege ARGS="--database sqlite --seed 1 --only 7"' in report.text()
    other = Report("sqlite", 1, ("raw",), report.tally, 1.0, (), [Bound("bomb: x", "2 s", False)])
    assert "--only 7 --kinds raw" in other.text()
    assert "FAIL  bomb: x" in other.text()


def test_the_same_seed_makes_the_same_texts_and_others_make_others() -> None:
    made = [written(drawn(draw, "uid"), draw) for draw in (Random(1), Random(1), Random(2))]
    assert made[0] == made[1] != made[2]
    assert len(seeds()) > 50
    many = {written(drawn(draw, "uid"), draw) for draw in map(Random, range(300))}
    assert len(many) > 250


@pytest.mark.parametrize(
    ("octets", "status", "body", "closes"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", 200, b"abc", False),
        (
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1;a=b\r\na\r\n02\r\nbc\r\n0\r\nx: y\r\n\r\n",
            200,
            b"abc",
            False,
        ),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n", 204, b"", True),
    ],
)
@pytest.mark.parametrize("width", [1, 7, 1000])
def test_an_answer_is_read_to_its_end_and_no_further(
    octets: bytes, status: int, body: bytes, closes: bool, width: int
) -> None:
    following = b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n"
    with socket.create_server(("127.0.0.1", 0)) as server:
        connection = Connection(server.getsockname()[1])
        accepted, _ = server.accept()
        whole = octets + following
        thread = Thread(target=lambda: [accepted.sendall(whole[at : at + width]) for at in range(0, len(whole), width)])
        thread.start()
        first, second = connection.answer(), connection.answer()
        thread.join()
        accepted.close()
        with pytest.raises(Gone):
            connection.answer()
        connection.close()
    assert (first.status, first.body, first.closes, second.status) == (status, body, closes, 404)
