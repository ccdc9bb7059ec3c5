"""Pages of lists, and the Link header to the next and the previous (RFC 8288)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar
from urllib.parse import urlencode

from kalends.doors.kona.wire.answers import Answer, Things
from kalends.doors.kona.wire.attributes import PAGE_NODES, Attributes, Json
from kalends.errors import Fault, Flaw, Kind

PER_PAGE = 25
MOST_PER_PAGE = 200
LAST_PAGE = 1_000_000

Item = TypeVar("Item")


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


def cut(items: Sequence[Item], wanted: PageParameters) -> tuple[Sequence[Item], bool]:
    """The page of a list that is all there, and whether there is another after it."""
    end = wanted.skipped + wanted.per_page
    return items[wanted.skipped : end], len(items) > end


def links(address: str, query: Mapping[str, object], **relations: Mapping[str, object] | None) -> dict[str, str]:
    """The Link header to addresses that differ from this one in some parameters; None leaves a relation out."""
    found = []
    for relation, changed in relations.items():
        if changed is not None:
            told = {name: value for name, value in {**query, **changed}.items() if value is not None}
            found.append(f'<{address}?{urlencode(told)}>; rel="{relation}"')
    return {"link": ", ".join(found)} if found else {}


class Paged(Protocol):
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
    call: Paged, plural: str, items: Sequence[Item], show: Callable[[Item], Json], *, kept: Sequence[str] = ()
) -> Answer:
    """The page of a list that a call wants. `kept` are the parameters that stay from page to page.

    Faults INVALID; TOO_LARGE for a page that an answer cannot hold, with a length that it can.
    """
    wanted = page_parameters(call.query, call.root)
    part, more = cut(items, wanted)
    query = {name: call.query.raw(name) for name in kept if call.query.raw(name)} | {"per_page": wanted.per_page}
    following = {"page": wanted.page + 1} if more else None
    before = {"page": wanted.page - 1} if wanted.page > 1 else None
    headers = links(f"{call.base}/{plural}", query, next=following, prev=before)
    things = Things(plural, call.most_octets)
    for each in part:
        if not things.add(show(each)):
            raise _long_page(wanted, things.count, call.most_octets)
    return things.answer(headers | {"x-total-count": str(len(items))})


def _long_page(wanted: PageParameters, fitting: int, most: int) -> Fault:
    """The refusal of a page, which names one that begins at the same place and is short enough."""
    length = next(each for each in range(fitting, 0, -1) if wanted.skipped % each == 0)
    message = f"makes this page longer than {most:,} bytes: per_page={length}&page={wanted.skipped // length + 1} fits"
    return Fault(Kind.TOO_LARGE, f"per_page {message}.", [Flaw("long-page", message, "per_page")])
