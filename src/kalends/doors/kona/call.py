"""A call of this dialect: its parameters, and how it is read and answered."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from starlette.requests import Request
from starlette.responses import Response

from kalends.core.time.offsets import Zone
from kalends.core.time.zones import zone
from kalends.doors.kona.answers import KonaAnswer, answer_response
from kalends.doors.kona.attributes import Attributes, Json, object_in, parse_body, query_of
from kalends.edge.call import Call, Dialect, reads
from kalends.edge.door import Edge
from kalends.edge.replies.conditions import Preconditions
from kalends.errors import Fault, Kind
from kalends.service import calendars
from kalends.service.unit import Unit

BODY_CAP = 2_000_000
MOST_ID = 2**31 - 1

__all__ = ["BODY_CAP", "MOST_ID", "KonaCall", "Work", "dialect", "reads"]


@dataclass(frozen=True, kw_only=True)
class KonaCall(Call):
    """One call, in the worker thread.

    `root` is the root of the body. `base` is the address below which the paths of this dialect stand, `site` the one of
    the whole server; `calendar_zones` are the zones of calendars that were looked up.
    """

    path: dict[str, str]
    query: Attributes
    root: Json
    base: str
    site: str
    calendar_zones: dict[int, Zone] = field(default_factory=dict)

    @property
    def most_octets(self) -> int:
        """The octets that an answer may have."""
        return self.service.limits.answer_octets

    def within(self, unit: Unit) -> "KonaCall":
        """The same call inside a unit."""
        return replace(self, of=unit, calendar_zones={})

    def calendar_zone(self, calendar_id: int) -> Zone:
        """The zone of a calendar; the caller's own for one that the caller does not see."""
        if calendar_id not in self.calendar_zones:
            name = calendars.get_time_zones(self.unit, [calendar_id]).get(calendar_id)
            self.calendar_zones[calendar_id] = zone(name) if name else self.zone
        return self.calendar_zones[calendar_id]

    def attributes(self, plural: str) -> Attributes:
        """The one object of the body, in the list of its plural name or bare. Fault INVALID."""
        return Attributes(object_in(self.root, plural))

    def id(self, name: str = "id") -> int:
        """The id that the path names. Fault NOT_FOUND for what can be none."""
        text = self.path[name]
        if not (text.isascii() and text.isdigit() and len(text) <= 10 and 0 < int(text) <= MOST_ID):
            raise Fault(Kind.NOT_FOUND, "There is no such thing.")
        return int(text)


Work = Callable[[KonaCall], KonaAnswer]


def dialect(edge: Edge, path: str) -> Dialect[KonaCall, KonaAnswer]:
    """How calls at a path of this dialect are read and answered."""

    def parse(request: Request, body: bytes, call: Call) -> KonaCall:
        site = edge.public_url(request)
        return KonaCall(
            me=call.me,
            service=call.service,
            now=call.now,
            conditions=call.conditions,
            path=dict(request.scope.get("path_params") or {}),
            query=Attributes(query_of(request)),
            root=parse_body(body),
            base=site + _mount(request, path),
            site=site,
        )

    return Dialect(parse, _render, BODY_CAP)


def _render(request: Request, _call: KonaCall, answer: KonaAnswer, preconditions: Preconditions) -> Response:
    return answer_response(request, answer, preconditions)


def _mount(request: Request, path: str) -> str:
    """What stands before the dialect's own path: as the caller reached it, so the answers' addresses lead."""
    asked: str = request.scope["path"]
    head = path.split("/")[1]
    return asked[: asked.index(f"/{head}")]
