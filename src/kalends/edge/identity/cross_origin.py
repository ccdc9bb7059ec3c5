"""Requests that pages of other origins make: which may write, and which answers they may read.

A browser sends cookies and remembered Basic credentials by itself, so by these alone any page could write here in the
name of its visitor (RFC 6454; the Fetch Metadata header Sec-Fetch-Site). Keys and tokens in headers are sent by a page
that knows them, and only after a preflight (the Fetch standard's CORS protocol), which only listed origins pass.
"""

from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from kalends.edge.context import context_of
from kalends.edge.replies.reply import Headers, Reply
from kalends.errors import Fault, Flaw, Kind

CROSS_ORIGIN = "cross-origin"
_READING = frozenset({"GET", "HEAD", "OPTIONS", "PROPFIND", "REPORT"})
_OWN_SITES = frozenset({b"same-origin", b"none"})

PublicUrl = Callable[[Request], str]


def is_write(request: Request) -> bool:
    """Whether a request may change something, by its method (RFC 9110 §9.2.1; RFC 4918 §9.1, RFC 3253 §3.6)."""
    return request.scope["method"] not in _READING


def is_from_browser(request: Request) -> bool:
    """Whether a request says which page it comes from, as browsers do with whatever writes."""
    headers = context_of(request).headers
    return b"sec-fetch-site" in headers or b"origin" in headers


def is_cross_origin(request: Request, public_url: PublicUrl) -> bool:
    """Whether a request says that it comes from a page of another origin; what says nothing is a program's.

    Sec-Fetch-Site decides where there is one: a browser sends `Origin: null` from pages that hide where they are.
    """
    headers = context_of(request).headers
    if (site := headers.get(b"sec-fetch-site")) is not None:
        return site.strip().lower() not in _OWN_SITES
    if (origin := headers.get(b"origin")) is None:
        return False
    return origin.decode("latin-1").lower() not in _own_origins(request, public_url)


def demand_own_origin(request: Request, public_url: PublicUrl) -> None:
    """Raise Fault(FORBIDDEN) where a page of another origin writes."""
    if is_write(request) and is_cross_origin(request, public_url):
        detail = "A page of another site cannot write here with Basic; send a key: apy-token, x-api-key or Bearer."
        raise Fault(Kind.FORBIDDEN, detail, (Flaw(CROSS_ORIGIN, detail),))


def _own_origins(request: Request, public_url: PublicUrl) -> set[str]:
    context = context_of(request)
    host = context.headers.get(b"host", b"").decode("latin-1").lower()
    seen = f"{request.scope['scheme']}://{host}" if host else ""
    return {seen, _origin(public_url(request)), _origin(context.forwarded_base)} - {""}


def _origin(url: str) -> str:
    """Scheme and host of a URL, which is all that a browser tells (RFC 6454 §6.2)."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower() if parts.netloc else ""


EXPOSED = b"Content-Disposition, X-Request-Id, ETag, Location, Link, Retry-After, X-Total-Count, X-Incomplete"
_ALLOWED_HEADERS = (
    b"Authorization, Content-Type, Depth, Destination, If-Match, If-None-Match, If-Modified-Since, "
    b"If-Unmodified-Since, Overwrite, Prefer, X-Request-Id, apy-token, x-api-key"
)
_MAX_AGE = b"600"
_VARY = (b"vary", b"Origin")


class Cors:
    """The origins that may read our answers in a browser; "*" stands for all. No cookies are ever used."""

    def __init__(self, origins: Iterable[str]) -> None:
        self._origins = frozenset(origin.rstrip("/").lower().encode("latin-1") for origin in origins)

    def __bool__(self) -> bool:
        return bool(self._origins)

    def headers(self, asked: dict[bytes, bytes]) -> Headers:
        """What goes with every answer to these request headers."""
        return [_VARY, *self._permission(asked), (b"access-control-expose-headers", EXPOSED)]

    def preflight(self, asked: dict[bytes, bytes], allowed: str) -> Response | None:
        """The answer to a preflight; None for a request that is none."""
        if b"origin" not in asked or b"access-control-request-method" not in asked:
            return None
        reply = Reply(204, headers={"allow": allowed})
        reply.raw_headers += self._preflight_headers(asked, allowed)
        return reply

    def _preflight_headers(self, asked: dict[bytes, bytes], allowed: str) -> Headers:
        if not self._permission(asked):
            return []
        return [
            (b"access-control-allow-methods", allowed.encode()),
            (b"access-control-allow-headers", _ALLOWED_HEADERS),
            (b"access-control-max-age", _MAX_AGE),
        ]

    def _permission(self, asked: dict[bytes, bytes]) -> Headers:
        origin = asked.get(b"origin", b"")
        if b"*" in self._origins:
            return [(b"access-control-allow-origin", b"*")]
        if origin.lower() in self._origins:
            return [(b"access-control-allow-origin", origin)]
        return []
