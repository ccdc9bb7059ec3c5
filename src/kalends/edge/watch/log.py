"""Log lines, structured: JSON for machines, or text for people.

Nothing secret comes here: no keys, no bodies, no query strings, and no path segment that may be a token.
"""

import json
import logging
import re
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import structlog

from kalends.edge.watch.sink import Sink

_TOKEN = re.compile(r"[^/]{25,}")
_encode = msgspec.json.Encoder().encode

Event = Mapping[str, Any]
Render = Callable[[Event], bytes]


class Clock:
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


clock = Clock()


def as_json(event: Event) -> bytes:
    """A line for machines."""
    try:
        return _encode(event)
    except (TypeError, ValueError):  # a value that JSON does not know, or a lone surrogate
        return json.dumps(dict(event), default=repr).encode()


def as_text(event: Event) -> bytes:
    """A line for people: time, level, event, then the rest as name=value; a trace below."""
    head = f"{event['time']} {event['level']:7} {event['event']}"
    rest = [f" {name}={_shown(event[name])}" for name in event if name not in _HEAD]
    trace = f"\n{event['exception']}" if event.get("exception") else ""
    return (head + "".join(rest) + trace).encode(errors="backslashreplace")


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
    """Send the lines of structlog and of the standard library's logging to the sink."""
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[_stamp, structlog.processors.format_exc_info, lambda _log, _name, event: render(event)],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=lambda *_names: sink,
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers = [_Bridge()]
    root.setLevel(max(number, logging.WARNING) if number > logging.DEBUG else number)


def _stamp(_log: object, name: str, event: Event) -> dict[str, Any]:
    return {"time": clock(), "level": name, **event}


class _Bridge(logging.Handler):
    """Takes the records of libraries."""

    def emit(self, record: logging.LogRecord) -> None:
        exc_info = record.exc_info if record.exc_info and record.exc_info[0] else None
        log = structlog.get_logger()
        log.log(min(record.levelno, 50) // 10 * 10 or 10, record.getMessage(), logger=record.name, exc_info=exc_info)
