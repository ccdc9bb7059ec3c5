"""The one line that the log has for each request."""

from starlette.types import Scope

from kalends.edge.visit import Visit
from kalends.edge.watch.log import Render, clock, without_tokens
from kalends.edge.watch.sink import Sink


class Journal:
    """Writes a line for each request, straight to the sink: a record of logging would cost more."""

    def __init__(self, *, render: Render, sink: Sink, enabled: bool = True) -> None:
        self._render = render
        self._sink = sink
        self.enabled = enabled

    def note(self, scope: Scope, visit: Visit, *, place: str, status: int, seconds: float) -> None:
        """Note a request. `place` is the route, or "" where none was found."""
        client = scope["client"]
        event = {
            "time": clock(),
            "level": "info",
            "event": "request",
            "method": scope["method"],
            "path": _shown_path(scope["path"], place),
            "status": status,
            "ms": round(seconds * 1000, 3),
            "request_id": visit.request_id,
            "address": client[0] if client else "",
        }
        if visit.caller is not None:
            event["account"] = visit.caller.account_id
            event["key"] = visit.caller.key_id
        if visit.error:
            event["error"] = visit.error
        self._sink.add(self._render(event))


def _shown_path(path: str, place: str) -> str:
    """The path as sent where a route has no variable part; a token never."""
    return place or without_tokens(path)
