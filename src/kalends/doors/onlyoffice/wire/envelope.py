"""The envelope of every answer, as JSON or XML."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from kalends.doors.onlyoffice.wire.paging import Wish, narrowed, part_of
from kalends.doors.onlyoffice.wire.xml import write_xml
from kalends.edge.respond import bytes_reply, incomplete
from kalends.edge.visit import visit_of

JSON = "application/json; charset=UTF-8"
XML = "text/xml; charset=UTF-8"
ENDINGS = (".json", ".xml")

_encode = msgspec.json.Encoder().encode
_NONE: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call answers: a list, an object, a number, or None for nothing.

    `total` says how many items there are where the list is only a part of them, `incomplete` of which events not all
    instances are there.
    """

    value: Any = None
    total: int | None = None
    incomplete: Collection[int] = ()


def wants_xml(request: Request) -> bool:
    """Whether the answer is to be XML: by the end of the path, or else by what is accepted."""
    path: str = request.scope["path"]
    if path.endswith(ENDINGS):
        return path.endswith(".xml")
    accepted = visit_of(request).headers.get(b"accept", b"").lower()
    first = accepted.partition(b",")[0].partition(b";")[0].strip()
    return first in (b"text/xml", b"application/xml")


def told(request: Request, answer: Answer, wish: Wish, headers: Mapping[str, str] = _NONE) -> Response:
    """The answer to a request that was done: 201 to a POST, 200 else."""
    status = 201 if request.scope["method"] == "POST" else 200
    return _reply(request, status, _success(answer, wish, status), {**headers, **incomplete(answer.incomplete)})


def refused(request: Request, status: int, message: str, data: Mapping[str, object] = _NONE) -> Response:
    """The answer to a request that was not done."""
    error = {"message": message, "data": dict(data)}
    return _reply(request, status, {"status": 1, "statusCode": status, "error": error}, _NONE)


def _success(answer: Answer, wish: Wish, status: int) -> dict[str, object]:
    state: dict[str, object] = {"status": 0, "statusCode": status}
    if answer.value is None:
        return state | {"response": {}}
    if not isinstance(answer.value, Sequence) or isinstance(answer.value, str):
        return {"count": 1, **state, "response": narrowed(answer.value, wish)}
    part = part_of(answer.value, wish)
    told: dict[str, object] = {"count": len(part.items)}
    if wish.pages:
        told["startIndex"] = part.start
        if part.following is not None:
            told["nextIndex"] = part.following
    if wish.pages or answer.total is not None:
        told["total"] = part.total if answer.total is None or wish.filter_by else answer.total
    return told | state | {"response": part.items}


def _reply(request: Request, status: int, body: dict[str, object], headers: Mapping[str, str]) -> Response:
    if wants_xml(request):
        return bytes_reply(status, write_xml("result", body), XML, headers)
    return bytes_reply(status, _encode(body), JSON, headers)
