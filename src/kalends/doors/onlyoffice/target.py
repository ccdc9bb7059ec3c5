"""Which calendar a number means."""

from kalends.doors.onlyoffice.call import OnlyofficeCall
from kalends.doors.onlyoffice.wire.parameters import known_id
from kalends.service import calendars


def target_id(call: OnlyofficeCall, number: int | None) -> int:
    """The calendar of a number; without one, or for one that is not above 0, the caller's default calendar.

    To be called in a unit that writes, since that calendar may have to be made.
    """
    if number is None or number <= 0:
        return calendars.ensure_default(call.unit).id
    return known_id(number)
