"""ISO 8601 date-times as this dialect reads them: whatever zone a text names is passed over.

date    2021-12-17  20211217  2021-351  2021351  2021-W50-5  2021W505
time    11  11:30  1130  11:30:00  113000  24:00                  after "T" or a space; none is midnight
        11.5  11:30.5  11:30:00,25                                a fraction of the last part; whole seconds count
zone    Z  +01  +0100  +01:00  −05:00                              read, and ignored
"""

import re
from datetime import date, datetime, time, timedelta

from kalends.edge.fields import UnreadableError

_MOMENT = re.compile(
    r"(?P<date>\d{4}-?\d{2}-?\d{2}|\d{4}-?\d{3}|\d{4}-?W\d{2}-?\d)"
    r"(?:(?:[Tt]| +)(?P<hour>\d{2})(?::?(?P<minute>\d{2})(?::?(?P<second>\d{2}))?)?(?:[.,](?P<fraction>\d{1,30}))?"
    r" ?(?:[Zz]|[+\-\u2212]\d{2}(?::?\d{2})?)?)?",
    re.ASCII,
)


def read_wall(text: str) -> datetime:
    """The wall time that a text shows, its zone passed over; raises UnreadableError."""
    match = _MOMENT.fullmatch(text.strip(" \t\r\n"))
    if match is None:
        raise UnreadableError("is not a date and time of ISO 8601, such as 2021-12-17T11:30:00")
    try:
        wall = _wall(_day(match["date"]), *(int(match[part] or 0) for part in ("hour", "minute", "second")))
        return wall + _fraction(match)
    except (ValueError, OverflowError):
        raise UnreadableError("is in no calendar") from None


def _wall(day: date, hour: int, minute: int, second: int) -> datetime:
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
