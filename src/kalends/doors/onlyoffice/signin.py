"""Signing in: for a token, and with one — bare in Authorization, or in the cookie."""

from datetime import datetime
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from kalends.core.time.zones import zone
from kalends.doors.onlyoffice.wire.body import parse_body, query_of
from kalends.doors.onlyoffice.wire.envelope import Answer, told
from kalends.doors.onlyoffice.wire.given import Given
from kalends.doors.onlyoffice.wire.moments import shown
from kalends.doors.onlyoffice.wire.paging import wish_of
from kalends.edge.door import Handler
from kalends.edge.house import Edge
from kalends.edge.limits import read_body
from kalends.edge.visit import visit_of
from kalends.errors import Fault, Kind
from kalends.service.access import Caller
from kalends.service.house import Service
from kalends.service.people import Credentials
from kalends.service.people.tokens import LIFETIME, Token

COOKIE = "asc_auth_key"
_CAP = 65_536
_READING = frozenset(("GET", "HEAD"))


def credentials_in(request: Request, public_url: str) -> Credentials | None:
    """What this dialect alone takes for credentials; None leaves it to the edge."""
    headers = visit_of(request).headers
    sent = headers.get(b"authorization", b"").strip()
    if sent:
        return None if b" " in sent else Credentials(None, sent.decode("latin-1"))
    if b"apy-token" in headers or b"x-api-key" in headers:
        return None
    cookie = _cookie(headers.get(b"cookie", b""))
    if cookie and (request.scope["method"] in _READING or _same_origin(request, public_url)):
        return Credentials(None, cookie)
    return None


def _cookie(header: bytes) -> str:
    try:
        found = SimpleCookie(header.decode("latin-1")).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


def _same_origin(request: Request, public_url: str) -> bool:
    """Whether a browser says that a page of this very server asks: cookies alone would let any page write."""
    visit = visit_of(request)
    origin = visit.headers.get(b"origin", b"").decode("latin-1").lower()
    host = visit.headers.get(b"host", b"").decode("latin-1").lower()
    known = {f"{request.scope['scheme']}://{host}"} if host else set()
    return origin in known | {_origin(public_url), visit.forwarded_base} - {""}


def _origin(url: str) -> str:
    """Scheme and host of a URL, which is all that a browser tells (RFC 6454 §6.2)."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def authentication(service: Service, edge: Edge) -> Handler:
    """The handler that gives a token for a name and a password, or a key."""

    async def handle(request: Request) -> Response:
        body = await read_body(request, _CAP)
        return await edge.hop(_signed_in, service, edge, request, body)

    return handle


def _signed_in(service: Service, edge: Edge, request: Request, body: bytes) -> Response:
    query = query_of(request)
    sent = parse_body(body, visit_of(request).headers.get(b"content-type", b""))
    given = Given(query, sent.values)
    name, password = given.demanded("userName"), given.demanded("password")
    given.settle()
    client = request.scope.get("client")
    address = str(client[0]) if client else ""
    me = _proven(service, Credentials(name, password), address=address, now=edge.now())
    # a key is as good as a token, and keeps its scope
    by_key = Token(password, edge.now() + LIFETIME)
    token = service.people.tokens.issue(me, now=edge.now()) if me.key_id is None else by_key
    value = {"token": token.secret, "expires": shown(token.expires, zone(me.time_zone))}
    cookie = {"set-cookie": _set_cookie(token, secure=edge.public_url(request).startswith("https:"))}
    return told(request, Answer(value), wish_of(Given(query)), cookie | {"cache-control": "no-store"})


def _proven(service: Service, credentials: Credentials, *, address: str, now: datetime) -> Caller:
    try:
        return service.people.authenticate(credentials, address=address, now=now)
    except Fault as fault:
        if fault.kind is Kind.UNAUTHENTICATED:
            raise Fault(Kind.UNAUTHENTICATED, "User authentication failed") from None
        raise


def _set_cookie(token: Token, *, secure: bool) -> str:
    lasting = int(LIFETIME.total_seconds())
    mark = "; Secure" if secure else ""
    return f"{COOKIE}={token.secret}; Path=/; Max-Age={lasting}; HttpOnly; SameSite=Strict{mark}"
