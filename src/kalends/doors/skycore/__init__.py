"""The Skycore dialect: "Create Calendar API V2". One function is exported: `door`."""

from starlette.requests import Request
from starlette.responses import Response

from kalends.doors.skycore import schema
from kalends.doors.skycore.event import event_of
from kalends.doors.skycore.faults import render_error, render_fault
from kalends.doors.skycore.file import file_of
from kalends.edge.door import Door, Edge, Route
from kalends.edge.replies.stream import file_reply
from kalends.edge.requests.body import read_body
from kalends.edge.requests.parse import decode_json
from kalends.service.access import Right, demand
from kalends.service.house import Service

# Both to the letter as the vendor prints them, the semicolons at their ends too.
_MEDIA_TYPE = "text/calendar; charset=utf-8;"
_HEADERS = {"content-disposition": "inline; filename=calendar.ics;"}


def door(service: Service, edge: Edge) -> Door:  # noqa: ARG001 — every door is made from the same two
    """The door of this dialect."""

    async def create_calendar(request: Request) -> Response:
        demand(await edge.authenticator.authenticate(request), Right.GENERATE)
        event = event_of(decode_json(await read_body(request, edge.body_cap)))
        return file_reply(200, file_of(event, edge.now()), _MEDIA_TYPE, _HEADERS)

    return Door(
        name="skycore",
        prefix="/skycore",
        routes=(Route("POST", "/v2", create_calendar, schema.CREATE_CALENDAR),),
        render_fault=render_fault,
        render_error=render_error,
        schemas=schema.SCHEMAS,
        tag_description=schema.DESCRIPTION,
    )
