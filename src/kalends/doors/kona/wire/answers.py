"""Answers: every thing in a list under its plural name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from kalends.doors.kona.wire.attributes import Json
from kalends.edge.conditions import Preconditions
from kalends.edge.respond import JSON, Reply
from kalends.edge.stream import Pieces, conditional_reply

LONG_TEXT = 4_096
"""Characters of a text that is written once, however many things of an answer have it."""
ROOT = 64
"""Octets around the things of an answer."""

_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call answers; no body is nothing. `validator` names the one thing that it shows, for the ETag."""

    status: int
    body: Json | Pieces | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    validator: str = ""


NOTHING = Answer(204)


class Things:
    """The things of an answer, written one by one as long as there is room for them; the first always has room."""

    def __init__(self, plural: str, most: int) -> None:
        self._pieces = Pieces()
        self._pieces.add(b"{", _encode(plural), b":[")
        self._room = most - ROOT
        self._texts: dict[str, bytes] = {}
        self.count = 0

    def add(self, item: Json) -> bool:
        """Write a thing; false, and nothing is written, where there is no room for it."""
        parts = self._parts(item)
        self._room -= sum(map(len, parts)) + 1
        if self.count and self._room < 0:
            return False
        self._pieces.add(*([b","] if self.count else []), *parts)
        self.count += 1
        return True

    def _parts(self, item: Json) -> list[bytes]:
        if not any(isinstance(value, str) and len(value) > LONG_TEXT for value in item.values()):
            return [_encode(item)]
        parts: list[bytes] = []
        for name, value in item.items():
            parts += [b"," if parts else b"{", _encode(name), b":", self._written(value)]
        return [*parts, b"}"]

    def _written(self, value: object) -> bytes:
        if not isinstance(value, str) or len(value) <= LONG_TEXT:
            return _encode(value)
        if value not in self._texts:
            self._texts[value] = _encode(value)
        return self._texts[value]

    def answer(self, headers: Mapping[str, str]) -> Answer:
        """The answer that has these things."""
        self._pieces.add(b"]}")
        return Answer(200, self._pieces, headers)


def shown(
    plural: str, items: Sequence[Json], headers: Mapping[str, str] | None = None, *, validator: str = ""
) -> Answer:
    """Things that are there."""
    return Answer(200, {plural: list(items)}, headers or {}, validator)


def made(plural: str, item: Json, validator: str = "") -> Answer:
    """A thing that was made; its `href` is told in `Location` too."""
    return Answer(201, {plural: [item]}, {"location": item["href"]}, validator)


def response_of(request: Request, answer: Answer, preconditions: Preconditions) -> Response:
    """The response of an answer: 304 where the client of a GET has it already. Fault STALE."""
    if answer.body is None:
        return Reply(answer.status, headers=answer.headers)
    return conditional_reply(
        request.scope["method"],
        _pieces(answer.body),
        JSON,
        answer.headers,
        status=answer.status,
        validator=answer.validator,
        preconditions=preconditions,
    )


def _pieces(body: Json | Pieces) -> Pieces:
    if isinstance(body, Pieces):
        return body
    pieces = Pieces()
    pieces.add(_encode(body))
    return pieces
