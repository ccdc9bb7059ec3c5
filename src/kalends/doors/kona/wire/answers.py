"""Answers: every thing in a list under its plural name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from starlette.responses import Response

from kalends.doors.kona.wire.body import Json
from kalends.edge.respond import Reply, json_reply


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call answers; no body is nothing."""

    status: int
    body: Json | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


NOTHING = Answer(204)


def shown(plural: str, items: Sequence[Json], headers: Mapping[str, str] | None = None) -> Answer:
    """Things that are there."""
    return Answer(200, {plural: list(items)}, headers or {})


def made(plural: str, item: Json) -> Answer:
    """A thing that was made; its `href` is told in `Location` too."""
    return Answer(201, {plural: [item]}, {"location": item["href"]})


def told(answer: Answer) -> Response:
    """The response of an answer."""
    if answer.body is None:
        return Reply(answer.status, headers=answer.headers)
    return json_reply(answer.status, answer.body, answer.headers)
