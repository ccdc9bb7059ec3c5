"""Bounds: where a series begins and ends, for an index (RFC 5545 §3.8.5).

Cheap, and sure rather than sharp: no instance lies outside, for whatever zone its days and floating times are seen in
(14 hours are spared for these); where a rule or a shift is at work there may be up to two days of room. UNTIL is taken
for the last instance, COUNT is asked of the rule, which need not be expanded.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from kalends.core.recur.budget import Budget
from kalends.core.recur.series.axis import InstantAxis
from kalends.core.recur.series.instance import Instance, Piece
from kalends.core.recur.series.pattern import Hits, Pattern
from kalends.core.recur.series.series import Series, Stretch
from kalends.core.time.offsets import EARLIEST, LATEST, moved
from kalends.core.time.zones import ETC_UTC
from kalends.errors import Fault

UNITS = 1_000_000
"""Units of work (`core.recur.budget`) for all questions about one series together, however many rules it has."""

_HOUR = 3600
_ANYWHERE = 14 * _HOUR  # the furthest that clocks are from UTC
_CLOCK_CHANGE = 48 * _HOUR
_EVER = EARLIEST.replace(tzinfo=UTC), LATEST.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Bounds:
    """From the start of the first instance to the end of the last (aware, UTC); `last` is None for "for ever"."""

    first: datetime
    last: datetime | None


def bounds(series: Series) -> Bounds | None:
    """The bounds of a series, None where it has no instance; Fault TOO_LARGE where COUNT takes too long to reach."""
    pattern = series.within(Budget(UNITS)).pattern
    if pattern is None or not pattern.rules:
        return _around([_edges(each) for each in series.instances()])
    last = _last_place(pattern)
    spans = [span for each in series.stretches for span in _span(each, pattern.dates[0], last)]
    spans += [_edges(single.piece.place(single.key, ETC_UTC)) for single in series.singles]
    found = _around(spans)
    return Bounds(found.first, None) if found and last is None else found


def _around(spans: list[tuple[datetime, datetime]]) -> Bounds | None:
    return Bounds(min(first for first, _ in spans), max(last for _, last in spans)) if spans else None


def _edges(instance: Instance) -> tuple[datetime, datetime]:
    spare = 0 if isinstance(instance.piece.form, InstantAxis) else _ANYWHERE
    return moved(instance.begins, -spare), moved(instance.ends, spare)


def _last_place(pattern: Pattern) -> date | None:
    """A place after which there is none, None where a rule goes on for ever."""
    ceilings = [pattern.dates[-1]]
    for hits in pattern.rules:
        ceiling = hits.ceiling()
        if ceiling is None and not _is_empty(hits):
            return None
        ceilings += [] if ceiling is None else [ceiling]
    return max(ceilings)


def _is_empty(hits: Hits) -> bool:
    return hits.rule.count is not None or hits.first() is None


def _span(stretch: Stretch, first: date, last: date | None) -> Iterator[tuple[datetime, datetime]]:
    """From before the first to after the last that a stretch may hold, if it may hold any."""
    low = first if stretch.low is None else max(first, stretch.low)
    ends = [key for key in (stretch.high, last) if key is not None]
    high = min(ends, default=None)
    if high is not None and low > high:
        return
    begins, _ = _placed(stretch.piece, low)
    _, end = _EVER if high is None else _placed(stretch.piece, high)
    yield begins, end


def _placed(piece: Piece, key: date) -> tuple[datetime, datetime]:
    try:
        first, last = _edges(piece.place(key, ETC_UTC))
    except Fault:  # beyond the calendar
        return _EVER
    # the order of places is not quite that of instants where a change of the clocks is between two of them
    first = first if piece.stays else moved(first, -_CLOCK_CHANGE)
    return first, moved(last, _CLOCK_CHANGE) if piece.length.days or not piece.stays else last
