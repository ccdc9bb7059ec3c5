"""What the edge hands to every door."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.requests import Request

from kalends.edge.auth import Gate
from kalends.edge.hop import Hop


@dataclass(frozen=True, slots=True)
class Edge:
    """The gate, the clock, the hop to a thread, and the values that settings decide."""

    gate: Gate
    public_url: Callable[[Request], str]
    """The base of absolute URLs for this request, without a slash at its end."""
    body_cap: int
    """The most bytes of a body that a generator takes."""
    file_lifetime: timedelta
    now: Callable[[], datetime]
    hop: Hop
