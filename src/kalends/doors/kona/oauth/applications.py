"""Who calls an endpoint of applications (RFC 6749 §2.3.1): Basic, the form, or a client id alone."""

from dataclasses import dataclass, field
from urllib.parse import unquote_plus

from starlette.requests import Request

from kalends.doors.kona.oauth.form import Parameters
from kalends.edge.auth import basic_pair
from kalends.edge.context import context_of
from kalends.service.people.oauth.refusals import INVALID_CLIENT, INVALID_REQUEST, refused


@dataclass(frozen=True, slots=True)
class Claim:
    """Which application somebody says to be, and its secret; "" without one."""

    client_id: str
    secret: str = field(repr=False)


def claim_of(request: Request, form: Parameters) -> Claim:
    """The application that a request claims to be. Faults `invalid_client`, `invalid_request`."""
    header = context_of(request).headers.get(b"authorization", b"").strip()
    if not header:
        if not form["client_id"]:
            raise refused(INVALID_CLIENT, "The request does not say which application it is from.")
        return Claim(form["client_id"], form["client_secret"])
    claim = _basic(header)
    # RFC 6749 §2.3: not more than one way
    if form["client_secret"] or form["client_id"] not in ("", claim.client_id):
        raise refused(INVALID_REQUEST, "The application proves in two ways which it is; one is allowed.")
    return claim


def _basic(header: bytes) -> Claim:
    scheme, _, rest = header.partition(b" ")
    pair = basic_pair(rest.strip()) if scheme.lower() == b"basic" else None
    if pair is None:
        raise refused(INVALID_CLIENT, "The Authorization header is no Basic, or cannot be read.")
    return Claim(*map(unquote_plus, pair))
