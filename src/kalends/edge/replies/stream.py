"""Long answers: put together and sent in pieces, with an ETag, or 304 where the client has them already."""

from collections.abc import Collection, Iterator, Mapping
from hashlib import sha256
from tempfile import TemporaryFile
from typing import IO

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from kalends.edge.replies.conditions import UNCONDITIONAL, Preconditions, is_reading, tag_of
from kalends.edge.replies.reply import Reply, head_of

PIECE = 65_536
"""Octets that are sent at once of an answer that is longer than `WHOLE_OCTETS`."""
WHOLE_OCTETS = 262_144
"""Octets up to which an answer is sent whole, as one message."""
HELD_OCTETS = 1_048_576
"""Octets of an answer that are held in memory until they are sent."""
_SHARED = 4_096
MOST_NAMED = 100
"""Ids in one header."""
_NONE: Mapping[str, str] = {}


class Pieces:
    """The octets of an answer, put together piece by piece; a long piece that comes often is held once.

    What is more than `HELD_OCTETS` goes into a file without a name, so that those who read slowly cost no memory. Where
    there is no room for it, it stays in memory.
    """

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._short = bytearray()
        self._octets = 0
        self._held: dict[int, int] = {}
        self._file: IO[bytes] | None = None
        self._in_file = 0
        self._has_room = True

    def __len__(self) -> int:
        return self._octets

    def add(self, *octets: bytes) -> None:
        """Put octets behind what is there."""
        for each in octets:
            self._octets += len(each)
            if len(each) < _SHARED:
                self._short += each
            else:
                self._close_short()
                self._hold(each)
            if len(self._short) >= PIECE:
                self._close_short()

    def _close_short(self) -> None:
        if self._short:
            self._hold(bytes(self._short))
            self._short.clear()

    def _hold(self, piece: bytes) -> None:
        self._pieces.append(piece)
        self._held[id(piece)] = len(piece)
        if self._has_room and sum(self._held.values()) > HELD_OCTETS:
            self._put_away()

    def _put_away(self) -> None:
        try:
            self._file = self._file or TemporaryFile()  # noqa: SIM115 — open as long as this is
            self._file.seek(self._in_file)
            self._file.writelines(self._pieces)
            self._file.flush()
        except OSError:
            self._has_room = False
            return
        self._in_file = self._file.tell()
        self._pieces.clear()
        self._held.clear()

    def taken(self) -> Iterator[bytes]:
        """The octets in pieces that a connection holds easily, once; what was sent is let go."""
        self._close_short()
        if self._file is not None:
            self._file.seek(0)
            for at in range(0, self._in_file, PIECE):
                yield self._file.read(min(PIECE, self._in_file - at))
        self._pieces.reverse()
        while self._pieces:
            piece = self._pieces.pop()
            if len(piece) <= 2 * PIECE:
                yield piece
            else:
                yield from (piece[at : at + PIECE] for at in range(0, len(piece), PIECE))

    def digest(self) -> str:
        """The SHA-256 of the octets, which stay."""
        self._close_short()
        found = sha256()
        if self._file is not None:
            self._file.seek(0)
            for at in range(0, self._in_file, PIECE):
                found.update(self._file.read(min(PIECE, self._in_file - at)))
        for piece in self._pieces:
            found.update(piece)
        return found.hexdigest()

    def close(self) -> None:
        """Let go of everything."""
        self._pieces.clear()
        if self._file is not None:
            self._file.close()


class LongReply(Response):
    """An answer of many pieces, sent one after the other, each once the client has taken most of what came before.

    All of it is decided when it is made, so nothing of the request is needed while it is sent.
    """

    def __init__(self, status: int, body: Pieces, media_type: str, headers: Mapping[str, str] = _NONE) -> None:
        self.status_code = status
        self.background = None
        self.raw_headers = head_of(status, len(body), media_type, headers)
        self._body = body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 — ASGI's shape
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        try:
            for piece in self._body.taken() if scope["method"] != "HEAD" else ():
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        finally:
            self._body.close()
        await send({"type": "http.response.body", "body": b""})


def pieces_reply(status: int, body: Pieces, media_type: str, headers: Mapping[str, str] = _NONE) -> Response:
    """An answer of pieces: whole where it is short, else piece by piece."""
    if len(body) <= WHOLE_OCTETS:
        return Reply(status, b"".join(body.taken()), media_type, headers)
    return LongReply(status, body, media_type, headers)


def conditional_reply(
    method: str,
    body: Pieces,
    media_type: str,
    headers: Mapping[str, str] = _NONE,
    *,
    status: int = 200,
    validator: str = "",
    preconditions: Preconditions = UNCONDITIONAL,
) -> Response:
    """An answer of pieces with an ETag made of the validator and the body, or 304 where the client of a GET has it.

    Without a validator it has no ETag. Fault STALE for a condition that does not hold of what a GET shows.
    """
    if not validator:
        if is_reading(method):
            preconditions.demand_untagged(method)
        return pieces_reply(status, body, media_type, headers)
    tagged = {**headers, "etag": tag_of(validator, body.digest())}
    if is_reading(method) and preconditions.is_known(tagged["etag"]):
        body.close()
        return Reply(304, headers=tagged)
    return pieces_reply(status, body, media_type, tagged)


def file_reply(status: int, file: bytes, media_type: str, headers: Mapping[str, str] = _NONE) -> Response:
    """An answer of bytes made for it alone: a long one is sent in pieces, or each slow reader would keep a file."""
    if len(file) <= WHOLE_OCTETS:
        return Reply(status, file, media_type, headers)
    pieces = Pieces()
    pieces.add(file)
    return LongReply(status, pieces, media_type, headers)


def incomplete_header(ids: Collection[int]) -> dict[str, str]:
    """The header that names events of which not all instances are in an answer; none where there are none."""
    told = ", ".join(str(each) for each in sorted(ids)[:MOST_NAMED])
    return {"x-incomplete": told} if told else {}
