"""A connection: requests read one after the other, each answered before the next one is looked at.

What bounds a client that does not behave (each is a setting, `docs/operating.md`): the head of a request comes within
`head_seconds`, whatever is sent moves on within `send_seconds`, and the number of connections is bounded. How
long a body may take is the application's to say, since it answers that in its own words.
"""

import asyncio
import re
import socket
import struct
from collections.abc import Iterable
from contextlib import suppress
from http import HTTPStatus

from uvicorn.server import ServerState

from kalends.edge.server.body import BodyReader, body_reader_of
from kalends.edge.server.exchange import Exchange, status_line
from kalends.edge.server.head import BadRequest, Buffer, RequestHead, head_end, read_head
from kalends.edge.server.limits import ServerConfig

SLICE_OCTETS = 65_536
"""A connection holds about twice as much that its client has not taken yet."""
_MOST_AHEAD_OCTETS = 65_536  # of requests that wait for the answer to the one before
LINGER_SECONDS = 2.0
_RESET = struct.pack("ii", 1, 0)  # SO_LINGER: on, for no time
_RETRY_SECONDS = 5
_MOST_REFUSED = 2  # times as many as may be, before no more is said to those that are too many
_EMPTY = b""
_EMPTY_LINES = re.compile(rb"(?:\r\n)*")  # RFC 9112 §2.2


class HttpConnection(asyncio.Protocol):
    """HTTP/1.1 on one connection, as uvicorn's server wants a protocol to be."""

    def __init__(
        self,
        config: ServerConfig,
        server_state: ServerState,
        app_state: dict[str, object],  # noqa: ARG002 — the application keeps nothing there
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        if not config.loaded:
            config.load()
        self._app = config.loaded_app
        self._limits = config.limits
        self._admission = config.admission
        self._state = server_state
        self._loop = _loop or asyncio.get_running_loop()
        self._transport: asyncio.Transport
        self._peer: tuple[str, int] | None = None
        self._endpoint: tuple[str, int] | None = None
        self._admitted = False
        self._pending: Buffer = _EMPTY
        self._seen = 0  # of what is pending: looked through for the end of a head, in vain
        self._exchange: Exchange | None = None
        self._body: BodyReader | None = None
        self._deaf = False  # what still comes is thrown away
        self._waiting_since: float | None = None  # for the head of a request
        self._reading = True
        self._written = 0
        self._taken = 0
        self._moved_at = 0.0
        self._writable: asyncio.Future[None] | None = None
        self._look: asyncio.TimerHandle | None = None

    # the life of a connection

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # a stream's
        """Begin to wait for the first request."""
        self._transport = transport
        transport.set_write_buffer_limits(high=SLICE_OCTETS)
        self._peer = _address(transport.get_extra_info("peername"))
        self._endpoint = _address(transport.get_extra_info("sockname"))
        self._state.connections.add(self)  # type: ignore[arg-type]  # uvicorn's own classes
        self._waiting_since = self._moved_at = self._loop.time()
        self._look_later()
        refusal = self._admission.admit(self._peer[0] if self._peer else "")
        self._admitted = not refusal
        if refusal and len(self._state.connections) > _MOST_REFUSED * self._limits.connections:
            self.break_off()
        elif refusal:
            self._refuse(BadRequest(503, refusal))

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 — asyncio's shape
        """Abandon the request that is being answered."""
        self._state.connections.discard(self)
        if self._admitted:
            self._admission.leave(self._peer[0] if self._peer else "")
        if self._look is not None:
            self._look.cancel()
        if self._exchange is not None:
            self._exchange.leave()
        self._pending = _EMPTY
        self.resume_writing()

    def shutdown(self) -> None:
        """End after the request that is being answered; uvicorn calls this when the server stops."""
        if self._exchange is None or self._exchange.complete:
            self._transport.close()
        else:
            self._exchange.keep_alive = False

    def _look_later(self) -> None:
        self._look = self._loop.call_later(self._limits.look_seconds, self._look_now)

    def _look_now(self) -> None:
        now = self._loop.time()
        if self._is_stuck(now):
            self.break_off()
        elif self._waiting_since is not None and now - self._waiting_since > self._limits.head_seconds:
            self._transport.close()
        self._look_later()

    def _is_stuck(self, now: float) -> bool:
        """Whether the client takes nothing of what it was sent, or so little that it would never have all."""
        unsent = self._transport.get_write_buffer_size()
        taken = self._written - unsent
        if not unsent or taken - self._taken >= self._limits.send_octets:
            self._taken, self._moved_at = taken, now
        return now - self._moved_at > self._limits.send_seconds

    # what comes in

    def data_received(self, data: bytes) -> None:
        """Read what came, as far as it may be read now."""
        if self._deaf:
            return
        if not self._pending:
            self._pending = data
        else:
            if isinstance(self._pending, bytes):
                self._pending = bytearray(self._pending)
            self._pending += data
        self._advance()

    def _advance(self) -> None:
        try:
            while self._pending and not self._deaf:
                if self._body is not None:
                    self._read_body(self._body)
                elif self._exchange is not None:
                    self._pause_reading(len(self._pending) > _MOST_AHEAD_OCTETS)
                    return
                elif not self._read_head():
                    return
        except BadRequest as refusal:
            self._refuse(refusal)

    def _read_head(self) -> bool:
        """Begin with the next request; whether its head is here."""
        if not self._seen and not self._skip_empty_lines():
            return False
        end = head_end(self._pending, self._seen)
        if not end:
            if not self._seen:  # the first octet of a head came
                self._waiting_since = self._loop.time()
            self._seen = len(self._pending)
            return False
        self._seen = 0
        head = read_head(bytes(self._pending[:end]))
        self._pending = self._pending[end:]
        self._waiting_since = None
        self._body = body_reader_of(head)
        self._begin(head)
        return True

    def _skip_empty_lines(self) -> bool:
        """Drop the empty lines before a head; whether its first octet is here."""
        match = _EMPTY_LINES.match(self._pending)
        self._pending = self._pending[match.end() if match else 0 :]
        return self._pending not in (_EMPTY, b"\r")

    def _begin(self, head: RequestHead) -> None:
        head.scope.update(server=self._endpoint, client=self._peer, scheme="http")
        exchange = self._exchange = Exchange(head, self)
        if self._body is None:
            exchange.take(_EMPTY, last=True)
        task = self._loop.create_task(exchange.run(self._app))
        self._state.tasks.add(task)
        task.add_done_callback(self._state.tasks.discard)

    def _read_body(self, body: BodyReader) -> None:
        assert self._exchange is not None
        content, self._pending = body.take(self._pending)
        if body.complete:
            self._body = None
        self._exchange.take(content, last=body.complete)
        if self._exchange.complete:
            self._go_on()
        else:
            self._pause_reading(self._exchange.is_full)

    def _pause_reading(self, enough: bool) -> None:
        if enough and self._reading and not self._transport.is_closing():
            self._reading = False
            self._transport.pause_reading()

    def read_on(self) -> None:
        """Read from the socket again."""
        if not self._reading and not self._transport.is_closing():
            self._reading = True
            self._transport.resume_reading()

    # what goes out

    @property
    def default_headers(self) -> Iterable[tuple[bytes, bytes]]:
        """The headers of every answer."""
        return self._state.default_headers

    def write(self, octets: bytes | memoryview) -> None:
        """Send a few octets, without waiting."""
        self._written += len(octets)
        self._transport.write(octets)

    @property
    def is_held(self) -> bool:
        """Whether the client has not taken enough yet to be sent more."""
        return self._writable is not None

    async def send(self, octets: bytes) -> None:
        """Send octets, no faster than the client takes them. Raises ConnectionError where it is gone."""
        view = memoryview(octets) if len(octets) > SLICE_OCTETS else None
        for start in range(0, len(octets), SLICE_OCTETS):
            while self._writable is not None:
                await asyncio.shield(self._writable)
            if self._transport.is_closing():
                raise ConnectionResetError("the client is gone")
            self.write(view[start : start + SLICE_OCTETS] if view is not None else octets)

    def pause_writing(self) -> None:
        """Let the application wait: the client does not take what it is sent."""
        if self._writable is None:
            self._writable = self._loop.create_future()

    def resume_writing(self) -> None:
        """Let the application go on."""
        if self._writable is not None:
            self._writable.set_result(None)
            self._writable = None

    def answered(self) -> None:
        """An answer is complete: go on with the next request, or end."""
        self._state.total_requests += 1
        if self._transport.is_closing():
            return
        self._waiting_since = self._loop.time()
        self._go_on()
        self._advance()

    def _go_on(self) -> None:
        """Be ready for the next request, where both the last one and its answer are complete."""
        assert self._exchange is not None
        if self._exchange.keep_alive:
            self._exchange = None if self._body is None else self._exchange
            self.read_on()
        elif self._pending or self._body is not None:
            self._linger()
        else:
            self._transport.close()

    def _linger(self) -> None:
        """Say that this was the last answer, and throw away for a while what still comes (RFC 9112 §9.6).

        A client may write its whole body before it reads; closing at once would reset the connection, and the answer
        would be lost.
        """
        self._deaf = True
        self._pending, self._body, self._waiting_since = _EMPTY, None, None
        self._transport.write_eof()
        self.read_on()
        self._loop.call_later(LINGER_SECONDS, self._transport.close)

    def _refuse(self, refusal: BadRequest) -> None:
        """Answer what is no request, or none that is taken, and end."""
        exchange = self._exchange
        if exchange is not None and exchange.started:  # its answer goes on, and is the last one
            self._deaf, exchange.keep_alive = True, False
            exchange.cut()
            if exchange.complete:
                self._linger()
            return
        if exchange is not None:
            exchange.leave()
        self.write(_refusal(refusal, self.default_headers))
        self._linger()

    def break_off(self) -> None:
        """Reset the connection: nothing more is sent, and the client knows that something is missing."""
        with suppress(OSError):  # it is closed already
            self._transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self._transport.abort()


def _address(found: object) -> tuple[str, int] | None:
    return (str(found[0]), int(found[1])) if isinstance(found, tuple) else None


def _refusal(refusal: BadRequest, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """An answer that no door gives, since there is no request, or no room for it."""
    detail = refusal.detail.encode()
    lines = [status_line(refusal.status), *(b"%b: %b\r\n" % field for field in headers)]
    if refusal.status == HTTPStatus.SERVICE_UNAVAILABLE:
        lines.append(b"retry-after: %d\r\n" % _RETRY_SECONDS)
    lines += (b"content-type: text/plain; charset=utf-8\r\n", b"x-content-type-options: nosniff\r\n")
    lines += (b"content-length: %d\r\n" % len(detail), b"connection: close\r\n\r\n", detail)
    return b"".join(lines)
