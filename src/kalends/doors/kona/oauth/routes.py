"""The paths of OAuth; each stands at the root, below the product's own base, and below the door's prefix."""

from collections.abc import Iterator, Mapping
from typing import Any

from kalends.doors.kona.oauth import described
from kalends.doors.kona.oauth.authorize import answered, shown
from kalends.doors.kona.oauth.metadata import metadata
from kalends.doors.kona.oauth.token import revocation, tokens
from kalends.edge.door import Edge, Handler, Route
from kalends.service.house import Service

METADATA = "/.well-known/oauth-authorization-server"


def routes(service: Service, edge: Edge, api: str) -> Iterator[Route[Handler]]:
    """Every route; `api` is the product's own base."""
    page, answer = shown(service, edge), answered(service, edge)
    endpoints: list[tuple[str, str, Handler, Mapping[str, Any] | None]] = [
        ("GET", "/oauth/authorize", page, described.AUTHORIZE),
        ("POST", "/oauth/authorize", answer, None),
        ("POST", "/oauth/token", tokens(service, edge), described.TOKEN),
        ("POST", "/oauth/revoke", revocation(service, edge), described.REVOKE),
    ]
    for method, path, handler, operation in endpoints:
        yield Route(method, path, handler, operation)
        yield Route(method, api + path, handler)
    yield Route("GET", METADATA, metadata(edge), described.METADATA)
