"""Start and end: instants, or whole days, which are given as 00:00Z of the first and of the last day."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from kalends.core.ics.values import Duration
from kalends.core.recur.series import Instance
from kalends.core.recur.series.axis import digits
from kalends.core.time.dates import Date, Utc, When, Zoned, instant, wall_in, zoned
from kalends.core.time.offsets import Zone
from kalends.core.time.zones import ETC_UTC, is_utc
from kalends.doors.kona.attributes import end_of
from kalends.doors.kona.events.input import EventInput
from kalends.doors.kona.faults import rule_fault
from kalends.errors import Fault
from kalends.service.query import EARLIEST, LATEST

_DAY = timedelta(days=1)
_LAST = date(9999, 12, 28)
"""The last day on which an event may end: a later end cannot be shown in every zone
(`core.recur.series.instance`)."""


@dataclass(frozen=True, slots=True)
class EventSpan:
    """The start and the exclusive end of an event."""

    start: When
    end: When

    @property
    def duration(self) -> Duration:
        """From start to end: days between days, seconds between times."""
        if isinstance(self.start, Date) and isinstance(self.end, Date):
            return Duration(days=(self.end.day - self.start.day).days)
        return Duration(seconds=int((instant(self.end, ETC_UTC) - instant(self.start, ETC_UTC)).total_seconds()))


def new_span(event_input: EventInput, now: datetime, zone: Zone) -> EventSpan:
    """The span of a new event; the start defaults to now, the end to the later of start and now. Fault RULE."""
    moment = _midnight(wall_in(Utc(now), zone).date()) if event_input.all_day else now
    start = event_input.start or moment
    end = _end_in(event_input, all_day=bool(event_input.all_day)) or max(start, moment)
    return _span(start, end, zone, all_day=bool(event_input.all_day))


def span_after(event_input: EventInput, old: EventSpan, zone: Zone) -> EventSpan:
    """The span after a request; `old` itself if nothing changes. Fault RULE."""
    was_days = isinstance(old.start, Date)
    all_day = was_days if event_input.all_day is None else event_input.all_day
    shown = shown_span(old, zone)
    if all_day and not was_days:
        shown = _days_of(old, zone)
    start, end = event_input.start or shown[0], _end_in(event_input, all_day=all_day) or shown[1]
    if all_day is was_days and (_whole(start), _whole(end)) == (_whole(shown[0]), _whole(shown[1])):
        return old
    return _span(start, end, zone_of_start(old.start, zone), all_day=all_day)


def _end_in(event_input: EventInput, *, all_day: bool) -> datetime | None:
    """The end that was sent: of whole days the last one, else the moment; a date without a time counts whole."""
    end = event_input.end
    if end is None or isinstance(end, datetime):
        return end
    return _midnight(end) if all_day else end_of(end)


def zone_of_start(start: When, caller: Zone) -> Zone:
    """The zone of a start time; the caller's zone if the start has none."""
    return start.zone if isinstance(start, Zoned) else caller


def _span(start: datetime, end: datetime, zone: Zone, *, all_day: bool) -> EventSpan:
    if all_day:
        first, last = start.date(), end.date()
        if last < first:
            raise rule_fault("end_at", "is before start_at")
        _demand_inside(last + _DAY if last < date.max else last)
        return EventSpan(Date(first), Date(last + _DAY))
    start, end = _whole(start), _whole(end)
    if end < start:
        raise rule_fault("end_at", "is before start_at")
    _demand_inside(end.date())
    return EventSpan(_when(start, zone), _when(end, zone))


def _demand_inside(end: date) -> None:
    """Refuse an end that cannot be shown in every zone. Fault RULE."""
    if end > _LAST:
        raise rule_fault("end_at", f"is after {_LAST}, the last day that can be shown everywhere")


def _when(moment: datetime, zone: Zone) -> When:
    return Utc(moment) if is_utc(zone) else zoned(moment, zone)


def _whole(moment: datetime) -> datetime:
    """Calendars have no parts of a second (RFC 5545 §3.3.12)."""
    return moment.replace(microsecond=0)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def span_of(instance: Instance) -> EventSpan:
    """The span of an instance."""
    start = instance.start
    assert start is not None
    return EventSpan(start, instance.end)


def shown_span(span: EventSpan, zone: Zone) -> tuple[datetime, datetime]:
    """Start and end as this dialect writes them; of whole days, the last one is the end."""
    if isinstance(span.start, Date) and isinstance(span.end, Date):
        return _midnight(span.start.day), _midnight(max(span.start.day, span.end.day - _DAY))
    return _instant(span.start, zone), _instant(span.end, zone)


def _instant(when: When, zone: Zone) -> datetime:
    """The instant of a time, clamped to the years 1 to 9999."""
    try:
        return instant(when, zone)
    except Fault:
        return EARLIEST if digits(when).year == EARLIEST.year else LATEST


def _days_of(span: EventSpan, zone: Zone) -> tuple[datetime, datetime]:
    """The first and last day of a span with times, in its zone; a span that ends at midnight ends on the day before."""
    own = zone_of_start(span.start, zone)
    first, last = wall_in(span.start, own), wall_in(span.end, own)
    if last > first and last.time() == time():
        last -= _DAY
    return _midnight(first.date()), _midnight(max(first, last).date())


def recurrence_id_instant(when: When, zone: Zone) -> datetime:
    """A RECURRENCE-ID as this dialect writes it."""
    return _midnight(when.day) if isinstance(when, Date) else instant(when, zone)
