"""Answers: a body of bytes, with header values exactly as given."""

import re
from collections.abc import Collection, Mapping

import msgspec
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

JSON = "application/json"
MOST_NAMED = 100
"""Ids in one header."""
_encode = msgspec.json.Encoder().encode
_FORBIDDEN = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")  # RFC 9110 §5.5
_NO_BODY = frozenset({204, 304})


Headers = list[tuple[bytes, bytes]]


class Reply(Response):
    """A whole answer, prepared as the tuples that the server sends.

    Starlette's own constructor works out defaults that we always know; this one costs a third of it.
    """

    def __init__(
        self, status: int, body: bytes = b"", media_type: str = "", headers: Mapping[str, str] | None = None
    ) -> None:
        self.status_code = status
        self.body = body
        self.background = None
        self.raw_headers = []
        if media_type:
            self.raw_headers.append((b"content-type", media_type.encode("latin-1")))
        if status not in _NO_BODY:
            self.raw_headers.append((b"content-length", b"%d" % len(body)))
        if headers:
            self.raw_headers += [(name.lower().encode("latin-1"), _value(text)) for name, text in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 — ASGI's shape
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": self.body})


def _value(text: str) -> bytes:
    if not text.isprintable() and _FORBIDDEN.search(text):
        raise ValueError("a header value with a control character")
    return text.encode("latin-1")


_NONE: Mapping[str, str] = {}


def incomplete(ids: Collection[int]) -> dict[str, str]:
    """The header that names events of which not all instances are in an answer; none where there are none."""
    told = ", ".join(str(each) for each in sorted(ids)[:MOST_NAMED])
    return {"x-incomplete": told} if told else {}


def json_reply(status: int, value: object, headers: Mapping[str, str] = _NONE) -> Response:
    """An answer of JSON."""
    return Reply(status, _encode(value), JSON, headers)


def text_reply(
    status: int, text: str, media_type: str = "text/plain; charset=utf-8", headers: Mapping[str, str] = _NONE
) -> Response:
    """An answer of text, sent as UTF-8."""
    return Reply(status, text.encode(), media_type, headers)


def bytes_reply(status: int, body: bytes, media_type: str, headers: Mapping[str, str] = _NONE) -> Response:
    """An answer of bytes; `media_type` is sent as it is given."""
    return Reply(status, body, media_type, headers)
