"""HTTP/1.1 on a bare socket: requests as octets, and each answer read to its end and no further (RFC 9112).

A client library would repair what is to be sent, and costs more than the server that it asks.
"""

import json
import socket
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any

PATIENCE = 20.0
"""Seconds after which an answer that does not come is taken for a server that hangs."""
NO_BODY = (204, 304)
_PIECE = 65_536


class Gone(Exception):  # noqa: N818 — an event, named as one
    """The server ended the connection, and nothing, or only a part of an answer, had come."""


class Silent(Exception):  # noqa: N818 — an event, named as one
    """No answer came for as long as a client waits."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and how many seconds that took from the first octet of the request on."""

    status: int
    head: bytes
    body: bytes
    seconds: float = 0.0

    def header(self, name: str) -> str | None:
        """The first value of a header, named in lower case."""
        for line in self.head.split(b"\r\n")[1:]:
            found, _, value = line.partition(b":")
            if found.lower() == name.encode():
                return value.strip().decode("latin-1")
        return None

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def closes(self) -> bool:
        """Whether the server ends the connection after it."""
        return b"\r\nconnection: close" in self.head.lower()


def request(method: str, path: str, lines: Iterable[str] = (), body: bytes = b"", *, host: str = "localhost") -> bytes:
    """A request as it should be; the path as it stands in the line, with its query."""
    length = [f"content-length: {len(body)}"] if body or method in ("POST", "PUT") else []
    head = "\r\n".join((f"{method} {path} HTTP/1.1", f"host: {host}", *lines, *length, "", ""))
    return head.encode("latin-1") + body


class Connection:
    """One connection to a server on this machine.

    `source` is the address from which it comes: on Linux all of 127.0.0.0/8 is this machine, so that clients can look
    like several; elsewhere it is passed over.
    """

    def __init__(self, port: int, source: str = "") -> None:
        self._socket = _connected(port, source)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._buffer = b""
        self.used_at = monotonic()

    def send(self, octets: bytes) -> None:
        """Send octets. Raises Gone."""
        try:
            self._socket.sendall(octets)
        except TimeoutError:
            raise Silent from None
        except OSError:
            raise Gone from None

    def answer(self, *, to: str = "GET") -> Answer:
        """The next answer, but 100 Continue, to a request of that method. Raises Gone, Silent."""
        status = 100
        while status < 200:
            head = self._until(b"\r\n\r\n")
            status = int(head[9:12])
        lower = head.lower()
        if to == "HEAD" or status in NO_BODY:
            body = b""
        elif b"\r\ntransfer-encoding: chunked" in lower:
            body = b"".join(self._chunks())
        else:
            body = self._exactly(_length(lower))
        self.used_at = monotonic()
        return Answer(status, head[:-4], body)

    def rest(self, *, seconds: float) -> bytes:
        """All that still comes until the server ends the connection, or nothing comes for some seconds."""
        self._socket.settimeout(seconds)
        with suppress(Gone, Silent):
            while True:
                self._receive()
        found, self._buffer = self._buffer, b""
        return found

    def finish(self) -> None:
        """Say that no more octets follow."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        self._socket.close()

    def _receive(self) -> None:
        try:
            piece = self._socket.recv(_PIECE)
        except TimeoutError:
            raise Silent from None
        except OSError:
            raise Gone from None
        if not piece:
            raise Gone
        self._buffer += piece

    def _until(self, mark: bytes) -> bytes:
        while (end := self._buffer.find(mark)) < 0:
            self._receive()
        found, self._buffer = self._buffer[: end + len(mark)], self._buffer[end + len(mark) :]
        return found

    def _exactly(self, size: int) -> bytes:
        if len(self._buffer) >= size:
            found, self._buffer = self._buffer[:size], self._buffer[size:]
            return found
        pieces, left = [self._buffer], size - len(self._buffer)
        while left > 0:
            self._buffer = b""
            self._receive()
            pieces.append(self._buffer[:left])
            self._buffer, left = self._buffer[left:], left - len(self._buffer)
        return b"".join(pieces)

    def _chunks(self) -> Iterable[bytes]:
        """RFC 9112 §7.1."""
        while size := int(self._until(b"\r\n").partition(b";")[0], 16):
            yield self._exactly(size)
            self._until(b"\r\n")
        while self._until(b"\r\n") != b"\r\n":
            pass


def _connected(port: int, source: str) -> socket.socket:
    if source:
        with suppress(OSError):
            return socket.create_connection(("127.0.0.1", port), PATIENCE, source_address=(source, 0))
    return socket.create_connection(("127.0.0.1", port), PATIENCE)


def _length(head: bytes) -> int:
    _, found, rest = head.partition(b"\r\ncontent-length:")
    return int(rest.partition(b"\r\n")[0]) if found else 0
