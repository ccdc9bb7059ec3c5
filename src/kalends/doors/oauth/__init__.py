"""The OAuth 2.0 server (RFC 6749). One function is exported: `door`.

Its paths are those of Kona's API, for whose applications it was made first; the tokens open every door.
"""

from collections.abc import Iterator

from kalends.doors.oauth import operations
from kalends.doors.oauth.authorize import get_authorize, post_authorize
from kalends.doors.oauth.faults import error_renderer, fault_renderer
from kalends.doors.oauth.token import get_metadata, post_revoke, post_token
from kalends.edge.door import Door, Edge, Handler, Route
from kalends.service.house import Service

API = "/api"


def door(service: Service, edge: Edge) -> Door:
    """The door of the OAuth server."""
    return Door(
        name="oauth",
        prefix="/kona",
        routes=[*_routes(service, edge)],
        render_fault=fault_renderer(edge.public_url),
        render_error=error_renderer(edge.public_url),
        tag="kona",
    )


def _routes(service: Service, edge: Edge) -> Iterator[Route[Handler]]:
    endpoints: list[Route[Handler]] = [
        Route("GET", "/oauth/authorize", get_authorize(service, edge), operations.AUTHORIZE),
        Route("POST", "/oauth/authorize", post_authorize(service, edge)),
        Route("POST", "/oauth/token", post_token(service, edge), operations.TOKEN),
        Route("POST", "/oauth/revoke", post_revoke(service, edge), operations.REVOKE),
    ]
    for route in endpoints:
        yield route
        yield route.also_at(API + route.path)
    yield Route("GET", "/.well-known/oauth-authorization-server", get_metadata(edge), operations.METADATA)
