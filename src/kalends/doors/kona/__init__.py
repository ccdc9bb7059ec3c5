"""The Kona dialect: calendar events and what they need. One function is exported: `door`."""

from collections.abc import Iterator

from kalends.doors.kona.call import Work, dialect
from kalends.doors.kona.faults import (
    PROBLEM_PATH,
    PROBLEMS,
    error_renderer,
    fault_renderer,
    problem_page,
    unknown_renderer,
)
from kalends.doors.kona.routes import ROUTES
from kalends.doors.kona.schemas import DESCRIPTION, SCHEMAS
from kalends.edge.call import handler
from kalends.edge.door import Door, Edge, Handler, Route
from kalends.service.house import Service

API = "/api"


def door(service: Service, edge: Edge) -> Door:
    """The door of this dialect."""
    routes: list[Route[Handler]] = [
        Route("GET", f"{PROBLEM_PATH}/{each.name}", problem_page(each)) for each in PROBLEMS
    ]
    for route in ROUTES:
        routes += _spellings(service, edge, route)
    return Door(
        name="kona",
        prefix="/kona",
        routes=routes,
        render_fault=fault_renderer(edge.public_url),
        render_error=error_renderer(edge.public_url),
        render_unknown=unknown_renderer(edge.public_url),
        schemas=SCHEMAS,
        tag_description=DESCRIPTION,
    )


def _spellings(service: Service, edge: Edge, route: Route[Work]) -> Iterator[Route[Handler]]:
    """The path itself, the same with a slash behind, and both below the product's own base."""
    path = route.path
    bound = route.handled_by(handler(service, edge, route, dialect(edge, path)))
    yield bound
    yield from (bound.also_at(spelling) for spelling in (f"{path}/", API + path, f"{API}{path}/"))
