"""Short answers: a body of bytes, with header values exactly as given. Long ones: `edge/replies/stream`."""

import re
from collections.abc import Mapping

import msgspec
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

JSON = "application/json"
_encode = msgspec.json.Encoder().encode
_FORBIDDEN = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")  # RFC 9110 §5.5
_NO_BODY = frozenset({204, 304})


Headers = list[tuple[bytes, bytes]]
_NONE: Mapping[str, str] = {}


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
        self.raw_headers = head_of(status, len(body), media_type, headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 — ASGI's shape
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": self.body})


def head_of(status: int, octets: int, media_type: str, headers: Mapping[str, str] | None) -> Headers:
    """The header fields of an answer, as the server sends them."""
    raw: Headers = []
    if media_type:
        raw.append((b"content-type", media_type.encode("latin-1")))
    if status not in _NO_BODY:
        raw.append((b"content-length", b"%d" % octets))
    if headers:
        raw += [(name.lower().encode("latin-1"), _value(text)) for name, text in headers.items()]
    return raw


def _value(text: str) -> bytes:
    if not text.isprintable() and _FORBIDDEN.search(text):
        raise ValueError("a header value with a control character")
    return text.encode("latin-1")


def json_reply(status: int, value: object, headers: Mapping[str, str] = _NONE) -> Response:
    """An answer of JSON."""
    return Reply(status, _encode(value), JSON, headers)


def text_reply(
    status: int, text: str, media_type: str = "text/plain; charset=utf-8", headers: Mapping[str, str] = _NONE
) -> Response:
    """An answer of text, sent as UTF-8."""
    return Reply(status, text.encode(), media_type, headers)


def bytes_reply(status: int, body: bytes, media_type: str, headers: Mapping[str, str] = _NONE) -> Response:
    """An answer of bytes that others have too; `media_type` is sent as it is given."""
    return Reply(status, body, media_type, headers)
