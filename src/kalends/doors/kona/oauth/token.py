"""The endpoints of applications: tokens for codes and for tokens (RFC 6749 §3.2), and their end (RFC 7009)."""

from collections.abc import Callable
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from kalends.doors.kona.oauth.applications import claim_of
from kalends.doors.kona.oauth.form import BODY_CAP, Parameters, parameters_of
from kalends.edge.body import read_body
from kalends.edge.context import context_of
from kalends.edge.door import Edge, Handler
from kalends.edge.refusal import Refusal
from kalends.edge.respond import Reply, json_reply
from kalends.errors import Fault, Kind
from kalends.service.house import Service
from kalends.service.people.oauth import Redemption, Tokens
from kalends.service.people.oauth.granting import ACCESS_LIFETIME
from kalends.service.people.oauth.refusals import INVALID_REQUEST, UNSUPPORTED_GRANT_TYPE, refused
from kalends.service.records import Client

_HEADERS = {"cache-control": "no-store", "pragma": "no-cache"}  # RFC 6749 §5.1
_CHALLENGE = {"www-authenticate": 'Basic realm="Kalends", charset="UTF-8"'}  # RFC 6749 §5.2
_STATUS = {Kind.UNAUTHENTICATED: 401, Kind.TOO_LARGE: 413, Kind.RATE_LIMITED: 429, Kind.BUSY: 503}
_LATER = "temporarily_unavailable"

Work = Callable[[Service, Client, Parameters, datetime], Response]


def tokens(service: Service, edge: Edge) -> Handler:
    """The handler of the token endpoint."""
    return _handler(service, edge, _token)


def revocation(service: Service, edge: Edge) -> Handler:
    """The handler of the revocation endpoint."""
    return _handler(service, edge, _revoked)


def _handler(service: Service, edge: Edge, work: Work) -> Handler:
    async def handle(request: Request) -> Response:
        try:
            body = await read_body(request, BODY_CAP)
            return await edge.executor.run(_done, service, request, work, body, edge.now())
        except Refusal:
            raise
        except Fault as fault:
            context_of(request).error = fault.kind.value
            return _told(fault)

    return handle


def _done(service: Service, request: Request, work: Work, body: bytes, now: datetime) -> Response:
    form = parameters_of(body)
    form.demand_once()
    claim, client = claim_of(request, form), request.scope.get("client")
    address = str(client[0]) if client else ""
    known = service.oauth.applications.proven(claim.client_id, claim.secret, address=address, now=now)
    return work(service, known, form, now)


def _token(service: Service, client: Client, form: Parameters, now: datetime) -> Response:
    granting = service.oauth.granting
    match form["grant_type"]:
        case "authorization_code":
            brought = Redemption(form["redirect_uri"], form["code_verifier"])
            return _given(granting.redeem(client, _demanded(form, "code"), brought, now=now))
        case "refresh_token":
            token = _demanded(form, "refresh_token")
            return _given(granting.refresh(client, token, scope=form["scope"], now=now))
        case "":
            raise refused(INVALID_REQUEST, "grant_type is missing; send a form (application/x-www-form-urlencoded).")
    raise refused(UNSUPPORTED_GRANT_TYPE, "grant_type has to be authorization_code or refresh_token.")


def _revoked(service: Service, client: Client, form: Parameters, _now: datetime) -> Response:
    service.oauth.granting.revoke(client, _demanded(form, "token"))
    return Reply(200, headers=_HEADERS)


def _demanded(form: Parameters, name: str) -> str:
    if not form[name]:
        raise refused(INVALID_REQUEST, f"{name} is missing.")
    return form[name]


def _given(tokens: Tokens) -> Response:
    told = {
        "access_token": tokens.access,
        "token_type": "bearer",
        "expires_in": int(ACCESS_LIFETIME.total_seconds()),
        "refresh_token": tokens.refresh,
        "scope": tokens.scope.value,
    }
    return json_reply(200, told, _HEADERS)


def _told(fault: Fault) -> Response:
    """A refusal as RFC 6749 §5.2 writes it."""
    status = _STATUS.get(fault.kind, 400)
    name = fault.precondition or (_LATER if status in (429, 503) else INVALID_REQUEST)
    headers = _HEADERS | (_CHALLENGE if status == 401 else {})
    if fault.retry_after is not None:
        headers |= {"retry-after": str(fault.retry_after)}
    return json_reply(status, {"error": name, "error_description": fault.detail}, headers)
