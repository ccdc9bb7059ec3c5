"""Occurrences as rows: in order over all files, written as they are found, so that no window is too long."""

import sys
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from heapq import merge
from typing import NamedTuple

from kalends.core.ics.values import unescape_text
from kalends.core.recur.series import Instance, Series
from kalends.core.recur.series.axis import Axis, InstantAxis
from kalends.core.time.dates import Date, Floating, Utc, When, Zoned, instant
from kalends.core.time.offsets import Zone
from kalends.doors.cli.expand.sources import ProblemLog, WindowQuery, read_objects, read_series
from kalends.doors.cli.terminal import json_text, one_line
from kalends.errors import Fault


class OccurrenceRow(NamedTuple):
    """One occurrence, as it is written."""

    uid: str
    recurrence_id: str | None
    start: str | None
    end: str
    all_day: bool
    time_zone: str | None
    summary: str


def occurrences(files: Iterable[str], query: WindowQuery, problems: ProblemLog) -> Iterator[OccurrenceRow]:
    """Every occurrence in the files, by start and then UID; what cannot be expanded is reported and left out."""
    streams = [
        _found(series, query, part.file, problems)
        for part in read_objects(files, query.zone, problems)
        if (series := read_series(part, problems)) is not None
    ]
    return (_row(uid, instance) for _, uid, instance in merge(*streams, key=_by_start_and_uid))


def _by_start_and_uid(found: tuple[datetime, str, Instance]) -> tuple[datetime, str]:
    return found[0], found[1]


def _found(
    series: Series, query: WindowQuery, name: str, problems: ProblemLog
) -> Iterator[tuple[datetime, str, Instance]]:
    try:
        for instance in series.instances(query.window, query.zone):
            yield instance.begins, series.uid, instance
    except Fault as fault:
        problems.tell(name, f"{series.uid}: {fault.detail}")


def _row(uid: str, instance: Instance) -> OccurrenceRow:
    start, end, named = instance.start, instance.end, instance.recurrence_id
    summary = instance.component.first("SUMMARY")
    own = _zone_of(instance.piece.form)
    starts = None if start is None else iso(start, own)
    return OccurrenceRow(
        uid,
        starts if named == start else None if named is None else iso(named, _zone_of(instance.piece.axis)),
        starts,
        iso(end, instance.piece.end_zone or own),
        instance.all_day,
        _name(start or end, own),
        unescape_text(summary.value) if summary else "",
    )


def _zone_of(axis: Axis) -> Zone | None:
    """The zone of the times of a line; None where they are days, floating, or in UTC."""
    return axis.zone if isinstance(axis, InstantAxis) else None


def iso(when: When, own: Zone | None = None) -> str:
    """A time in ISO 8601: a day, a time without an offset where it floats, with the offset of its zone, or with Z.

    `own` is the zone in which a time in UTC is shown: a zone's second hour of a fold has no other form.
    """
    match when:
        case Date(day):
            return day.isoformat()
        case Floating(wall):
            return wall.isoformat()
        case Utc(moment):
            return _told(moment, own) if own else moment.replace(tzinfo=None).isoformat() + "Z"
        case Zoned(_, zone):
            return _told(instant(when), zone)


def _told(moment: datetime, zone: Zone) -> str:
    return moment.astimezone(_offset(zone.offset_at(moment))).isoformat()


@lru_cache(maxsize=256)
def _offset(seconds: int) -> timezone:
    return timezone(timedelta(seconds=seconds))


def _name(when: When, own: Zone | None) -> str | None:
    if isinstance(when, Zoned):
        return when.zone.name
    return (own.name if own else "UTC") if isinstance(when, Utc) else None


def print_lines(rows: Iterable[OccurrenceRow]) -> None:
    """Write one row a line: start, end and summary."""
    for row in rows:
        sys.stdout.write(f"{row.start or '–'}  {row.end}  {one_line(row.summary)}\n")


def print_json(rows: Iterable[OccurrenceRow]) -> None:
    """Write a JSON list, one row a line."""
    before = "[\n"
    for row in rows:
        sys.stdout.write(before + json_text(row._asdict()))
        before = ",\n"
    sys.stdout.write("[]\n" if before == "[\n" else "\n]\n")
