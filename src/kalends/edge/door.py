"""A door: one dialect of HTTP, as a table of routes and three ways to answer a request that failed."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from kalends.edge.capacity.executor import Executor
from kalends.edge.context import context_of
from kalends.edge.identity.auth import Authenticator
from kalends.edge.replies.refusal import Refusal, method_refusal
from kalends.edge.replies.reply import Reply
from kalends.errors import Fault, Flaw, Kind

Handler = Callable[[Request], Awaitable[Response]]
FaultRenderer = Callable[[Request, Fault], Response]
Operation = Mapping[str, Any]
"""An operation object of OpenAPI 3.1."""
H = TypeVar("H", covariant=True)
B = TypeVar("B")

_CHALLENGE = (b"www-authenticate", b'Basic realm="Kalends", charset="UTF-8"')
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Edge:
    """What the edge gives to every door: sign-in, a clock, worker threads, and the values that settings decide."""

    authenticator: Authenticator
    public_url: Callable[[Request], str]
    """The base of absolute URLs for this request, without a slash at its end."""
    body_cap: int
    """The most bytes of a body that a generator takes."""
    file_lifetime: timedelta
    now: Callable[[], datetime]
    executor: Executor


@dataclass(frozen=True, slots=True)
class Route(Generic[H]):
    """One row of a route table: a method on a path, what handles it, and its description in OpenAPI.

    `path` stands below the door's prefix; `{name}` takes one segment and is found in `request.path_params`; `{+name}`
    takes what holds slashes, too (RFC 6570 §3.2.3). An `operation` that is None leaves the route out of the
    description. In a table of calls (`edge/call`), `handler` is a synchronous function of a call; `conditional` tells
    that it has the preconditions checked by the verb that writes, and `body_cap` bounds its body, where the door's own
    bound does not fit.
    """

    method: str
    path: str
    handler: H
    operation: Operation | None = None
    conditional: bool = False
    body_cap: int | None = None

    @property
    def openapi_path(self) -> str:
        """The path as OpenAPI writes it."""
        return self.path.replace("{+", "{")

    def handled_by(self, handler: B) -> "Route[B]":
        """The same route with another handler."""
        return Route(self.method, self.path, handler, self.operation, self.conditional, self.body_cap)

    def also_at(self, path: str) -> "Route[H]":
        """The same route at another path, which OpenAPI does not describe."""
        return replace(self, path=path, operation=None)


@dataclass(frozen=True, slots=True)
class Resource:
    """A path of a door with the handler of each method that it answers."""

    path: str
    handlers: Mapping[str, Handler]
    allowed: str


class Door:
    """The routes of one dialect. It answers every request, whatever its handlers raise.

    `render_fault` writes any fault in the dialect, `render_unknown` (where it differs) the fault of a path that does
    not exist, and `render_error` (with the request's id) an exception that was not foreseen. Each makes a new response
    every time. A method that a resource does not have is 405 only where `exists` says that the path names something at
    all. `any_case`: paths may be capitalised in any way. `tag` is the door's name in OpenAPI, where that is another
    than in logs and metrics.
    """

    def __init__(
        self,
        *,
        name: str,
        prefix: str,
        routes: Sequence[Route[Handler]],
        render_fault: FaultRenderer,
        render_error: Callable[[Request, str], Response],
        render_unknown: FaultRenderer | None = None,
        exists: Callable[[Request], bool] = lambda _: True,
        any_case: bool = False,
        schemas: Mapping[str, Any] | None = None,
        tag: str = "",
        tag_description: str = "",
    ) -> None:
        self.name = name
        self.prefix = prefix
        self.routes = tuple(routes)
        self.render_fault = render_fault
        self.render_error = render_error
        self.render_unknown = render_unknown or render_fault
        self.exists = exists
        self.any_case = any_case
        self.schemas = schemas or {}
        self.tag = tag or name
        self.tag_description = tag_description
        self.resources = {route.path: _resource(route.path, self.routes) for route in self.routes}

    async def answer(self, request: Request, resource: Resource | None) -> Response:
        """The answer of a resource; for None, the answer to a path that does not exist."""
        try:
            handler = None if resource is None else resource.handlers.get(request.scope["method"])
            if handler is not None:
                return await handler(request)
            if resource is not None and self.exists(request):
                return self._without_handler(request, resource)
            detail = "There is nothing at this path."
            return self._faulty(request, Fault(Kind.NOT_FOUND, detail, (Flaw("path", detail),)), None)
        except Fault as fault:
            return self._faulty(request, fault, resource)
        except ClientDisconnect:
            raise
        except Exception as error:
            return self._error(request, error)

    def refuse(self, request: Request, fault: Fault, resource: Resource | None) -> Response:
        """The answer to a request that is not even looked at."""
        return self._faulty(request, fault, resource)

    def _without_handler(self, request: Request, resource: Resource) -> Response:
        method = request.scope["method"]
        if method == "OPTIONS":
            return Reply(204, headers={"allow": resource.allowed})
        return self._faulty(request, method_refusal(method, resource.allowed), resource)

    def _faulty(self, request: Request, fault: Fault, resource: Resource | None) -> Response:
        try:
            response = (self.render_unknown if resource is None else self.render_fault)(request, fault)
        except Exception as error:
            return self._error(request, error)
        context_of(request).error = fault.kind.value
        return finish(response, fault)

    def _error(self, request: Request, error: Exception) -> Response:
        context = context_of(request)
        context.error = "broken"
        fields = {"door": self.name, "request_id": context.request_id}
        _log.error("unforeseen", extra={"fields": fields}, exc_info=error)
        return self.render_error(request, context.request_id)


def finish(response: Response, fault: Fault) -> Response:
    """The response with the headers (and, for a refusal, the status) that HTTP itself demands with a fault."""
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


def _resource(path: str, routes: Sequence[Route[Handler]]) -> Resource:
    handlers = {route.method: route.handler for route in routes if route.path == path}
    if "GET" in handlers:
        handlers.setdefault("HEAD", handlers["GET"])
    return Resource(path, handlers, ", ".join(sorted({*handlers, "OPTIONS"})))
