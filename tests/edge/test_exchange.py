"""Answers, and clients that do not take them: none ends falsely, and none waits for ever."""

import asyncio
import logging
from collections.abc import Iterable
from contextlib import suppress

import pytest
from tests.conftest import PATIENCE
from tests.edge.wire import GET, HOST, NEXT, answered, echo, factory, line, status, told

from kalends.edge.context import KEY, RequestContext
from kalends.edge.server.connection import SLICE_OCTETS


@pytest.mark.parametrize("version", [b"1.0", b"1.1"])
def test_head_is_an_answer_without_a_body(version):
    received = answered(echo, b"HEAD / HTTP/%b\r\n" % version + HOST + b"Connection: close\r\n\r\n")
    assert status(received) == 200
    assert b"content-length: " in received
    assert received.endswith(b"\r\n\r\n")
    assert b"connection: close\r\n" in received


def test_http_1_0_is_answered_once():
    received = answered(echo, b"GET / HTTP/1.0\r\n\r\n" + NEXT, count=2)
    assert len(told(received)) == 1
    assert b"connection: close\r\n" in received


@pytest.mark.rfc("9110 §10.1.1")
def test_a_client_that_waits_is_told_to_go_on():
    async def talk():
        async with line(echo) as wire:
            start = b"POST / HTTP/1.1\r\n" + HOST + b"Expect: 100-Continue\r\nContent-Length: 2\r\n\r\n"
            await wire.send(start)
            first = await wire.read_until(lambda received: received.endswith(b"\r\n\r\n"))
            await wire.send(b"ab")
            return first, await wire.read_until(lambda received: received.count(b"}"))

    first, second = asyncio.run(talk())
    assert first == b"HTTP/1.1 100 Continue\r\n\r\n"
    assert told(second)[0]["body"] == "ab"


def streaming(pieces: list[bytes], headers: Iterable[tuple[bytes, bytes]] = (), *, then: Exception | None = None):
    async def app(scope, receive, send):
        scope[KEY] = RequestContext({}, "the-id-of-it")
        await send({"type": "http.response.start", "status": 200, "headers": list(headers)})
        for piece in pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        if then is not None:
            raise then
        await send({"type": "http.response.body", "body": b""})

    return app


PIECES = [b"one ", b"", b"x" * 200_000, b"two}"]


def unchunked(octets: bytes) -> tuple[bytes, bool]:
    """The content of chunks, and whether the last one is there."""
    content = b""
    while octets:
        size, _, octets = octets.partition(b"\r\n")
        if not int(size, 16):
            return content, octets == b"\r\n"
        content, octets = content + octets[: int(size, 16)], octets[int(size, 16) + 2 :]
    return content, False


def test_a_streamed_answer_is_chunked_and_the_connection_goes_on():
    async def talk():
        async with line(streaming(PIECES)) as wire:
            found = []
            for _ in range(2):
                await wire.send(GET)
                found.append(await wire.read_until(lambda received: received.endswith(b"\r\n0\r\n\r\n")))
            return found

    for received in asyncio.run(talk()):
        head, _, body = received.partition(b"\r\n\r\n")
        assert b"transfer-encoding: chunked" in head
        assert unchunked(body) == (b"".join(PIECES), True)


def test_a_streamed_answer_of_a_known_length():
    length = (b"content-length", b"%d" % sum(map(len, PIECES)))
    received = answered(streaming(PIECES, [length]), GET)
    head, _, body = received.partition(b"\r\n\r\n")
    assert b"transfer-encoding" not in head
    assert body == b"".join(PIECES)


def test_a_streamed_answer_to_http_1_0_ends_with_the_connection():
    received = answered(streaming(PIECES), b"GET / HTTP/1.0\r\n\r\n", count=9)
    head, _, body = received.partition(b"\r\n\r\n")
    assert b"connection: close" in head
    assert b"transfer-encoding" not in head
    assert body == b"".join(PIECES)


SHORT = (b"content-length", b"1000000")


@pytest.mark.parametrize("request_line", [b"GET / HTTP/1.1\r\n", b"GET / HTTP/1.0\r\n"])
@pytest.mark.parametrize(
    ("headers", "then"),
    [([], ValueError("on the way")), ([SHORT], ValueError("on the way")), ([SHORT], None)],
    ids=["unsized", "sized", "too short"],
)
def test_an_answer_that_breaks_off_has_no_false_end_and_is_logged(caplog, request_line, headers, then):
    async def talk():
        server = await asyncio.get_running_loop().create_server(
            factory(streaming(PIECES, headers, then=then)), "127.0.0.1"
        )
        async with server:
            reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
            writer.write(request_line + HOST + b"\r\n")
            received = b""
            try:
                while piece := await reader.read(65536):
                    received += piece
            except ConnectionResetError:
                return received, True
            finally:
                writer.close()
            return received, False

    received, was_reset = asyncio.run(talk())
    assert was_reset
    assert not received.endswith(b"0\r\n\r\n")
    (record,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert record.fields["request_id"] == "the-id-of-it"
    assert record.exc_info[1] is then or then is None


def raising(error: Exception):
    async def app(scope, receive, send):
        raise error

    return app


async def begin_and_fail(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"7")]})
    raise KeyError


def with_header(name: bytes, value: bytes):
    return streaming([b"x"], [(name, value)])


@pytest.mark.parametrize(
    "app",
    [
        raising(KeyError("a")),
        begin_and_fail,
        with_header(b"a", b"b\r\nset-cookie: c"),
        with_header(b"a\nb", b""),
        with_header(b"a", b"\r"),
    ],
)
def test_an_application_that_fails_before_it_answers_is_a_500(caplog, app):
    received = answered(app, GET)
    without_body = answered(app, GET.replace(b"GET", b"HEAD"))
    assert status(received) == status(without_body) == 500
    assert received.partition(b"\r\n\r\n")[2]
    assert without_body.endswith(b"\r\n\r\n")
    assert b"set-cookie" not in received
    assert b"connection: close\r\n" in received
    assert [record.message for record in caplog.records if record.levelno == logging.ERROR] == ["unforeseen"] * 2


# Clients that do not take what they are sent


@pytest.mark.parametrize("app", [streaming([b"x" * 20_000_000]), streaming([b"x" * 50_000] * 400)], ids=["one", "many"])
def test_a_client_that_does_not_read_holds_little_and_is_dropped(app):
    async def talk():
        async with line(app, send_seconds=0.2) as wire:
            await wire.send(GET)
            most = 0
            async with asyncio.timeout(PATIENCE):
                while not wire.transport.is_closing():
                    most = max(most, wire.transport.get_write_buffer_size())
                    await asyncio.sleep(0.01)
            return most

    most = asyncio.run(talk())
    assert 0 < most <= 2 * SLICE_OCTETS + 1000


def test_a_client_that_takes_an_octet_now_and_then_is_dropped_all_the_same():
    async def talk():
        async with line(streaming([b"x" * 20_000_000]), send_seconds=0.2) as wire:
            await wire.send(GET)
            connection = wire.connection
            transport = connection._transport = Trickle(wire.transport)
            for _ in range(int(PATIENCE * 100)):
                if wire.transport.is_closing():
                    return transport.taken
                await asyncio.sleep(0.01)
            return 0

    assert asyncio.run(talk()) > 3


class Trickle:
    """A transport whose client takes one octet more each time that it is looked at."""

    def __init__(self, transport):
        self._transport = transport
        self.taken = 0

    def get_write_buffer_size(self):
        self.taken += 1
        return self._transport.get_write_buffer_size() - self.taken

    def __getattr__(self, name):
        return getattr(self._transport, name)


def test_a_client_that_leaves_before_it_has_all_is_no_error(caplog):
    async def app(_scope, _receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        transports.pop().abort()  # what the connection notices, it tells the exchange a moment later
        with suppress(ConnectionError):  # as the front does
            await send({"type": "http.response.body", "body": b"x" * 200_000})

    async def talk():
        async with line(app) as wire:
            transports.append(wire.transport)
            await wire.send(GET)
            await wire.read_until(lambda _received: False)

    transports: list[asyncio.Transport] = []
    asyncio.run(talk())
    assert not transports
    assert caplog.records == []


def test_a_client_that_reads_slowly_gets_all():
    async def talk():
        loop = asyncio.get_running_loop()
        async with line(streaming([b"x" * 2_000_000]), send_seconds=0.4) as wire:
            await wire.send(GET)
            received = 0
            for _ in range(40):  # longer than it may stand still
                received += len(await loop.sock_recv(wire.far, 20_000))
                await asyncio.sleep(0.03)
            return received + len(await wire.read_until(lambda found: found.endswith(b"\r\n0\r\n\r\n")))

    assert asyncio.run(talk()) > 2_000_000


LONG_GET = GET.replace(b"/", b"/" + b"p" * 60, 1)


def test_requests_that_wait_for_an_answer_are_not_read_without_end():
    calls = []
    go_on = asyncio.Event()

    async def waiting(scope, receive, send):
        calls.append(scope["path"])
        await go_on.wait()
        await echo(scope, receive, send)

    async def talk():
        async with line(waiting) as wire:
            await wire.send(LONG_GET * 1000)
            assert not wire.transport.is_reading()
            assert len(calls) == 1
            go_on.set()
            received = await wire.read_until(lambda found: found.count(b"}") >= 1000)
            assert wire.transport.is_reading()
            return received

    assert len(told(asyncio.run(talk()))) == 1000


def test_content_that_nobody_reads_is_not_kept():
    async def deaf(scope, receive, send):
        await asyncio.Event().wait()

    async def talk():
        async with line(deaf) as wire:
            await wire.send(b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 10000000\r\n\r\n")
            for _ in range(3):
                await wire.send(b"x" * 40_000)
            return wire.transport.is_reading()

    assert asyncio.run(talk()) is False
