"""Cross-origin requests (the Fetch standard's CORS protocol): only origins that a setting lists."""

from collections.abc import Iterable

from starlette.responses import Response

from kalends.edge.respond import Headers, Reply

EXPOSED = b"Content-Disposition, X-Request-Id, ETag, Location, Link, Retry-After, X-Total-Count, X-Incomplete"
_ALLOWED_HEADERS = (
    b"Authorization, Content-Type, Depth, Destination, If-Match, If-None-Match, If-Modified-Since, "
    b"If-Unmodified-Since, Overwrite, Prefer, X-Request-Id, apy-token, x-api-key"
)
_MAX_AGE = b"600"
_VARY = (b"vary", b"Origin")


class Cors:
    """The origins that may read our answers in a browser; "*" stands for all. No cookies are ever used."""

    def __init__(self, origins: Iterable[str]) -> None:
        self._origins = frozenset(origin.rstrip("/").lower().encode("latin-1") for origin in origins)

    def __bool__(self) -> bool:
        return bool(self._origins)

    def headers(self, asked: dict[bytes, bytes]) -> Headers:
        """What goes with every answer to these request headers."""
        return [_VARY, *self._permission(asked), (b"access-control-expose-headers", EXPOSED)]

    def preflight(self, asked: dict[bytes, bytes], allowed: str) -> Response | None:
        """The answer to a preflight; None for a request that is none."""
        if b"origin" not in asked or b"access-control-request-method" not in asked:
            return None
        reply = Reply(204, headers={"allow": allowed})
        reply.raw_headers += self._preflight_headers(asked, allowed)
        return reply

    def _preflight_headers(self, asked: dict[bytes, bytes], allowed: str) -> Headers:
        if not self._permission(asked):
            return []
        return [
            (b"access-control-allow-methods", allowed.encode()),
            (b"access-control-allow-headers", _ALLOWED_HEADERS),
            (b"access-control-max-age", _MAX_AGE),
        ]

    def _permission(self, asked: dict[bytes, bytes]) -> Headers:
        origin = asked.get(b"origin", b"")
        if b"*" in self._origins:
            return [(b"access-control-allow-origin", b"*")]
        if origin.lower() in self._origins:
            return [(b"access-control-allow-origin", origin)]
        return []
