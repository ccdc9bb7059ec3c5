"""The one table of this door: Fault → status and envelope."""

from starlette.requests import Request
from starlette.responses import Response

from kalends.doors.onlyoffice.wire.envelope import refusal_response
from kalends.edge.identity.auth import MISSING, WRONG
from kalends.edge.identity.cross_origin import CROSS_ORIGIN
from kalends.edge.replies.refusal import Refusal
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
_MESSAGES = {Kind.NOT_FOUND: "Item not found", Kind.GONE: "Item not found", Kind.FORBIDDEN: "Access denied"}
_SIGN_IN = (
    "Sign in: POST /api/2.0/authentication with userName and password gives a token; send that, or a key, in the "
    "header Authorization."
)
_UNKNOWN = "The token, key or password is not known, or has ended."
_MOST_LISTED = 20
_NAMES = {
    "title": "name",
    "alert": "alertType",
    "colour": "backgroundColor",
    "text colour": "textColor",
    "time_zone": "timeZone",
    "grants": "sharingOptions",
}
"""Field names of the verbs → parameter names of this dialect."""


def render_fault(request: Request, fault: Fault) -> Response:
    """The response to a fault."""
    status = fault.status if isinstance(fault, Refusal) else _STATUSES[fault.kind]
    faults = [_flaw_json(flaw) for flaw in fault.flaws[:_MOST_LISTED] if flaw.field or flaw.line]
    return refusal_response(request, status, _message(fault), {"faults": faults} if faults else {})


def render_unknown(request: Request, _fault: Fault) -> Response:
    """The response at an unknown path."""
    return refusal_response(request, 404, "There is nothing at this path.")


def render_error(request: Request, request_id: str) -> Response:
    """The response to an internal error; its trace is in the log, under this id."""
    return refusal_response(request, 500, f"Internal error; the request id is {request_id}.")


def not_built(what: str) -> Refusal:
    """The refusal of a call that is not built yet."""
    detail = f"This server cannot do that yet: {what}."
    return Refusal(Kind.UNSUPPORTED, detail, status=501, code="not-built")


def _message(fault: Fault) -> str:
    codes = {flaw.code for flaw in fault.flaws}
    if fault.kind in _MESSAGES and CROSS_ORIGIN not in codes:
        named = _listed(fault) if any(flaw.field for flaw in fault.flaws) else ""
        return f"{_MESSAGES[fault.kind]}: {named}" if named else _MESSAGES[fault.kind]
    if fault.kind is Kind.UNAUTHENTICATED and codes & {MISSING, WRONG}:
        return f"{_UNKNOWN} {_SIGN_IN}" if WRONG in codes else _SIGN_IN
    if fault.kind is not Kind.INVALID or not any(flaw.field or flaw.line for flaw in fault.flaws):
        return fault.detail
    return _listed(fault)


def _listed(fault: Fault) -> str:
    """What is wrong, one after the other."""
    sentences = [_sentence(flaw) for flaw in fault.flaws[:_MOST_LISTED]]
    rest = len(fault.flaws) - len(sentences)
    text = "; ".join(sentences) + (f"; and {rest} more" if rest else "")
    return text if text.endswith("?") else f"{text}."


def _sentence(flaw: Flaw) -> str:
    where = f"line {flaw.line}, column {flaw.column}: " if flaw.line else ""
    return f"{where}{_named(flaw)}{flaw.message.rstrip('.')}"


def _named(flaw: Flaw) -> str:
    """The field name in front of a message that continues it; a message that is a sentence names the field itself."""
    return f"{flaw.field} " if flaw.field and flaw.message[:1].islower() else ""


def _flaw_json(flaw: Flaw) -> dict[str, object]:
    place = {"line": flaw.line, "column": flaw.column} if flaw.line else {}
    return {"field": _NAMES.get(flaw.field, flaw.field), "message": flaw.message, **place}
