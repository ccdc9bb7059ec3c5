"""Bodies and queries → attributes, each read as its type; and times of this dialect.

An object comes in a list under its plural name, or bare.

Times are written as milliseconds since 1970, and read as seconds, milliseconds, or text with or without an offset. A
number below 100,000,000,000 in size counts seconds (up to the year 5138), any other milliseconds (after March 1973, and
before November 1966). A text without an offset is GMT.
"""

import re
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import IntEnum
from typing import Any, TypeVar

from starlette.requests import Request

from kalends.edge.requests.fields import Fields, UnreadableError
from kalends.edge.requests.parse import BODY, decode_json, pairs_of
from kalends.edge.requests.times import written_time
from kalends.errors import Fault, Flaw, Kind

_WHOLE = re.compile(r"[+-]?[0-9]{1,18}", re.ASCII)
_NO_NUMBER = "must be a whole number"
MOST_ITEMS = 10_000

Json = dict[str, Any]

PAGE_NODES = frozenset({"per_page", "page"})
"""What may stand beside the objects in the root of a body."""
WINDOW_NODES = frozenset({"date_range_start", "date_range_end"})
"""What else may stand in the root of the body of a GET."""

E = TypeVar("E", bound=IntEnum)
SECONDS_BELOW = 100_000_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY, _NONE = timedelta(days=1), timedelta(0)
_HOW = (
    'is not a time: send seconds or milliseconds since 1970, "2026-11-24 10:00:00.000" (GMT), or '
    '"2026-11-24T10:00:00+01:00"'
)
_DATE = re.compile(r"\s*\d{4}-\d{2}-\d{2}\s*", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d{1,17}(?:\.\d{1,9})?", re.ASCII)
# A plus becomes a blank on its way through a query.
_SHAPE = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|GMT|UTC|[+ -]\d{2}:?\d{2})?)?",
    re.ASCII | re.IGNORECASE,
)


class Attributes(Fields):
    """The attributes of an object, or the parameters of a query. `has` tells null from what was not sent."""

    def has_any(self, names: Collection[str]) -> bool:
        """Whether any of these was sent."""
        return not self._values.keys().isdisjoint(names)

    def having(self, values: Mapping[str, object]) -> "Attributes":
        """The same with other values of some names."""
        return Attributes({**self._values, **values}) if values else self

    def text(self, name: str) -> str | None:
        """A text that a calendar can carry; null is an empty one."""
        if self.has(name) and self.raw(name) is None:
            return ""
        return super().text(name)

    def whole(self, name: str) -> int | None:
        """A whole number, or its digits."""
        value = self.raw(name)
        if value is None or value == "":
            return None
        number = whole_number(value)
        if number is None:
            self.wrong(name, _NO_NUMBER)
        return number

    def choice(self, name: str, among: type[E]) -> E | None:
        """One of the numbers of a closed set."""
        number = self.whole(name)
        if number is None:
            return None
        found = next((each for each in among if each.value == number), None)
        if found is None:
            known = ", ".join(f"{each.value} ({each.name.lower()})" for each in among)
            self.wrong(name, f"must be one of {known}")
        return found

    def wholes(self, name: str) -> list[int] | None:
        """A list of whole numbers; a single one is a list of it; null is an empty one."""
        value = self.raw(name)
        if not self.has(name):
            return None
        listed = [] if value is None or value == "" else value if isinstance(value, list) else [value]
        found = [whole_number(each) for each in listed[:MOST_ITEMS]]
        if len(listed) > MOST_ITEMS or None in found:
            self.wrong(name, f"must be a list of up to {MOST_ITEMS:,} whole numbers")
            return None
        return [each for each in found if each is not None]

    def moment(self, name: str) -> datetime | None:
        """An instant."""
        value = self.raw(name)
        if value is None or value == "":
            return None
        try:
            return moment_of(value)
        except UnreadableError as error:
            self.wrong(name, str(error))
            return None

    def last_moment(self, name: str) -> date | None:
        """An end: an instant, or the whole day that a date without a time names."""
        value = self.raw(name)
        moment = self.moment(name)
        is_day = isinstance(value, str) and _DATE.fullmatch(value) is not None
        return moment.date() if is_day and moment is not None else moment


def end_of(last: date) -> datetime:
    """The exclusive end of what ends at a moment, or with a whole day of GMT."""
    if isinstance(last, datetime):
        return last
    return datetime.combine(last, time.max if last == date.max else time(), UTC) + (_DAY if last < date.max else _NONE)


def whole_number(value: object) -> int | None:
    """A whole number, also as 5.0 or as digits; None for anything else."""
    if isinstance(value, str):
        return int(value) if _WHOLE.fullmatch(value.strip()) else None
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def parse_body(body: bytes) -> Json:
    """The root of a body; an empty one has nothing. Fault INVALID."""
    if not body.strip():
        return {}
    found = decode_json(body)
    if not isinstance(found, dict):
        raise _refusal("a JSON object is expected")
    return found


def object_in(root: Json, plural: str) -> Json:
    """The one object of a body. Fault INVALID where there is none, or several."""
    if plural not in root:
        return {name: value for name, value in root.items() if name not in PAGE_NODES}
    listed = root[plural]
    items = listed if isinstance(listed, list) else [listed]
    if len(items) != 1 or not isinstance(items[0], dict):
        raise _refusal(f'"{plural}" has to hold exactly one object')
    return items[0]


def query_of(request: Request) -> Json:
    """The query of a request; of a name that comes twice, the last. Fault INVALID."""
    text = request.scope["query_string"].decode("latin-1")
    try:
        return dict(pairs_of(text, BODY.form_fields))
    except UnicodeDecodeError:
        raise _refusal("the names and values of the query are not UTF-8") from None
    except OverflowError as error:
        raise _refusal(f"the query has {error}") from None


def _refusal(reason: str) -> Fault:
    return Fault(Kind.INVALID, f"The request cannot be read: {reason}.", [Flaw("body", reason)])


def milliseconds(moment: datetime) -> int:
    """An instant as this dialect tells it."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def is_seconds(value: object) -> bool:
    """Whether a number would be taken for seconds."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < SECONDS_BELOW


def milliseconds_as_text(number: object) -> str:
    """A number of milliseconds from an answer, as text that can be taken for nothing else."""
    assert isinstance(number, int | float)
    return (_EPOCH + timedelta(milliseconds=number)).isoformat()


def moment_of(value: object) -> datetime:
    """The instant (aware, UTC) of what was sent. Raises UnreadableError."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _counted_instant(value)
    if not isinstance(value, str):
        raise UnreadableError(_HOW)
    text = value.strip()
    if _NUMBER.fullmatch(text):
        return _counted_instant(float(text) if "." in text else int(text))
    return _written_instant(text)


def _counted_instant(number: float) -> datetime:
    try:
        seconds = number if abs(number) < SECONDS_BELOW else number / 1000
        micros = round(seconds * 1_000_000) if isinstance(seconds, float) else seconds * 1_000_000
        return _EPOCH + timedelta(microseconds=micros)
    except (OverflowError, ValueError):
        raise UnreadableError(_HOW) from None


def _written_instant(text: str) -> datetime:
    match = _SHAPE.fullmatch(text)
    if match is None:
        raise UnreadableError(_HOW)
    try:
        written = written_time(match)
        return written.wall.replace(tzinfo=timezone(written.offset or timedelta())).astimezone(UTC)
    except (ValueError, OverflowError):
        raise UnreadableError(_HOW) from None
