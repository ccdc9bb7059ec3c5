"""Drawn series for laws: every kind of time, rules, lists, overrides, changes for this and all after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from tests.core.recurrence import objects_of

from kalends.core.ics.read import read
from kalends.core.ics.tree import Component
from kalends.core.recur.series import Instance, Window, Zones, series_of, zones_of
from kalends.core.time.zones import zone

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Antarctica/Troll", "Africa/Casablanca")
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
UNIT = {"HOURLY": 1, "DAILY": 24, "WEEKLY": 168, "MONTHLY": 740, "YEARLY": 8766}
LAWS = settings(max_examples=60, deadline=None, derandomize=True)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawn series and a window in which all of it that is looked at lies."""

    calendar: Component
    components: tuple[Component, ...]
    zones: Zones
    window: Window

    def instances(self, components: Sequence[Component] | None = None, window: Window | None = None) -> list[Instance]:
        series = series_of(self.components if components is None else components, self.zones)
        return list(series.instances(window or self.window, zone("America/New_York")))

    def spans(self, components: Sequence[Component] | None = None) -> list[tuple[datetime, datetime]]:
        return [(each.begins, each.ends) for each in self.instances(components)] if components != () else []


def head(kind: str, wall: datetime) -> str:
    if kind == "date":
        return f";VALUE=DATE:{wall:%Y%m%d}"
    if kind in ZONES:
        return f";TZID={kind}:{wall:%Y%m%dT%H%M%S}"
    return f":{wall:%Y%m%dT%H%M%S}{'Z' if kind == 'utc' else ''}"


@st.composite
def rules(draw: st.DrawFn, kind: str, freqs: Sequence[str]) -> str:
    freq = draw(st.sampled_from([name for name in freqs if kind != "date" or name != "HOURLY"]))
    parts = [f"FREQ={freq}", f"INTERVAL={draw(st.integers(1, 3))}"]
    if draw(st.booleans()):
        parts.append(f"COUNT={draw(st.integers(1, 9))}")
    days = draw(st.lists(st.sampled_from(DAYS), max_size=3, unique=True))
    if days and freq != "YEARLY":
        parts.append(f"BYDAY={','.join(days)}")
    elif freq in ("MONTHLY", "YEARLY") and draw(st.booleans()):
        parts.append(f"BYMONTHDAY={draw(st.sampled_from([1, 15, 29, 31, -1, -30]))}")
    return ";".join(parts)


@st.composite
def series(draw: st.DrawFn, *, freqs: Sequence[str] = tuple(UNIT), overridden: bool = True) -> Drawn:
    kind = draw(st.sampled_from(["date", "floating", "utc", *ZONES]))
    start = datetime(2026, 1, 1) + timedelta(days=draw(st.integers(0, 500)))
    start += draw(st.sampled_from([timedelta(minutes=minutes) for minutes in (0, 30, 150, 540, 1410)]))
    rule = draw(rules(kind, freqs))
    unit = timedelta(hours=UNIT[rule.split(";")[0][5:]])
    lines = [f"DTSTART{head(kind, start)}", f"RRULE:{rule}", *draw(lengths(kind))]
    lines += [
        f"RDATE{head(kind, start + n * unit)}" for n in draw(st.lists(st.integers(-2, 6), max_size=2, unique=True))
    ]
    lines += [
        f"EXDATE{head(kind, start + n * unit)}" for n in draw(st.lists(st.integers(0, 6), max_size=2, unique=True))
    ]
    texts = [text(lines)]
    places = draw(st.lists(st.integers(0, 6), max_size=2, unique=True)) if overridden else []
    for n in places:
        moved = start + n * unit + timedelta(hours=draw(st.sampled_from([0, 5, 24, 3000])))
        texts.append(
            text([f"RECURRENCE-ID{head(kind, start + n * unit)}", f"DTSTART{head(kind, moved)}", "DURATION:P1D"])
        )
    if draw(st.booleans()) and overridden:
        n = draw(st.integers(1, 6))
        places_at = f"RECURRENCE-ID;RANGE=THISANDFUTURE{head(kind, start + n * unit)}"
        texts.append(text([places_at, f"DTSTART{head(kind, start + n * unit + timedelta(days=1))}", "DURATION:P2D"]))
    calendar = read(f"BEGIN:VCALENDAR\r\n{''.join(texts)}END:VCALENDAR\r\n").components[0]
    first = start.replace(tzinfo=UTC) - 4 * unit - timedelta(days=3)
    window = Window(first, first + 16 * unit + timedelta(days=140))
    return Drawn(calendar, objects_of(calendar)[0], zones_of(calendar), window)


def lengths(kind: str) -> st.SearchStrategy[list[str]]:
    return st.sampled_from([[], ["DURATION:P1D"], ["DURATION:P3D"] if kind == "date" else ["DURATION:PT90M"]])


def text(lines: Sequence[str]) -> str:
    return "\r\n".join(["BEGIN:VEVENT", "UID:u", "DTSTAMP:20260101T000000Z", *lines, "END:VEVENT", ""])
