"""A door: one dialect of HTTP, as a table of routes and three ways to say that something went wrong."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from kalends.edge.refusal import Refusal, wrong_method
from kalends.edge.respond import Reply
from kalends.edge.visit import visit_of
from kalends.errors import Fault, Flaw, Kind

Handler = Callable[[Request], Awaitable[Response]]
Tell = Callable[[Request, Fault], Response]

_CHALLENGE = (b"www-authenticate", b'Basic realm="Kalends", charset="UTF-8"')
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Route:
    """One method on one path of a door.

    `path` stands below the door's prefix; `{name}` takes one segment and is found in `request.path_params`; `{+name}`
    takes what holds slashes, too (RFC 6570 §3.2.3).
    `operation` is the OpenAPI operation object; None leaves the route out of the description.
    """

    method: str
    path: str
    handler: Handler
    operation: Mapping[str, Any] | None = None

    @property
    def told(self) -> str:
        """The path as OpenAPI writes it."""
        return self.path.replace("{+", "{")


@dataclass(frozen=True, slots=True)
class Place:
    """A path of a door with the handler of each method that it answers."""

    path: str
    handlers: Mapping[str, Handler]
    allowed: str


class Door:
    """The routes of one dialect. It answers every request, whatever its handlers raise.

    `tell` writes any fault in the dialect, `unknown` (if it differs) the one of a path that is not there,
    and `broken` (with the request's id) what was not foreseen. Each makes a new response every time.
    """

    def __init__(
        self,
        *,
        name: str,
        prefix: str,
        routes: Sequence[Route],
        tell: Tell,
        broken: Callable[[Request, str], Response],
        unknown: Tell | None = None,
        schemas: Mapping[str, Any] | None = None,
        tag_description: str = "",
    ) -> None:
        self.name = name
        self.prefix = prefix
        self.routes = tuple(routes)
        self.tell = tell
        self.broken = broken
        self.unknown = unknown or tell
        self.schemas = schemas or {}
        self.tag_description = tag_description
        self.places = {route.path: _place(route.path, self.routes) for route in self.routes}

    async def answer(self, request: Request, place: Place | None) -> Response:
        """The answer of a place; for None, the answer for a path that is not there."""
        try:
            if place is None:
                detail = "There is nothing at this path."
                raise Fault(Kind.NOT_FOUND, detail, (Flaw("path", detail),))
            handler = place.handlers.get(request.scope["method"])
            if handler is None:
                return self._without_handler(request, place)
            return await handler(request)
        except Fault as fault:
            return self._told(request, fault, place)
        except ClientDisconnect:
            raise
        except Exception as error:
            return self._broke(request, error)

    def refuse(self, request: Request, fault: Fault, place: Place | None) -> Response:
        """The answer to a request that is not even looked at."""
        return self._told(request, fault, place)

    def _without_handler(self, request: Request, place: Place) -> Response:
        method = request.scope["method"]
        if method == "OPTIONS":
            return Reply(204, headers={"allow": place.allowed})
        return self._told(request, wrong_method(method, place.allowed), place)

    def _told(self, request: Request, fault: Fault, place: Place | None) -> Response:
        try:
            response = (self.unknown if place is None else self.tell)(request, fault)
        except Exception as error:
            return self._broke(request, error)
        visit_of(request).error = fault.kind.value
        return finish(response, fault)

    def _broke(self, request: Request, error: Exception) -> Response:
        visit = visit_of(request)
        visit.error = "broken"
        fields = {"door": self.name, "request_id": visit.request_id}
        _log.error("unforeseen", extra={"fields": fields}, exc_info=error)
        return self.broken(request, visit.request_id)


def finish(response: Response, fault: Fault) -> Response:
    """The headers (and, for a refusal, the status) that HTTP itself demands with a fault."""
    raw = response.raw_headers
    if isinstance(fault, Refusal):
        response.status_code = fault.status
        raw += [(name.encode(), value.encode("latin-1")) for name, value in fault.headers.items()]
    if fault.retry_after is not None and not _has(raw, b"retry-after"):
        raw.append((b"retry-after", b"%d" % fault.retry_after))
    if response.status_code == 401 and not _has(raw, b"www-authenticate"):
        raw.append(_CHALLENGE)  # RFC 9110 §15.5.2: a 401 MUST carry a challenge
    return response


def _has(raw: Sequence[tuple[bytes, bytes]], name: bytes) -> bool:
    return any(header == name for header, _ in raw)


def _place(path: str, routes: Sequence[Route]) -> Place:
    handlers = {route.method: route.handler for route in routes if route.path == path}
    if "GET" in handlers:
        handlers.setdefault("HEAD", handlers["GET"])
    return Place(path, handlers, ", ".join(sorted({*handlers, "OPTIONS"})))
