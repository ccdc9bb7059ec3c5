"""The Kona dialect: calendar events and what they need. One function is exported: `door`."""

from collections.abc import Iterator

from kalends.doors.kona.call import handler
from kalends.doors.kona.described.operations import operation
from kalends.doors.kona.described.schemas import DESCRIPTION, SCHEMAS
from kalends.doors.kona.faults import error_renderer, fault_renderer, unknown_renderer
from kalends.doors.kona.problems import PROBLEM_PATH, PROBLEMS, page
from kalends.doors.kona.row import Row
from kalends.doors.kona.rows import ROWS
from kalends.edge.door import Door, Edge, Handler, Route
from kalends.service.house import Service

API = "/api"


def door(service: Service, edge: Edge) -> Door:
    """The door of this dialect."""
    routes: list[Route[Handler]] = [Route("GET", f"{PROBLEM_PATH}/{each.name}", page(each)) for each in PROBLEMS]
    for row in ROWS:
        routes += _ways(service, edge, row)
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


def _ways(service: Service, edge: Edge, row: Row) -> Iterator[Route[Handler]]:
    """The path itself, the same with a slash behind, and both below the product's own base."""
    handle = handler(service, edge, row.work, row.path, conditional=row.told.conditional)
    yield Route(row.method, row.path, handle, operation(row.method, row.path, row.told))
    yield from (Route(row.method, path, handle) for path in (f"{row.path}/", API + row.path, f"{API}{row.path}/"))
