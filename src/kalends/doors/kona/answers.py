"""Answers: every item in a list under its plural name; and pages of lists, with a Link header (RFC 8288)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar
from urllib.parse import urlencode

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from kalends.doors.kona.attributes import PAGE_NODES, Attributes, Json
from kalends.edge.replies.conditions import Preconditions
from kalends.edge.replies.reply import JSON, Reply
from kalends.edge.replies.stream import Pieces, conditional_reply
from kalends.errors import Fault, Flaw, Kind

LONG_TEXT = 4_096
"""Characters of a text that is written once, however many things of an answer have it."""
ROOT = 64
"""Octets around the things of an answer."""

_encode = msgspec.json.Encoder().encode
PER_PAGE = 25
MOST_PER_PAGE = 200
LAST_PAGE = 1_000_000
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class KonaAnswer:
    """What a call answers; no body is nothing. `validator` names the one thing that it shows, for the ETag."""

    status: int
    body: Json | Pieces | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    validator: str = ""


NO_CONTENT = KonaAnswer(204)


class ItemList:
    """The things of an answer, written one by one as long as there is room for them; the first always has room."""

    def __init__(self, plural: str, most: int) -> None:
        self._pieces = Pieces()
        self._pieces.add(b"{", _encode(plural), b":[")
        self._room = most - ROOT
        self._texts: dict[str, bytes] = {}
        self.count = 0

    def add(self, item: Json) -> bool:
        """Write a thing; false, and nothing is written, where there is no room for it."""
        parts = self._parts(item)
        self._room -= sum(map(len, parts)) + 1
        if self.count and self._room < 0:
            return False
        self._pieces.add(*([b","] if self.count else []), *parts)
        self.count += 1
        return True

    def _parts(self, item: Json) -> list[bytes]:
        if not any(isinstance(value, str) and len(value) > LONG_TEXT for value in item.values()):
            return [_encode(item)]
        parts: list[bytes] = []
        for name, value in item.items():
            parts += [b"," if parts else b"{", _encode(name), b":", self._written(value)]
        return [*parts, b"}"]

    def _written(self, value: object) -> bytes:
        if not isinstance(value, str) or len(value) <= LONG_TEXT:
            return _encode(value)
        if value not in self._texts:
            self._texts[value] = _encode(value)
        return self._texts[value]

    def answer(self, headers: Mapping[str, str]) -> KonaAnswer:
        """The answer that has these things."""
        self._pieces.add(b"]}")
        return KonaAnswer(200, self._pieces, headers)


def list_answer(
    plural: str, items: Sequence[Json], headers: Mapping[str, str] | None = None, *, validator: str = ""
) -> KonaAnswer:
    """Things that are there."""
    return KonaAnswer(200, {plural: list(items)}, headers or {}, validator)


def created_answer(plural: str, item: Json, validator: str = "") -> KonaAnswer:
    """A thing that was made; its `href` stands in `Location` too."""
    return KonaAnswer(201, {plural: [item]}, {"location": item["href"]}, validator)


def answer_response(request: Request, answer: KonaAnswer, preconditions: Preconditions) -> Response:
    """The response of an answer: 304 where the client of a GET has it already. Fault STALE."""
    if answer.body is None:
        return Reply(answer.status, headers=answer.headers)
    return conditional_reply(
        request.scope["method"],
        _pieces(answer.body),
        JSON,
        answer.headers,
        status=answer.status,
        validator=answer.validator,
        preconditions=preconditions,
    )


def _pieces(body: Json | Pieces) -> Pieces:
    if isinstance(body, Pieces):
        return body
    pieces = Pieces()
    pieces.add(_encode(body))
    return pieces


@dataclass(frozen=True, slots=True)
class PageParameters:
    """The page that is wanted, counted from 1; a cursor names the place after which it begins."""

    per_page: int
    page: int
    cursor: str

    @property
    def skipped(self) -> int:
        """How many stand before the page."""
        return 0 if self.cursor else (self.page - 1) * self.per_page


def page_parameters(query: Attributes, root: Json) -> PageParameters:
    """The page that a query asks for, or the root of a body. Fault INVALID."""
    body = Attributes({name: value for name, value in root.items() if name in PAGE_NODES})
    per_page = _within(query, body, "per_page", MOST_PER_PAGE)
    page = _within(query, body, "page", LAST_PAGE)
    cursor = query.raw("cursor")
    query.settle()
    body.settle()
    return PageParameters(
        PER_PAGE if per_page is None else per_page, page or 1, cursor if isinstance(cursor, str) else ""
    )


def _within(query: Attributes, body: Attributes, name: str, most: int) -> int | None:
    attributes = query if query.has(name) else body
    number = attributes.whole(name)
    if number is not None and not 1 <= number <= most:
        attributes.wrong(name, f"must be from 1 to {most}")
    return number


def page_slice(items: Sequence[Item], wanted: PageParameters) -> tuple[Sequence[Item], bool]:
    """The page of a list that is all there, and whether there is another after it."""
    end = wanted.skipped + wanted.per_page
    return items[wanted.skipped : end], len(items) > end


def links(address: str, query: Mapping[str, object], **relations: Mapping[str, object] | None) -> dict[str, str]:
    """The Link header to addresses that differ from this one in some parameters; None leaves a relation out."""
    found = []
    for relation, changed in relations.items():
        if changed is not None:
            parameters = {name: value for name, value in {**query, **changed}.items() if value is not None}
            found.append(f'<{address}?{urlencode(parameters)}>; rel="{relation}"')
    return {"link": ", ".join(found)} if found else {}


class ListCall(Protocol):
    """What of a call a page depends on."""

    @property
    def base(self) -> str:
        """The address below which the paths of this dialect stand."""

    @property
    def query(self) -> Attributes:
        """The parameters."""

    @property
    def root(self) -> Json:
        """The root of the body."""

    @property
    def most_octets(self) -> int:
        """The octets that an answer may have."""


def page_of(
    call: ListCall, plural: str, items: Sequence[Item], show: Callable[[Item], Json], *, kept: Sequence[str] = ()
) -> KonaAnswer:
    """The page of a list that a call wants. `kept` are the parameters that stay from page to page.

    Faults INVALID; TOO_LARGE for a page that an answer cannot hold, with a length that it can.
    """
    wanted = page_parameters(call.query, call.root)
    part, more = page_slice(items, wanted)
    query = {name: call.query.raw(name) for name in kept if call.query.raw(name)} | {"per_page": wanted.per_page}
    following = {"page": wanted.page + 1} if more else None
    before = {"page": wanted.page - 1} if wanted.page > 1 else None
    headers = links(f"{call.base}/{plural}", query, next=following, prev=before)
    things = ItemList(plural, call.most_octets)
    for each in part:
        if not things.add(show(each)):
            raise _long_page(wanted, things.count, call.most_octets)
    return things.answer(headers | {"x-total-count": str(len(items))})


def _long_page(wanted: PageParameters, fitting: int, most: int) -> Fault:
    """The refusal of a page, which names one that begins at the same place and is short enough."""
    length = next(each for each in range(fitting, 0, -1) if wanted.skipped % each == 0)
    message = f"makes this page longer than {most:,} bytes: per_page={length}&page={wanted.skipped // length + 1} fits"
    return Fault(Kind.TOO_LARGE, f"per_page {message}.", [Flaw("long-page", message, "per_page")])
