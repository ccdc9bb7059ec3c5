"""The page of consent: a person signs in, sees who asks for what, and allows it or not (RFC 6749 §3.1, §10.12, §10.13).

Everything that is decided comes by POST from this very page: the form holds a proof that only a page of the same
session can know, and the policy lets no other page frame it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from kalends.doors.kona.oauth.asking import NO_STORE, Destination, asked, destination, read
from kalends.doors.kona.oauth.form import BODY_CAP, Parameters, parameters_of
from kalends.doors.kona.oauth.page import Form, consent_page, policy, refusal_page, sign_in_page
from kalends.edge.door import Handler
from kalends.edge.house import Edge
from kalends.edge.limits import read_body
from kalends.edge.refusal import Refusal
from kalends.edge.respond import Reply, text_reply
from kalends.edge.visit import visit_of
from kalends.errors import Fault, Kind
from kalends.service.access import Caller
from kalends.service.house import Service
from kalends.service.people import Credentials
from kalends.service.people.oauth import Asked, Session
from kalends.service.people.oauth.refusals import ACCESS_DENIED, refused
from kalends.service.people.oauth.sessions import LIFETIME

COOKIE = "kalends_consent"
_HTML = "text/html; charset=utf-8"
_STALE = "The page had been open for too long, or the browser keeps no cookies. Try again."
_KEY = "Sign in with the password of the account: a key is for programs. An administrator can set one."
_STATUS = {Kind.NOT_FOUND: 400, Kind.TOO_LARGE: 413, Kind.RATE_LIMITED: 429, Kind.BUSY: 503}


@dataclass(frozen=True)
class Visit:
    """One request to the page, in the worker thread."""

    service: Service
    now: datetime
    given: Parameters
    where: Destination
    asked: Asked
    session: Session | None
    secure: bool
    address: str

    def page(self, notice: str = "", status: int = 200, session: Session | None = None) -> Response:
        """The page as it is for whoever sits before it, in a session that goes on or begins."""
        current = session or self.session
        begun = current or self.service.oauth.sessions.begin(now=self.now)
        form = Form(self.action, begun.proof, notice)
        me = begun.caller
        html = consent_page(self.asked, form, me, self.where.back) if me else sign_in_page(self.asked, form)
        cookie = {} if begun is self.session else {"set-cookie": _set_cookie(begun, secure=self.secure)}
        return text_reply(status, html, _HTML, _headers(self.where.back) | cookie)

    def again(self, session: Session) -> Response:
        """The same page once more, in another session, so that reloading it repeats nothing."""
        cookie = _set_cookie(session, secure=self.secure)
        return Reply(303, headers={"location": self.action, "set-cookie": cookie, **NO_STORE})

    @property
    def action(self) -> str:
        """This page, as a reference from itself: it leads back whatever stands before the path."""
        return f"?{urlencode(self.given.values)}"


def shown(service: Service, edge: Edge) -> Handler:
    """The handler that shows the page."""
    return _handler(service, edge, lambda visit, _form: visit.page())


def answered(service: Service, edge: Edge) -> Handler:
    """The handler that takes what the page sends."""
    return _handler(service, edge, _answered)


def _handler(service: Service, edge: Edge, work: Callable[[Visit, Parameters], Response]) -> Handler:
    async def handle(request: Request) -> Response:
        body = await read_body(request, BODY_CAP)
        return await edge.hop(_done, service, edge, request, lambda visit: work(visit, parameters_of(body)))

    return handle


def _done(service: Service, edge: Edge, request: Request, work: Callable[[Visit], Response]) -> Response:
    try:
        given = read(request.scope["query_string"])
        where = destination(service, given, edge.public_url(request))
        try:
            wanted = asked(service, given, where.client)
        except Fault as fault:
            return where.refused(fault)
        return work(_visit(service, edge, request, (given, where, wanted)))
    except Refusal:
        raise
    except Fault as fault:
        visit_of(request).error = fault.kind.value
        wait = {} if fault.retry_after is None else {"retry-after": str(fault.retry_after)}
        return text_reply(_STATUS.get(fault.kind, 400), refusal_page(fault.detail), _HTML, _headers() | wait)


def _visit(service: Service, edge: Edge, request: Request, found: tuple[Parameters, Destination, Asked]) -> Visit:
    client, now = request.scope.get("client"), edge.now()
    return Visit(
        service,
        now,
        *found,
        session=service.oauth.sessions.resume(_cookie(request), now=now),
        secure=edge.public_url(request).startswith("https:"),
        address=str(client[0]) if client else "",
    )


def _answered(visit: Visit, form: Parameters) -> Response:
    session, sessions = visit.session, visit.service.oauth.sessions
    if session is None or not session.is_proven_by(form["page"]):
        return visit.page(_STALE, 403)
    match form["step"]:
        case "sign-in":
            return _signed_in(visit, form)
        case "leave":
            return visit.again(sessions.begin(now=visit.now))
        case "deny":
            return visit.where.refused(refused(ACCESS_DENIED, "The person did not allow it."))
        case "allow" if session.caller:
            code = visit.service.oauth.granting.allow(session.caller, visit.asked, now=visit.now)
            return visit.where.sent(code=code)
    return visit.page()


def _signed_in(visit: Visit, form: Parameters) -> Response:
    try:
        me = _proven(visit, Credentials(form["email"], form["password"]))
    except Fault as fault:
        if fault.kind is Kind.UNAUTHENTICATED:
            return visit.page(fault.detail, 403)
        if fault.kind is Kind.RATE_LIMITED:
            response = visit.page(fault.detail, 429)
            response.raw_headers.append((b"retry-after", str(fault.retry_after).encode()))
            return response
        raise
    # a new session for who is known now: one that somebody else had planted is of no use (session fixation)
    return visit.again(visit.service.oauth.sessions.begin(me, now=visit.now))


def _proven(visit: Visit, credentials: Credentials) -> Caller:
    me = visit.service.people.authenticate(credentials, address=visit.address, now=visit.now)
    if me.key_id is not None:
        raise Fault(Kind.UNAUTHENTICATED, _KEY)
    return me


def _headers(back: str = "") -> dict[str, str]:
    return {"content-security-policy": policy(back), "x-frame-options": "DENY", **NO_STORE}


def _cookie(request: Request) -> str:
    header = visit_of(request).headers.get(b"cookie", b"").decode("latin-1")
    try:
        found = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


def _set_cookie(session: Session, *, secure: bool) -> str:
    """Without a path: a browser then takes the page's own folder, whatever a proxy put before it."""
    mark = "; Secure" if secure else ""
    return f"{COOKIE}={session.secret}; Max-Age={int(LIFETIME.total_seconds())}; HttpOnly; SameSite=Lax{mark}"
