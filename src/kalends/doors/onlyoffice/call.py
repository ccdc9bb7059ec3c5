"""A call of this dialect: its parameters, and how it is read and answered."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from starlette.requests import Request
from starlette.responses import Response

from kalends.core.recur.edit import NO_INSTANCE
from kalends.doors.onlyoffice.signin import credentials_in
from kalends.doors.onlyoffice.wire.body import parse_body, query_of
from kalends.doors.onlyoffice.wire.envelope import (
    ENDINGS,
    ENVELOPE,
    OnlyofficeAnswer,
    accepts_report,
    format_of,
    response_of,
)
from kalends.doors.onlyoffice.wire.formats import JSON, Format
from kalends.doors.onlyoffice.wire.paging import WHOLE_LIST, ListOptions, list_options
from kalends.doors.onlyoffice.wire.parameters import RequestParameters, known_id, not_found
from kalends.edge.call import Call, Dialect
from kalends.edge.context import context_of
from kalends.edge.door import Edge
from kalends.edge.replies.conditions import Preconditions
from kalends.errors import Fault, Kind
from kalends.service import calendars
from kalends.service.access.rights import NO_CALENDAR, NO_OBJECT

BODY_CAP = 4_000_000
"""Octets: a text of 1 MiB as JSON, with every letter escaped, and what else there is."""
FILES_CAP = 100_000_000
SHARED_EVENTS = "shared_events"
SHARED_TITLE = "Shared events"
"""The id and the title of the calendar with the events that were shared one by one."""


@dataclass(frozen=True, kw_only=True)
class OnlyofficeCall(Call):
    """One call, in the worker thread; `options` select a part of a list."""

    parameters: RequestParameters
    format: Format = JSON
    options: ListOptions = WHOLE_LIST

    @property
    def room(self) -> int:
        """The octets that the items of an answer may have."""
        return self.service.limits.answer_octets - ENVELOPE

    @property
    def wants_shared_events(self) -> bool:
        """Whether `calendarId` names the calendar with the events that were shared one by one."""
        return str(self.parameters.raw("calendarId")).lower() == SHARED_EVENTS


Work = Callable[[OnlyofficeCall], OnlyofficeAnswer]

_PARAMETERS = {NO_CALENDAR: ("calendarId",), NO_OBJECT: ("todoId", "eventId", "eventUid"), NO_INSTANCE: ("date",)}
"""Codes of the verbs for what is not there → the parameters that name such a thing."""


def dialect(edge: Edge) -> Dialect[OnlyofficeCall, OnlyofficeAnswer]:
    """Reading and answering calls of this dialect."""
    return Dialect(_parse, _render, BODY_CAP, lambda request: credentials_in(request, edge))


def _parse(request: Request, body: bytes, call: Call) -> OnlyofficeCall:
    query = query_of(request)
    options = list_options(RequestParameters(query))
    content = parse_body(body, context_of(request).headers.get(b"content-type", b""))
    beside = {"report": True} if accepts_report(request) else {}
    return OnlyofficeCall(
        me=call.me,
        service=call.service,
        now=call.now,
        conditions=call.conditions,
        parameters=RequestParameters(path_of(request), query, content.values, beside, files=content.files),
        format=format_of(request),
        options=options,
    )


def _render(request: Request, call: OnlyofficeCall, answer: OnlyofficeAnswer, preconditions: Preconditions) -> Response:
    most = call.service.limits.answer_octets
    return response_of(request, answer, call.options, most=most, preconditions=preconditions)


def path_of(request: Request) -> dict[str, str]:
    """The parameters in the path; the last one without the ending that chooses JSON or XML."""
    path: str = request.scope["path"]
    named: dict[str, str] = dict(request.scope.get("path_params") or {})
    found = {name: _bare(value) if path.endswith("/" + value) else value for name, value in named.items()}
    if any("\0" in value or not value for value in found.values()):
        raise Fault(Kind.NOT_FOUND, "There is nothing at this path.")
    return found


def exists(request: Request) -> bool:
    """Whether the ids in the path can be some: `POST calendar/nope` is a call that there is not."""
    named = request.scope.get("path_params") or {}
    ids = [_bare(value) for name, value in named.items() if name in _IDS]
    return all(each.isdigit() or each.lower() == SHARED_EVENTS for each in ids)


def _bare(value: str) -> str:
    return next((value[: -len(ending)] for ending in ENDINGS if value.lower().endswith(ending)), value)


_IDS = ("calendarId", "eventId", "todoId")


def name_missing(work: Work) -> Work:
    """The same work; its faults name the parameter of what is not there."""

    @wraps(work)
    def named(call: OnlyofficeCall) -> OnlyofficeAnswer:
        try:
            return work(call)
        except Fault as fault:
            code = fault.flaws[0].code if fault.kind is Kind.NOT_FOUND and fault.flaws else ""
            name = next((each for each in _PARAMETERS.get(code, ()) if call.parameters.has(each)), None)
            if name is None:
                raise
            raise not_found(name) from None

    return named


def target_calendar_id(call: OnlyofficeCall, number: int | None) -> int:
    """The calendar of a number; without one, or for one below 1, the caller's default calendar.

    Call it in a unit that writes, since that calendar may have to be made.
    """
    if number is None or number <= 0:
        return calendars.ensure_default(call.unit).id
    return known_id("calendarId", number)
