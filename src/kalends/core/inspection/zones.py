"""The offsets of a VTIMEZONE must follow from one another (RFC 5545 §3.6.5, §3.8.3.3).

TZOFFSETFROM of an onset is the TZOFFSETTO of the one before it. Where it is another, programs disagree about the moment
of the change, and about the times around it. Most definitions are abridged, and wrong about the years before them: so
only the years from the first use of a zone on are looked at.
"""

from collections.abc import Iterator
from datetime import MAXYEAR, MINYEAR, datetime
from itertools import pairwise
from typing import NamedTuple

from kalends.core.ics.problems import CheckReport
from kalends.core.ics.tree import Component, Stream
from kalends.core.ics.tzid import definitions
from kalends.core.ics.values import write_utc_offset
from kalends.core.recur.budget import Budget
from kalends.core.time.observances import MOST_ONSETS, ObservanceOnsets, read_observance
from kalends.errors import Fault

_YEARS = 3
"""So many after the last start of an observance are looked at: by then everything has come round."""
_MOST_YEARS = 200
_FILE_UNITS = 300_000
"""Onsets, and years of rules, that are looked at in a file."""
_RFC = "RFC 5545 §3.8.3.3"


class _Change(NamedTuple):
    """An onset: when it is, the offsets that it goes from and to, and the STANDARD or DAYLIGHT that says so."""

    at: datetime
    offset_from: int
    offset: int
    observance: Component


_Parts = list[tuple[Component, ObservanceOnsets]]


def check_zones(stream: Stream, report: CheckReport) -> None:
    """Note the observances whose TZOFFSETFROM contradicts the observance before them."""
    budget = Budget(_FILE_UNITS)
    for calendar in stream.components:
        zones = calendar.children("VTIMEZONE")
        first_years = _first_years(calendar) if zones else {}
        for name, zone in definitions(zones).items():
            if name in first_years and not _check_zone(zone, first_years[name], budget, report):
                message = "the time zones cost too much to be expanded; offsets are not checked from this one on"
                report.warn(zone, "not-expanded", message, _RFC)
                return


def _first_years(calendar: Component) -> dict[str, int]:
    """The first year in which each TZID is used."""
    years: dict[str, int] = {}
    for part in calendar.walk():
        for prop in part.properties:
            tzid = prop.param("TZID") if prop.params else None
            year = prop.value[:4]
            if tzid is not None and year.isascii() and year.isdigit():
                years[tzid] = min(years.get(tzid, MAXYEAR), max(int(year), MINYEAR))
    return years


def _check_zone(zone: Component, first_year: int, budget: Budget, report: CheckReport) -> bool:
    """Whether the budget reached."""
    since = datetime(max(first_year - 1, MINYEAR), 1, 1)  # noqa: DTZ001 — naive UTC, as onsets are
    try:
        parts = _read(zone, budget)
    except Fault:
        return True  # told where the value stands
    if parts is None:
        return False
    end = _end(parts, since)
    if not budget.take(sum(len(onsets.recurring) for _, onsets in parts) * (end.year - since.year)):
        return False
    changes = sorted(_changes(parts, since, end), key=lambda change: (change.at, change.offset_from))
    told: set[int] = set()
    for before, change in pairwise(changes):
        if change.at < since or change.offset_from == before.offset or id(change.observance) in told:
            continue
        told.add(id(change.observance))
        prop = change.observance.first("TZOFFSETFROM")
        was, says = write_utc_offset(before.offset), write_utc_offset(change.offset_from)
        message = f"TZOFFSETFROM is {says}, but the offset before {change.at:%Y-%m-%d} is {was}"
        report.warn(prop or change.observance, "zone-offsets", message, _RFC, len(prop.head) + 1 if prop else 0)
    return True


def _read(zone: Component, budget: Budget) -> _Parts | None:
    """The observances of a zone and their onsets; None where the budget does not reach."""
    parts = zone.children("STANDARD", "DAYLIGHT")
    if not budget.take(sum(map(_cost, parts))):
        return None
    return [(part, read_observance(part)) for part in parts]


def _cost(part: Component) -> int:
    """What it takes at the most to read an observance: a rule with COUNT must be counted out."""
    counted = sum("COUNT" in rule.value.upper() for rule in part.all("RRULE"))
    return 1 + counted * MOST_ONSETS + sum(prop.value.count(",") + 1 for prop in part.all("RDATE"))


def _end(parts: _Parts, since: datetime) -> datetime:
    starts = [onsets.single[-1].at.year for _, onsets in parts]  # DTSTART is one of them
    year = min(max([since.year, *starts]) + _YEARS, since.year + _MOST_YEARS, MAXYEAR)
    return datetime(year, 1, 1)  # noqa: DTZ001 — as above


def _changes(parts: _Parts, since: datetime, end: datetime) -> Iterator[_Change]:
    """The onsets since a moment, and the last of each observance before it."""
    for part, onsets in parts:
        moments = {onset.at for onset in onsets.single if onset.at >= since}
        moments.update([onset.at for onset in onsets.single if onset.at < since][-1:])
        for rule in onsets.recurring:
            moments.update(onset.at for onset in rule.onsets(since, end))
            latest = rule.latest(since)
            moments.update([latest.at] if latest is not None else [])
        for at in moments:
            yield _Change(at, onsets.offset_from, onsets.offset, part)
