"""The refusals of RFC 6749 as faults: `precondition` holds the name that the RFC gives to each."""

from kalends.errors import Fault, Kind

INVALID_REQUEST = "invalid_request"
INVALID_CLIENT = "invalid_client"
INVALID_GRANT = "invalid_grant"
INVALID_SCOPE = "invalid_scope"
ACCESS_DENIED = "access_denied"
UNSUPPORTED_GRANT_TYPE = "unsupported_grant_type"
UNSUPPORTED_RESPONSE_TYPE = "unsupported_response_type"


def refused(name: str, detail: str) -> Fault:
    """A refusal by its name in RFC 6749 §4.1.2.1 or §5.2."""
    kind = Kind.UNAUTHENTICATED if name == INVALID_CLIENT else Kind.INVALID
    return Fault(kind, detail, precondition=name)
