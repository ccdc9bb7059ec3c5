"""SQL values and rows: what a statement takes and returns, and how values become columns, on every database."""

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, TypeVar

from kalends.errors import Fault, Kind

Value = str | int | None | list[int] | list[str]
Row = tuple[Any, ...]  # the types of the columns are known to the query alone

NAMED_LOCK = "INSERT INTO latch (subject) VALUES (?) ON CONFLICT (subject) DO UPDATE SET subject = excluded.subject"
"""Take a named lock until the transaction ends: each is a row, which is created and locked in one statement."""

GREATEST = 2**63 - 1
_GREATEST_SMALL = 2**31 - 1
_LONGEST_NAME = 2000  # octets; PostgreSQL indexes no more than 2,700 of a row
_LONGEST_BATCH = 1000
_START = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_Item = TypeVar("_Item")


class Executor(Protocol):
    """Runs one statement inside a transaction. The statement is written in the words of `store.dialect`."""

    def __call__(self, sql: str, *values: Value) -> list[Row]:
        """Run a statement; all rows that it returns."""


def to_storable(value: Value) -> Value:
    """Convert a value to one that every database can store. Fault INVALID for a text with NUL or a lone surrogate.

    An integer beyond 64 bits becomes the nearest 64-bit one: as an id it is just as unknown, as a time just as far
    away.
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
    """Clamp an integer to the 32 bits of an INTEGER column."""
    return max(-_GREATEST_SMALL, min(number, _GREATEST_SMALL))


def require_short(name: str) -> str:
    """Return a name if it fits into an index. Fault TOO_LARGE."""
    if len(name.encode("utf-8", "surrogatepass")) > _LONGEST_NAME:
        raise Fault(Kind.TOO_LARGE, f"A name or UID is longer than {_LONGEST_NAME} octets.")
    return name


def batches(items: Collection[_Item]) -> Iterator[list[_Item]]:
    """Split a collection into lists that fit into one statement."""
    rest = list(items)
    for start in range(0, len(rest), _LONGEST_BATCH):
        yield rest[start : start + _LONGEST_BATCH]


def to_microseconds(moment: datetime) -> int:
    """Convert a time to what a column holds: microseconds since 1970."""
    return (moment - _START) // _MICROSECOND


def to_datetime(column: int) -> datetime:
    """Convert a column to a time."""
    return _START + column * _MICROSECOND


def to_datetime_or_none(column: int | None) -> datetime | None:
    """Convert a column that may be NULL to a time."""
    return None if column is None else to_datetime(column)


def require_row(rows: Sequence[Row], missing: str) -> Row:
    """Return the first row. Fault NOT_FOUND with the message `missing` where there is none."""
    if not rows:
        raise Fault(Kind.NOT_FOUND, missing)
    return rows[0]


def require_inserted(rows: Sequence[Row], taken: str) -> Row:
    """Return the row of an INSERT … RETURNING. Fault EXISTS with the message `taken` where it conflicted."""
    if not rows:
        raise Fault(Kind.EXISTS, taken)
    return rows[0]
