"""The ApyHub dialect: "Generate iCal" and its time-zone dictionary. One function is exported: `door`."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from kalends.core.draft import Draft, Method, calendar
from kalends.core.ics.write import write
from kalends.core.time.zones import ZoneEntry, dictionary
from kalends.doors.apyhub import operations
from kalends.doors.apyhub.body import EventBody, without_blanks
from kalends.doors.apyhub.event import draft_of
from kalends.doors.apyhub.faults import render_error, render_fault
from kalends.doors.apyhub.filename import disposition, file_name
from kalends.doors.apyhub.schema import SCHEMAS
from kalends.edge.context import context_of
from kalends.edge.door import Door, Edge, Route
from kalends.edge.replies.reply import json_reply
from kalends.edge.replies.stream import file_reply
from kalends.edge.requests.body import read_body
from kalends.edge.requests.fields import fill_struct
from kalends.edge.requests.parse import decode_json
from kalends.errors import Fault, Flaw, Kind
from kalends.service.access import Caller, Right, demand
from kalends.service.house import Service
from kalends.service.records import KeptFile

PREFIX = "/apyhub"
_SUFFIX = ".ics"
"""The end of the address of a kept file, by which mail programs and phones know what it is."""


def door(service: Service, edge: Edge) -> Door:
    """The door of this dialect."""
    requests = _Requests(service, edge)
    return Door(
        name="apyhub",
        prefix=PREFIX,
        routes=(
            Route("POST", "/generate/ical/file", requests.file, operations.FILE),
            Route("POST", "/generate/ical/url", requests.url, operations.URL),
            Route("GET", "/files/{token}", requests.kept, operations.KEPT),
            Route("GET", "/data/dictionary/timezone", requests.zones, operations.ZONES),
        ),
        render_fault=render_fault,
        render_error=render_error,
        schemas=SCHEMAS,
        tag_description=operations.DESCRIPTION,
    )


class _Requests:
    """The four requests."""

    def __init__(self, service: Service, edge: Edge) -> None:
        self._service = service
        self._edge = edge

    async def file(self, request: Request) -> Response:
        """POST /generate/ical/file: the file itself."""
        await self._admitted(request)
        draft = await self._draft(request)
        name = file_name(_asked(request, "output"))
        return _file(write(calendar(draft)), _media_type(request, draft), name)

    async def url(self, request: Request) -> Response:
        """POST /generate/ical/url: an address where the file lies for a while."""
        me = await self._admitted(request)
        draft = await self._draft(request)
        file = KeptFile(
            file_name(_asked(request, "output")), write(calendar(draft)).decode(), _media_type(request, draft)
        )
        token = await self._edge.executor.run(self._keep, file, me.account_id)
        return json_reply(200, {"data": f"{self._edge.public_url(request)}{PREFIX}/files/{token}{_SUFFIX}"})

    async def kept(self, request: Request) -> Response:
        """GET /files/{token}: what `url` kept, without a key."""
        token = request.path_params["token"].removesuffix(_SUFFIX)
        kept = await self._edge.executor.run(self._service.files.fetch, token, self._edge.now())
        # whoever has the address may read it; a cache that many share would go on after the file is gone
        return _file(kept.text.encode(), kept.media_type, kept.name, {"cache-control": "private"})

    async def zones(self, request: Request) -> Response:
        """GET /data/dictionary/timezone: every zone of the tz database."""
        await self._edge.authenticator.authenticate(request)
        zones = await self._edge.executor.run(dictionary, self._edge.now())  # the first reads 600 files
        return json_reply(200, {"data": [_entry(zone) for zone in zones]})

    def _keep(self, file: KeptFile, owner_id: int) -> str:
        now, lifetime = self._edge.now(), self._edge.file_lifetime
        return self._service.files.keep(file, owner_id=owner_id, now=now, lifetime=lifetime)

    async def _admitted(self, request: Request) -> Caller:
        caller = await self._edge.authenticator.authenticate(request)
        demand(caller, Right.GENERATE)
        return caller

    async def _draft(self, request: Request) -> Draft:
        raw = decode_json(await read_body(request, self._edge.body_cap))
        if not isinstance(raw, dict):
            raise Fault(Kind.INVALID, "The body must be a JSON object.", [Flaw("type", "must be a JSON object")])
        body, flaws = fill_struct(raw, EventBody)
        return draft_of(without_blanks(body), flaws, _asked(request, "event_type"), self._edge.now())


def _asked(request: Request, name: str) -> str | None:
    """A parameter of the query; most requests have none, and are not kept waiting for its reader."""
    return request.query_params.get(name) or None if request.scope["query_string"] else None


_MEDIA_TYPES = {method: f"text/calendar; charset=utf-8; method={method}" for method in Method}


def _media_type(request: Request, draft: Draft) -> str:
    """The media type of a file.

    The vendor's program for npm reads an answer as text only if its media type has "text/plain" anywhere in it, and
    sends its JSON as that. It gets the words in a parameter, which everybody else passes over (RFC 2045 §1).
    """
    media_type = _MEDIA_TYPES[draft.method or Method.PUBLISH]
    is_plain = context_of(request).headers.get(b"content-type", b"")[:10].lower() == b"text/plain"
    return f'{media_type}; x-readable-as="text/plain"' if is_plain else media_type


def _file(text: bytes, media_type: str, name: str, headers: Mapping[str, str] | None = None) -> Response:
    return file_reply(200, text, media_type, {"content-disposition": disposition(name), **(headers or {})})


def _entry(zone: ZoneEntry) -> dict[str, object]:
    return {
        "key": zone.name,
        "value": zone.title,
        "abbreviation": list(zone.abbreviations),
        "utc_time": zone.utc_offset,
    }
