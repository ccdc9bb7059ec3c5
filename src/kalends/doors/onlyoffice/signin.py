"""Signing in: for a token, and with one — bare in Authorization, or in the cookie."""

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


def credentials_in(request: Request) -> Credentials | None:
    """What this dialect alone takes for credentials; None leaves it to the edge."""
    headers = visit_of(request).headers
    sent = headers.get(b"authorization", b"").strip()
    if sent:
        return None if b" " in sent else Credentials(None, sent.decode("latin-1"))
    if b"apy-token" in headers or b"x-api-key" in headers:
        return None
    cookie = _cookie(headers.get(b"cookie", b""))
    if cookie and (request.scope["method"] in _READING or _same_origin(request)):
        return Credentials(None, cookie)
    return None


def _cookie(header: bytes) -> str:
    try:
        found = SimpleCookie(header.decode("latin-1")).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


def _same_origin(request: Request) -> bool:
    """Whether a browser says that a page of this very server asks: cookies alone would let any page write."""
    visit = visit_of(request)
    origin = visit.headers.get(b"origin", b"").decode("latin-1").lower()
    if not origin:
        return False
    if visit.forwarded_base:
        return origin == visit.forwarded_base
    host = visit.headers.get(b"host", b"").decode("latin-1").lower()
    return bool(host) and urlsplit(origin).scheme == request.scope["scheme"] and origin.partition("://")[2] == host


def authentication(service: Service, edge: Edge) -> Handler:
    """The handler that gives a token for a name and a password, or a key."""

    async def handle(request: Request) -> Response:
        query = query_of(request)
        body = parse_body(await read_body(request, _CAP), visit_of(request).headers.get(b"content-type", b""))
        given = Given(query, body.values)
        name, password = given.demanded("userName"), given.demanded("password")
        given.settle()
        client = request.scope.get("client")
        credentials = Credentials(name, password)
        address = str(client[0]) if client else ""

        def sign_in() -> tuple[Caller, Token]:
            me = service.people.authenticate(credentials, address=address, now=edge.now())
            if me.key_id is not None:  # a key is as good as a token, and keeps its scope
                return me, Token(password, edge.now() + LIFETIME)
            return me, service.people.tokens.issue(me, now=edge.now())

        try:
            me, token = await edge.hop(sign_in)
        except Fault as fault:
            if fault.kind is Kind.UNAUTHENTICATED:
                raise Fault(Kind.UNAUTHENTICATED, "User authentication failed") from None
            raise
        value = {"token": token.secret, "expires": shown(token.expires, zone(me.time_zone))}
        cookie = {"set-cookie": _set_cookie(token, secure=edge.public_url(request).startswith("https:"))}
        return told(request, Answer(value), wish_of(Given(query)), cookie | {"cache-control": "no-store"})

    return handle


def _set_cookie(token: Token, *, secure: bool) -> str:
    lasting = int(LIFETIME.total_seconds())
    mark = "; Secure" if secure else ""
    return f"{COOKIE}={token.secret}; Path=/; Max-Age={lasting}; HttpOnly; SameSite=Strict{mark}"
