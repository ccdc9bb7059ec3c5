"""Pages: how many of a list and which, and the Link header to the next and the previous (RFC 8288)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from kalends.doors.kona.wire.body import PAGE_NODES, Json
from kalends.doors.kona.wire.given import Given

PER_PAGE = 25
MOST_PER_PAGE = 200
LAST_PAGE = 1_000_000

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Wanted:
    """The page that is wanted, counted from 1; a cursor names the place after which it begins."""

    per_page: int
    page: int
    cursor: str

    @property
    def skipped(self) -> int:
        """How many stand before the page."""
        return 0 if self.cursor else (self.page - 1) * self.per_page


def wanted_of(query: Given, root: Json) -> Wanted:
    """The page that a query asks for, or the root of a body. Fault INVALID."""
    body = Given({name: value for name, value in root.items() if name in PAGE_NODES})
    per_page = _within(query, body, "per_page", MOST_PER_PAGE)
    page = _within(query, body, "page", LAST_PAGE)
    cursor = query.raw("cursor")
    query.settle()
    body.settle()
    return Wanted(PER_PAGE if per_page is None else per_page, page or 1, cursor if isinstance(cursor, str) else "")


def _within(query: Given, body: Given, name: str, most: int) -> int | None:
    given = query if query.has(name) else body
    number = given.whole(name)
    if number is not None and not 1 <= number <= most:
        given.wrong(name, f"must be from 1 to {most}")
    return number


def cut(items: Sequence[Item], wanted: Wanted) -> tuple[Sequence[Item], bool]:
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
