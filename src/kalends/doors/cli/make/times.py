"""Times and lengths as people write them, and from them when an event starts and ends.

when    2026-12-17    2026-12-17 15:00    2026-12-17T15:00:30Z    2026-12-17 15:00+01:00
length  90m   1h30m   2d   1w   0m        and ISO 8601's own form: PT1H30M, P2D
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone

from kalends.core.ics.values import Duration, MalformedValueError, parse_duration
from kalends.core.recur.until import day_of
from kalends.core.time.dates import Date, Floating, Utc, When, Zoned, add, instant, place_end, zoned
from kalends.core.time.zones import Zone, is_utc
from kalends.doors.cli.make.input import DraftInput
from kalends.edge.requests.fields import Findings, UnreadableError
from kalends.errors import Fault

WHEN_FORMS = "write 2026-12-17, 2026-12-17 15:00, 2026-12-17T15:00:00Z or 2026-12-17T15:00:00+01:00"
LENGTH_FORMS = "write 15m, 1h30m, 1d or 2w"
MINUTES_MOST = 40 * 366 * 24 * 60  # forty years

_WHEN = re.compile(
    r"(\d{4}-\d{2}-\d{2})"
    r"(?:(?:[Tt]| +)(\d{1,2}:\d{2}(?::\d{2})?) ?(?:([Zz])|([+-])(\d{2}):?(\d{2})?)?)?",
    re.ASCII,
)
_LENGTH = re.compile(r"(?=\d)(?:(\d{1,6})w)? ?(?:(\d{1,6})d)? ?(?:(\d{1,6})h)? ?(?:(\d{1,8})m(?:in)?)?", re.ASCII)
_HOUR = Duration(seconds=3600)
_DAY = Duration(days=1)
Span = tuple[When | None, When | None]


def read_when(text: str, zone: Zone | None) -> When:
    """A day, or a time: in `zone`, floating without one, an instant where it has an offset; UnreadableError."""
    match = _WHEN.fullmatch(text.strip())
    if match is None:
        raise UnreadableError(f'"{text}" is not a date or a time: {WHEN_FORMS}')
    day, clock, zulu, sign, hours, minutes = match.groups()
    try:
        if clock is None:
            return Date(date.fromisoformat(day))
        wall = _wall(day, clock)
        if zulu or sign:
            return _brought(_moment(wall, sign or "+", int(hours or 0), int(minutes or 0)), zone)
        return _placed(wall, zone)
    except (ValueError, OverflowError, Fault):
        raise UnreadableError(f'"{text}" is in no calendar') from None


def offset_wall(text: str) -> datetime | None:
    """The wall time of a time that was written with an offset; `Z` is no clock, but an instant. None for any other."""
    match = _WHEN.fullmatch(text.strip())
    return _wall(match[1], match[2]) if match and match[4] else None


def _wall(day: str, clock: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock.zfill(5) if clock.count(':') == 1 else clock.zfill(8)}")


def _moment(wall: datetime, sign: str, hours: int, minutes: int) -> datetime:
    offset = timedelta(hours=hours, minutes=minutes)
    return wall.replace(tzinfo=timezone(-offset if sign == "-" else offset)).astimezone(UTC)


def _brought(moment: datetime, zone: Zone | None) -> When:
    return Utc(moment) if zone is None or is_utc(zone) else zoned(moment, zone)


def _placed(wall: datetime, zone: Zone | None) -> When:
    if zone is None:
        return Floating(wall)
    if is_utc(zone):
        return Utc(wall.replace(tzinfo=UTC))
    instant(Zoned(wall, zone))  # raises where it lies outside of every calendar
    return Zoned(wall, zone)


def read_length(text: str) -> Duration:
    """A length of time that is not negative; UnreadableError."""
    time_text = text.strip()
    if time_text[:1] in ("P", "p", "+"):
        return _iso_length(time_text)
    match = _LENGTH.fullmatch(time_text.lower())
    if match is None:
        raise UnreadableError(f'"{text}" is not a length of time: {LENGTH_FORMS}')
    weeks, days, hours, minutes = (int(number or 0) for number in match.groups())
    return _checked_duration(weeks * 7 + days, hours * 3600 + minutes * 60)


def _iso_length(time_text: str) -> Duration:
    try:
        return parse_duration(time_text)
    except MalformedValueError as error:
        raise UnreadableError(error.reason) from None


def _checked_duration(days: int, seconds: int) -> Duration:
    try:
        return Duration(days, seconds)
    except ValueError:
        raise UnreadableError("is longer than the calendar") from None


def read_minutes(sent: int | str) -> int:
    """Whole minutes, as a number or a length, at most forty years; UnreadableError."""
    if isinstance(sent, str):
        length = read_length(sent)
        if length.seconds % 60:
            raise UnreadableError("counts whole minutes")
        sent = length.days * 1440 + length.seconds // 60
    if not 0 <= sent <= MINUTES_MOST:
        raise UnreadableError(f"must be 0 to {MINUTES_MOST} minutes")
    return sent


def span_of(findings: Findings, draft_input: DraftInput, zone: Zone | None) -> Span:
    """Start and end (exclusive; None for an event without a length); (None, None) where a flaw was found."""
    start = findings.read("start", lambda text: read_when(text, zone), findings.demand("start", draft_input.start))
    end = findings.read("end", lambda text: read_when(text, zone), draft_input.end)
    length = findings.read("duration", read_length, draft_input.duration)
    if draft_input.end is not None and draft_input.duration is not None:
        findings.add("duration", "cannot stand beside an end: give one of the two")
        return None, None
    if draft_input.all_day:
        start, end = start and Date(day_of(start)), end and Date(day_of(end))
    if start is None:
        return None, None
    if draft_input.all_day is False and isinstance(start, Date):
        findings.add("start", "needs a time of day, since all_day is false")
    try:
        return start, _after(start, length) if end is None else _until(start, end)
    except UnreadableError as error:
        findings.add("duration" if draft_input.duration is not None else "end", str(error))
    except (Fault, OverflowError):
        findings.add(
            "end" if draft_input.end else "duration" if draft_input.duration else "start", "leads beyond the year 9999"
        )
    return start, None


def end_of(draft_input: DraftInput, start: When) -> When | None:
    """The end of the same event without an end of its own, from another start."""
    return _after(start, None if draft_input.duration is None else read_length(draft_input.duration))


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
