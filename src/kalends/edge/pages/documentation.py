"""/docs: Swagger UI from this package. It asks no other host for anything, and its policy forbids it to."""

from functools import cache
from hashlib import sha256
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response

from kalends.edge.door import Route
from kalends.edge.respond import Reply, bytes_reply
from kalends.edge.visit import visit_of

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


def routes() -> list[Route]:
    """The page and the files that it loads."""
    return [
        Route("GET", "/docs", _page),
        *(Route("GET", f"/docs/{name}", _Asset(name, media).answer) for name, media in ASSETS.items()),
    ]


async def _page(_request: Request) -> Response:
    headers = {"content-security-policy": _POLICY, "referrer-policy": "no-referrer", "cache-control": "no-cache"}
    return bytes_reply(200, _content(_PAGE), "text/html; charset=utf-8", headers)


class _Asset:
    """A file of the page; a browser that has it is told so (RFC 9110 §13.1.2)."""

    def __init__(self, name: str, media: str) -> None:
        self._name = name
        self._media = media

    async def answer(self, request: Request) -> Response:
        headers = {"etag": _tag(self._name), "cache-control": "no-cache"}
        if visit_of(request).headers.get(b"if-none-match", b"").decode("latin-1") == headers["etag"]:
            return Reply(304, headers=headers)
        return bytes_reply(200, _content(self._name), self._media, headers)


@cache  # so that clients who read slowly all wait for the same octets
def _content(name: str) -> bytes:
    return (_FOLDER / name).read_bytes()


@cache
def _tag(name: str) -> str:
    return f'"{sha256(_content(name)).hexdigest()[:16]}"'
