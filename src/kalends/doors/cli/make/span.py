"""When an event starts and ends: from a start, and an end, a length, or neither."""

from datetime import timedelta

from kalends.core.ics.values import Duration
from kalends.core.recur.until import day_of
from kalends.core.time.dates import Date, Floating, Utc, When, Zoned, add, instant, place_end
from kalends.core.time.zones import Zone
from kalends.doors.cli.make.times import read_length, read_when
from kalends.doors.cli.make.wish import Wish
from kalends.edge.fields import Findings, UnreadableError
from kalends.errors import Fault

_HOUR = Duration(seconds=3600)
_DAY = Duration(days=1)

Span = tuple[When | None, When | None]


def span_of(found: Findings, wish: Wish, zone: Zone | None) -> Span:
    """Start and end (exclusive; None for an event without a length); (None, None) where a flaw was found."""
    start = found.read("start", lambda text: read_when(text, zone), found.demand("start", wish.start))
    end = found.read("end", lambda text: read_when(text, zone), wish.end)
    length = found.read("duration", read_length, wish.duration)
    if wish.end is not None and wish.duration is not None:
        found.add("duration", "cannot stand beside an end: give one of the two")
        return None, None
    if wish.all_day:
        start, end = start and Date(day_of(start)), end and Date(day_of(end))
    if start is None:
        return None, None
    if wish.all_day is False and isinstance(start, Date):
        found.add("start", "needs a time of day, since all_day is false")
    try:
        return start, _after(start, length) if end is None else _until(start, end)
    except UnreadableError as error:
        found.add("duration" if wish.duration is not None else "end", str(error))
    except (Fault, OverflowError):
        found.add("end" if wish.end else "duration" if wish.duration else "start", "leads beyond the year 9999")
    return start, None


def end_of(wish: Wish, start: When) -> When | None:
    """The end of the same event without an end of its own, from another start."""
    return _after(start, None if wish.duration is None else read_length(wish.duration))


def _after(start: When, length: Duration | None) -> When | None:
    """The end by a length; without one, a day or an hour later."""
    if isinstance(start, Date):
        if length is not None and (length.seconds % 86400 or length == Duration()):
            raise UnreadableError("of an event of whole days counts whole days: write 1d, 2d, 1w")
        return add(start, length or _DAY)
    if length == Duration():
        return None
    return add(start, length or _HOUR)


def _until(start: When, end: When) -> When | None:
    """The end that was given; of whole days it is the last one, which belongs to the event."""
    match start, end:
        case Date(first), Date(last):
            if last < first:
                raise UnreadableError("is before the start")
            return Date(last + timedelta(days=1))
        case Floating(first_wall), Floating(last_wall):
            later = last_wall - first_wall
        case ((Zoned() | Utc()), (Zoned() | Utc())):
            end = place_end(start, end)
            later = instant(end) - instant(start)
        case _:
            raise UnreadableError(
                "is of another kind than the start: give two days, two times, or two times with offsets"
            )
    if later < timedelta():
        raise UnreadableError("is before the start")
    return end if later else None
