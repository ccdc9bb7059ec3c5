"""Request → event: the first fault in the order of the vendor's document, or what goes into the file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import NoReturn

from kalends.core.draft import text_flaw
from kalends.core.time.dates import Zoned, instant, place_end
from kalends.core.time.names import closest, is_name
from kalends.core.time.zones import Zone, zone
from kalends.doors.skycore.codes import Cause
from kalends.doors.skycore.times import read_wall
from kalends.edge.fields import UnreadableError
from kalends.errors import Fault, Flaw, Kind

ACTION = "createcalendar"
_LATEST = time(23, 59)


@dataclass(frozen=True, slots=True)
class Event:
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


def event_of(raw: object) -> Event:
    """The event that a body describes; raises Fault INVALID with one flaw, whose code is the vendor's."""
    if not isinstance(raw, dict):
        refuse(Cause.NOT_OBJECT)
    action = raw.get("action")
    if not isinstance(action, str) or action.lower() != ACTION:
        refuse(Cause.ACTION, field="action")
    if not any(name.startswith("event-") for name in raw):
        refuse(Cause.NO_DATA)
    return _event(raw)


def _event(raw: Mapping[str, object]) -> Event:
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
    return Event(title, description, location, first, last)


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
