"""The one table of this door: Fault → `{"status": "failure", "error-code", "error-info"}`."""

from starlette.requests import Request
from starlette.responses import Response

from kalends.doors.skycore.codes import Cause
from kalends.edge.refusal import Refusal
from kalends.edge.respond import json_reply
from kalends.errors import Fault, Kind

_BY_KIND = {
    Kind.UNAUTHENTICATED: (401, Cause.KEY),
    Kind.FORBIDDEN: (403, Cause.NO_ACCESS),
    Kind.NOT_FOUND: (404, Cause.NO_ADDRESS),
    Kind.UNSUPPORTED: (405, Cause.METHOD),
    Kind.BUSY: (503, Cause.BUSY),
    Kind.TOO_LARGE: (413, Cause.TOO_LARGE),
    Kind.RATE_LIMITED: (429, Cause.TOO_OFTEN),
}
_BY_STATUS = {408: Cause.STALLED, 415: Cause.CODED}
_OURS = frozenset(cause.value.code for cause in Cause)


def render_fault(_request: Request, fault: Fault) -> Response:
    """The answer to a request that cannot be done."""
    if isinstance(fault, Refusal) and fault.status in _BY_STATUS:
        failure = _BY_STATUS[fault.status].value
        return _failure(fault.status, failure.code, failure.info)
    if fault.kind in _BY_KIND:
        status, cause = _BY_KIND[fault.kind]
        return _failure(status, cause.value.code, cause.value.info)
    for flaw in fault.flaws:
        if flaw.code in _OURS:
            return _failure(400, flaw.code, flaw.message)
    return _failure(400, Cause.NOT_JSON.value.code, fault.detail)


def render_error(_request: Request, request_id: str) -> Response:
    """The answer to a request that met a fault of ours; the trace is in the log, under this id."""
    failure = Cause.INTERNAL.value
    return _failure(500, failure.code, f"{failure.info} The request id is {request_id}.")


def _failure(status: int, code: str, info: str) -> Response:
    return json_reply(status, {"status": "failure", "error-code": code, "error-info": info})
