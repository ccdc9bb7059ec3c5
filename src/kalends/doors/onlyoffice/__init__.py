"""The ONLYOFFICE dialect: calendars, events, to-dos, people and groups. One function is exported: `door`."""

from collections.abc import Iterator

from kalends.doors.onlyoffice.call import handler
from kalends.doors.onlyoffice.described.operations import Told, operation
from kalends.doors.onlyoffice.described.schemas import DESCRIPTION, SCHEMAS
from kalends.doors.onlyoffice.faults import render_error, render_fault, render_unknown
from kalends.doors.onlyoffice.rows import BASE, ROWS, SIGN_IN
from kalends.doors.onlyoffice.signin import authentication
from kalends.doors.onlyoffice.wire.envelope import ENDINGS
from kalends.edge.door import Door, Edge, Handler, Route
from kalends.service.house import Service


def door(service: Service, edge: Edge) -> Door:
    """The door of this dialect."""
    routes = [*_ways("POST", f"{BASE}/authentication", authentication(service, edge), SIGN_IN)]
    for row in ROWS:
        reads, conditional = row.method == "GET", row.told.conditional
        handle = handler(service, edge, row.work, cap=row.cap, only_reads=reads, conditional=conditional)
        routes += _ways(row.method, BASE + row.path, handle, row.told)
    return Door(
        name="onlyoffice",
        prefix="/onlyoffice",
        routes=routes,
        render_fault=render_fault,
        render_error=render_error,
        render_unknown=render_unknown,
        schemas=SCHEMAS,
        tag_description=DESCRIPTION,
    )


def _ways(method: str, path: str, handle: Handler, told: Told) -> Iterator[Route[Handler]]:
    """The path itself, and the same with a slash or with an ending; a last part in braces takes the ending in."""
    yield Route(method, path, handle, operation(method, path, told))
    endings = ("/",) if path.endswith("}") else ("/", *ENDINGS)
    yield from (Route(method, path + ending, handle) for ending in endings)
