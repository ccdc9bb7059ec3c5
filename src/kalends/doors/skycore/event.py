"""Request → event: the first fault in the order of the vendor's document, or the values of the file.

Date-times are read in the forms of ISO 8601; a zone in a text is ignored:

date    2021-12-17  20211217  2021-351  2021351  2021-W50-5  2021W505
time    11  11:30  1130  11:30:00  113000  24:00                  after "T" or a space; none is midnight
        11.5  11:30.5  11:30:00,25                                a fraction of the last part; whole seconds count
zone    Z  +01  +0100  +01:00  −05:00                              read, and ignored
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NoReturn

from kalends.core.draft import text_flaw
from kalends.core.time.dates import Zoned, instant, place_end
from kalends.core.time.names import closest, is_name, name_in_case
from kalends.core.time.zones import Zone, zone
from kalends.doors.skycore.faults import Cause
from kalends.edge.requests.fields import UnreadableError
from kalends.errors import Fault, Flaw, Kind

ACTION = "createcalendar"
_LATEST = time(23, 59)
_MOMENT = re.compile(
    r"(?P<date>\d{4}-?\d{2}-?\d{2}|\d{4}-?\d{3}|\d{4}-?W\d{2}-?\d)"
    r"(?:(?:[Tt]| +)(?P<hour>\d{2})(?::?(?P<minute>\d{2})(?::?(?P<second>\d{2}))?)?(?:[.,](?P<fraction>\d{1,30}))?"
    r" ?(?:[Zz]|[+\-\u2212]\d{2}(?::?\d{2})?)?)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class FileEvent:
    """What a file of this dialect holds; `start` and `end` are UTC."""

    title: str
    description: str
    location: str
    start: datetime
    end: datetime


def refuse(cause: Cause, info: str = "", *, field: str = "") -> NoReturn:
    """Raise the fault of a cause, with its own sentence unless another is handed in."""
    failure = cause.value
    raise Fault(Kind.INVALID, info or failure.info, [Flaw(failure.code, info or failure.info, field)])


def event_of(raw: object) -> FileEvent:
    """The event that a body describes; raises Fault INVALID with one flaw, whose code is the vendor's."""
    if not isinstance(raw, dict):
        refuse(Cause.NOT_OBJECT)
    action = raw.get("action")
    if not isinstance(action, str) or action.lower() != ACTION:
        refuse(Cause.ACTION, field="action")
    if not any(name.startswith("event-") for name in raw):
        refuse(Cause.NO_DATA)
    return _event(raw)


def _event(raw: Mapping[str, object]) -> FileEvent:
    title = _text(raw, "event-title", Cause.TITLE)
    description = _text(raw, "event-description", Cause.DESCRIPTION)
    location = _text(raw, "event-location", Cause.LOCATION)
    start = _wall(raw, "event-start-datetime", Cause.START)
    end = _wall(raw, "event-end-datetime", Cause.END)
    where = _zone(raw)
    if _all_day(raw):
        first, last = (datetime.combine(start, time(), UTC), datetime.combine(end, _LATEST, UTC))
    else:
        first = _utc(start, where, "event-start-datetime", Cause.START)
        last = _utc(end, where, "event-end-datetime", Cause.END)
        if last <= first:  # the start may be in the hour that is skipped
            last = instant(place_end(Zoned(start, where), Zoned(end, where)))
    if last < first:
        refuse(Cause.END_BEFORE_START, field="event-end-datetime")
    return FileEvent(title, description, location, first, last)


def _text(raw: Mapping[str, object], field: str, cause: Cause) -> str:
    """A mandatory text; missing, null, empty and blank are one fault."""
    value = raw.get(field)
    if value is None or (isinstance(value, str) and not value.strip()):
        refuse(cause, field=field)
    if not isinstance(value, str):
        refuse(cause, _about(cause, "must be a string"), field=field)
    flaw = text_flaw(value)
    if flaw is not None:
        refuse(cause, _about(cause, flaw), field=field)
    return value


def _wall(raw: Mapping[str, object], field: str, cause: Cause) -> datetime:
    try:
        return read_wall(_text(raw, field, cause))
    except UnreadableError as error:
        refuse(cause, _about(cause, str(error)), field=field)


def _zone(raw: Mapping[str, object]) -> Zone:
    name = _text(raw, "event-timezone", Cause.TIME_ZONE)
    name = name_in_case(name) or name
    if not is_name(name):
        near = ", ".join(closest(name)) or "not to be told"
        reason = f"is not known; the closest are {near},"
        refuse(Cause.TIME_ZONE, _about(Cause.TIME_ZONE, reason), field="event-timezone")
    return zone(name)


def _utc(wall: datetime, where: Zone, field: str, cause: Cause) -> datetime:
    try:
        return where.to_utc(wall)
    except Fault:
        refuse(cause, _about(cause, "leaves the years 1 to 9999 as UTC, which is not possible"), field=field)


def _all_day(raw: Mapping[str, object]) -> bool:
    value = raw.get("all-day-event")
    if value is not None and not isinstance(value, bool):
        refuse(Cause.ALL_DAY, field="all-day-event")
    return bool(value)


def _about(cause: Cause, reason: str) -> str:
    """A sentence in the manner of the table, about the same field."""
    return cause.value.info.replace("cannot be empty", reason)


def read_wall(text: str) -> datetime:
    """The wall time that a text shows, its zone passed over; raises UnreadableError."""
    match = _MOMENT.fullmatch(text.strip(" \t\r\n"))
    if match is None:
        raise UnreadableError("is not a date and time of ISO 8601, such as 2021-12-17T11:30:00")
    try:
        wall = _wall_time(_day(match["date"]), *(int(match[part] or 0) for part in ("hour", "minute", "second")))
        return wall + _fraction(match)
    except (ValueError, OverflowError):
        raise UnreadableError("is in no calendar") from None


def _wall_time(day: date, hour: int, minute: int, second: int) -> datetime:
    if hour == 24 and minute == second == 0:  # ISO 8601-1 §4.3.8: the end of the day
        return datetime.combine(day, time()) + timedelta(days=1)
    return datetime.combine(day, time(hour, minute, min(second, 59) if second <= 60 else second))


def _fraction(match: re.Match[str]) -> timedelta:
    """What the fraction of an hour or a minute adds (ISO 8601-1 §4.2.2.4); that of a second no calendar can hold."""
    if match["fraction"] is None or match["second"] is not None:
        return timedelta()
    unit = 60 if match["minute"] is not None else 3600
    return timedelta(seconds=unit * int(match["fraction"]) // 10 ** len(match["fraction"]))


def _day(text: str) -> date:
    digits = text.replace("-", "")
    if "W" in digits:
        return date.fromisocalendar(int(digits[:4]), int(digits[5:7]), int(digits[7]))
    if len(digits) == 7:
        day = date(int(digits[:4]), 1, 1) + timedelta(days=int(digits[4:]) - 1)
        if digits[4:] == "000" or day.year != int(digits[:4]):
            raise ValueError
        return day
    return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
