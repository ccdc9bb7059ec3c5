"""Sign-in: get a token, and use it, bare in Authorization or in the cookie."""

from starlette.requests import Request
from starlette.responses import Response

from kalends.core.time.zones import zone
from kalends.doors.onlyoffice.wire.body import parse_body, query_of
from kalends.doors.onlyoffice.wire.envelope import OnlyofficeAnswer, response_of
from kalends.doors.onlyoffice.wire.paging import list_options
from kalends.doors.onlyoffice.wire.parameters import RequestParameters, time_text
from kalends.edge.context import context_of
from kalends.edge.door import Edge, Handler
from kalends.edge.identity.cross_origin import is_cross_origin, is_from_browser, is_write
from kalends.edge.identity.session import cookie_in, device_cookies, set_cookie
from kalends.edge.requests.body import read_body
from kalends.errors import Fault, Kind
from kalends.service.access import Caller
from kalends.service.house import Service
from kalends.service.people import Credentials
from kalends.service.people.tokens import LIFETIME, Token

COOKIE = "asc_auth_key"
_CAP = 65_536


def credentials_in(request: Request, edge: Edge) -> Credentials | None:
    """The credentials that this dialect alone accepts; None leaves the request to the edge.

    The cookie may write only if the browser says that a page of this server sent the request: any page could otherwise.
    """
    headers = context_of(request).headers
    sent = headers.get(b"authorization", b"").strip()
    if sent:
        return None if b" " in sent else Credentials(None, sent.decode("latin-1"))
    if b"apy-token" in headers or b"x-api-key" in headers:
        return None
    cookie = cookie_in(headers.get(b"cookie", b""), COOKIE)
    if cookie and (not is_write(request) or _is_own_page(request, edge)):
        return Credentials(None, cookie)
    return None


def _is_own_page(request: Request, edge: Edge) -> bool:
    return is_from_browser(request) and not is_cross_origin(request, edge.public_url)


def authentication(service: Service, edge: Edge) -> Handler:
    """The handler that issues a token for a name and a password, or a key."""

    async def handle(request: Request) -> Response:
        body = await read_body(request, _CAP)
        query, credentials = await edge.executor.run(_read, request, body)
        try:
            me = await edge.authenticator.verify(request, credentials)
        except Fault as fault:
            if fault.kind is Kind.UNAUTHENTICATED:
                raise Fault(Kind.UNAUTHENTICATED, "User authentication failed") from None
            raise

        def respond() -> Response:
            return _signed_in(service, edge, request, me, credentials.secret, query)

        return await edge.executor.run(respond)

    return handle


def _read(request: Request, body: bytes) -> tuple[RequestParameters, Credentials]:
    query = query_of(request)
    sent = parse_body(body, context_of(request).headers.get(b"content-type", b""))
    parameters = RequestParameters(query, sent.values)
    name, password = parameters.demanded("userName"), parameters.demanded("password")
    parameters.settle()
    return RequestParameters(query), Credentials(name, password)


def _signed_in(
    service: Service, edge: Edge, request: Request, me: Caller, secret: str, query: RequestParameters
) -> Response:
    now, secure = edge.now(), edge.public_url(request).startswith("https:")
    # a key is as good as a token, and keeps its scope
    token = service.people.tokens.issue(me, now=now) if me.key_id is None else Token(secret, now + LIFETIME)
    value = {"token": token.secret, "expires": time_text(token.expires, zone(me.time_zone))}
    response = response_of(request, OnlyofficeAnswer(value), list_options(query), {"cache-control": "no-store"})
    seconds = int(LIFETIME.total_seconds())
    cookies: list[str] = []
    if not is_cross_origin(request, edge.public_url):  # or any page could sign its visitor in to another account
        cookies.append(set_cookie(COOKIE, token.secret, seconds=seconds, path="/", secure=secure))
        cookies += device_cookies(service, me, now=now, secure=secure)
    response.raw_headers += [(b"set-cookie", cookie.encode()) for cookie in cookies]
    return response
