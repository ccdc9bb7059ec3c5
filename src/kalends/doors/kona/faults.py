"""Faults → status, problem type and body; and the pages that `problemType` points at."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from html import escape

from starlette.requests import Request
from starlette.responses import Response

from kalends.edge.door import FaultRenderer, Handler
from kalends.edge.replies.refusal import Refusal
from kalends.edge.replies.reply import json_reply, text_reply
from kalends.errors import Fault, Flaw, Kind
from kalends.service.access.rights import NO_CALENDAR, NO_OBJECT

PROBLEM_PATH = "/docs/kona"
_HEADERS = {
    "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "cache-control": "no-cache",
}
PublicUrl = Callable[[Request], str]
_MOST_LISTED = 20
_NONE: Mapping[str, str] = {}
_BEARER = 'Bearer realm="Kalends"'


@dataclass(frozen=True, slots=True)
class ProblemType:
    """A kind of refusal: its name in `problemType`, its title, and what to do about it."""

    name: str
    title: str
    advice: str


BAD_REQUEST = ProblemType(
    "bad_request",
    "The request cannot be read",
    "Something in it is not what it has to be: the JSON, the type of an attribute, a number that is none of those "
    "that an attribute knows, a time that is none, a page or a window that cannot be. The details name it. Mend it, "
    "and send the request again.",
)
UNAUTHENTICATED = ProblemType(
    "unauthenticated",
    "Nobody is signed in",
    "Send a token that was not revoked and has not run out: Authorization: Bearer, then the token. A key of an "
    "account works as one.",
)
FORBIDDEN = ProblemType(
    "render_forbidden",
    "This may be seen, but not done",
    "The caller sees the thing, and has no right to do this with it; or the key that was sent only reads. Somebody "
    "who may edit it can make the caller an editor.",
)
NOT_FOUND = ProblemType(
    "not_found",
    "There is no such thing",
    "It was never there, it was deleted, the instance is beyond the end of its series, or the caller may not see it: "
    "these look alike on purpose.",
)
UNPROCESSABLE = ProblemType(
    "unprocessable_entity",
    "The request can be read, and not followed",
    "Each attribute by itself is well formed, and together they break a rule: an event without a name, an end before "
    "the start, selected days without a weekly period. The details name the rule. Nothing was stored.",
)
CHANGED = ProblemType(
    "precondition_failed",
    "It is not as the request takes it to be",
    "The request has If-Match or If-None-Match, and the thing is another now: somebody changed it since its ETag was "
    "told. Fetch it, look what is different, and send the request again with the new ETag. Nothing was stored.",
)
RATE_LIMITED = ProblemType(
    "too_many_requests",
    "Too many requests",
    "This key, address or account asked for more than it may in this time. Wait for the seconds that Retry-After says, "
    "and send the same request again.",
)
UNAVAILABLE = ProblemType(
    "unavailable",
    "The server is busy",
    "The server has too much to do at the moment, or its database does not answer. The request may be right: wait for "
    "the seconds that Retry-After says, and send it again.",
)
SERVER_ERROR = ProblemType(
    "server_error",
    "The server could not do it",
    "The request may be right. The reason is in the log of the server, under the request id of the answer.",
)
PROBLEMS = (
    BAD_REQUEST,
    UNAUTHENTICATED,
    FORBIDDEN,
    NOT_FOUND,
    UNPROCESSABLE,
    CHANGED,
    RATE_LIMITED,
    UNAVAILABLE,
    SERVER_ERROR,
)


def problem_page(problem: ProblemType) -> Handler:
    """The page that explains a kind of refusal."""
    html = (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(problem.title)}</title></head>\n"
        f"<body><h1>{escape(problem.title)}</h1><p><code>{problem.name}</code></p>"
        f"<p>{escape(problem.advice)}</p></body></html>\n"
    )

    async def answer(_request: Request) -> Response:
        return text_reply(200, html, "text/html; charset=utf-8", _HEADERS)

    return answer


_ANSWERS: dict[Kind, tuple[int, ProblemType]] = {
    Kind.NOT_FOUND: (404, NOT_FOUND),
    Kind.GONE: (404, NOT_FOUND),
    Kind.EXISTS: (422, UNPROCESSABLE),
    Kind.STALE: (412, CHANGED),
    Kind.RULE: (422, UNPROCESSABLE),
    Kind.INVALID: (400, BAD_REQUEST),
    Kind.FORBIDDEN: (403, FORBIDDEN),
    Kind.UNAUTHENTICATED: (401, UNAUTHENTICATED),
    Kind.TOO_LARGE: (413, UNPROCESSABLE),
    Kind.RATE_LIMITED: (429, RATE_LIMITED),
    Kind.UNSUPPORTED: (422, UNPROCESSABLE),
    Kind.BUSY: (503, UNAVAILABLE),
}


_WORDS = {
    NO_CALENDAR: "There is no such space.",
    NO_OBJECT: "There is no such event.",
    "empty-rule": "The series has no event: no day of its rrule, or of its period and sel_days, lies from start_at to"
    " series_end_at.",
    "no-uid-conflict": "The space has an event of that UID already.",
    "quota-not-exceeded": "The space is full: it holds as many events as a space may.",
    "supported-calendar-component": "The space keeps no events.",
}
"""Codes and preconditions of the verbs → what they are called here: a space is a calendar, an event an object."""


def _codes(fault: Fault) -> Iterable[str]:
    return (flaw.code for flaw in fault.flaws)


def rule_fault(field: str, message: str) -> Fault:
    """The fault of attributes that can be read, and cannot be together: 422."""
    return Fault(Kind.RULE, f"{field} {message}.", [Flaw("rule", message, field)])


def fault_renderer(public_url: PublicUrl) -> FaultRenderer:
    """What answers a request that cannot be done."""

    def render(request: Request, fault: Fault) -> Response:
        status, problem = _ANSWERS[fault.kind]
        if fault.kind is Kind.INVALID and fault.precondition:
            status, problem = _ANSWERS[Kind.RULE]  # the text that would be stored, not what was sent
        if isinstance(fault, Refusal):
            status = fault.status
            problem = SERVER_ERROR if status == 408 else BAD_REQUEST
        headers = _challenge(request) if status == 401 else {}
        return _reply(public_url(request), status, problem, _details(fault), headers)

    return render


def unknown_renderer(public_url: PublicUrl) -> FaultRenderer:
    """What answers at a path that is not there."""
    return lambda request, _fault: _reply(public_url(request), 404, NOT_FOUND, "There is nothing at this path.")


def error_renderer(public_url: PublicUrl) -> Callable[[Request, str], Response]:
    """What answers a request that met a fault of ours; the trace is in the log, under this id."""

    def render(request: Request, request_id: str) -> Response:
        return _reply(public_url(request), 500, SERVER_ERROR, f"Internal error; the request id is {request_id}.")

    return render


def _challenge(request: Request) -> dict[str, str]:
    """How to sign in (RFC 6750 §3); only a request with a token hears that it is none (§3.1)."""
    scheme = request.headers.get("authorization", "").strip().partition(" ")[0]
    wrong = ', error="invalid_token"' if scheme.lower() == "bearer" else ""
    return {"www-authenticate": _BEARER + wrong}


def _reply(base: str, status: int, problem: ProblemType, details: str, headers: Mapping[str, str] = _NONE) -> Response:
    body = {"problemType": f"{base}{PROBLEM_PATH}/{problem.name}", "title": problem.title, "details": details}
    return json_reply(status, body, headers)


def _details(fault: Fault) -> str:
    own = next((_WORDS[code] for code in (*_codes(fault), fault.precondition) if code in _WORDS), "")
    if own:
        return own
    said = [f"{flaw.field} {flaw.message.rstrip('.')}" for flaw in fault.flaws[:_MOST_LISTED] if flaw.field]
    if fault.kind not in (Kind.INVALID, Kind.RULE) or not said:
        return fault.detail
    rest = len(fault.flaws) - len(said)
    return "; ".join(said) + (f"; and {rest} more" if rest else "") + "."
