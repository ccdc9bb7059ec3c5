"""A call: a request to a door that keeps calendars, read and answered in a worker thread.

So that a handler of such a door is a function of a call: parse → one verb → render.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import wraps
from typing import Generic, Self, TypeVar

from starlette.requests import Request
from starlette.responses import Response

from kalends.core.time.offsets import Zone
from kalends.core.time.zones import zone
from kalends.edge.door import Edge, Handler, Route
from kalends.edge.replies.conditions import Preconditions, is_reading, preconditions_of
from kalends.edge.requests.body import receive_body
from kalends.service.access import Caller
from kalends.service.house import Service
from kalends.service.objects import ALWAYS, Conditions
from kalends.service.people import Credentials
from kalends.service.unit import Unit

A = TypeVar("A")
C = TypeVar("C", bound="Call")
Result = TypeVar("Result")


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call: who calls, when, and the unit of work that it takes part in, if there is one (`of`).

    `conditions` are for the verb that writes.
    """

    me: Caller
    service: Service
    now: datetime
    conditions: Conditions = ALWAYS
    of: Unit | None = None

    @property
    def zone(self) -> Zone:
        """The zone of the caller."""
        return zone(self.me.time_zone)

    @property
    def unit(self) -> Unit:
        """The unit of work that this call takes part in."""
        assert self.of is not None, "a call outside of a unit"
        return self.of

    def within(self, unit: Unit) -> Self:
        """The same call inside a unit."""
        return replace(self, of=unit)

    @contextmanager
    def read(self) -> Iterator[Self]:
        """The same call inside a unit that reads."""
        with self.service.read(self.me) as unit:
            yield self.within(unit)

    def write(self, work: Callable[[Self], Result]) -> Result:
        """Do work in one write transaction; maybe several times, see `service.unit`."""
        return self.service.write(self.me, self.now, lambda unit: work(self.within(unit)))


@dataclass(frozen=True, slots=True)
class Dialect(Generic[C, A]):
    """How a door reads calls and writes answers.

    `parse` makes the door's own call of a request, its body and what is known already; `render` makes a response of an
    answer. `body_cap` bounds a body, in octets. `credentials` finds those that only this dialect knows.
    """

    parse: Callable[[Request, bytes, Call], C]
    render: Callable[[Request, C, A, Preconditions], Response]
    body_cap: int
    credentials: Callable[[Request], Credentials | None] = lambda _: None


def handler(service: Service, edge: Edge, route: Route[Callable[[C], A]], dialect: Dialect[C, A]) -> Handler:
    """The handler of a route: it signs in, and does the rest in a worker thread.

    Preconditions are looked at after the request was read (RFC 9110 §13.2.1).
    """
    cap = dialect.body_cap if route.body_cap is None else route.body_cap

    async def handle(request: Request) -> Response:
        me = await edge.authenticator.authenticate(request, dialect.credentials(request))
        content = await receive_body(request, cap)

        def answer() -> Response:
            preconditions, method = preconditions_of(request), request.scope["method"]
            known = Call(me=me, service=service, now=edge.now(), conditions=preconditions.of_write)
            call = dialect.parse(request, content.octets(), known)
            if not route.conditional and not is_reading(method):
                preconditions.demand_untagged(method)
            return dialect.render(request, call, route.handler(call), preconditions)

        with content:
            return await edge.executor.run(answer)

    return handle


def reads(work: Callable[[C], A]) -> Callable[[C], A]:
    """The same work inside a unit that reads."""

    @wraps(work)
    def inside(call: C) -> A:
        with call.read() as reading:
            return work(reading)

    return inside
