"""Bodies: JSON, XML or a form → values by name, and the files that came with them (RFC 7578)."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from kalends.doors.onlyoffice.wire.formats import values_in
from kalends.edge.requests.parse import BODY, decode_json, pairs_of
from kalends.errors import Fault, Flaw, Kind

_NEXT = re.compile(r"[.\[]")
_PART = re.compile(r"[.\[]([^.\[\]]*)\]?")


@dataclass(frozen=True, slots=True)
class BodyContent:
    """What a body holds."""

    values: Mapping[str, object]
    files: tuple[bytes, ...] = ()


def parse_body(body: bytes, media_type: bytes) -> BodyContent:
    """The values of a body; an empty one has none; to be called in a worker thread. Fault INVALID."""
    kind = media_type.partition(b";")[0].strip().lower()
    if kind == b"multipart/form-data":
        return asyncio.run(_multipart(body, media_type))
    if not body.strip():
        return BodyContent({})
    # many a tool calls whatever it sends a form
    if kind == b"application/x-www-form-urlencoded" and body.lstrip()[:1] not in (b"{", b"["):
        return BodyContent(nest_fields(parse_query(body.decode("latin-1"))))
    if kind == b"text/calendar" or body.lstrip()[:15].upper() == b"BEGIN:VCALENDAR":
        return BodyContent({}, (body,))
    if kind in (b"text/xml", b"application/xml") or body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        return BodyContent(values_in(body))
    found = decode_json(body)
    if not isinstance(found, dict):
        raise _refusal("a JSON object is expected")
    return BodyContent(found)


def query_of(request: Request) -> dict[str, str]:
    """The query of a request; of a name that comes twice, the last. Fault INVALID."""
    return dict(parse_query(request.scope["query_string"].decode("latin-1")))


def parse_query(text: str) -> list[tuple[str, str]]:
    """The names and values of a query or a form. Fault INVALID where they are not UTF-8, or too many."""
    try:
        return pairs_of(text, BODY.form_fields)
    except UnicodeDecodeError:
        raise _refusal("the names and values are not UTF-8") from None
    except OverflowError as error:
        raise _refusal(f"there are {error}") from None


async def _multipart(body: bytes, media_type: bytes) -> BodyContent:
    async def stream() -> AsyncIterator[bytes]:
        yield body

    headers = Headers(raw=[(b"content-type", media_type)])
    parser = MultiPartParser(
        headers,
        stream(),  # type: ignore[arg-type]  # an iterator is enough
        max_files=BODY.form_files,
        max_fields=BODY.form_fields,
        max_part_size=len(body) + 1,
    )
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError, ValueError, LookupError):
        raise _refusal("the form is malformed") from None
    items = form.multi_items()
    files = tuple([await each.read() for _, each in items if isinstance(each, UploadFile)])
    await form.close()
    return BodyContent(nest_fields([(name, each) for name, each in items if isinstance(each, str)]), files)


def nest_fields(pairs: list[tuple[str, str]]) -> dict[str, object]:
    """The fields of a form as values: `a[0][b]` and `a[0].b` are items and names inside; a name twice is a list.

    Fault INVALID where names nest too deeply.
    """
    found: dict[str, object] = {}
    for name, value in pairs:
        head = _NEXT.split(name, maxsplit=1)[0]
        if len(_NEXT.findall(name)) >= BODY.form_depth:
            raise _refusal(f"names of fields nest deeper than {BODY.form_depth}")
        _place(found, [head, *_PART.findall(name[len(head) :])], value)
    return {name: _listed(value) for name, value in found.items()}


def _place(found: dict[str, object], path: list[str], value: str) -> None:
    name, *rest = path
    if not name and not rest:
        name = str(len(found))  # "a[]" counts by itself
    if rest:
        inner = found.setdefault(name, {})
        if isinstance(inner, dict):
            _place(inner, rest, value)
    elif name in found:
        before = found[name]
        found[name] = [*before, value] if isinstance(before, list) else [before, value]
    else:
        found[name] = value


def _listed(value: object) -> object:
    """A dictionary whose names are numbers is a list."""
    if not isinstance(value, dict):
        return value
    inner = {name: _listed(each) for name, each in value.items()}
    return list(inner.values()) if inner and all(name.isdigit() for name in inner) else inner


def _refusal(reason: str) -> Fault:
    return Fault(Kind.INVALID, f"The body cannot be read: {reason}.", [Flaw("body", reason)])
