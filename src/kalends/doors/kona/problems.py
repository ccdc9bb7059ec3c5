"""The kinds of refusals, and the pages that explain them: a `problemType` is the address of one."""

from dataclasses import dataclass
from html import escape

from starlette.requests import Request
from starlette.responses import Response

from kalends.edge.door import Handler
from kalends.edge.respond import text_reply

PROBLEM_PATH = "/docs/kona"
_HEADERS = {
    "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "cache-control": "no-cache",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """A kind of refusal: its name in `problemType`, its title, and what to do about it."""

    name: str
    title: str
    advice: str


BAD_REQUEST = Problem(
    "bad_request",
    "The request cannot be read",
    "Something in it is not what it has to be: the JSON, the type of an attribute, a number that is none of those "
    "that an attribute knows, a time that is none, a page or a window that cannot be. The details name it. Mend it, "
    "and send the request again.",
)
UNAUTHENTICATED = Problem(
    "unauthenticated",
    "Nobody is signed in",
    "Send a token that was not revoked and has not run out: Authorization: Bearer, then the token. A key of an "
    "account works as one.",
)
FORBIDDEN = Problem(
    "render_forbidden",
    "This may be seen, but not done",
    "The caller sees the thing, and has no right to do this with it; or the key that was sent only reads. Somebody "
    "who may edit it can make the caller an editor.",
)
NOT_FOUND = Problem(
    "not_found",
    "There is no such thing",
    "It was never there, it was deleted, the instance is beyond the end of its series, or the caller may not see it: "
    "these look alike on purpose.",
)
UNPROCESSABLE = Problem(
    "unprocessable_entity",
    "The request can be read, and not followed",
    "Each attribute by itself is well formed, and together they break a rule: an event without a name, an end before "
    "the start, selected days without a weekly period. The details name the rule. Nothing was stored.",
)
CHANGED = Problem(
    "precondition_failed",
    "It is not as the request takes it to be",
    "The request has If-Match or If-None-Match, and the thing is another now: somebody changed it since its ETag was "
    "told. Fetch it, look what is different, and send the request again with the new ETag. Nothing was stored.",
)
SERVER_ERROR = Problem(
    "server_error",
    "The server could not do it",
    "The request may be right. Where the answer has Retry-After, send it again after so many seconds. A fault of the "
    "server is in its log, under the request id of the answer.",
)
PROBLEMS = (BAD_REQUEST, UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, UNPROCESSABLE, CHANGED, SERVER_ERROR)


def page(problem: Problem) -> Handler:
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
