"""The page of consent: a person signs in, sees who asks for what, and allows it or not (RFC 6749 §3.1, §10.12, §10.13).

Everything that is decided comes by POST from this very page: the form holds a proof that only a page of the same
session can know, and the policy lets no other page frame it.
"""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from kalends.doors.oauth.page import PageForm, consent_page, policy, refusal_page, sign_in_page
from kalends.doors.oauth.parameters import BODY_CAP, Parameters, parameters_of
from kalends.edge.context import context_of
from kalends.edge.door import Edge, Handler
from kalends.edge.identity.session import device_cookies, session_cookie, session_of
from kalends.edge.replies.refusal import Refusal
from kalends.edge.replies.reply import Reply, text_reply
from kalends.edge.requests.body import read_body
from kalends.errors import Fault, Kind
from kalends.service.access import Caller
from kalends.service.house import Service
from kalends.service.people import Credentials
from kalends.service.people.oauth import Asked, Asking, Session
from kalends.service.people.oauth.refusals import ACCESS_DENIED, refused
from kalends.service.records import Client

NO_STORE = {"cache-control": "no-store", "referrer-policy": "no-referrer"}
_WHERE = frozenset({"client_id", "redirect_uri"})
_HTML = "text/html; charset=utf-8"
_STALE = "The page had been open for too long, or the browser keeps no cookies. Try again."
_WRONG = "The e-mail address or the password is wrong."
_KEY = "Sign in with the password of the account: a key is for programs. An administrator can set one."
_PAGED = {Kind.UNAUTHENTICATED: 403, Kind.RATE_LIMITED: 429, Kind.BUSY: 503}
"""Faults of signing in that the page shows, so that it can be sent again."""
_STATUS = {Kind.NOT_FOUND: 400, Kind.TOO_LARGE: 413, Kind.RATE_LIMITED: 429, Kind.BUSY: 503}


@dataclass(frozen=True, slots=True)
class Destination:
    """Where the person is sent back to, and the parameters that go along."""

    client: Client
    back: str
    state: str
    issuer: str

    def redirect(self, **parameters: str) -> Response:
        """The answer that sends the person there."""
        state = {"state": self.state} if self.state else {}
        query = urlencode({**parameters, **state, "iss": self.issuer})
        location = f"{self.back}{'&' if '?' in self.back else '?'}{query}"
        return Reply(303, headers={"location": location, **NO_STORE})

    def redirect_refusal(self, fault: Fault) -> Response:
        """The answer that tells the application of a refusal (RFC 6749 §4.1.2.1)."""
        return self.redirect(error=fault.precondition, error_description=fault.detail)


def _read(query: bytes) -> Parameters:
    """The parameters of a request. Fault NOT_FOUND where they cannot be read: the person is not sent anywhere then."""
    try:
        return parameters_of(query)
    except Fault as fault:
        raise Fault(Kind.NOT_FOUND, fault.detail) from None


def _destination(service: Service, parameters: Parameters, issuer: str) -> Destination:
    """Where to send a person back to. Fault NOT_FOUND where application or address is wrong, which is not followed."""
    if parameters.repeated & _WHERE or not parameters["client_id"]:
        raise Fault(Kind.NOT_FOUND, "The application has to say once who it is, and where you are to be sent back to.")
    try:
        client, back = service.oauth.granting.destination(parameters["client_id"], parameters["redirect_uri"])
    except Fault as fault:
        if fault.kind is Kind.INVALID:  # half a character, or NUL
            raise Fault(Kind.NOT_FOUND, "There is no such application.") from None
        raise
    return Destination(client, back, parameters["state"], issuer)


def _asked(service: Service, parameters: Parameters, client: Client) -> Asked:
    """What is asked for. Faults by the names of RFC 6749 §4.1.2.1, for the application."""
    parameters.demand_once()
    asking = Asking(
        response_type=parameters["response_type"],
        redirect=parameters["redirect_uri"],
        scope=parameters["scope"],
        challenge=parameters["code_challenge"],
        method=parameters["code_challenge_method"],
    )
    return service.oauth.granting.asked(client, asking)


@dataclass(frozen=True)
class ConsentRequest:
    """One request to the page of consent, in the worker thread."""

    service: Service
    now: datetime
    parameters: Parameters
    destination: Destination
    asked: Asked
    session: Session | None
    secure: bool

    def page(self, notice: str = "", status: int = 200, session: Session | None = None) -> Response:
        """The page for the person before it, in a session that goes on or begins."""
        current = session or self.session
        begun = current or self.service.oauth.sessions.begin(now=self.now)
        form = PageForm(self.action, begun.proof, notice)
        me = begun.caller
        html = consent_page(self.asked, form, me, self.destination.back) if me else sign_in_page(self.asked, form)
        cookie = {} if begun is self.session else {"set-cookie": session_cookie(begun, secure=self.secure)}
        return text_reply(status, html, _HTML, _headers(self.destination.back) | cookie)

    def is_asked_by(self, form: Parameters) -> bool:
        """Whether a form comes from a page of this session."""
        return self.session is not None and self.session.is_proven_by(form["page"])

    def again(self, session: Session, *cookies: str) -> Response:
        """The same page once more, in another session, so that reloading it repeats nothing."""
        reply = Reply(303, headers={"location": self.action, **NO_STORE})
        for cookie in (session_cookie(session, secure=self.secure), *cookies):
            reply.raw_headers.append((b"set-cookie", cookie.encode()))
        return reply

    @property
    def action(self) -> str:
        """This page, as a reference from itself: it leads back whatever stands before the path."""
        return f"?{urlencode(self.parameters.values)}"


def get_authorize(service: Service, edge: Edge) -> Handler:
    """The handler of GET: shows the page."""

    async def handle(request: Request) -> Response:
        await read_body(request, BODY_CAP)
        return await edge.executor.run(_shown, service, edge, request)

    return _with_refusal_page(handle)


def post_authorize(service: Service, edge: Edge) -> Handler:
    """The handler of POST: takes what the page sends."""

    async def handle(request: Request) -> Response:
        body = await read_body(request, BODY_CAP)
        opened = await edge.executor.run(_consent_request, service, edge, request)
        if isinstance(opened, Response):
            return opened
        form = await edge.executor.run(parameters_of, body)
        if opened.is_asked_by(form) and form["step"] == "sign-in":
            return await _sign_in(edge, request, opened, Credentials(form["email"], form["password"]))
        return await edge.executor.run(_answered, opened, form)

    return _with_refusal_page(handle)


def _with_refusal_page(handle: Handler) -> Handler:
    """The handler with faults answered by a page, where the person cannot be sent back to an application."""

    async def guarded(request: Request) -> Response:
        try:
            return await handle(request)
        except Refusal:
            raise
        except Fault as fault:
            context_of(request).error = fault.kind.value
            wait = {} if fault.retry_after is None else {"retry-after": str(fault.retry_after)}
            return text_reply(_STATUS.get(fault.kind, 400), refusal_page(fault.detail), _HTML, _headers() | wait)

    return guarded


def _shown(service: Service, edge: Edge, request: Request) -> Response:
    opened = _consent_request(service, edge, request)
    return opened if isinstance(opened, Response) else opened.page()


def _consent_request(service: Service, edge: Edge, request: Request) -> ConsentRequest | Response:
    """The request to the page, or the answer that sends the person back to an application that asks for too much."""
    parameters = _read(request.scope["query_string"])
    destination = _destination(service, parameters, edge.public_url(request))
    try:
        wanted = _asked(service, parameters, destination.client)
    except Fault as fault:
        return destination.redirect_refusal(fault)
    now = edge.now()
    return ConsentRequest(
        service,
        now,
        parameters,
        destination,
        wanted,
        session=session_of(service, request, now=now),
        secure=edge.public_url(request).startswith("https:"),
    )


def _answered(consent: ConsentRequest, form: Parameters) -> Response:
    session, sessions = consent.session, consent.service.oauth.sessions
    if session is None or not consent.is_asked_by(form):
        return consent.page(_STALE, 403)
    match form["step"]:
        case "leave":
            return consent.again(sessions.begin(now=consent.now))
        case "deny":
            return consent.destination.redirect_refusal(refused(ACCESS_DENIED, "The person did not allow it."))
        case "allow" if session.caller:
            code = consent.service.oauth.granting.allow(session.caller, consent.asked, now=consent.now)
            return consent.destination.redirect(code=code)
    return consent.page()


async def _sign_in(edge: Edge, request: Request, consent: ConsentRequest, credentials: Credentials) -> Response:
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


def _signed_in(consent: ConsentRequest, me: Caller) -> Response:
    device = device_cookies(consent.service, me, now=consent.now, secure=consent.secure)
    # a new session for who is known now: one that somebody else had planted is of no use (session fixation)
    return consent.again(consent.service.oauth.sessions.begin(me, now=consent.now), *device)


def _headers(back: str = "") -> dict[str, str]:
    return {"content-security-policy": policy(back), "x-frame-options": "DENY", **NO_STORE}
