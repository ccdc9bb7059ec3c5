"""The ONLYOFFICE dialect: calendars, events, to-dos, people and groups. One function is exported: `door`."""

from collections.abc import Iterator

from kalends.doors.onlyoffice.call import Work, dialect, exists, name_missing
from kalends.doors.onlyoffice.faults import render_error, render_fault, render_unknown
from kalends.doors.onlyoffice.operations import OnlyofficeOperation, route
from kalends.doors.onlyoffice.routes import ROUTES
from kalends.doors.onlyoffice.schemas import DESCRIPTION, SCHEMAS
from kalends.doors.onlyoffice.signin import authentication
from kalends.doors.onlyoffice.wire.envelope import ENDINGS
from kalends.edge.call import handler, reads
from kalends.edge.door import Door, Edge, Handler, Route
from kalends.service.house import Service

SIGN_IN = OnlyofficeOperation("Sign in", "userName password", "userName password", "Token", is_open=True)


def door(service: Service, edge: Edge) -> Door:
    """The door of this dialect."""
    routes = [*_spellings(route("POST", "/authentication", authentication(service, edge), SIGN_IN))]
    for row in ROUTES:
        routes += _spellings(row.handled_by(_handler(service, edge, row)))
    return Door(
        name="onlyoffice",
        prefix="/onlyoffice",
        routes=routes,
        render_fault=render_fault,
        render_error=render_error,
        render_unknown=render_unknown,
        exists=exists,
        any_case=True,
        schemas=SCHEMAS,
        tag_description=DESCRIPTION,
    )


def _handler(service: Service, edge: Edge, row: Route[Work]) -> Handler:
    work = name_missing(reads(row.handler) if row.method == "GET" else row.handler)
    return handler(service, edge, row.handled_by(work), dialect(edge))


def _spellings(row: Route[Handler]) -> Iterator[Route[Handler]]:
    """The path itself, and the same with a slash or with an ending; a last part in braces takes the ending in."""
    yield row
    endings = ("/",) if row.path.endswith("}") else ("/", *ENDINGS)
    yield from (row.also_at(row.path + ending) for ending in endings)
