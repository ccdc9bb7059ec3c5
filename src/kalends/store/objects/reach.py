"""Finding what can be seen in a window by an index on the first moment alone.

Most objects last hours, some series last for ever. One index over all would have to be read from its beginning,
since something that began long ago may still last. So each object has a class of reach, by the distance between its
first and last moment; within a class, what touches a window began no longer before it than the class reaches.
"""

from collections.abc import Collection

from kalends.service.records import Calendar, Span
from kalends.store.sql import Value

_DAY = 86_400_000_000
_DAYS = (3, 40, 400, 4_000, 40_000)  # floating and all-day objects have 28 hours more than they last
_REACHES = tuple(days * _DAY for days in _DAYS)
_ENDLESS = len(_REACHES)
_BEGINNING = -(2**63) + 1

_OF_CLASS = (
    "SELECT {chosen} FROM object WHERE owner_id $among AND calendar_id $among AND reach = {number}"
    " AND first >= ? AND first < ? AND (last IS NULL OR last >= ?){more}"
)


def duration_class(span: Span) -> int | None:
    """The class of a span; None for one that is in no window."""
    if span.first is None:
        return None
    if span.last is None:
        return _ENDLESS
    distance = span.last - span.first
    return next((number for number, reach in enumerate(_REACHES) if distance <= reach), _ENDLESS)


def window_sql(chosen: str, more: str = "") -> str:
    """A question for all objects that touch a window, whose values are those of `window_values`.

    One part for each class, since no planner of the two finds the ranges of a common condition. `more` is a further
    condition of each part.
    """
    return " UNION ALL ".join(
        _OF_CLASS.format(chosen=chosen, number=number, more=more) for number in range(_ENDLESS + 1)
    )


def window_values(calendars: Collection[Calendar], start: int, end: int, more: tuple[Value, ...] = ()) -> list[Value]:
    """The values for a window: of each class the calendars, the earliest beginning, the window, and those of `more`."""
    owners, ids = list({each.owner_id for each in calendars}), [each.id for each in calendars]
    earliest = (*(start - reach for reach in _REACHES), _BEGINNING)
    return [value for first in earliest for value in (owners, ids, first, end, start, *more)]
