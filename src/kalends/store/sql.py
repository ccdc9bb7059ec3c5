"""How values become columns, and rows become records; the same for every database."""

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, TypeVar

from kalends.errors import Fault, Kind

Value = str | int | None | list[int] | list[str]
Row = tuple[Any, ...]  # what stands in a row is known by the query that asked for it
_START = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
GREATEST = 2**63 - 1
_GREATEST_SMALL = 2**31 - 1
_LONGEST_NAME = 2000  # octets; PostgreSQL holds no more than 2,700 of a row in an index
_MANY = 1000
_Item = TypeVar("_Item")
LATCH = "INSERT INTO latch (subject) VALUES (?) ON CONFLICT (subject) DO UPDATE SET subject = excluded.subject"
"""Lock the row of a subject, whether it is there already or not. It answers nothing: the next question waits for it."""


class Executor(Protocol):
    """Runs one statement inside a transaction, in the words of `store.dialect`; every row comes back."""

    def __call__(self, sql: str, *values: Value) -> list[Row]:
        """The rows of a statement."""


def to_storable(value: Value) -> Value:
    """A value that every database can hold. Fault INVALID for a text that holds NUL or half a character.

    An integer beyond 64 bits becomes the nearest of 64: as an id it is as unknown, as a time it is as far.
    """
    if isinstance(value, str):
        if "\0" in value or not _is_encodable(value):
            raise Fault(Kind.INVALID, "A text holds NUL or half a character.")
    elif isinstance(value, int):
        return max(-GREATEST, min(value, GREATEST))
    elif isinstance(value, list):
        for place, item in enumerate(value):
            if type(item) is not int or abs(item) > GREATEST:  # nearly all are ids, and need no call
                return [*value[:place], *map(to_storable, value[place:])]
    return value


def _is_encodable(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def clamp_small(number: int) -> int:
    """The nearest integer that a column of 31 bits holds."""
    return max(-_GREATEST_SMALL, min(number, _GREATEST_SMALL))


def require_short(name: str) -> str:
    """A name that fits into an index. Fault TOO_LARGE."""
    if len(name.encode("utf-8", "surrogatepass")) > _LONGEST_NAME:
        raise Fault(Kind.TOO_LARGE, f"A name or UID is longer than {_LONGEST_NAME} octets.")
    return name


def batches(items: Collection[_Item]) -> Iterator[list[_Item]]:
    """A collection in lists that are not too long for one statement."""
    rest = list(items)
    for start in range(0, len(rest), _MANY):
        yield rest[start : start + _MANY]


def to_microseconds(moment: datetime) -> int:
    """A moment as a column holds it: microseconds since 1970."""
    return (moment - _START) // _MICROSECOND


def to_datetime(column: int) -> datetime:
    """The moment in a column."""
    return _START + column * _MICROSECOND


def to_datetime_or_none(column: int | None) -> datetime | None:
    """The moment in a column that may be empty."""
    return None if column is None else to_datetime(column)


def require_row(rows: Sequence[Row], missing: str) -> Row:
    """The one row that was asked for. Fault NOT_FOUND with that sentence where there is none."""
    if not rows:
        raise Fault(Kind.NOT_FOUND, missing)
    return rows[0]


def require_inserted(rows: Sequence[Row], taken: str) -> Row:
    """The row that an INSERT gave back. Fault EXISTS with that sentence where it conflicted."""
    if not rows:
        raise Fault(Kind.EXISTS, taken)
    return rows[0]
