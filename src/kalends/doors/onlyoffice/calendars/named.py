"""Which calendar a number means."""

from kalends.doors.onlyoffice.call import Call
from kalends.doors.onlyoffice.wire.given import known_id


def target_id(call: Call, number: int | None) -> int:
    """The calendar of a number; without one, or for one that is not above 0, the caller's default calendar."""
    if number is None or number <= 0:
        return call.service.calendars.default(call.me, now=call.now).id
    return known_id(number)
