"""Times as this dialect writes them (ISO 8601, seven digits of a second), and as its clients send them."""

import re
from datetime import date, datetime, time

from kalends.core.time.dates import Date
from kalends.core.time.offsets import Zone
from kalends.core.time.zones import is_utc, shown_offset
from kalends.edge.fields import UnreadableError
from kalends.edge.times import WrittenTime, written_time

_HOW = 'is not a time: send "2026-11-24", "2026-11-24T10:00:00", "2026-11-24T10:00:00Z" or "…+01:00"'
# A path cannot hold colons with every client, so hyphens may stand for them.
_SHAPE = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})"
    r"(?:[T ](\d{2})[:-](\d{2})(?:[:-](\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+ -]\d{2}[:-]?\d{2})?)?",
    re.ASCII | re.IGNORECASE,
)


def written_time_of(text: str) -> WrittenTime:
    """A time as it was sent. Raises UnreadableError."""
    match = _SHAPE.fullmatch(text.strip())
    if match is None:
        raise UnreadableError(_HOW)
    try:
        return written_time(match)
    except ValueError:
        raise UnreadableError(_HOW) from None


def shown(moment: datetime, zone: Zone) -> str:
    """An instant as seen in a zone; in UTC where the zone's offset has seconds, as old ones do."""
    offset = 0 if is_utc(zone) else zone.offset_at(moment)
    if offset == 0 or offset % 60:
        return f"{_seven(moment)}Z"
    minutes = abs(offset) // 60
    return f"{_seven(zone.to_wall(moment))}{'-' if offset < 0 else '+'}{minutes // 60:02}:{minutes % 60:02}"


def shown_day(day: Date | date) -> str:
    """A whole day, which is in UTC."""
    found = day.day if isinstance(day, Date) else day
    return f"{_seven(datetime.combine(found, time()))}Z"


def zone_json(zone: Zone, now: datetime) -> dict[str, object]:
    """A time zone, with its offset in minutes as it is now."""
    seconds = zone.offset_at(now)
    return {"name": f"({shown_offset(seconds)}) {zone.name}", "id": zone.name, "offset": seconds // 60}


def _seven(wall: datetime) -> str:
    parts = (wall.year, wall.month, wall.day, wall.hour, wall.minute, wall.second, wall.microsecond)
    # half of the time of a format string, or of `isoformat` of an aware time; a month has thousands of these
    return "%04d-%02d-%02dT%02d:%02d:%02d.%06d0" % parts  # noqa: UP031 — for that reason
