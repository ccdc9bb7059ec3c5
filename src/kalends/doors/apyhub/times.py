"""Dates and times as this dialect writes them: `17-12-2026`, `1-2-2026` or `2026-12-17`, `9:05` or `09:05:30`."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache

from kalends.core.time.dates import Date, Utc, When, Zoned
from kalends.core.time.zones import Zone, is_utc
from kalends.edge.requests.fields import UnreadableError

DATE_FORMS = "send DD-MM-YYYY or YYYY-MM-DD"
TIME_FORMS = "send HH:MM (24 hours), with seconds if you like"
MOMENT_FORMS = "send DD-MM-YYYY, YYYY-MM-DD or a date-time like 2026-12-17T09:30"

_DAY_FIRST = re.compile("([0-9]{1,2})-([0-9]{1,2})-([0-9]{4})")
_YEAR_FIRST = re.compile("([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_CLOCK = re.compile("([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")
_MOMENT = re.compile("([0-9-]{8,10})[Tt ](.{4,8}?)([Zz]|[+-][0-9]{2}:?[0-9]{2})?")


@lru_cache(maxsize=4096)
def read_day(text: str) -> date:
    """A date; raises UnreadableError."""
    if match := _DAY_FIRST.fullmatch(text):
        day, month, year = map(int, match.groups())
    elif match := _YEAR_FIRST.fullmatch(text):
        year, month, day = map(int, match.groups())
    else:
        raise UnreadableError(f"is not a date: {DATE_FORMS}")
    try:
        return date(year, month, day)
    except ValueError:
        raise UnreadableError("names a day that is in no calendar") from None


@lru_cache(maxsize=4096)
def read_clock(text: str) -> time:
    """A time of day; raises UnreadableError."""
    match = _CLOCK.fullmatch(text)
    if match is None:
        raise UnreadableError(f"is not a time: {TIME_FORMS}")
    hour, minute, second = (int(part or 0) for part in match.groups())
    if hour > 23 or minute > 59 or second > 59:
        raise UnreadableError("is not a time of day: it ends at 23:59:59")
    return time(hour, minute, second)


def read_moment(text: str, zone: Zone) -> When:
    """A date, or a date-time that counts in `zone` unless it says its own offset; raises UnreadableError."""
    match = _MOMENT.fullmatch(text)
    if match is None:
        try:
            return Date(read_day(text))
        except UnreadableError as error:
            raise UnreadableError(str(error).replace(DATE_FORMS, MOMENT_FORMS)) from None
    wall = datetime.combine(read_day(match[1]), read_clock(match[2]))
    return at(wall, zone) if match[3] is None else Utc(_moved(wall, match[3]))


def at(wall: datetime, zone: Zone) -> When:
    """A wall time in a zone; a zone that is UTC makes it UTC."""
    return Utc(wall.replace(tzinfo=UTC)) if is_utc(zone) else Zoned(wall, zone)


def _moved(wall: datetime, offset: str) -> datetime:
    if offset in "Zz":
        return wall.replace(tzinfo=UTC)
    sign = -1 if offset[0] == "-" else 1
    digits = offset[1:].replace(":", "")
    try:
        zone = timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))
        return wall.replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise UnreadableError("has an offset that leads out of every calendar") from None
