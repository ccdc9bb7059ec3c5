"""Parts of lists: sorted, filtered and cut as a query asks, each item with the fields that are wanted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kalends.doors.onlyoffice.wire.parameters import RequestParameters

MOST = 1_000
_KNOWN = {
    "sortOrder": ("", "ascending", "descending", "asc", "desc"),
    "filterOp": ("", "contains", "equals", "startswith", "present"),
}
NAMES = ("count", "startIndex", "sortBy", "sortOrder", "filterBy", "filterOp", "filterValue", "fields")

Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ListPart:
    """A part of a list: its items, where it starts, how many there are, and where the next part starts."""

    items: Sequence[Any]
    start: int
    total: int
    following: int | None


@dataclass(frozen=True, slots=True)
class ListOptions:
    """Which part of a list is wanted, and how."""

    count: int | None
    start: int
    sort_by: str
    descending: bool
    filter_by: str
    filter_op: str
    filter_value: str
    fields: frozenset[str]

    @property
    def pages(self) -> bool:
        """Whether a part is wanted, and not the whole."""
        return self.count is not None or self.start > 0


WHOLE_LIST = ListOptions(None, 0, "", False, "", "contains", "", frozenset())


def list_options(query: RequestParameters) -> ListOptions:
    """What the query of a request wants. Fault INVALID."""
    count, start = query.whole("count"), query.whole("startIndex")
    for name, number in (("count", count), ("startIndex", start)):
        if number is not None and number < 0:
            query.wrong(name, "must not be negative")
    texts = {name: (query.plain(name) or "").lower() for name in NAMES[2:]}
    for name, known in _KNOWN.items():
        if texts[name] not in known:
            query.wrong(name, f"must be one of {', '.join(filter(None, known))}")
    query.settle()
    return ListOptions(
        count=None if count is None else min(count, MOST),
        start=start or 0,
        sort_by=texts["sortBy"],
        descending=texts["sortOrder"].startswith("desc"),
        filter_by=texts["filterBy"],
        filter_op=texts["filterOp"] or "contains",
        filter_value=texts["filterValue"],
        fields=frozenset(each.strip() for each in texts["fields"].split(",") if each.strip()),
    )


def part_of(items: Sequence[Any], options: ListOptions) -> ListPart:
    """The part of a list that is wanted; a list that is wanted as it is stays the same."""
    if options == WHOLE_LIST:
        return ListPart(items, 0, len(items), None)
    found = [item for item in items if _fits(item, options)]
    if options.sort_by:
        found.sort(key=lambda item: _key(_field(item, options.sort_by)), reverse=options.descending)
    total = len(found)
    end = total if options.count is None else min(total, options.start + options.count)
    chosen = [_narrowed(item, options.fields) for item in found[options.start : end]]
    # a part of nothing is followed by nothing, or who follows it would never end
    return ListPart(chosen, options.start, total, end if options.start < end < total else None)


def select_fields(item: object, options: ListOptions) -> object:
    """One thing with the fields that are wanted."""
    return _narrowed(item, options.fields)


def _fits(item: object, options: ListOptions) -> bool:
    if not options.filter_by:
        return True
    value = _field(item, options.filter_by)
    text = str(value).lower()
    match options.filter_op:
        case "equals":
            return text == options.filter_value
        case "startswith":
            return text.startswith(options.filter_value)
        case "present":
            return value not in (None, "")
        case _:
            return options.filter_value in text


def _field(item: object, path: str) -> object:
    """A field by its name in any case; dots lead inside."""
    for name in path.split("."):
        if not isinstance(item, Mapping):
            return None
        item = next((value for key, value in item.items() if key.lower() == name), None)
    return item


def _key(value: object) -> tuple[int, float, str]:
    if isinstance(value, int | float):
        return 0, value, ""
    return 1, 0, str(value if value is not None else "").lower()


def _narrowed(item: object, fields: frozenset[str]) -> object:
    if not fields or not isinstance(item, Mapping):
        return item
    return {name: value for name, value in item.items() if name.lower() in fields}
