"""Series, whole and by the month: zones, DST, EXDATE, seeking; beside dateutil and recurring-ical-events.

A question begins with components that were read, so that reading the text counts for nobody. recurring-ical-events
is not in our lock file (it wants an older dateutil); it runs where somebody has installed it.
"""

import importlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import DAILY, WEEKLY, rrule, rruleset

from benchmarks.rounds import Contestant, race, table
from kalends.core.ics.read import read
from kalends.core.recur.series import Window, objects_of, series_of, zones_of

BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2006, 1, 2, 9)
EXCLUDED = [datetime(2006, 1, 9, 9), datetime(2007, 1, 8, 9), datetime(2008, 1, 7, 9)]
YEARS = (datetime(2006, 1, 1), datetime(2024, 4, 1))
MONTH = (datetime(2026, 3, 1), datetime(2026, 4, 1))
TIMES = 20
Question = tuple[datetime, datetime]
QUESTIONS: list[tuple[str, str, Question, str]] = [
    ("zone, DST, EXDATE, ~950", "WEEKLY", YEARS, "≤ 0.6 ms"),
    ("this month of a daily series", "DAILY", MONTH, "≤ 0.09 ms"),
    ("this month of a weekly series", "WEEKLY", MONTH, "≤ 0.05 ms"),
]


def text(freq: str) -> str:
    """A calendar with one series of that frequency."""
    excluded = ",".join(f"{each:%Y%m%dT%H%M%S}" for each in EXCLUDED)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//x//EN",
        "BEGIN:VEVENT",
        "UID:series",
        "DTSTAMP:20060101T000000Z",
        f"DTSTART;TZID=Europe/Berlin:{START:%Y%m%dT%H%M%S}",
        "DTEND;TZID=Europe/Berlin:20060102T100000",
        f"RRULE:FREQ={freq}",
        f"EXDATE;TZID=Europe/Berlin:{excluded}",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    return "\r\n".join(lines)


def ours(freq: str, question: Question) -> dict[str, Callable[[], object]]:
    """The ways in which one may ask us."""
    calendar = read(text(freq)).components[0]
    components, zones = objects_of(calendar)[0], zones_of(calendar)
    series = series_of(components, zones)
    window = Window(*[each.replace(tzinfo=UTC) for each in question])
    return {
        "Kalends, starts": lambda: list(series.starts(window)),
        "Kalends, instances": lambda: list(series.instances(window)),
        "Kalends, from the components on": lambda: list(series_of(components, zones).instances(window)),
    }


def dateutil(freq: str, question: Question) -> Callable[[], object]:
    """The same by python-dateutil, whose rules are in wall time and whose results are put into the zone."""
    frequency = {"DAILY": DAILY, "WEEKLY": WEEKLY}[freq]

    def ask() -> object:
        rules = rruleset()
        rules.rrule(rrule(frequency, dtstart=START))
        for each in EXCLUDED:
            rules.exdate(each)
        return [each.replace(tzinfo=BERLIN).astimezone(UTC) for each in rules.between(*question, inc=True)]

    return ask


def recurring(freq: str, question: Question) -> Callable[[], object] | None:
    """The same by recurring-ical-events, where somebody has installed it."""
    try:
        icalendar: Any = importlib.import_module("icalendar")
        peer: Any = importlib.import_module("recurring_ical_events")
    except ImportError:
        return None
    calendar = icalendar.Calendar.from_ical(text(freq))
    return lambda: peer.of(calendar).between(*[each.replace(tzinfo=UTC) for each in question])


def _often(work: Callable[[], object]) -> Callable[[], object]:
    return lambda: [work() for _ in range(TIMES)]


def run() -> None:
    """Print a table for each question; speeds are questions a second."""
    for title, freq, question, goal in QUESTIONS:
        works = {**ours(freq, question), "dateutil": dateutil(freq, question)}
        peer = recurring(freq, question)
        if peer is not None:
            works["recurring-ical-events"] = peer
        speeds = race([Contestant(name, _often(work), TIMES) for name, work in works.items()], 9)
        table(f"{title} (questions a second)", speeds, {"Kalends, starts": goal}, yardstick="dateutil")
        best = speeds["Kalends, starts"]
        print(f"{'one question of ours':34} {1000 / best:9.3f} ms")


if __name__ == "__main__":
    run()
