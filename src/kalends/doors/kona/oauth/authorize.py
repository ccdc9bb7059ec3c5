"""The page of consent: a person signs in, sees who asks for what, and allows it or not (RFC 6749 §3.1, §10.12, §10.13).

Everything that is decided comes by POST from this very page: the form holds a proof that only a page of the same
session can know, and the policy lets no other page frame it.
"""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from kalends.doors.kona.oauth.asking import NO_STORE, Destination, asked, destination, read
from kalends.doors.kona.oauth.form import BODY_CAP, Parameters, parameters_of
from kalends.doors.kona.oauth.page import Form, consent_page, policy, refusal_page, sign_in_page
from kalends.edge.auth import device_cookies
from kalends.edge.body import read_body
from kalends.edge.context import context_of
from kalends.edge.door import Edge, Handler
from kalends.edge.refusal import Refusal
from kalends.edge.respond import Reply, text_reply
from kalends.edge.session import cookie_in, set_cookie
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
_WRONG = "The e-mail address or the password is wrong."
_KEY = "Sign in with the password of the account: a key is for programs. An administrator can set one."
_PAGED = {Kind.UNAUTHENTICATED: 403, Kind.RATE_LIMITED: 429, Kind.BUSY: 503}
"""What went wrong with signing in, and is told on the page that can be sent again."""
_STATUS = {Kind.NOT_FOUND: 400, Kind.TOO_LARGE: 413, Kind.RATE_LIMITED: 429, Kind.BUSY: 503}


@dataclass(frozen=True)
class Consent:
    """One request to the page, in the worker thread."""

    service: Service
    now: datetime
    given: Parameters
    where: Destination
    asked: Asked
    session: Session | None
    secure: bool

    def page(self, notice: str = "", status: int = 200, session: Session | None = None) -> Response:
        """The page as it is for whoever sits before it, in a session that goes on or begins."""
        current = session or self.session
        begun = current or self.service.oauth.sessions.begin(now=self.now)
        form = Form(self.action, begun.proof, notice)
        me = begun.caller
        html = consent_page(self.asked, form, me, self.where.back) if me else sign_in_page(self.asked, form)
        cookie = {} if begun is self.session else {"set-cookie": _set_cookie(begun, secure=self.secure)}
        return text_reply(status, html, _HTML, _headers(self.where.back) | cookie)

    def is_asked_by(self, form: Parameters) -> bool:
        """Whether a form comes from a page of this session."""
        return self.session is not None and self.session.is_proven_by(form["page"])

    def again(self, session: Session, *cookies: str) -> Response:
        """The same page once more, in another session, so that reloading it repeats nothing."""
        reply = Reply(303, headers={"location": self.action, **NO_STORE})
        for cookie in (_set_cookie(session, secure=self.secure), *cookies):
            reply.raw_headers.append((b"set-cookie", cookie.encode()))
        return reply

    @property
    def action(self) -> str:
        """This page, as a reference from itself: it leads back whatever stands before the path."""
        return f"?{urlencode(self.given.values)}"


def shown(service: Service, edge: Edge) -> Handler:
    """The handler that shows the page."""

    async def handle(request: Request) -> Response:
        await read_body(request, BODY_CAP)
        return await edge.executor.run(_shown, service, edge, request)

    return _telling(handle)


def answered(service: Service, edge: Edge) -> Handler:
    """The handler that takes what the page sends."""

    async def handle(request: Request) -> Response:
        body = await read_body(request, BODY_CAP)
        opened = await edge.executor.run(_opened, service, edge, request)
        if isinstance(opened, Response):
            return opened
        form = await edge.executor.run(parameters_of, body)
        if opened.is_asked_by(form) and form["step"] == "sign-in":
            return await _sign_in(edge, request, opened, Credentials(form["email"], form["password"]))
        return await edge.executor.run(_answered, opened, form)

    return _telling(handle)


def _telling(handle: Handler) -> Handler:
    """The handler that tells a fault as a page: nobody can be sent back to an application."""

    async def told(request: Request) -> Response:
        try:
            return await handle(request)
        except Refusal:
            raise
        except Fault as fault:
            context_of(request).error = fault.kind.value
            wait = {} if fault.retry_after is None else {"retry-after": str(fault.retry_after)}
            return text_reply(_STATUS.get(fault.kind, 400), refusal_page(fault.detail), _HTML, _headers() | wait)

    return told


def _shown(service: Service, edge: Edge, request: Request) -> Response:
    opened = _opened(service, edge, request)
    return opened if isinstance(opened, Response) else opened.page()


def _opened(service: Service, edge: Edge, request: Request) -> Consent | Response:
    """The consent of a request, or what sends the person back to an application that asks for what cannot be."""
    given = read(request.scope["query_string"])
    where = destination(service, given, edge.public_url(request))
    try:
        wanted = asked(service, given, where.client)
    except Fault as fault:
        return where.refused(fault)
    return _consent(service, edge, request, (given, where, wanted))


def _consent(service: Service, edge: Edge, request: Request, found: tuple[Parameters, Destination, Asked]) -> Consent:
    now, cookies = edge.now(), context_of(request).headers.get(b"cookie", b"")
    return Consent(
        service,
        now,
        *found,
        session=service.oauth.sessions.resume(cookie_in(cookies, COOKIE), now=now),
        secure=edge.public_url(request).startswith("https:"),
    )


def _answered(consent: Consent, form: Parameters) -> Response:
    session, sessions = consent.session, consent.service.oauth.sessions
    if session is None or not consent.is_asked_by(form):
        return consent.page(_STALE, 403)
    match form["step"]:
        case "leave":
            return consent.again(sessions.begin(now=consent.now))
        case "deny":
            return consent.where.refused(refused(ACCESS_DENIED, "The person did not allow it."))
        case "allow" if session.caller:
            code = consent.service.oauth.granting.allow(session.caller, consent.asked, now=consent.now)
            return consent.where.sent(code=code)
    return consent.page()


async def _sign_in(edge: Edge, request: Request, consent: Consent, credentials: Credentials) -> Response:
    try:
        me = await edge.authenticator.verify(request, credentials)
    except Fault as fault:
        if fault.kind not in _PAGED:
            raise
        notice = _WRONG if fault.kind is Kind.UNAUTHENTICATED else fault.detail
        response = await edge.executor.run(consent.page, notice, _PAGED[fault.kind])
        if fault.retry_after is not None:
            response.raw_headers.append((b"retry-after", b"%d" % fault.retry_after))
        return response
    if me.key_id is not None:
        return await edge.executor.run(consent.page, _KEY, 403)
    return await edge.executor.run(_signed_in, consent, me)


def _signed_in(consent: Consent, me: Caller) -> Response:
    device = device_cookies(consent.service, me, now=consent.now, secure=consent.secure)
    # a new session for who is known now: one that somebody else had planted is of no use (session fixation)
    return consent.again(consent.service.oauth.sessions.begin(me, now=consent.now), *device)


def _headers(back: str = "") -> dict[str, str]:
    return {"content-security-policy": policy(back), "x-frame-options": "DENY", **NO_STORE}


def _set_cookie(session: Session, *, secure: bool) -> str:
    """Without a path: a browser then takes the page's own folder, whatever a proxy put before it."""
    return set_cookie(COOKIE, session.secret, seconds=int(LIFETIME.total_seconds()), same_site="Lax", secure=secure)
