"""Pieces that the tables of bombs are made of: calendars, objects, zones, and much of anything."""

from collections.abc import Iterable
from datetime import datetime, timedelta

MIB = 1_048_576
ROOM = 1_040_000  # octets of one property, beside what every text has
UTC = "DTSTART:20261124T100000Z"
BERLIN = "DTSTART;TZID=Europe/Berlin:20261124T100000"
STAMP = "DTSTAMP:20261101T000000Z"


def calendar_text(lines: Iterable[str]) -> str:
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Test//Test//EN", *lines, "END:VCALENDAR", ""])


def object_text(*lines: str, zones: Iterable[str] = (), overrides: Iterable[str] = (), kind: str = "VEVENT") -> str:
    return calendar_text([*zones, f"BEGIN:{kind}", "UID:bomb", STAMP, *lines, f"END:{kind}", *overrides])


def filled(piece: str, octets: int = ROOM) -> str:
    return piece * (octets // len(piece.encode()))


def moments(number: int, end: str = "Z") -> list[str]:
    """So many different moments of 2027 and after."""
    first = datetime(2027, 1, 1)
    return [f"{first + at * timedelta(minutes=15):%Y%m%dT%H%M%S}{end}" for at in range(number)]


def overrides(number: int, *more: str, of: str = "") -> list[str]:
    return [
        line
        for moment in moments(number)
        for line in ("BEGIN:VEVENT", "UID:bomb", STAMP, f"RECURRENCE-ID{of}:{moment}", UTC, *more, "END:VEVENT")
    ]


def zone_lines(tzid: str, *observances: str) -> list[str]:
    return ["BEGIN:VTIMEZONE", f"TZID:{tzid}", *observances, "END:VTIMEZONE"]


def observance_lines(year: int, *more: str) -> list[str]:
    start = f"DTSTART:{year:04}0101T000000"
    return ["BEGIN:STANDARD", start, "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", *more, "END:STANDARD"]
