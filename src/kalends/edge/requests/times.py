"""Dates and times as clients write them: what the dialects that read them share.

A dialect has a regular expression of its own, with these groups, in this order: year, month, day, and then, where a
time is sent, hour, minute, second, fraction of a second, and offset (`Z`, `GMT`, `UTC`, `+01:00`, `+0100`).
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

from kalends.core.time.dates import Zoned, instant, place_end
from kalends.core.time.offsets import Zone, out_of_range
from kalends.errors import Fault
from kalends.service.query import EARLIEST, LATEST

_MOST_HOURS = 14
"""The largest offset that any zone has ever had, in whole hours."""


@dataclass(frozen=True, slots=True)
class WrittenTime:
    """A time as a client wrote it: a day, a wall time on it (None for a day alone), and an offset where one stands."""

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


def end_written(start: WrittenTime, end: WrittenTime, zone: Zone) -> WrittenTime:
    """An end without an offset, in a zone whose clocks may skip the start (`core.time.dates.place_end`)."""
    if start.offset is not None or end.offset is not None:
        return end
    said = Zoned(end.wall, zone)
    placed = place_end(Zoned(start.wall, zone), said)
    if placed == said:
        return end
    moment = instant(placed)
    return WrittenTime(moment.date(), moment.time(), timedelta())


def written_time(match: re.Match[str]) -> WrittenTime:
    """The time that a regular expression has matched. Raises ValueError for one that no calendar has."""
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    on = date(int(year), int(month), int(day))
    if hour is None:
        return WrittenTime(on, None, None)
    micros = int((fraction or "0")[:6].ljust(6, "0"))
    return WrittenTime(on, time(int(hour), int(minute), int(second or 0), micros), _offset(offset))


def _offset(text: str | None) -> timedelta | None:
    """An offset; a plus may have become a blank on its way through a query."""
    if text is None:
        return None
    if text.upper() in ("Z", "GMT", "UTC"):
        return timedelta()
    hours, minutes = int(text[1:3]), int(text[-2:])
    if hours > _MOST_HOURS or minutes > 59:
        raise ValueError(text)
    offset = timedelta(hours=hours, minutes=minutes)
    return -offset if text[0] == "-" else offset
