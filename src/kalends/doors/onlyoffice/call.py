"""One call of this dialect: who calls, with which parameters, and the verbs; and how a call becomes a handler."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import Response

from kalends.core.time.offsets import Zone
from kalends.core.time.zones import zone
from kalends.doors.onlyoffice.signin import credentials_in
from kalends.doors.onlyoffice.wire.body import parse_body, query_of
from kalends.doors.onlyoffice.wire.envelope import ENDINGS, ENVELOPE, Answer, form_of, response_of
from kalends.doors.onlyoffice.wire.forms import JSON, Form
from kalends.doors.onlyoffice.wire.given import Given
from kalends.doors.onlyoffice.wire.paging import wish_of
from kalends.edge.body import receive_body
from kalends.edge.conditions import preconditions_of
from kalends.edge.context import context_of
from kalends.edge.door import Edge, Handler
from kalends.errors import Fault, Kind
from kalends.service.access import Caller
from kalends.service.house import Service
from kalends.service.objects import ALWAYS, Conditions
from kalends.service.unit import Unit

Result = TypeVar("Result")

BODY_CAP = 4_000_000
"""Octets: a text of 1 MiB as JSON, with every letter escaped, and what else there is."""
FILES_CAP = 100_000_000


@dataclass(frozen=True, slots=True)
class Call:
    """One call, in the worker thread; `conditions` are for the verb that writes, `of` is the unit it takes part in."""

    me: Caller
    given: Given
    service: Service
    now: datetime
    form: Form = JSON
    conditions: Conditions = ALWAYS
    of: Unit | None = None

    @property
    def room(self) -> int:
        """The octets that the things in an answer may have."""
        return self.service.limits.answer_octets - ENVELOPE

    @property
    def zone(self) -> Zone:
        """The zone of the caller."""
        return zone(self.me.time_zone)

    @property
    def unit(self) -> Unit:
        """The unit of work that this call takes part in."""
        assert self.of is not None, "a call outside of a unit"
        return self.of

    def within(self, unit: Unit) -> "Call":
        """The same call inside a unit."""
        return replace(self, of=unit)

    @contextmanager
    def read(self) -> Iterator["Call"]:
        """The same call inside a unit that reads."""
        with self.service.read(self.me) as unit:
            yield self.within(unit)

    def write(self, work: Callable[["Call"], Result]) -> Result:
        """Do work in one write transaction; maybe several times, see `service.unit`."""
        return self.service.write(self.me, self.now, lambda unit: work(self.within(unit)))


Work = Callable[[Call], Answer]


def handler(
    service: Service,
    edge: Edge,
    work: Work,
    *,
    cap: int = BODY_CAP,
    only_reads: bool = False,
    conditional: bool = False,
) -> Handler:
    """The handler that signs in; the rest, from the parameters to the envelope, is done in a worker thread.

    Work that only reads is done inside a unit. `conditional`: the work has the conditions of the request checked
    by the verb that writes.
    """

    async def handle(request: Request) -> Response:
        me = await edge.authenticator.authenticate(request, credentials_in(request, edge))
        content = await receive_body(request, cap)

        def done() -> Response:
            query = query_of(request)
            wish = wish_of(Given(query))
            sent = parse_body(content.octets(), context_of(request).headers.get(b"content-type", b""))
            given = Given(path_of(request), query, sent.values, files=sent.files)
            asked = preconditions_of(request)
            if not conditional and not only_reads:
                asked.demand_untagged(request.scope["method"])
            call = Call(me, given, service, edge.now(), form_of(request), asked.of_write)
            return response_of(request, _worked(call), wish, most=service.limits.answer_octets, preconditions=asked)

        with content:
            return await edge.executor.run(done)

    def _worked(call: Call) -> Answer:
        if not only_reads:
            return work(call)
        with call.read() as inside:
            return work(inside)

    return handle


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
