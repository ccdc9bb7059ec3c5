"""Yearly days as parts of an RRULE, and back: which rule explains some days (RFC 5545 §3.3.10)."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from kalends.core.time.posix import Change, NthWeekday

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY = 86_400
_WEEK = 7
_LAST = 5  # POSIX' number for the last week
_FEBRUARY = 2


class Form(NamedTuple):
    """A day of each year (or of some) in one month, and the parts of the RRULE that say it."""

    month: int
    text: str


def forms(change: Change) -> tuple[Form, ...]:
    """The rules that together say a yearly change of the clocks; none where only a list of dates can."""
    shift = change.seconds // _DAY
    if not isinstance(change.day, NthWeekday):
        return ()
    month, week, weekday = change.day.month, change.day.week, (change.day.weekday + shift) % _WEEK
    if not shift:
        return (_ordinal(month, -1 if week == _LAST else week, weekday),)
    if month == _FEBRUARY:  # its length changes, so that days counted from its end have no numbers
        return ()
    length = _length(month)
    first = (length - _WEEK if week == _LAST else (week - 1) * _WEEK) + 1 + shift
    return _windows(month, range(first, first + _WEEK), weekday)


def _windows(month: int, days: range, weekday: int) -> tuple[Form, ...]:
    """A weekday in seven days of a month, of which the first or last may lie in the month beside it."""
    earlier = [day for day in days if day < 1]
    inside = [day for day in days if 1 <= day <= _length(month)]
    later = [day - _length(month) for day in days if day > _length(month)]
    parts = []
    if earlier:
        if month - 1 in (0, _FEBRUARY):
            return ()
        parts.append(_among(month - 1, [day + _length(month - 1) for day in earlier], weekday))
    if inside:
        parts.append(_among(month, inside, weekday))
    if later:
        if month == len(_LENGTHS) - 1:
            return ()
        parts.append(_among(month + 1, later, weekday))
    return tuple(parts)


def pattern(walls: Sequence[datetime]) -> Form | None:
    """The rule that explains wall times of consecutive years: one weekday of one month, or one day of it."""
    first = walls[0]
    if any(wall.month != first.month or wall.time() != first.time() for wall in walls):
        return None
    days = [wall.day for wall in walls]
    if len({wall.weekday() for wall in walls}) > 1:
        return Form(first.month, f"BYMONTH={first.month};BYMONTHDAY={first.day}") if len(set(days)) == 1 else None
    return _weekday(first.month, first.weekday(), walls) if max(days) - min(days) < _WEEK else None


def _weekday(month: int, weekday: int, walls: Sequence[datetime]) -> Form:
    """The same weekday within seven days: an ordinal one if that fits, else one among numbered days."""
    low, high = min(wall.day for wall in walls), max(wall.day for wall in walls)
    if all(wall.day + _WEEK > monthrange(wall.year, month)[1] for wall in walls):
        return _ordinal(month, -1, weekday)
    if (low - 1) // _WEEK == (high - 1) // _WEEK:
        return _ordinal(month, (low - 1) // _WEEK + 1, weekday)
    start = min(low, _length(month) - _WEEK + 1)
    return _among(month, range(start, start + _WEEK), weekday)


def _ordinal(month: int, ordinal: int, weekday: int) -> Form:
    return Form(month, f"BYMONTH={month};BYDAY={ordinal}{_WEEKDAYS[weekday]}")


def _among(month: int, days: Sequence[int], weekday: int) -> Form:
    if len(days) == _WEEK and days[0] % _WEEK == 1 and days[-1] <= 4 * _WEEK:
        return _ordinal(month, days[-1] // _WEEK, weekday)
    numbers = ",".join(map(str, days))
    return Form(month, f"BYMONTH={month};BYMONTHDAY={numbers};BYDAY={_WEEKDAYS[weekday]}")


_LENGTHS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _length(month: int) -> int:
    """The days of a month, of February in a common year."""
    return _LENGTHS[month]
