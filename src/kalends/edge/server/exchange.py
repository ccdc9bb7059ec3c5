"""One request and its answer: ASGI's `receive` and `send`, and what stands on the wire.

No answer ever ends falsely: one that breaks off resets the connection, so that no client takes a part for the whole.
"""

import asyncio
import logging
from collections.abc import Iterable
from functools import cache
from http import HTTPStatus
from typing import Protocol

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message

from kalends.edge.context import KEY, RequestContext
from kalends.edge.requests.body import WHOLE_BODY
from kalends.edge.server.head import RequestHead

Headers = Iterable[tuple[bytes, bytes]]
MOST_UNREAD_OCTETS = 65_536
"""So much of a request waits in memory until the application takes it; then nothing more is read from the socket."""
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_LAST_CHUNK = b"0\r\n\r\n"
_SMALL_OCTETS = 65_536  # a body of at most so many is sent in one piece with its head
_NO_BODY = frozenset({204, 304})
_log = logging.getLogger(__name__)


class Wire(Protocol):
    """What an exchange needs of its connection."""

    @property
    def default_headers(self) -> Headers:
        """The headers of every answer."""

    def write(self, octets: bytes) -> None:
        """Send a few octets, without waiting."""

    @property
    def is_held(self) -> bool:
        """Whether the client has not taken enough yet to be sent more."""

    async def send(self, octets: bytes) -> None:
        """Send octets, no faster than the client takes them. Raises ConnectionError where it is gone."""

    def read_on(self) -> None:
        """Read from the socket again."""

    def answered(self) -> None:
        """The answer is complete."""

    def break_off(self) -> None:
        """End the connection so that the client notices that something is missing."""


class Exchange:
    """One request on a connection, and its answer."""

    def __init__(self, head: RequestHead, wire: Wire) -> None:
        self.scope = head.scope
        self.keep_alive = head.keep_alive
        self.started = False
        self.complete = False
        self.gone = False
        """Whether the client gets no more of an answer."""
        self._wire = wire
        self._expects_continue = head.expects_continue
        self._content: list[bytes] = []
        self._unread = 0
        self._last_piece_came = False
        self._last_piece_given = False
        self._began = False
        self._cut = False
        self._news: asyncio.Future[None] | None = None
        self._head = b""
        """The head of the answer, until it is sent together with the beginning of its body."""
        self._has_body = True
        self._chunked = False
        self._rest: int | None = None

    # what the connection says

    def take(self, content: bytes, *, last: bool) -> None:
        """Some content of the request came."""
        if content and not self.complete:
            self._content.append(content)
            self._unread += len(content)
        self._last_piece_came = last
        if last and not self._began:
            self.scope[WHOLE_BODY] = b"".join(self._content)
        if content or last:
            self._tell()

    @property
    def is_full(self) -> bool:
        """Whether so much was not read yet that the client has to wait."""
        return self._unread > MOST_UNREAD_OCTETS

    def cut(self) -> None:
        """No more of the request will come; it may still be answered."""
        self._cut = True
        self._tell()

    def leave(self) -> None:
        """The client is gone."""
        self.gone = True
        self.cut()

    def _tell(self) -> None:
        if self._news is not None and not self._news.done():
            self._news.set_result(None)

    async def run(self, app: ASGIApp) -> None:
        """Let the application answer. Whatever it raises is logged with the id of the request."""
        self._began = True
        try:
            await app(self.scope, self.receive, self.send)
        except Exception as error:
            if not (self.gone and isinstance(error, (ConnectionError, ClientDisconnect))):
                self._log("unforeseen", error)
        else:
            if not (self.complete or self.gone):
                self._log("unfinished", None)
        finally:  # also where the server stops and cancels what takes too long
            self._end()

    def _log(self, event: str, error: Exception | None) -> None:
        context: RequestContext | None = self.scope.get(KEY)
        fields = {"request_id": context.request_id if context else ""}
        _log.error(event, extra={"fields": fields}, exc_info=error)

    def _end(self) -> None:
        """Make an end of an answer that the application did not finish."""
        if self.complete or self.gone:
            return
        if self.started and not self._head:
            self._wire.break_off()
            return
        self.started, self.keep_alive = False, False  # of what was begun, not an octet was sent
        detail = b"Something went wrong in the server; its log tells what."
        length = (b"content-length", b"%d" % len(detail))
        self._start(500, [(b"content-type", b"text/plain; charset=utf-8"), length])
        self._wire.write(self._head + (detail if self._has_body else b""))
        self._finish()

    # ASGI

    async def receive(self) -> Message:
        """The next piece of the request's content, or that the client is gone."""
        if self._expects_continue and not (self.started or self._content or self._last_piece_came or self._cut):
            self._wire.write(_CONTINUE)
        self._expects_continue = False
        while not (self._cut or self.complete or self._content or self._is_last_piece_due()):
            self._wire.read_on()
            self._news = asyncio.get_running_loop().create_future()
            await self._news
        if self._cut or self.complete:
            return {"type": "http.disconnect"}
        content = self._content[0] if len(self._content) == 1 else b"".join(self._content)
        self._content.clear()
        self._unread = 0
        self._last_piece_given = self._last_piece_came
        return {"type": "http.request", "body": content, "more_body": not self._last_piece_came}

    def _is_last_piece_due(self) -> bool:
        return self._last_piece_came and not self._last_piece_given

    async def send(self, message: Message) -> None:
        """Send the head of the answer, or some of its body. Raises ConnectionError where the client is gone."""
        if self.gone:
            raise ConnectionResetError("the client is gone")
        if message["type"] == "http.response.start":
            self._start(message["status"], message["headers"])
        elif message["type"] == "http.response.body":
            await self._send_body(message.get("body", b""), last=not message.get("more_body", False))

    def _start(self, status: int, headers: Headers) -> None:
        if self.started:
            raise RuntimeError("an answer begins once")
        lines = [status_line(status)]
        length: int | None = None
        for name, value in (*self._wire.default_headers, *headers):
            if name == b"connection":  # only ever "close", and said below
                self.keep_alive = False
                continue
            if name == b"content-length":
                length = int(value)
            lines.append(b"%b: %b\r\n" % (name, value))
        self._frame(status, length, lines)
        if not self.keep_alive:
            lines.append(b"connection: close\r\n")
        lines.append(b"\r\n")
        self._head = b"".join(lines)
        if not self._head.count(b"\n") == self._head.count(b"\r") == len(lines):
            raise RuntimeError("a line break in a header")
        self.started = True

    def _frame(self, status: int, length: int | None, lines: list[bytes]) -> None:
        """Decide how the body ends (RFC 9112 §6.3): by its length, by its last chunk, or with the connection."""
        self._rest = length
        if status in _NO_BODY or self.scope["method"] == "HEAD":
            self._has_body = False
        elif length is None and self.scope["http_version"] == "1.1":
            self._chunked = True
            lines.append(b"transfer-encoding: chunked\r\n")
        elif length is None:
            self.keep_alive = False

    async def _send_body(self, body: bytes, *, last: bool) -> None:
        if not self.started or self.complete:
            raise RuntimeError("there is no answer to go on with")
        octets = self._framed(body, last=last)
        head, self._head = self._head, b""
        if len(octets) > _SMALL_OCTETS or self._wire.is_held:
            await self._send_slowly(head, octets)
        else:
            self._wire.write(head + octets)
        if last:
            self._finish()

    async def _send_slowly(self, *octets: bytes) -> None:
        try:
            for each in octets:
                await self._wire.send(each)
        except ConnectionError:
            self.gone = True  # the connection may tell so a moment later
            raise

    def _framed(self, body: bytes, *, last: bool) -> bytes:
        if not self._has_body:
            return b""
        if self._chunked:
            chunk = b"%x\r\n%b\r\n" % (len(body), body) if body else b""
            return chunk + _LAST_CHUNK if last else chunk
        if self._rest is not None:
            self._rest -= len(body)
            if self._rest < 0 or (last and self._rest):
                raise RuntimeError("the body is not as long as its Content-Length says")
        return body

    def _finish(self) -> None:
        self.complete = True
        self._tell()
        self._wire.answered()


@cache
def status_line(status: int) -> bytes:
    """The first line of an answer."""
    phrases = {item.value: item.phrase for item in HTTPStatus}
    return f"HTTP/1.1 {status} {phrases.get(status, '')}\r\n".encode("ascii")
