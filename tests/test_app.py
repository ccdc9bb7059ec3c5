"""The server as a whole: its first start, several workers, and its end."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import httpx2
import pytest
from tests.conftest import PATIENCE

from kalends.service.records import AccountDraft
from kalends.store.open import open_store

EVENT = {
    "description": "d",
    "organizer_email": "ada@example.org",
    "attendees_emails": ["grace@example.org"],
    "time_zone": "Europe/Berlin",
    "meeting_date": "24-11-2026",
}

UNASKED = {"pydantic", "rich", "structlog", "lxml", "prometheus_client", "psycopg"}
"""What only a command, a page or another database needs; a worker that has started holds none of it."""

WORKER = """
import os, sys
import msgspec
from kalends import app
from kalends.settings import HANDOVER, load

handover = app.Handover(load({"data": sys.argv[1]}, {}), None, "")
os.environ[HANDOVER] = msgspec.json.encode(handover).decode()
app.create()
print(*sys.modules)
"""


def test_a_worker_loads_what_requests_need(tmp_path):
    command = [sys.executable, "-c", WORKER, str(tmp_path)]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True, timeout=PATIENCE).stdout.split()
    assert "kalends.doors.kona" in loaded
    assert UNASKED.isdisjoint(loaded)


def test_a_start_names_accounts_that_cannot_be_told_apart(start_server, tmp_path):
    store = open_store(tmp_path / "data")
    for number, email in enumerate(("ada@example.org", "ADA@example.org")):
        draft = AccountDraft(email, "", True, "UTC", password_hash="", guid=str(number))
        with store.writing() as transaction:
            transaction.accounts.add(draft, f"stored by hand {number}", now=datetime(2026, 11, 21, tzinfo=UTC))
    store.close()
    log = start_server(tmp_path).log_when("ambiguous accounts")
    assert "ada@example.org (id 1), ADA@example.org (id 2)" in log


def test_the_first_start_tells_a_key_once_and_a_line_that_works(start_server, tmp_path):
    first = start_server(tmp_path)
    assert first.url in first.greeting
    (line,) = re.findall(r"^  (curl .*)$", first.greeting, re.MULTILINE)
    subprocess.run(["sh", "-c", line], cwd=tmp_path, check=True, timeout=PATIENCE)
    assert (tmp_path / "invite.ics").read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    assert first.greeting.count(first.key) == 2
    assert first.key not in first.log()
    first.stop()
    second = start_server(tmp_path)
    assert second.url in second.greeting
    assert "First start" not in second.greeting
    answer = second.ask("POST", "/generate/ical/file", headers={"apy-token": first.key}, json=EVENT)
    assert answer.status_code == 200


def ask_in_parallel(server, path, number, **kwargs):
    """One connection for each request, so that all workers get some."""
    with ThreadPoolExecutor(8) as threads:
        headers = {"apy-token": server.key}
        asked = [threads.submit(server.ask, "POST", path, headers=headers, **kwargs) for _ in range(number)]
        return [one.result() for one in asked]


def test_the_rate_of_a_key_holds_across_workers(start_server):
    server = start_server(workers=4, rate_limit=20)
    answers = ask_in_parallel(server, "/generate/ical/file", 40, json=EVENT)
    assert sorted(answer.status_code for answer in answers) == [200] * 20 + [429] * 20
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert "error" in refused.json()
    other = server.ask("POST", "/skycore/v2", headers={"x-api-key": server.key}, json={"action": "createcalendar"})
    assert (other.status_code, other.json()["error-code"]) == (429, "E106")


def test_four_workers_are_one_server(start_server):
    server = start_server(workers=4)
    answers = answers_of_several_workers(server)
    paths = [answer.json()["data"].removeprefix(server.url) for answer in answers]
    assert {server.ask("GET", path).status_code for path in paths for _ in range(3)} == {200}
    deadline = time.monotonic() + PATIENCE
    while (counted := count_of(server, "/generate/ical/url")) != len(answers):
        assert time.monotonic() < deadline, counted
        time.sleep(0.1)


def answers_of_several_workers(server):
    """The kernel gives connections to whom it likes, so we ask until it has taken at least two workers."""
    answers = []
    deadline = time.monotonic() + PATIENCE
    while len({answer.headers["x-request-id"][:12] for answer in answers}) < 2:
        assert time.monotonic() < deadline
        answers += ask_in_parallel(server, "/generate/ical/url", 24, json=EVENT)
    return answers


def count_of(server, route):
    text = server.ask("GET", "/metrics").text
    found = re.search(
        rf'kalends_requests_total{{door="apyhub",method="POST",route="{route}",status="200"}} (\S+)', text
    )
    buckets = re.search(rf'kalends_request_seconds_count{{door="apyhub",route="{route}"}} (\S+)', text)
    assert (found is None) == (buckets is None)
    assert found is None or buckets is None or found[1] == buckets[1]
    return float(found[1]) if found else 0


def begin(server, connection, length):
    """A request that is surely under way: the server has asked for its body."""
    head = f"POST /generate/ical/file HTTP/1.1\r\nhost: x\r\napy-token: {server.key}\r\nexpect: 100-continue\r\n"
    connection.sendall(f"{head}content-length: {length}\r\n\r\n".encode())
    assert connection.recv(65536).startswith(b"HTTP/1.1 100 ")


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_running_request_is_finished_before_the_end(start_server, workers, number):
    server = start_server(workers=workers)
    body = b'{"description": "d"}'
    with server.connect() as connection:
        begin(server, connection, len(body))
        connection.sendall(body[:5])
        stopping = threading.Thread(target=server.stop, args=(number,))
        stopping.start()
        time.sleep(0.7)  # so that the end has begun
        connection.sendall(body[5:])
        assert connection.recv(65536).startswith(b"HTTP/1.1 400 ")
        stopping.join()
    assert server.process.returncode == 0
    with pytest.raises(OSError, match="refused"):
        server.connect()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_who_stops_it_while_it_starts_stops_it_in_order(tmp_path, number):
    settings = tmp_path / "kalends.toml"
    os.mkfifo(settings)  # it waits there for what nobody writes
    command = [sys.executable, "-m", "kalends", "serve", "--port", "0", "--data", str(tmp_path), "--config", settings]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    with process, settings.open("wb"):
        process.send_signal(number)
        assert process.communicate(timeout=20) == (b"", None)
    assert process.returncode == 0


def test_a_client_that_does_not_finish_cannot_hold_the_server_up(start_server):
    server = start_server(grace_seconds=1)
    with server.connect() as connection:
        begin(server, connection, 100)
        connection.sendall(b"{")
        server.stop()
        assert connection.recv(65536).startswith(b"HTTP/1.1 503 ")


def test_workers_end_when_their_parent_is_gone(start_server):
    server = start_server(workers=2)
    server.process.kill()
    server.process.wait()
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            server.ask("GET", "/healthz")
        except httpx2.TransportError:
            break
        assert time.monotonic() < deadline, "the workers live on"
        time.sleep(0.1)
    server.process.returncode = 0  # killed on purpose


def run(*arguments):
    command = [sys.executable, "-m", "kalends", "serve", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)


def test_a_port_in_use_is_one_clear_line(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("--port", str(port), "--data", str(tmp_path))
    assert done.returncode != 0
    assert done.stdout == ""
    assert done.stderr == f"kalends: Port {port} on 127.0.0.1 is in use; choose another with --port.\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--workers", "0"], "workers"),
        (["--host", "no.such.host.invalid"], "host"),
        (["--config", "nowhere"], "nowhere"),
    ],
)
def test_what_cannot_be_is_one_clear_line(tmp_path, arguments, said):
    done = run("--port", "0", "--data", str(tmp_path), *arguments)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert said in done.stderr


def test_a_data_folder_of_another_program_is_one_clear_line(tmp_path):
    (tmp_path / "kalends.sqlite3").write_bytes(b"not a database" * 100)
    done = run("--port", "0", "--data", str(tmp_path))
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
