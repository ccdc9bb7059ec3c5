"""Failures that no endpoint answers itself, in the form of Kona's API, below whose paths this door stands.

    405, 408, 415, 500, and 404 and 503 before an endpoint is reached:
    {"problemType": "<address of a page>", "title": "…", "details": "…"}

A fault inside an endpoint is answered by the endpoint: with a page, or as RFC 6749 §5.2 writes it.
"""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from kalends.edge.door import FaultRenderer
from kalends.edge.replies.refusal import Refusal
from kalends.edge.replies.reply import json_reply
from kalends.errors import Fault, Kind

_BAD_REQUEST = ("bad_request", "The request cannot be read")
_NOT_FOUND = ("not_found", "There is no such thing")
_UNAVAILABLE = ("unavailable", "The server is busy")
_SERVER_ERROR = ("server_error", "The server could not do it")

PublicUrl = Callable[[Request], str]


def fault_renderer(public_url: PublicUrl) -> FaultRenderer:
    """The renderer of faults."""

    def render(request: Request, fault: Fault) -> Response:
        if isinstance(fault, Refusal):
            problem = _SERVER_ERROR if fault.status == 408 else _BAD_REQUEST
            return _problem(public_url(request), fault.status, problem, fault.detail)
        if fault.kind is Kind.NOT_FOUND:
            return _problem(public_url(request), 404, _NOT_FOUND, fault.detail)
        return _problem(public_url(request), 503, _UNAVAILABLE, fault.detail)

    return render


def error_renderer(public_url: PublicUrl) -> Callable[[Request, str], Response]:
    """The renderer of exceptions that were not foreseen; the log has the traceback, under this id."""
    return lambda request, request_id: _problem(
        public_url(request), 500, _SERVER_ERROR, f"Internal error; the request id is {request_id}."
    )


def _problem(base: str, status: int, problem: tuple[str, str], details: str) -> Response:
    name, title = problem
    return json_reply(status, {"problemType": f"{base}/docs/kona/{name}", "title": title, "details": details})
