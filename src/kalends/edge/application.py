"""The ASGI application: routes every request to a door, and logs and counts it when it is answered.

The path of a request is short on purpose: one look-up in a table, no layers of middleware.
"""

import asyncio
import re
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from time import perf_counter

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from kalends.edge.capacity.limiter import ClientLimiter
from kalends.edge.context import CURRENT, KEY, RequestContext, new_request_id
from kalends.edge.identity.cross_origin import Cors
from kalends.edge.identity.origin import Proxies
from kalends.edge.monitoring.log import AccessLog
from kalends.edge.monitoring.metrics import Metrics
from kalends.edge.replies.reply import Reply, json_reply
from kalends.edge.requests.body import must_close
from kalends.edge.router import RouteMatch, Router
from kalends.edge.stall import StallWatch
from kalends.errors import Fault

_SANE_ID = re.compile(rb"[A-Za-z0-9._:+/=@-]{1,128}")
_LAST = (b"connection", b"close")
_NOSNIFF = (b"x-content-type-options", b"nosniff")
_CLIENT_GONE = 499  # what logs and metrics say where nobody was left to answer; it is never sent


@dataclass(frozen=True, slots=True)
class Policies:
    """What the application does with every request, whichever door it is for."""

    access_log: AccessLog
    metrics: Metrics
    cors: Cors
    proxies: Proxies
    stall: StallWatch
    clients: ClientLimiter = field(default_factory=ClientLimiter)


def _peer(scope: Scope) -> str:
    client = scope.get("client")
    return str(client[0]) if client else ""


class Application:
    """The whole server as one ASGI application."""

    def __init__(
        self, router: Router, policies: Policies, lifespan: Callable[[], AbstractAsyncContextManager[None]]
    ) -> None:
        self._router = router
        self._policies = policies
        self._lifespan = lifespan

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or run the process's lifespan."""
        if scope["type"] != "http":
            await self._run_lifespan(scope, receive, send)
            return
        context = self._context(scope)
        match = self._router.exact.get(scope["path"]) or self._router.search(scope)
        request = Request(scope, receive, send)
        if context.through_proxy:
            with self._policies.clients.admit(context.client) as refusal:
                await self._serve(match, request, send, refusal)
        else:
            await self._serve(match, request, send)

    async def _serve(self, match: RouteMatch, request: Request, send: Send, refusal: Fault | None = None) -> None:
        started = perf_counter()
        context: RequestContext = request.scope[KEY]
        if refusal is None:
            response = await self._answer(match, request, context)
        else:
            response = match.door.refuse(request, refusal, match.resource)
            response.raw_headers.append(_LAST)
        try:
            if response is not None:
                await self._send(response, request, send)
        except (ConnectionError, ClientDisconnect):
            context.error = "client-gone"
        except BaseException:
            context.error = "broken"  # the server breaks the answer off, and logs why
            raise
        finally:
            self._note(request.scope, match, response, perf_counter() - started)

    def _context(self, scope: Scope) -> RequestContext:
        headers = dict(scope["headers"])
        sent_id = headers.get(b"x-request-id")
        sane = sent_id is not None and _SANE_ID.fullmatch(sent_id)
        request_id = sent_id.decode() if sent_id and sane else new_request_id()
        context = scope[KEY] = RequestContext(headers, request_id, stall=self._policies.stall, client=_peer(scope))
        if self._policies.proxies:
            self._policies.proxies.resolve(scope, context)
        CURRENT.set(context)
        return context

    async def _answer(self, match: RouteMatch, request: Request, context: RequestContext) -> Response | None:
        try:
            if self._policies.cors and request.scope["method"] == "OPTIONS" and match.resource:
                preflight = self._policies.cors.preflight(context.headers, match.resource.allowed)
                if preflight is not None:
                    return preflight
            return await match.door.answer(request, match.resource)
        except ClientDisconnect:
            return None
        except asyncio.CancelledError:
            return json_reply(503, {"error": "the server is stopping"}, {"connection": "close"})

    async def _send(self, response: Response, request: Request, send: Send) -> None:
        scope = request.scope
        context: RequestContext = scope[KEY]
        headers = [*response.raw_headers, (b"x-request-id", context.request_id.encode()), _NOSNIFF]
        if self._policies.cors:
            headers += self._policies.cors.headers(context.headers)
        if must_close(context) and _LAST not in headers:
            headers.append(_LAST)
        if isinstance(response, Reply):
            await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
            await send({"type": "http.response.body", "body": response.body})
        else:
            response.raw_headers = headers
            await response(scope, request.receive, send)

    def _note(self, scope: Scope, match: RouteMatch, response: Response | None, seconds: float) -> None:
        status = _CLIENT_GONE if response is None else response.status_code
        policies = self._policies
        policies.metrics.count((match.door.name, match.route, scope["method"], status), seconds)
        if policies.access_log.enabled:
            policies.access_log.write(scope, scope[KEY], route=match.route, status=status, seconds=seconds)

    async def _run_lifespan(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the lifespan of the process (ASGI's lifespan protocol); a WebSocket is refused by being left alone."""
        if scope["type"] != "lifespan":
            return
        await receive()
        async with self._lifespan():
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})
