"""The house's own paths: what this is, whether it lives, how it does, and its description."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from kalends.edge.door import Door, Route
from kalends.edge.front.origin import is_local
from kalends.edge.hop import Hop
from kalends.edge.pages import documentation
from kalends.edge.respond import bytes_reply, json_reply
from kalends.edge.watch.tally import Tally
from kalends.errors import Fault, Kind

_METRICS_TYPE = "text/plain; version=1.0.0; charset=utf-8"
_NO_STORE = {"cache-control": "no-store"}
_STATUS = {
    Kind.NOT_FOUND: 404,
    Kind.FORBIDDEN: 403,
    Kind.UNSUPPORTED: 405,
    Kind.BUSY: 503,
}


@dataclass(frozen=True, slots=True)
class Pages:
    """What the pages show, and to whom."""

    version: str
    describe: Callable[[], bytes]
    """The OpenAPI description; made when first asked for, and kept."""
    tally: Tally
    check_store: Callable[[], object]
    """Asks the store something small. Raises Fault or any exception where it does not answer."""
    hop: Hop
    metrics_public: bool

    async def root(self, _request: Request) -> Response:
        """What this is, and where to go on."""
        links = {"documentation": "/docs", "openapi": "/openapi.json", "health": "/healthz"}
        return json_reply(200, {"name": "Kalends", "version": self.version, **links})

    async def alive(self, _request: Request) -> Response:
        """The process answers."""
        return json_reply(200, {"status": "alive"}, _NO_STORE)

    async def ready(self, _request: Request) -> Response:
        """The store answers too, and takes writes, as far as is known."""
        try:
            await self.hop(self.check_store)
        except Fault as fault:
            wait = {} if fault.retry_after is None else {"retry-after": str(fault.retry_after)}
            return json_reply(503, {"status": "not ready", "error": fault.detail}, _NO_STORE | wait)
        return json_reply(200, {"status": "ready"}, _NO_STORE)

    async def metrics(self, request: Request) -> Response:
        """The numbers, for this machine only unless a setting opens them: they tell who uses what how much."""
        if not self.metrics_public and not is_local(request):
            raise Fault(Kind.FORBIDDEN, "Metrics are shown on this machine only; see the setting metrics_public.")
        return bytes_reply(200, await self.hop(self.tally.text), _METRICS_TYPE, _NO_STORE)

    async def description(self, _request: Request) -> Response:
        """The OpenAPI description of all doors."""
        return bytes_reply(200, await self.hop(self.describe), "application/json")


def door(pages: Pages) -> Door:
    """The pages as a door without a prefix; it also answers for paths that no door claims."""
    routes = [
        Route("GET", "/", pages.root),
        Route("GET", "/healthz", pages.alive),
        Route("GET", "/readyz", pages.ready),
        Route("GET", "/metrics", pages.metrics),
        Route("GET", "/openapi.json", pages.description),
        *documentation.routes(),
    ]
    return Door(name="house", prefix="", routes=routes, tell=_tell, broken=_broken)


def _tell(_request: Request, fault: Fault) -> Response:
    detail = "not found" if fault.kind is Kind.NOT_FOUND else fault.detail
    return json_reply(_STATUS.get(fault.kind, 400), {"error": detail})


def _broken(_request: Request, request_id: str) -> Response:
    return json_reply(500, {"error": "internal error", "request_id": request_id})
