"""The endpoints of applications: tokens (RFC 6749 §3.2), their revocation (RFC 7009), and the metadata (RFC 8414)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import unquote_plus

from starlette.requests import Request
from starlette.responses import Response

from kalends.doors.oauth.parameters import BODY_CAP, Parameters, parameters_of
from kalends.edge.context import context_of
from kalends.edge.door import Edge, Handler
from kalends.edge.identity.auth import basic_pair
from kalends.edge.replies.refusal import Refusal
from kalends.edge.replies.reply import Reply, json_reply
from kalends.edge.requests.body import read_body
from kalends.errors import Fault, Kind
from kalends.service.house import Service
from kalends.service.people.oauth import Redemption, Tokens
from kalends.service.people.oauth.granting import ACCESS_LIFETIME
from kalends.service.people.oauth.refusals import INVALID_CLIENT, INVALID_REQUEST, UNSUPPORTED_GRANT_TYPE, refused
from kalends.service.records import Client, Scope

_HEADERS = {"cache-control": "no-store", "pragma": "no-cache"}  # RFC 6749 §5.1
_CHALLENGE = {"www-authenticate": 'Basic realm="Kalends", charset="UTF-8"'}  # RFC 6749 §5.2
_STATUS = {Kind.UNAUTHENTICATED: 401, Kind.TOO_LARGE: 413, Kind.RATE_LIMITED: 429, Kind.BUSY: 503}
_LATER = "temporarily_unavailable"
_OF_CLIENT = ("client_id", "client_secret")
_NAMES = frozenset(
    (*_OF_CLIENT, "grant_type", "code", "redirect_uri", "code_verifier", "refresh_token", "scope", "token")
)
_IN_BODY = (
    "Send the parameters as a form (application/x-www-form-urlencoded) in the body, not in the address;"
    " an administrator can register an application that may send them there:"
    " kalends oauth add-client NAME --redirect URI --in-query."
)
_NO_CLIENT = (
    "The request does not say which application it is from: send client_id and client_secret by HTTP Basic,"
    " or in the body beside the other parameters, as a form (application/x-www-form-urlencoded), not as JSON."
)

_CLIENT_AUTHENTICATION = ["client_secret_basic", "client_secret_post", "none"]

Work = Callable[[Service, Client, Parameters, datetime], Response]


def post_token(service: Service, edge: Edge) -> Handler:
    """The handler of the token endpoint."""
    return _handler(service, edge, _token)


def post_revoke(service: Service, edge: Edge) -> Handler:
    """The handler of the revocation endpoint."""
    return _handler(service, edge, _revoke)


def _handler(service: Service, edge: Edge, work: Work) -> Handler:
    async def handle(request: Request) -> Response:
        try:
            body = await read_body(request, BODY_CAP)
            return await edge.executor.run(_answer, service, request, work, body, edge.now())
        except Refusal:
            raise
        except Fault as fault:
            context_of(request).error = fault.kind.value
            return _refusal(fault)

    return handle


def _answer(service: Service, request: Request, work: Work, body: bytes, now: datetime) -> Response:
    in_query = _in_query(request)
    form = parameters_of(body).joined(in_query)
    form.demand_once()
    claim, client = claim_of(request, form), request.scope.get("client")
    address = str(client[0]) if client else ""
    known = service.oauth.applications.proven(claim.client_id, claim.secret, address=address, now=now)
    if in_query.values and not known.in_query:
        raise refused(INVALID_REQUEST, _IN_BODY)
    return work(service, known, form, now)


def _in_query(request: Request) -> Parameters:
    """Those parameters of the query that this endpoint knows."""
    query = parameters_of(request.scope["query_string"])
    known = {name: value for name, value in query.values.items() if name in _NAMES}
    return Parameters(known, query.repeated & _NAMES)


def _token(service: Service, client: Client, form: Parameters, now: datetime) -> Response:
    granting = service.oauth.granting
    match form["grant_type"]:
        case "authorization_code":
            redemption = Redemption(form["redirect_uri"], form["code_verifier"])
            return _tokens_answer(granting.redeem(client, _demanded(form, "code"), redemption, now=now))
        case "refresh_token":
            token = _demanded(form, "refresh_token")
            return _tokens_answer(granting.refresh(client, token, scope=form["scope"], now=now))
        case "":
            raise refused(INVALID_REQUEST, "grant_type is missing; send a form (application/x-www-form-urlencoded).")
    raise refused(UNSUPPORTED_GRANT_TYPE, "grant_type has to be authorization_code or refresh_token.")


def _revoke(service: Service, client: Client, form: Parameters, _now: datetime) -> Response:
    service.oauth.granting.revoke(client, _demanded(form, "token"))
    return Reply(200, headers=_HEADERS)


def _demanded(form: Parameters, name: str) -> str:
    if not form[name]:
        raise refused(INVALID_REQUEST, f"{name} is missing.")
    return form[name]


def _tokens_answer(tokens: Tokens) -> Response:
    values = {
        "access_token": tokens.access,
        "token_type": "bearer",
        "expires_in": int(ACCESS_LIFETIME.total_seconds()),
        "refresh_token": tokens.refresh,
        "scope": tokens.scope.value,
    }
    return json_reply(200, values, _HEADERS)


def _refusal(fault: Fault) -> Response:
    """A refusal as RFC 6749 §5.2 writes it."""
    status = _STATUS.get(fault.kind, 400)
    name = fault.precondition or (_LATER if status in (429, 503) else INVALID_REQUEST)
    headers = _HEADERS | (_CHALLENGE if status == 401 else {})
    if fault.retry_after is not None:
        headers |= {"retry-after": str(fault.retry_after)}
    return json_reply(status, {"error": name, "error_description": fault.detail}, headers)


@dataclass(frozen=True, slots=True)
class ClientClaim:
    """The application that a request claims to be from, and its secret; "" without one."""

    client_id: str
    secret: str = field(repr=False)


def claim_of(request: Request, form: Parameters) -> ClientClaim:
    """The application that a request says it is from (RFC 6749 §2.3.1). Faults `invalid_client`, `invalid_request`."""
    header = context_of(request).headers.get(b"authorization", b"").strip()
    if not header:
        if not form["client_id"]:
            raise refused(INVALID_CLIENT, _NO_CLIENT)
        return ClientClaim(form["client_id"], form["client_secret"])
    claim = _basic(header)
    # RFC 6749 §2.3: not more than one way
    if form["client_secret"] or form["client_id"] not in ("", claim.client_id):
        raise refused(INVALID_REQUEST, "The application proves in two ways which it is; one is allowed.")
    return claim


def _basic(header: bytes) -> ClientClaim:
    scheme, _, rest = header.partition(b" ")
    pair = basic_pair(rest.strip()) if scheme.lower() == b"basic" else None
    if pair is None:
        raise refused(INVALID_CLIENT, "The Authorization header is no Basic, or cannot be read.")
    return ClientClaim(*map(unquote_plus, pair))


def get_metadata(edge: Edge) -> Handler:
    """The handler of the metadata (RFC 8414)."""

    async def handle(request: Request) -> Response:
        issuer = edge.public_url(request)
        return json_reply(200, _metadata(issuer), {"cache-control": "no-cache"})

    return handle


def _metadata(issuer: str) -> dict[str, object]:
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/oauth/authorize",
        "token_endpoint": f"{issuer}/oauth/token",
        "revocation_endpoint": f"{issuer}/oauth/revoke",
        "scopes_supported": [scope.value for scope in Scope],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "token_endpoint_auth_methods_supported": _CLIENT_AUTHENTICATION,
        "revocation_endpoint_auth_methods_supported": _CLIENT_AUTHENTICATION,
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": True,
        "service_documentation": f"{issuer}/docs",
    }
