"""One call of this dialect: who calls, with which parameters, and the verbs; and how a call becomes a handler."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property, wraps
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import Response

from kalends.core.time.offsets import Zone
from kalends.core.time.zones import zone
from kalends.doors.kona.wire.answers import Answer, response_of
from kalends.doors.kona.wire.body import Json, object_in, parse_body, query_of
from kalends.doors.kona.wire.given import Given
from kalends.edge.body import receive_body
from kalends.edge.conditions import is_reading, preconditions_of
from kalends.edge.door import Edge, Handler
from kalends.errors import Fault, Kind
from kalends.service import calendars
from kalends.service.access import Caller
from kalends.service.house import Service
from kalends.service.objects import ALWAYS, Conditions
from kalends.service.unit import Unit

Result = TypeVar("Result")

BODY_CAP = 2_000_000


@dataclass(frozen=True)
class Call:
    """One call, in the worker thread; `of` is the unit of work that it takes part in, if there is one.

    `base` is the address below which the paths of this dialect stand, `site` the one of the whole server; `places` are
    the zones of calendars that were looked up. `conditions` are for the verb that writes.
    """

    me: Caller
    path: dict[str, str]
    query: Given
    root: Json
    service: Service
    now: datetime
    base: str
    site: str
    conditions: Conditions = ALWAYS
    of: Unit | None = None
    places: dict[int, Zone] = field(default_factory=dict)

    @cached_property
    def zone(self) -> Zone:
        """The zone of the caller."""
        return zone(self.me.time_zone)

    @property
    def most_octets(self) -> int:
        """The octets that an answer may have."""
        return self.service.limits.answer_octets

    @property
    def unit(self) -> Unit:
        """The unit of work that this call takes part in."""
        assert self.of is not None, "a call outside of a unit"
        return self.of

    def within(self, unit: Unit) -> "Call":
        """The same call inside a unit."""
        return replace(self, of=unit, places={})

    @contextmanager
    def read(self) -> Iterator["Call"]:
        """The same call inside a unit that reads."""
        with self.service.read(self.me) as unit:
            yield self.within(unit)

    def write(self, work: Callable[["Call"], Result]) -> Result:
        """Do work in one write transaction; maybe several times, see `service.unit`."""
        return self.service.write(self.me, self.now, lambda unit: work(self.within(unit)))

    def place(self, calendar_id: int) -> Zone:
        """The zone of a calendar as the caller has it; the caller's own for one that the caller does not see."""
        if calendar_id not in self.places:
            look = calendars.get_looks(self.unit, [calendar_id]).get(calendar_id)
            self.places[calendar_id] = zone(look.time_zone) if look else self.zone
        return self.places[calendar_id]

    def sent(self, plural: str) -> Given:
        """The one object of the body, in the list of its plural name or bare. Fault INVALID."""
        return Given(object_in(self.root, plural))

    def id(self, name: str = "id") -> int:
        """The id that the path names. Fault NOT_FOUND for what can be none."""
        text = self.path[name]
        if not (text.isascii() and text.isdigit() and len(text) <= 10 and 0 < int(text) <= MOST_ID):
            raise Fault(Kind.NOT_FOUND, "There is no such thing.")
        return int(text)


MOST_ID = 2**31 - 1
Work = Callable[[Call], Answer]


def reads(work: Work) -> Work:
    """The same work inside a unit that reads."""

    @wraps(work)
    def done(call: Call) -> Answer:
        with call.read() as inside:
            return work(inside)

    return done


def handler(service: Service, edge: Edge, work: Work, path: str, *, conditional: bool) -> Handler:
    """The handler that signs in; the rest, from the parameters to the answer, is done in a worker thread.

    `conditional`: the work has the conditions of the request checked by the verb that writes.
    """

    async def handle(request: Request) -> Response:
        me = await edge.authenticator.authenticate(request)
        content = await receive_body(request, BODY_CAP)
        site = edge.public_url(request)
        base = site + _mount(request, path)

        def done() -> Response:
            named: dict[str, str] = dict(request.scope.get("path_params") or {})
            asked = preconditions_of(request)
            if not conditional and not is_reading(request.scope["method"]):
                asked.demand_untagged(request.scope["method"])
            query, root = Given(query_of(request)), parse_body(content.octets())
            call = Call(me, named, query, root, service, edge.now(), base, site, asked.of_write)
            return response_of(request, work(call), asked)

        with content:
            return await edge.executor.run(done)

    return handle


def _mount(request: Request, path: str) -> str:
    """What stands before the dialect's own path: as the caller reached it, so the answers' addresses lead."""
    asked: str = request.scope["path"]
    head = path.split("/")[1]
    return asked[: asked.index(f"/{head}")]
