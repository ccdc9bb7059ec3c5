"""Bodies that are too large, too slow, or never come; each client must get to read its answer."""

import json
import re
import shutil
import socket
import struct
import subprocess
import time
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from tests.conftest import PATIENCE

LARGE = 20_000_000
PATH = "/generate/ical/file"


def head(server, *lines, path=PATH, method="POST"):
    first = (f"{method} {path} HTTP/1.1", "host: localhost", f"apy-token: {server.key}", *lines)
    return "\r\n".join((*first, "", "")).encode()


def read_answer(connection: socket.socket) -> tuple[int, dict[str, str], bytes]:
    """One answer with Content-Length, read to its end and no further."""
    received = b""
    while b"\r\n\r\n" not in received:
        piece = connection.recv(65536)
        assert piece, received
        received += piece
    top, _, body = received.partition(b"\r\n\r\n")
    status, *lines = top.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    while len(body) < int(headers["content-length"]):
        body += connection.recv(65536)
    return int(status.split()[1]), headers, body


def is_cut_off(connection: socket.socket, piece: bytes, *, pause: float) -> bool:
    """Whether a client that goes on sending is stopped at last."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            connection.sendall(piece)
        except ConnectionError:
            return True
        time.sleep(pause)
    return False


def test_a_client_that_writes_20_mb_before_it_reads_gets_its_413(server):
    with server.connect() as connection:
        connection.sendall(head(server, f"content-length: {LARGE}", "content-type: application/json"))
        for _ in range(LARGE // 100_000):
            connection.sendall(b" " * 100_000)
        status, headers, body = read_answer(connection)
        assert status == 413
        assert headers["connection"] == "close"
        assert "too large" in json.loads(body)["error"]
        assert connection.recv(1) == b""


def test_a_chunked_body_of_20_mb_gets_its_413(server):
    with server.connect() as connection:
        connection.sendall(head(server, "transfer-encoding: chunked"))
        for _ in range(LARGE // 100_000):
            connection.sendall(b"186a0\r\n" + b" " * 100_000 + b"\r\n")
        connection.sendall(b"0\r\n\r\n")
        assert read_answer(connection)[0] == 413


def test_no_continue_is_given_to_a_body_that_is_too_large(server):
    with server.connect() as connection:
        connection.sendall(head(server, f"content-length: {LARGE}", "expect: 100-continue"))
        assert read_answer(connection)[0] == 413  # and no 100 before it


def test_a_continue_is_given_to_a_body_that_fits(server):
    with server.connect() as connection:
        connection.sendall(head(server, "content-length: 2", "expect: 100-continue"))
        assert connection.recv(1000).startswith(b"HTTP/1.1 100 ")
        connection.sendall(b"{}")
        assert read_answer(connection)[0] == 400


def test_a_client_that_goes_on_sending_for_ever_is_cut_off(server):
    with server.connect() as connection:
        connection.sendall(head(server, "transfer-encoding: chunked"))
        assert is_cut_off(connection, b"5\r\n     \r\n" * 200_000, pause=0)


def test_whoever_has_no_key_reads_a_401_after_20_mb(server):
    with server.connect() as connection:
        connection.sendall(f"POST {PATH} HTTP/1.1\r\nhost: x\r\ncontent-length: {LARGE}\r\n\r\n".encode())
        for _ in range(LARGE // 100_000):
            connection.sendall(b" " * 100_000)
        status, headers, _ = read_answer(connection)
        assert status == 401
        assert headers["connection"] == "close"


def test_a_small_body_that_nobody_reads_does_not_end_the_connection(server):
    with server.connect() as connection:
        for _ in range(3):
            request = b"POST /nowhere HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\n"
            connection.sendall(request)
            connection.sendall(b"{...}")
            assert read_answer(connection)[0] == 404


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl_sees_the_413(server, tmp_path):
    (tmp_path / "large").write_bytes(b" " * LARGE)
    command = ["curl", "-sS", "-o", "-", "-w", "%{http_code}", server.url + PATH, "-H", f"apy-token: {server.key}"]
    done = subprocess.run(
        [*command, "--data-binary", f"@{tmp_path / 'large'}"],
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE,
    )
    assert done.stdout.endswith("413")


def test_a_body_that_stalls_gets_a_408_in_the_shape_of_the_door(start_server):
    server = start_server(stall_seconds=0.5)
    with server.connect() as connection:
        connection.sendall(head(server, "content-length: 100") + b'{"summary": ')
        status, headers, body = read_answer(connection)
        assert status == 408
        assert headers["connection"] == "close"
        assert "0.5 seconds" in json.loads(body)["error"]
        assert connection.recv(1) == b""


def test_a_slow_body_that_keeps_coming_is_taken(start_server):
    server = start_server(stall_seconds=3, body_rate=1)
    with server.connect() as connection:
        connection.sendall(head(server, "content-length: 8"))
        for octet in b"{      }":  # longer than 3 s in all, and no pause near it
            time.sleep(0.45)
            connection.sendall(bytes([octet]))
        assert read_answer(connection)[0] == 400


def test_a_body_that_drips_gets_a_408_however_long_it_would_go_on(start_server):
    server = start_server(stall_seconds=1, body_rate=100)
    with server.connect() as connection:
        connection.settimeout(0.2)
        connection.sendall(head(server, "content-length: 100000"))
        deadline = time.monotonic() + PATIENCE
        received = b""
        while not received and time.monotonic() < deadline:
            connection.sendall(b" ")  # never a pause of a second
            with suppress(TimeoutError):
                received = connection.recv(65536)
        assert received.startswith(b"HTTP/1.1 408 ")
        assert b"connection: close\r\n" in received
        assert b"100 bytes a second" in received
        connection.settimeout(PATIENCE)
        assert connection.recv(1) == b""


@pytest.mark.parametrize("form", ["in one piece", "sized", "chunked"])
@pytest.mark.parametrize(("more", "status"), [(0, 400), (1, 413)])
def test_a_body_of_exactly_the_limit_is_taken_and_an_octet_more_is_not(start_server, form, more, status):
    """At hand with its head, or received piece by piece with and without a length."""
    limit = 1_000 if form == "in one piece" else 400_000
    server = start_server(body_limit=limit)
    body = b"{}".ljust(limit + more)
    with server.connect() as connection:
        connection.sendall(chunked(server, body) if form == "chunked" else sized(server, body))
        assert read_answer(connection)[0] == status


def event(summary: str) -> bytes:
    told = {"description": "d", "organizer_email": "ada@example.org", "attendees_emails": ["bo@example.org"]}
    return json.dumps({"summary": summary, "time_zone": "UTC", "meeting_date": "24-11-2026", **told}).encode()


def sized(server, body: bytes, *lines: str) -> bytes:
    return head(server, f"content-length: {len(body)}", *lines) + body


def chunked(server, body: bytes) -> bytes:
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in (body[:20], body[20:]))
    return head(server, "transfer-encoding: chunked") + chunks + b"0\r\n\r\n"


@pytest.mark.parametrize("cut", [0, 20, -150, -1], ids=["in one piece", "in the head", "in the body", "at the end"])
@pytest.mark.parametrize("form", [sized, chunked])
def test_a_body_is_the_same_however_it_comes(server, form, cut):
    with server.connect() as connection:
        for summary in ("first", "second"):
            request = form(server, event(summary))
            connection.sendall(request[:cut])
            time.sleep(0.1 if cut else 0)
            connection.sendall(request[cut:])
            status, _, answer = read_answer(connection)
            assert (status, f"SUMMARY:{summary}\r\n".encode() in answer) == (200, True)


def test_bodies_that_come_in_one_piece_are_not_mixed_up(server):
    bodies = [event("first"), event("second"), b"", event("third")]
    with server.connect() as connection:
        connection.sendall(b"".join(sized(server, body) for body in bodies))
        received = b""
        while received.count(b"END:VCALENDAR") < 3:
            received += connection.recv(65536)
    found = received.split(b"HTTP/1.1 ")[1:]
    assert [answer[:3] for answer in found] == [b"200", b"200", b"400", b"200"]
    assert b"SUMMARY:second" in found[1]
    assert b"SUMMARY:third" in found[3]


def test_a_body_in_one_piece_that_asks_first_is_answered_at_once(server):
    with server.connect() as connection:
        connection.sendall(sized(server, event("asked"), "expect: 100-continue"))
        assert read_answer(connection)[0] == 200  # RFC 9110 §10.1.1: no 100 where the content is here


def test_a_client_that_leaves_is_no_error(server):
    with server.connect() as connection:
        connection.sendall(head(server, "content-length: 100", "x-request-id: left-early") + b"{")
    assert '"error"' not in server.log_when("left-early").splitlines()[-1]
    assert '"status":499' in next(line for line in server.log().splitlines() if "left-early" in line)


@pytest.fixture(scope="module")
def slow_server(start_shared):
    return start_shared(head_seconds=1)


@pytest.mark.parametrize("sent", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nhost: x\r\nx-slow: "])
def test_a_head_that_never_ends_is_dropped(slow_server, sent):
    with slow_server.connect() as connection:
        connection.sendall(sent)
        began = time.monotonic()
        assert connection.recv(1000) == b""
        assert time.monotonic() - began < 9  # so it is not the default of 10


def test_a_head_that_dribbles_is_dropped(slow_server):
    with slow_server.connect() as connection:
        connection.sendall(b"GET / HTTP/1.1\r\n")
        assert is_cut_off(connection, b"x-a: b\r\n", pause=0.1)


def test_empty_lines_do_not_keep_a_connection_open(slow_server):
    with slow_server.connect() as connection:
        assert is_cut_off(connection, b"\r\n", pause=0.1)


def test_a_head_without_end_is_refused_by_its_size(server):
    with server.connect() as connection:
        connection.sendall(b"GET / HTTP/1.1\r\n" + b"x-pad: " + b"a" * 600_000)
        assert connection.recv(1000).startswith(b"HTTP/1.1 431 ")


def test_a_request_after_a_pause_is_answered(server):
    with server.connect() as connection:
        for pause in (0, 0.3):
            time.sleep(pause)
            connection.sendall(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n")
            assert read_answer(connection)[0] == 200


def test_pipelined_requests_are_answered_in_order(server):
    with server.connect() as connection:
        connection.sendall(
            b"".join(b"GET %s HTTP/1.1\r\nhost: x\r\n\r\n" % path for path in (b"/healthz", b"/no", b"/"))
        )
        received = b""
        while received.count(b"HTTP/1.1 ") < 3:
            received += connection.recv(65536)
    assert [part[:3] for part in received.split(b"HTTP/1.1 ")[1:]] == [b"200", b"404", b"200"]


def test_a_client_that_goes_away_before_its_pipelined_answers_is_no_error_of_ours(server):
    before = server.log().count('"level":"error"')
    with server.connect() as connection:
        connection.sendall(b"GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nhost: x\r\n\r\n" * 30)
        time.sleep(0.5)  # until the server waits for the client to read
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    time.sleep(0.5)
    assert server.log().count('"level":"error"') == before


def resident(server) -> int:
    """The memory of the server's process, in octets."""
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) * 1024


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the memory of a process is read from /proc")
def test_clients_that_never_read_hold_little_and_are_dropped(start_server):
    server = start_server(send_seconds=2)
    server.ask("GET", "/docs/swagger-ui-bundle.js")
    with ExitStack() as stack:
        before = resident(server)
        lines = [stack.enter_context(server.connect()) for _ in range(60)]
        for line in lines:
            line.sendall(b"GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nhost: x\r\n\r\n" * 30)
        most = before
        for line in lines:
            while not is_reset(line):
                most = max(most, resident(server))
                time.sleep(0.05)
        assert most - before < 60 * 500_000  # each waits for 45 MB in all
    assert server.ask("GET", "/healthz").status_code == 200


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the memory of a process is read from /proc")
def test_large_bodies_that_come_slowly_hold_little(server):
    most = b"\r\n" * 10_000_000
    start = head(
        server, f"content-length: {len(most) + 1}", "content-type: text/calendar", path="/api/2.0/calendar/import"
    )
    with ExitStack() as stack:
        before = resident(server)
        lines = [stack.enter_context(server.connect()) for _ in range(10)]
        for line in lines:
            line.sendall(start + most)
        assert resident(server) - before < 60_000_000  # of 200 MB
        lines[0].sendall(b"x")
        status, _, body = read_answer(lines[0])
    assert (status, b"10,000,001 lines" in body) == (413, True)


@pytest.mark.parametrize(("more", "status"), [(0, 400), (1, 413)])
def test_a_long_body_is_taken_up_to_exactly_its_limit(server, more, status):
    body = b'{"summary":1}'.ljust(1_048_576 + more)
    with server.client() as client:  # in chunks, so that nothing tells how long it will be
        assert client.post(PATH, content=iter([body[:300_000], body[300_000:]])).status_code == status


def is_reset(connection: socket.socket) -> bool:
    """Whether the server ended a connection, without reading from it."""
    return connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) != 0


def test_a_client_that_offers_http_2_is_answered_with_its_body_read(server):
    upgrade = ("connection: Upgrade, HTTP2-Settings", "upgrade: h2c", "http2-settings: AAMAAABkAAQAAP__")
    with server.connect() as connection:
        connection.sendall(head(server, "content-length: 2", *upgrade) + b"[]")
        status, _, body = read_answer(connection)
        assert (status, b"empty" in body) == (400, False)


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nhost: x\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nhost: x\r\n\r\n",
        b"CONNECT example.org:443 HTTP/1.1\r\nhost: x\r\n\r\n",
        b"POST / HTTP/1.1\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
        b"POST / HTTP/1.1\r\ncontent-length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        b"BREW /pot HTTP/1.1\r\nhost: x\r\n\r\n",
    ],
)
def test_what_is_no_http_is_refused_without_an_error_of_ours(server, sent):
    before = server.log().count('"level":"error"')
    with server.connect() as connection:
        connection.sendall(sent)
        answer = connection.recv(1000)
        assert answer.startswith((b"HTTP/1.1 4", b"HTTP/1.1 501"))
    time.sleep(0.3)
    assert server.log().count('"level":"error"') == before


def test_one_client_behind_a_proxy_does_not_keep_all_connections(start_server):
    server = start_server(trusted_proxies="127.0.0.1", connections=30, connections_per_address=10)
    start = head(server, "x-forwarded-for: 203.0.113.7", "content-length: 60000", path="/oauth/token")
    with ExitStack() as stack:
        lines = [stack.enter_context(server.connect()) for _ in range(20)]
        for line in lines:
            line.sendall(start + b"a")
        answers = [read_answer(line) for line in lines[10:]]
        assert {status for status, *_ in answers} == {503}
        assert all(headers["retry-after"] == "5" and headers["connection"] == "close" for _, headers, _ in answers)
        assert server.ask("GET", "/healthz", headers={"x-forwarded-for": "203.0.113.8"}).status_code == 200
        lines[0].sendall(b"a" * 59_999)
        assert read_answer(lines[0])[0] == 401
        assert server.ask("GET", "/healthz", headers={"x-forwarded-for": "203.0.113.7"}).status_code == 200
