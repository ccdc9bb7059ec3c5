"""Where the endpoints are and what they understand, for programs that find out by themselves (RFC 8414)."""

from starlette.requests import Request
from starlette.responses import Response

from kalends.edge.door import Edge, Handler
from kalends.edge.respond import json_reply
from kalends.service.records import Scope

_WAYS = ["client_secret_basic", "client_secret_post", "none"]


def metadata(edge: Edge) -> Handler:
    """The handler of the metadata."""

    async def handle(request: Request) -> Response:
        issuer = edge.public_url(request)
        return json_reply(200, _told(issuer), {"cache-control": "no-cache"})

    return handle


def _told(issuer: str) -> dict[str, object]:
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/oauth/authorize",
        "token_endpoint": f"{issuer}/oauth/token",
        "revocation_endpoint": f"{issuer}/oauth/revoke",
        "scopes_supported": [scope.value for scope in Scope],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "token_endpoint_auth_methods_supported": _WAYS,
        "revocation_endpoint_auth_methods_supported": _WAYS,
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": True,
        "service_documentation": f"{issuer}/docs",
    }
