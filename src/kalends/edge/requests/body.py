"""Bodies, read up to a limit and no longer than a client keeps sending."""

import asyncio
from tempfile import SpooledTemporaryFile
from types import TracebackType

from starlette.requests import ClientDisconnect, Request

from kalends.core.unicode import one_line
from kalends.edge.context import RequestContext, context_of
from kalends.edge.replies.refusal import coding_refusal, slow_refusal, stall_refusal
from kalends.edge.stall import StallError
from kalends.errors import Fault, Flaw, Kind

WHOLE_BODY = "kalends.content"
"""Where a server puts into the scope a body that came whole, before anybody asked (an ASGI extension of ours)."""

HELD_OCTETS = 262_144
"""Octets of a body that are held in memory while the rest of it comes, and until it is read."""
_ROOM_SECONDS = 30
_MOST_TOLD = 100
"""Characters of the codings that a refusal names."""


class RequestBody:
    """A whole body that has come: in memory, or, where it is long, in a file without a name until it is read."""

    __slots__ = ("_held",)

    def __init__(self, held: bytes | SpooledTemporaryFile[bytes]) -> None:
        self._held = held

    def __enter__(self) -> "RequestBody":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if not isinstance(self._held, bytes):
            self._held.close()

    def octets(self) -> bytes:
        """The octets; to be asked for where they are worked on, since a long body has them in memory from then on."""
        if isinstance(self._held, bytes):
            return self._held
        self._held.seek(0)
        return self._held.read()


async def read_body(request: Request, cap: int) -> bytes:
    """The whole body of a request that may be short only; everything else is as in `receive_body`."""
    with await receive_body(request, cap) as content:
        return content.octets()


async def receive_body(request: Request, cap: int) -> RequestBody:
    """The body of a request, when all of it has come.

    Raises Fault(TOO_LARGE) above `cap` bytes (before anything is read, where Content-Length says so), a
    refusal with 415 for a content coding and with 408 when the client stops sending or lets its body drip, BUSY where
    the disk has no room for a long one, and ClientDisconnect, which the front takes quietly.
    """
    context = context_of(request)
    if b"content-encoding" in context.headers and has_body(context):
        _demand_uncoded(request)
    declared = context.headers.get(b"content-length", b"")
    if declared.isdigit() and (len(declared) > 18 or int(declared) > cap):
        raise size_fault(cap)
    body: bytes | None = request.scope.get(WHOLE_BODY)
    if body is None:
        return await _received(request, context, cap)
    context.body_read, context.body_octets = True, len(body)
    if len(body) > cap:
        raise size_fault(cap)
    return RequestBody(body)


def _demand_uncoded(request: Request) -> None:
    """Let a body pass that is as it was sent (RFC 9110 §8.4): what is compressed may be a thousand times as large."""
    values = [value.decode("latin-1") for name, value in request.scope["headers"] if name == b"content-encoding"]
    codings = [each.strip().lower() for each in ",".join(values).split(",")]
    wrong = [each for each in codings if each not in ("", "identity")]
    if wrong:
        raise coding_refusal(one_line(", ".join(wrong)[:_MOST_TOLD]))


async def _received(request: Request, context: RequestContext, cap: int) -> RequestBody:
    began, octets, more = asyncio.get_running_loop().time(), 0, True
    held = SpooledTemporaryFile[bytes](HELD_OCTETS)
    try:
        while more:
            piece, more = await _next(request, context, began, octets)
            octets += len(piece)
            context.body_read = not more
            if octets > cap:
                raise size_fault(cap)
            _hold(held, piece)
    except BaseException:
        held.close()
        raise
    context.body_octets = octets
    return RequestBody(held)


def _hold(held: SpooledTemporaryFile[bytes], piece: bytes) -> None:
    try:
        held.write(piece)
    except OSError:
        detail = f"The server has no room for a large body now. Try again in {_ROOM_SECONDS} seconds."
        raise Fault(Kind.BUSY, detail, (Flaw("no-room", detail),), retry_after=_ROOM_SECONDS) from None


async def _next(request: Request, context: RequestContext, began: float, octets: int) -> tuple[bytes, bool]:
    last_moment = context.stall.last_moment(began, octets)
    try:
        message = await context.stall.wait(request.receive, last_moment)
    except StallError:
        if asyncio.get_running_loop().time() >= last_moment > began + context.stall.seconds:
            raise slow_refusal(context.stall.rate, context.stall.seconds) from None
        raise stall_refusal(context.stall.seconds) from None
    if message["type"] == "http.disconnect":
        raise ClientDisconnect
    return message.get("body", b""), message.get("more_body", False)


def size_fault(cap: int) -> Fault:
    """The fault for a body above `cap` bytes."""
    detail = f"The body is too large: at most {cap:,} bytes are taken."
    return Fault(Kind.TOO_LARGE, detail, (Flaw("too-large", detail),))


_SMALL_REST = 65_536


def has_body(context: RequestContext) -> bool:
    """Whether the head tells of a body (RFC 9112 §6)."""
    return context.headers.get(b"content-length", b"0") != b"0" or b"transfer-encoding" in context.headers


def must_close(context: RequestContext) -> bool:
    """Whether the answer is the last one: where a body was not read, unless it is small and coming for certain."""
    headers = context.headers
    if context.body_read or not has_body(context):
        return False
    declared = headers.get(b"content-length", b"0")
    small = declared.isdigit() and len(declared) < 10 and int(declared) <= _SMALL_REST
    return not small or b"expect" in headers or b"transfer-encoding" in headers
