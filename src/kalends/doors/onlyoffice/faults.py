"""The one table of this door: Fault → status and envelope."""

from starlette.requests import Request
from starlette.responses import Response

from kalends.doors.onlyoffice.wire.envelope import refused
from kalends.edge.cross_origin import CROSS_ORIGIN
from kalends.edge.refusal import Refusal
from kalends.errors import Fault, Flaw, Kind

_STATUSES = {
    Kind.NOT_FOUND: 404,
    Kind.GONE: 404,
    Kind.EXISTS: 409,
    Kind.STALE: 412,
    Kind.RULE: 409,
    Kind.INVALID: 400,
    Kind.FORBIDDEN: 403,
    Kind.UNAUTHENTICATED: 401,
    Kind.TOO_LARGE: 413,
    Kind.RATE_LIMITED: 429,
    Kind.UNSUPPORTED: 400,
    Kind.BUSY: 503,
}
_SAID = {Kind.NOT_FOUND: "Item not found", Kind.GONE: "Item not found", Kind.FORBIDDEN: "Access denied"}
_MOST_TOLD = 20
_NAMES = {
    "title": "name",
    "alert": "alertType",
    "colour": "backgroundColor",
    "text colour": "textColor",
    "time_zone": "timeZone",
    "grants": "sharingOptions",
}
"""What the verbs call a thing, and what this dialect does."""


def render_fault(request: Request, fault: Fault) -> Response:
    """The answer to a request that cannot be done."""
    status = fault.status if isinstance(fault, Refusal) else _STATUSES[fault.kind]
    faults = [_told(flaw) for flaw in fault.flaws[:_MOST_TOLD] if flaw.field or flaw.line]
    return refused(request, status, _message(fault), {"faults": faults} if faults else {})


def render_unknown(request: Request, _fault: Fault) -> Response:
    """The answer at a path that is not there."""
    return refused(request, 404, "There is nothing at this path.")


def render_error(request: Request, request_id: str) -> Response:
    """The answer to a request that met a fault of ours; the trace is in the log, under this id."""
    return refused(request, 500, f"Internal error; the request id is {request_id}.")


def not_built(what: str) -> Refusal:
    """The refusal of a call whose part of the server is still to come."""
    detail = f"This server cannot do that yet: {what}."
    return Refusal(Kind.UNSUPPORTED, detail, status=501, code="not-built")


def _message(fault: Fault) -> str:
    if fault.kind in _SAID and all(flaw.code != CROSS_ORIGIN for flaw in fault.flaws):
        return _SAID[fault.kind]
    if fault.kind is not Kind.INVALID or not any(flaw.field or flaw.line for flaw in fault.flaws):
        return fault.detail
    said = [_sentence(flaw) for flaw in fault.flaws[:_MOST_TOLD]]
    rest = len(fault.flaws) - len(said)
    text = "; ".join(said) + (f"; and {rest} more" if rest else "")
    return text if text.endswith("?") else f"{text}."


def _sentence(flaw: Flaw) -> str:
    where = f"line {flaw.line}, column {flaw.column}: " if flaw.line else ""
    return f"{where}{_named(flaw)}{flaw.message.rstrip('.')}"


def _named(flaw: Flaw) -> str:
    """The field before a message that goes on from it; one that is a sentence names it itself."""
    return f"{flaw.field} " if flaw.field and flaw.message[:1].islower() else ""


def _told(flaw: Flaw) -> dict[str, object]:
    place = {"line": flaw.line, "column": flaw.column} if flaw.line else {}
    return {"field": _NAMES.get(flaw.field, flaw.field), "message": flaw.message, **place}
