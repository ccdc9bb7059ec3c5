"""Zone → VTIMEZONE: correct from one day on, and short (RFC 5545 §3.6.5).

    onsets from the one in force on the first day
    ├─ in groups of the same STANDARD or DAYLIGHT, offsets and name
    ├─ the group that the zone's rule goes on with: RRULE without end, from where the rule began
    ├─ runs of years by one rule: RRULE with UNTIL, where that is shorter than
    └─ the rest: DTSTART, and an RDATE for each, the first too: ical.js passes over DTSTART beside an RDATE, and over
       all values of an RDATE but the first

Forms are chosen that all the readers we know take alike. UNTIL is no earlier than the last onset's wall time, so that
a reader that forgets that it is UTC finds the same onsets. A rule whose day lies in two months (the last Thursday of
October, 24:00) becomes two, since BYYEARDAY is seldom understood.
"""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import MAXYEAR, date, datetime
from functools import lru_cache
from typing import NamedTuple

from kalends.core.ics.tree import Component, Property, SharedComponent
from kalends.core.ics.values import write_date_time, write_utc_offset
from kalends.core.time.observances import Vtimezone
from kalends.core.time.offsets import EARLIEST, LATEST, Observance, Zone, moved, new_year
from kalends.core.time.tzif import OffsetChange, PosixRule, TzData
from kalends.core.time.yearly import RuleForm, forms, pattern

_TAIL_YEARS = 2  # every rule has an onset in each year; the zone's offset may move one across New Year
_LISTED_TO = 2100  # for rules that no RRULE can say; the tz database has none
_RDATE = len("RDATE:20260329T020000..")
_COMPONENT = len(
    "BEGIN:DAYLIGHT..DTSTART:20260329T020000..TZOFFSETFROM:+0100..TZOFFSETTO:+0200..TZNAME:CEST..END:DAYLIGHT.."
)
_UNTIL = len("RRULE:FREQ=YEARLY;;UNTIL=20261025T030000Z..")


class ObservanceGroup(NamedTuple):
    """What the onsets of one STANDARD or DAYLIGHT have in common."""

    is_dst: bool
    offset_from: int
    offset_to: int
    name: str


class _Part(NamedTuple):
    """One STANDARD or DAYLIGHT to be written."""

    group: ObservanceGroup
    start: datetime
    rule: str = ""
    dates: tuple[datetime, ...] = ()


def vtimezone(zone: Zone, first: date, last: date | None = None) -> Component:
    """The VTIMEZONE of a zone, right for every wall time from the year of `first` to that of `last`, or for ever.

    A zone that was read from a VTIMEZONE gives that one back. Where DST is in use at the end, both rules are written
    without end, so that a client shows the zone rightly however little of it was asked for.
    """
    if isinstance(zone.source, Vtimezone):  # a stranger's, so that it is not kept in memory
        return zone.source.component
    return _made(zone, first.year, last.year if last else None)


@lru_cache(maxsize=1024)
def _made(zone: Zone, first: int, last: int | None) -> Component:
    assert isinstance(zone.source, TzData)
    groups, rule = _groups(zone.source, _utc(zone, first), _utc(zone, last + 1) if last else LATEST)
    parts = [part for group, walls in groups.items() for part in _parts(group, walls, _change_of(group, rule))]
    tzid = Property.make("TZID", zone.name)
    return SharedComponent("VTIMEZONE", [tzid, *map(_component, sorted(parts, key=lambda part: part.start))])


def _utc(zone: Zone, year: int) -> datetime:
    """The instant (naive UTC) at which a year begins in the zone."""
    wall = new_year(year)
    return moved(wall, -zone.at_wall(wall).offset)


def _groups(
    source: TzData, first: datetime, last: datetime
) -> tuple[dict[ObservanceGroup, list[datetime]], PosixRule | None]:
    """The wall times of the onsets from the one in force at `first` on, and the rule to go on with for ever."""
    end = source.onsets[-1].at if source.onsets else EARLIEST
    rule = source.rule if source.rule and source.rule.daylight and last > end else None
    if rule:
        last = moved(max(first, end), _TAIL_YEARS * 366 * 86_400)
        last = last if _sayable(rule) else max(last, new_year(_LISTED_TO))
    groups: dict[ObservanceGroup, list[datetime]] = {}
    begun = _begun(source, first)
    before, onsets = source.span(begun, moved(max(last, first), 1))
    if not onsets or onsets[0].at > first:  # nothing was ever changed before
        groups[_still(before)] = [begun]
    for at, after in onsets:
        if after != before or at == begun:
            # the first onset only says what is in force: no need for a sundial's offset, which some programs refuse
            still = at == begun and before.offset % 60
            group = (
                _still(after)
                if still
                else ObservanceGroup(after.is_dst, before.offset, after.offset, after.abbreviation)
            )
            groups.setdefault(group, []).append(moved(at, before.offset))
        before = after
    return groups, rule


def _still(observance: Observance) -> ObservanceGroup:
    return ObservanceGroup(observance.is_dst, observance.offset, observance.offset, observance.abbreviation)


def _begun(source: TzData, first: datetime) -> datetime:
    """The last onset that is not later than `first`; a day long before, where there is none."""
    low = bisect_right(source.onsets, (moved(first, 1),))
    end = source.onsets[low - 1].at if low else None
    if low == len(source.onsets) and source.rule and source.rule.daylight:
        later = [onset.at for year in (first.year - 1, first.year) for onset in source.rule.onsets(year)]
        end = max([at for at in later if at <= first and (end is None or at > end)], default=end)
    return end or new_year(first.year - 1)


def _sayable(rule: PosixRule) -> bool:
    return bool(rule.to_daylight and rule.to_standard and forms(rule.to_daylight) and forms(rule.to_standard))


def _change_of(group: ObservanceGroup, rule: PosixRule | None) -> OffsetChange | None:
    """The yearly change by which a group goes on for ever."""
    if rule is None or rule.daylight is None or not _sayable(rule):
        return None
    old, new = (rule.standard, rule.daylight) if group.is_dst else (rule.daylight, rule.standard)
    if group != ObservanceGroup(new.is_dst, old.offset, new.offset, new.abbreviation):
        return None
    return rule.to_daylight if group.is_dst else rule.to_standard


def _parts(group: ObservanceGroup, walls: list[datetime], change: OffsetChange | None) -> Iterable[_Part]:
    endless = _endless(walls, change) if change else 0
    if change and endless:
        for said in forms(change):
            start = _first_of(said, change, walls[-endless].year)
            if start:
                yield _Part(group, start, f"FREQ=YEARLY;{said.text}")
        walls = walls[:-endless]
    loose: list[datetime] = []
    for run in _runs(walls):
        form = pattern(run)
        alone = len(run) == len(walls)
        # the shorter one: a rule, in a component of its own unless it is alone, or a list of dates
        if form and len(form.text) + _UNTIL + (0 if alone else _COMPONENT) < _RDATE * (len(run) - alone):
            yield _Part(group, run[0], f"FREQ=YEARLY;{form.text};UNTIL={_until(run[-1], group)}")
        else:
            loose += run
    if loose:
        yield _Part(group, loose[0], dates=tuple(loose) if len(loose) > 1 else ())


def _endless(walls: list[datetime], change: OffsetChange) -> int:
    """How many of the last wall times the change explains, year by year."""
    count = 0
    for wall in reversed(walls):
        if wall != change.wall(wall.year) or (count and walls[-count].year != wall.year + 1):
            break
        count += 1
    return count


def _first_of(form: RuleForm, change: OffsetChange, year: int) -> datetime | None:
    """The first wall time, from a year on, that lies in the month of the form; None where the calendar ends before."""
    walls = (change.wall(at) for at in range(year, MAXYEAR + 1))
    return next((wall for wall in walls if wall.month == form.month), None)


def _runs(walls: list[datetime]) -> list[list[datetime]]:
    """The wall times cut into the longest stretches of years that one rule explains."""
    runs: list[list[datetime]] = []
    for wall in walls:
        if runs and runs[-1][-1].year + 1 == wall.year and pattern([*runs[-1], wall]):
            runs[-1].append(wall)
        else:
            runs.append([wall])
    return runs


def _until(wall: datetime, group: ObservanceGroup) -> str:
    """UNTIL, in UTC (RFC 5545 §3.3.10), late enough for readers that take it for a wall time."""
    return write_date_time(max(wall, moved(wall, -group.offset_from))) + "Z"


def _component(part: _Part) -> Component:
    group = part.group
    lines = [
        ("DTSTART", write_date_time(part.start)),
        ("TZOFFSETFROM", write_utc_offset(group.offset_from)),
        ("TZOFFSETTO", write_utc_offset(group.offset_to)),
        ("TZNAME", group.name),
        ("RRULE", part.rule),
        *(("RDATE", write_date_time(each)) for each in part.dates),
    ]
    properties = [Property.make(name, value) for name, value in lines if value]
    return Component("DAYLIGHT" if group.is_dst else "STANDARD", properties)
