"""The one table of this door: Fault → `{"error": "<all faults in one sentence>", "details": […]}`."""

from starlette.requests import Request
from starlette.responses import Response

from kalends.edge.identity.auth import MISSING
from kalends.edge.replies.reply import json_reply
from kalends.errors import Fault, Flaw, Kind

_STATUS = {
    Kind.INVALID: 400,
    Kind.UNAUTHENTICATED: 401,
    Kind.FORBIDDEN: 403,
    Kind.NOT_FOUND: 404,
    Kind.UNSUPPORTED: 405,
    Kind.GONE: 410,
    Kind.TOO_LARGE: 413,
    Kind.RATE_LIMITED: 429,
    Kind.BUSY: 503,
}
_MOST_TOLD = 100


def render_fault(_request: Request, fault: Fault) -> Response:
    """The answer to a request that cannot be done."""
    named = [flaw for flaw in fault.flaws if flaw.field]
    answer: dict[str, object] = {"error": _sentence(fault, named)}
    if named:
        answer["details"] = [{"field": flaw.field, "message": flaw.message} for flaw in named[:_MOST_TOLD]]
    elif fault.kind is Kind.INVALID and fault.flaws:
        answer["details"] = [_placed(flaw) for flaw in fault.flaws]
    return json_reply(_STATUS.get(fault.kind, 400), answer)


def _sentence(fault: Fault, named: list[Flaw]) -> str:
    if fault.kind is Kind.UNAUTHENTICATED:
        return "missing api key" if any(flaw.code == MISSING for flaw in fault.flaws) else "invalid api key"
    if fault.kind is Kind.NOT_FOUND:
        return "not found"
    if not named:
        return fault.detail
    rest = len(named) - _MOST_TOLD
    faults = [f"{flaw.field} {flaw.message}" for flaw in named[:_MOST_TOLD]]
    return "; ".join([*faults, f"and {rest} more"] if rest > 0 else faults)


def _placed(flaw: Flaw) -> dict[str, object]:
    """A flaw of the whole body: no field, but a line and a column where they are known."""
    place = {"line": flaw.line, "column": flaw.column} if flaw.line else {}
    return {"field": "", "message": flaw.message, **place}


def render_error(_request: Request, request_id: str) -> Response:
    """The answer to a request that met a fault of ours; the trace is in the log, under this id."""
    return json_reply(500, {"error": "internal error", "request_id": request_id})
