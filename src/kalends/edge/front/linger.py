"""Answers to requests whose body was not read: first the answer, then what the client still sends.

A client may write its whole body before it reads. Closing then resets the connection and loses the answer,
so the rest is read and thrown away for a while (RFC 9112 §9.6).
"""

import asyncio

from starlette.types import Receive, Send

from kalends.edge.respond import Headers, Reply
from kalends.edge.visit import Visit

LINGER_SECONDS = 2.0
LINGER_BYTES = 32_000_000
_SMALL_REST = 65_536


def owes_body(visit: Visit) -> bool:
    """Whether the client may still be sending a body that nobody has read."""
    headers = visit.headers
    return headers.get(b"content-length", b"0") != b"0" or b"transfer-encoding" in headers


async def send_and_linger(reply: Reply, headers: Headers, *, visit: Visit, receive: Receive, send: Send) -> None:
    """Send an answer whole, read on for at most 2 s or 32 MB, then end it."""
    if _must_close(visit):
        headers = [*headers, (b"connection", b"close")]
    await send({"type": "http.response.start", "status": reply.status_code, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body, "more_body": True})
    await _drain(receive)
    await send({"type": "http.response.body", "body": b""})


def _must_close(visit: Visit) -> bool:
    """Keep the connection only where the rest is small and is coming for certain."""
    declared = visit.headers.get(b"content-length", b"")
    small = declared.isdigit() and len(declared) < 10 and int(declared) <= _SMALL_REST
    return not small or b"expect" in visit.headers


async def _drain(receive: Receive) -> None:
    taken = 0
    try:
        async with asyncio.timeout(LINGER_SECONDS):
            while taken < LINGER_BYTES:
                message = await receive()
                taken += len(message.get("body", b""))
                if not message.get("more_body"):
                    return
    except TimeoutError:
        return
