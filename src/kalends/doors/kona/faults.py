"""The one table of this door: Fault → status, kind of problem, and body."""

from collections.abc import Callable, Mapping

from starlette.requests import Request
from starlette.responses import Response

from kalends.doors.kona.problems import (
    BAD_REQUEST,
    CHANGED,
    FORBIDDEN,
    NOT_FOUND,
    PROBLEM_PATH,
    SERVER_ERROR,
    UNAUTHENTICATED,
    UNPROCESSABLE,
    Problem,
)
from kalends.edge.door import FaultRenderer
from kalends.edge.refusal import Refusal
from kalends.edge.respond import json_reply
from kalends.errors import Fault, Flaw, Kind

PublicUrl = Callable[[Request], str]

_TOLD: dict[Kind, tuple[int, Problem]] = {
    Kind.NOT_FOUND: (404, NOT_FOUND),
    Kind.GONE: (404, NOT_FOUND),
    Kind.EXISTS: (422, UNPROCESSABLE),
    Kind.STALE: (412, CHANGED),
    Kind.RULE: (422, UNPROCESSABLE),
    Kind.INVALID: (400, BAD_REQUEST),
    Kind.FORBIDDEN: (403, FORBIDDEN),
    Kind.UNAUTHENTICATED: (401, UNAUTHENTICATED),
    Kind.TOO_LARGE: (413, UNPROCESSABLE),
    Kind.RATE_LIMITED: (429, SERVER_ERROR),
    Kind.UNSUPPORTED: (422, UNPROCESSABLE),
    Kind.BUSY: (503, SERVER_ERROR),
}
_MOST_TOLD = 20
_NONE: Mapping[str, str] = {}
_BEARER = 'Bearer realm="Kalends"'


def against_rule(field: str, message: str) -> Fault:
    """The fault of attributes that can be read, and cannot be together: 422."""
    return Fault(Kind.RULE, f"{field} {message}.", [Flaw("rule", message, field)])


def fault_renderer(public_url: PublicUrl) -> FaultRenderer:
    """What answers a request that cannot be done."""

    def told(request: Request, fault: Fault) -> Response:
        status, problem = _TOLD[fault.kind]
        if fault.kind is Kind.INVALID and fault.precondition:
            status, problem = _TOLD[Kind.RULE]  # the text that would be stored, not what was sent
        if isinstance(fault, Refusal):
            status = fault.status
            problem = SERVER_ERROR if status == 408 else BAD_REQUEST
        headers = _challenge(request) if status == 401 else {}
        return _reply(public_url(request), status, problem, _details(fault), headers)

    return told


def unknown_renderer(public_url: PublicUrl) -> FaultRenderer:
    """What answers at a path that is not there."""
    return lambda request, _fault: _reply(public_url(request), 404, NOT_FOUND, "There is nothing at this path.")


def error_renderer(public_url: PublicUrl) -> Callable[[Request, str], Response]:
    """What answers a request that met a fault of ours; the trace is in the log, under this id."""

    def told(request: Request, request_id: str) -> Response:
        return _reply(public_url(request), 500, SERVER_ERROR, f"Internal error; the request id is {request_id}.")

    return told


def _challenge(request: Request) -> dict[str, str]:
    """How to sign in (RFC 6750 §3); only who sent a token is told that it is none (§3.1)."""
    scheme = request.headers.get("authorization", "").strip().partition(" ")[0]
    wrong = ', error="invalid_token"' if scheme.lower() == "bearer" else ""
    return {"www-authenticate": _BEARER + wrong}


def _reply(base: str, status: int, problem: Problem, details: str, headers: Mapping[str, str] = _NONE) -> Response:
    body = {"problemType": f"{base}{PROBLEM_PATH}/{problem.name}", "title": problem.title, "details": details}
    return json_reply(status, body, headers)


def _details(fault: Fault) -> str:
    said = [f"{flaw.field} {flaw.message.rstrip('.')}" for flaw in fault.flaws[:_MOST_TOLD] if flaw.field]
    if fault.kind not in (Kind.INVALID, Kind.RULE) or not said:
        return fault.detail
    rest = len(fault.flaws) - len(said)
    return "; ".join(said) + (f"; and {rest} more" if rest else "") + "."
