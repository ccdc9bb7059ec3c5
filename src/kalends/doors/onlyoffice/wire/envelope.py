"""The envelope of every answer, as JSON or XML."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from kalends.doors.onlyoffice.wire.formats import JSON, XML, Format
from kalends.doors.onlyoffice.wire.paging import ListOptions, part_of, select_fields
from kalends.edge.context import context_of
from kalends.edge.replies.conditions import UNCONDITIONAL, Preconditions, is_reading
from kalends.edge.replies.selection import count_of_first
from kalends.edge.replies.stream import Pieces, conditional_reply, incomplete_header, pieces_reply
from kalends.errors import Fault, Flaw, Kind

ENDINGS = (".json", ".xml")
ENVELOPE = 512
"""Octets that are kept for what an answer says of itself."""

_NONE: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class OnlyofficeAnswer:
    """What a call answers: a list, an object, a number, or None for nothing.

    `total` says how many items there are where the list is only a part of them, `incomplete` of which events not all
    instances are there. `validator` names the one event or calendar that is shown, for the ETag.
    """

    value: Any = None
    total: int | None = None
    incomplete: Collection[int] = ()
    validator: str = ""
    notes: Sequence[Flaw] = ()
    """What of a text that was sent is left out of its meaning, or counts otherwise than it says."""


def format_of(request: Request) -> Format:
    """How the answer is to be written: by the end of the path, or else by what is accepted."""
    path: str = request.scope["path"].lower()
    if path.endswith(ENDINGS):
        return XML if path.endswith(".xml") else JSON
    accepted = context_of(request).headers.get(b"accept", b"").lower()
    first = accepted.partition(b",")[0].partition(b";")[0].strip()
    return XML if first in (b"text/xml", b"application/xml") else JSON


def accepts_report(request: Request) -> bool:
    """Whether a report is accepted rather than a bare number: the first media type has `report=true`."""
    first = context_of(request).headers.get(b"accept", b"").lower().partition(b",")[0]
    return b"report=true" in (each.strip() for each in first.split(b";")[1:])


def response_of(
    request: Request,
    answer: OnlyofficeAnswer,
    options: ListOptions,
    headers: Mapping[str, str] = _NONE,
    *,
    most: int | None = None,
    preconditions: Preconditions = UNCONDITIONAL,
) -> Response:
    """The answer to a request that was done: 201 to a POST, 200 else; 304 where the client of a GET has it already.

    Fault TOO_LARGE where a list that was asked for has more than `most` octets; STALE for a condition that does not
    hold of what a GET shows.
    """
    format, method = format_of(request), request.scope["method"]
    status = 201 if method == "POST" else 200
    state, response = _success(answer, options, status)
    body = format.document(state, response)
    if most is not None and len(body) > most and is_reading(method) and isinstance(response, Sequence):
        raise _long_list(response, format, most)
    fields, validator = {**headers, **incomplete_header(answer.incomplete)}, answer.validator
    if validator and not is_reading(method):
        fields["etag"], validator = f'"{validator}"', ""
    return conditional_reply(
        method, body, format.media_type, fields, status=status, validator=validator, preconditions=preconditions
    )


def _long_list(listed: Sequence[Any], format: Format, most: int) -> Fault:
    """The refusal of a list, which says how much of it can be asked for at once."""
    count = count_of_first([len(format.octets("response", each)) + 1 for each in listed], most - ENVELOPE)
    message = f"The list has more than {most:,} bytes: ask for parts of it, with count={count} and startIndex."
    return Fault(Kind.TOO_LARGE, message, [Flaw("long-list", message, "count")])


def refusal_response(request: Request, status: int, message: str, data: Mapping[str, object] = _NONE) -> Response:
    """The answer to a request that was not done."""
    error = {"message": message, "data": dict(data)}
    format = format_of(request)
    body = Pieces()
    body.add(format.whole({"status": 1, "statusCode": status, "error": error}))
    return pieces_reply(status, body, format.media_type)


def _note(flaw: Flaw) -> dict[str, object]:
    return {"line": flaw.line, "property": flaw.field, "message": flaw.message, "code": flaw.code}


def _success(answer: OnlyofficeAnswer, options: ListOptions, status: int) -> tuple[dict[str, object], object]:
    """What an answer says of itself, and what it answers."""
    state: dict[str, object] = {"status": 0, "statusCode": status}
    if answer.notes:
        state["notes"] = [_note(flaw) for flaw in answer.notes]
    if answer.value is None:
        return state, {}
    if not isinstance(answer.value, Sequence) or isinstance(answer.value, str):
        return {"count": 1, **state}, select_fields(answer.value, options)
    part = part_of(answer.value, options)
    told: dict[str, object] = {"count": len(part.items)}
    if options.pages:
        told["startIndex"] = part.start
        if part.following is not None:
            told["nextIndex"] = part.following
    if options.pages or answer.total is not None:
        told["total"] = part.total if answer.total is None or options.filter_by else answer.total
    return told | state, part.items
