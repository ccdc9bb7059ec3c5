"""Lists that are all there when they are asked for: one page of them, with the way to the others."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from kalends.doors.kona.wire.answers import Answer, Things
from kalends.doors.kona.wire.body import Json
from kalends.doors.kona.wire.given import Given
from kalends.doors.kona.wire.paging import Wanted, cut, links, wanted_of
from kalends.errors import Fault, Flaw, Kind

Item = TypeVar("Item")


class Paged(Protocol):
    """What of a call a page depends on."""

    @property
    def base(self) -> str:
        """The address below which the paths of this dialect stand."""

    @property
    def query(self) -> Given:
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
    wanted = wanted_of(call.query, call.root)
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


def _long_page(wanted: Wanted, fitting: int, most: int) -> Fault:
    """The refusal of a page, which names one that begins at the same place and is short enough."""
    length = next(each for each in range(fitting, 0, -1) if wanted.skipped % each == 0)
    message = f"makes this page longer than {most:,} bytes: per_page={length}&page={wanted.skipped // length + 1} fits"
    return Fault(Kind.TOO_LARGE, f"per_page {message}.", [Flaw("long-page", message, "per_page")])
