"""The server's own paths: what this is, whether it lives, how it does, its description, and /docs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response

from kalends.edge.capacity.executor import Executor
from kalends.edge.context import context_of
from kalends.edge.door import Door, Handler, Route
from kalends.edge.identity.origin import is_local
from kalends.edge.monitoring.metrics import Metrics
from kalends.edge.replies.reply import Reply, bytes_reply, json_reply
from kalends.errors import Fault, Kind

_FOLDER = files("kalends.edge") / "swagger"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_SCRIPT = "text/javascript; charset=utf-8"
ASSETS = {
    "swagger-ui.css": "text/css; charset=utf-8",
    "swagger-ui-bundle.js": _SCRIPT,
    "init.js": _SCRIPT,
}
_PAGE = "index.html"


def _documentation() -> Iterator[Route[Handler]]:
    """The page and the files that it loads."""
    yield Route("GET", "/docs", _page)
    for name, media in ASSETS.items():
        yield Route("GET", f"/docs/{name}", _Asset(name, media).answer)


async def _page(_request: Request) -> Response:
    headers = {"content-security-policy": _POLICY, "referrer-policy": "no-referrer", "cache-control": "no-cache"}
    return bytes_reply(200, _content(_PAGE), "text/html; charset=utf-8", headers)


class _Asset:
    """A file of the page; a browser that has it gets a 304 (RFC 9110 §13.1.2)."""

    def __init__(self, name: str, media: str) -> None:
        self._name = name
        self._media = media

    async def answer(self, request: Request) -> Response:
        headers = {"etag": _tag(self._name), "cache-control": "no-cache"}
        if context_of(request).headers.get(b"if-none-match", b"").decode("latin-1") == headers["etag"]:
            return Reply(304, headers=headers)
        return bytes_reply(200, _content(self._name), self._media, headers)


@cache  # so that clients who read slowly all wait for the same octets
def _content(name: str) -> bytes:
    return (_FOLDER / name).read_bytes()


@cache
def _tag(name: str) -> str:
    return f'"{sha256(_content(name)).hexdigest()[:16]}"'


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
    metrics: Metrics
    check_store: Callable[[], object]
    """Asks the store something small. Raises Fault or any exception where it does not answer."""
    executor: Executor
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
            await self.executor.run(self.check_store)
        except Fault as fault:
            wait = {} if fault.retry_after is None else {"retry-after": str(fault.retry_after)}
            return json_reply(503, {"status": "not ready", "error": fault.detail}, _NO_STORE | wait)
        return json_reply(200, {"status": "ready"}, _NO_STORE)

    async def prometheus(self, request: Request) -> Response:
        """The numbers, for this machine only unless a setting opens them: they tell who uses what how much."""
        if not self.metrics_public and not is_local(request):
            raise Fault(Kind.FORBIDDEN, "Metrics are shown on this machine only; see the setting metrics_public.")
        return bytes_reply(200, await self.executor.run(self._exposition), _METRICS_TYPE, _NO_STORE)

    def _exposition(self) -> bytes:
        # the client library brings a web server of its own, which takes 2 MB; only a request for metrics needs it
        from kalends.edge.monitoring.exposition import exposition  # noqa: PLC0415

        return exposition(self.metrics.total(), version=self.version)

    async def description(self, _request: Request) -> Response:
        """The OpenAPI description of all doors."""
        return bytes_reply(200, await self.executor.run(self.describe), "application/json")


def pages_door(pages: Pages) -> Door:
    """The pages as a door without a prefix; it also answers for paths that no door claims."""
    routes: list[Route[Handler]] = [
        Route("GET", "/", pages.root),
        Route("GET", "/healthz", pages.alive),
        Route("GET", "/readyz", pages.ready),
        Route("GET", "/metrics", pages.prometheus),
        Route("GET", "/openapi.json", pages.description),
        *_documentation(),
    ]
    return Door(name="house", prefix="", routes=routes, render_fault=_render_fault, render_error=_render_error)


def _render_fault(_request: Request, fault: Fault) -> Response:
    detail = "not found" if fault.kind is Kind.NOT_FOUND else fault.detail
    return json_reply(_STATUS.get(fault.kind, 400), {"error": detail})


def _render_error(_request: Request, request_id: str) -> Response:
    return json_reply(500, {"error": "internal error", "request_id": request_id})
