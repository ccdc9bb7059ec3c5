"""The times of a component, read and in words."""

from datetime import date, datetime, timedelta

from kalends.core.ics.tree import Component, Property
from kalends.core.ics.values import Duration, MalformedValueError, parse_duration, typed
from kalends.core.recur.series.moments import Zones, read_when
from kalends.core.time.dates import Date, Floating, Utc, When, Zoned, add, elapsed
from kalends.core.time.zones import ETC_UTC
from kalends.doors.cli.show.notes import Notes
from kalends.errors import Fault


def when_of(prop: Property | None, zones: Zones, notes: Notes) -> When | None:
    """The time that a property holds, if it can be understood; what cannot is noted."""
    if prop is None:
        return None
    try:
        return read_when(prop, zones)
    except Fault as fault:
        notes.add(prop, fault.flaws[0].message)
        return _by_the_clock(prop)


def _by_the_clock(prop: Property) -> When | None:
    """A time whose zone is not known: what its clock shows is better than nothing."""
    try:
        value = typed(prop)
    except MalformedValueError:
        return None
    return Floating(value) if isinstance(value, datetime) and value.tzinfo is None else None


def end_of(component: Component, start: When | None, zones: Zones, notes: Notes) -> When | None:
    """The end (exclusive), by DTEND, DUE or DURATION; None where none of them says."""
    prop = component.first("DTEND") or component.first("DUE")
    length = component.first("DURATION")
    if prop is not None or length is None or start is None:
        return when_of(prop, zones, notes)
    try:
        return add(start, parse_duration(length.value))
    except MalformedValueError as error:
        notes.add(length, error.reason, error.at)
    except Fault as fault:
        notes.add(length, fault.detail)
    return None


def span_in_words(start: When | None, end: When | None, *, is_task: bool) -> list[str]:
    """From when to when; where the clocks are, and how long it lasts: on lines of their own."""
    until = [f"{'due' if is_task else 'until'} {moment_in_words(end)}"] if end else []
    if start is None:
        return until or ["no date"]
    if end is None or _length(start, end) <= timedelta():
        return [moment_in_words(start)]
    if is_task:
        return [moment_in_words(start), *until]
    return _range(start, end)


def _range(start: When, end: When) -> list[str]:
    length = _length_in_words(start, end)
    if isinstance(start, Date) and isinstance(end, Date):
        last = Date(end.day - timedelta(days=1))
        return [_day(start.day) if last == start else f"{_day(start.day)} – {_day(last.day)}", length]
    if _place(start) != _place(end):
        return [f"{moment_in_words(start)} –", moment_in_words(end), length]
    begun, ended = _wall(start), _wall(end)
    if begun.date() == ended.date():
        days = f"{_day(begun.date())} {_clock(begun)}–{_clock(ended)}"
    else:
        days = f"{_day(begun.date())} {_clock(begun)} – {_day(ended.date())} {_clock(ended)}"
    return [days, f"{_place(start)}, {length}"]


def moment_in_words(when: When) -> str:
    """One time: its day, its time of day and where that is."""
    if isinstance(when, Date):
        return _day(when.day)
    wall = _wall(when)
    return f"{_day(wall.date())} {_clock(wall)} {_place(when)}"


def _wall(when: When) -> datetime:
    match when:
        case Utc(moment):
            return moment.replace(tzinfo=None)
        case Zoned(wall) | Floating(wall):
            return wall
        case Date(day):
            return datetime.combine(day, datetime.min.time())


def _place(when: When) -> str:
    match when:
        case Utc():
            return "UTC"
        case Zoned(_, where):
            return where.name
        case Floating():
            return "floating"
        case Date():
            return ""


def _day(day: date) -> str:
    return f"{_WEEKDAYS[day.weekday()]} {day.isoformat()}"


def _clock(wall: datetime) -> str:
    return wall.strftime("%H:%M:%S" if wall.second else "%H:%M")


_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def _length(start: When, end: When) -> timedelta:
    try:
        return elapsed(start, end, ETC_UTC)
    except Fault:  # beyond the calendar by an offset
        return timedelta()


def _length_in_words(start: When, end: When) -> str:
    if isinstance(start, Date):
        days = _length(start, end).days
        return "all day" if days == 1 else f"{days} days"
    return duration_in_words(Duration(seconds=int(_length(start, end).total_seconds())))


def duration_in_words(duration: Duration) -> str:
    """A length of time, its sign apart: 1 h 30 min, 2 days."""
    seconds = abs(duration.seconds)
    days = abs(duration.days) + seconds // 86_400
    parts = (
        (days, "day" if days == 1 else "days"),
        (seconds // 3600 % 24, "h"),
        (seconds // 60 % 60, "min"),
        (seconds % 60, "s"),
    )
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "0 min"
