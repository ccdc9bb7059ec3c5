"""Start and end: instants, or whole days that are told by 00:00Z of the first and of the last."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from kalends.core.ics.values import Duration
from kalends.core.recur.series import Instance
from kalends.core.recur.series.axis import digits
from kalends.core.time.dates import Date, Utc, When, Zoned, instant, wall_in, zoned
from kalends.core.time.offsets import Zone
from kalends.core.time.zones import ETC_UTC, is_utc
from kalends.doors.kona.events.fields.sent import Sent
from kalends.doors.kona.faults import against_rule
from kalends.errors import Fault
from kalends.service.query import EARLIEST, LATEST

_DAY = timedelta(days=1)
_LAST = date(9999, 12, 28)
"""The last day of an event that is made here: what ends later cannot be shown in every zone
(`core.recur.series.instance`)."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """An event's start, and its end, which is not in it any more."""

    start: When
    end: When

    @property
    def lasting(self) -> Duration:
        """From start to end: days between days, seconds between times."""
        if isinstance(self.start, Date) and isinstance(self.end, Date):
            return Duration(days=(self.end.day - self.start.day).days)
        return Duration(seconds=int((instant(self.end, ETC_UTC) - instant(self.start, ETC_UTC)).total_seconds()))


def new_stretch(sent: Sent, now: datetime, place: Zone) -> Stretch:
    """The stretch of a new event: from now, and to the later of now and its start, if it does not say. Fault RULE."""
    moment = _midnight(wall_in(Utc(now), place).date()) if sent.all_day else now
    start = sent.start or moment
    end = sent.end or max(start, moment)
    return _stretch(start, end, place, all_day=bool(sent.all_day))


def stretch_after(sent: Sent, old: Stretch, place: Zone) -> Stretch:
    """The stretch after a request; the same one where nothing is different. What was not sent stays. Fault RULE."""
    was_days = isinstance(old.start, Date)
    all_day = was_days if sent.all_day is None else sent.all_day
    shown = shown_span(old, place)
    if all_day and not was_days:
        shown = _days_of(old, place)
    start, end = sent.start or shown[0], sent.end or shown[1]
    if all_day is was_days and (_whole(start), _whole(end)) == (_whole(shown[0]), _whole(shown[1])):
        return old
    return _stretch(start, end, place_of(old.start, place), all_day=all_day)


def place_of(start: When, caller: Zone) -> Zone:
    """The zone in which an event's times are written: its own, or else the caller's."""
    return start.zone if isinstance(start, Zoned) else caller


def _stretch(start: datetime, end: datetime, place: Zone, *, all_day: bool) -> Stretch:
    if all_day:
        first, last = start.date(), end.date()
        if last < first:
            raise against_rule("end_at", "is before start_at")
        _demand_inside(last + _DAY if last < date.max else last)
        return Stretch(Date(first), Date(last + _DAY))
    start, end = _whole(start), _whole(end)
    if end < start:
        raise against_rule("end_at", "is before start_at")
    _demand_inside(end.date())
    return Stretch(_when(start, place), _when(end, place))


def _demand_inside(end: date) -> None:
    """Let an end pass that can be shown. Fault RULE."""
    if end > _LAST:
        raise against_rule("end_at", f"is after {_LAST}, the last day that can be shown everywhere")


def _when(moment: datetime, place: Zone) -> When:
    return Utc(moment) if is_utc(place) else zoned(moment, place)


def _whole(moment: datetime) -> datetime:
    """Calendars have no parts of a second (RFC 5545 §3.3.12)."""
    return moment.replace(microsecond=0)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def stretch_of(instance: Instance) -> Stretch:
    """The stretch of an instance."""
    start = instance.start
    assert start is not None
    return Stretch(start, instance.end)


def shown_span(stretch: Stretch, place: Zone) -> tuple[datetime, datetime]:
    """Start and end as this dialect tells them; of whole days the last one."""
    if isinstance(stretch.start, Date) and isinstance(stretch.end, Date):
        return _midnight(stretch.start.day), _midnight(max(stretch.start.day, stretch.end.day - _DAY))
    return _told(stretch.start, place), _told(stretch.end, place)


def _told(when: When, place: Zone) -> datetime:
    """The instant of a time; one that a zone puts outside the years 1 to 9999 is held within them."""
    try:
        return instant(when, place)
    except Fault:
        return EARLIEST if digits(when).year == EARLIEST.year else LATEST


def _days_of(stretch: Stretch, place: Zone) -> tuple[datetime, datetime]:
    """The first and last day of something with times, where it is; one that ends at midnight is not in the next."""
    own = place_of(stretch.start, place)
    first, last = wall_in(stretch.start, own), wall_in(stretch.end, own)
    if last > first and last.time() == time():
        last -= _DAY
    return _midnight(first.date()), _midnight(max(first, last).date())


def as_named(when: When, place: Zone) -> datetime:
    """A RECURRENCE-ID as this dialect tells it."""
    return _midnight(when.day) if isinstance(when, Date) else instant(when, place)
