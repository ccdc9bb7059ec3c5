"""Alarms: when the VALARMs of a series go off (RFC 5545 §3.6.6, §3.8.6; RFC 9074).

    TRIGGER:-PT15M                so long before (after) each instance's start; its end with RELATED=END
    TRIGGER;VALUE=DATE-TIME:…Z    once, whatever the instances
    REPEAT, DURATION              repeated REPEAT times, DURATION apart (RFC 5545 §3.8.6.2)
    ACKNOWLEDGED                  what was due until then has been seen (RFC 9074 §6.1)
    RELATED-TO;RELTYPE=SNOOZE     goes off again instead of the alarm of that UID (RFC 9074 §7.1)
    PROXIMITY                     goes off at a place: never by time (RFC 9074 §8.1)

A to-do without DTSTART counts from its DUE. Nothing rings for what is cancelled, or for a to-do that is done.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain, islice

from kalends.core.ics.tree import Component
from kalends.core.ics.values import Duration, MalformedValueError, parse_integer
from kalends.core.recur.series.instance import Instance, Window
from kalends.core.recur.series.moments import bad_value, value_of
from kalends.core.recur.series.series import Series
from kalends.core.time.dates import Date, Floating, When, Zoned, add, instant, wall_of
from kalends.core.time.offsets import Zone, moved
from kalends.errors import Fault, Kind

_MOST = 100_000  # REPEAT may say a thousand million times
_DAY = 86_400
_WHOLE_DAY = Duration(days=1)
_SPARE = 3 * _DAY  # for nominal days, and clocks that change
_DONE = frozenset(("CANCELLED", "COMPLETED"))


@dataclass(frozen=True, slots=True)
class AlarmTime:
    """One time at which an alarm goes off.

    `instance` is None for an absolute trigger. `repetition` is 0 for the trigger itself. `snoozes` is the UID of the
    alarm that was put off, or empty.
    """

    at: datetime
    alarm: Component
    component: Component
    instance: Instance | None = None
    repetition: int = 0
    acknowledged: bool = False
    snoozes: str = ""


@dataclass(frozen=True, slots=True)
class _Trigger:
    """What a VALARM says about when."""

    alarm: Component
    offset: Duration | datetime
    from_end: bool
    repeats: int
    apart: int
    acknowledged: datetime | None

    @property
    def reach(self) -> tuple[int, int]:
        """The seconds before and after an instance in which it may go off."""
        assert isinstance(self.offset, Duration)
        seconds = self.offset.days * _DAY + self.offset.seconds
        return min(seconds, 0) - _SPARE, max(seconds, 0) + self.repeats * self.apart + _SPARE


def alarms(series: Series, window: Window, zone: Zone) -> list[AlarmTime]:
    """Every time in a closed window at which an alarm goes off, in order; days and floating times are in `zone`.

    Raises Fault INVALID for a VALARM whose TRIGGER, REPEAT or DURATION cannot be used, TOO_LARGE for more than 100,000.
    """
    if window.start is None or window.end is None:
        raise TypeError("alarms are asked for in a window that is closed")
    pieces = [*(each.piece for each in series.stretches), *(each.piece for each in series.singles)]
    components = {id(piece.component): piece.component for piece in pieces}
    triggers = {key: _triggers(each) for key, each in components.items() if not _is_done(each)}
    absolute = (_absolute(components[key], some, window) for key, some in triggers.items())
    found = chain(chain.from_iterable(absolute), _relative(series, triggers, window, zone))
    ringing = list(islice(found, _MOST + 1))
    if len(ringing) > _MOST:
        raise Fault(Kind.TOO_LARGE, f"There are more than {_MOST:,} alarms; ask for a shorter time.")
    return sorted(ringing, key=lambda each: each.at)


def rings(series: Series, alarm: Component, window: Window, zone: Zone) -> bool:
    """Whether an alarm goes off in a window, which may be open, for an instance of a series that has it.

    Other than in `alarms` it does not matter whether the instance was cancelled, done or acknowledged. Raises Fault
    INVALID for a TRIGGER, REPEAT or DURATION that cannot be used.
    """
    if not alarm.first("TRIGGER") or alarm.first("PROXIMITY"):
        return False
    trigger = _read(alarm)
    if isinstance(trigger.offset, datetime):
        return next(_moments(trigger.offset, trigger, window), None) is not None
    low, high = trigger.reach
    start, end = window.start and moved(window.start, -high), window.end and moved(window.end, -low)
    # what counts from the end may have begun long before, and so may what has no start
    found = series.instances(Window(start, end), zone)
    return any(next(_moments(_anchored(each, trigger, zone), trigger, window), None) is not None for each in found)


def _relative(
    series: Series, triggers: Mapping[int, Sequence[_Trigger]], window: Window, zone: Zone
) -> Iterator[AlarmTime]:
    relative = [each for some in triggers.values() for each in some if isinstance(each.offset, Duration)]
    if not relative:
        return
    assert window.start is not None
    assert window.end is not None
    low, high = min(each.reach[0] for each in relative), max(each.reach[1] for each in relative)
    for instance in series.instances(Window(moved(window.start, -high), moved(window.end, -low)), zone):
        for trigger in triggers.get(id(instance.component), ()):
            if isinstance(trigger.offset, Duration):
                yield from _beside(instance, trigger, window, zone)


def _is_done(component: Component) -> bool:
    status = component.first("STATUS")
    return (status is not None and status.value.upper() in _DONE) or component.first("COMPLETED") is not None


def _triggers(component: Component) -> list[_Trigger]:
    alarms = component.children("VALARM")
    return [_read(each) for each in alarms if each.first("TRIGGER") and not each.first("PROXIMITY")]


def _read(alarm: Component) -> _Trigger:
    prop = alarm.first("TRIGGER")
    assert prop is not None
    offset = value_of(prop)
    if isinstance(offset, datetime):
        # RFC 5545 §3.8.6.3: an absolute trigger MUST be in UTC; one that is not is taken so
        offset = offset.replace(tzinfo=UTC)
    elif not isinstance(offset, Duration):
        raise bad_value(prop, "it is neither a duration nor a date and time", "RFC 5545 §3.8.6.3")
    repeats, apart = _repetition(alarm)
    return _Trigger(alarm, offset, (prop.param("RELATED") or "").upper() == "END", repeats, apart, _acknowledged(alarm))


def _repetition(alarm: Component) -> tuple[int, int]:
    """How often an alarm goes off again, and how many seconds apart."""
    repeat, duration = alarm.first("REPEAT"), alarm.first("DURATION")
    if repeat is None or duration is None:
        return 0, 0
    try:
        count = parse_integer(repeat.value)
    except MalformedValueError as error:
        raise bad_value(repeat, error.reason, error.rfc) from None
    apart = value_of(duration)
    if not isinstance(apart, Duration):
        raise bad_value(duration, "it is not a duration", "RFC 5545 §3.8.6.2")
    seconds = apart.days * _DAY + apart.seconds
    return (max(count, 0), seconds) if seconds > 0 else (0, 0)


def _acknowledged(alarm: Component) -> datetime | None:
    prop = alarm.first("ACKNOWLEDGED")
    value = value_of(prop) if prop else None
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else None


def _absolute(component: Component, triggers: list[_Trigger], window: Window) -> Iterator[AlarmTime]:
    for trigger in triggers:
        if isinstance(trigger.offset, datetime):
            yield from _repeated(trigger.offset, trigger, window, AlarmTime(trigger.offset, trigger.alarm, component))


def _beside(instance: Instance, trigger: _Trigger, window: Window, zone: Zone) -> Iterator[AlarmTime]:
    at = _anchored(instance, trigger, zone)
    return _repeated(at, trigger, window, AlarmTime(at, trigger.alarm, instance.component, instance))


def _anchored(instance: Instance, trigger: _Trigger, zone: Zone) -> datetime:
    """When a relative trigger goes off for an instance."""
    assert isinstance(trigger.offset, Duration)
    start = instance.start
    edge = instance.end if trigger.from_end or start is None else start
    if start is None and isinstance(edge, Date):
        edge = add(edge, _WHOLE_DAY)  # RFC 4791 §7.8.5 counts from the end of the day on which a to-do is due
    return instant(add(_timed(edge, zone), trigger.offset), zone)


def _timed(when: When, zone: Zone) -> When:
    """A day as its midnight, so that hours may be counted from it."""
    return Zoned(wall_of(when), zone) if isinstance(when, Date | Floating) else when


def _repeated(at: datetime, trigger: _Trigger, window: Window, first: AlarmTime) -> Iterator[AlarmTime]:
    """The trigger and its repetitions, those within the window."""
    for number, moment in _moments(at, trigger, window):
        seen = trigger.acknowledged is not None and moment <= trigger.acknowledged
        yield AlarmTime(moment, first.alarm, first.component, first.instance, number, seen, _snoozed(first.alarm))


def _moments(at: datetime, trigger: _Trigger, window: Window) -> Iterator[tuple[int, datetime]]:
    """Number and moment of a trigger and its repetitions, those within the window; found by division, as REPEAT may
    be large."""
    apart = timedelta(seconds=trigger.apart)
    skipped = max(0, -((at - window.start) // apart)) if trigger.apart and window.start is not None else 0
    for number in range(skipped, trigger.repeats + 1):
        moment = moved(at, number * trigger.apart)
        if window.end is not None and moment >= window.end:
            return
        if window.start is None or moment >= window.start:
            yield number, moment


def _snoozed(alarm: Component) -> str:
    found = (each.value for each in alarm.all("RELATED-TO") if (each.param("RELTYPE") or "").upper() == "SNOOZE")
    return next(found, "")
