"""A call of this dialect: its parameters, and how it is read and answered."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from kalends.doors.onlyoffice.signin import credentials_in
from kalends.doors.onlyoffice.wire.body import parse_body, query_of
from kalends.doors.onlyoffice.wire.envelope import ENDINGS, ENVELOPE, Answer, form_of, response_of
from kalends.doors.onlyoffice.wire.forms import JSON, Form
from kalends.doors.onlyoffice.wire.paging import AS_IT_IS, ListOptions, list_options
from kalends.doors.onlyoffice.wire.parameters import RequestParameters
from kalends.edge.call import Call, Dialect
from kalends.edge.conditions import Preconditions
from kalends.edge.context import context_of
from kalends.edge.door import Edge
from kalends.errors import Fault, Kind

BODY_CAP = 4_000_000
"""Octets: a text of 1 MiB as JSON, with every letter escaped, and what else there is."""
FILES_CAP = 100_000_000


@dataclass(frozen=True, kw_only=True)
class OnlyofficeCall(Call):
    """One call, in the worker thread; `options` say which part of a list is wanted."""

    parameters: RequestParameters
    form: Form = JSON
    options: ListOptions = AS_IT_IS

    @property
    def room(self) -> int:
        """The octets that the things in an answer may have."""
        return self.service.limits.answer_octets - ENVELOPE


Work = Callable[[OnlyofficeCall], Answer]


def dialect(edge: Edge) -> Dialect[OnlyofficeCall, Answer]:
    """How calls of this dialect are read and answered."""
    return Dialect(_parse, _render, BODY_CAP, lambda request: credentials_in(request, edge))


def _parse(request: Request, body: bytes, call: Call) -> OnlyofficeCall:
    query = query_of(request)
    options = list_options(RequestParameters(query))
    content = parse_body(body, context_of(request).headers.get(b"content-type", b""))
    return OnlyofficeCall(
        me=call.me,
        service=call.service,
        now=call.now,
        conditions=call.conditions,
        parameters=RequestParameters(path_of(request), query, content.values, files=content.files),
        form=form_of(request),
        options=options,
    )


def _render(request: Request, call: OnlyofficeCall, answer: Answer, preconditions: Preconditions) -> Response:
    most = call.service.limits.answer_octets
    return response_of(request, answer, call.options, most=most, preconditions=preconditions)


def path_of(request: Request) -> dict[str, str]:
    """What the path names; the last part is told without the ending that chooses JSON or XML."""
    path: str = request.scope["path"]
    named: dict[str, str] = dict(request.scope.get("path_params") or {})
    found = {name: _bare(value) if path.endswith("/" + value) else value for name, value in named.items()}
    if any("\0" in value or not value for value in found.values()):
        raise Fault(Kind.NOT_FOUND, "There is nothing at this path.")
    return found


def _bare(value: str) -> str:
    return next((value.removesuffix(ending) for ending in ENDINGS if value.endswith(ending)), value)
