"""Log lines, structured: JSON for machines, or text for people; and the one line for each request.

Nothing secret comes here: no keys, no bodies, no query strings, and no path segment that may be a token.
"""

import json
import logging
import os
import re
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any

import msgspec
from starlette.types import Scope

from kalends.core.unicode import one_line
from kalends.edge.context import RequestContext

FLUSH_SECONDS = 0.2
_BATCH = 64  # more would leave the processor's cache before it is written
_WHOLE_WRITE = 4096  # what POSIX writes to a pipe in one piece, so that lines of workers do not mix


class Sink:
    """Takes lines. While `flush` is called regularly they wait for it; errors do not."""

    def __init__(self, descriptor: int = 2) -> None:
        self._descriptor = descriptor
        self._lines: deque[bytes] = deque()
        self.batched = False

    def add(self, line: bytes) -> None:
        """Take a line without its line break."""
        self._lines.append(line)
        if not self.batched or len(self._lines) >= _BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what is waiting."""
        piece = bytearray()
        for line in self._taken():
            if piece and len(piece) + len(line) >= _WHOLE_WRITE:
                self._write(bytes(piece))
                piece.clear()
            piece += line + b"\n"
        if piece:
            self._write(bytes(piece))

    def _taken(self) -> Iterator[bytes]:
        with suppress(IndexError):  # another thread may take the last one
            while True:
                yield self._lines.popleft()

    def _write(self, piece: bytes) -> None:
        try:
            while piece:
                piece = piece[os.write(self._descriptor, piece) :]
        except OSError:
            return  # a reader that went away is no reason to stop serving

    def add_now(self, line: bytes) -> None:
        """Take a line, and write it at once."""
        self.add(line)
        self.flush()


_TOKEN = re.compile(r"[^/]{25,}")
_encode = msgspec.json.Encoder().encode

Event = Mapping[str, Any]
Render = Callable[[Event], bytes]


class TimestampClock:
    """The time as text (RFC 3339, UTC, milliseconds); the part down to the second is made once a second."""

    def __init__(self) -> None:
        self._second = 0
        self._text = ""

    def __call__(self) -> str:
        now = time.time()
        second = int(now)
        if second != self._second:
            self._text = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))
            self._second = second
        return f"{self._text}.{int((now - second) * 1000):03d}Z"


clock = TimestampClock()


def as_json(event: Event) -> bytes:
    """A line for machines."""
    try:
        return _encode(event)
    except (TypeError, ValueError):  # a value that JSON does not know, or a lone surrogate
        return json.dumps(dict(event), default=repr).encode()


def as_text(event: Event) -> bytes:
    """A line for people: time, level, event, then the rest as name=value; a trace below."""
    head = one_line(f"{event['time']} {event['level']:7} {event['event']}")
    rest = [f" {name}={_shown(event[name])}" for name in event if name not in _HEAD]
    trace = str(event["exception"]).split("\n") if event.get("exception") else []
    return "\n".join([head + "".join(rest), *map(one_line, trace)]).encode(errors="backslashreplace")


_HEAD = ("time", "level", "event", "exception")


def _shown(value: object) -> str:
    text = str(value)
    return text if text.isprintable() and text and " " not in text else repr(text)


def without_tokens(path: str) -> str:
    """A path with every segment struck out that is as long as a token."""
    return _TOKEN.sub("…", path)


def render_for(log_format: str) -> Render:
    """The renderer of a format; `auto` is text on a terminal and JSON elsewhere."""
    if log_format == "auto":
        log_format = "text" if sys.stderr.isatty() else "json"
    return as_text if log_format == "text" else as_json


def set_up(*, render: Render, level: str, sink: Sink) -> None:
    """Send the lines of the standard library's logging to the sink: ours from a level on, of others the warnings."""
    number = logging.getLevelNamesMapping()[level.upper()]
    root = logging.getLogger()
    root.handlers = [_Bridge(render, sink)]
    root.setLevel(max(number, logging.WARNING) if number > logging.DEBUG else number)
    logging.getLogger("kalends").setLevel(number)


class _Bridge(logging.Handler):
    """Makes events of records; `extra={"fields": {…}}` is what ours say besides, the others' name their logger."""

    def __init__(self, render: Render, sink: Sink) -> None:
        super().__init__()
        self._render = render
        self._sink = sink

    def emit(self, record: logging.LogRecord) -> None:
        line = self._render(_event(record))
        if record.levelno >= logging.WARNING:
            self._sink.add_now(line)
        else:
            self._sink.add(line)


def _event(record: logging.LogRecord) -> dict[str, Any]:
    number = min(record.levelno, logging.CRITICAL) // 10 * 10 or logging.DEBUG
    level = logging.getLevelName(number).lower()
    rest = getattr(record, "fields", {"logger": record.name})
    event = {"time": clock(), "level": level, "event": record.getMessage(), **rest}
    if record.exc_info and record.exc_info[0]:
        event["exception"] = _PLAIN.formatException(record.exc_info)
    return event


_PLAIN = logging.Formatter()


class AccessLog:
    """Writes a line for each request, straight to the sink: a record of logging would cost more."""

    def __init__(self, *, render: Render, sink: Sink, enabled: bool = True) -> None:
        self._render = render
        self._sink = sink
        self.enabled = enabled

    def write(self, scope: Scope, context: RequestContext, *, route: str, status: int, seconds: float) -> None:
        """Write the line of a request. `route` is "" where none was found."""
        client = scope["client"]
        event = {
            "time": clock(),
            "level": "info",
            "event": "request",
            "method": scope["method"],
            "path": _shown_path(scope["path"], route),
            "status": status,
            "ms": round(seconds * 1000, 3),
            "request_id": context.request_id,
            "address": client[0] if client else "",
        }
        if context.caller is not None:
            event["account"] = context.caller.account_id
            event["key"] = context.caller.key_id
        if context.error:
            event["error"] = context.error
        self._sink.add(self._render(event))


def _shown_path(path: str, route: str) -> str:
    """The path as sent where a route has no variable part; a token never."""
    return route or without_tokens(path)
