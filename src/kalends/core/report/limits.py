"""Less of a series and of free and busy: what concerns a time range (RFC 4791 §9.6.6, §9.6.7).

An override is kept if it is in the range, or if the instance would be that it takes the place of; one for this and
future instances, if any of these is, or would be. The master is kept always.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from kalends.core.ics.tree import Component, Property
from kalends.core.match.filters import TimeRange
from kalends.core.match.freebusy import periods_in
from kalends.core.objects.object import CalendarObject
from kalends.core.recur.budget import Budget
from kalends.core.recur.series import Series, Zones
from kalends.core.recur.series.instance import Piece
from kalends.core.recur.series.series import SinglePlace
from kalends.core.report.overlap import Times
from kalends.core.time.offsets import Zone
from kalends.errors import Fault


def limit_recurrence_set(opened: CalendarObject, span: TimeRange, zone: Zone, budget: Budget) -> Component:
    """The calendar of an object with the overrides that concern a time range; the very same one where all do.

    Days and floating times count in `zone`. All overrides stay where the times of one cannot be read, and where it
    would take more than the budget to tell.
    """
    if len(opened.parts) == 1:
        return opened.calendar
    try:
        kept = {id(each) for each in _concerned(Times(opened, zone, budget), span)}
    except Fault:
        return opened.calendar
    if all(id(part) in kept for part in opened.parts):
        return opened.calendar
    return opened.with_parts(part for part in opened.parts if id(part) in kept).calendar


def _concerned(times: Times, span: TimeRange) -> Iterator[Component]:
    series = times.opened.series(times.zone)
    yield from (part for part in times.opened.parts if part.first("RECURRENCE-ID") is None)
    for single in series.singles:
        places = single, replace(single, piece=_former(series, single))
        if _is_inside(times, [Series("", singles=(each,)) for each in places], span):
            yield single.piece.component
    for before, change in pairwise(series.stretches):
        stretches = change, replace(change, piece=before.piece)
        if _is_inside(times, [Series("", series.pattern, (each,)) for each in stretches], span):
            yield change.piece.component


def _former(series: Series, single: SinglePlace) -> Piece:
    """What would describe the place of an override without it."""
    if series.stretches:
        return series.piece_at(single.key)
    return replace(single.piece, form=single.piece.axis, shift=timedelta(0))


def _is_inside(times: Times, some: Sequence[Series], span: TimeRange) -> bool:
    return any(next(times.overlapping(each, span.window), None) is not None for each in some)


def limit_freebusy_set(calendar: Component, span: TimeRange, zones: Zones, zone: Zone) -> Component:
    """A calendar whose VFREEBUSYs have the periods that overlap a time range; the very same one where all do."""
    items = [_with_periods_in(item, span, zones, zone) for item in calendar.items]
    same = all(one is other for one, other in zip(items, calendar.items, strict=True))
    return calendar if same else calendar.with_items(items)


def _with_periods_in(item: Property | Component, span: TimeRange, zones: Zones, zone: Zone) -> Property | Component:
    if item.name != "VFREEBUSY" or isinstance(item, Property):
        return item
    made: list[Property | Component] = []
    for inner in item.items:
        if inner.name != "FREEBUSY" or isinstance(inner, Component):
            made.append(inner)
            continue
        periods = inner.value.split(",")
        kept = [each for each in periods if _concerns(inner.with_value(each), span, zones, zone)]
        if kept:
            made.append(inner if len(kept) == len(periods) else inner.with_value(",".join(kept)))
    return item if made == list(item.items) else item.with_items(made)


def _concerns(prop: Property, span: TimeRange, zones: Zones, zone: Zone) -> bool:
    start, end = span.start, span.end
    try:
        periods = list(periods_in(prop, zones, zone))
    except Fault:
        return True
    return any((end is None or begins < end) and (start is None or ends > start) for begins, ends in periods)
