"""The ASGI application: every request is led to a place in a door, and is noted when it leaves.

The way of a request is short on purpose: one look-up in a table of paths, no layers of middleware.
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

from kalends.edge.front.cors import Cors
from kalends.edge.front.crowd import Crowd
from kalends.edge.front.linger import must_close
from kalends.edge.front.origin import Proxies
from kalends.edge.front.table import Landing, Table
from kalends.edge.respond import Reply, json_reply
from kalends.edge.stall import StallWatch
from kalends.edge.visit import CURRENT, KEY, Visit, new_request_id
from kalends.edge.watch.journal import Journal
from kalends.edge.watch.tally import Tally
from kalends.errors import Fault

_SANE_ID = re.compile(rb"[A-Za-z0-9._:+/=@-]{1,128}")
_LAST = (b"connection", b"close")
_NOSNIFF = (b"x-content-type-options", b"nosniff")
_CLIENT_GONE = 499  # what logs and metrics say where nobody was left to answer; it is never sent


@dataclass(frozen=True, slots=True)
class Manners:
    """How the front treats every request, whichever door it is for."""

    journal: Journal
    tally: Tally
    cors: Cors
    proxies: Proxies
    stall: StallWatch
    crowd: Crowd = field(default_factory=Crowd)


def _peer(scope: Scope) -> str:
    client = scope.get("client")
    return str(client[0]) if client else ""


class Front:
    """The whole server as one ASGI application."""

    def __init__(
        self, table: Table, manners: Manners, lifespan: Callable[[], AbstractAsyncContextManager[None]]
    ) -> None:
        self._table = table
        self._manners = manners
        self._lifespan = lifespan

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or live one life."""
        if scope["type"] != "http":
            await self._live(scope, receive, send)
            return
        visit = self._visit(scope)
        landing = self._table.exact.get(scope["path"]) or self._table.search(scope)
        request = Request(scope, receive, send)
        if visit.through_proxy:
            with self._manners.crowd.with_one_of(visit.client) as refusal:
                await self._serve(landing, request, send, refusal)
        else:
            await self._serve(landing, request, send)

    async def _serve(self, landing: Landing, request: Request, send: Send, refusal: Fault | None = None) -> None:
        started = perf_counter()
        visit: Visit = request.scope[KEY]
        if refusal is None:
            response = await self._answer(landing, request, visit)
        else:
            response = landing.door.refuse(request, refusal, landing.place)
            response.raw_headers.append(_LAST)
        try:
            if response is not None:
                await self._send(response, request, send)
        except (ConnectionError, ClientDisconnect):
            visit.error = "client-gone"
        except BaseException:
            visit.error = "broken"  # the server breaks the answer off, and logs why
            raise
        finally:
            self._note(request.scope, landing, response, perf_counter() - started)

    def _visit(self, scope: Scope) -> Visit:
        headers = dict(scope["headers"])
        sent_id = headers.get(b"x-request-id")
        sane = sent_id is not None and _SANE_ID.fullmatch(sent_id)
        request_id = sent_id.decode() if sent_id and sane else new_request_id()
        visit = scope[KEY] = Visit(headers, request_id, stall=self._manners.stall, client=_peer(scope))
        if self._manners.proxies:
            self._manners.proxies.resolve(scope, visit)
        CURRENT.set(visit)
        return visit

    async def _answer(self, landing: Landing, request: Request, visit: Visit) -> Response | None:
        try:
            if self._manners.cors and request.scope["method"] == "OPTIONS" and landing.place:
                preflight = self._manners.cors.preflight(visit.headers, landing.place.allowed)
                if preflight is not None:
                    return preflight
            return await landing.door.answer(request, landing.place)
        except ClientDisconnect:
            return None
        except asyncio.CancelledError:
            return json_reply(503, {"error": "the server is stopping"}, {"connection": "close"})

    async def _send(self, response: Response, request: Request, send: Send) -> None:
        scope = request.scope
        visit: Visit = scope[KEY]
        headers = [*response.raw_headers, (b"x-request-id", visit.request_id.encode()), _NOSNIFF]
        if self._manners.cors:
            headers += self._manners.cors.headers(visit.headers)
        if must_close(visit) and _LAST not in headers:
            headers.append(_LAST)
        if isinstance(response, Reply):
            await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
            await send({"type": "http.response.body", "body": response.body})
        else:
            response.raw_headers = headers
            await response(scope, request.receive, send)

    def _note(self, scope: Scope, landing: Landing, response: Response | None, seconds: float) -> None:
        status = _CLIENT_GONE if response is None else response.status_code
        manners = self._manners
        manners.tally.count((landing.door.name, landing.route, scope["method"], status), seconds)
        if manners.journal.enabled:
            manners.journal.note(scope, scope[KEY], place=landing.route, status=status, seconds=seconds)

    async def _live(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The life of the process (ASGI's lifespan protocol); a WebSocket is refused by being left alone."""
        if scope["type"] != "lifespan":
            return
        await receive()
        async with self._lifespan():
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})
