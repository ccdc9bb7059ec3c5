"""Lists that are all there when they are asked for: one page of them, with the way to the others."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from kalends.doors.kona.wire.answers import Answer, shown
from kalends.doors.kona.wire.body import Json
from kalends.doors.kona.wire.given import Given
from kalends.doors.kona.wire.paging import cut, links, wanted_of

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


def page_of(
    call: Paged, plural: str, items: Sequence[Item], show: Callable[[Item], Json], *, kept: Sequence[str] = ()
) -> Answer:
    """The page of a list that a call wants. `kept` are the parameters that stay from page to page. Fault INVALID."""
    wanted = wanted_of(call.query, call.root)
    part, more = cut(items, wanted)
    query = {name: call.query.raw(name) for name in kept if call.query.raw(name)} | {"per_page": wanted.per_page}
    following = {"page": wanted.page + 1} if more else None
    before = {"page": wanted.page - 1} if wanted.page > 1 else None
    headers = links(f"{call.base}/{plural}", query, next=following, prev=before)
    return shown(plural, [show(each) for each in part], headers | {"x-total-count": str(len(items))})
