"""Whether a page of another origin makes a browser ask (RFC 6454; the Fetch Metadata header Sec-Fetch-Site).

A browser sends cookies and remembered Basic credentials by itself, so by these alone any page could write here in the
name of its visitor. Keys and tokens in headers are sent by a page that knows them, and only after a preflight (CORS).
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.requests import Request

from kalends.edge.visit import visit_of
from kalends.errors import Fault, Flaw, Kind

CROSS_ORIGIN = "cross-origin"
_READING = frozenset({"GET", "HEAD", "OPTIONS", "PROPFIND", "REPORT"})
_OWN_SITES = frozenset({b"same-origin", b"none"})

PublicUrl = Callable[[Request], str]


def writes(request: Request) -> bool:
    """Whether a request may change something, by its method (RFC 9110 §9.2.1; RFC 4918 §9.1, RFC 3253 §3.6)."""
    return request.scope["method"] not in _READING


def is_of_browser(request: Request) -> bool:
    """Whether a request says which page it comes from, as browsers do with whatever writes."""
    headers = visit_of(request).headers
    return b"sec-fetch-site" in headers or b"origin" in headers


def is_cross_origin(request: Request, public_url: PublicUrl) -> bool:
    """Whether a request says that it comes from a page of another origin; what says nothing is a program's.

    Sec-Fetch-Site decides where there is one: a browser sends `Origin: null` from pages that hide where they are.
    """
    headers = visit_of(request).headers
    if (site := headers.get(b"sec-fetch-site")) is not None:
        return site.strip().lower() not in _OWN_SITES
    if (origin := headers.get(b"origin")) is None:
        return False
    return origin.decode("latin-1").lower() not in _own_origins(request, public_url)


def demand_own_origin(request: Request, public_url: PublicUrl) -> None:
    """Raise Fault(FORBIDDEN) where a page of another origin writes."""
    if writes(request) and is_cross_origin(request, public_url):
        detail = "A page of another site cannot write here with Basic; send a key: apy-token, x-api-key or Bearer."
        raise Fault(Kind.FORBIDDEN, detail, (Flaw(CROSS_ORIGIN, detail),))


def _own_origins(request: Request, public_url: PublicUrl) -> set[str]:
    visit = visit_of(request)
    host = visit.headers.get(b"host", b"").decode("latin-1").lower()
    seen = f"{request.scope['scheme']}://{host}" if host else ""
    return {seen, _origin(public_url(request)), _origin(visit.forwarded_base)} - {""}


def _origin(url: str) -> str:
    """Scheme and host of a URL, which is all that a browser tells (RFC 6454 §6.2)."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower() if parts.netloc else ""
