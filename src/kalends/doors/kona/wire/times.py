"""Times: out as milliseconds since 1970; in as seconds or milliseconds, or as text, with or without an offset.

A number below 100,000,000,000 in size is seconds (up to the year 5138), any other is milliseconds (from March 1973 on,
and before November 1966). A text without an offset is GMT.
"""

import re
from datetime import UTC, datetime, timedelta, timezone

from kalends.edge.fields import UnreadableError
from kalends.edge.times import written_time

SECONDS_BELOW = 100_000_000_000

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HOW = (
    'is not a time: send seconds or milliseconds since 1970, "2026-11-24 10:00:00.000" (GMT), or '
    '"2026-11-24T10:00:00+01:00"'
)
_NUMBER = re.compile(r"[+-]?\d{1,17}(?:\.\d{1,9})?", re.ASCII)
# A plus becomes a blank on its way through a query.
_SHAPE = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|GMT|UTC|[+ -]\d{2}:?\d{2})?)?",
    re.ASCII | re.IGNORECASE,
)


def millis(moment: datetime) -> int:
    """An instant as this dialect tells it."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def is_seconds(value: object) -> bool:
    """Whether a number would be taken for seconds."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < SECONDS_BELOW


def as_text(number: object) -> str:
    """A number of milliseconds that was told, as text that can be taken for nothing else."""
    assert isinstance(number, int | float)
    return (_EPOCH + timedelta(milliseconds=number)).isoformat()


def moment_of(value: object) -> datetime:
    """The instant (aware, UTC) of what was sent. Raises UnreadableError."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _counted(value)
    if not isinstance(value, str):
        raise UnreadableError(_HOW)
    text = value.strip()
    if _NUMBER.fullmatch(text):
        return _counted(float(text) if "." in text else int(text))
    return _written(text)


def _counted(number: float) -> datetime:
    try:
        seconds = number if abs(number) < SECONDS_BELOW else number / 1000
        micros = round(seconds * 1_000_000) if isinstance(seconds, float) else seconds * 1_000_000
        return _EPOCH + timedelta(microseconds=micros)
    except (OverflowError, ValueError):
        raise UnreadableError(_HOW) from None


def _written(text: str) -> datetime:
    match = _SHAPE.fullmatch(text)
    if match is None:
        raise UnreadableError(_HOW)
    try:
        written = written_time(match)
        return written.wall.replace(tzinfo=timezone(written.offset or timedelta())).astimezone(UTC)
    except (ValueError, OverflowError):
        raise UnreadableError(_HOW) from None
