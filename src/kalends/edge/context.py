"""What is known of one request while it is being answered."""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import count
from secrets import token_hex

from starlette.requests import Request

from kalends.edge.stall import StallWatch
from kalends.service.access import Caller

KEY = "kalends.context"
STALL_SECONDS = 30.0


def request_id_source(start: str) -> Callable[[], str]:
    """A source of request ids: one random start for the process, then a counter."""
    numbers = count(1)
    return lambda: f"{start}{next(numbers):06x}"


new_request_id = request_id_source(token_hex(6))


@dataclass(slots=True)
class RequestContext:
    """The notes of one request; the parts of the edge write what the log line and the answer need.

    `headers` holds the last value of each header, lower-case names, as bytes. `client` is the address of the client,
    "" where a trusted proxy does not say whose request it is; `through_proxy` is true where one says it. `body_octets`
    is the length of the body, once all of it has come.
    """

    headers: dict[bytes, bytes]
    request_id: str = field(default_factory=new_request_id)
    client: str = ""
    caller: Caller | None = None
    body_read: bool = False
    body_octets: int = 0
    error: str = ""
    forwarded_base: str = ""
    through_proxy: bool = False
    stall: StallWatch = field(default_factory=lambda: StallWatch(STALL_SECONDS))


CURRENT: ContextVar[RequestContext | None] = ContextVar("kalends.context", default=None)
"""The context of the request that the current task answers; None outside the front."""


def context_of(request: Request) -> RequestContext:
    """The context of a request; made here when a door is used without the front (in a test)."""
    context: RequestContext | None = request.scope.get(KEY)
    if context is None:
        context = request.scope[KEY] = RequestContext(dict(request.scope["headers"]))
    return context
