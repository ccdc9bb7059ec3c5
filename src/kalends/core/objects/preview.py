"""What an edit would do to the occurrences in a window: which appear, which vanish, which move.

An occurrence before the edit and one after it are the same where their recurrence ids are, or lie as far apart as the
start of the series was moved.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from kalends.core.objects.edit import apply
from kalends.core.objects.object import CalendarObject
from kalends.core.objects.patch import EditResult, Extent, FollowingInstances, Patch
from kalends.core.objects.revise import Editor
from kalends.core.recur.series import Instance, Series, Window
from kalends.core.recur.series.axis import Axis
from kalends.core.recur.series.instance import order
from kalends.core.time.offsets import Zone
from kalends.errors import Fault, Kind

MOST = 10_000
"""Occurrences in the window, before and after each, that are compared."""


@dataclass(frozen=True, slots=True)
class Preview:
    """Occurrences that an edit adds, takes away and moves (before, after), each in the order of their starts."""

    appearing: tuple[Instance, ...]
    vanishing: tuple[Instance, ...]
    moving: tuple[tuple[Instance, Instance], ...]


@dataclass(frozen=True, slots=True)
class _Side:
    """The occurrences before the edit, or of one object after it; the edit moved its start by `shift` on the clock."""

    series: Series
    axis: Axis
    zone: Zone
    shift: timedelta

    @classmethod
    def of(cls, opened: CalendarObject, zone: Zone, since: datetime | None = None) -> "_Side":
        """The side of an object; `since` is what the clock showed at its first start before the edit."""
        first = opened.first(zone)
        axis = first.piece.axis
        shift = timedelta() if since is None else axis.digits(first.key) - since
        return cls(opened.series(zone), axis, zone, shift)

    def occurrences(self, window: Window) -> dict[datetime, Instance]:
        """Those in a window, each by what the clock showed at its recurrence id before the edit. Fault TOO_LARGE."""
        found: dict[datetime, Instance] = {}
        for each in islice(self.series.instances(window, self.zone), MOST + 1):
            if len(found) == MOST:
                raise Fault(Kind.TOO_LARGE, f"More than {MOST:,} occurrences are in the window: ask for a shorter one.")
            found[self.axis.digits(each.key) - self.shift] = each
        return found

    def occurrence(self, shown: datetime) -> Instance | None:
        """The one of a recurrence id, wherever it is."""
        try:
            return self.series.instance(self.axis.key(self.axis.from_digits(shown + self.shift)), self.zone)
        except OverflowError:
            return None


def preview(old: CalendarObject, patch: Patch, extent: Extent, window: Window, by: Editor) -> Preview:
    """Compare the occurrences in a window before and after an edit. Faults as those of `apply`, and TOO_LARGE."""
    result = apply(old, patch, extent, by)
    if result.object is old:
        return Preview((), (), ())
    before, sides = _Side.of(old, by.zone), _sides(old, result, extent, by.zone)
    there = before.occurrences(window)
    here = {shown: each for side in sides for shown, each in side.occurrences(window).items()}
    pairs = [
        (there.get(shown) or before.occurrence(shown), here.get(shown) or _occurrence(sides, shown))
        for shown in dict.fromkeys((*there, *here))
    ]
    return Preview(
        appearing=_sorted(new for old_one, new in pairs if new is not None and old_one is None),
        vanishing=_sorted(old_one for old_one, new in pairs if old_one is not None and new is None),
        moving=tuple(
            sorted(
                ((one, other) for one, other in pairs if one and other and _span(one) != _span(other)),
                key=lambda pair: pair[0].begins,
            )
        ),
    )


def _sides(old: CalendarObject, result: EditResult, extent: Extent, zone: Zone) -> list[_Side]:
    """The objects after an edit; the last holds what the patch was applied to."""
    start = old.first(zone)
    axis = start.piece.axis
    first = axis.digits(start.key)
    objects = [each for each in (result.object, *result.others) if each is not None]
    if not isinstance(extent, FollowingInstances) or len(objects) == 1:
        return [_Side.of(each, zone, first) for each in objects]
    return [_Side.of(objects[0], zone), _Side.of(objects[1], zone, axis.digits(axis.key(extent.at)))]


def _occurrence(sides: Iterable[_Side], shown: datetime) -> Instance | None:
    return next((found for side in sides if (found := side.occurrence(shown)) is not None), None)


def _sorted(instances: Iterable[Instance]) -> tuple[Instance, ...]:
    return tuple(sorted(instances, key=order))


def _span(instance: Instance) -> tuple[datetime, datetime]:
    return instance.begins, instance.ends
