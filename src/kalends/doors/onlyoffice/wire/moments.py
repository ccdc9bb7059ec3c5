"""Times as this dialect writes them (ISO 8601, seven digits of a second), and as its clients send them."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

from kalends.core.time.dates import Date
from kalends.core.time.offsets import Zone, out_of_range
from kalends.core.time.zones import is_utc
from kalends.edge.fields import UnreadableError
from kalends.errors import Fault
from kalends.service.query.query import EARLIEST, LATEST

_HOW = 'is not a time: send "2026-11-24", "2026-11-24T10:00:00", "2026-11-24T10:00:00Z" or "…+01:00"'
# A path cannot hold colons with every client, so hyphens may stand for them.
_SHAPE = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})"
    r"(?:[T ](\d{2})[:-](\d{2})(?:[:-](\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+ -]\d{2}[:-]?\d{2})?)?",
    re.ASCII | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Moment:
    """What was sent: a day, a wall time on it (None for the day alone), and an offset, if one was told."""

    day: date
    clock: time | None
    offset: timedelta | None

    @property
    def wall(self) -> datetime:
        """The wall time; midnight of a day alone."""
        return datetime.combine(self.day, self.clock or time())

    def instant(self, zone: Zone) -> datetime:
        """The instant (aware, UTC); without an offset, in a zone. Fault INVALID outside the years 1 to 9999."""
        if self.offset is None:
            return zone.to_utc(self.wall)
        try:
            return self.wall.replace(tzinfo=timezone(self.offset)).astimezone(UTC)
        except OverflowError:
            raise out_of_range() from None

    def edge(self, zone: Zone, *, closing: bool = False) -> datetime:
        """The instant at which a window starts or ends: after the day, where a day alone was sent.

        What a zone moves out of the years 1 to 9999 is held within them.
        """
        try:
            if closing and self.clock is None and self.day < date.max:
                return zone.to_utc(self.wall + timedelta(days=1))
            return self.instant(zone)
        except Fault:
            return EARLIEST if self.day.year == 1 else LATEST


def moment_of(text: str) -> Moment:
    """A time as it was sent. Raises UnreadableError."""
    found = _SHAPE.fullmatch(text.strip())
    if found is None:
        raise UnreadableError(_HOW)
    year, month, day, hour, minute, second, fraction, offset = found.groups()
    try:
        on = date(int(year), int(month), int(day))
        if hour is None:
            return Moment(on, None, None)
        micros = int((fraction or "0")[:6].ljust(6, "0"))
        return Moment(on, time(int(hour), int(minute), int(second or 0), micros), _offset(offset))
    except ValueError:
        raise UnreadableError(_HOW) from None


def _offset(text: str | None) -> timedelta | None:
    """A plus may have become a blank on its way through a query."""
    if text is None:
        return None
    if text.upper() == "Z":
        return timedelta()
    hours, minutes = int(text[1:3]), int(text[-2:])
    if hours > 14 or minutes > 59:
        raise UnreadableError(_HOW)
    found = timedelta(hours=hours, minutes=minutes)
    return -found if text[0] == "-" else found


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


def _seven(wall: datetime) -> str:
    parts = (wall.year, wall.month, wall.day, wall.hour, wall.minute, wall.second, wall.microsecond)
    # half of the time of a format string, or of `isoformat` of an aware time; a month has thousands of these
    return "%04d-%02d-%02dT%02d:%02d:%02d.%06d0" % parts  # noqa: UP031 — for that reason
